"""Chooses which kind of question a sentence is: the kind whose rows explain most of it.

Every kind whose words stand in the sentence is tried. Names that fill a parameter and give nothing are tried
as words to look for. The answer is not put into words here: see `queries.asking`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from queries.intents import Intent, anything, headers_of, intents
from queries.knowledge import Knowledge
from queries.matching import Attempt, Misfit, fit
from queries.ranking import Found, find, support
from queries.reading import Sentence
from queries.run import Result

_SUBJECTS = (
    "doelgroep",
    "fase",
    "plan",
    "rol",
    "begrip",
    "actor",
    "partij",
    "aanbieder",
)  # names that may turn out to be no more than words
_KIND, _NAME = 2.0, 3.0  # what it says that the kind was recognised, and each name
_BETTER = 0.15  # by how much a later kind must explain more of the question
_SILENT = 0.2  # what is taken off where no row holds what is asked for
_FIRST = 5  # rows that are looked at for that
_SURE = 0.95  # from which part of the question that is explained no other kind is tried
_STRANGE = 0.75  # which part of the subject rows must be about, where a thing in it is not known at all
_CONCEPTS = "begrippen"  # tells what a word means here, and what a source calls so stands elsewhere
_FULL = 0.9  # from which part of a question in the rows nothing is missed
_FEW = 2  # rows besides which those found by words only are given if they are as near
_NEARER = 0.14  # by how much more of the question must be in rows that are found by words only
_HOPELESS = 0.25  # the same elsewhere: below it, the rows say nothing


@dataclass(frozen=True)
class Chosen:
    """A question that was answered as one kind."""

    attempt: Attempt
    found: Found


def refusal(sentence: Sentence) -> str:
    """Say why a question is of a kind that is never answered; empty for others."""
    return next(
        (intent.refusal for intent in intents() if intent.refusal and sentence.match(intent) is not None), ""
    )


def choose(knowledge: Knowledge, sentence: Sentence, misfits: list[Misfit]) -> Chosen | None:
    """Give the answer that explains most of the question; of those that explain as much the first kind.

    It is None when the question is of no kind that fits.

    Args:
        knowledge: the graphs that are asked.
        sentence: the question.
        misfits: why a question is not of a kind is added to it.
    """
    kinds = (
        (intent, used)
        for intent in intents()
        if not intent.refusal and (used := sentence.match(intent)) is not None
    )
    return _best(knowledge, sentence, kinds, misfits)


def look_for_words(knowledge: Knowledge, sentence: Sentence) -> Chosen | None:
    """Answer a question as no kind in particular: with whatever its words are about."""
    fitted = _try(knowledge, anything(), sentence, frozenset())
    return None if isinstance(fitted, Misfit) else fitted


def beside(knowledge: Knowledge, sentence: Sentence, chosen: Chosen) -> Chosen | None:
    """Give what the words of a question are about as well, where that is clearly more than the answer is.

    A word by which a kind was recognised may have been meant otherwise, and a name that fills a parameter
    leaves out what is called something else.
    """
    concept = chosen.attempt.question.name == _CONCEPTS
    if not (chosen.attempt.subject or concept) or chosen.attempt.question.name == anything().query:
        return None
    others = look_for_words(knowledge, sentence)
    if not others or not others.found.result.answer:
        return None
    subject = others.attempt.subject
    near, nearer = (support(knowledge, subject, each.found.result) for each in (chosen, others))
    few = len(chosen.found.result.answer.rows) <= _FEW and (sentence.closed or near < _FULL)
    return others if concept or nearer - near >= (0 if few else _NEARER) else None


def _best(
    knowledge: Knowledge,
    sentence: Sentence,
    kinds: Iterable[tuple[Intent, frozenset[int]]],
    misfits: list[Misfit],
) -> Chosen | None:
    best: tuple[float, Chosen] | None = None
    nothing: Chosen | None = None
    for intent, used in kinds:
        fitted = _try(knowledge, intent, sentence, used)
        if isinstance(fitted, Misfit):
            misfits.append(fitted)
            continue
        explained = _explained(fitted) - (0 if _tells(sentence, fitted.found.result) else _SILENT)
        if not fitted.found.result.answer:
            nothing = nothing or (None if fitted.attempt.subject else fitted)
        elif fitted.found.coverage >= _enough(sentence, fitted) and (
            best is None or explained > best[0] + _BETTER
        ):
            best = explained, fitted
        if best and best[0] >= _SURE:
            break
    return best[1] if best else nothing


def _enough(sentence: Sentence, chosen: Chosen) -> float:
    """Say which part of the subject the rows must be about: most of it where a thing in it is not known."""
    heavy = {word.text for word in chosen.attempt.subject if not word.light}
    strange = heavy & set(sentence.unknown) & set(chosen.found.missed)
    return _STRANGE if strange and not set(_SUBJECTS) & set(chosen.attempt.spans) else _HOPELESS


def _explained(chosen: Chosen) -> float:
    """Give the part of the question that an answer explains."""
    known = _KIND + _NAME * len(chosen.attempt.spans)
    return (known + chosen.found.matched) / (known + chosen.found.wanted)


def _try(knowledge: Knowledge, intent: Intent, sentence: Sentence, used: frozenset[int]) -> Chosen | Misfit:
    """Answer a question as one kind; names that give nothing, or nobody, are tried as words."""
    attempt = fit(knowledge, intent, sentence, used)
    if isinstance(attempt, Misfit):
        return attempt
    found = find(knowledge, attempt)
    as_words = [name for name in _SUBJECTS if name in attempt.spans]
    if (not found.result.answer or _nobody(found)) and as_words and "over" in intent.fills:
        again = fit(knowledge, intent, sentence, used, as_words)
        if not isinstance(again, Misfit):
            second = find(knowledge, again)
            if second.result.answer and not _nobody(second):
                return Chosen(again, second)
    if not found.result.answer and attempt.subject and "gemeente" in attempt.given:
        named = fit(knowledge, intent, sentence, used, [*as_words, "gemeente"])
        if not isinstance(named, Misfit) and (about := find(knowledge, named)).coverage >= _FULL:
            return Chosen(named, about)
    return Chosen(attempt, found)


def _tells(sentence: Sentence, result: Result) -> bool:
    """Say whether the first rows hold what a short question asks for: who, when, how often."""
    headers, rows = result.table()
    wanted = set(headers_of(sentence.words[sentence.opening :]))
    places = [at for at, header in enumerate(headers) if header in wanted]
    return not wanted or any(row[at] for row in rows[:_FIRST] for at in places)


def _nobody(found: Found) -> bool:
    """Say whether rows tell who does something, and none of them names anybody."""
    rows = list(found.result.answer.bindings())
    return "wieLabel" in found.result.answer.variables and not any(row.get("wie") for row in rows)

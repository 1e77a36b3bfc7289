"""Answers a question in Dutch: finds the names and the kind of question in it, and runs the named question.

    knowledge = Knowledge(store)
    reply = ask(knowledge, "Wie voert casusregie in Venlo?", today=date.today())

Every word that carries meaning must have been used: as a name, a time, a sign of the kind of question, or as
the subject that is looked for. What was not is said, and a question with such words is answered only when the
rest decides the answer. There is no language model, and nothing of a question is kept.

`ask` is the one way in: whatever must hold for every question that people type is to be held there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from graph.names import Kind
from graph.passages import Passage
from graph.privacy import refuse
from queries.filling import text_of
from queries.intents import Intent, intents
from queries.knowledge import Knowledge
from queries.matching import Attempt, Misfit, fit
from queries.ranking import Found, find
from queries.reading import Sentence, read
from queries.run import Result
from queries.wording import (
    found_in_words,
    number_in_words,
    second_in_words,
    times_in_words,
    understood_in_words,
)

_SUGGESTIONS = 4
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
_SURE = 0.95  # from which part of the question that is explained no other kind is tried
_DOUBTFUL = 0.55  # below this part of the subject, the rows are only the nearest ones
_STRANGE = 0.75  # the same, where a thing in the subject is not known at all
_HOPELESS = 0.25  # below this part of the subject, the rows say nothing


@dataclass(frozen=True)
class Reply:
    """The answer to a question in Dutch.

    Attributes:
        understood: how the question was read, in Dutch; None when it was not understood.
        sentence: one Dutch sentence that tells what was found, or what was not understood.
        result: the answer of the named question; None when the question was not understood.
        suggestions: the nearest questions that can be answered.
    """

    understood: str | None
    sentence: str
    result: Result | None
    suggestions: tuple[str, ...]

    def passages(self) -> list[Passage]:
        """Give the passages of all rows, in order."""
        return (
            sorted({place for places in self.result.passages.values() for place in places})
            if self.result
            else []
        )

    def as_json(self) -> dict[str, object]:
        """Give the reply for programs; `understood` is false when the question was not understood."""
        headers, rows = self.result.table() if self.result else ([], [])
        return {
            "understood": self.understood or False,
            "sentence": self.sentence,
            "query": self.result.question.name if self.result else None,
            "params": dict(self.result.params) if self.result else {},
            "rows": [dict(zip(headers, row, strict=True)) for row in rows],
            "passages": [
                {"source": place.source, "lines": [place.first, place.last]} for place in self.passages()
            ],
            "sparql": self.result.sparql if self.result else None,
            "suggestions": list(self.suggestions),
        }


def ask(knowledge: Knowledge, text: str, *, today: date) -> Reply:
    """Answer a question in Dutch, or say what in it was not understood.

    Args:
        knowledge: the graphs that are asked.
        text: the question as a person types it.
        today: what 'dit jaar' is counted from.

    Raises:
        PersonalDataError: the question holds something about a person; nothing of it is repeated.
    """
    refuse(text, "the question", "de vraag")
    sentence = read(knowledge.topics, knowledge.spotter, text, today)
    if not sentence.words:
        return _not_understood("Stel een vraag, bijvoorbeeld een van deze.", text)
    if sentence.strange:
        told = f"Niet begrepen: {_quoted(sentence.strange)} komt in de gegevens niet voor."
        return _not_understood(told, text, _near(knowledge, sentence))
    kinds = [(intent, used) for intent in intents() if (used := sentence.match(intent)) is not None]
    refusal = next((intent.refusal for intent, _ in kinds if intent.refusal), None)
    if refusal:
        return _not_understood(refusal, text)
    misfits: list[Misfit] = []
    chosen = _chosen(knowledge, sentence, kinds, misfits)
    if chosen:
        return _reply(knowledge, sentence, *chosen)
    return _not_understood(_why_not(sentence, misfits), text, _near(knowledge, sentence))


def _chosen(
    knowledge: Knowledge,
    sentence: Sentence,
    kinds: Iterable[tuple[Intent, frozenset[int]]],
    misfits: list[Misfit],
) -> tuple[Attempt, Found] | None:
    """Give the answer that explains most of the question; of those that explain as much the first kind.

    Why a question is not of a kind is added to `misfits`.
    """
    best: tuple[float, tuple[Attempt, Found]] | None = None
    nothing: tuple[Attempt, Found] | None = None
    for intent, used in kinds:
        fitted = _try(knowledge, intent, sentence, used)
        if isinstance(fitted, Misfit):
            misfits.append(fitted)
            continue
        attempt, found = fitted
        explained = _explained(attempt, found)
        if not found.result.answer:
            nothing = nothing or (None if attempt.subject else fitted)
        elif found.coverage >= _enough(sentence, attempt, found) and (
            best is None or explained > best[0] + _BETTER
        ):
            best = explained, fitted
        if best and best[0] >= _SURE:
            break
    return best[1] if best else nothing


def _enough(sentence: Sentence, attempt: Attempt, found: Found) -> float:
    """Say which part of the subject the rows must be about: most of it where a thing in it is not known."""
    heavy = {word.text for word in attempt.subject if not word.light}
    strange = heavy & set(sentence.unknown) & set(found.missed)
    return _STRANGE if strange and not set(_SUBJECTS) & set(attempt.spans) else _HOPELESS


def _reply(knowledge: Knowledge, sentence: Sentence, attempt: Attempt, found: Found) -> Reply:
    remarks = ["Genoemd worden functies en organisaties, geen personen."] if sentence.asks_who_is else []
    told = found_in_words(
        found.result,
        closed=sentence.closed,
        missed=found.missed,
        left_out=found.left_out,
        doubtful=found.coverage < _DOUBTFUL,
    )
    remarks = [*_remarks(knowledge, sentence, attempt, found), *remarks]
    understood = understood_in_words(found.result, [*sentence.notes, *attempt.notes], found.missed)
    return Reply(understood, " ".join([told, *remarks]), found.result, ())


def _remarks(knowledge: Knowledge, sentence: Sentence, attempt: Attempt, found: Found) -> list[str]:
    """Say what the answer does not tell: a number, a place, a time or a second question."""
    if not found.result.answer:
        return []
    nowhere = [knowledge.names.label(place) for place in found.nowhere]
    return [
        told
        for told in (
            number_in_words(
                sentence.words,
                found.number if found.coverage >= _DOUBTFUL else None,
                sure=not attempt.subject or attempt.question.name == "geld",
            ),
            f"Daarvan is niets gevonden over {' en '.join(nowhere)}." if nowhere else "",
            f"De rijen staan op volgorde van {found.ordered}." if found.ordered else "",
            times_in_words(sentence.words, found.result),
            second_in_words(sentence.second, found.result),
        )
        if told
    ]


def _explained(attempt: Attempt, found: Found) -> float:
    """Give the part of the question that an answer explains."""
    known = _KIND + _NAME * len(attempt.spans)
    return (known + found.matched) / (known + found.wanted)


def _try(
    knowledge: Knowledge, intent: Intent, sentence: Sentence, used: frozenset[int]
) -> tuple[Attempt, Found] | Misfit:
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
                return again, second
    return attempt, found


def _nobody(found: Found) -> bool:
    """Say whether rows tell who does something, and none of them names anybody."""
    rows = list(found.result.answer.bindings())
    return "wieLabel" in found.result.answer.variables and not any(row.get("wie") for row in rows)


def _why_not(sentence: Sentence, misfits: Sequence[Misfit]) -> str:
    if sentence.unknown:
        return (
            f"Niet begrepen: {_quoted(sentence.unknown)} komt in de gegevens niet voor, "
            "en is geen woord waaraan een vraag te herkennen is."
        )
    fewest = min((misfit.words for misfit in misfits), key=len, default=())
    if fewest:
        return f"Niet begrepen: wat {_quoted(fewest)} in deze vraag betekent."
    return "Niet begrepen: het is niet duidelijk wat er wordt gevraagd."


def _quoted(words: Iterable[str], between: str = ", ") -> str:
    return between.join(f"'{word}'" for word in words)


def _not_understood(told: str, text: str, suggestions: Sequence[str] = ()) -> Reply:
    examples = [intent.example for intent in intents() if intent.example]
    nearest = process.extract(text, examples, scorer=fuzz.token_set_ratio, limit=_SUGGESTIONS)
    return Reply(None, told, None, (*suggestions, *(example for example, _, _ in nearest))[:_SUGGESTIONS])


def _near(knowledge: Knowledge, sentence: Sentence) -> list[str]:
    """Give questions about the names and the subject of a question that was not understood."""
    places = [span for span in sentence.spans if Kind.GEMEENTE in span.things]
    others = [span for span in sentence.spans if span not in places]
    place = next((knowledge.names.label(min(span.things[Kind.GEMEENTE])) for span in places), "")
    inside = f" in {place}" if place else ""
    asked = [
        *(f"Wat doet {text_of(sentence, span)}{inside}?" for span in others if Kind.ACTOR in span.things),
        *(f"Wat staat er over {text_of(sentence, span)}{inside}?" for span in others),
        *([f"Welke activiteiten zijn er{inside}?", f"Wie voert de regie{inside}?"] if place else []),
    ]
    return asked[:_SUGGESTIONS]

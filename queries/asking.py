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
from rdflib import URIRef

from graph.passages import Passage
from queries.dutch import light_words
from queries.intents import Intent, intents
from queries.knowledge import Knowledge
from queries.matching import Attempt, Misfit, fit
from queries.reading import Sentence, read
from queries.run import Result, answer
from queries.topics import Reading, Topics
from queries.wording import found_in_words, understood_in_words

_SUGGESTIONS = 4
_ASSIGNING = (
    "wie-doet-wat",
    "termijnen",
    "planning",
)  # who does the whole does the parts that have nobody of their own
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
    """
    sentence = read(knowledge.topics, knowledge.spotter, text, today)
    if not sentence.words:
        return _not_understood("Stel een vraag, bijvoorbeeld een van deze.", text)
    nothing_found: Reply | None = None
    misfits: list[Misfit] = []
    for intent in intents():
        used = sentence.match(intent)
        if used is None:
            continue
        if intent.refusal:
            return _not_understood(intent.refusal, text)
        if sentence.unknown:
            continue
        reply = _try(knowledge, intent, sentence, used)
        if isinstance(reply, Misfit):
            misfits.append(reply)
        elif reply.result and reply.result.answer:
            return reply
        else:
            nothing_found = nothing_found or reply
    return nothing_found or _not_understood(_why_not(sentence, misfits), text)


def _try(knowledge: Knowledge, intent: Intent, sentence: Sentence, used: frozenset[int]) -> Reply | Misfit:
    """Answer a question as one kind; names that give nothing are tried once more as words."""
    attempt = fit(knowledge, intent, sentence, used)
    if isinstance(attempt, Misfit):
        return attempt
    reply = _answer(knowledge, attempt, sentence)
    if isinstance(reply, Reply) and reply.result and not reply.result.answer:
        as_words = [name for name in _SUBJECTS if name in attempt.spans]
        if as_words and "over" in intent.fills:
            again = fit(knowledge, intent, sentence, used, as_words)
            second = again if isinstance(again, Misfit) else _answer(knowledge, again, sentence)
            if isinstance(second, Reply) and second.result and second.result.answer:
                return second
    return reply


def _answer(knowledge: Knowledge, attempt: Attempt, sentence: Sentence) -> Reply | Misfit:
    """Run the named question of an attempt, looking for its subject in ever wider readings."""
    reply: Reply | None = None
    for things, dropped in _subjects(knowledge.topics, attempt):
        values = {**attempt.values, **({"over": things} if things else {})}
        found = answer(knowledge.store, attempt.question, attempt.given, values, knowledge.graphs)
        unused = [*attempt.unused, *dropped]
        reply = Reply(
            understood_in_words(found, [*sentence.notes, *attempt.notes], unused),
            found_in_words(found, sentence.closed, unused),
            found,
            (),
        )
        if found.answer:
            break
    return reply or Misfit(tuple(word.text for word in attempt.subject), together=True)


def _subjects(topics: Topics, attempt: Attempt) -> Iterable[tuple[tuple[URIRef, ...], tuple[str, ...]]]:
    """Give the things that may be meant by the subject, the nearest first, with the words let go."""
    if not attempt.subject:
        yield (), ()
        return
    near = topics.about(attempt.subject, Reading.TIED)
    if attempt.question.name in _ASSIGNING:
        near |= topics.wholes(near)
    for things in (near, topics.about(attempt.subject, Reading.AROUND)):
        if things:
            yield tuple(sorted(things)), ()
    light = [word for word in attempt.subject if word.text in light_words()]
    fewer = [word for word in attempt.subject if word not in light]
    if light and fewer:
        for reading in (Reading.TIED, Reading.AROUND):
            if things := topics.about(fewer, reading):
                yield tuple(sorted(things)), tuple(word.text for word in light)


def _why_not(sentence: Sentence, misfits: Sequence[Misfit]) -> str:
    if sentence.unknown:
        return (
            f"Niet begrepen: {_quoted(sentence.unknown)} komt in de gegevens niet voor, "
            "en is geen woord waaraan een vraag te herkennen is."
        )
    together = [misfit.words for misfit in misfits if misfit.together]
    if together:
        return f"Over {_quoted(together[-1], ' en ')} samen staat niets in de gegevens."
    fewest = min((misfit.words for misfit in misfits), key=len, default=())
    if fewest:
        return f"Niet begrepen: wat {_quoted(fewest)} in deze vraag betekent."
    return "Niet begrepen: het is niet duidelijk wat er wordt gevraagd."


def _quoted(words: Iterable[str], between: str = ", ") -> str:
    return between.join(f"'{word}'" for word in words)


def _not_understood(sentence: str, text: str) -> Reply:
    examples = [intent.example for intent in intents() if intent.example]
    nearest = process.extract(text, examples, scorer=fuzz.token_set_ratio, limit=_SUGGESTIONS)
    return Reply(None, sentence, None, tuple(example for example, _, _ in nearest))

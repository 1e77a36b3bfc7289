"""Answers a question in Dutch: finds the names and the kind of question in it, and runs the named question.

    knowledge = Knowledge(store)
    reply = ask(knowledge, "Wie voert casusregie in Venlo?", today=date.today())

Every word that carries meaning must have been used: as a name, a time, a sign of the kind of question, or as
the subject that is looked for. What was not is said, and a question with such words is answered only when the
rest decides the answer. There is no language model, and nothing of a question is kept.

`ask` is the one way in: whatever must hold for every question that people type is to be held there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz import fuzz, process

from graph.names import Kind
from graph.passages import Passage
from graph.privacy import refuse
from queries.choosing import Chosen, beside, choose, look_for_words, refusal
from queries.filling import text_of
from queries.intents import gathered, intents
from queries.knowledge import Knowledge
from queries.matching import Attempt, Misfit
from queries.parts import apart, asks_to_name, context_of, is_bare, is_whole
from queries.ranking import Found
from queries.reading import Sentence, read
from queries.run import Result
from queries.wording import (
    amounts_in_words,
    found_in_words,
    number_in_words,
    times_in_words,
    understood_in_words,
    values_in_words,
)

_SUGGESTIONS = 4
_DOUBTFUL = 0.55  # below this part of the subject, the rows are only the nearest ones
_NEAR = 0.5  # from this part of the subject, rows are given for a question of no kind that is known
_WHO = {"wie", "wiens"}


@dataclass(frozen=True)
class Reply:
    """The answer to a question in Dutch.

    Attributes:
        understood: how the question was read, in Dutch; None when it was not understood.
        sentence: one Dutch sentence that tells what was found, or what was not understood.
        result: the answer of the named question; None when the question was not understood.
        suggestions: the nearest questions that can be answered.
        more: the answers to further questions in the same sentence.
    """

    understood: str | None
    sentence: str
    result: Result | None
    suggestions: tuple[str, ...]
    more: tuple[Result, ...] = ()

    @property
    def results(self) -> tuple[Result, ...]:
        """Give all answers, that of the first question first."""
        return ((self.result,) if self.result else ()) + self.more

    def passages(self) -> list[Passage]:
        """Give the passages of all rows, in order."""
        return sorted({place for each in self.results for where in each.laid_out()[2] for place in where})

    def as_json(self) -> dict[str, object]:
        """Give the reply for programs; `understood` is false when the question was not understood."""
        tables = [result.table() for result in self.results]
        return {
            "understood": self.understood or False,
            "sentence": self.sentence,
            "query": self.result.question.name if self.result else None,
            "params": dict(self.result.params) if self.result else {},
            "rows": [dict(zip(headers, row, strict=True)) for headers, rows in tables for row in rows],
            "passages": [
                {"source": place.source, "lines": [place.first, place.last]} for place in self.passages()
            ],
            "sparql": "\n".join(result.sparql for result in self.results) or None,
            "suggestions": list(self.suggestions),
        }


def ask(knowledge: Knowledge, text: str, *, today: date) -> Reply:
    """Answer a question in Dutch, or say what in it was not understood.

    Args:
        knowledge: the graphs that are asked.
        text: the question as a person types it; two questions in one sentence are answered one by one.
        today: what 'dit jaar' is counted from.

    Raises:
        PersonalDataError: the question holds something about a person; nothing of it is repeated.
    """
    refuse(text, "the question", "de vraag")

    def whole(part: str, rest: str) -> bool:
        return is_whole(_read(knowledge, part, today), _read(knowledge, rest, today))

    if refused := refusal(_read(knowledge, text, today)):
        return _not_understood(refused, text)
    first, *others = apart(text, whole)
    head = _read(knowledge, first, today)
    reply = _beside_the_norm(knowledge, head, today) or _answered(knowledge, head, first)
    if others and (not reply.result or not reply.result.answer):
        return _answered(knowledge, _read(knowledge, text, today), text)
    for other in others:
        reply = _with_second(knowledge, reply, head, other, today)
    return reply


def _read(knowledge: Knowledge, text: str, today: date, context: Sequence[str] = ()) -> Sentence:
    return read(knowledge.topics, knowledge.spotter, text, today, context)


def _answered(knowledge: Knowledge, sentence: Sentence, text: str) -> Reply:
    """Answer one question."""
    if not sentence.words:
        return _not_understood("Stel een vraag, bijvoorbeeld een van deze.", text)
    if sentence.strange:
        told = f"Niet begrepen: {_absent(sentence.strange)}."
        return _not_understood(told, text, _near(knowledge, sentence))
    misfits: list[Misfit] = []
    chosen = choose(knowledge, sentence, misfits)
    if not chosen and sentence.asks:
        nearest = look_for_words(knowledge, sentence)
        if nearest and nearest.found.result.answer and nearest.found.coverage >= _NEAR:
            return _reply(knowledge, sentence, nearest)
    if chosen:
        reply = _reply(knowledge, sentence, chosen)
        others = beside(knowledge, sentence, chosen)
        return _with_others(reply, others.found) if others else reply
    return _not_understood(_why_not(sentence, misfits), text, _near(knowledge, sentence))


def _beside_the_norm(knowledge: Knowledge, sentence: Sentence, today: date) -> Reply | None:
    """Answer a question about a place and a norm for each of them; None when it is not about both."""
    norms = [span for span in sentence.spans if Kind.BRON in span.things and not knowledge.places_of(span)]
    places = [span for span in sentence.spans if Kind.GEMEENTE in span.things]
    if not norms or not places:
        return None
    replies = []
    for left_out in (norms, places):
        skipped = {at for span in left_out for at in range(span.first, span.end)}
        words = [word for at, word in enumerate(sentence.words) if at not in skipped]
        reply = _answered(knowledge, _read(knowledge, " ".join(words), today), " ".join(words))
        if not reply.result or not reply.result.answer:
            return None
        replies.append(reply)
    place, norm = replies
    return replace(
        place,
        understood=f"{place.understood}; en voor de norm: {norm.understood}",
        sentence=f"Over {text_of(sentence, places[0])}: {place.sentence} Over de norm: {norm.sentence}",
        more=(*place.more, *norm.results),
    )


def _with_second(knowledge: Knowledge, reply: Reply, head: Sentence, asked: str, today: date) -> Reply:
    """Add what is found for a further question in the same sentence, or say that nothing is."""
    tail = _read(knowledge, asked, today)
    said = asked.rstrip("?. ")
    if asks_to_name(tail):
        return reply
    if is_bare(tail) and reply.result and (told := values_in_words(reply.result, tail.words)):
        return replace(reply, sentence=f"{reply.sentence} {told}")
    context = context_of(head, tail)
    second = _answered(knowledge, _read(knowledge, asked, today, context), asked)
    if not second.result or not second.result.answer:
        lost = f"Op het tweede deel ('{said}') is geen antwoord gevonden: stel dat als aparte vraag."
        return replace(reply, sentence=f"{reply.sentence} {lost}")
    return replace(
        reply,
        understood=f"{reply.understood}; en '{said}': {second.understood}",
        sentence=f"{reply.sentence} Op '{said}': {second.sentence}",
        more=(*reply.more, second.result, *second.more),
    )


def _reply(knowledge: Knowledge, sentence: Sentence, chosen: Chosen) -> Reply:
    attempt, found = chosen.attempt, chosen.found
    result = _gathered(found.result)
    remarks = ["Genoemd worden functies en organisaties, geen personen."] if sentence.asks_who_is else []
    told = found_in_words(
        result,
        closed=sentence.closed,
        missed=found.missed,
        left_out=found.left_out,
        doubtful=found.coverage < _DOUBTFUL,
    )
    remarks = [*_remarks(knowledge, sentence, attempt, found), *remarks]
    understood = understood_in_words(result, [*sentence.notes, *attempt.notes], found.missed)
    return Reply(understood, " ".join([told, *remarks]), result, ())


def _with_others(reply: Reply, others: Found) -> Reply:
    """Add rows that are nearer to the words of a question than those of its kind."""
    over = others.result.params.get("over", "")
    count = len(others.result.table()[1])
    told = f"Meer over de woorden zelf ('{over}') staat in {count} andere rijen, die erbij staan."
    return replace(reply, sentence=f"{reply.sentence} {told}", more=(_gathered(others.result),))


def _gathered(result: Result) -> Result:
    """Let several who do the same, each for a place of their own, stand in one row."""
    merged = (*result.question.merged, *gathered(result.question.name))
    return replace(result, question=replace(result.question, merged=merged))


def _remarks(knowledge: Knowledge, sentence: Sentence, attempt: Attempt, found: Found) -> list[str]:
    """Say what the answer does not tell: a number, a place or a time."""
    if not found.result.answer:
        return []
    nowhere = [knowledge.names.label(place) for place in found.nowhere]
    return [
        told
        for told in (
            number_in_words(
                sentence.words,
                found.number if found.coverage >= _DOUBTFUL else None,
                found.result,
                sure=not attempt.subject or attempt.question.name == "geld",
            ),
            f"Daarvan is niets gevonden over {' en '.join(nowhere)}." if nowhere else "",
            f"De rijen staan op volgorde van {found.ordered}." if found.ordered else "",
            times_in_words(sentence.words, found.result),
            amounts_in_words(sentence.words, found.result),
            _asked_in_words(sentence, found.result),
        )
        if told
    ]


def _asked_in_words(sentence: Sentence, result: Result) -> str:
    """Tell when, how often or how much, where that is what a question opens with; who is told already."""
    words = sentence.words[sentence.opening :]
    return "" if _WHO & set(words[:2]) else values_in_words(result, words)


def _why_not(sentence: Sentence, misfits: Sequence[Misfit]) -> str:
    if sentence.unknown:
        return f"Niet begrepen: {_absent(sentence.unknown)}, en er is geen vraag aan te herkennen."
    fewest = min((misfit.words for misfit in misfits), key=len, default=())
    if fewest:
        return f"Niet begrepen: wat {_quoted(fewest)} in deze vraag betekent."
    return "Niet begrepen: het is niet duidelijk wat er wordt gevraagd."


def _absent(found: Sequence[str]) -> str:
    return f"{_quoted(found)} {'komt' if len(found) == 1 else 'komen'} in de gegevens niet voor"


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

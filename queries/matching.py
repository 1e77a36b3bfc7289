"""Fits a question to a kind: names and times fill its parameters, and what is left is its subject.

A word that no parameter takes and that is no subject makes the kind a misfit. Nothing is run here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rdflib import Literal, URIRef

from graph.terms import Node
from queries.catalogue import Question
from queries.filling import Filling, as_word, covered, text_of
from queries.intents import Intent
from queries.knowledge import Knowledge
from queries.reading import DECISIVE, Sentence
from queries.spotting import Span
from queries.topics import Word

# Words that the rows themselves must decide where yes or no is asked: 'geldt dat alleen voor gezinnen?'
_LEFT_TO_THE_ROWS = frozenset(("alleen", "niet", "geen", "zonder"))
_APART = 3  # places that are looked at one by one


@dataclass(frozen=True)
class Misfit:
    """Why a question is not of a kind.

    Attributes:
        words: the words that it has no use for.
    """

    words: tuple[str, ...]


@dataclass(frozen=True)
class Attempt:
    """A question that fits a kind.

    Attributes:
        question: the named question.
        values: the terms of its parameters, without the subject.
        given: the same parameters as people read them.
        spans: the names that filled a parameter.
        subject: the words to look for.
        places: the places asked about, each of which is to be looked at by itself; empty for one or none.
        itself: whether a thing that is named counts for more than what is about it.
        sources: the files in which the rows must stand; empty where that does not matter.
        notes: how names were read, in Dutch.
        words: the words of the question proper, by which rows are put in order.
    """

    question: Question
    values: Mapping[str, Sequence[Node]]
    given: Mapping[str, str]
    spans: Mapping[str, Span]
    subject: tuple[Word, ...]
    places: tuple[tuple[URIRef, ...], ...]
    itself: bool
    sources: frozenset[str]
    notes: tuple[str, ...]
    words: tuple[str, ...]


def fit(
    knowledge: Knowledge,
    intent: Intent,
    sentence: Sentence,
    used: Collection[int],
    as_words: Collection[str] = (),
) -> Attempt | Misfit:
    """Fit a question to a kind.

    Args:
        knowledge: the names and words of the graphs that are asked.
        intent: the kind.
        sentence: the question.
        used: the positions of the words by which the kind was recognised.
        as_words: parameters that are not to be filled; names for them become part of the subject.
    """
    filling = Filling(knowledge, intent, sentence, as_words)
    filling.fill(used)
    left = filling.left(used)
    subject = _subject(filling, left, used)
    misfit = (
        _missing(filling, subject)
        or _superfluous(filling, left, used)
        or _decisive(knowledge, sentence, left)
        or (Misfit(tuple(word.text for word in subject)) if subject and "over" not in intent.fills else None)
    )
    if misfit:
        return misfit
    values = filling.values
    if any(param.name == "peildatum" for param in filling.question.params):
        values["peildatum"] = [Literal(sentence.today)]
    return Attempt(
        question=filling.question,
        values=values,
        given=filling.given,
        spans=filling.spans,
        subject=subject,
        places=tuple(map(filling.names.with_subregions, filling.places))
        if 1 < len(filling.places) <= _APART
        else (),
        itself=intent.itself,
        sources=filling.sources,
        notes=tuple(filling.notes),
        words=tuple(word for at, word in enumerate(sentence.words) if at not in sentence.aside),
    )


def _subject(filling: Filling, left: Sequence[int], used: Collection[int]) -> tuple[Word, ...]:
    """Give the words to look for."""
    if filling.intent.only is not None:
        return ()
    subject = filling.subject([at for at in left if at not in filling.sentence.aside], used)
    if all(word.light for word in subject) and _missing(filling, ()) is None:
        subject = ()
    if filling.fixed_over and not subject:
        return tuple(as_word(filling.topics, word) for word in filling.fixed_over.split())
    return subject


def _missing(filling: Filling, subject: Sequence[Word]) -> Misfit | None:
    """Say that something which must be filled is not."""
    complete = filling.complete() or filling.fixed_over
    if complete and all(filling.has(names, subject) for names in filling.intent.needed):
        return None
    return Misfit(tuple(word.text for word in subject) or filling.sentence.words)


def _superfluous(filling: Filling, left: Sequence[int], used: Collection[int]) -> Misfit | None:
    """Say that a kind which allows names and few words only is asked with others."""
    only, sentence = filling.intent.only, filling.sentence
    if only is None:
        return None
    words = [sentence.words[at] for at in left if sentence.words[at] not in only]
    names = [
        text_of(sentence, span)
        for span in filling.loose
        if sentence.words[span.first] not in only and not covered(span, used)
    ]
    return Misfit((*words, *names)) if words or names else None


def _decisive(knowledge: Knowledge, sentence: Sentence, left: Sequence[int]) -> Misfit | None:
    """Say that a word which turns the answer around has no place in the kind, nor in what the sources say."""
    named = {
        at
        for at in left
        if sentence.words[at] == "zonder" and sentence.words[at : at + 2] in knowledge.topics.pairs
    }
    words = [sentence.words[at] for at in left if at not in sentence.aside | named]
    passed = _LEFT_TO_THE_ROWS if sentence.closed else frozenset()
    decisive = tuple(word for word in words if word in DECISIVE - passed)
    return Misfit(decisive) if decisive else None

"""Runs a named question for what is asked, and keeps the rows that are about its subject, the nearest first.

The words of the subject are no filter: each row counts for how much of them it is about, and how nearly.
Behind the first row that is clearly less about them than the best ones, the rest is left out; how many that
are is said. The query that is shown is the one that gives the rows that are kept.

It does not choose between kinds of questions: see `queries.asking`.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor

from rdflib import URIRef

from graph.answer import Answer
from graph.terms import Node
from queries.knowledge import Knowledge
from queries.matching import Attempt
from queries.run import Result, answer, bind
from queries.topics import OWN, Word

_MAIN = re.compile(r"BIND\(\?over AS \?(\w+)\)")
_FEW, _MORE = 150, 4  # things that are tried first, and how many times more when there may be nearer rows
_LEAST = 0.2  # of the best score: what is less about the subject is not tried
_CLIFF = 0.78  # of the best score: what is less about the subject is left out
_CLIFF_ITSELF = 0.9  # the same, where a thing itself is asked about
_STEPS = 10  # how finely scores are told apart when rows are put in order
_NAMED = 0.3  # what the thing that a word names is more about it than others
_BESIDE = 0.02  # what a word adds that stands beside the thing that the row is about


@dataclass(frozen=True)
class Found:
    """What an attempt gave.

    Attributes:
        result: the rows that are kept.
        missed: the words of the subject that no kept row is about.
        matched: the weight of the words that the best row is about.
        wanted: the weight of all words of the subject.
        least: how near a row must be to be kept.
        left_out: how many rows that were tried are less about the subject.
    """

    result: Result
    missed: tuple[str, ...]
    matched: float
    wanted: float
    least: float
    left_out: int

    @property
    def coverage(self) -> float:
        """Give the part of the subject that the best row is about, from 0 to 1."""
        return self.matched / self.wanted if self.wanted else 1.0


def find(knowledge: Knowledge, attempt: Attempt) -> Found:
    """Run the named question of an attempt."""
    if not attempt.subject:
        result = _in_sources(
            answer(knowledge.store, attempt.question, attempt.given, attempt.values, knowledge.graphs),
            attempt.sources,
        )
        return Found(result, (), 0.0, 0.0, 0.0, 0)
    levels = [(word, knowledge.topics.levels(word)) for word in attempt.subject]
    candidates = _candidates(levels)
    main = _MAIN.search(attempt.question.sparql)
    tried = 0
    while True:
        tried = tried * _MORE if tried else _FEW if main else len(candidates)
        things = tuple(candidates)[:tried]
        values = {**attempt.values, "over": things}
        result = answer(knowledge.store, attempt.question, attempt.given, values, knowledge.graphs)
        found = _kept(attempt, _in_sources(result, attempt.sources), levels, main and main[1])
        if tried >= len(candidates) or candidates[things[-1]] < found.least:
            return found


def _candidates(levels: Sequence[tuple[Word, Mapping[URIRef, float]]]) -> Mapping[URIRef, float]:
    """Give the things that the words are about, the nearest first, with how near they are."""
    scores: dict[URIRef, float] = {}
    for word, near in levels:
        for thing, level in near.items():
            scores[thing] = scores.get(thing, 0.0) + word.weight * level
    least = _LEAST * max(scores.values(), default=0.0)
    best = sorted(scores, key=lambda thing: (-scores[thing], thing))
    return {thing: scores[thing] for thing in best if scores[thing] >= least}


def _kept(
    attempt: Attempt,
    result: Result,
    levels: Sequence[tuple[Word, Mapping[URIRef, float]]],
    column: str | None,
) -> Found:
    """Keep the rows before the cliff, and say which words they are about."""
    cliff = _CLIFF_ITSELF if attempt.itself else _CLIFF
    about: list[tuple[float, dict[str, Node], list[float]]] = []
    for row in result.answer.bindings():
        each = [
            _level(row, column, near)
            + (_NAMED if attempt.itself and row.get(column or "") in word.things else 0)
            for word, near in levels
        ]
        about.append(
            (sum(word.weight * level for (word, _), level in zip(levels, each, strict=True)), row, each)
        )
    wanted = sum(word.weight for word, _ in levels)
    best = max((score for score, _, _ in about), default=0.0)
    rows = [entry for entry in about if entry[0] >= cliff * best and entry[0] > 0]
    rows.sort(key=lambda entry: -floor(_STEPS * entry[0] / best))
    hit = {at for _, _, each in rows for at, level in enumerate(each) if level}
    matched = max(
        (sum(levels[at][0].weight for at, level in enumerate(each) if level) for _, _, each in rows),
        default=0.0,
    )
    told = " ".join(word.text for at, (word, _) in enumerate(levels) if at in hit)
    things = tuple(sorted({thing for _, row, _ in rows for thing in _things(row, column, levels)}))
    kept = replace(
        result,
        params={**result.params, **({"over": told} if told else {})},
        answer=_table(result.answer, [row for _, row, _ in rows]),
        sparql=bind(result.question, {**attempt.values, "over": things}),
    )
    missed = tuple(word.text for at, (word, _) in enumerate(levels) if at not in hit)
    return Found(kept, missed, matched, wanted, cliff * best, len(about) - len(rows))


def _level(row: Mapping[str, Node], column: str | None, near: Mapping[URIRef, float]) -> float:
    """Say how nearly a row is about a word: its main thing counts, and a little what stands beside it."""
    things = (URIRef(term) for term in row.values() if isinstance(term, URIRef))
    beside = max((near.get(thing, 0.0) for thing in things), default=0.0)
    if column is None:
        return beside
    level = near.get(URIRef(row[column]), 0.0) if column in row else 0.0
    return level + _BESIDE if level and beside == OWN else level


def _things(
    row: Mapping[str, Node], column: str | None, levels: Sequence[tuple[Word, Mapping[URIRef, float]]]
) -> Collection[URIRef]:
    """Give what makes a row count."""
    if column is not None:
        return [URIRef(row[column])] if column in row else []
    return [
        term for term in row.values() if isinstance(term, URIRef) and any(term in near for _, near in levels)
    ]


def _in_sources(result: Result, sources: Collection[str]) -> Result:
    """Keep the rows that stand in some files."""
    if not sources or "bewijs" not in result.answer.variables:
        return result
    standing = {
        thing
        for thing, passages in result.passages.items()
        if any(passage.source in sources for passage in passages)
    }
    rows = [row for row in result.answer.bindings() if row.get("bewijs") in standing]
    return replace(result, answer=_table(result.answer, rows))


def _table(answer: Answer, rows: Sequence[Mapping[str, Node]]) -> Answer:
    return Answer(answer.variables, [tuple(row.get(name) for name in answer.variables) for row in rows])

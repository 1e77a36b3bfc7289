"""Runs a named question for what is asked, and keeps the rows that are about its subject, the nearest first.

The words of the subject are no filter: each row counts for how much of them it is about, and how nearly.
Behind the first row that is clearly less about them than the best ones, the rest is left out; how many that
are is said. The query that is shown is the one that gives the rows that are kept.

It does not choose between kinds of questions: see `queries.asking`.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from rdflib import URIRef

from graph.answer import Answer
from graph.passages import Passage
from graph.terms import Node
from queries.intents import listing
from queries.keeping import Asked, Entry, is_definition, keep
from queries.knowledge import Knowledge
from queries.matching import Attempt
from queries.ordering import before, counted, largest_first, number_of, of_kind_first
from queries.run import Result, answer, bind
from queries.topics import NEAR, OWN, Word

_MAIN = re.compile(r"BIND\(\?over AS \?(\w+)\)")
_FEW, _MORE = 150, 4  # things that are tried first, and how many times more when there may be nearer rows
_LEAST = 0.2  # of the best score: what is less about the subject is not tried
_AS_NEAR = 0.8  # of the best score: what is as much about the subject brings its parts
_SPREAD = "taken-van-actor"  # what somebody does is told from one end of a source to the other
_EACH = 8  # rows of each place that come before the others
_PLAN = 0.5  # what counts of the score of a plan as a whole, which is about everything
_NAMED = 0.3  # what the thing that a word names is more about it than others
_ALONE, _NEIGHBOURS = 4, 6  # so few things are told with at most so many others beside them
_ONE = {"wie", "wanneer", "vaak"}  # words that ask for what one row holds
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
        number: how many different things of the kind asked for there are; None when that is not sure.
        nowhere: the places asked about for which nothing was found.
        ordered: the column of amounts by which the rows were put in order; empty for none.
    """

    result: Result
    missed: tuple[str, ...]
    matched: float
    wanted: float
    least: float
    left_out: int
    number: int | None = None
    nowhere: tuple[URIRef, ...] = ()
    ordered: str = ""

    @property
    def coverage(self) -> float:
        """Give the part of the subject that the best row is about, from 0 to 1."""
        return self.matched / self.wanted if self.wanted else 1.0


def find(knowledge: Knowledge, attempt: Attempt) -> Found:
    """Run the named question of an attempt, for each of the places in it."""
    if not attempt.places:
        return _arranged(attempt, _find(knowledge, attempt))
    parts = [
        _find(knowledge, replace(attempt, values={**attempt.values, "gemeente": place}))
        for place in attempt.places
    ]
    whole = max(parts, key=lambda found: found.matched)
    each = [list(found.result.answer.bindings()) for found in parts]
    ordered = [
        *(row for rows in each for row in rows[:_EACH]),
        *(row for rows in each for row in rows[_EACH:]),
    ]
    rows = {tuple(row.items()): row for row in ordered}
    over = [found.result.params["over"] for found in parts if "over" in found.result.params]
    result = replace(
        whole.result,
        params={**attempt.given, **({"over": max(over, key=len)} if over else {})},
        answer=_table(whole.result.answer, list(rows.values())),
        passages={thing: where for found in parts for thing, where in found.result.passages.items()},
        sparql="\n".join(found.result.sparql for found in parts if found.result.answer),
    )
    some = [found for found in parts if found.result.answer]
    return _arranged(
        attempt,
        replace(
            whole,
            result=result,
            missed=tuple(dict.fromkeys(word for found in some for word in found.missed)),
            left_out=sum(found.left_out for found in parts),
            nowhere=tuple(
                place[0]
                for place, found in zip(attempt.places, parts, strict=True)
                if not found.result.answer
            ),
        ),
    )


def support(knowledge: Knowledge, subject: Sequence[Word], result: Result) -> float:
    """Say which part of some words the best row of an answer is about, whatever in the row is so."""
    levels = [(word, knowledge.topics.levels(word)) for word in subject]
    wanted = sum(word.weight for word in subject) or 1.0
    return max(
        (
            sum(word.weight * min(OWN, _level(row, None, near)) for word, near in levels) / wanted
            for row in result.answer.bindings()
        ),
        default=0.0,
    )


def _arranged(attempt: Attempt, found: Found) -> Found:
    """Put the rows in the order that the question asks for."""
    rows = list(found.result.answer.bindings())
    size = largest_first(attempt.words, rows)
    if size:
        column, falling = size
        having = [row for row in rows if column in row]
        having.sort(key=lambda row: float(str(row[column])), reverse=falling)
        rows = having + [row for row in rows if column not in row]
    elif not attempt.subject:
        rows.sort(key=lambda row: (_outside(attempt, row), -before(attempt.words, row)))
        rows = of_kind_first(attempt.words, rows)
        if attempt.question.name == _SPREAD and not any(before(attempt.words, row) for row in rows):
            rows = _by_passage(rows, found.result)
    else:
        return found
    result = replace(found.result, answer=_table(found.result.answer, rows))
    return replace(found, result=result, ordered=size[0] if size else "")


def _by_passage(rows: Sequence[dict[str, Node]], result: Result) -> list[dict[str, Node]]:
    """Put one row of each passage first, in the order of the source, and the others behind them."""
    firsts: dict[tuple[Passage, ...], dict[str, Node]] = {}
    for row in rows:
        proof = row.get("bewijs")
        places = result.passages.get(proof, ()) if isinstance(proof, URIRef) else ()
        firsts.setdefault(places[:1], row)
    chosen = [firsts[place] for place in sorted(firsts)]
    return chosen + [row for row in rows if row not in chosen]


def _outside(attempt: Attempt, row: Mapping[str, Node]) -> int:
    """Count the sides at which a row lies outside the time that is asked about."""
    first, last = (next(iter(attempt.values.get(name, ())), None) for name in ("van", "tot"))
    begin, end = row.get("begin"), row.get("einde")
    early = first is not None and begin is not None and str(begin) < str(first)
    late = last is not None and end is not None and str(end) > str(last)
    return early + late


def _find(knowledge: Knowledge, attempt: Attempt) -> Found:
    """Run the named question of an attempt."""
    if not attempt.subject:
        result = _in_sources(
            answer(knowledge.store, attempt.question, attempt.given, attempt.values, knowledge.graphs),
            attempt.sources,
        )
        kind = counted(attempt.words)
        labels = (str(row.get(f"{_main(attempt)}Label", "")) for row in result.answer.bindings())
        numbers = {number for label in labels if (number := number_of(label, kind))}
        return Found(result, (), 0.0, 0.0, 0.0, 0, len(numbers) or None)
    levels = [(word, knowledge.topics.levels(word)) for word in attempt.subject]
    candidates = _candidates(levels)
    best = [thing for thing, score in candidates.items() if score >= _AS_NEAR * max(candidates.values())]
    named = tuple(thing for thing in best if any(thing in word.things for word in attempt.subject))
    parts = [
        part for thing in best for part in sorted(knowledge.topics.parts(thing)) if part not in candidates
    ]
    tried = 0
    while True:
        tried = tried * _MORE if tried else _FEW if _main(attempt) else len(candidates)
        things = tuple(candidates)[:tried]
        values = {**attempt.values, "over": (*things, *parts[:_FEW])}
        result = answer(knowledge.store, attempt.question, attempt.given, values, knowledge.graphs)
        found = _kept(knowledge, attempt, _in_sources(result, attempt.sources), levels, named)
        if tried >= len(candidates) or candidates[things[-1]] < found.least:
            return _with_neighbours(knowledge, attempt, found)


def _with_neighbours(knowledge: Knowledge, attempt: Attempt, found: Found) -> Found:
    """Put behind few rows those of the same lines or the same whole, the nearest first."""
    if attempt.itself or attempt.question.name not in listing() or _ONE & set(attempt.words):
        return found
    column, rows = _main(attempt), list(found.result.answer.bindings())
    told = dict.fromkeys(row[column] for row in rows if column in row) if column else {}
    if not 0 < len(told) <= _ALONE:
        return found
    near = frozenset[URIRef]().union(*map(knowledge.topics.neighbours, told)) - told.keys()
    values = {**attempt.values, "over": sorted(near)}
    if not near:
        return found
    beside = answer(knowledge.store, attempt.question, attempt.given, values, knowledge.graphs)
    beside = _in_sources(beside, attempt.sources)
    passages = {**beside.passages, **found.result.passages}
    here = [(row.get("soort"), _where(passages, row)) for row in rows]
    others = [
        (min(distances), row)
        for row in beside.answer.bindings()
        if row[column or ""] not in told
        and (distances := _distances(here, row.get("soort"), _where(passages, row)))
    ]
    others.sort(key=lambda other: other[0])
    added = [row for _, row in others][:_NEIGHBOURS]
    result = replace(
        found.result,
        answer=_table(found.result.answer, [*rows, *added]),
        passages=passages,
        sparql=bind(
            attempt.question,
            {**attempt.values, "over": sorted({*told, *(row[column or ""] for row in added)})},
        ),
    )
    return replace(found, result=result)


def _distances(
    rows: Sequence[tuple[Node | None, Sequence[Passage]]], kind: Node | None, places: Sequence[Passage]
) -> list[tuple[bool, int, int, Sequence[Passage]]]:
    """Say how far some passages are from those of each row of a kind, by which they are put in order."""
    gaps = (
        (at, max(place.first - other.last, other.first - place.last, 0))
        for at, (its, others) in enumerate(rows)
        if its == kind
        for other in others
        for place in places
        if place.source == other.source
    )
    return [(gap > NEAR, at, gap, places) for at, gap in gaps]


def _where(passages: Mapping[Node, Sequence[Passage]], row: Mapping[str, Node]) -> tuple[Passage, ...]:
    """Give the passages of a row."""
    proof = row.get("bewijs")
    return tuple(passages.get(proof, ())) if isinstance(proof, URIRef) else ()


def _main(attempt: Attempt) -> str | None:
    """Give the column of what the rows of a named question tell of."""
    found = _MAIN.search(attempt.question.sparql)
    return found[1] if found else None


def _candidates(levels: Sequence[tuple[Word, Mapping[URIRef, float]]]) -> Mapping[URIRef, float]:
    """Give the things that the words are about, the nearest first, with how near they are."""
    scores: dict[URIRef, float] = {}
    for word, near in levels:
        for thing, level in near.items():
            scores[thing] = scores.get(thing, 0.0) + word.weight * level
    least = _LEAST * max(scores.values(), default=0.0)
    best = sorted(scores, key=lambda thing: (-scores[thing], thing))
    return {thing: scores[thing] for thing in best if scores[thing] >= least}


def _entries(
    attempt: Attempt,
    result: Result,
    levels: Sequence[tuple[Word, Mapping[URIRef, float]]],
    asked: Asked,
) -> list[Entry]:
    """Say how nearly each row is about the subject."""
    entries = []
    for row in result.answer.bindings():
        main = row.get(asked.column or "")
        each = tuple(
            _level(row, asked.column, near) + (_NAMED if attempt.itself and main in word.things else 0)
            for word, near in levels
        )
        score = sum(word.weight * level for (word, _), level in zip(levels, each, strict=True))
        proof = row.get("bewijs")
        places = result.passages.get(proof, ()) if isinstance(proof, URIRef) else ()
        whole = _PLAN if str(row.get("soort")) == "plan" else 1
        entries.append(Entry(score * whole, row, each, main, places))
    if attempt.itself:
        best = max((entry.score for entry in entries), default=0.0)
        entries = [
            replace(entry, score=max(entry.score, best)) if is_definition(asked, entry.row) else entry
            for entry in entries
        ]
    return entries


def _kept(
    knowledge: Knowledge,
    attempt: Attempt,
    result: Result,
    levels: Sequence[tuple[Word, Mapping[URIRef, float]]],
    wholes: tuple[URIRef, ...],
) -> Found:
    """Keep the rows before the cliff, and say which words they are about."""
    column = _main(attempt)
    asked = Asked(
        words=attempt.words,
        subject=attempt.subject,
        itself=attempt.itself,
        defined=attempt.itself and attempt.question.name == "onderwerp",
        column=column,
        wholes=wholes,
    )
    entries = _entries(attempt, result, levels, asked)
    rows, number = keep(asked, entries, knowledge.topics.parts)
    best = max((entry.score for entry in entries), default=0.0)
    hit = {at for entry in rows for at, level in enumerate(entry.levels) if level}
    matched = max(
        (sum(levels[at][0].weight for at, level in enumerate(entry.levels) if level) for entry in rows),
        default=0.0,
    )
    told = " ".join(word.text for at, (word, _) in enumerate(levels) if at in hit)
    things = tuple(sorted({thing for entry in rows for thing in _things(entry.row, column, levels)}))
    kept = replace(
        result,
        params={**result.params, **({"over": told} if told else {})},
        answer=_table(result.answer, [entry.row for entry in rows]),
        sparql=bind(result.question, {**attempt.values, "over": things}),
    )
    return Found(
        kept,
        missed=tuple(word.text for at, (word, _) in enumerate(levels) if at not in hit),
        matched=matched,
        wanted=sum(word.weight for word, _ in levels),
        least=asked.cliff * best,
        left_out=len(entries) - len(rows),
        number=number,
    )


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

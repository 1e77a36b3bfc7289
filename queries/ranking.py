"""Runs a named question for what is asked, and keeps the rows that are about its subject, the nearest first.

The words of the subject are no filter: each row counts for how much of them it is about, and how nearly.
Behind the first row that is clearly less about them than the best ones, the rest is left out; how many that
are is said. The query that is shown is the one that gives the rows that are kept.

It does not choose between kinds of questions: see `queries.asking`.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor

from rdflib import URIRef

from graph.answer import Answer
from graph.passages import Passage
from graph.terms import Node
from queries.knowledge import Knowledge
from queries.matching import Attempt
from queries.ordering import before, counted, defines, largest_first, number_of, of_kind_first
from queries.run import Result, answer, bind
from queries.topics import KIND, OWN, Word

_MAIN = re.compile(r"BIND\(\?over AS \?(\w+)\)")
_FEW, _MORE = 150, 4  # things that are tried first, and how many times more when there may be nearer rows
_LEAST = 0.2  # of the best score: what is less about the subject is not tried
_CLIFF = 0.78  # of the best score: what is less about the subject is left out
_CLIFF_ITSELF = 0.9  # the same, where a thing itself is asked about
_LONELY, _HIDDEN, _SOME = 1, 10, 5  # rows that are kept when one would stay of more than ten
_FAMILY, _SIBLINGS = 3, 6  # so few rows are kept with at most so many others of the same passages
_MANY = 150  # rows that are kept whatever light words they are about
_HALF = 0.5  # of the best score: what is less about the subject is not kept then either
_STEPS = 10  # how finely scores are told apart when rows are put in order
_PLAN = 0.5  # what counts of the score of a plan as a whole, which is about everything
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
    rows = {tuple(row.items()): row for found in parts for row in found.result.answer.bindings()}
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
    else:
        return found
    result = replace(found.result, answer=_table(found.result.answer, rows))
    return replace(found, result=result, ordered=size[0] if size else "")


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
        main = _MAIN.search(attempt.question.sparql)
        kind = counted(attempt.words)
        labels = (str(row.get(f"{main[1]}Label", "")) for row in result.answer.bindings()) if main else ()
        numbers = {number for label in labels if (number := number_of(label, kind))}
        return Found(result, (), 0.0, 0.0, 0.0, 0, len(numbers) or None)
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
        score = sum(word.weight * level for (word, _), level in zip(levels, each, strict=True))
        about.append((score * (_PLAN if str(row.get("soort")) == "plan" else 1), row, each))
    wanted = sum(word.weight for word, _ in levels)
    best = max((score for score, _, _ in about), default=0.0)
    if attempt.itself:
        about = [
            (max(score, best) if _defines(row, column, levels) else score, row, each)
            for score, row, each in about
        ]
    first = attempt.itself and attempt.question.name == "onderwerp"  # a definition of the thing itself
    about.sort(
        key=lambda entry: (
            not (first and _defines(entry[1], column, levels)),
            -floor(_STEPS * entry[0] / (best or 1)),
            -before(attempt.words, entry[1]),
        )
    )
    rows = [entry for entry in about if entry[0] >= cliff * best and entry[0] > 0]
    heavy = [0.0 if word.light else word.weight for word, _ in levels]
    heaviest = max((_weighed(heavy, each) for _, _, each in about), default=0.0)
    near = [entry for entry in about if heaviest and _weighed(heavy, entry[2]) >= cliff * heaviest]
    if len(rows) < len(near) <= _MANY:  # light words put rows in order, and leave none out
        rows = near
    passages = {place for _, row, _ in rows for place in _passages(result, row)}
    few = len(rows) <= _FAMILY
    if len(rows) == _LONELY and len(about) > _HIDDEN:
        rows = [entry for entry in about[:_SOME] if entry[0] >= _HALF * best]
    if few:
        beside = (
            entry for entry in about if entry not in rows and passages & set(_passages(result, entry[1]))
        )
        rows += [entry for entry in beside if entry[0] > 0][:_SIBLINGS]
    if column:  # all that is told of a thing, whatever stands beside it
        chosen = list(dict.fromkeys(row.get(column) for _, row, _ in rows))
        rows = sorted(
            (entry for entry in about if entry[1].get(column) in set(chosen) and entry[0] > 0),
            key=lambda entry: chosen.index(entry[1].get(column)),
        )
    members = _members(attempt, [row for _, row, _ in about], levels, column)
    number = None
    among = about if "hoeveel" in attempt.words else rows
    if members and (of_kind := [entry for entry in among if entry[0] > 0 and members(entry[1])]):
        rows = of_kind
        number = len({members(row) for _, row, _ in rows})
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
    return Found(kept, missed, matched, wanted, cliff * best, len(about) - len(rows), number)


def _passages(result: Result, row: Mapping[str, Node]) -> Collection[Passage]:
    """Give the passages in which a row stands."""
    proof = row.get("bewijs")
    return result.passages.get(proof, ()) if isinstance(proof, URIRef) else ()


def _weighed(weights: Sequence[float], levels: Sequence[float]) -> float:
    return sum(weight * level for weight, level in zip(weights, levels, strict=True))


def _defines(
    row: Mapping[str, Node], column: str | None, levels: Sequence[tuple[Word, Mapping[URIRef, float]]]
) -> bool:
    label = str(row.get(f"{column}Label", ""))
    names = [word.text for word, _ in levels]
    each = [part for name in names if " en " in name for part in name.split() if part != "en"]
    return any(defines(label, name) for name in (*names, *each, " ".join(names)))


def _members(
    attempt: Attempt,
    rows: Sequence[Mapping[str, Node]],
    levels: Sequence[tuple[Word, Mapping[URIRef, float]]],
    column: str | None,
) -> Callable[[Mapping[str, Node]], str | None] | None:
    """Give what names the thing of a row when it is of the kind that is asked for; None when none of them is.

    Things of a kind are numbered, as 'Pijler 2: ...' is, or are parts of a plan of that kind.
    """
    kind = counted(attempt.words)
    near = next((near for word, near in levels if {kind} in word.forms), None)
    if not kind or near is None or column is None:
        return None

    def numbered(row: Mapping[str, Node]) -> str | None:
        return number_of(str(row.get(f"{column}Label", "")), kind)

    def numbered_inside(row: Mapping[str, Node]) -> str | None:
        return number_of(str(row.get(f"{column}Label", "")), kind, inside=True)

    def of_kind(row: Mapping[str, Node]) -> str | None:
        thing = row.get(column or "")
        return str(thing) if thing is not None and near.get(URIRef(thing)) == KIND else None

    return next(
        (names for names in (numbered, of_kind, numbered_inside) if any(names(row) for row in rows)), None
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

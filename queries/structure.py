"""How a plan is built up: its parts in the order of the source, each with its activities and their status.

    for part in structure(store, "venlo", today=date.today()): ...

The activities are those of the question `voortgang`; one that belongs to another follows it, deeper.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from rdflib import URIRef

from graph.passages import Passage, find_passages
from graph.store import ReadStore
from graph.terms import Node
from ontology.vocabulary import HGKM
from queries.run import readable, run

_WHOLES = """SELECT DISTINCT ?thing ?whole ?kind ?label WHERE {
    ?plan a hgkm:Plan ; dcterms:identifier ?slug FILTER(STR(?slug) = "%s")
    ?thing hgkm:onderdeelVan+ ?plan ; hgkm:onderdeelVan ?whole .
    OPTIONAL { ?thing a ?kind FILTER(?kind IN (hgkm:Planonderdeel, hgkm:Activiteit)) }
    OPTIONAL { ?thing skos:prefLabel ?label FILTER(LANG(?label) = "nl") }
} ORDER BY ?thing ?whole"""
_UNPARTED = "Overige activiteiten"


@dataclass(frozen=True)
class Activity:
    """An activity of a plan.

    Attributes:
        iri: names it.
        label: its name.
        depth: how many activities it belongs to, one within the other.
        who: who carries it out.
        when: its planning, as written.
        status: what is said of its status, in words.
        passages: where it stands.
    """

    iri: URIRef
    label: str
    depth: int
    who: tuple[tuple[URIRef, str], ...]
    when: tuple[str, ...]
    status: tuple[str, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Part:
    """A part of a plan with activities.

    Attributes:
        iri: names it; None for what stands in no part.
        label: its name.
        passages: where it stands.
        activities: in the order of the source.
    """

    iri: URIRef | None
    label: str
    passages: tuple[Passage, ...]
    activities: list[Activity] = field(default_factory=list)


def structure(store: ReadStore, slug: str, *, today: date) -> list[Part]:
    """Give the parts of a plan that have activities, in the order of the source."""
    result = run(store, "voortgang", {"plan": slug}, today=today)
    rows: dict[URIRef, list[dict[str, Node]]] = defaultdict(list)
    for row in result.answer.bindings():
        rows[URIRef(row["wat"])].append(row)
    wholes, parts = _wholes(store, slug)
    within = {thing: _chain(thing, wholes, parts, rows) for thing in rows}
    below: dict[URIRef | None, list[URIRef]] = defaultdict(list)
    homes: dict[URIRef | None, list[URIRef]] = defaultdict(list)
    for thing, (home, above) in within.items():
        (below[above[0]] if above else homes[home]).append(thing)
    where = find_passages(store, [home for home in homes if home])
    made = [
        Part(home, parts[home] if home else _UNPARTED, where.get(home, ()) if home else ()) for home in homes
    ]
    for part in made:
        for thing, depth in _in_order(homes[part.iri], below):
            part.activities.append(_activity(thing, depth, rows[thing], result.passages.get(thing, ())))
    return sorted(made, key=lambda part: (part.iri is None, part.passages or part.activities[0].passages))


def _wholes(store: ReadStore, slug: str) -> tuple[dict[URIRef, list[URIRef]], dict[URIRef, str]]:
    """Give what each thing belongs to, and the names of the parts of the plan."""
    wholes: dict[URIRef, list[URIRef]] = defaultdict(list)
    parts: dict[URIRef, str] = {}
    for row in store.select(_WHOLES % slug).bindings():
        thing, whole = URIRef(row["thing"]), URIRef(row["whole"])
        if whole not in wholes[thing]:
            wholes[thing].append(whole)
        if row.get("kind") == HGKM.Planonderdeel:
            parts[thing] = readable(row.get("label") or thing)
    return wholes, parts


def _chain(
    thing: URIRef,
    wholes: dict[URIRef, list[URIRef]],
    parts: dict[URIRef, str],
    activities: Iterable[URIRef],
) -> tuple[URIRef | None, list[URIRef]]:
    """Give the part that an activity stands in, and the activities it belongs to, the nearest first."""
    known, seen, line = set(activities), {thing}, list(wholes[thing])
    above: list[URIRef] = []
    while line:
        whole = line.pop(0)
        if whole in seen:
            continue
        seen.add(whole)
        if whole in parts:
            return whole, above
        if whole in known:
            above.append(whole)
        line += wholes[whole]
    return None, above


def _in_order(
    tops: Iterable[URIRef], below: dict[URIRef | None, list[URIRef]], depth: int = 0
) -> Iterable[tuple[URIRef, int]]:
    for thing in tops:
        yield thing, depth
        yield from _in_order(below.pop(thing, ()), below, depth + 1)


def _activity(thing: URIRef, depth: int, rows: list[dict[str, Node]], where: tuple[Passage, ...]) -> Activity:
    who = {URIRef(row["wie"]): readable(row.get("wieLabel") or row["wie"]) for row in rows if "wie" in row}
    return Activity(
        iri=thing,
        label=readable(rows[0].get("watLabel") or thing),
        depth=depth,
        who=tuple(sorted(who.items(), key=lambda one: one[1].casefold())),
        when=tuple(dict.fromkeys(str(row["wanneer"]) for row in rows if "wanneer" in row)),
        status=tuple(dict.fromkeys(str(row["standLabel"]) for row in rows if "standLabel" in row)),
        passages=where,
    )

"""Reads what ties organisations to each other: work, an agreement, a step of escalation, or a meeting.

A post counts as the organisation it is in, and an option of a choice as itself: analysis is about
organisations, never about people. What a norm asks of everybody is no tie. What follows from the ties is
computed in `viz.analysis`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rdflib import URIRef

from graph.names import Names
from graph.plans import plans
from graph.store import ReadStore
from graph.terms import Node
from viz.walk import area, terms

_TIES = """SELECT DISTINCT ?graph ?thing ?bond ?party ?who ?role ?place WHERE {
    {
        GRAPH %(graph)s {
            %(things)s ?given a hgkm:Toedeling ; hgkm:wat ?thing ; hgkm:wie ?named ; hgkm:alsRol ?role .
            OPTIONAL { ?given hgkm:voorGemeente ?place }
        }
        BIND("werk" AS ?bond)
    } UNION {
        GRAPH %(graph)s {
            %(things)s ?thing hgkm:partij ?named OPTIONAL { ?thing hgkm:voorGemeente ?place }
        }
        BIND("afspraak" AS ?bond)
    } UNION {
        GRAPH %(graph)s {
            %(things)s ?thing hgkm:contactpunt ?point
            OPTIONAL { ?agreement hgkm:escalatielijn/hgkm:trede ?thing ; hgkm:voorGemeente ?place }
        }
        ?point hgkm:functie ?named .
        BIND("escalatie" AS ?bond)
    } UNION {
        VALUES ?kind { hgkm:Overleg hgkm:Groep }
        GRAPH %(graph)s {
            %(things)s ?thing hgkm:deelnemer|hgkm:lid|hgkm:voorzitter ?named
            OPTIONAL { ?thing hgkm:voorGemeente ?place }
        }
        ?thing a ?kind .
        BIND("overleg" AS ?bond)
    }
    OPTIONAL { ?named hgkm:optie ?option }
    BIND(COALESCE(?option, ?named) AS ?party)
    OPTIONAL { ?party org:postIn ?home }
    BIND(COALESCE(?home, ?party) AS ?who)
}"""
_SELVES = """SELECT DISTINCT ?named WHERE {
    VALUES ?party { %s } ?party (^org:postIn|^hgkm:optie|^hgkm:functie)* ?named }"""
_NAMING = """SELECT DISTINCT ?thing WHERE {
    VALUES ?named { %s }
    { ?given hgkm:wie ?named ; hgkm:wat ?thing }
    UNION { ?thing hgkm:partij|hgkm:contactpunt|hgkm:deelnemer|hgkm:lid|hgkm:voorzitter ?named } }"""
_SPEAKING = """SELECT DISTINCT ?graph WHERE {
    VALUES ?thing { %s }
    { GRAPH ?graph { ?given hgkm:wat ?thing } } UNION { GRAPH ?graph { ?thing ?property ?value } } }"""
_WHOLES = """SELECT DISTINCT ?part ?whole WHERE {
    VALUES ?who { %s } ?who (org:unitOf|org:subOrganizationOf)* ?part .
    ?part org:unitOf|org:subOrganizationOf ?whole }"""
_HOLDING = (
    "SELECT DISTINCT ?graph WHERE { VALUES ?place { %s } GRAPH ?graph { ?held hgkm:voorGemeente ?place } }"
)
_PLANNED = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?plan a hgkm:Plan } }"


class Bond(StrEnum):
    """What ties; the value is the word on the screen."""

    WERK = "werk"
    AFSPRAAK = "afspraak"
    ESCALATIE = "escalatie"
    OVERLEG = "overleg"


@dataclass(frozen=True, order=True)
class Tie:
    """One organisation that has to do with one thing.

    Attributes:
        thing: the activity or task, the agreement, the step of an escalation line, or the meeting or group.
        who: the organisation, kind of organisation or group.
        role: the role concept; None where there is no work.
        bond: what kind of thing it is.
        party: what is named: the organisation itself, or the post in it.
    """

    thing: URIRef
    who: URIRef
    role: URIRef | None
    bond: Bond
    party: URIRef


@dataclass(frozen=True)
class Ties:
    """All ties within a choice.

    Attributes:
        all: each once, in order.
        labels: the names of whatever the ties name.
        places: the municipalities and regions for which an organisation does its work.
        wholes: the organisations that an organisation is a part of.
    """

    all: tuple[Tie, ...]
    labels: Mapping[URIRef, str]
    places: Mapping[URIRef, frozenset[URIRef]]
    wholes: Mapping[URIRef, frozenset[URIRef]]

    def by_thing(self, *bonds: Bond) -> dict[URIRef, list[Tie]]:
        """Give the ties of each thing; of some kinds only, if any are named."""
        found: dict[URIRef, list[Tie]] = defaultdict(list)
        for tie in self.all:
            if not bonds or tie.bond in bonds:
                found[tie.thing].append(tie)
        return found

    def by_actor(self) -> dict[URIRef, list[Tie]]:
        """Give the ties of each organisation, in the order of their names."""
        found: dict[URIRef, list[Tie]] = defaultdict(list)
        for tie in self.all:
            found[tie.who].append(tie)
        return dict(sorted(found.items(), key=lambda item: self.order(item[0])))

    def order(self, thing: URIRef) -> tuple[str, str]:
        """Give what to sort by: the name, and the IRI for things with one name."""
        return self.labels[thing].casefold(), str(thing)


def read_ties(
    store: ReadStore,
    places: Collection[URIRef] = (),
    graphs: Sequence[URIRef] | None = None,
    *,
    parties: Collection[URIRef] = (),
) -> Ties:
    """Read the ties that hold for some municipalities and regions, or all of them.

    Args:
        store: where the facts are.
        places: only what holds for these, for what is around them and for what is within them.
        graphs: the named graphs that the reader may see; None means all.
        parties: only the ties of what these organisations or posts have to do with, with all others in it.
    """
    around = area(store, places, graphs)
    chosen, things = _chosen(store, around, graphs), None
    if parties:
        things, within = _naming(store, parties, graphs)
        chosen = within if chosen is None else chosen & within
    rows = [*_rows(store, chosen, things, graphs)]
    held_in = {URIRef(row["graph"]) for row in rows}
    homes = {plan.graph: {place for place, _ in plan.places} for plan in plans(store, graphs, held_in)}
    found, shared = set[Tie](), set[Tie]()
    for_whom: dict[URIRef, set[URIRef]] = defaultdict(set)
    for row in rows:
        role = URIRef(row["role"]) if "role" in row else None
        bond = Bond(str(row["bond"]))
        tie = Tie(URIRef(row["thing"]), URIRef(row["who"]), role, bond, URIRef(row["party"]))
        held_for = {URIRef(row["place"])} if "place" in row else homes.get(URIRef(row["graph"]), set())
        if URIRef(row["graph"]) not in homes and not held_for:
            # What a norm asks of everybody is not read; a meeting that plans share is.
            shared |= {tie} if tie.bond is Bond.OVERLEG else set()
        elif not around or held_for & around:
            found.add(tie)
            for_whom[tie.who] |= held_for
    found |= _met(shared, {tie.who for tie in found} if around else {tie.who for tie in shared})
    wholes: dict[URIRef, set[URIRef]] = defaultdict(set)
    for row in store.select(_WHOLES % terms({tie.who for tie in found}), graphs).bindings():
        wholes[URIRef(row["part"])].add(URIRef(row["whole"]))
    named = {thing for tie in found for thing in (tie.thing, tie.who, tie.role, tie.party) if thing}
    named |= {thing for held in (*for_whom.values(), *wholes.values()) for thing in held}
    return Ties(
        tuple(sorted(found, key=lambda tie: (tie.thing, tie.party, tie.role or "", tie.bond))),
        {URIRef(thing): label for thing, label in Names(store, graphs).labels(named).items()},
        {who: frozenset(held) for who, held in for_whom.items()},
        {part: frozenset(found_in) for part, found_in in wholes.items()},
    )


def _met(shared: Collection[Tie], known: Collection[URIRef]) -> set[Tie]:
    """Give the meetings that plans share as far as at least two of those in them are known."""
    met: dict[URIRef, set[Tie]] = defaultdict(set)
    for tie in shared:
        if tie.who in known:
            met[tie.thing].add(tie)
    return {tie for ties in met.values() if len({tie.who for tie in ties}) > 1 for tie in ties}


def _rows(
    store: ReadStore,
    chosen: Collection[URIRef] | None,
    things: Collection[URIRef] | None,
    graphs: Sequence[URIRef] | None,
) -> Iterator[Mapping[str, Node]]:
    """Read what ties in some graphs, each by its name: with one to be found, the whole store is scanned."""
    of = "" if things is None else f"VALUES ?thing {{ {terms(things)} }}"
    if chosen is None:
        yield from store.select(_TIES % {"graph": "?graph", "things": of}, graphs).bindings()
    for graph in sorted(chosen or ()):
        for row in store.select(_TIES % {"graph": graph.n3(), "things": of}, graphs).bindings():
            yield {**row, "graph": graph}


def _naming(
    store: ReadStore, parties: Collection[URIRef], graphs: Sequence[URIRef] | None
) -> tuple[set[URIRef], set[URIRef]]:
    """Find what some organisations or posts have to do with, and the graphs that speak of it."""
    found = set(parties)
    for query, name in ((_SELVES, "named"), (_NAMING, "thing")):
        found = {URIRef(row[name]) for row in store.select(query % terms(found), graphs).bindings()}
    rows = store.select(_SPEAKING % terms(found), graphs).bindings()
    return found, {URIRef(row["graph"]) for row in rows}


def _chosen(
    store: ReadStore, around: Collection[URIRef], graphs: Sequence[URIRef] | None
) -> set[URIRef] | None:
    """Name the graphs that may hold something for some places, and those that plans share; None is all."""
    if not around:
        return None
    holding, planned = (
        {URIRef(row["graph"]) for row in store.select(query, graphs).bindings()}
        for query in (_HOLDING % terms(around), _PLANNED)
    )
    return holding | (set(store.graphs() if graphs is None else graphs) - planned)

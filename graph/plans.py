"""Says which plans a store holds, and for whom they are.

Reads only what the plans say of themselves: their slug, their name, the municipalities and regions they hold
for, until when, and how complete they are. What stands in a plan is asked by the questions.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from rdflib import URIRef

from graph.names import Kind, Names
from graph.store import ReadStore
from graph.terms import Node, named
from ontology.vocabulary import BEGRIP

_PLANS = """SELECT DISTINCT ?plan ?slug ?place ?completeness ?until ?status ?graph WHERE {
    %s
    GRAPH ?graph { ?plan a hgkm:Plan ; dcterms:identifier ?slug }
    OPTIONAL { ?plan hgkm:voorGemeente ?place }
    OPTIONAL { ?plan hgkm:volledigheid ?completeness }
    OPTIONAL { ?plan hgkm:geldigTot ?until FILTER(DATATYPE(?until) = xsd:date) }
    OPTIONAL { ?plan hgkm:status ?status }
} ORDER BY ?slug ?place ?until ?status"""
_CLOSED = {BEGRIP.afgerond, BEGRIP.beeindigd, BEGRIP.ingetrokken}


@dataclass(frozen=True)
class Plan:
    """A plan in the store.

    Attributes:
        iri: its IRI.
        slug: its short name in commands and addresses (`dcterms:identifier`).
        label: its name.
        graph: the named graph it stands in.
        places: the municipalities and regions that it holds for, with their names.
        completeness: the name of the concept that says how much of it is in the graph; empty if not said.
        whole: whether the plan itself was read, all of it.
        until: its last day, where that is known.
        closed: whether its status says that it is over.
    """

    iri: URIRef
    slug: str
    label: str
    graph: URIRef
    places: tuple[tuple[URIRef, str], ...]
    completeness: str
    whole: bool
    until: date | None
    closed: bool

    def expired(self, day: date) -> bool:
        """Tell whether its last day is before a day and nothing says how it ended."""
        return self.until is not None and self.until < day and not self.closed


def plans(
    store: ReadStore, graphs: Sequence[URIRef] | None = None, within: Collection[URIRef] | None = None
) -> list[Plan]:
    """Give the plans in some graphs of a store (None = all), in the order of their slugs.

    Args:
        store: what holds them.
        graphs: the named graphs that the reader may see.
        within: the only graphs to look for plans in; None means all.
    """
    found: dict[URIRef, Plan] = {}
    chosen = (
        "" if within is None else f"VALUES ?graph {{ {' '.join(str(named(graph)) for graph in within)} }}"
    )
    rows = [*store.select(_PLANS % chosen, graphs).bindings()]
    named_here = {row[name] for row in rows for name in ("plan", "place", "completeness") if name in row}
    labels = Names(store, graphs).labels(named_here)
    for row in rows:
        iri, place = URIRef(row["plan"]), row.get("place")
        completeness = row.get("completeness")
        before = found.get(iri)
        places = before.places if before else ()
        if place is not None and all(place != known for known, _ in places):
            places = (*places, (URIRef(place), labels[place]))
        found[iri] = Plan(
            iri=iri,
            slug=str(row["slug"]),
            label=labels[iri],
            graph=URIRef(row["graph"]),
            places=places,
            completeness=labels[completeness] if completeness else "",
            whole=completeness == BEGRIP.geheel,
            until=_day(row.get("until")),
            closed=row.get("status") in _CLOSED or (before is not None and before.closed),
        )
    return list(found.values())


def plan(store: ReadStore, name: str, graphs: Sequence[URIRef] | None = None) -> Plan:
    """Give the plan that a slug, a name or an IRI stands for.

    Raises:
        UnknownNameError: no plan is called that, or several are.
    """
    (iri,) = Names(store, graphs).resolve(name, Kind.PLAN)
    return next(known for known in plans(store, graphs) if known.iri == iri)


def _day(written: Node | None) -> date | None:
    """Read a day; what is none, such as 31 June, is not known."""
    try:
        return date.fromisoformat(str(written)[:10]) if written else None
    except ValueError:
        return None

"""Says what a check is about: everything, a place, a plan, an agreement, a file, or what a change touched.

Where they are few it names the only focus nodes to judge, so that a check takes no longer in a big store;
else all are judged, and it picks the findings. Whether something is arranged may stand anywhere, so the rules
always see all that the reader may see.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as oxigraph
from rdflib import URIRef
from rdflib.term import Node as AnyNode

from graph.loading import load_files
from graph.names import Kind, Names
from graph.plans import Plan, plan, plans
from graph.store import ReadStore, Store, in_memory
from graph.terms import Node, to_oxigraph
from shapes.engines import Violation

# What an agreement is made of; what parties share, such as their organisations, is no part of it.
_PARTS = """SELECT DISTINCT ?thing WHERE {
    VALUES ?agreement { %s }
    ?agreement (hgkm:afspraakonderdeel|^hgkm:onderdeelVan)* ?thing
}"""
_OWN = "SELECT DISTINCT ?thing WHERE { VALUES ?asked { %s } ?asked hgkm:lid* ?thing }"
_AROUND = "SELECT DISTINCT ?thing WHERE { VALUES ?asked { %s } ?asked (^hgkm:lid)+ ?thing }"
_PLACES = """SELECT DISTINCT ?thing ?place WHERE {
    VALUES ?thing { %s }
    ?thing hgkm:voorGemeente|hgkm:werkgebied ?place
}"""
_WHERE = "SELECT DISTINCT ?node ?graph WHERE { VALUES ?node { %s } GRAPH ?graph { ?node ?property ?value } }"
_PLACES_TOLD = """SELECT DISTINCT ?place ?graph ?for WHERE {
    VALUES ?place { %s }
    ?place a ?kind FILTER(?kind IN (hgkm:Gemeente, hgkm:Regio))
    GRAPH ?graph { ?place ?property ?value }
    GRAPH ?graph { ?plan a hgkm:Plan ; dcterms:identifier ?slug }
    OPTIONAL { ?plan hgkm:voorGemeente/hgkm:lid* ?for FILTER(?for = ?place) }
}"""
_FEW = 1000  # things; to judge more of them one by one takes as long as to judge all at once in five plans
# What a rule looks at stands at most so many steps from its focus node.
_STEPS = 3
_NEAR = """SELECT DISTINCT ?thing WHERE {
    VALUES ?touched { %s }
    { ?touched ?property ?thing } UNION { ?thing ?property ?touched }
    FILTER(isIRI(?thing) && ?property NOT IN (rdf:type, hgkm:vindplaats, hgkm:voorGemeente, hgkm:werkgebied))
    FILTER NOT EXISTS { ?thing skos:inScheme ?scheme }
    FILTER NOT EXISTS { ?thing a hgkm:Bron }
}"""


@dataclass(frozen=True)
class Scope:
    """What a check is about; everything if nothing is given.

    Attributes:
        plan: a plan's slug, name or IRI.
        place: the name or IRI of a municipality, or of a region, with its municipalities.
        agreement: an agreement's name or IRI.
        file: a file of linked data, laid over the store.
        graph: the IRI of the graph for what the file says in no named graph, where it is not of one plan.
        touched: things that a change took something from or added something to: all that rules look at from
            near them is judged. What is tied to them only by a shared concept or place is not.
    """

    plan: str | None = None
    place: str | None = None
    agreement: str | None = None
    file: Path | None = None
    graph: str | None = None
    touched: tuple[URIRef, ...] | None = None


class Reach:
    """What a scope takes in.

    A finding on something that plans share, such as a team, belongs to each plan that says something of it;
    one on a place only to the plans for that place.

    Attributes:
        label: what the scope is about, in Dutch.
        extent: what is judged then and what is not, in Dutch; empty where the label says it all.
        focuses: the only focus nodes to judge; None means all.
        in_plans: whether whole plans are taken in, and not single things.
    """

    def __init__(self, store: ReadStore, scope: Scope, graphs: Sequence[URIRef] | None) -> None:
        """Find out what the names in a scope stand for; a file is loaded into the store.

        Raises:
            UnknownNameError: there is no such plan, place or agreement.
            InputError: the file cannot be read.
        """
        self._store = store
        self._graphs = graphs
        self._told_in: set[URIRef] | None = None
        self._place: _Place | None = None
        self.focuses: list[URIRef] | None = None
        self.label, self.extent = "alle plannen en afspraken", ""
        if scope.plan is not None:
            found = plan(store, scope.plan, graphs)
            self._told_in, self.label = {found.graph}, found.label
            self.extent = "Nagegaan is alles waarover dit plan iets zegt, en geen ander plan."
        elif scope.place is not None:
            self._place = _Place(store, scope.place, graphs)
            self.label = self._place.label
        elif scope.agreement is not None:
            agreement = _agreement(store, scope.agreement, graphs)
            self.focuses = _things(store, _PARTS, [agreement], graphs)
            self.label = Names(store, graphs).label(agreement)
            self.extent = "Nagegaan zijn de afspraak en haar onderdelen; de partijen zelf niet."
        elif scope.file is not None:
            self._told_in, self.label = _laid_over(store, scope.file, scope.graph), scope.file.name
            self.extent = (
                "Nagegaan is alles waarover dit bestand iets zegt, samen met wat al bekend was. "
                "Wat er daardoor elders verandert, is niet nagegaan."
            )
        elif scope.touched is not None:
            self.focuses, self.label = _near(store, scope.touched, graphs), "wat is gewijzigd"
        self.in_plans = self.focuses is None
        if self._told_in is not None:
            self.focuses = _if_few(store, self._told_in)

    def plans(self) -> list[Plan]:
        """Give the plans that the scope takes in."""
        if not self.in_plans:
            return []
        known = plans(self._store, self._graphs, self._told_in)
        return [one for one in known if self._place is None or self._place.holds(one)]

    def of(self, violations: Iterable[Violation]) -> list[Violation]:
        """Give the violations that the scope takes in."""
        wanted = [*violations]
        inside = self.among({violation.focus for violation in wanted})
        return [violation for violation in wanted if violation.focus in inside]

    def among(self, things: set[Node]) -> set[Node]:
        """Give those of some things that the scope takes in."""
        if self._place is not None:
            return self._place.among(things)
        if self._told_in is not None:
            told = where_told(self._store, things, self._graphs)
            return {thing for thing, told_in in told.items() if told_in & self._told_in}
        return things


class _Place:
    """A municipality, or a region with its municipalities."""

    def __init__(self, store: ReadStore, name: str, graphs: Sequence[URIRef] | None) -> None:
        names = Names(store, graphs)
        asked = names.resolve(name, Kind.GEMEENTE)
        self._store, self._graphs = store, graphs
        self._own = set(_things(store, _OWN, asked, graphs))
        self._around = set(_things(store, _AROUND, asked, graphs))
        self.label = names.label(asked[0])

    def holds(self, one: Plan) -> bool:
        return any(place in self._own for place, _ in one.places)

    def among(self, things: set[Node]) -> set[Node]:
        """Give those of some things that the place has to do with.

        That is the place itself, what stands in a plan for it and is not for another place, and what stands
        in no plan and is for it.
        """
        graphs = [one.graph for one in plans(self._store, self._graphs) if self.holds(one)]
        told = set(where_told(self._store, things, graphs))
        places: dict[Node, set[Node]] = {}
        for row in self._store.select(_PLACES % _terms(things), self._graphs).bindings():
            places.setdefault(row["thing"], set()).add(row["place"])

        def inside(thing: Node) -> bool:
            own = places.get(thing, set())
            if thing in told:
                return not own or bool(own & (self._own | self._around))
            return thing in self._own or bool(own & self._own)

        return {thing for thing in things if inside(thing)}


def where_told(
    store: ReadStore, nodes: Iterable[Node], graphs: Sequence[URIRef] | None
) -> dict[Node, set[Node]]:
    """Name the graphs that say something of each node.

    A plan may mention a municipality or region that it is not for: its graph does not count for that place.
    """
    found: dict[Node, set[Node]] = {}
    terms = _terms(nodes)
    for row in store.select(_WHERE % terms, graphs).bindings():
        found.setdefault(row["node"], set()).add(row["graph"])
    mentions = set[tuple[Node, Node]]()
    inside = set[tuple[Node, Node]]()
    for row in store.select(_PLACES_TOLD % terms, graphs).bindings():
        (inside if "for" in row else mentions).add((row["place"], row["graph"]))
    for place, graph in mentions - inside:
        found[place].discard(graph)
    return {node: told_in for node, told_in in found.items() if told_in}


def _agreement(store: ReadStore, name: str, graphs: Sequence[URIRef] | None) -> URIRef:
    """Find an agreement; one that is given by its IRI without looking at all others."""
    given = name.strip()
    if (
        ":" in given
        and not set(given) & set(' <>"{}|\\^`')
        and store.ask(
            f"ASK {{ VALUES ?kind {{ hgkm:Samenwerkingsafspraak hgkm:Opdracht }} <{given}> a ?kind }}", graphs
        )
    ):
        return URIRef(given)
    (found,) = Names(store, graphs).resolve(name, Kind.AFSPRAAK)
    return found


def _near(store: ReadStore, touched: Iterable[URIRef], graphs: Sequence[URIRef] | None) -> list[URIRef]:
    """Give the things from which a rule may look at what was touched."""
    found = newest = set(touched)
    for _ in range(_STEPS):
        newest = set(_things(store, _NEAR, newest, graphs)) - found
        found = found | newest
    return sorted(found)


def _things(
    store: ReadStore, query: str, given: Iterable[AnyNode], graphs: Sequence[URIRef] | None
) -> list[URIRef]:
    rows = store.select(query % _terms(given), graphs).bindings()
    return sorted({URIRef(row["thing"]) for row in rows if isinstance(row["thing"], URIRef)})


def _laid_over(store: ReadStore, file: Path, graph: str | None) -> set[URIRef]:
    """Load a file into a throw-away store, and name the graphs it holds."""
    if not isinstance(store, Store):
        raise TypeError("a file is checked in a throw-away store: open it with graph.store.scratch")
    with in_memory() as draft:
        load_files(draft, [file], URIRef(graph) if graph else None)
        store.replace_graphs(draft.quads())
        return set(draft.graphs())


def _if_few(store: ReadStore, graphs: Iterable[URIRef]) -> list[URIRef] | None:
    """Give the things of which graphs say something; None if they are many."""
    found = set[str]()
    for quad in store.quads(graphs):
        if isinstance(quad.subject, oxigraph.NamedNode):
            found.add(quad.subject.value)
            if len(found) > _FEW:
                return None
    return sorted(map(URIRef, found))


def _terms(nodes: Iterable[AnyNode]) -> str:
    return " ".join(sorted({str(to_oxigraph(node)) for node in nodes if isinstance(node, URIRef)}))

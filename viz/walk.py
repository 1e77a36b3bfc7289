"""Walks the store from what a map is about to what may be shown of it, one step at a time.

Each step asks about things that were found before, so that it takes no longer in a graph of all of them
than in that of one municipality. Only the properties named here are read: no address, contact point, name of
a person or remark can reach a picture, whatever else the graph holds. What is read becomes facts in
`viz.relations`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from rdflib import ORG, RDF, SKOS, URIRef

from graph.names import last_part
from graph.store import ReadStore
from graph.terms import to_oxigraph
from ontology.vocabulary import HGKM

_AREA = """SELECT DISTINCT ?place WHERE {
    VALUES ?chosen { %s } ?chosen (hgkm:lid|^hgkm:onderdeelVan)*|(^hgkm:lid)+ ?place }"""
# An activity without assignment is shown when its plan is known as a whole: of an extract, the rest may well
# say who does it.
_PLANNED = """SELECT DISTINCT ?wat WHERE {
    { SELECT DISTINCT ?plan WHERE {
        %s ?plan a hgkm:Plan .
        OPTIONAL { ?plan hgkm:volledigheid ?mate } FILTER(!BOUND(?mate) || ?mate = begrip:geheel)
    } }
    ?wat hgkm:onderdeelVan+ ?plan FILTER EXISTS { ?wat a hgkm:Activiteit }
}"""
_ASSIGNED = "SELECT DISTINCT ?t ?wat WHERE { %s ?t hgkm:wat ?wat ; a hgkm:Toedeling }"
_SELVES = """SELECT DISTINCT ?zelf WHERE {
    %s (^org:postIn|^org:unitOf|^org:subOrganizationOf|^hgkm:optie)* ?zelf }"""
_OF_ACTOR = """SELECT DISTINCT ?wat WHERE {
    VALUES ?zelf { %s } ?eigen hgkm:wie|hgkm:voorWie ?zelf ; hgkm:wat ?wat }"""
_READ = """SELECT ?s ?p ?o WHERE {
    VALUES ?s { %s } ?s ?p ?o FILTER(?p IN (%s) && (!isLiteral(?o) || LANG(?o) != "en")) }"""
_MARKS = """SELECT DISTINCT ?graaf ?mate WHERE {
    VALUES ?t { %s } GRAPH ?graaf { ?t a hgkm:Toedeling }
    OPTIONAL { ?graaf hgkm:vertrouwelijkheid ?mate } }"""
_CONFIDENTIALITY = ("openbaar", "intern", "vertrouwelijk")


@dataclass(frozen=True)
class Scope:
    """Which relations are wanted; what is given counts together, and nothing given means all.

    Attributes:
        gemeente: the municipality or region that a relation holds for, as do those around it and within it.
        actor: an organisation or post. Its posts and teams and the choices it is in count as the actor, and
            what it takes part in comes with everybody else in it.
        plan: a plan on which a relation rests, or which holds the activity.
    """

    gemeente: URIRef | None = None
    actor: URIRef | None = None
    plan: URIRef | None = None


def area(store: ReadStore, places: Collection[URIRef], graphs: Sequence[URIRef] | None) -> set[URIRef]:
    """Give some municipalities and regions with those around them and within them."""
    rows = store.select(_AREA % terms(places), graphs).bindings() if places else ()
    return {URIRef(row["place"]) for row in rows}


def terms(things: Iterable[str]) -> str:
    """Write IRIs as a query has them."""
    return " ".join(str(to_oxigraph(URIRef(thing))) for thing in sorted(things))


@dataclass
class Walk:
    """What was found, and what was read of it.

    Attributes:
        store, graphs: what is asked, and the named graphs that the reader may see; None means all.
        whats: the activities and tasks that are shown.
        values: what was read of each thing, by its IRI and that of the property.
        confidentiality: openbaar, intern or vertrouwelijk: the strictest of the graphs of the assignments.
    """

    store: ReadStore
    graphs: Sequence[URIRef] | None = None
    whats: set[str] = field(default_factory=set)
    values: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    confidentiality: str = ""

    def read(self, things: Iterable[str], *properties: URIRef) -> None:
        """Read some properties of things."""
        asked = _READ % (terms(things), ", ".join(prop.n3() for prop in properties))
        for row in self.store.select(asked, self.graphs).bindings():
            self.values[str(row["s"]), str(row["p"])].add(str(row["o"]))

    def step(self, things: Iterable[str], *properties: URIRef) -> set[str]:
        """Give to what things lead by some properties that were read."""
        return {
            end for thing in things for prop in properties for end in self.values.get((thing, str(prop)), ())
        }

    def found(self, query: str) -> set[str]:
        """Give the activities and tasks (?wat) that a query finds."""
        return {str(row["wat"]) for row in self.store.select(query, self.graphs).bindings()}


def walk(store: ReadStore, scope: Scope, graphs: Sequence[URIRef] | None = None) -> Walk:
    """Find the assignments, activities and tasks of a scope, and read what a picture may show of them."""
    walk = Walk(store, graphs)
    assigned, planned = [], []
    if scope.gemeente:
        places = f"VALUES ?gebied {{ {terms(area(store, [scope.gemeente], graphs))} }}"
        assigned.append(f"{places} ?t hgkm:voorGemeente ?gebied .")
        planned.append(f"{places} ?plan hgkm:voorGemeente ?gebied .")
    if scope.plan:
        plan = scope.plan.n3()
        assigned.append(f"{{ ?t hgkm:opGrondVan {plan} }} UNION {{ ?wat hgkm:onderdeelVan+ {plan} }}")
        planned.append(f"VALUES ?plan {{ {plan} }}")
    if scope.actor:
        selves = {str(row["zelf"]) for row in store.select(_SELVES % scope.actor.n3(), graphs).bindings()}
        assigned.insert(0, f"VALUES ?wat {{ {terms(walk.found(_OF_ACTOR % terms(selves)))} }}")
    rows = [*store.select(_ASSIGNED % " ".join(assigned), graphs).bindings()]
    given = {str(row["t"]) for row in rows}
    walk.whats = {str(row["wat"]) for row in rows}
    if not scope.actor:
        walk.whats |= walk.found(_PLANNED % " ".join(planned))
    walk.read(given, HGKM.wie, HGKM.wat, HGKM.voorWie, HGKM.alsRol, HGKM.zekerheid)
    wholes, more = set[str](), walk.whats
    while more:
        wholes |= more
        walk.read(more, RDF.type, SKOS.prefLabel, HGKM.onderdeelVan, HGKM.planning)
        more = walk.step(more, HGKM.onderdeelVan) - wholes
    planning = walk.step(wholes, HGKM.planning)
    walk.read(planning, HGKM.tekst, HGKM.begin, HGKM.einde, HGKM.zekerheid)
    actors = walk.step(given, HGKM.wie, HGKM.voorWie)
    walk.read(actors, RDF.type, SKOS.prefLabel, ORG.classification, ORG.postIn)
    named = walk.step(actors, ORG.postIn, ORG.classification) | walk.step(given, HGKM.alsRol, HGKM.zekerheid)
    walk.read(named | walk.step(planning, HGKM.zekerheid), SKOS.prefLabel)
    marks = store.select(_MARKS % terms(given), graphs).bindings()
    levels = [last_part(URIRef(row.get("mate", "intern"))) for row in marks]
    walk.confidentiality = max(levels or ["intern"], key=_CONFIDENTIALITY.index)
    return walk

"""What must be known of some graphs to understand questions about them: their names and their words.

It takes about a second to read, and is true for as long as the store does not change: whoever answers many
questions keeps it for one state of the store.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from rdflib import URIRef

from graph.names import Kind, Names
from graph.store import ReadStore
from queries.spotting import Span, Spotter
from queries.topics import Topics

_FILES = """SELECT DISTINCT ?thing ?file WHERE { {
    ?thing a hgkm:Bron ; dcterms:identifier ?file } UNION {
    ?thing a hgkm:Plan ; hgkm:volledigheid begrip:geheel ;
        hgkm:vindplaats/oa:hasSource/dcterms:identifier ?file } }"""
_PLACES = """SELECT DISTINCT ?thing ?place WHERE {
    { ?thing a hgkm:Plan BIND(?thing AS ?plan) } UNION {
      ?plan a hgkm:Plan ; hgkm:volledigheid begrip:geheel ; hgkm:vindplaats/oa:hasSource ?thing }
    ?plan hgkm:voorGemeente ?place .
    OPTIONAL { ?plan hgkm:voorGemeente ?region . ?region hgkm:lid+ ?place }
    FILTER(!BOUND(?region)) }"""


class Knowledge:
    """The names and the words in some graphs of a store, read once.

    Attributes:
        store: what is asked.
        graphs: the named graphs that the reader may see; None means all.
        names: the names in them.
        topics: the words in them.
        spotter: what finds the names in running text.
        files: the files in which a plan or source stands.
        places: the municipality or region that a plan or source is of.
    """

    def __init__(self, store: ReadStore, graphs: Sequence[URIRef] | None = None) -> None:
        """Read the names and the words."""
        self.store = store
        self.graphs = graphs
        self.names = Names(store, graphs)
        self.topics = Topics(store, graphs)
        self.spotter = Spotter(store, self.names, graphs)
        self.files = self._by_thing(_FILES)
        self.places = self._by_thing(_PLACES)

    def places_of(self, span: Span) -> set[str]:
        """Give the municipalities and regions that the plans and sources with a name are of."""
        things = {thing for kind in (Kind.PLAN, Kind.BRON) for thing in span.things.get(kind, ())}
        return {place for thing in things for place in self.places.get(thing, ())}

    def _by_thing(self, query: str) -> Mapping[URIRef, tuple[str, ...]]:
        found: dict[URIRef, tuple[str, ...]] = defaultdict(tuple)
        for thing, other in self.store.select(query, self.graphs).rows:
            found[URIRef(str(thing))] += (str(other),)
        return found

"""Finds who can arrange what a finding is about, as far as the graph says.

That is who owns the thing or is accountable for it, else the parties of the agreement, else who owns the plan
or is accountable for it, else the region or municipality of the thing or the plan. It blames nobody: it says
whom to ask.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rdflib import URIRef

from graph.plans import Plan
from graph.store import ReadStore
from graph.terms import Node, to_oxigraph

_OWNERS = """SELECT DISTINCT ?node ?rank ?name WHERE {
    VALUES ?node { %s }
    {
        { ?node hgkm:eigenaar ?owner BIND(1 AS ?rank) }
        UNION {
            VALUES ?role { begrip:eindverantwoordelijk begrip:planregie begrip:programmaregie }
            ?given hgkm:wat ?node ; hgkm:alsRol ?role ; hgkm:wie ?owner .
            BIND(2 AS ?rank)
        }
        UNION { ?node hgkm:partij ?owner BIND(3 AS ?rank) }
        UNION { ?node a hgkm:Gemeente BIND(?node AS ?owner) BIND(3 AS ?rank) }
        UNION { ?node hgkm:voorGemeente|hgkm:werkgebied ?owner BIND(%d AS ?rank) }
    }
    ?owner skos:prefLabel ?name FILTER(LANG(?name) != "en")
}"""
_OF_THING, _OF_PLACE = 3, 4


class Owners:
    """Who can arrange what, for some things and the plans that they stand in."""

    def __init__(
        self,
        store: ReadStore,
        things: Iterable[Node],
        plans: Sequence[Plan],
        graphs: Sequence[URIRef] | None = None,
    ) -> None:
        """Look up who owns the things and the plans."""
        nodes = {*things, *(plan.iri for plan in plans)}
        terms = " ".join(sorted(str(to_oxigraph(node)) for node in nodes if isinstance(node, URIRef)))
        named: dict[Node, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in store.select(_OWNERS % (terms, _OF_PLACE), graphs).bindings():
            named[row["node"]][int(str(row["rank"]))].add(str(row["name"]))
        self._named: Mapping[Node, Mapping[int, set[str]]] = named
        self._places = {plan.iri: _place(plan) for plan in plans}

    def of(self, thing: Node, plan: Plan | None) -> str:
        """Name who can arrange something about a thing that stands in a plan; empty where nobody is known."""
        own = self._first(thing, _OF_THING)
        if own or plan is None:
            return own or self._first(thing, _OF_PLACE)
        return self._first(plan.iri, _OF_THING) or self._places[plan.iri]

    def _first(self, node: Node, last: int) -> str:
        """Name the owners of the first rank that has any."""
        ranked = self._named.get(node, {})
        return next((", ".join(sorted(ranked[rank])) for rank in sorted(ranked) if rank <= last), "")


def _place(plan: Plan) -> str:
    """Name the region that a plan is for, or else its municipalities."""
    regions = [name for place, name in plan.places if "/gemeente/" not in place]
    return ", ".join(regions or [name for _, name in plan.places])

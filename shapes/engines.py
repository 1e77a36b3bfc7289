"""Runs the rules over a store: set-based, as SPARQL inside the store, or by pySHACL, the reference.

Both give the same violations. A shape that `shapes.translation` cannot translate is run by the reference, and
named in the outcome. A failure inside an engine is a broken check, never a clean one. Nothing is worded here.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SH, XSD
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import IdentifiedNode
from rdflib.term import Node as AnyNode

from graph.errors import HgkmError, QueryError
from graph.store import ReadStore
from graph.terms import Node
from shapes.rules import Rules
from shapes.translation import UnsupportedError, translate

ENGINES = ("sparql", "pyshacl")


@dataclass(frozen=True)
class Violation:
    """That a shape does not hold for a focus node.

    Attributes:
        shape: the shape that reports.
        focus: the node it reports on.
        path: the property, where the shape names one.
        value: the value that is wrong, where it is not the focus itself.
    """

    shape: URIRef
    focus: Node
    path: Node | None
    value: Node | None


@dataclass(frozen=True)
class Outcome:
    """What a run of the rules found.

    Attributes:
        violations: all of them, each once.
        untranslated: the shapes that the set-based engine left to the reference.
    """

    violations: frozenset[Violation]
    untranslated: tuple[URIRef, ...]


def run_rules(store: ReadStore, rules: Rules, engine: str, graphs: Sequence[URIRef] | None = None) -> Outcome:
    """Find every violation of the rules in some graphs of a store (None = all).

    Raises:
        HgkmError: an engine broke down; nothing can be said about the data.
    """
    if engine == "pyshacl":
        return Outcome(frozenset(by_pyshacl(store.rdflib_graph(graphs), rules.graph)), ())
    found: set[Violation] = set()
    queries = _queries(rules)
    data = store.quick()
    for shape, query in queries.items():
        try:
            rows = data.select(query, graphs).bindings()
        except QueryError as error:
            raise _broken(f"{shape}: {error}") from error
        for row in rows:
            focus, value = row["this"], row.get("value")
            found.add(Violation(shape, focus, row.get("path"), value if value != focus else None))
    left = tuple(shape.iri for shape in rules.shapes if shape.iri not in queries)
    if left:
        found |= by_pyshacl(store.rdflib_graph(graphs), only(rules.graph, left))
    return Outcome(frozenset(found), left)


@lru_cache(maxsize=4)
def _queries(rules: Rules) -> dict[URIRef, str]:
    """Translate the shapes that can be."""
    queries = {}
    for shape in rules.shapes:
        with suppress(UnsupportedError):
            queries[shape.iri] = translate(rules.graph, shape.iri)
    return queries


def by_pyshacl(data: Graph, shapes: Graph) -> set[Violation]:
    """Let pySHACL find the violations; the data is not changed.

    Raises:
        HgkmError: pySHACL could not judge the data with these shapes.
    """
    import pyshacl  # noqa: PLC0415  it takes half a second, and most checks do without

    cached = _CachingGraph(store=data.store, identifier=data.identifier, bind_namespaces="none")
    try:
        _, report, text = pyshacl.validate(cached, shacl_graph=shapes, inplace=True)
    except Exception as error:
        raise _broken(str(error)) from error
    if not isinstance(report, Graph):
        raise _broken(text)
    found = set()
    # Results inside results (sh:detail) say why, not what: only those of the report itself count.
    for result in report.objects(predicate=SH.result):
        shape = URIRef(str(report.value(result, SH.sourceShape)))
        focus, path, value = (
            _term(report.value(result, part)) for part in (SH.focusNode, SH.resultPath, SH.value)
        )
        if focus is None:
            raise _broken(f"{shape} reported on nothing")
        found.add(Violation(shape, focus, path, value if value != focus else None))
    return found


class _CachingGraph(Graph):
    """A graph that parses each query once: pySHACL asks the same one for every focus node."""

    _parsed: dict[str, Query] = {}  # noqa: RUF012  shared on purpose: the queries are those of the rules

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:  # noqa: ANN401
        """Run a query, parsed before if it is the same text."""
        if isinstance(query_object, str):
            if query_object not in self._parsed:
                self._parsed[query_object] = prepareQuery(query_object)
            query_object = self._parsed[query_object]
        return super().query(query_object, *args, **kwargs)


def only(shapes: Graph, wanted: Iterable[URIRef]) -> Graph:
    """Give a copy of the shapes in which of those that report only some are switched on."""
    kept = set(wanted)
    copy = Graph(bind_namespaces="none")
    copy += shapes
    for shape in set(shapes.subjects(SH.severity)) - kept:
        copy.set((shape, SH.deactivated, Literal("true", datatype=XSD.boolean)))
    return copy


def _term(node: AnyNode | None) -> Node | None:
    return node if isinstance(node, IdentifiedNode | Literal) else None


def _broken(reason: str) -> HgkmError:
    brief = " ".join(reason.split())
    return HgkmError(
        f"The check broke down, so nothing can be said about the data: {brief}",
        f"De controle is afgebroken, dus er is niets over de gegevens te zeggen: {brief}",
    )

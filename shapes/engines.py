"""Runs the rules over a store: set-based, for whole graphs or for a few things, or by pySHACL, the reference.

Whole graphs are judged over columns (`shapes.at_once`), a few things by SPARQL inside the store
(`shapes.translation`). All give the same violations. A shape that is not translated is run by the reference,
and named in the outcome. A failure inside an engine is a broken check, never a clean one; nothing is worded
here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import IdentifiedNode
from rdflib.term import Node as AnyNode

from graph.errors import HgkmError
from graph.store import ReadStore
from graph.terms import Node, to_oxigraph
from shapes.paths import TARGETS, UnsupportedError, target_pattern
from shapes.rules import Rules
from shapes.together import Together
from shapes.translation import translate, translate_together

ENGINES = ("sparql", "pyshacl")
_COUNT = """SELECT ?graph (COUNT(DISTINCT ?thing) AS ?count) WHERE {
    { SELECT DISTINCT ?kind WHERE { VALUES ?wanted { %s } ?kind rdfs:subClassOf* ?wanted } }
    GRAPH ?graph { ?thing a ?kind }
} GROUP BY ?graph"""
_DEEPEST = 100  # how many shapes may stand in each other; 15 unless said, which rules may reach
_FOCUSES = "<urn:hgkm:focuses>"  # stands in queries that are kept, for the focus nodes of the moment


@dataclass(frozen=True)
class Violation:
    """That a shape does not hold for a focus node.

    Attributes:
        shape: the shape that reports.
        focus: the node it reports on.
        path: the property, where the shape or its query names one; a path of more steps has no name.
        value: the value that is wrong, where it is not the focus itself.
    """

    shape: URIRef
    focus: Node
    path: URIRef | None
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


def run_rules(
    store: ReadStore,
    rules: Rules,
    engine: str,
    graphs: Sequence[URIRef] | None = None,
    *,
    focuses: Sequence[URIRef] | None = None,
    shapes: Collection[URIRef] | None = None,
) -> Outcome:
    """Find every violation of the rules.

    Args:
        store: what is checked.
        rules: what it must be like.
        engine: one of ENGINES.
        graphs: the named graphs that count; None means all.
        focuses: the only focus nodes to look at; for a few it takes as long in a big store as in a small one.
        shapes: the only shapes to run.

    Raises:
        HgkmError: an engine broke down; nothing can be said about the data.
    """
    wanted = [shape.iri for shape in rules.shapes if shapes is None or shape.iri in shapes]
    found = set[Violation]()
    left = tuple(wanted)
    if engine != "pyshacl" and focuses is None:
        found, left = _of_all(store, rules, wanted, graphs)
    elif engine != "pyshacl":
        left = tuple(shape for shape in wanted if not _translatable(rules, shape))
        ready = [shape for shape in wanted if shape not in set(left)]
        found = _of(focuses or (), store, rules, ready, graphs)
    if left:
        chosen = rules.graph if len(left) == len(rules.shapes) else only(rules.graph, left)
        reported = by_pyshacl(store.rdflib_graph(graphs), chosen)
        found |= {violation for violation in reported if focuses is None or violation.focus in focuses}
    return Outcome(frozenset(found), () if engine == "pyshacl" else left)


def possible_focuses(
    store: ReadStore, rules: Rules, graphs: Sequence[URIRef] | None = None
) -> dict[tuple[str, URIRef], int]:
    """Count for each rule on how many things of each named graph it could find something, by type."""
    kinds: dict[str, set[URIRef]] = defaultdict(set)
    for shape in rules.shapes:
        kinds[shape.rule] |= {URIRef(str(kind)) for kind in rules.graph.objects(shape.iri, SH.targetClass)}
    counts: dict[frozenset[URIRef], dict[URIRef, int]] = {}
    for targeted in {frozenset(kind) for kind in kinds.values() if kind}:
        rows = store.select(_COUNT % _terms(sorted(targeted)), graphs).bindings()
        counts[targeted] = {URIRef(row["graph"]): int(str(row["count"])) for row in rows}
    return {
        (rule, graph): count
        for rule, targeted in kinds.items()
        for graph, count in counts.get(frozenset(targeted), {}).items()
    }


def _of_all(
    store: ReadStore, rules: Rules, shapes: Sequence[URIRef], graphs: Sequence[URIRef] | None
) -> tuple[set[Violation], tuple[URIRef, ...]]:
    """Find the violations of all focus nodes, and the shapes that are not translated."""
    from shapes import at_once  # noqa: PLC0415  it brings much along, and a check of a few things does without

    try:
        rows, left = at_once.violations(store, rules.graph, shapes, graphs)
    except Exception as error:
        raise _broken(str(error)) from error
    return {_violation(rules.graph, *row) for row in rows}, tuple(left)


def _of(
    focuses: Sequence[URIRef],
    store: ReadStore,
    rules: Rules,
    shapes: Sequence[URIRef],
    graphs: Sequence[URIRef] | None,
) -> set[Violation]:
    """Find the violations of some focus nodes, with as few queries as can be."""
    targeted: dict[tuple[str, ...], list[URIRef]] = defaultdict(list)
    for pattern, alike in _by_target(rules, tuple(shapes)).items():
        query = f"SELECT DISTINCT ?this WHERE {{ VALUES ?this {{ {_terms(focuses)} }} {pattern} }}"
        rows = _select(store, query, graphs, alike[0])
        targeted[tuple(sorted(str(to_oxigraph(row["this"])) for row in rows))] += alike
    found = set[Violation]()
    for terms, alike in targeted.items():
        if not terms:
            continue
        try:
            together = _together(rules, tuple(alike))
        except Exception as error:
            raise _broken(f"{alike[0]}: {error}") from error
        told = {name: URIRef(str(shape)) for name, shape in together.told.items()}
        holding: dict[str, set[str]] = {term: set() for term in terms}
        for flag in together.flags:
            for row in _select(store, flag.replace(_FOCUSES, " ".join(terms)), graphs, alike[0]):
                holding[str(to_oxigraph(row.pop("this")))] |= {f"?{name}" for name in row}
        for row in _select(store, together.verdict(holding), graphs, alike[0]) if told else ():
            wrong = (shape for name, shape in told.items() if str(row[name]) == "false")
            found |= {_violation(rules.graph, shape, row["this"]) for shape in wrong}
        for shape in set(alike) - set(told.values()):
            query = _alone(rules, shape).replace(_FOCUSES, " ".join(terms))
            found.update(_violations(store, rules, shape, query, graphs))
    return found


def _violations(
    store: ReadStore, rules: Rules, shape: URIRef, query: str, graphs: Sequence[URIRef] | None
) -> Iterator[Violation]:
    for row in _select(store, query, graphs, shape):
        yield _violation(rules.graph, shape, row["this"], row.get("value"), row.get("path"))


def _violation(
    shapes: Graph, shape: URIRef, focus: Node, value: Node | None = None, path: AnyNode | None = None
) -> Violation:
    """Make what is reported the same for all engines: a path is one property, a value is not the focus."""
    path = path or shapes.value(shape, SH.path)
    return Violation(
        shape, focus, path if isinstance(path, URIRef) else None, value if value != focus else None
    )


def _select(
    store: ReadStore, query: str, graphs: Sequence[URIRef] | None, shape: URIRef
) -> Iterator[dict[str, Node]]:
    try:
        return store.select(query, graphs).bindings()
    except Exception as error:
        raise _broken(f"{shape}: {error}") from error


@lru_cache(maxsize=4096)
def _translatable(rules: Rules, shape: URIRef) -> bool:
    try:
        target_pattern(rules.graph, shape)
        _alone(rules, shape)
    except UnsupportedError:
        return False
    except Exception as error:
        raise _broken(f"{shape}: {error}") from error
    return True


@lru_cache(maxsize=4096)
def _alone(rules: Rules, shape: URIRef) -> str:
    return translate(rules.graph, shape, _FOCUSES)


@lru_cache(maxsize=256)
def _together(rules: Rules, shapes: tuple[URIRef, ...]) -> Together:
    return translate_together(rules.graph, shapes, _FOCUSES)


@lru_cache(maxsize=64)
def _by_target(rules: Rules, shapes: tuple[URIRef, ...]) -> dict[str, list[URIRef]]:
    alike: dict[str, list[URIRef]] = defaultdict(list)
    for shape in shapes:
        alike[target_pattern(rules.graph, shape)].append(shape)
    return alike


def _terms(nodes: Iterable[URIRef]) -> str:
    return " ".join(str(to_oxigraph(node)) for node in nodes)


def by_pyshacl(data: Graph, shapes: Graph) -> set[Violation]:
    """Let pySHACL find the violations; the data is not changed.

    Raises:
        HgkmError: pySHACL could not judge the data with these shapes.
    """
    import pyshacl  # noqa: PLC0415  it takes half a second, and most checks do without

    cached = _CachingGraph(store=data.store, identifier=data.identifier, bind_namespaces="none")
    try:
        _, report, text = pyshacl.validate(
            cached, shacl_graph=shapes, inplace=True, max_validation_depth=_DEEPEST
        )
    except Exception as error:
        raise _broken(str(error)) from error
    if not isinstance(report, Graph):
        raise _broken(text)
    found = set()
    # Results inside results (sh:detail) say why, not what: only those of the report itself count.
    for result in report.objects(predicate=SH.result):
        shape = URIRef(str(report.value(result, SH.sourceShape)))
        focus, value = (_term(report.value(result, part)) for part in (SH.focusNode, SH.value))
        if focus is None:
            raise _broken(f"{shape} reported on nothing")
        found.add(_violation(shapes, shape, focus, value, report.value(result, SH.resultPath)))
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
    """Copy some shapes and all that they lead to; what else could report there has no targets in the copy."""
    kept = set(wanted)
    copy = Graph(bind_namespaces="none")
    reached, newest = set[AnyNode](), set[AnyNode](kept)
    while newest:
        reached |= newest
        for node in newest:
            for _, predicate, end in shapes.triples((node, None, None)):
                if node in kept or predicate not in TARGETS:
                    copy.add((node, predicate, end))
        newest = {end for node in newest for end in shapes.objects(node)} - reached
    return copy


def _term(node: AnyNode | None) -> Node | None:
    return node if isinstance(node, IdentifiedNode | Literal) else None


def _broken(reason: str) -> HgkmError:
    brief = " ".join(reason.split())
    return HgkmError(
        f"The check broke down, so nothing can be said about the data: {brief}",
        f"De controle is afgebroken, dus er is niets over de gegevens te zeggen: {brief}",
    )

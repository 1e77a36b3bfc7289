"""All violations of rules in whole graphs, found for all focus nodes at once over columns.

The targets of a shape give a set of things, which `shapes.sets` judges; or `shapes.patterns` or the store
itself, where the shape has a query of its own. Shapes with the same targets are judged after each other,
because they share much.
"""

import os
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import polars as pl
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node as AnyNode

from graph.columns import Columns
from graph.numbered import NUMBER
from graph.store import ReadStore
from graph.terms import Node
from shapes.constraints import PAIRS, is_deactivated, reported, tells_values
from shapes.paths import TARGETS, UnsupportedError, target_pattern, term
from shapes.patterns import Patterns, properties
from shapes.selects import for_all
from shapes.sets import Judge
from shapes.walks import Things, Walker, from_shacl, steps

Row = tuple[URIRef, Node, Node | None, Node | None]
Targets = frozenset[tuple[AnyNode, URIRef | Literal]]
_COLUMNS = ("this", "value", "path")
# Statements from which on queries of shapes are answered over columns. The store is quicker with fewer, since
# it takes half a second to get a dozen queries ready for columns; and it answers what is not translated.
MANY = 500_000


def violations(
    store: ReadStore, shapes: Graph, wanted: Sequence[URIRef], graphs: Sequence[URIRef] | None
) -> tuple[list[Row], list[URIRef]]:
    """Find the violations of shapes.

    Args:
        store: what is checked.
        shapes: the graph that holds the shapes.
        wanted: the shapes to look at.
        graphs: the named graphs that count; None means all.

    Returns:
        A row for each violation (the shape, the focus node, the value and the path where there are), and the
        shapes that are not translated.
    """
    columns = Columns(store.quick(), graphs)
    columns.read(_properties(shapes, of_queries=columns.size >= MANY))
    found: dict[URIRef, pl.DataFrame] = {}
    left: list[URIRef] = []

    def judged(alike: tuple[Targets, list[URIRef]]) -> None:
        targets, together = alike
        group = _Group(shapes, columns, targets)
        for shape in together:
            try:
                found[shape] = group.wrong(shape)
            except UnsupportedError:
                left.append(shape)

    # Columns are worked on outside Python's lock, so that every processor has something to do.
    with ThreadPoolExecutor(os.cpu_count()) as processors:
        deque(processors.map(judged, _by_target(shapes, wanted).items()), maxlen=0)
    tables = {shape: table.select(_in_full(table)).unique() for shape, table in found.items()}
    numbers = [table[name].rename("number") for table in tables.values() for name in _COLUMNS]
    terms = columns.nodes(pl.concat([pl.Series("number", [], NUMBER), *numbers]).drop_nulls())
    rows = [
        (shape, terms[this], terms.get(value), terms.get(path))
        for shape, table in tables.items()
        for this, value, path in table.iter_rows()
    ]
    return rows, [shape for shape in wanted if shape in left]


def _in_full(table: pl.DataFrame) -> list[pl.Expr]:
    return [pl.col(name) if name in table.columns else pl.lit(None, NUMBER).alias(name) for name in _COLUMNS]


class _Group:
    """Judges shapes that have the same targets."""

    def __init__(self, shapes: Graph, columns: Columns, targets: Targets) -> None:
        self._shapes, self._columns = shapes, columns
        walker = Walker(columns)
        self._focus = _focus(targets, walker)
        self._judge = Judge(shapes, walker)
        self._patterns = Patterns(shapes, walker, self._focus)

    def wrong(self, shape: URIRef) -> pl.DataFrame:
        """Give what a shape reports, as a table with `this` and, where there are, `value` and `path`."""
        constraint = reported(self._shapes, shape)
        if is_deactivated(self._shapes, shape) or not self._focus:
            return pl.DataFrame(schema={"this": NUMBER})
        if constraint == SH.sparql:
            return self._answered(shape)
        if tells_values(self._shapes, shape, constraint):
            pairs = self._judge.wrong_values(shape, constraint, self._focus)
            return pairs.select(this="from", value="to")
        return pl.DataFrame({"this": (self._focus - self._judge.conforming(shape, self._focus)).numbers})

    def _answered(self, shape: URIRef) -> pl.DataFrame:
        if self._columns.size >= MANY:
            with suppress(UnsupportedError):
                return self._patterns.solutions(shape)
        return self._columns.ask(for_all(self._shapes, shape, target_pattern(self._shapes, shape)))


def _targets(shapes: Graph, shape: URIRef) -> Targets:
    """Give the targets of a shape, each with its kind."""
    targets = {(kind, term(end)) for kind in TARGETS for end in shapes.objects(shape, kind)}
    if (shape, RDF.type, RDFS.Class) in shapes:
        targets.add((SH.targetClass, shape))
    return frozenset(targets)


def _by_target(shapes: Graph, wanted: Iterable[URIRef]) -> dict[Targets, list[URIRef]]:
    alike: dict[Targets, list[URIRef]] = defaultdict(list)
    for shape in wanted:
        alike[_targets(shapes, shape)].append(shape)
    return alike


def _focus(targets: Targets, walker: Walker) -> Things:
    """Give the things that targets point at."""
    found = Things.of(walker.columns.numbers(end for kind, end in targets if kind == SH.targetNode))
    for kind, end in targets:
        if kind == SH.targetClass:
            found |= walker.instances(URIRef(end))
        elif kind != SH.targetNode:
            pairs = walker.columns.pairs(URIRef(end))
            found |= Things.of(pairs["from" if kind == SH.targetSubjectsOf else "to"].unique())
    return found


def _properties(shapes: Graph, *, of_queries: bool) -> set[URIRef]:
    """Name the properties that shapes look at, with or without those in their queries."""
    found = {RDF.type, RDFS.subClassOf}
    for parameter in (SH.targetSubjectsOf, SH.targetObjectsOf, *PAIRS):
        found |= {end for end in shapes.objects(predicate=parameter) if isinstance(end, URIRef)}
    for path in shapes.objects(predicate=SH.path):
        found |= {*steps(from_shacl(shapes, path))}
    for shape in shapes.subjects(SH.sparql) if of_queries else ():
        with suppress(UnsupportedError):
            found |= properties(shapes, shape)
    return found

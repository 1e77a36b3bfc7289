"""Queries written for one focus node (`sh:select`), answered for all focus nodes at once, over columns.

A group of a query becomes a table with a column a variable and a row a solution, null where a variable is
unbound; groups are joined as SPARQL joins them. What rows to the left have bound narrows what is looked for
to the right. The patterns that rules use are here; for others (MINUS, EXISTS, GRAPH, an aggregate of all
rows) `UnsupportedError` is raised.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from math import inf

import polars as pl
from rdflib import Graph, Literal, URIRef, Variable
from rdflib.namespace import RDF
from rdflib.paths import Path
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from graph.columns import Columns
from graph.numbered import NUMBER
from shapes.expressions import Expressions
from shapes.paths import UnsupportedError, term
from shapes.selects import for_all
from shapes.walks import Things, Walker, inverse, steps, turned

_FOCUS = URIRef("urn:hgkm:focus")  # stands in a query as the class of the focus nodes
_TARGET = f"?this a <{_FOCUS}> ."
_ROW = " row"  # a column for a moment, with a space before it so that no variable has its name

_FURTHER = 3  # how far a path of more steps is taken to fan out

Given = Mapping[str, Things]
Triple = tuple[Node, Variable | URIRef | Path, Node]


@lru_cache(maxsize=1024)
def _parsed(query: str) -> CompValue:
    return translateQuery(parseQuery(query)).algebra


def properties(shapes: Graph, shape: Node) -> set[URIRef]:
    """Name the properties that the query of a shape looks at.

    Raises:
        UnsupportedError: the query is not one that can be answered for all focus nodes.
    """
    return {*_properties(_parsed(for_all(shapes, shape, _TARGET)))}


def _properties(part: object) -> Iterator[URIRef]:
    if isinstance(part, CompValue) and part.name == "BGP":
        yield from (name for _, path, _ in part.triples for name in steps(path))
    elif isinstance(part, CompValue | list | tuple):
        for inner in part.values() if isinstance(part, CompValue) else part:
            yield from _properties(inner)


class Patterns:
    """Answers queries about one set of focus nodes; what several begin with is answered once."""

    def __init__(self, shapes: Graph, walker: Walker, focus: Things) -> None:
        """Take the shapes that have the queries, what walks over the things, and the focus nodes."""
        self._shapes, self._walker, self._focus = shapes, walker, focus
        self._answered: dict[tuple[object, ...], pl.DataFrame] = {}
        self._columns: Columns = walker.columns
        self._expressions = Expressions(walker.columns)
        self._forms: dict[str, Callable[[CompValue, Given], pl.DataFrame]] = {
            "SelectQuery": lambda part, given: self._of(part.p, given),
            "ToMultiSet": lambda part, given: self._of(part.p, given),
            "BGP": self._triples,
            "Join": self._join,
            "LeftJoin": self._left_join,
            "Union": self._union,
            "Filter": self._filter,
            "Extend": self._extend,
            "Project": self._project,
            "Distinct": lambda part, given: self._of(part.p, given).unique(),
            "AggregateJoin": self._aggregate,
        }

    def solutions(self, shape: Node) -> pl.DataFrame:
        """Answer the query of a shape.

        Returns:
            A table of numbers with the columns that the query selects.

        Raises:
            UnsupportedError: a part of the query is not translated.
        """
        return self._of(_parsed(for_all(self._shapes, shape, _TARGET)), {})

    def _of(self, part: CompValue, given: Given) -> pl.DataFrame:
        """Answer a part; rows whose values are not among those given may be missing."""
        if part.name not in self._forms:
            raise UnsupportedError(f"{part.name} in a query")
        return self._forms[part.name](part, given)

    # --- triples

    def _triples(self, part: CompValue, given: Given) -> pl.DataFrame:
        about = (*part.triples, *given.items())
        if about not in self._answered:
            self._answered[about] = self._group(part, given)
        return self._answered[about]

    def _group(self, part: CompValue, given: Given) -> pl.DataFrame:
        rows, left = _unit(), [*part.triples]
        while left:
            dear = [self._cost(triple, rows, given) for triple in left]
            rows = self._with(rows, left.pop(dear.index(min(dear))), given)
        return rows

    def _cost(self, triple: Triple, rows: pl.DataFrame, given: Given) -> tuple[bool, float]:
        """Estimate how many rows a triple makes of one; what shares nothing with the rows comes last."""
        subject, step, value = triple
        if value == _FOCUS:
            return False, 0
        here = [str(end) in rows.columns for end in (subject, value)]
        known = [self._bound(end, rows, given) for end in (subject, value)]
        apart = not any(here) and rows.columns != [""]
        if all(here):
            return apart, 0
        sizes = [
            (1 if is_here else len(things)) * self._fan(step, place)
            for place, is_here, things in zip(("from", "to"), here, known, strict=True)
            if things is not None
        ]
        every = self._columns.pairs(step).height if isinstance(step, URIRef) else inf
        return apart, min(sizes, default=every)

    def _fan(self, step: Variable | URIRef | Path, place: str) -> float:
        return self._columns.fan(step, place) if isinstance(step, URIRef) else _FURTHER

    def _with(self, rows: pl.DataFrame, triple: Triple, given: Given) -> pl.DataFrame:
        """Join one triple to the rows so far."""
        subject, step, value = triple
        if value == _FOCUS and step == RDF.type:
            return _joined(rows, pl.DataFrame({str(subject): self._focus.numbers}))
        places = {"from": subject, "to": value}
        if isinstance(step, Variable):
            found, places["step"] = self._columns.statements(), step
        else:
            found = self._pairs(step, *(self._bound(end, rows, given) for end in (subject, value)))
        names: dict[str, str] = {}
        for place, end in places.items():
            if not isinstance(end, Variable):
                found = found.filter(pl.col(place) == self._columns.numbers([term(end)])[0])
            elif (before := names.setdefault(str(end), place)) != place:
                found = found.filter(pl.col(place) == pl.col(before))
        if not names:
            return rows if found.height else rows.clear()
        return _joined(rows, found.select(**names).unique())

    def _pairs(self, step: URIRef | Path, start: Things | None, end: Things | None) -> pl.DataFrame:
        """Give where a path leads, at least from or to what is known."""
        if start is not None and (end is None or isinstance(step, Path) or len(start) <= len(end)):
            return self._walker.walk(step, start).pairs
        if end is not None:
            return turned(self._walker.walk(inverse(step), end).pairs)
        if isinstance(step, URIRef):
            return self._columns.pairs(step)
        return self._walker.walk(step, Things.of(self._columns.everything())).pairs

    def _bound(self, end: Node, rows: pl.DataFrame, given: Given) -> Things | None:
        """Give the only values that a place in a triple can have, if they are known."""
        if not isinstance(end, Variable):
            return Things.of(self._columns.numbers([term(end)]))
        if str(end) in rows.columns:
            return Things.of(rows[str(end)].unique())
        return given.get(str(end))

    # --- groups

    def _join(self, part: CompValue, given: Given) -> pl.DataFrame:
        left = self._of(part.p1, given)
        return _joined(left, self._of(part.p2, {**given, **_known(left)}))

    def _left_join(self, part: CompValue, given: Given) -> pl.DataFrame:
        left = self._of(part.p1, given).with_row_index(_ROW)
        right = self._of(part.p2, _known(left.drop(_ROW)))
        both = _joined(left, right)
        both = both.filter(self._expressions.condition(part.expr, both))
        alone = left.join(both.select(_ROW), on=_ROW, how="anti")
        return pl.concat([both, alone], how="diagonal").drop(_ROW)

    def _union(self, part: CompValue, given: Given) -> pl.DataFrame:
        return pl.concat([self._of(way, given) for way in (part.p1, part.p2)], how="diagonal")

    def _filter(self, part: CompValue, given: Given) -> pl.DataFrame:
        rows = self._of(part.p, given)
        return rows.filter(self._expressions.condition(part.expr, rows))

    def _extend(self, part: CompValue, given: Given) -> pl.DataFrame:
        name = str(part.var)
        rows = self._of(part.p, {other: things for other, things in given.items() if other != name})
        return rows.with_columns(self._expressions.value(part.expr, rows).alias(name))

    def _project(self, part: CompValue, given: Given) -> pl.DataFrame:
        names = [str(name) for name in part.PV]
        # An aggregate looks at all rows of its group, so what is given narrows only what it groups by.
        rows = self._of(part.p, {name: things for name, things in given.items() if name in names})
        return rows.select(
            pl.col(name) if name in rows.columns else pl.lit(None, NUMBER).alias(name) for name in names
        )

    def _aggregate(self, part: CompValue, given: Given) -> pl.DataFrame:
        group = part.p
        if not group.expr or not all(isinstance(key, Variable) for key in group.expr):
            raise UnsupportedError("an aggregate of all rows, or by an expression")
        keys = [str(key) for key in group.expr]
        rows = self._of(group.p, {name: given[name] for name in keys if name in given})
        found = rows.select(keys).unique()
        for one in part.A:
            found = found.join(self._aggregated(one, rows, keys), on=keys, how="left", nulls_equal=True)
        return found

    def _aggregated(self, one: CompValue, rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
        if one.vars == "*":
            raise UnsupportedError("COUNT(*)")
        table = rows.select(*keys, self._expressions.value(one.vars, rows).alias(" value"))
        name = str(one.res)
        if one.name == "Aggregate_Sample":
            return table.group_by(keys).agg(pl.col(" value").drop_nulls().min().alias(name))
        if one.name == "Aggregate_Count":
            counted = pl.col(" value").drop_nulls()
            counted = counted.n_unique() if one.distinct else counted.len()
            counts = table.group_by(keys).agg(counted.alias(name))
            terms = self._columns.numbers(Literal(number) for number in counts[name])
            return counts.with_columns(terms.alias(name))
        if one.name in ("Aggregate_Min", "Aggregate_Max"):
            ranked = table.join(
                self._columns.ranks(table[" value"]), left_on=" value", right_on="number", how="inner"
            )
            last = one.name == "Aggregate_Max"
            return (
                ranked.sort("rank", descending=last).group_by(keys).agg(pl.col(" value").first().alias(name))
            )
        raise UnsupportedError(one.name.replace("_", " "))


def _unit() -> pl.DataFrame:
    """Give the table of one row that binds nothing; a table has a column, so one without a name stands in."""
    return pl.DataFrame({"": [0]})


def _known(rows: pl.DataFrame) -> dict[str, Things]:
    """Give the values of each variable that is bound in all rows."""
    bound = (name for name in rows.columns if name and not rows[name].null_count())
    return {name: Things.of(rows[name].unique()) for name in bound}


def _joined(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Join the solutions of two groups: they agree on each variable that both have bound."""
    shared = [name for name in left.columns if name in right.columns and name]
    for name in shared:
        if left[name].null_count() or right[name].null_count():
            parts = [_joined(mine, theirs) for mine in _split(left, name) for theirs in _split(right, name)]
            return pl.concat(parts, how="diagonal")
    if right.columns == [""]:
        return left if right.height else left.clear()
    right = right.drop("", strict=False)
    return left.join(right, on=shared) if shared else left.join(right, how="cross")


def _split(rows: pl.DataFrame, name: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part the rows in which a variable is bound from those in which it is not."""
    bound = pl.col(name).is_not_null()
    return rows.filter(bound), rows.filter(~bound).drop(name)

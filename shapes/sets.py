"""SHACL Core judged for whole sets of things at once, over columns.

Each constraint gives, of a set of value nodes, those that meet it; the logical constraints are unions and
differences of sets. Two shapes that ask the same of the same set are judged once. All constraints of Core but
sh:closed are here; those that look at one value alone are left to the store, as expressions of SPARQL
(`shapes.values`). For what is not here `UnsupportedError` is raised. No target and no query is known here.
"""

from collections.abc import Callable, Iterator
from functools import reduce
from operator import and_, or_

import polars as pl
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import BNode, Node

from shapes.constraints import COUNTING, PAIRS, arguments, constraints, is_deactivated, siblings
from shapes.paths import items, n3, term
from shapes.values import holds
from shapes.walks import Things, Walk, Walker, from_shacl


class Judge:
    """Judges sets of things by the shapes of one graph."""

    def __init__(self, shapes: Graph, walker: Walker) -> None:
        """Take the shapes, and what walks over the things."""
        self._shapes, self._walker = shapes, walker
        self._conforming: dict[tuple[str, Things], Things] = {}

        self._forms: dict[Node, str] = {}

    def conforming(self, shape: Node, things: Things) -> Things:
        """Give those of some things that conform to a shape."""
        if not things or is_deactivated(self._shapes, shape):
            return things
        about = self._form(shape), things
        if about not in self._conforming:
            of_path = (shape, SH.path, None) in self._shapes
            self._conforming[about] = (self._by_path if of_path else self._by_node)(shape, things)
        return self._conforming[about]

    def wrong_values(self, shape: Node, constraint: Node, things: Things) -> pl.DataFrame:
        """Give the pairs of thing and value, `from` and `to`, that one constraint of a shape reports."""
        walk = self._values(shape, things)
        if constraint in PAIRS:
            others = arguments(self._shapes, shape, constraint)
            wrong = (self._mismatch(constraint, other, walk, things).pairs for other in others)
            return pl.concat(wrong).unique()
        return walk.but_to(self._by_node(shape, walk.ends)).pairs

    def _form(self, node: Node) -> str:
        """Write down what a shape asks: those that ask the same have the same form."""
        if not isinstance(node, BNode):
            return n3(node)
        if node not in self._forms:
            if (node, RDF.first, None) in self._shapes:
                parts = " ".join(self._form(member) for member in items(self._shapes, node))
            else:
                said = self._shapes.predicate_objects(node)
                parts = ";".join(sorted(f"{parameter} {self._form(value)}" for parameter, value in said))
                # Which values a qualified shape may not count depends on the shapes beside it.
                parts += "".join(f"|{self._form(other)}" for other in siblings(self._shapes, node))
            self._forms[node] = f"[{parts}]"
        return self._forms[node]

    def _values(self, shape: Node, things: Things) -> Walk:
        """Give the value nodes of a shape: those of its path, or else the things themselves."""
        path = self._shapes.value(shape, SH.path)
        if path is None:
            return Walk(pl.DataFrame({"from": things.numbers, "to": things.numbers}))
        return self._walker.walk(from_shacl(self._shapes, path), things)

    # --- what looks at one value

    def _by_node(self, shape: Node, values: Things) -> Things:
        """Give those of some value nodes that meet the constraints of a shape that look at one value."""
        together = COUNTING | PAIRS.keys() if (shape, SH.path, None) in self._shapes else set()
        met = [
            self._met(shape, parameter, argument, values)
            for parameter in constraints(self._shapes, shape)
            if parameter not in together
            for argument in arguments(self._shapes, shape, parameter)
        ]
        return reduce(and_, met, values)

    def _met(self, shape: Node, parameter: Node, argument: Node, values: Things) -> Things:
        if parameter in (SH.node, SH.property):
            met = self.conforming(argument, values)
        elif parameter == SH["not"]:
            met = values - self.conforming(argument, values)
        elif parameter in _LOGIC:
            members = [self.conforming(member, values) for member in items(self._shapes, argument)]
            met = _LOGIC[parameter](values, members)
        elif parameter == SH["class"]:
            met = values & self._walker.instances(URIRef(term(argument)))
        elif parameter in PAIRS:
            itself = Walk(pl.DataFrame({"from": values.numbers, "to": values.numbers}))
            met = values - self._mismatch(parameter, argument, itself, values).starts()
        else:
            met = self._alone(shape, parameter, argument, values)
        return met

    def _alone(self, shape: Node, parameter: Node, argument: Node, values: Things) -> Things:
        """Judge a constraint that asks nothing of the graph."""
        among = items(self._shapes, argument) if parameter == SH["in"] else [argument]
        things = [member for member in dict.fromkeys(among) if isinstance(member, URIRef)]
        if parameter in (SH["in"], SH.hasValue) and len(things) == len({*among}):
            return values & Things.of(self._walker.columns.numbers(things))
        expression = holds(self._shapes, shape, parameter, argument, "?value")
        true = self._walker.columns.true(expression, {"value": values.numbers})
        return Things.of(values.numbers.filter(true))

    # --- what looks at the values of a path together

    def _by_path(self, shape: Node, things: Things) -> Things:
        """Give those of some things whose values are as a property shape asks."""
        walk = self._values(shape, things)
        conforming = things - walk.but_to(self._by_node(shape, walk.ends)).starts()
        for parameter in constraints(self._shapes, shape):
            for argument in arguments(self._shapes, shape, parameter):
                if parameter in PAIRS:
                    conforming -= self._mismatch(parameter, argument, walk, things).starts()
                elif parameter in COUNTING:
                    for kept in self._counted(shape, parameter, argument, walk, things):
                        conforming &= kept
        return conforming

    def _counted(
        self, shape: Node, parameter: Node, argument: Node, walk: Walk, things: Things
    ) -> Iterator[Things]:
        """Give the things that have as many values as a constraint asks."""
        if parameter == SH.hasValue:
            yield walk.to(Things.of(self._walker.columns.numbers([term(argument)]))).starts()
        elif parameter == SH.minCount:
            yield walk.starts(int(str(argument))) if int(str(argument)) > 0 else things
        elif parameter == SH.maxCount:
            yield things - walk.starts(int(str(argument)) + 1)
        elif parameter == SH.uniqueLang:
            if argument == Literal(True):
                yield things - self._same_language(walk)
        else:
            counted = walk.to(self.conforming(argument, walk.ends))
            for other in siblings(self._shapes, shape):
                counted = counted.but_to(self.conforming(other, walk.ends))
            for least in self._shapes.objects(shape, SH.qualifiedMinCount):
                yield counted.starts(int(str(least))) if int(str(least)) > 0 else things
            for most in self._shapes.objects(shape, SH.qualifiedMaxCount):
                yield things - counted.starts(int(str(most)) + 1)

    def _same_language(self, walk: Walk) -> Things:
        """Give the things with two values in the same language."""
        languages = self._walker.columns.answers("LCASE(LANG(?value))", {"value": walk.pairs["to"]})
        (none,) = self._walker.columns.numbers([Literal("")])
        tagged = walk.pairs.with_columns(languages.alias("language")).filter(pl.col("language") != none)
        return Things.of(tagged.group_by("from", "language").len().filter(pl.col("len") > 1)["from"].unique())

    def _mismatch(self, parameter: Node, other: Node, walk: Walk, things: Things) -> Walk:
        """Give the values that are not to the values of another property as they should be."""
        others = self._walker.walk(URIRef(term(other)), things)
        ends = ["from", "to"]
        if parameter == SH.disjoint:
            return Walk(walk.pairs.join(others.pairs, on=ends, how="semi"))
        if parameter == SH.equals:
            here = walk.pairs.join(others.pairs, on=ends, how="anti")
            return Walk(pl.concat([here, others.pairs.join(walk.pairs, on=ends, how="anti")]))
        both = walk.pairs.join(others.pairs, on="from")
        true = self._walker.columns.true(
            f"COALESCE(?value {PAIRS[parameter]} ?other, false)",
            {"value": both["to"], "other": both["to_right"]},
        )
        return Walk(both.filter(~true).select(ends).unique())


def _in_one(sets: list[Things]) -> Things:
    """Give what is in exactly one of some sets."""
    counted = pl.concat([one.numbers for one in sets]).to_frame().group_by("number").len()
    return Things.of(counted.filter(pl.col("len") == 1)["number"])


_LOGIC: dict[Node, Callable[[Things, list[Things]], Things]] = {
    SH["and"]: lambda values, members: reduce(and_, members, values),
    SH["or"]: lambda values, members: reduce(or_, members, values - values),
    SH.xone: lambda values, members: _in_one(members) if members else values - values,
}

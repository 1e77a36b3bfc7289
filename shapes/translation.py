"""SHACL shapes translated into SPARQL: one query that finds all violations of a shape at a stroke.

Each condition of a shape becomes a flag, `OPTIONAL { SELECT DISTINCT ?focus (true AS ?flag) WHERE ... }`, and
the logical constraints work on flags: the store walks each path once for all focus nodes, where EXISTS would
walk it once for each. All targets and paths are translated, `sh:sparql`, and the constraints of SHACL Core
that stand below. For any other constraint `UnsupportedError` is raised, and the caller falls back on pySHACL.
It runs no query, and does not judge whether a shape is well formed (`shapes.lint` does).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

from shapes.selects import prefixes, with_target

_CLASS_PATH = f"<{RDF.type}>/<{RDFS.subClassOf}>*"
# What describes a shape and is no constraint on it.
_DESCRIPTIVE = {
    SH.path,
    SH.targetClass,
    SH.targetNode,
    SH.targetSubjectsOf,
    SH.targetObjectsOf,
    SH.severity,
    SH.message,
    SH.name,
    SH.description,
    SH.deactivated,
    SH.qualifiedMinCount,
    SH.qualifiedMaxCount,
}
# Constraints of a property shape that look at its values together.
_COUNTING = {SH.minCount, SH.maxCount, SH.hasValue, SH.qualifiedValueShape}
_REPEATS: dict[Node, str] = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
_SKIPPED: dict[Node | None, str] = {SH.zeroOrMorePath: "+", SH.zeroOrOnePath: ""}
_RANGES: dict[Node, str] = {
    SH.minInclusive: ">=",
    SH.maxInclusive: "<=",
    SH.minExclusive: ">",
    SH.maxExclusive: "<",
}
_KINDS: dict[Node, str] = {
    SH.IRI: "isIRI({0})",
    SH.Literal: "isLiteral({0})",
    SH.BlankNode: "isBlank({0})",
    SH.BlankNodeOrIRI: "!isLiteral({0})",
    SH.IRIOrLiteral: "!isBlank({0})",
    SH.BlankNodeOrLiteral: "!isIRI({0})",
}


class UnsupportedError(Exception):
    """A shape uses a part of SHACL that is not translated; the message names it."""


@dataclass(frozen=True)
class _Test:
    """A condition on a variable.

    Attributes:
        flags: the OPTIONAL groups that bind what the expression looks at, each once.
        expression: true for the nodes that meet the condition; never an error.
    """

    flags: tuple[str, ...]
    expression: str

    @property
    def pattern(self) -> str:
        """Give the groups as they stand in a query."""
        return "".join(self.flags)


# A condition that waits for the domain in which it is tested.
_Condition = Callable[[str], _Test]


def target_pattern(shapes: Graph, shape: Node) -> str:
    """Give the pattern that binds `?this` to each focus node of a shape.

    Raises:
        UnsupportedError: the shape has no target.
    """
    return _Translator(shapes).target(shape)


def translate(shapes: Graph, shape: Node, focuses: str = "") -> str:
    """Give the query for a shape that has targets.

    Args:
        shapes: the graph that holds the shape.
        shape: its name.
        focuses: terms of SPARQL that the targets of the shape give, to look at no other focus nodes.

    Returns:
        A SELECT query: one row (`?this`, and `?value` and `?path` where there are) for each violation.

    Raises:
        UnsupportedError: a part of the shape is not translated.
    """
    return _Translator(shapes).query(shape, f"VALUES ?this {{ {focuses} }}" if focuses else "")


def translate_together(shapes: Graph, wanted: Sequence[Node], focuses: str) -> tuple[str, dict[str, Node]]:
    """Give one query for several shapes that look at the same few focus nodes, each condition once.

    For many focus nodes it is slow: the store narrows nothing from one condition to the next.

    Args:
        shapes: the graph that holds the shapes.
        wanted: those to look at; what reports values or has a query of its own is left out.
        focuses: terms of SPARQL that the targets of each of the shapes give.

    Returns:
        A SELECT query of a row for each focus node (`?this`), and which shape each of its other variables
        tells of: false where the shape does not hold.

    Raises:
        UnsupportedError: a part of a shape is not translated.
    """
    return _Translator(shapes).together(wanted, f"VALUES ?this {{ {focuses} }}")


def conforming(shapes: Graph, shape: Node, nodes: str) -> str:
    """Give the query for those of some nodes (terms of SPARQL) that conform to a shape, as `?this`.

    Raises:
        UnsupportedError: a part of the shape is not translated.
    """
    pattern = _Translator(shapes).matching(shape, "?this", f"VALUES ?this {{ {nodes} }}")
    return f"SELECT DISTINCT ?this WHERE {{ {pattern} }}"


class _Translator:
    """Translates one shape; the names of its variables are unique within the query."""

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes
        self._names = (f"?x{number}" for number in count())
        self._known: dict[tuple[Node, str, str], _Test] = {}

    def query(self, shape: Node, narrowed: str = "") -> str:
        target = narrowed or self.target(shape)
        constraints = set(self._constraints(shape))
        selects = list(self._shapes.objects(shape, SH.sparql / SH.select))
        if selects:
            if len(selects) > 1 or constraints != {SH.sparql}:
                raise UnsupportedError("sh:sparql beside another constraint")
            return with_target(str(selects[0]), target, prefixes(self._shapes))
        path = self._shapes.value(shape, SH.path)
        wrong = list(self._shapes.objects(shape, SH["not"]))
        if path is None and constraints == {SH["not"]} and len(wrong) == 1:
            return f"SELECT DISTINCT ?this WHERE {{ {self.matching(wrong[0], '?this', target)} }}"
        if path is None or constraints & _COUNTING:
            test = self._shape_test(shape, "?this", target)
            return f"SELECT DISTINCT ?this WHERE {{ {target} {test.pattern} FILTER(!({test.expression})) }}"
        values = f"{target} ?this {self._path(path)} ?value ."
        test = self._node_test(shape, "?value", values)
        return (
            f"SELECT DISTINCT ?this ?value WHERE {{ {values} {test.pattern} FILTER(!({test.expression})) }}"
        )

    def together(self, wanted: Sequence[Node], domain: str) -> tuple[str, dict[str, Node]]:
        tests = {}
        for shape in wanted:
            constraints = set(self._constraints(shape))
            tells_values = (shape, SH.path, None) in self._shapes and not constraints & _COUNTING
            if SH.sparql not in constraints and not tells_values:
                tests[shape] = self._shape_test(shape, "?this", domain)
        told = {f"holds{number}": shape for number, shape in enumerate(tests)}
        columns = " ".join(f"({tests[shape].expression} AS ?{name})" for name, shape in told.items())
        flags = _all([*tests.values()]).pattern
        return f"SELECT ?this {columns} WHERE {{ {domain} {flags} }}", told

    # --- targets and paths

    def target(self, shape: Node) -> str:
        """Give the pattern that binds ?this to each focus node."""
        groups = [f"?this {_CLASS_PATH} {_n3(c)} ." for c in self._shapes.objects(shape, SH.targetClass)]
        groups += [f"?this {_n3(p)} [] ." for p in self._shapes.objects(shape, SH.targetSubjectsOf)]
        groups += [f"[] {_n3(p)} ?this ." for p in self._shapes.objects(shape, SH.targetObjectsOf)]
        nodes = " ".join(sorted(_n3(node) for node in self._shapes.objects(shape, SH.targetNode)))
        if nodes:
            groups.append(f"VALUES ?this {{ {nodes} }}")
        if not groups:
            raise UnsupportedError("a shape without target")
        groups.sort()
        return groups[0] if len(groups) == 1 else " UNION ".join(f"{{ {group} }}" for group in groups)

    def _path(self, path: Node) -> str:
        """Give a SHACL path as a SPARQL property path."""
        if isinstance(path, URIRef):
            return _n3(path)
        if (path, RDF.first, None) in self._shapes:
            return self._sequence(self._list(path))
        ((kind, end),) = self._shapes.predicate_objects(path)
        if kind == SH.inversePath:
            return f"^{self._path(end)}"
        if kind == SH.alternativePath:
            return "(" + "|".join(self._path(choice) for choice in self._list(end)) + ")"
        return f"({self._path(end)}){_REPEATS[kind]}"

    def _sequence(self, steps: Sequence[Node]) -> str:
        """Give a sequence of steps, those that may be left out as a choice: `a*/b` as `b|a+/b`.

        A store that meets `a*` from its far end would try every term that it holds.
        """
        ways = [""]
        for step in steps:
            kind, end = next(self._shapes.predicate_objects(step), (None, None))
            taken = self._path(step)
            if kind in _SKIPPED and end is not None:
                taken = f"({self._path(end)}){_SKIPPED[kind]}"
                ways = [*ways, *(f"{way}/{taken}" for way in ways)]
            else:
                ways = [f"{way}/{taken}" for way in ways]
        if "" in ways:
            return "(" + "/".join(self._path(step) for step in steps) + ")"
        return "(" + "|".join(way.removeprefix("/") for way in ways) + ")"

    # --- patterns

    def matching(self, shape: Node, variable: str, domain: str) -> str:
        """Give the pattern of the nodes in a domain that conform to a shape.

        What a conforming node must have is written as triples, which narrow the domain for the flags of all
        other conditions.
        """
        triples, others = self._required(shape, variable)
        narrowed = f"{domain} {triples}"
        test = _all([other(narrowed) for other in others])
        return f"{narrowed} {test.pattern} FILTER({test.expression})"

    def _required(self, shape: Node, variable: str) -> tuple[str, list[_Condition]]:
        """Take a shape apart into the triples that a conforming node must have, and its other conditions."""
        if (shape, SH.deactivated, Literal(True)) in self._shapes:
            return "", []
        if (shape, SH.path, None) in self._shapes:
            return self._required_values(shape, variable)
        triples, others = "", list[_Condition]()
        for parameter in self._constraints(shape):
            for argument in sorted(self._shapes.objects(shape, parameter), key=str):
                parts = [argument] if parameter in (SH.node, SH.property) else []
                parts += self._list(argument) if parameter == SH["and"] else []
                for part in parts:
                    more, left = self._required(part, variable)
                    triples, others = triples + more, others + left
                if parameter == SH["class"]:
                    triples += f"{variable} {_CLASS_PATH} {_n3(argument)} . "
                elif not parts:
                    others.append(partial(self._constraint, parameter, argument, variable))
        return triples, others

    def _required_values(self, shape: Node, variable: str) -> tuple[str, list[_Condition]]:
        """Do the same for a property shape."""
        path = self._path(self._one(shape, SH.path))
        triples = ""
        for wanted in self._shapes.objects(shape, SH.hasValue):
            triples += f"{variable} {path} {_n3(wanted)} . "
        if (shape, SH.minCount, Literal(1)) in self._shapes:
            triples += f"{variable} {path} {next(self._names)} . "
        return triples, [partial(self._property_test, shape, variable, required=False)]

    # --- conditions

    def _constraints(self, shape: Node) -> Iterator[Node]:
        """Give the parameters of a shape that constrain something."""
        for parameter in sorted(set(self._shapes.predicates(shape)), key=str):
            if parameter not in _DESCRIPTIVE and str(parameter).startswith(str(SH)):
                yield parameter

    def _shape_test(self, shape: Node, variable: str, domain: str) -> _Test:
        """Test whether a node conforms to a node shape or a property shape; the same test is made once."""
        if (shape, SH.deactivated, Literal(True)) in self._shapes:
            return _Test((), "true")
        about = (shape, variable, domain)
        if about not in self._known:
            of_path = (shape, SH.path, None) in self._shapes
            self._known[about] = (self._property_test if of_path else self._node_test)(*about)
        return self._known[about]

    def _node_test(self, shape: Node, variable: str, domain: str) -> _Test:
        """Test a node against all constraints of a shape but those that count values."""
        tests = [
            self._constraint(parameter, argument, variable, domain)
            for parameter in self._constraints(shape)
            if parameter not in _COUNTING
            for argument in sorted(self._shapes.objects(shape, parameter), key=str)
        ]
        return _all(tests)

    def _constraint(self, parameter: Node, argument: Node, variable: str, domain: str) -> _Test:
        if parameter in (SH.node, SH.property):
            return self._shape_test(argument, variable, domain)
        if parameter == SH["not"]:
            return _not(self._shape_test(argument, variable, domain))
        if parameter in (SH["and"], SH["or"]):
            tests = [self._shape_test(member, variable, domain) for member in self._list(argument)]
            return _all(tests) if parameter == SH["and"] else _not(_all([_not(test) for test in tests]))
        if parameter == SH["class"]:
            return self._flag(variable, f"{domain} {variable} {_CLASS_PATH} {_n3(argument)} .")
        return _Test((), f"COALESCE({self._comparison(parameter, argument, variable)}, false)")

    def _comparison(self, parameter: Node, argument: Node, variable: str) -> str:
        """Give the expression for a constraint that only looks at the node itself."""
        if parameter == SH["in"]:
            return f"{variable} IN ({', '.join(_n3(member) for member in self._list(argument))})"
        if parameter == SH.datatype:
            return f"DATATYPE({variable}) = {_n3(argument)}"
        if parameter in _RANGES:
            return f"{variable} {_RANGES[parameter]} {_n3(argument)}"
        if parameter == SH.nodeKind and argument in _KINDS:
            return _KINDS[argument].format(variable)
        raise UnsupportedError(f"sh:{str(parameter).removeprefix(str(SH))}")

    def _property_test(self, shape: Node, variable: str, domain: str, *, required: bool = True) -> _Test:
        """Test whether the values of a path from a node are as a property shape asks.

        With `required` false only what `_required_values` does not write as triples.
        """
        path = self._path(self._one(shape, SH.path))
        value = next(self._names)
        values = f"{domain} {variable} {path} {value} ."
        tests = []
        each = self._node_test(shape, value, values)
        if each.expression != "true":
            wrong = f"{values} {each.pattern} FILTER(!({each.expression}))"
            tests.append(_not(self._flag(variable, wrong)))
        for parameter in self._constraints(shape):
            for argument in sorted(self._shapes.objects(shape, parameter), key=str):
                if parameter == SH.hasValue and required:
                    tests.append(self._flag(variable, f"{domain} {variable} {path} {_n3(argument)} ."))
                elif parameter == SH.minCount and (required or int(str(argument)) != 1):
                    tests.append(self._at_least(int(str(argument)), variable, value, values))
                elif parameter == SH.maxCount:
                    tests.append(_not(self._at_least(int(str(argument)) + 1, variable, value, values)))
                elif parameter == SH.qualifiedValueShape:
                    tests += self._qualified(shape, argument, variable, value, values)
        return _all(tests)

    def _qualified(
        self, shape: Node, wanted: Node, variable: str, value: str, values: str
    ) -> Iterator[_Test]:
        matching = self.matching(wanted, value, values)
        for least in self._shapes.objects(shape, SH.qualifiedMinCount):
            yield self._at_least(int(str(least)), variable, value, matching)
        for most in self._shapes.objects(shape, SH.qualifiedMaxCount):
            yield _not(self._at_least(int(str(most)) + 1, variable, value, matching))

    def _at_least(self, number: int, variable: str, value: str, pattern: str) -> _Test:
        """Test whether a pattern gives a node at least so many different values."""
        if number <= 0:
            return _Test((), "true")
        if number == 1:
            return self._flag(variable, pattern)
        having = f"GROUP BY {variable} HAVING(COUNT(DISTINCT {value}) >= {number})"
        return self._flag(variable, pattern, having)

    def _flag(self, variable: str, pattern: str, having: str = "") -> _Test:
        """Test whether a pattern matches for a node."""
        flag = next(self._names)
        distinct = "" if having else "DISTINCT "
        group = f"OPTIONAL {{ SELECT {distinct}{variable} (true AS {flag}) WHERE {{ {pattern} }} {having} }} "
        return _Test((group,), f"BOUND({flag})")

    def _one(self, shape: Node, parameter: Node) -> Node:
        (argument,) = self._shapes.objects(shape, parameter)
        return argument

    def _list(self, head: Node) -> list[Node]:
        return [*Collection(self._shapes, head)]


def _all(tests: Sequence[_Test]) -> _Test:
    expressions = dict.fromkeys(test.expression for test in tests if test.expression != "true")
    flags = dict.fromkeys(flag for test in tests for flag in test.flags)
    return _Test(tuple(flags), " && ".join(f"({e})" for e in expressions) or "true")


def _not(test: _Test) -> _Test:
    return _Test(test.flags, f"!({test.expression})")


def _n3(node: Node | None) -> str:
    if not isinstance(node, URIRef | Literal):
        raise UnsupportedError("a blank node as a value")
    return node.n3()

"""SHACL shapes translated into SPARQL: queries that find the violations among a few focus nodes.

Each condition of a shape becomes a flag (`shapes.flags`), and the logical constraints work on flags: the
store finds a condition once, where EXISTS would do so for each node. Shapes that are translated together
share the flags of the conditions that they share. All targets and paths are translated, `sh:sparql`, and the
constraints of SHACL Core but sh:closed. For what is not translated `UnsupportedError` is raised, and the
caller falls back on pySHACL. It runs no query, and does not judge whether a shape is well formed
(`shapes.lint` does). For whole graphs there is `shapes.at_once`.
"""

from collections.abc import Iterator, Sequence
from itertools import count

from rdflib import Graph, Literal
from rdflib.namespace import SH
from rdflib.term import Node

from shapes.constraints import (
    COUNTING,
    PAIRS,
    arguments,
    constraints,
    is_deactivated,
    reported,
    siblings,
    tells_values,
)
from shapes.flags import COMBINED, Flags, Test, every, negated
from shapes.paths import CLASS_PATH, UnsupportedError, as_sparql, items, may_be_empty, n3
from shapes.selects import for_all
from shapes.together import Together
from shapes.values import holds


def translate(shapes: Graph, shape: Node, focuses: str) -> str:
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
    return _Translator(shapes).query(shape, f"VALUES ?this {{ {focuses} }}")


def translate_together(shapes: Graph, wanted: Sequence[Node], focuses: str) -> Together:
    """Translate several shapes that look at the same few focus nodes, each condition once.

    Args:
        shapes: the graph that holds the shapes.
        wanted: those to look at; what reports values or has a query of its own is left out.
        focuses: terms of SPARQL that the targets of each of the shapes give.

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
        """Take the shapes."""
        self._shapes = shapes
        self._names = (f"?x{number}" for number in count())
        self._flags = Flags(self._names)
        self._strange = False
        self._known: dict[tuple[Node, str, str], Test] = {}

    def query(self, shape: Node, target: str) -> str:
        # What a shape may look at that no graph says anything of.
        self._strange = (shape, SH.targetNode, None) in self._shapes
        constraint = reported(self._shapes, shape)
        if is_deactivated(self._shapes, shape):
            return "SELECT ?this WHERE { FILTER(false) }"
        if constraint == SH.sparql:
            return for_all(self._shapes, shape, target)
        if not tells_values(self._shapes, shape, constraint):
            test = self._shape_test(shape, "?this", target)
            return f"SELECT DISTINCT ?this WHERE {{ {target} {test.pattern} FILTER(!({test.expression})) }}"
        values = self._values(shape, "?this", "?value", target)
        if constraint in PAIRS:
            wrong = " UNION ".join(
                f"{{ {self._mismatch(constraint, other, '?this', target, value='?value', values=values)} }}"
                for other in arguments(self._shapes, shape, constraint)
            )
        else:
            test = self._node_test(shape, "?value", values)
            wrong = f"{values} {test.pattern} FILTER(!({test.expression}))"
        return f"SELECT DISTINCT ?this ?value WHERE {{ {wrong} }}"

    def _tests(self, wanted: Sequence[Node], domain: str) -> dict[Node, Test]:
        """Test focus nodes against those shapes that report nothing else."""
        tests = {}
        for shape in wanted:
            # What a shape may look at that no graph says anything of.
            self._strange = (shape, SH.targetNode, None) in self._shapes
            if is_deactivated(self._shapes, shape):
                continue
            constraint = reported(self._shapes, shape)
            if constraint != SH.sparql and not tells_values(self._shapes, shape, constraint):
                tests[shape] = self._shape_test(shape, "?this", domain)
        return tests

    def together(self, wanted: Sequence[Node], domain: str) -> Together:
        tests = self._tests(wanted, domain)
        told = {f"holds{number}": shape for number, shape in enumerate(tests)}
        columns = " ".join(f"({tests[shape].expression} AS ?{name})" for name, shape in told.items())
        asked = (flag.strip().removeprefix("OPTIONAL").strip() for flag in every([*tests.values()]).flags)
        return Together(tuple(group[1:-1].strip() for group in asked), columns, told)

    # --- parts of shapes

    def _path(self, shape: Node) -> str:
        (path,) = self._shapes.objects(shape, SH.path)
        if self._strange and may_be_empty(self._shapes, path):
            raise UnsupportedError(
                "a path that may have no steps, from a target that is named (sh:targetNode)"
            )
        return as_sparql(self._shapes, path)

    def _values(self, shape: Node, variable: str, value: str, domain: str) -> str:
        """Give the pattern of the value nodes of a shape: those of its path, or else the node itself."""
        if (shape, SH.path, None) not in self._shapes:
            return f"{domain} BIND({variable} AS {value})"
        return f"{domain} {variable} {self._path(shape)} {value} ."

    # --- patterns

    def matching(self, shape: Node, variable: str, domain: str) -> str:
        """Give the pattern of the nodes in a domain that conform to a shape."""
        test = self._shape_test(shape, variable, _each_once(variable, domain))
        return f"{domain} {test.pattern} FILTER({test.expression})"

    # --- conditions

    def _shape_test(self, shape: Node, variable: str, domain: str) -> Test:
        """Test whether a node conforms to a node shape or a property shape; the same test is made once."""
        if is_deactivated(self._shapes, shape):
            return Test((), "true")
        about = (shape, variable, domain)
        if about not in self._known:
            of_path = (shape, SH.path, None) in self._shapes
            self._known[about] = (self._property_test if of_path else self._node_test)(*about)
        return self._known[about]

    def _node_test(self, shape: Node, variable: str, domain: str) -> Test:
        """Test a node against the constraints of a shape that look at one value node."""
        looked_at_together = COUNTING | PAIRS.keys() if (shape, SH.path, None) in self._shapes else ()
        return every(
            [
                self._constraint(shape, parameter, argument, variable, domain)
                for parameter in constraints(self._shapes, shape)
                if parameter not in looked_at_together
                for argument in arguments(self._shapes, shape, parameter)
            ]
        )

    def _constraint(self, shape: Node, parameter: Node, argument: Node, variable: str, domain: str) -> Test:
        if parameter in (SH.node, SH.property):
            return self._shape_test(argument, variable, domain)
        if parameter == SH["not"]:
            return negated(self._shape_test(argument, variable, domain))
        if parameter in (SH["and"], SH["or"], SH.xone):
            return COMBINED[parameter](
                [self._shape_test(member, variable, domain) for member in items(self._shapes, argument)]
            )
        if parameter == SH["class"]:
            return self._flags.ask(variable, f"{domain} {variable} {CLASS_PATH} {n3(argument)} .")
        if parameter in PAIRS:
            value = next(self._names)
            values = self._values(shape, variable, value, domain)
            return negated(
                self._flags.ask(
                    variable,
                    self._mismatch(parameter, argument, variable, domain, value=value, values=values),
                )
            )
        return Test((), holds(self._shapes, shape, parameter, argument, variable))

    def _property_test(self, shape: Node, variable: str, domain: str) -> Test:
        """Test whether the values of a path from a node are as a property shape asks."""
        value = next(self._names)
        values = self._values(shape, variable, value, domain)
        tests = []
        each = self._node_test(shape, value, _each_once(value, values))
        if each.expression != "true":
            wrong = f"{values} {each.pattern} FILTER(!({each.expression}))"
            tests.append(negated(self._flags.ask(variable, wrong)))
        for parameter in constraints(self._shapes, shape):
            for argument in arguments(self._shapes, shape, parameter):
                if parameter == SH.hasValue:
                    tests.append(
                        self._flags.ask(variable, self._values(shape, variable, n3(argument), domain))
                    )
                elif parameter == SH.minCount:
                    tests.append(self._at_least(int(str(argument)), variable, value, values))
                elif parameter == SH.maxCount:
                    tests.append(negated(self._at_least(int(str(argument)) + 1, variable, value, values)))
                elif parameter == SH.qualifiedValueShape:
                    tests += self._qualified(shape, argument, variable, value, values)
                elif parameter == SH.uniqueLang and argument == Literal(True):
                    tests.append(
                        negated(self._same_language(shape, variable, domain, value=value, values=values))
                    )
                elif parameter in PAIRS:
                    tests.append(self._constraint(shape, parameter, argument, variable, domain))
        return every(tests)

    def _qualified(self, shape: Node, wanted: Node, variable: str, value: str, values: str) -> Iterator[Test]:
        matching = self.matching(wanted, value, values)
        others = siblings(self._shapes, shape)
        beside = every([negated(self._shape_test(other, value, values)) for other in others])
        if beside.expression != "true":
            matching = f"{matching} {beside.pattern} FILTER({beside.expression})"
        for least in self._shapes.objects(shape, SH.qualifiedMinCount):
            yield self._at_least(int(str(least)), variable, value, matching)
        for most in self._shapes.objects(shape, SH.qualifiedMaxCount):
            yield negated(self._at_least(int(str(most)) + 1, variable, value, matching))

    def _same_language(self, shape: Node, variable: str, domain: str, *, value: str, values: str) -> Test:
        """Test whether two values have the same language tag."""
        other = next(self._names)
        tags = f"LCASE(LANG({value})) = LCASE(LANG({other})) && LANG({value}) != ''"
        pattern = f"{values} {self._values(shape, variable, other, domain)}"
        return self._flags.ask(variable, f"{pattern} FILTER({tags} && !sameTerm({value}, {other}))")

    def _mismatch(
        self, parameter: Node, other: Node, variable: str, domain: str, *, value: str, values: str
    ) -> str:
        """Give the pattern of the values that are not to the values of another property as they should be."""
        others = f"{domain} {variable} {n3(other)} {value} ."
        if parameter == SH.disjoint:
            return f"{values} {others}"
        if parameter == SH.equals:
            return " UNION ".join(
                f"{{ {some} {flag.pattern} FILTER(!{flag.expression}) }}"
                for some, flag in (
                    (values, self._flags.ask(f"{variable} {value}", others)),
                    (others, self._flags.ask(f"{variable} {value}", values)),
                )
            )
        compared = next(self._names)
        return (
            f"{values} {domain} {variable} {n3(other)} {compared} . "
            f"FILTER(!COALESCE({value} {PAIRS[parameter]} {compared}, false))"
        )

    def _at_least(self, number: int, variable: str, value: str, pattern: str) -> Test:
        """Test whether a pattern gives a node at least so many different values."""
        if number <= 0:
            return Test((), "true")
        if number == 1:
            return self._flags.ask(variable, pattern)
        having = f"GROUP BY {variable} HAVING(COUNT(DISTINCT {value}) >= {number})"
        return self._flags.ask(variable, pattern, having)


def _each_once(variable: str, domain: str) -> str:
    """Let a domain give each value once, however many focus nodes lead to it."""
    return domain if variable == "?this" else f"{{ SELECT DISTINCT {variable} WHERE {{ {domain} }} }}"

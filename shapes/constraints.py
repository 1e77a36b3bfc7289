"""What a SHACL shape asks, read from the graph of shapes: its constraints, and what goes with them.

It says nothing of what a constraint means (`shapes.sets` and `shapes.translation` do), and trusts that the
shape is well formed (`shapes.wellformed` sees to that).
"""

from collections.abc import Iterator

from rdflib import Graph, Literal
from rdflib.namespace import SH
from rdflib.term import Node

from shapes.paths import UnsupportedError

# What describes a shape and is no constraint on it, or belongs to another parameter.
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
    SH.flags,
    SH.qualifiedMinCount,
    SH.qualifiedMaxCount,
    SH.qualifiedValueShapesDisjoint,
}
# Constraints of a property shape that look at its values together, and report none of them.
COUNTING = {SH.minCount, SH.maxCount, SH.hasValue, SH.qualifiedValueShape, SH.uniqueLang}
# Constraints that compare values with those of another property, and how.
PAIRS: dict[Node, str] = {SH.equals: "=", SH.disjoint: "!=", SH.lessThan: "<", SH.lessThanOrEquals: "<="}


def constraints(shapes: Graph, shape: Node) -> Iterator[Node]:
    """Give the parameters of a shape that constrain something, in a fixed order."""
    for parameter in sorted(set(shapes.predicates(shape)), key=str):
        if parameter not in _DESCRIPTIVE and str(parameter).startswith(str(SH)):
            yield parameter


def arguments(shapes: Graph, shape: Node, parameter: Node) -> list[Node]:
    """Give the values of a parameter of a shape, in a fixed order."""
    return sorted(shapes.objects(shape, parameter), key=str)


def reported(shapes: Graph, shape: Node) -> Node:
    """Give the one constraint that a shape reports on.

    Raises:
        UnsupportedError: it has none, or several.
    """
    found = [*constraints(shapes, shape)]
    if len(found) != 1 or found[0] == SH.property:
        raise UnsupportedError("a shape that reports and has not one constraint")
    return found[0]


def tells_values(shapes: Graph, shape: Node, constraint: Node) -> bool:
    """Tell whether a constraint reports other nodes than the focus node."""
    return constraint in PAIRS or ((shape, SH.path, None) in shapes and constraint not in COUNTING)


def is_deactivated(shapes: Graph, shape: Node) -> bool:
    """Tell whether a shape is switched off."""
    return (shape, SH.deactivated, Literal(True)) in shapes


def siblings(shapes: Graph, shape: Node) -> list[Node]:
    """Give the shapes that a value may not conform to if a qualified count is to count it."""
    if (shape, SH.qualifiedValueShapesDisjoint, Literal(True)) not in shapes:
        return []
    beside = ~SH.property / SH.property / SH.qualifiedValueShape
    own = set(shapes.objects(shape, SH.qualifiedValueShape))
    return sorted(set(shapes.objects(shape, beside)) - own, key=str)

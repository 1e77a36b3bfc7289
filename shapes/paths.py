"""The targets and paths of SHACL shapes, written as SPARQL.

It translates no constraint (`shapes.translation` does), and trusts that what it reads is well formed
(`shapes.wellformed` sees to that).
"""

import typing

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

Repeat = typing.Literal["*", "+", "?"]

TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
CLASS_PATH = f"<{RDF.type}>/<{RDFS.subClassOf}>*"
REPEATS: dict[Node, Repeat] = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
_SKIPPED: dict[Node | None, str] = {SH.zeroOrMorePath: "+", SH.zeroOrOnePath: ""}


class UnsupportedError(Exception):
    """A shape uses a part of SHACL that is not translated; the message names it."""


def target_pattern(shapes: Graph, shape: Node) -> str:
    """Give the pattern that binds `?this` to each focus node of a shape.

    Raises:
        UnsupportedError: the shape has no target.
    """
    classes = {*shapes.objects(shape, SH.targetClass)}
    if (shape, RDF.type, RDFS.Class) in shapes:
        classes.add(shape)
    groups = [f"?this {CLASS_PATH} {n3(wanted)} ." for wanted in classes]
    groups += [f"?this {n3(p)} [] ." for p in shapes.objects(shape, SH.targetSubjectsOf)]
    groups += [f"[] {n3(p)} ?this ." for p in shapes.objects(shape, SH.targetObjectsOf)]
    nodes = " ".join(sorted(n3(node) for node in shapes.objects(shape, SH.targetNode)))
    if nodes:
        groups.append(f"VALUES ?this {{ {nodes} }}")
    if not groups:
        raise UnsupportedError("a shape without target")
    groups.sort()
    return groups[0] if len(groups) == 1 else " UNION ".join(f"{{ {group} }}" for group in groups)


def as_sparql(shapes: Graph, path: Node) -> str:
    """Give a SHACL path as a SPARQL property path."""
    if isinstance(path, URIRef):
        return n3(path)
    if (path, RDF.first, None) in shapes:
        return _sequence(shapes, items(shapes, path))
    ((kind, end),) = shapes.predicate_objects(path)
    if kind == SH.inversePath:
        return f"^({as_sparql(shapes, end)})"
    if kind == SH.alternativePath:
        return "(" + "|".join(as_sparql(shapes, choice) for choice in items(shapes, end)) + ")"
    return f"({as_sparql(shapes, end)}){REPEATS[kind]}"


def may_be_empty(shapes: Graph, path: Node) -> bool:
    """Tell whether a path leads from every node to that node itself."""
    if isinstance(path, URIRef):
        return False
    if (path, RDF.first, None) in shapes:
        return all(may_be_empty(shapes, step) for step in items(shapes, path))
    ((kind, end),) = shapes.predicate_objects(path)
    if kind == SH.alternativePath:
        return any(may_be_empty(shapes, choice) for choice in items(shapes, end))
    return kind in _SKIPPED or may_be_empty(shapes, end)


def items(shapes: Graph, head: Node) -> list[Node]:
    """Give the members of a list."""
    return [*Collection(shapes, head)]


def term(node: Node | None) -> URIRef | Literal:
    """Give a node that has a name or is a value.

    Raises:
        UnsupportedError: it is a blank node.
    """
    if not isinstance(node, URIRef | Literal):
        raise UnsupportedError("a blank node as a value")
    return node


def n3(node: Node | None) -> str:
    """Give a term as it is written in SPARQL.

    Raises:
        UnsupportedError: it is a blank node.
    """
    return term(node).n3()


def _sequence(shapes: Graph, steps: list[Node]) -> str:
    """Give a sequence of steps, those that may be left out as a choice: `a*/b` as `b|a+/b`.

    A store that meets `a*` from its far end would try every term that it holds.
    """
    ways = [""]
    for step in steps:
        kind, end = next(shapes.predicate_objects(step), (None, None))
        taken = as_sparql(shapes, step)
        if kind in _SKIPPED and end is not None:
            taken = f"({as_sparql(shapes, end)}){_SKIPPED[kind]}"
            ways = [*ways, *(f"{way}/{taken}" for way in ways)]
        else:
            ways = [f"{way}/{taken}" for way in ways]
    if "" in ways:
        return "(" + "/".join(as_sparql(shapes, step) for step in steps) + ")"
    return "(" + "|".join(way.removeprefix("/") for way in ways) + ")"

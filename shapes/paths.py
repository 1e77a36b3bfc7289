"""The targets and paths of SHACL shapes, written as SPARQL: as property paths, or as scans that are joined.

A property path is walked from node to node, which is quick for a few nodes. A scan reads all that a property
says at once, and two scans meet in a hash table: for all nodes of a big store that is ten times as quick.

It translates no constraint (`shapes.translation` does), and trusts that what it reads is well formed
(`shapes.wellformed` sees to that).
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
CLASS_PATH = f"<{RDF.type}>/<{RDFS.subClassOf}>*"
_REPEATS: dict[Node, str] = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
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
    return f"({as_sparql(shapes, end)}){_REPEATS[kind]}"


def as_scans(
    shapes: Graph, path: Node, ends: tuple[str, str], names: Iterator[str], depths: Mapping[str, int]
) -> str:
    """Give a SHACL path as scans that are joined; what may have no steps is left out of it (`may_be_empty`).

    Args:
        shapes: the graph that holds the path.
        path: the path.
        ends: where it begins and ends, as written in SPARQL.
        names: fresh variables.
        depths: how often the paths that may go on (as SPARQL writes what is repeated) can be followed; one
            that is not there stays a property path.
    """
    if isinstance(path, URIRef):
        shown = " ".join(dict.fromkeys(term for term in ends if term.startswith("?")))
        return f"{{ SELECT {shown} WHERE {{ {ends[0]} {n3(path)} {ends[1]} }} }} "
    if (path, RDF.first, None) in shapes:
        ways: list[list[Node]] = [[]]
        for step in items(shapes, path):
            taken = [[*way, step] for way in ways]
            ways = [*ways, *taken] if may_be_empty(shapes, step) else taken
        return _either(in_sequence(shapes, way, ends, names, depths) for way in ways if way)
    ((kind, end),) = shapes.predicate_objects(path)
    if kind in (SH.inversePath, SH.zeroOrOnePath):
        there = (ends[1], ends[0]) if kind == SH.inversePath else ends
        return as_scans(shapes, end, there, names, depths)
    if kind == SH.alternativePath:
        return _either(as_scans(shapes, choice, ends, names, depths) for choice in items(shapes, end))
    if (back := shapes.value(end, SH.inversePath)) is not None:
        end, ends = back, (ends[1], ends[0])
    again = as_sparql(shapes, end)
    if again not in depths:
        return f"{ends[0]} ({again})+ {ends[1]} . "
    times = range(1, depths[again] + 1)
    return _either(in_sequence(shapes, [end] * number, ends, names, depths) for number in times)


def in_sequence(
    shapes: Graph,
    steps: Sequence[Node],
    ends: tuple[str, str],
    names: Iterator[str],
    depths: Mapping[str, int],
) -> str:
    """Give several paths, one after another, as scans that are joined; see `as_scans`."""
    stops = [ends[0], *(next(names) for _ in steps[1:]), ends[1]]
    pairs = zip(steps, pairwise(stops), strict=True)
    return "".join(as_scans(shapes, step, between, names, depths) for step, between in pairs)


def _either(ways: Iterator[str]) -> str:
    patterns = [*ways]
    if len(patterns) == 1:
        return patterns[0]
    return " UNION ".join(f"{{ {pattern} }}" for pattern in patterns) or "FILTER(false) "


def repeated(shapes: Graph) -> dict[str, Node]:
    """Give what the paths of shapes that may go on repeat, forwards, by the way it is written in SPARQL."""
    ends = [e for kind in (SH.zeroOrMorePath, SH.oneOrMorePath) for e in shapes.objects(predicate=kind)]
    forwards = (shapes.value(end, SH.inversePath) or end for end in ends)
    return {as_sparql(shapes, end): end for end in forwards}


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


def n3(node: Node | None) -> str:
    """Give a term as it is written in SPARQL.

    Raises:
        UnsupportedError: it is a blank node.
    """
    if not isinstance(node, URIRef | Literal):
        raise UnsupportedError("a blank node as a value")
    return node.n3()


def _sequence(shapes: Graph, steps: Sequence[Node]) -> str:
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

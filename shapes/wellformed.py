"""Says where shapes are no SHACL, or use a part of it that hgkm does not know.

An engine passes over what it does not know, so that a slip such as `sh:mincount`, or a condition whose name
is misspelled, would find nothing and look clean. Read are the words of SHACL Core and `sh:sparql`, their
arguments, and what they lead to. Whether a shape means what its author wanted is not judged here.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH, XSD
from rdflib.term import Node

_Check = Callable[[Graph, Node], bool]


def _members(graph: Graph, head: Node) -> list[Node] | None:
    """Give the members of a list, or nothing if it is no list."""
    if (head, RDF.first, None) not in graph:
        return [] if head == RDF.nil else None
    members, seen = list[Node](), set[Node]()
    while head != RDF.nil:
        firsts, rests = [*graph.objects(head, RDF.first)], [*graph.objects(head, RDF.rest)]
        if head in seen or len(firsts) != 1 or len(rests) != 1:
            return None
        seen.add(head)
        members += firsts
        (head,) = rests
    return members


def _is_list(graph: Graph, node: Node) -> bool:
    return _members(graph, node) is not None


def _is_shape(graph: Graph, node: Node) -> bool:
    return not isinstance(node, Literal) and (node, None, None) in graph


def _is_node_shape(graph: Graph, node: Node) -> bool:
    return _is_shape(graph, node) and (node, SH.path, None) not in graph


def _is_property_shape(graph: Graph, node: Node) -> bool:
    return (node, SH.path, None) in graph


def _are_shapes(graph: Graph, node: Node) -> bool:
    members = _members(graph, node)
    return bool(members) and all(_is_shape(graph, member) for member in members or ())


def _is_path(graph: Graph, path: Node, deeper: tuple[Node, ...] = ()) -> bool:
    if isinstance(path, URIRef):
        return path != RDF.nil
    if path in deeper:
        return False
    steps = _members(graph, path)
    if steps is None:
        parts = [*graph.predicate_objects(path)]
        if len(parts) != 1 or parts[0][0] not in _PATHS:
            return False
        kind, end = parts[0]
        if kind != SH.alternativePath:
            return _is_path(graph, end, (*deeper, path))
        steps = _members(graph, end)
    return (
        steps is not None and len(steps) > 1 and all(_is_path(graph, step, (*deeper, path)) for step in steps)
    )


def _is_text(_: Graph, node: Node) -> bool:
    return isinstance(node, Literal) and node.datatype in (None, XSD.string)


def _is_truth(_: Graph, node: Node) -> bool:
    return node in (Literal(True), Literal(False))


def _is_count(_: Graph, node: Node) -> bool:
    return (
        isinstance(node, Literal)
        and node.datatype == XSD.integer
        and isinstance(node.value, int)
        and node.value >= 0
    )


def _is_iri(_: Graph, node: Node) -> bool:
    return isinstance(node, URIRef)


def _is_literal(_: Graph, node: Node) -> bool:
    return isinstance(node, Literal)


def _is_kind(_: Graph, node: Node) -> bool:
    return node in (
        SH.IRI,
        SH.Literal,
        SH.BlankNode,
        SH.BlankNodeOrIRI,
        SH.BlankNodeOrLiteral,
        SH.IRIOrLiteral,
    )


def _is_anything(_graph: Graph, _node: Node) -> bool:
    return True


_PATHS = {SH.inversePath, SH.alternativePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath}
# The parameters that hgkm knows, by what they take.
_TAKEN: dict[_Check, str] = {
    _is_shape: "not qualifiedValueShape",
    _is_node_shape: "node",
    _is_property_shape: "property",
    _are_shapes: "and or xone",
    _is_list: "in languageIn ignoredProperties alternativePath",
    _is_path: "path inversePath zeroOrMorePath oneOrMorePath zeroOrOnePath",
    _is_count: "minCount maxCount minLength maxLength qualifiedMinCount qualifiedMaxCount",
    _is_literal: "minInclusive maxInclusive minExclusive maxExclusive order namespace message",
    _is_text: "pattern flags select name description prefix",
    _is_truth: "uniqueLang qualifiedValueShapesDisjoint closed deactivated",
    _is_kind: "nodeKind",
    _is_iri: "class datatype targetClass targetSubjectsOf targetObjectsOf severity prefixes"
    " equals disjoint lessThan lessThanOrEquals",
    _is_anything: "targetNode hasValue sparql declare group",
}
_PARAMETERS: dict[Node, _Check] = {
    SH[name]: check for check, names in _TAKEN.items() for name in names.split()
}
# What a shape has one of, and what only goes with a path.
_SINGLE = (
    SH.path,
    SH.datatype,
    SH.nodeKind,
    SH.minCount,
    SH.maxCount,
    SH.minLength,
    SH.maxLength,
    SH.flags,
    SH["in"],
    SH.languageIn,
    SH.uniqueLang,
    SH.closed,
    SH.ignoredProperties,
    SH.qualifiedValueShape,
    SH.qualifiedMinCount,
    SH.qualifiedMaxCount,
    SH.select,
    SH.deactivated,
)
_OF_A_PATH = (
    SH.minCount,
    SH.maxCount,
    SH.uniqueLang,
    SH.lessThan,
    SH.lessThanOrEquals,
    SH.qualifiedValueShape,
    SH.qualifiedMinCount,
    SH.qualifiedMaxCount,
    SH.qualifiedValueShapesDisjoint,
)
_LEADING = (SH["not"], SH.node, SH.property, SH.qualifiedValueShape, SH["and"], SH["or"], SH.xone)


def complaints(graph: Graph) -> Iterator[tuple[Node, str]]:
    """Name what is wrong, in English, with the node that it is wrong with; in no particular order."""
    for parameter in set(graph.predicates()):
        if str(parameter).startswith(str(SH)):
            yield from _misused(graph, parameter)
    for end in graph.objects(predicate=SH.inversePath):
        if not isinstance(end, URIRef):
            yield end, "goes back over more than one property at once: write the steps back one by one"
    for shape in graph.subjects(RDF.type, SH.NodeShape):
        if (shape, SH.path, None) in graph:
            yield shape, "is a sh:NodeShape and has sh:path: make it a sh:PropertyShape"
    for shape in graph.subjects(RDF.type, SH.PropertyShape):
        if (shape, SH.path, None) not in graph:
            yield shape, "is a sh:PropertyShape and has no sh:path"
    for component in graph.subjects(RDF.type, SH.ConstraintComponent):
        yield component, "is a constraint component, which hgkm does not know"
    yield from _circles(graph)


def _misused(graph: Graph, parameter: Node) -> Iterator[tuple[Node, str]]:
    name = f"sh:{str(parameter).removeprefix(str(SH))}"
    fits = _PARAMETERS.get(parameter)
    counted = Counter[Node]()
    for subject, argument in graph.subject_objects(parameter):
        counted[subject] += 1
        if fits is None:
            yield subject, f"uses {name}, which hgkm does not know"
        elif not fits(graph, argument):
            yield subject, f"has an {name} that is not what {name} takes"
    for subject, number in counted.items():
        if number > 1 and parameter in _SINGLE:
            yield subject, f"has more than one {name}"
        if parameter in _OF_A_PATH and (subject, SH.path, None) not in graph:
            yield subject, f"has {name} and no sh:path"


def _circles(graph: Graph) -> Iterator[tuple[Node, str]]:
    """Find shapes that lead to themselves, to which SHACL gives no meaning."""
    leads: dict[Node, set[Node]] = defaultdict(set)
    for parameter in _LEADING:
        for shape, argument in graph.subject_objects(parameter):
            leads[shape].update(_members(graph, argument) or (argument,))
    try:
        TopologicalSorter(leads).prepare()
    except CycleError as error:
        yield error.args[1][0], "leads to itself"

"""Says what is wrong with shapes before any engine runs them.

Refused are shapes that could report without saying what, why and how bad, and what two engines understand
differently: the list stands in `_REFUSED` and in the checks below. Whether a shape means what its author
wanted is for its examples to show.
"""

import re
from collections.abc import Iterator

import pyoxigraph as oxigraph
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, SH, SKOS
from rdflib.term import Node

from graph.errors import QueryError
from graph.sparql import allowed_query, syntax_error
from ontology.vocabulary import BEGRIP, HGKM, OA
from shapes import wellformed
from shapes.messages import conditions, unknown_placeholders
from shapes.paths import TARGETS
from shapes.selects import prefixes

_SEVERITIES = (SH.Violation, SH.Warning, SH.Info)
_ABOUT = {*TARGETS, SH.path, SH.severity, SH.message, SH.name, SH.description, SH.deactivated, SH.declare}
_PARTS: dict[Node, Node] = {
    SH.qualifiedMinCount: SH.qualifiedValueShape,
    SH.qualifiedMaxCount: SH.qualifiedValueShape,
}
_STATUSES = {
    BEGRIP[status]
    for status in (
        "ontbreekt",
        "niet-aangetroffen",
        "te-vaag",
        "onzeker",
        "voorwaardelijk",
        "strijdig",
        "verouderd",
        "onleesbaar",
        "door-bron-benoemd",
    )
}
_COMPARING = (
    SH.minInclusive,
    SH.maxInclusive,
    SH.minExclusive,
    SH.maxExclusive,
    SH.lessThan,
    SH.lessThanOrEquals,
)
# What engines understand differently, or SHACL forbids, in sh:select.
_REFUSED = {
    r"\bMINUS\b": "MINUS",
    r"\bVALUES\b": "VALUES",
    r"\bSERVICE\b": "SERVICE",
    r"\bEXISTS\b": "EXISTS (write OPTIONAL and !BOUND)",
    r"\bLIMIT\b": "LIMIT",
    r"\bOFFSET\b": "OFFSET",
    r"\bGROUP_CONCAT\b": "GROUP_CONCAT",
    r"duration\b": "arithmetic with a duration (write $peildatum-P3M)",
    r"\bNOW\s*\(": "NOW() (write $peildatum)",
    r"SELECT\s+(?!DISTINCT\b|\$this\b)": "a SELECT without DISTINCT or, inside another, without $this",
}
# Look-around, and $ before a newline. What one engine does not read at all (\\1, \\p{L}) is found by trying.
_DIFFERENT_PATTERN = re.compile(r"\(\?[=!<]|\$(?=\\n|\n)")


def complaints(graph: Graph) -> list[str]:
    """List what is wrong, in English, in a fixed order; nothing when the shapes can be used."""
    found = [*_leftovers(graph), *_rules(graph)]
    can_report = {shape for sign in (*TARGETS, SH.severity) for shape in graph.subjects(sign)}
    can_report |= {*graph.subjects(RDF.type, SH.NodeShape)} & {*graph.subjects(RDF.type, RDFS.Class)}
    for shape in sorted(can_report, key=str):
        found += [f"{_short(shape)} {wrong}" for wrong in _reporting(graph, shape)]
    found += [f"{_short(shape)} {wrong}" for shape, wrong in wellformed.complaints(graph)]
    found += [f"{_short(shape)} {wrong}" for shape, wrong in _differences(graph)]
    return sorted(set(found))


def constraints(graph: Graph, shape: Node) -> list[Node]:
    """List the constraints of a shape itself, in order; one that has parts, by the first of them."""
    found = [p for p in graph.predicates(shape) if str(p).startswith(str(SH)) and p not in _ABOUT]
    return sorted({p for p in found if _PARTS.get(p) not in found}, key=str)


def _leftovers(graph: Graph) -> Iterator[str]:
    for subject, _, text in graph:
        if isinstance(text, Literal) and "$peildatum" in text:
            yield f"{_short(subject)} has a $peildatum that was not replaced"


def _rules(graph: Graph) -> Iterator[str]:
    for rule in graph.subjects(RDF.type, HGKM.Gatenregel):
        for needed in (DCTERMS.identifier, SKOS.prefLabel, DCTERMS.description, HGKM.oplossing):
            if len(list(graph.objects(rule, needed))) != 1:
                yield f"{_short(rule)} needs exactly one {_short(needed)}"
        for number in graph.objects(rule, DCTERMS.identifier):
            if any(other != rule for other in graph.subjects(DCTERMS.identifier, number)):
                yield f"{_short(rule)} has the number of another rule, {number}: give it one of its own"
        passages = {*graph.objects(rule, HGKM.vindplaats), *graph.objects(rule, HGKM.norm / HGKM.vindplaats)}
        if not any(graph.objects(rule, HGKM.norm / HGKM.vindplaats)):
            yield f"{_short(rule)} rests on no passage of a norm (hgkm:norm)"
        for passage in passages:
            lines = [graph.value(passage, HGKM.eersteRegel), graph.value(passage, HGKM.laatsteRegel)]
            if not isinstance(graph.value(passage, OA.hasSource), URIRef) or not all(map(_is_line, lines)):
                yield f"{_short(passage)} needs an oa:hasSource, a hgkm:eersteRegel and a hgkm:laatsteRegel"


def _is_line(node: Node | None) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, int)


def _reporting(graph: Graph, shape: Node) -> Iterator[str]:
    """Check a shape that has a target or a severity, and so can report."""
    if not isinstance(shape, URIRef):
        yield "(a blank node) can report, and needs an IRI"
    constraining = constraints(graph, shape)
    if len(constraining) != 1:
        yield "needs exactly one constraint"
    if SH.property in constraining:
        yield "reports through another shape (sh:property): name the property by sh:path on the shape itself"
    if not any(graph.value(shape, target) for target in TARGETS):
        yield "has a severity and no target"
    if list(graph.objects(shape, SH.severity)) not in [[severity] for severity in _SEVERITIES]:
        yield "needs exactly one sh:severity: sh:Violation, sh:Warning or sh:Info"
    yield from _meaning(graph, shape)


def _meaning(graph: Graph, shape: Node) -> Iterator[str]:
    """Check that a shape says which rule it belongs to and what is the matter, and that in words."""
    numbers = list(graph.objects(shape, HGKM.regel))
    if len(numbers) != 1 or (None, DCTERMS.identifier, numbers[0]) not in graph:
        yield "needs exactly one hgkm:regel, the dcterms:identifier of a hgkm:Gatenregel"
    statuses = list(graph.objects(shape, HGKM.bevindingStatus))
    if len(statuses) != 1 or statuses[0] not in _STATUSES:
        yield "needs exactly one hgkm:bevindingStatus, a concept of schema-bevindingstatussen"
    messages = list(graph.objects(shape, SH.message))
    if len(messages) != 1 or getattr(messages[0], "language", None) != "nl":
        yield "needs exactly one sh:message, in Dutch"
    for message in messages:
        for placeholder in unknown_placeholders(str(message)):
            yield f"has a message with the unknown placeholder {placeholder}"
        for condition in conditions(str(message)):
            if (condition, RDF.type, SH.NodeShape) not in graph:
                yield f"has a message with the unknown condition {_short(condition)}"


def _differences(graph: Graph) -> Iterator[tuple[Node, str]]:
    """Find what engines would understand differently, wherever it stands."""
    for query, text in graph.subject_objects(SH.select):
        shape = graph.value(predicate=SH.sparql, object=query) or query
        for wrong in _of_query(prefixes(graph, query), str(text)):
            yield shape, f"has a query {wrong}"
    for shape, regex in graph.subject_objects(SH.pattern):
        if _DIFFERENT_PATTERN.search(str(regex)) or not _reads_everywhere(str(regex)):
            yield shape, "has an sh:pattern that engines read differently"
    for comparison in _COMPARING:
        for shape, bound in graph.subject_objects(comparison):
            if (shape, SH.datatype, None) not in graph:
                yield shape, f"compares ({_short(comparison)}) without sh:datatype"
            elif isinstance(bound, Literal) and (shape, SH.datatype, bound.datatype) not in graph:
                yield shape, f"compares ({_short(comparison)}) with another datatype than its sh:datatype"


def _of_query(declared: str, text: str) -> Iterator[str]:
    bare = re.sub(r"#[^\n]*|\"[^\"\n]*\"|'[^'\n]*'|<[^>\s]*>", "", text)
    refused = [name for pattern, name in _REFUSED.items() if re.search(pattern, bare, re.IGNORECASE)]
    yield from (f"with {name}" for name in refused)
    try:
        if not isinstance(oxigraph.Store().query(allowed_query(declared + text)), oxigraph.QuerySolutions):
            yield "that is no SELECT"
    except QueryError as error:
        yield f"that cannot be read: {error}"
    except SyntaxError as error:
        yield f"that cannot be read: {syntax_error(declared + text, error)}"


def _reads_everywhere(regex: str) -> bool:
    try:
        re.compile(regex)
    except re.error:
        return False
    read = f"ASK {{ BIND(REGEX('', {Literal(regex).n3()}) AS ?read) FILTER(BOUND(?read)) }}"
    return bool(oxigraph.Store().query(read))


def _short(node: Node) -> str:
    return re.split(r"[/#]", str(node))[-1]

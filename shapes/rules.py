"""The gap rules as they stand in `regels/`: read, checked by `shapes.lint`, and fixed to a reference date.

A rule is data: a `hgkm:Gatenregel` with its name, explanation, remedy and norms (nodes of the normative
document, and the passages cited), and as many shapes as it has pairs of severity and status.
`"$peildatum"`, and `"$peildatum-P3M"` for three months before it, are replaced in the text before anything
reads it. This module runs no rule and words no finding.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import cast

import pyoxigraph as oxigraph
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF, SH, SKOS
from rdflib.term import Node
from rdflib.xsd_datetime import parse_xsd_duration

from graph.errors import HgkmError, InputError
from graph.loading import norm_files
from graph.reading import syntax_error, unreadable
from graph.terms import rdflib_triples
from ontology.vocabulary import HGKM, OA
from shapes.lint import complaints, constraints
from shapes.lookup import LookupGraph

SEVERITIES = ("violation", "warning", "info")
_ROOM = Path(__file__).parent
_DATE = re.compile(r"\$peildatum(?:-(?P<ago>P\d+[DMY]))?(?![\w-])")


@dataclass(frozen=True)
class Norm:
    """A passage that a rule rests on.

    Attributes:
        source: the IRI of the normative document (`hgkm:Bron`).
        first: its first line, counted from 1.
        last: its last line.
    """

    source: URIRef
    first: int
    last: int


@dataclass(frozen=True)
class Rule:
    """A gap rule.

    Attributes:
        id: its number, as 'GR-102'.
        title: what it finds, in Dutch.
        explanation: what ought to be there.
        remedy: what to do about a finding.
        norms: what it rests on, in order.
        completeness: whether it asks for what is not there, and so judges only what is known as a whole.
        not_judged: what the norm asks and the rule does not look into; empty if nothing.
    """

    id: str
    title: str
    explanation: str
    remedy: str
    norms: tuple[Norm, ...]
    completeness: bool
    not_judged: str


@dataclass(frozen=True)
class Shape:
    """A shape that reports: what one rule finds with one severity and one status.

    Attributes:
        iri: its IRI.
        rule: the number of its rule.
        severity: one of SEVERITIES.
        status: the last part of the status' IRI, as 'niet-aangetroffen'.
        message: the template of its message.
        topic: what of the rule it looks at, alike for all severities and statuses: what is left of its name
            ('GR-303-gi-niet-aangetroffen-mild') without rule, status and 'mild' ('gi'); mostly empty.
        together: whether all values that it finds for a focus node are one finding.
        component: the constraint component of SHACL that it reports with.
    """

    iri: URIRef
    rule: str
    severity: str
    status: str
    message: str
    topic: str = ""
    together: bool = False
    component: URIRef = SH.NotConstraintComponent


@dataclass(frozen=True, eq=False)
class Rules:
    """All rules, fixed to a reference date.

    Attributes:
        graph: the shapes, for an engine.
        shapes: those that report, in order.
        rules: the rules by number, in order.
        files: what they were read from.
        day: the reference date.
        dated: the shapes that say something else on another date.
        digest: tells these files from all others, in 12 characters.
    """

    graph: Graph
    shapes: tuple[Shape, ...]
    rules: dict[str, Rule]
    files: tuple[Path, ...] = ()
    day: date = date.max
    dated: frozenset[URIRef] = frozenset()
    digest: str = ""

    def on(self, day: date) -> "Rules":
        """Give the same rules for another reference date."""
        return _fixed(self.files, day)


def rule_files() -> list[Path]:
    """Name the files of the rules that come with hgkm, in order."""
    return sorted((_ROOM / "regels").glob("*.ttl"))


def load_rules(day: date) -> Rules:
    """Give the rules that come with hgkm, for a reference date; tests see to it that they are in order.

    Raises:
        HgkmError: the date cannot be used.
    """
    return _fixed(tuple(rule_files()), day)


def with_own(place: Path, day: date) -> Rules:
    """Give the rules that come with hgkm and those of a user, from a folder of Turtle files or one such file.

    Raises:
        InputError: there are none, or one cannot be read; see `read_rules` for the rest.
    """
    files = sorted(place.glob("*.ttl")) if place.is_dir() else [place]
    if not files:
        raise InputError(
            "it holds no Turtle files (.ttl).", "er staan geen bestanden .ttl in.", file=str(place)
        )
    rules = read_rules((*rule_files(), *files), day)
    if len(rules.shapes) == len(load_rules(day).shapes):
        raise InputError(
            "it holds no SHACL shapes that can report something: see the files in shapes/regels.",
            "er staan geen SHACL-regels in die iets kunnen melden.",
            file=str(place),
        )
    return rules


@lru_cache(maxsize=8)
def read_rules(files: tuple[Path, ...], day: date) -> Rules:
    """Read rules from files, and fix them to a reference date.

    Raises:
        InputError: a file cannot be read, with its line and column where known.
        HgkmError: the shapes are not what shapes must be, or the date cannot be used.
    """
    if wrong := complaints(_graph(files, day)[0]):
        raise HgkmError(
            f"The shapes cannot be used: {wrong[0]} ({len(wrong)} in all).",
            f"De regels zijn niet te gebruiken: {wrong[0]} ({len(wrong)} in totaal).",
        )
    return _fixed(files, day)


@lru_cache(maxsize=8)
def _graph(files: tuple[Path, ...], day: date) -> tuple[Graph, set[Node], str]:
    """Give the triples of files on a date, the subjects of those that name it, and a digest of the files."""
    graph = Graph(bind_namespaces="none")
    dated = set[Node]()
    digest = hashlib.sha256()
    for file in files:
        document = _read(file)
        digest.update(document)
        triples = _parsed(file, document)
        for triple in rdflib_triples(_on_day(triple, day) for triple in triples if _is_dated(triple)):
            graph.add(triple)
            dated.add(triple[0])
        for triple in rdflib_triples(triple for triple in triples if not _is_dated(triple)):
            graph.add(triple)
    _add_passages(graph)
    return LookupGraph(graph), dated, digest.hexdigest()[:12]


@lru_cache(maxsize=8)
def _fixed(files: tuple[Path, ...], day: date) -> Rules:
    """Give the rules of files that were found to be in order, on a date."""
    graph, dated, digest = _graph(files, day)
    shapes = tuple(_shapes(graph))
    rules = {rule.id: rule for rule in _rules(graph)}
    used = _using(graph, dated)
    return Rules(
        files=files,
        day=day,
        graph=graph,
        shapes=shapes,
        rules=rules,
        dated=frozenset(shape.iri for shape in shapes if shape.iri in used),
        digest=digest,
    )


def _is_dated(triple: oxigraph.Quad) -> bool:
    return isinstance(triple.object, oxigraph.Literal) and "$peildatum" in triple.object.value


def _on_day(triple: oxigraph.Quad, day: date) -> oxigraph.Quad:
    """Write the reference date, and the days before it that are asked for, into a text."""
    text = cast("oxigraph.Literal", triple.object)

    def written(found: re.Match[str]) -> str:
        moment = day - parse_xsd_duration(found["ago"]) if found["ago"] else day
        return str(moment.isoformat())

    try:
        value = _DATE.sub(written, text.value)
    except (ValueError, OverflowError) as error:
        raise HgkmError(
            f"{day} cannot be used as the reference date: choose a later one.",
            f"{day} is niet te gebruiken als peildatum: kies een latere.",
        ) from error
    kind = {"language": text.language} if text.language else {"datatype": text.datatype}
    return oxigraph.Quad(triple.subject, triple.predicate, oxigraph.Literal(value, **kind))


def _using(graph: Graph, parts: set[Node]) -> set[Node]:
    """Give all that leads to some parts of shapes."""
    found, newest = set(parts), set(parts)
    while newest:
        newest = {user for part in newest for user in graph.subjects(object=part)} - found
        found |= newest
    return found


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise unreadable(str(file), error) from error


def _parsed(file: Path, document: bytes) -> list[oxigraph.Quad]:
    # Through a store, because facts are read so too: 01 is the same number as 1 there.
    store = oxigraph.Store()
    try:
        store.extend(oxigraph.parse(document, oxigraph.RdfFormat.TURTLE, rename_blank_nodes=True))
        return list(store)
    except SyntaxError as error:
        raise syntax_error(str(file), document, error) from error


def _add_passages(graph: Graph) -> None:
    """Add where the norms stand that the rules rest on."""
    norms = _norm_passages()
    for norm in set(graph.objects(predicate=HGKM.norm)):
        for passage in norms.objects(norm, HGKM.vindplaats):
            graph.add((norm, HGKM.vindplaats, passage))
    for passage in set(graph.objects(predicate=HGKM.vindplaats)):
        for triple in norms.triples((passage, None, None)):
            graph.add(triple)


@lru_cache(maxsize=1)
def _norm_passages() -> Graph:
    """Read from the normative documents that come with hgkm which passages each norm has, and their lines."""
    told = {HGKM.vindplaats, OA.hasSource, HGKM.eersteRegel, HGKM.laatsteRegel}
    graph = Graph(bind_namespaces="none")
    for file in norm_files():
        for triple in rdflib_triples(oxigraph.parse(path=str(file), format=oxigraph.RdfFormat.TURTLE)):
            if triple[1] in told:
                graph.add(triple)
    return graph


def _shapes(graph: Graph) -> list[Shape]:
    shapes = [
        Shape(
            iri=URIRef(str(iri)),
            rule=str(graph.value(iri, HGKM.regel)),
            severity=str(severity).removeprefix(str(SH)).lower(),
            status=str(graph.value(iri, HGKM.bevindingStatus)).rpartition("/")[2],
            message=str(graph.value(iri, SH.message)),
            topic=_topic(graph, iri),
            together=str(graph.value(iri, HGKM.bijElkaar)) == "true",
            component=_component(graph, iri),
        )
        for iri, severity in graph.subject_objects(SH.severity)
    ]
    return sorted(shapes, key=lambda shape: (shape.rule, shape.iri))


def _topic(graph: Graph, shape: Node) -> str:
    """Give what of its rule a shape looks at."""
    name = (
        str(shape).rpartition("/")[2].removeprefix(str(graph.value(shape, HGKM.regel))).removesuffix("-mild")
    )
    return name.removesuffix(str(graph.value(shape, HGKM.bevindingStatus)).rpartition("/")[2]).strip("-")


def _component(graph: Graph, shape: Node) -> URIRef:
    """Name the constraint component of the one constraint of a shape, as 'sh:NotConstraintComponent'."""
    (constraint,) = constraints(graph, shape)
    if constraint == SH.sparql:
        return SH.SPARQLConstraintComponent
    if constraint == SH.qualifiedValueShape:
        fewest = (shape, SH.qualifiedMinCount, None) in graph
        constraint = SH.qualifiedMinCount if fewest else SH.qualifiedMaxCount
    name = str(constraint).removeprefix(str(SH))
    return SH[f"{name[0].upper()}{name[1:]}ConstraintComponent"]


def _rules(graph: Graph) -> list[Rule]:
    rules = [
        Rule(
            id=str(graph.value(iri, DCTERMS.identifier)),
            title=str(graph.value(iri, SKOS.prefLabel)),
            explanation=str(graph.value(iri, DCTERMS.description)),
            remedy=str(graph.value(iri, HGKM.oplossing)),
            norms=_norms(graph, iri),
            completeness=str(graph.value(iri, HGKM.volledigheidsregel)) == "true",
            not_judged=str(graph.value(iri, HGKM.nietBeoordeeld) or ""),
        )
        for iri in graph.subjects(RDF.type, HGKM.Gatenregel)
    ]
    return sorted(rules, key=lambda rule: rule.id)


def _norms(graph: Graph, rule: Node) -> tuple[Norm, ...]:
    """Give the passages that a rule cites, or else all those of its norms."""
    passages = [*graph.objects(rule, HGKM.vindplaats)] or graph.objects(rule, HGKM.norm / HGKM.vindplaats)
    norms = [
        Norm(
            source=URIRef(str(graph.value(passage, OA.hasSource))),
            first=int(str(graph.value(passage, HGKM.eersteRegel))),
            last=int(str(graph.value(passage, HGKM.laatsteRegel))),
        )
        for passage in passages
    ]
    return tuple(sorted(set(norms), key=lambda norm: (norm.source, norm.first)))

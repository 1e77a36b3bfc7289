"""The gap rules as they stand in `regels/`: read, checked by `shapes.lint`, and fixed to a reference date.

A rule is data: a `hgkm:Gatenregel` with its name, explanation, remedy and norms (nodes of the normative
document, and the passages cited), and as many shapes as it has pairs of severity and status.
`"$peildatum"`, and `"$peildatum-P3M"` for three months before it, are replaced in the text before anything
reads it. This module runs no rule and words no finding.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import pyoxigraph as oxigraph
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF, SH, SKOS
from rdflib.term import Node
from rdflib.xsd_datetime import parse_xsd_duration

from graph.errors import HgkmError
from graph.loading import norm_files
from graph.reading import syntax_error, unreadable
from graph.terms import rdflib_triples
from ontology.vocabulary import HGKM, OA
from shapes.lint import complaints

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
    """

    iri: URIRef
    rule: str
    severity: str
    status: str
    message: str


@dataclass(frozen=True, eq=False)
class Rules:
    """All rules, fixed to a reference date.

    Attributes:
        graph: the shapes, for an engine.
        shapes: those that report, in order.
        rules: the rules by number, in order.
    """

    graph: Graph
    shapes: tuple[Shape, ...]
    rules: dict[str, Rule]


def rule_files() -> list[Path]:
    """Name the files of the rules that come with hgkm, in order."""
    return sorted((_ROOM / "regels").glob("*.ttl"))


@lru_cache(maxsize=4)
def load_rules(day: date) -> Rules:
    """Give the rules that come with hgkm, for a reference date; see `read_rules`."""
    return read_rules(rule_files(), day)


def read_rules(files: Sequence[Path], day: date) -> Rules:
    """Read rules from files, and fix them to a reference date.

    Raises:
        InputError: a file cannot be read, with its line and column where known.
        HgkmError: the shapes are not what shapes must be, or the date cannot be used.
    """
    graph = Graph(bind_namespaces="none")
    for file in files:
        for triple in rdflib_triples(_parsed(file, day)):
            graph.add(triple)
    _add_passages(graph)
    if wrong := complaints(graph):
        raise HgkmError(
            f"The shapes cannot be used: {wrong[0]} ({len(wrong)} in all).",
            f"De regels zijn niet te gebruiken: {wrong[0]} ({len(wrong)} in totaal).",
        )
    return Rules(graph, tuple(_shapes(graph)), {rule.id: rule for rule in _rules(graph)})


def on_day(text: str, day: date) -> str:
    """Write the reference date, and the days before it that are asked for, into the text of shapes."""

    def written(found: re.Match[str]) -> str:
        moment = day - parse_xsd_duration(found["ago"]) if found["ago"] else day
        return str(moment.isoformat())

    try:
        return _DATE.sub(written, text)
    except (ValueError, OverflowError) as error:
        raise HgkmError(
            f"{day} cannot be used as the reference date: choose a later one.",
            f"{day} is niet te gebruiken als peildatum: kies een latere.",
        ) from error


def _parsed(file: Path, day: date) -> Iterable[oxigraph.Quad]:
    try:
        document = on_day(file.read_text(encoding="utf-8"), day).encode()
    except OSError as error:
        raise unreadable(str(file), error) from error
    try:
        return list(oxigraph.parse(document, oxigraph.RdfFormat.TURTLE))
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
        )
        for iri, severity in graph.subject_objects(SH.severity)
    ]
    return sorted(shapes, key=lambda shape: (shape.rule, shape.iri))


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

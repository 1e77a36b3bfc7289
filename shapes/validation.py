"""The report of a check as a SHACL validation report in Turtle, for other tools.

It holds what is open; answers, owners and what was not judged are no part of SHACL.
"""

import pyoxigraph as oxigraph
from rdflib import Literal, URIRef
from rdflib.namespace import RDF, SH

from graph.terms import Node, named, to_oxigraph
from graph.turtle import serialize
from ontology.vocabulary import ID
from shapes.report import Report

_SEVERITIES = {"violation": SH.Violation, "warning": SH.Warning, "info": SH.Info}


def as_turtle(report: Report) -> str:
    """Give the report as a `sh:ValidationReport`, with a result for each finding that bears its id."""
    whole = ID[f"controle-{report.peildatum.isoformat()}"]
    told: list[tuple[URIRef, URIRef, Node]] = [
        (whole, RDF.type, SH.ValidationReport),
        (whole, SH.conforms, Literal(not report.findings)),
    ]
    components = {shape.iri: shape.component for shape in report.shapes}
    for finding in report.findings:
        result = ID[f"bevinding-{finding.id}"]
        told += [
            (whole, SH.result, result),
            (result, RDF.type, SH.ValidationResult),
            (result, SH.focusNode, finding.focus),
            (result, SH.resultSeverity, _SEVERITIES[finding.severity]),
            (result, SH.resultMessage, Literal(finding.message, lang="nl")),
            (result, SH.sourceShape, finding.shape),
            (result, SH.sourceConstraintComponent, components[finding.shape]),
        ]
        if finding.path:
            told.append((result, SH.resultPath, URIRef(finding.path)))
        told += [(result, SH.value, value) for value in finding.values]
    return serialize(
        oxigraph.Triple(named(subject), named(predicate), to_oxigraph(value))
        for subject, predicate, value in told
    )

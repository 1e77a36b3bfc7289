"""Shapes that could mislead are refused before anything runs them."""

import pytest
from rdflib import Graph

from shapes.lint import complaints

PREFIXES = """
@prefix begrip: <https://w3id.org/hgkm/begrip/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix id: <https://w3id.org/hgkm/id/> .
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
RULE = """
id:X-1 a hgkm:Gatenregel ; dcterms:identifier "X-1" ; skos:prefLabel "regel"@nl ; hgkm:norm id:norm ;
    dcterms:description "uitleg"@nl ; hgkm:oplossing "oplossing"@nl .
id:norm hgkm:vindplaats id:vp .
"""
SHAPE = """
id:shape a sh:NodeShape ; sh:targetClass hgkm:Plan ; sh:severity sh:Warning ; hgkm:regel "X-1" ;
    hgkm:bevindingStatus begrip:ontbreekt ; sh:message "Bij {focus} ontbreekt iets."@nl ;
    sh:not [ sh:property [ sh:path hgkm:status ; sh:minCount 1 ] ] .
"""
QUERY = "SELECT DISTINCT $this WHERE { $this a hgkm:Plan }"


def wrong(*parts: str) -> list[str]:
    return complaints(Graph().parse(data="".join([PREFIXES, *parts]), format="turtle"))


def with_query(text: str) -> str:
    return SHAPE.partition("sh:not")[0] + f'sh:sparql [ sh:select """{text}""" ] .'


def test_a_shape_as_it_should_be_is_not_refused() -> None:
    assert wrong(RULE, SHAPE) == []
    assert wrong(RULE, with_query(QUERY)) == []


@pytest.mark.parametrize(
    ("taken_out", "put_in", "complaint"),
    [
        ("id:shape a", "[] a", "needs an IRI"),
        ("sh:not [", "sh:class hgkm:Plan ; sh:not [", "exactly one constraint"),
        ("sh:not [", "sh:property [", "reports through another shape"),
        ("sh:targetClass hgkm:Plan ;", "", "no target"),
        ("sh:severity sh:Warning ;", "", "exactly one sh:severity"),
        ("sh:Warning", "sh:Warning , sh:Info", "exactly one sh:severity"),
        ("sh:Warning", "hgkm:Ernstig", "exactly one sh:severity"),
        ('hgkm:regel "X-1" ;', "", "exactly one hgkm:regel"),
        ('hgkm:regel "X-1"', 'hgkm:regel "X-2"', "exactly one hgkm:regel"),
        ("begrip:ontbreekt", "begrip:geheel", "exactly one hgkm:bevindingStatus"),
        ("@nl", "@en", "sh:message, in Dutch"),
        ("{focus}", "{$this}", "unknown placeholder {$this}"),
        ("{focus}", "{focus/wat of wie}", "unknown placeholder {focus/wat of wie}"),
        ("{focus}", "{mist planning}", "unknown placeholder {mist planning}"),
        ("sh:minCount 1", 'sh:hasValue "$peildatum"', "was not replaced"),
        ("sh:minCount 1", 'sh:maxInclusive "2026-01-01"^^xsd:date', "without sh:datatype"),
        ("sh:minCount 1", "sh:lessThan hgkm:einde", "without sh:datatype"),
        ("sh:minCount 1", 'sh:pattern "^(?!x)"', "look-around"),
        ("sh:minCount 1", 'sh:pattern "x$\\\\n"', "look-around, or with $ before a newline"),
    ],
)
def test_a_shape_that_misses_or_misuses_something_is_refused(
    taken_out: str, put_in: str, complaint: str
) -> None:
    assert taken_out in SHAPE
    assert [told for told in wrong(RULE, SHAPE.replace(taken_out, put_in)) if complaint in told]


@pytest.mark.parametrize(
    ("taken_out", "complaint"),
    [
        ('skos:prefLabel "regel"@nl ;', "exactly one prefLabel"),
        ('dcterms:description "uitleg"@nl ;', "exactly one description"),
        ('hgkm:oplossing "oplossing"@nl', "exactly one oplossing"),
        ("hgkm:norm id:norm ;", "rests on no passage"),
    ],
)
def test_a_rule_without_words_or_norm_is_refused(taken_out: str, complaint: str) -> None:
    assert taken_out in RULE
    assert [told for told in wrong(RULE.replace(taken_out, ""), SHAPE) if complaint in told]


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("SELECT DISTINCT $this WHERE { $this a ?x MINUS { $this a ?y } }", "MINUS"),
        ("SELECT DISTINCT $this WHERE { VALUES ?x { 1 } $this a ?x }", "VALUES"),
        ("SELECT DISTINCT $this WHERE { SERVICE <http://x/> { $this a ?x } }", "SERVICE"),
        ("SELECT DISTINCT $this WHERE { FILTER NOT EXISTS { $this a ?x } }", "EXISTS"),
        ("SELECT DISTINCT $this WHERE { $this a ?x } LIMIT 1", "LIMIT"),
        ("SELECT DISTINCT $this WHERE { $this a ?x } OFFSET 1", "OFFSET"),
        ("SELECT DISTINCT $this (GROUP_CONCAT(?x) AS ?value) WHERE { $this a ?x }", "GROUP_CONCAT"),
        ("SELECT DISTINCT $this WHERE { FILTER(NOW() > 'P1D'^^xsd:dayTimeDuration) }", "duration"),
        ("SELECT DISTINCT $this WHERE { FILTER(NOW() > ?x) }", "NOW()"),
        ("SELECT DISTINCT $this WHERE { { SELECT ?x WHERE { $this a ?x } } }", "without $this"),
        ("SELECT $this ?value WHERE { $this a ?value . { SELECT ?x WHERE { } } }", "without $this"),
    ],
)
def test_a_query_that_engines_understand_differently_is_refused(query: str, complaint: str) -> None:
    assert [told for told in wrong(RULE, with_query(query)) if complaint in told]

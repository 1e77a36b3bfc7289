"""Shapes that could mislead are refused before anything runs them."""

from datetime import date

import pytest
from rdflib import Graph

from shapes.lint import complaints
from shapes.rules import load_rules

PREFIXES = """
@prefix begrip: <https://w3id.org/hgkm/begrip/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix id: <https://w3id.org/hgkm/id/> .
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
RULE = """
id:X-1 a hgkm:Gatenregel ; dcterms:identifier "X-1" ; skos:prefLabel "regel"@nl ; hgkm:norm id:norm ;
    dcterms:description "uitleg"@nl ; hgkm:oplossing "oplossing"@nl .
id:norm hgkm:vindplaats id:vp .
id:vp <http://www.w3.org/ns/oa#hasSource> id:bron ; hgkm:eersteRegel 3 ; hgkm:laatsteRegel 4 .
"""
SHAPE = """
id:shape a sh:NodeShape ; sh:targetClass hgkm:Plan ; sh:severity sh:Warning ; hgkm:regel "X-1" ;
    hgkm:bevindingStatus begrip:ontbreekt ; sh:message "Bij {focus} ontbreekt iets."@nl ;
    sh:not [ sh:property [ sh:path hgkm:status ; sh:minCount 1 ] ] .
"""
QUERY = "SELECT DISTINCT $this WHERE { $this a hgkm:Plan }"
NAMES = """
id:names sh:declare [ sh:prefix "hgkm" ; sh:namespace "https://w3id.org/hgkm/def#"^^xsd:anyURI ] .
"""


def test_the_rules_that_come_with_hgkm_are_in_order() -> None:
    assert complaints(load_rules(date(2026, 11, 22)).graph) == []


def wrong(*parts: str) -> list[str]:
    return complaints(Graph().parse(data="".join([PREFIXES, *parts]), format="turtle"))


def with_query(text: str) -> str:
    query = f'sh:sparql [ sh:prefixes id:names ; sh:select """{text}""" ] .'
    return SHAPE.partition("sh:not")[0] + query + NAMES


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
        ("a sh:NodeShape ; sh:targetClass hgkm:Plan", "a sh:NodeShape , rdfs:Class", "no target"),
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
        ("{focus}", "{mist voorwaarde-x=iets}", "unknown condition voorwaarde-x"),
        ("sh:minCount 1", 'sh:hasValue "$peildatum"', "was not replaced"),
        ("sh:minCount 1", 'sh:maxInclusive "2026-01-01"^^xsd:date', "without sh:datatype"),
        ("sh:minCount 1", "sh:lessThan hgkm:einde", "without sh:datatype"),
        ("sh:minCount 1", 'sh:pattern "^(?!x)"', "sh:pattern that engines read differently"),
        ("sh:minCount 1", 'sh:pattern "x$\\\\n"', "sh:pattern that engines read differently"),
        ("sh:minCount 1", 'sh:pattern "(a)\\\\1"', "sh:pattern that engines read differently"),
        ("sh:minCount 1", 'sh:pattern "\\\\p{L}"', "sh:pattern that engines read differently"),
        ("sh:minCount 1", 'sh:pattern "(a"', "sh:pattern that engines read differently"),
        ("sh:minCount 1", "sh:datatype xsd:date ; sh:minInclusive 3", "with another datatype"),
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
        ("SELECT DISTINCT $this WHERE { $this a ?x", "cannot be read"),
        ("SELECT DISTINCT $this WHERE { $this a skos:Concept }", "a prefix is used that is not declared"),
        ("SELECT DISTINCT $this FROM <http://x/> WHERE { $this a ?x }", "cannot be read"),
        ("ASK { $this a hgkm:Plan }", "no SELECT"),
    ],
)
def test_a_query_that_engines_understand_differently_is_refused(query: str, complaint: str) -> None:
    assert [told for told in wrong(RULE, with_query(query)) if complaint in told]


@pytest.mark.parametrize(
    ("condition", "complaint"),
    [
        ("sh:path hgkm:status ; sh:mincount 1", "uses sh:mincount, which hgkm does not know"),
        ("sh:path hgkm:status ; sh:minCount 1 ; sh:rule [ ]", "uses sh:rule"),
        ('sh:path hgkm:status ; sh:minCount "1"', "not what sh:minCount takes"),
        ("sh:path hgkm:status ; sh:minCount -1", "not what sh:minCount takes"),
        ("sh:path hgkm:status ; sh:minCount 1 , 2", "more than one sh:minCount"),
        ("sh:minCount 1", "sh:minCount and no sh:path"),
        ("a sh:NodeShape ; sh:path hgkm:status ; sh:minCount 1", "is a sh:NodeShape and has sh:path"),
        ("a sh:PropertyShape ; sh:class hgkm:Plan", "is a sh:PropertyShape and has no sh:path"),
        ("sh:path hgkm:status , hgkm:doel ; sh:minCount 1", "more than one sh:path"),
        ('sh:path "status" ; sh:minCount 1', "not what sh:path takes"),
        ("sh:path () ; sh:minCount 1", "not what sh:path takes"),
        ("sh:path ( hgkm:status ) ; sh:minCount 1", "not what sh:path takes"),
        ("sh:path [ sh:alternativePath hgkm:status ] ; sh:minCount 1", "not what sh:alternativePath takes"),
        ("sh:path [ sh:alternativePath ( hgkm:status ) ] ; sh:minCount 1", "not what sh:path takes"),
        ("sh:path [ sh:zeroOrMorePath 3 ] ; sh:minCount 1", "not what sh:zeroOrMorePath takes"),
        ("sh:path [ sh:inversePath ( hgkm:a hgkm:b ) ] ; sh:minCount 1", "write the steps back one by one"),
        ("sh:path _:p ; sh:minCount 1 ] . _:p sh:zeroOrMorePath _:p . [] a [ a hgkm:X", "not what sh:path"),
        ('sh:class "Plan"', "not what sh:class takes"),
        ("sh:nodeKind sh:Iri", "not what sh:nodeKind takes"),
        ("sh:in hgkm:Plan", "not what sh:in takes"),
        ("sh:in _:l ] . _:l rdf:first 1 ; rdf:rest _:l . [] a [ a hgkm:X", "not what sh:in takes"),
        ("sh:or ()", "not what sh:or takes"),
        ("sh:or ( id:voorwaarde-die-er-niet-is )", "not what sh:or takes"),
        ("sh:node id:voorwaarde-die-er-niet-is", "not what sh:node takes"),
        ("sh:node [ sh:path hgkm:status ; sh:minCount 1 ]", "not what sh:node takes"),
        ("sh:property [ sh:class hgkm:Plan ]", "not what sh:property takes"),
        ('sh:not "alles"', "not what sh:not takes"),
        ("sh:not id:shape", "leads to itself"),
        ("sh:or ( [ sh:class hgkm:Plan ] [ sh:node [ sh:not id:shape ] ] )", "leads to itself"),
        ("sh:class hgkm:Plan ] . hgkm:X a sh:ConstraintComponent . [] a [ a hgkm:X", "constraint component"),
    ],
)
def test_what_is_no_shacl_or_not_known_here_is_refused(condition: str, complaint: str) -> None:
    told = wrong(RULE, SHAPE.partition("sh:not")[0], f"sh:not [ {condition} ] .")
    assert [text for text in told if complaint in text], told

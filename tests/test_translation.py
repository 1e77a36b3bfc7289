"""Shapes as SPARQL inside the store find what pySHACL finds, also where the rules do not come."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from graph.errors import HgkmError
from graph.loading import load_files
from graph.store import ReadStore, in_memory
from ontology.vocabulary import GRAAF
from shapes.engines import by_pyshacl, run_rules
from shapes.rules import Rules, Shape

PREFIXES = """
@prefix : <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = """
:Team rdfs:subClassOf :Group .
:a a :Team ; :name "a" , "b" ; :size 3 ; :since "2020-05-01"^^xsd:date ; :part :b , :c ; :friend :d .
:b a :Group ; :name "b" ; :size "three" ; :part :d ; :friend :a , "nobody" .
:c a :Group ; :size 12 ; :since "2024-05-01"^^xsd:date .
:d a :Team ; :name "d" ; :open true ; :friend [ :name "somebody" ] .
"""
CONSTRAINTS = {
    "class": "sh:targetObjectsOf :part ; sh:class :Team",
    "in": "sh:targetClass :Group ; sh:in ( :a :b )",
    "node kind of values": "sh:targetSubjectsOf :friend ; sh:path :friend ; sh:nodeKind sh:IRI",
    "kind of blank or IRI": "sh:targetSubjectsOf :friend ; sh:path :friend ; sh:nodeKind sh:BlankNodeOrIRI",
    "datatype of values": "sh:targetClass :Group ; sh:path :size ; sh:datatype xsd:integer",
    "range of values": "sh:targetClass :Group ; sh:path :size ; sh:maxInclusive 10",
    "range of dates": 'sh:targetClass :Group ; sh:path :since ; sh:maxExclusive "2024-01-01"^^xsd:date',
    "minCount": "sh:targetClass :Group ; sh:path :name ; sh:minCount 2",
    "maxCount": "sh:targetClass :Group ; sh:path :name ; sh:maxCount 1",
    "minCount of nothing": "sh:targetClass :Group ; sh:path :name ; sh:minCount 0",
    "hasValue": 'sh:targetClass :Group ; sh:path :name ; sh:hasValue "b"',
    "target nodes": "sh:targetNode :a , :nothing ; sh:path :name ; sh:maxCount 1",
    "several targets": "sh:targetNode :c ; sh:targetSubjectsOf :open ; sh:path :size ; sh:minCount 1",
    "and": "sh:targetClass :Group ; sh:and ( [ sh:class :Team ] [ sh:path :size ; sh:minCount 1 ] )",
    "or": "sh:targetClass :Group ; sh:or ( [ sh:class :Team ] [ sh:path :since ; sh:minCount 1 ] )",
    "not": "sh:targetClass :Group ; sh:not [ sh:class :Team ; sh:not [ sh:path :size ; sh:minCount 1 ] ]",
    "node": "sh:targetClass :Group ; sh:path :part ;"
    " sh:node [ sh:property [ sh:path :name ; sh:minCount 1 ] ]",
    "nothing": "sh:targetClass :Group ; sh:not [ sh:path :part ; sh:class :Team ; sh:deactivated true ]",
    "qualified": "sh:targetClass :Group ; sh:path :part ; sh:qualifiedValueShape [ sh:class :Team ] ;"
    " sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1",
    "qualified at most none": "sh:targetClass :Group ; sh:path :part ;"
    " sh:qualifiedValueShape [ sh:not [ sh:class :Team ] ] ; sh:qualifiedMaxCount 1",
    "inverse path": "sh:targetClass :Group ; sh:path [ sh:inversePath :part ] ; sh:maxCount 0",
    "path over and over": "sh:targetClass :Group ; sh:path [ sh:oneOrMorePath :part ] ; sh:maxCount 1",
    "path with itself": "sh:targetClass :Group ; sh:path [ sh:zeroOrMorePath :part ] ; sh:class :Team",
    "sequence of choices": "sh:targetClass :Group ; sh:minCount 2 ;"
    " sh:path ( [ sh:zeroOrOnePath :part ] [ sh:alternativePath ( :since :open ) ] )",
    "query": """sh:targetClass :Team ; sh:sparql [ sh:select '''
        SELECT DISTINCT $this ?value WHERE {   # nobody knows { who $this is
            { $this <http://example.org/part> ?value } UNION { $this <http://example.org/open> ?value }
            OPTIONAL { $this <http://example.org/name> ?name . FILTER(?name = "{ $this }") }
            FILTER(!BOUND(?name)) } ''' ]""",
    "query that counts": """sh:targetClass :Group ; sh:sparql [ sh:select '''
        SELECT DISTINCT $this WHERE { { SELECT $this (COUNT(?part) AS ?parts) WHERE {
            OPTIONAL { $this <http://example.org/part> ?part }
        } GROUP BY $this } FILTER(?parts < 2) } ''' ]""",
}


def rules(constraint: str) -> Rules:
    graph = Graph().parse(data=f"{PREFIXES} :shape sh:severity sh:Warning ; {constraint} .", format="turtle")
    return Rules(graph, (Shape(URIRef("http://example.org/shape"), "X-1", "warning", "ontbreekt", ""),), {})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ReadStore]:
    """Give a store with the data; blank nodes get their names when they are loaded."""
    file = tmp_path / "data.ttl"
    file.write_text(PREFIXES + DATA, encoding="utf-8")
    with in_memory() as store:
        load_files(store, [file], GRAAF.voorbeeld)
        yield store


@pytest.mark.parametrize("constraint", CONSTRAINTS.values(), ids=CONSTRAINTS.keys())
def test_a_constraint_finds_the_same_in_both_engines(constraint: str, store: ReadStore) -> None:
    outcome = run_rules(store, rules(constraint), "sparql")
    reference = by_pyshacl(store.rdflib_graph(), rules(constraint).graph)
    assert outcome.untranslated == ()
    assert {(v.shape, v.focus, v.value) for v in outcome.violations} == {
        (v.shape, v.focus, v.value) for v in reference
    }
    assert reference or constraint == CONSTRAINTS["minCount of nothing"]


@pytest.mark.parametrize(
    "constraint",
    [
        "sh:targetClass :Group ; sh:path :name ; sh:maxLength 0",
        "sh:targetClass :Group ; sh:xone ( [ sh:class :Team ] [ sh:path :size ; sh:minCount 1 ] )",
        "sh:targetClass :Team ; sh:in ( [ ] )",
    ],
)
def test_what_is_not_translated_is_left_to_pyshacl_and_named(constraint: str, store: ReadStore) -> None:
    outcome = run_rules(store, rules(constraint), "sparql")
    reference = by_pyshacl(store.rdflib_graph(), rules(constraint).graph)
    assert outcome.untranslated == (URIRef("http://example.org/shape"),)
    assert outcome.violations == reference != set()


@pytest.mark.parametrize("engine", ["sparql", "pyshacl"])
@pytest.mark.parametrize(
    "query", ["SELECT DISTINCT $this WHERE { $this a }", "SELECT $this { $this a ?x } {"]
)
def test_an_engine_that_fails_says_so_and_finds_nothing_clean(
    engine: str, query: str, store: ReadStore
) -> None:
    broken = rules(f"sh:targetClass :Group ; sh:sparql [ sh:select '{query}' ]")
    with pytest.raises(HgkmError, match="broke down"):
        run_rules(store, broken, engine)


def test_a_path_named_in_a_result_is_kept(store: ReadStore) -> None:
    found = by_pyshacl(store.rdflib_graph(), rules(CONSTRAINTS["maxCount"]).graph)
    assert {violation.path for violation in found} == {URIRef("http://example.org/name")}

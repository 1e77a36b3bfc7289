"""What SHACL asks is what both engines find: for each part of SHACL Core one or more small cases.

The cases stand in `conformance.toml`: a shape, facts, and what is to be found, as focus nodes, each with its
value where there is one. For those under `left` the report says that pySHACL was asked. Those under
`departures` are where pySHACL finds something else than the specification asks.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyoxigraph as oxigraph
import pytest
from rdflib import Graph, URIRef

from graph.errors import HgkmError
from graph.store import Store, in_memory
from graph.terms import rdflib_triples
from ontology.vocabulary import GRAAF
from shapes.engines import Violation, run_rules
from shapes.rules import Rules, load_rules

PREFIXES = """
@prefix : <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NAMES = Graph().parse(data=PREFIXES, format="turtle").namespace_manager
SHAPE = URIRef("http://example.org/shape")
SOMETHING = URIRef("http://example.org/a")  # stands in most cases, and is well in many
ALL = tomllib.loads((Path(__file__).parent / "conformance.toml").read_text(encoding="utf-8"))

Case = dict[str, str]
Pairs = set[tuple[str, str]]


def cases(kind: str) -> pytest.MarkDecorator:
    """Give a test all cases of a kind."""
    return pytest.mark.parametrize("case", ALL[kind].values(), ids=ALL[kind])


def stored(facts: str) -> Store:
    """Give a store with facts in Turtle."""
    home = oxigraph.NamedNode(GRAAF.voorbeeld)
    return in_memory(
        oxigraph.Quad(triple.subject, triple.predicate, triple.object, home) for triple in parsed(facts)
    )


def parsed(facts: str) -> list[oxigraph.Quad]:
    return list(oxigraph.parse(f"{PREFIXES} {facts}".encode(), oxigraph.RdfFormat.TURTLE))


def rules(shape: str) -> Rules:
    """Give rules of one shape, whatever `shapes.lint` says of it."""
    graph = Graph().parse(data=f"{PREFIXES} :shape sh:severity sh:Warning ; {shape} .", format="turtle")
    shipped = load_rules(date(2026, 11, 22))
    return replace(shipped, graph=graph, shapes=(replace(shipped.shapes[0], iri=SHAPE),), rules={})


def found(violations: Iterable[Violation]) -> Pairs:
    """Give the pairs of focus node and value that were found."""
    return {(v.focus.n3(NAMES), v.value.n3(NAMES) if v.value is not None else "") for v in violations}


def told(pairs: str) -> Pairs:
    """Give the pairs of focus node and value that a case tells of."""
    parts = [pair.strip().partition(" ") for pair in pairs.split("|") if pair.strip()]
    return {(written(focus), written(value)) for focus, _, value in parts}


def written(term: str) -> str:
    """Give a term as `found` writes it: `3` as `"3"^^xsd:integer`."""
    return "".join(o.n3(NAMES) for _, _, o in rdflib_triples(parsed(f":x :x {term} ." if term else "")))


@cases("translated")
def test_both_engines_find_what_shacl_asks(case: Case) -> None:
    with stored(case["facts"]) as store:
        outcome = run_rules(store, rules(case["shape"]), "sparql")
        reference = run_rules(store, rules(case["shape"]), "pyshacl")
    assert outcome.untranslated == ()
    assert found(outcome.violations) == told(case["found"])
    assert outcome.violations == reference.violations


@cases("translated")
def test_looking_at_some_nodes_only_finds_the_same_of_them(case: Case) -> None:
    with stored(case["facts"]) as store:
        whole = run_rules(store, rules(case["shape"]), "sparql").violations
        nodes = sorted({v.focus for v in whole if isinstance(v.focus, URIRef)} | {SOMETHING})
        chosen = run_rules(store, rules(case["shape"]), "sparql", focuses=nodes).violations
        none = run_rules(store, rules(case["shape"]), "sparql", focuses=[SOMETHING]).violations
    assert chosen == {violation for violation in whole if violation.focus in nodes}
    assert none == {violation for violation in whole if violation.focus == SOMETHING}


@cases("left")
def test_what_is_not_translated_is_left_to_pyshacl_and_named(case: Case) -> None:
    with stored(case["facts"]) as store:
        outcome = run_rules(store, rules(case["shape"]), "sparql")
    assert outcome.untranslated == (SHAPE,)
    assert found(outcome.violations) == told(case["found"])


@cases("departures")
def test_where_pyshacl_departs_from_shacl_the_store_does_not(case: Case) -> None:
    with stored(case["facts"]) as store:
        assert found(run_rules(store, rules(case["shape"]), "sparql").violations) == told(case["found"])
        if case["pyshacl"] == "a broken check":
            with pytest.raises(HgkmError, match="broke down"):
                run_rules(store, rules(case["shape"]), "pyshacl")
        else:
            reference = run_rules(store, rules(case["shape"]), "pyshacl")
            assert found(reference.violations) == told(case["pyshacl"]) != told(case["found"])

"""An engine that fails says so: a broken check is never a clean one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pyoxigraph as oxigraph
import pyshacl
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import SH

import shapes.engines
from graph.errors import HgkmError, StoreError
from graph.store import ReadStore, in_memory
from ontology.vocabulary import GRAAF
from shapes.engines import ENGINES, only, run_rules
from shapes.rules import Rules, load_rules

SHAPE = URIRef("http://example.org/shape")
PREFIXES = "@prefix : <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> ."
SOUND = "sh:targetClass :C ; sh:path :p ; sh:minCount 1"
CLOSED = "sh:targetClass :C ; sh:closed true"


@pytest.fixture
def store() -> Iterator[ReadStore]:
    """Give a store in which one node violates every shape of this file."""
    facts = f"{PREFIXES} :a a :C ; :q :b ."
    home = oxigraph.NamedNode(GRAAF.voorbeeld)
    triples = oxigraph.parse(facts.encode(), oxigraph.RdfFormat.TURTLE)
    with in_memory(oxigraph.Quad(t.subject, t.predicate, t.object, home) for t in triples) as store:
        yield store


def rules(shape: str) -> Rules:
    """Give rules of one shape, whatever `shapes.lint` says of it."""
    graph = Graph().parse(data=f"{PREFIXES} :shape sh:severity sh:Warning ; {shape} .", format="turtle")
    shipped = load_rules(date(2026, 11, 22))
    return replace(shipped, graph=graph, shapes=(replace(shipped.shapes[0], iri=SHAPE),), rules={})


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_that_does_not_fail_finds_what_is_wrong(engine: str, store: ReadStore) -> None:
    for shape in (SOUND, CLOSED):
        assert run_rules(store, rules(shape), engine).violations


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "shape",
    [
        "sh:sparql [ sh:select 'SELECT DISTINCT $this WHERE { $this a }' ]",
        "sh:sparql [ sh:select 'SELECT $this { $this a ?x } {' ]",
        "sh:sparql [ sh:select 'SELECT $this { $this nowhere:p ?x }' ]",
        "sh:path [ sh:zeroOrOncePath :p ] ; sh:minCount 1",
        "sh:path :p ; sh:minCount 'one'",
    ],
)
def test_a_shape_that_cannot_run_breaks_the_check(engine: str, shape: str, store: ReadStore) -> None:
    with pytest.raises(HgkmError, match="broke down"):
        run_rules(store, rules(f"sh:targetClass :C ; {shape}"), engine)


@pytest.mark.parametrize(
    "outcome",
    [
        (False, "ValidationFailure", "it went wrong"),
        (True, Exception("no"), "it went wrong"),
    ],
)
def test_a_failure_that_pyshacl_returns_breaks_the_check(
    outcome: tuple[bool, object, str], store: ReadStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pyshacl, "validate", lambda *_, **__: outcome)
    for shape, engine in ((SOUND, "pyshacl"), (CLOSED, "sparql")):
        with pytest.raises(HgkmError, match=r"broke down.*it went wrong"):
            run_rules(store, rules(shape), engine)


@pytest.mark.parametrize(
    "error", [TimeoutError("too long"), RecursionError("too deep"), MemoryError("too big")]
)
def test_an_error_inside_pyshacl_breaks_the_check(
    error: Exception, store: ReadStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(pyshacl, "validate", failing)
    for shape, engine in ((SOUND, "pyshacl"), (CLOSED, "sparql")):
        with pytest.raises(HgkmError, match=r"broke down.*too "):
            run_rules(store, rules(shape), engine)


@pytest.mark.parametrize(
    "error", [TimeoutError("too long"), RuntimeError("no more"), StoreError("disk is gone", "schijf is weg")]
)
@pytest.mark.parametrize("focuses", [None, [URIRef("http://example.org/a")]])
def test_an_error_inside_the_store_breaks_the_check(
    error: Exception, focuses: list[URIRef] | None, store: ReadStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(ReadStore, "select", failing)
    with pytest.raises(HgkmError, match="broke down"):
        run_rules(store, rules(SOUND), "sparql", focuses=focuses)


def test_a_fault_in_the_translation_breaks_the_check(
    store: ReadStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise KeyError("sh:path")

    monkeypatch.setattr(shapes.engines, "translate", failing)
    with pytest.raises(HgkmError, match="broke down"):
        run_rules(store, rules(SOUND), "sparql")


def test_shapes_that_stand_deep_in_each_other_break_nothing(store: ReadStore) -> None:
    deep = "sh:class :D"
    for _ in range(30):
        deep = f"sh:node [ {deep} ]"
    both = [run_rules(store, rules(f"sh:targetClass :C ; {deep}"), engine).violations for engine in ENGINES]
    assert both[0] == both[1] != frozenset()


def test_some_shapes_alone_come_with_what_they_lead_to_and_no_other_target() -> None:
    shape = "sh:targetClass :C ; sh:node :other . :other sh:targetClass :D ; sh:class :D . :third sh:class :C"
    alone = only(rules(shape).graph, [SHAPE])
    assert set(alone.subjects(SH.targetClass)) == {SHAPE}
    assert set(alone.subjects()) == {SHAPE, URIRef("http://example.org/other")}

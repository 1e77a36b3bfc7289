"""An engine that fails says so: a broken check is never a clean one."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pyshacl
import pytest
from rdflib import URIRef
from rdflib.namespace import RDF, SH

from graph.errors import HgkmError, StoreError
from graph.store import ReadStore, Store
from ontology.vocabulary import ID
from shapes.check import check
from shapes.engines import ENGINES, only, run_rules
from shapes.rules import Rules, with_own

DAY = date(2026, 11, 22)
Stored = Callable[[str], Store]
OneShape = Callable[[str], Rules]
SHAPE = URIRef("http://example.org/shape")
SOUND = "sh:targetClass :C ; sh:path :p ; sh:minCount 1"
CLOSED = "sh:targetClass :C ; sh:closed true"
OWN = """
@prefix begrip: <https://w3id.org/hgkm/begrip/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix id: <https://w3id.org/hgkm/id/> .
@prefix oa: <http://www.w3.org/ns/oa#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <http://example.org/> .
id:X-1 a hgkm:Gatenregel ; dcterms:identifier "X-1" ; skos:prefLabel "regel"@nl ; hgkm:norm id:norm ;
    dcterms:description "uitleg"@nl ; hgkm:oplossing "oplossing"@nl .
id:norm hgkm:vindplaats id:vp . id:vp oa:hasSource id:bron ; hgkm:eersteRegel 1 ; hgkm:laatsteRegel 1 .
id:X-1-ontbreekt a sh:NodeShape ; sh:targetClass :C ; sh:severity sh:Warning ; hgkm:regel "X-1" ;
    hgkm:bevindingStatus begrip:ontbreekt ; sh:message "Bij {focus} ontbreekt iets."@nl ;
"""


@pytest.fixture
def store(stored: Stored) -> Iterator[Store]:
    """Give a store in which one node violates every shape of this file."""
    with stored(":a a :C ; :q :b .") as store:
        yield store


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_that_does_not_fail_finds_what_is_wrong(
    engine: str, store: Store, one_shape: OneShape
) -> None:
    for shape in (SOUND, CLOSED):
        assert run_rules(store, one_shape(shape), engine).violations


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
def test_a_shape_that_cannot_run_breaks_the_check(
    engine: str, shape: str, store: Store, one_shape: OneShape
) -> None:
    with pytest.raises(HgkmError, match="broke down"):
        run_rules(store, one_shape(f"sh:targetClass :C ; {shape}"), engine)


@pytest.mark.parametrize(
    "outcome",
    [
        (False, "ValidationFailure", "it went wrong"),
        (True, Exception("no"), "it went wrong"),
    ],
)
def test_a_failure_that_pyshacl_returns_breaks_the_check(
    outcome: tuple[bool, object, str], store: Store, monkeypatch: pytest.MonkeyPatch, one_shape: OneShape
) -> None:
    monkeypatch.setattr(pyshacl, "validate", lambda *_, **__: outcome)
    for shape, engine in ((SOUND, "pyshacl"), (CLOSED, "sparql")):
        with pytest.raises(HgkmError, match=r"broke down.*it went wrong"):
            run_rules(store, one_shape(shape), engine)


@pytest.mark.parametrize(
    "error", [TimeoutError("too long"), RecursionError("too deep"), MemoryError("too big")]
)
def test_an_error_inside_pyshacl_breaks_the_check(
    error: Exception, store: Store, monkeypatch: pytest.MonkeyPatch, one_shape: OneShape
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(pyshacl, "validate", failing)
    for shape, engine in ((SOUND, "pyshacl"), (CLOSED, "sparql")):
        with pytest.raises(HgkmError, match=r"broke down.*too "):
            run_rules(store, one_shape(shape), engine)


@pytest.mark.parametrize(
    "error", [TimeoutError("too long"), RuntimeError("no more"), StoreError("disk is gone", "schijf is weg")]
)
@pytest.mark.parametrize("focuses", [None, [URIRef("http://example.org/a")]])
def test_an_error_inside_the_store_breaks_the_check(
    error: Exception,
    focuses: list[URIRef] | None,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    one_shape: OneShape,
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise error

    for reading in ("select", "written"):
        monkeypatch.setattr(ReadStore, reading, failing)
    with pytest.raises(HgkmError, match="broke down"):
        run_rules(store, one_shape(SOUND), "sparql", focuses=focuses)


@pytest.mark.parametrize(
    ("where", "focuses"),
    [
        ("shapes.sets.Judge.conforming", None),
        ("shapes.engines._together", [URIRef("http://example.org/a")]),
    ],
)
def test_a_fault_in_an_engine_breaks_the_check(
    where: str,
    focuses: list[URIRef] | None,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    one_shape: OneShape,
) -> None:
    def failing(*_: object) -> None:
        raise KeyError("sh:path")

    monkeypatch.setattr(where, failing)
    with pytest.raises(HgkmError, match="broke down"):
        run_rules(store, one_shape(SOUND), "sparql", focuses=focuses)


def test_shapes_that_stand_deep_in_each_other_break_nothing(store: Store, one_shape: OneShape) -> None:
    deep = "sh:class :D"
    for _ in range(30):
        deep = f"sh:node [ {deep} ]"
    both = [
        run_rules(store, one_shape(f"sh:targetClass :C ; {deep}"), engine).violations for engine in ENGINES
    ]
    assert both[0] == both[1] != frozenset()


def test_some_shapes_alone_come_with_what_they_lead_to_and_no_other_target(one_shape: OneShape) -> None:
    shape = "sh:targetClass :C ; sh:node :other . :other sh:targetClass :D ; sh:class :D . :third sh:class :C"
    alone = only(one_shape(shape).graph, [SHAPE])
    assert set(alone.subjects(SH.targetClass)) == {SHAPE}
    assert set(alone.subjects()) == {SHAPE, URIRef("http://example.org/other")}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_report_says_which_shapes_were_left_to_pyshacl(engine: str, store: Store, tmp_path: Path) -> None:
    own = tmp_path / "eigen.ttl"
    own.write_text(f"{OWN} sh:closed true .", encoding="utf-8")
    report = check(store, date=DAY, engine=engine, rules=with_own(own, DAY))
    assert {(f.rule, f.path, f.value) for f in report.findings} == {
        ("X-1", str(RDF.type), "http://example.org/C"),
        ("X-1", "http://example.org/q", "http://example.org/b"),
    }
    assert report.summary["byPyshacl"] == ([str(ID["X-1-ontbreekt"])] if engine == "sparql" else [])


@pytest.mark.parametrize("engine", ENGINES)
def test_shapes_and_facts_read_a_number_alike(engine: str, tmp_path: Path, stored: Stored) -> None:
    own = tmp_path / "eigen.ttl"
    own.write_text(
        f"{OWN.replace('NodeShape', 'PropertyShape')} sh:path :p ; sh:in ( 01 '02'^^xsd:integer ) .",
        encoding="utf-8",
    )
    with stored(":a a :C ; :p 1, 02, 3 .") as store:
        found = run_rules(store, with_own(own, DAY), engine, shapes=[ID["X-1-ontbreekt"]]).violations
    assert {str(violation.value) for violation in found} == {"3"}


def test_blank_nodes_of_two_files_of_shapes_stay_apart(tmp_path: Path) -> None:
    for number in ("1", "2"):
        shape = f"{OWN} sh:not _:inner . _:inner sh:class :C{number} ."
        (tmp_path / f"{number}.ttl").write_text(shape.replace("X-1", f"X-{number}"), encoding="utf-8")
    graph = with_own(tmp_path, DAY).graph
    conditions = [graph.value(ID[f"X-{number}-ontbreekt"], SH["not"]) for number in ("1", "2")]
    assert [str(graph.value(condition, SH["class"]))[-2:] for condition in conditions] == ["C1", "C2"]

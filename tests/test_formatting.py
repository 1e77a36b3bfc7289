"""The layout of Turtle: one text for the same statements, easy to read, nothing lost."""

from pathlib import Path
from random import Random

import pyoxigraph as oxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, XSD

from graph import formatting
from graph.errors import InputError
from graph.formatting import format_turtle, main, project_files
from graph.prefixes import PREFIXES
from graph.terms import Triples, named
from graph.turtle import serialize

EXAMPLE = {"ex": "https://example.org/"}
UNTIDY = """# What this file is.
# Second line.

@prefix h: <https://w3id.org/hgkm/def#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://example.org/> . @prefix unused: <https://example.org/unused/> .
# This comment goes.
ex:vp-10 h:eersteRegel 39 . ex:vp-9 h:eersteRegel 039 ; h:open true ; h:deel 1.50 .
ex:shape sh:sparql [ sh:select '''
  SELECT $this WHERE { $this ?p "x" }
''' ; sh:message "Zeg \\"wie\\"."@nl ] ; a sh:NodeShape ;
  <http://www.w3.org/2004/02/skos/core#prefLabel> "b"@nl, "a"@nl, "c"@en ;
  sh:in ( ex:b "a" [ sh:path ex:p ] ) ; sh:or () ; <https://example.org/x/y> <urn:x:y> .
"""
TIDY = '''# What this file is.
# Second line.

@prefix ex: <https://example.org/> .
@prefix hgkm: <https://w3id.org/hgkm/def#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

ex:shape a sh:NodeShape ;
  skos:prefLabel "c"@en, "a"@nl, "b"@nl ;
  <https://example.org/x/y> <urn:x:y> ;
  sh:in ( ex:b "a" [ sh:path ex:p ] ) ;
  sh:or () ;
  sh:sparql [
    sh:message "Zeg \\"wie\\"."@nl ;
    sh:select """
  SELECT $this WHERE { $this ?p "x" }
"""
  ] .

ex:vp-9 hgkm:deel 1.50 ;
  hgkm:eersteRegel 039 ;
  hgkm:open true .

ex:vp-10 hgkm:eersteRegel 39 .
'''


def test_a_file_is_laid_out_for_the_reader() -> None:
    assert format_turtle(UNTIDY.encode(), "x.ttl") == TIDY


def test_many_objects_stand_one_a_line() -> None:
    label = "een omschrijving van enige lengte, nummer"
    laid_out = format_turtle(f"<x:s> <x:p> '{label} 10', '{label} 9', '{label} 8' .".encode(), "x.ttl")
    assert laid_out == f'<x:s> <x:p>\n    "{label} 8",\n    "{label} 9",\n    "{label} 10" .\n'


def test_long_blank_nodes_stand_behind_each_other() -> None:
    long = "tekst " * 12
    laid_out = format_turtle(f"<x:s> <x:p> [ <x:q> 2 ; <x:r> '{long}' ], [ <x:q> 1 ] .".encode(), "x.ttl")
    assert laid_out == f'<x:s> <x:p> [\n    <x:q> 2 ;\n    <x:r> "{long}"\n  ], [ <x:q> 1 ] .\n'


IRIS = st.sampled_from(
    ["https://w3id.org/hgkm/id/a-1", "https://w3id.org/hgkm/id/a-10", "x:y", "x:é/(b)", "http://x/#.."]
)
NODES = st.one_of(
    IRIS.map(oxigraph.NamedNode), st.integers(0, 5).map(lambda number: oxigraph.BlankNode(f"b{number}"))
)
TEXTS = st.text(st.sampled_from("aé\"'\\\n\r\t\x01 .;["), max_size=6)
LITERALS = st.one_of(
    TEXTS.map(oxigraph.Literal),
    st.builds(oxigraph.Literal, TEXTS, language=st.sampled_from(["nl", "en-gb"])),
    st.builds(
        oxigraph.Literal,
        st.sampled_from(["1", "-01", "+1.0", ".5", "1.", "1e3", "true", "True", "x", ""]),
        datatype=st.sampled_from(
            [named(XSD[name]) for name in ("integer", "decimal", "double", "boolean", "date")]
        ),
    ),
)
VERBS = st.sampled_from([named(RDF.type), named(RDF.first), named(RDF.rest), oxigraph.NamedNode("x:p")])
TRIPLES = st.sets(
    st.builds(oxigraph.Triple, NODES, VERBS, st.one_of(NODES, LITERALS, st.just(named(RDF.nil)))), max_size=12
)


def canonical(triples: Triples) -> set[oxigraph.Quad]:
    dataset = oxigraph.Dataset(oxigraph.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(oxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


@given(TRIPLES, st.randoms(use_true_random=False))
def test_nothing_is_lost_and_order_does_not_matter(triples: set[oxigraph.Triple], random: Random) -> None:
    in_some_order = sorted(triples, key=str)
    random.shuffle(in_some_order)
    text = serialize(in_some_order)
    read = list(oxigraph.parse(text, oxigraph.RdfFormat.TURTLE))
    assert canonical(read) == canonical(triples)
    assert serialize(read) == text
    assert serialize(sorted(triples, key=str)) == text


def test_other_tools_read_what_they_read_before() -> None:
    before, after = (Graph().parse(data=text, format="turtle") for text in (UNTIDY, TIDY))
    assert isomorphic(before, after)


def test_a_graph_of_rdflib_is_written_alike() -> None:
    numbers_as_rdflib_writes_them = TIDY.replace("039", "39")
    graph = Graph().parse(data=TIDY, format="turtle")
    assert numbers_as_rdflib_writes_them.endswith(serialize(graph, EXAMPLE | PREFIXES))


# The command


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "x.ttl"
    path.write_text(UNTIDY, "utf-8")
    return path


def test_the_command_lays_out_files(file: Path) -> None:
    assert main([str(file)]) == 0
    assert file.read_text("utf-8") == TIDY


def test_the_check_names_the_files_and_changes_nothing(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--check", str(file)]) == 1
    assert capsys.readouterr().err == f"{file}: run 'python -m graph.formatting' to lay it out\n"
    assert file.read_text("utf-8") == UNTIDY
    file.write_text(TIDY, "utf-8")
    assert main(["--check", str(file)]) == 0


@pytest.mark.parametrize("content", ["<x:s> <x:p> 'open .", None], ids=["broken", "not there"])
def test_a_file_that_cannot_be_read_is_named(
    file: Path, capsys: pytest.CaptureFixture[str], content: str | None
) -> None:
    if content is None:
        file.unlink()
    else:
        file.write_text(content)
    assert main([str(file)]) == 2
    error = capsys.readouterr().err
    assert error.startswith(str(file))
    assert error.count("\n") == 1


def test_a_broken_document_says_where() -> None:
    with pytest.raises(InputError, match=r"x\.ttl, line 2, column 8: "):
        format_turtle(b"<x:s>\n <x:p> .", "x.ttl")


def test_without_files_the_project_s_own_are_taken(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    assert {path.parts[-2] for path in project_files()} >= {"ontology", "begrippen"}
    monkeypatch.setattr(formatting, "project_files", lambda: [file])
    assert main([]) == 0
    assert file.read_text("utf-8") == TIDY

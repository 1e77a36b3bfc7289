"""Export: what comes out goes in again, and the same content gives the same bytes."""

import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyoxigraph as oxigraph
import pytest
from rdflib import Graph, Literal

from graph.errors import OutputError
from graph.export import FORMATS, export
from graph.loading import load_files, shipped_quads
from graph.output import refuse_unwritable, write_output
from graph.store import ReadStore, in_memory
from graph.terms import Node, named, to_oxigraph
from ontology.vocabulary import GRAAF, ID

EXTENSIONS = {"trig": ".trig", "nquads": ".nq", "turtle": ".ttl", "jsonld": ".jsonld"}


def quads() -> list[oxigraph.Quad]:
    ends: list[Node] = [Literal('"x"\n'), Literal("ja", lang="nl"), Literal(39), ID.ander, GRAAF.a]
    return [
        oxigraph.Quad(named(ID[name]), named(ID.p), to_oxigraph(end), named(graph))
        for name, graph in [("a-9", GRAAF.a), ("a-10", GRAAF.a), ("b", GRAAF["b/c"])]
        for end in ends
    ]


@pytest.fixture
def store() -> Iterator[ReadStore]:
    with in_memory(quads()) as made:
        yield made


def test_every_format_has_an_extension() -> None:
    assert EXTENSIONS.keys() == FORMATS.keys()


@pytest.mark.parametrize("layout", FORMATS)
def test_what_was_exported_can_be_loaded(store: ReadStore, layout: str, tmp_path: Path) -> None:
    file = tmp_path / f"export{EXTENSIONS[layout]}"
    file.write_bytes(export(store, layout))
    with in_memory() as copy:
        load_files(copy, [file], GRAAF.alles if layout == "turtle" else None)
        if layout == "turtle":
            assert {quad.triple for quad in copy.quads()} == {quad.triple for quad in store.quads()}
        else:
            assert set(copy.quads()) == set(store.quads())


@pytest.mark.parametrize("layout", FORMATS)
def test_the_same_content_gives_the_same_bytes(store: ReadStore, layout: str) -> None:
    with in_memory(reversed(quads())) as other:
        assert export(other, layout) == export(store, layout)


@pytest.mark.parametrize("layout", FORMATS)
def test_one_graph_can_be_exported(store: ReadStore, layout: str) -> None:
    with in_memory(store.quads([GRAAF.a])) as part:
        assert export(store, layout, [GRAAF.a]) == export(part, layout)


@pytest.mark.parametrize("layout", FORMATS)
def test_an_empty_store_gives_an_empty_document(layout: str, tmp_path: Path) -> None:
    file = tmp_path / f"export{EXTENSIONS[layout]}"
    with in_memory() as empty:
        file.write_bytes(export(empty, layout))
    assert list(oxigraph.parse(path=str(file))) == []


def test_exports_are_short_and_readable(store: ReadStore) -> None:
    turtle = export(store, "turtle", [GRAAF.a]).decode()
    assert 'id:a-9 id:p 39, "\\"x\\"\\n"' not in turtle
    assert turtle.index("id:a-9 ") < turtle.index("id:a-10 ")
    assert "graaf:a {\n" in export(store, "trig").decode()
    assert json.loads(export(store, "jsonld"))["@graph"][0]["@id"] == "graaf:a"


def test_all_that_comes_with_hgkm_survives_every_format(tmp_path: Path) -> None:
    with in_memory(shipped_quads()) as shipped:
        for layout in ("trig", "nquads", "jsonld"):
            file = tmp_path / f"export{EXTENSIONS[layout]}"
            file.write_bytes(export(shipped, layout))
            with in_memory() as copy:
                load_files(copy, [file])
                assert set(copy.quads()) == set(shipped.quads()), layout


def test_rdflib_reads_the_same_from_turtle(store: ReadStore) -> None:
    assert set(Graph().parse(export(store, "turtle"), format="turtle")) == set(store.rdflib_graph())


# Where it is written


def test_output_replaces_a_file_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "export.ttl"
    path.write_text("oud en langer")
    write_output("nieuw é", path)
    assert path.read_text("utf-8") == "nieuw é"
    assert [file.name for file in tmp_path.iterdir()] == ["export.ttl"]


def test_output_follows_a_link_and_leaves_it(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "real").write_text("oud")
    write_output(b"nieuw", tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "nieuw"


def test_output_to_a_device_is_written_to_it() -> None:
    write_output("weg", Path(os.devnull))
    assert not stat.S_ISREG(Path(os.devnull).stat().st_mode)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("geen/map/x.ttl", "No such file or directory"),
        (".", "Is a directory"),
        ("file/x.ttl", "Not a directory"),
    ],
)
def test_output_that_cannot_be_written_gives_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("...")
    for refuse in (refuse_unwritable, partial(write_output, "x")):
        with pytest.raises(OutputError, match=f"cannot be written: {reason}") as raised:
            refuse(Path(place))
        assert "\n" not in raised.value.english
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_output_without_a_path_goes_to_standard_output() -> None:
    code = "from graph.output import write_output; write_output('é\\n', None); write_output(b'x', None)"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, check=True)
    assert done.stdout == "é\nx".encode()


def test_output_comes_after_what_was_printed_before(monkeypatch: pytest.MonkeyPatch) -> None:
    content = io.BytesIO()
    stream = io.TextIOWrapper(content, "utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    stream.write("eerst ")
    write_output("daarna", None)
    assert content.getvalue() == b"eerst daarna"

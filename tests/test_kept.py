"""What is kept beside a big store: it says what the store says, after whatever change, or it is not used."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyoxigraph as oxigraph
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from rdflib import URIRef
from rdflib.namespace import XSD

import graph.store
from graph.columns import Columns
from graph.directory import Ownership
from graph.errors import PersonalDataError, StoreError
from graph.numbered import in_batches, is_kept
from graph.store import ReadStore, in_memory, open_owner, open_reader
from graph.terms import named

HERE = "http://example.org/"
P = URIRef(HERE + "p")
Quad = oxigraph.Quad
Said = set[tuple[object, object, object]]

texts = st.text(st.sampled_from('ab "\\<>.\n\t\r\u2028_:^@'), max_size=6)
literals = st.one_of(
    texts.map(oxigraph.Literal),
    texts.map(lambda text: oxigraph.Literal(text, language="NL-be")),
    texts.map(lambda text: oxigraph.Literal(text, datatype=named(HERE + "dt"))),
    st.sampled_from(["1", "01", "+1", "x"]).map(
        lambda text: oxigraph.Literal(text, datatype=named(XSD.integer))
    ),
    st.sampled_from(["1.0", "1.00"]).map(lambda text: oxigraph.Literal(text, datatype=named(XSD.decimal))),
    st.just(oxigraph.Literal("2026-01-31T00:00:00.000Z", datatype=named(XSD.dateTime))),
    st.just(oxigraph.Literal("true", datatype=named(XSD.boolean))),
)
names = st.sampled_from("abcd").map(lambda name: named(HERE + name))
quads = st.builds(Quad, names, st.sampled_from([named(P), named(HERE + "q")]), names | literals, names)
steps = st.lists(
    st.tuples(st.booleans(), st.lists(quads, max_size=4), st.lists(quads, max_size=4)), max_size=4
)


@pytest.fixture(autouse=True)
def _small_is_big(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep columns beside every store."""
    monkeypatch.setattr(graph.store, "_COPIED", 0)


def said(columns: Columns) -> tuple[Said, set[tuple[object, object]]]:
    """Give all statements, and what one property says."""
    statements, pairs = columns.statements().select("from", "step", "to"), columns.pairs(P)
    terms = columns.nodes(pl.concat([statements[part].rename("number") for part in statements.columns]))
    return (
        {(terms[start], terms[step], terms[end]) for start, step, end in statements.iter_rows()},
        {(terms[start], terms[end]) for start, end in pairs.iter_rows()},
    )


def read_from_the_store(reader: ReadStore, graphs: list[URIRef] | None = None) -> Columns:
    """Give columns that do not use what is kept."""
    return Columns(ReadStore(reader._database), graphs)


def checked(path: Path) -> bool:
    """Compare what is kept with the store; false if nothing is kept."""
    with open_reader(path) as reader:
        one_graph = [URIRef(HERE + "a")]
        assert said(Columns(reader)) == said(read_from_the_store(reader))
        assert said(Columns(reader, one_graph)) == said(read_from_the_store(reader, one_graph))
        return bool(reader.kept) and is_kept(reader.kept or path)


@given(st.lists(quads, max_size=8), steps)
@settings(max_examples=15, phases=[Phase.generate])
def test_it_says_what_the_store_says_after_any_changes(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[Quad],
    changes: list[tuple[bool, list[Quad], list[Quad]]],
) -> None:
    path = tmp_path_factory.mktemp("kept")
    with open_owner(path) as store:
        store.fill(first)
        for fills, gone, came in changes:
            if fills:
                store.fill(came)
            else:
                store.change(gone, came)
        assert checked(path)
    with open_owner(path):
        assert checked(path)


# The same statement, as others than the store may write it.
SPELLINGS = [
    lambda line: line,
    lambda line: f"{line}\r",
    lambda line: line.replace("> <", ">  <", 1),
    lambda line: f"{line} # toelichting",
    lambda line: f"# toelichting\n\n{line}",
    lambda line: line.replace("a", r"\u0061"),
    lambda line: line.replace('" <', f'"^^<{XSD.string}> <'),
    lambda line: line.replace("@nl-be", "@nl-BE"),
    lambda line: line.replace(r"\t", "\t"),
]


@given(st.lists(st.tuples(quads, st.sampled_from(SPELLINGS)), max_size=8), st.integers(1, 400))
@settings(max_examples=40, phases=[Phase.generate])
def test_lines_of_a_file_say_the_same_as_their_statements(
    tmp_path_factory: pytest.TempPathFactory,
    some: list[tuple[Quad, Callable[[str], str]]],
    block: int,
) -> None:
    path = tmp_path_factory.mktemp("kept")
    file = path / "some.nq"
    text = "\n".join(spelled(f"{quad} .") for quad, spelled in some)
    file.write_bytes(text.encode())
    with pytest.MonkeyPatch.context() as small, open_owner(path / "store") as store:
        small.setattr("graph.filling._BLOCK", block)
        store.fill_with_lines([file])
        assert set(store.quads()) == set(in_memory(oxigraph.parse(text, oxigraph.RdfFormat.N_QUADS)).quads())
        assert checked(path / "store")


def about(name: str, text: str = "x") -> Quad:
    return Quad(named(HERE + name), named(P), oxigraph.Literal(text), named(HERE + "a"))


def filled(path: Path) -> Path:
    """Make a store with one statement, beside which it is kept."""
    with open_owner(path) as store:
        store.fill([about("a")])
    assert checked(path)
    return path


def full(*_: object) -> None:
    """Stand for a disk that is full."""
    raise OSError(28, "No space left on device")


def test_it_is_not_believed_after_a_change_that_was_never_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = filled(tmp_path / "store")
    with open_owner(path) as store, monkeypatch.context() as broken:
        broken.setattr(Ownership, "publish", full)
        with pytest.raises(StoreError, match="No space left"):
            store.change([], [about("b")])
    with open_owner(path):
        assert not checked(path)


def test_nor_is_what_comes_after_such_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = filled(tmp_path / "store")
    with open_owner(path) as store:
        with monkeypatch.context() as broken:
            broken.setattr(Ownership, "publish", full)
            with pytest.raises(StoreError):
                store.change([], [about("b")])
        store.change([], [about("c")])
        assert not checked(path)


def test_it_stays_when_a_change_is_refused(tmp_path: Path) -> None:
    path = filled(tmp_path / "store")
    with open_owner(path) as store:
        with pytest.raises(PersonalDataError):
            store.fill(
                [Quad(named(HERE + "b"), named(P), oxigraph.Literal("bel 06 12345678"), named(HERE + "a"))]
            )
        store.change([], [about("b")])
        assert checked(path)


def test_what_another_version_numbered_is_not_used(tmp_path: Path) -> None:
    path = filled(tmp_path / "store")
    with open_reader(path) as reader:
        assert reader.kept
        (reader.kept / "made.json").write_text(json.dumps({"layout": 0}))
    assert not checked(path)


@given(st.lists(quads | st.builds(Quad, names, names, names | literals), max_size=12))
@settings(max_examples=60)
def test_statements_are_taken_apart_as_they_are_written(some: list[Quad]) -> None:
    for batch in in_batches(some):
        for quad, (subject, predicate, value, where) in zip(batch.quads, batch.rows.rows(), strict=True):
            assert (subject, predicate, value) == (str(quad.subject), str(quad.predicate), str(quad.object))
            assert where == (None if quad.graph_name == oxigraph.DefaultGraph() else str(quad.graph_name))

"""Loading files: what is read, where it goes, and that nothing happens when something is wrong."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pyoxigraph as oxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal, URIRef

import graph.loading
from graph.blanks import GENID, blank_node_names
from graph.changes import history, undo
from graph.errors import HgkmError, InputError, PersonalDataError
from graph.loading import GEDEELD, ONTOLOGIE, load_files, load_shipped, plan_graph, plan_slugs, shipped_quads
from graph.store import Store, in_memory
from ontology.vocabulary import GRAAF, ID

A = GRAAF["a"]
PREFIXES = "@prefix id: <https://w3id.org/hgkm/id/> . @prefix hgkm: <https://w3id.org/hgkm/def#> .\n"
PLAN = PREFIXES + "id:plan a hgkm:Plan ; <http://purl.org/dc/terms/identifier> 'venlo' .\n"


@pytest.fixture
def store() -> Iterator[Store]:
    with in_memory() as made:
        yield made


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(name: str, content: str | bytes) -> Path:
    path = Path(name)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def objects(store: Store, graph: URIRef = A) -> list[str]:
    rows = store.select("SELECT DISTINCT ?o WHERE { ?s ?p ?o } ORDER BY ?o", [graph]).rows
    return [str(row[0]) for row in rows]


# What is read


SAME = {
    "x.ttl": PREFIXES + "id:s id:p 'ja' .",
    "X.TTL": PREFIXES + "id:s id:p 'ja' .",
    "x.nt": f'<{ID.s}> <{ID.p}> "ja" .',
    "x.trig": PREFIXES + f"<{A}> {{ id:s id:p 'ja' }}",
    "x.nq": f'<{ID.s}> <{ID.p}> "ja" <{A}> .',
    "x.jsonld": f'{{"@id": "{A}", "@graph": [{{"@id": "{ID.s}", "{ID.p}": "ja"}}]}}',
    "x.json": f'{{"@context": {{"id": "{ID}"}}, "@id": "id:s", "id:p": "ja"}}',
}


@pytest.mark.parametrize("name", SAME)
@pytest.mark.usefixtures("directory")
def test_each_format_gives_the_same_statement_in_the_same_graph(store: Store, name: str) -> None:
    load_files(store, [written(name, SAME[name])], A)
    rows = store.select("SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }").rows
    assert rows == [(A, ID.s, ID.p, Literal("ja"))]


@pytest.mark.usefixtures("directory")
def test_a_byte_order_mark_is_no_part_of_the_data(store: Store) -> None:
    load_files(store, [written("x.ttl", b"\xef\xbb\xbf" + PLAN.encode())])
    assert store.graphs() == [plan_graph("venlo")]


BAD = [
    ("line3.ttl", PREFIXES + "id:s id:p 'ja' .\nid:s id:p ;; .", "line3.ttl, line 3, column 11: "),
    ("short.ttl", PREFIXES + "id:s id:p 'ja", "short.ttl, line 2, column 11: "),
    ("prefix.ttl", "ex:s ex:p ex:o .", "prefix.ttl, line 1, column 1: The prefix ex: has not been declared."),
    ("relative.ttl", "<s> <p> <o> .", "relative.ttl, line 1, column 1: No scheme found in an absolute IRI."),
    (
        "latin1.ttl",
        "<x:s> <x:p> 'caf\xe9' .".encode("latin-1"),
        "latin1.ttl, line 1, column 17: Invalid UTF-8",
    ),
    ("line2.nq", "<x:s> <x:p> <x:o> <x:g> .\n<x:s> <x:p> oeps .", "line2.nq, line 2, column 13: "),
    ("line1.jsonld", '{"@id": }', "line1.jsonld, line 1, column 9: "),
    (
        "remote.jsonld",
        '{"@context": "https://example.org/c", "@id": "x:s"}',
        "remote.jsonld: its @context is a web",
    ),
    ("relative.jsonld", '{"@id": "s", "x:p": 1}', "relative.jsonld: the IRI 's' is relative"),
    (
        "star.ttl",
        "<x:s> <x:p> <<( <x:s> <x:p> <x:o> )>> .",
        r"star.ttl: triple terms and text directions \(RDF 1.2\)",
    ),
    ("rtl.ttl", "<x:s> <x:p> 'x'@ar--rtl .", r"rtl.ttl: triple terms and text directions \(RDF 1.2\)"),
    ("blank.trig", "_:g { <x:s> <x:p> <x:o> }", "blank.trig: a graph in it has no name"),
    ("data.rdf", "<rdf:RDF/>", "data.rdf: RDF/XML is not read: save the data as Turtle"),
    ("data.owl", "<rdf:RDF/>", "data.owl: RDF/XML is not read"),
    ("disguised.ttl", '<?xml version="1.0"?><rdf:RDF/>', "disguised.ttl: RDF/XML is not read"),
    ("plan.docx", "PK", "plan.docx: hgkm reads linked data from files that end in .ttl, .trig"),
    ("empty.ttl", PREFIXES, "empty.ttl: it holds no statements."),
]


@pytest.mark.parametrize(("name", "content", "message"), BAD, ids=[name for name, *_ in BAD])
@pytest.mark.usefixtures("directory")
def test_a_broken_file_says_where_it_is_broken_and_changes_nothing(
    store: Store, name: str, content: str | bytes, message: str
) -> None:
    good = written("good.ttl", PREFIXES + "id:s id:p 'oud' .")
    load_files(store, [good], A)
    written("good.ttl", PREFIXES + "id:s id:p 'nieuw' .")
    with pytest.raises(InputError, match=message) as raised:
        load_files(store, [good, written(name, content)], A)
    assert "\n" not in raised.value.english + raised.value.dutch
    assert raised.value.dutch.startswith(name)
    assert objects(store) == ["oud"]


@pytest.mark.usefixtures("directory")
def test_a_file_that_is_not_there_is_named(store: Store) -> None:
    with pytest.raises(InputError, match=r"nergens\.ttl: it cannot be opened \(No such file or directory\)"):
        load_files(store, [Path("nergens.ttl")])
    Path("map.ttl").mkdir()
    with pytest.raises(InputError, match=r"map\.ttl: it cannot be opened \(Is a directory\)"):
        load_files(store, [Path("map.ttl")])


# Where it goes


@pytest.mark.usefixtures("directory")
def test_the_file_of_one_plan_goes_to_the_graph_of_that_plan(store: Store) -> None:
    change = load_files(
        store, [written("x.ttl", PLAN + "id:ander a hgkm:Plan . id:bron <x:identifier> 'b' .")]
    )
    assert change.graphs == (plan_graph("venlo"),)


@pytest.mark.parametrize(
    "content",
    [
        PREFIXES + "id:s id:p 'ja' .",
        PLAN + "id:ander a hgkm:Plan ; <http://purl.org/dc/terms/identifier> 'ridderkerk' .",
        PREFIXES + "id:plan a hgkm:Plan .",
    ],
    ids=["no plan", "two plans", "a plan without identifier"],
)
@pytest.mark.usefixtures("directory")
def test_statements_that_belong_nowhere_are_asked_for(store: Store, content: str) -> None:
    with pytest.raises(
        InputError, match=r"x\.ttl: \d+ of its statements stand in no named graph.*--graph IRI"
    ):
        load_files(store, [written("x.ttl", content)])
    assert len(store) == 0


@pytest.mark.usefixtures("directory")
def test_loose_statements_in_a_file_of_graphs_are_asked_for(store: Store) -> None:
    mixed = written("x.trig", PLAN + "<x:g> { <x:s> <x:p> <x:o> }")
    with pytest.raises(InputError, match="2 of its statements stand in no named graph"):
        load_files(store, [mixed])
    load_files(store, [mixed], A)
    assert store.graphs() == sorted([A, URIRef("x:g")])


@pytest.mark.usefixtures("directory")
def test_files_for_one_graph_are_laid_together(store: Store) -> None:
    files = [written(f"{name}.ttl", PREFIXES + f"id:{name} id:p '{name}' .") for name in ("x", "y")]
    load_files(store, files, A)
    assert objects(store) == ["x", "y"]


@pytest.mark.usefixtures("directory")
def test_loading_replaces_a_graph_and_leaves_the_others(store: Store) -> None:
    load_files(store, [written("x.ttl", PREFIXES + "id:s id:p 'oud', 'blijft' .")], A)
    load_files(store, [written("y.ttl", PREFIXES + "id:s id:p 'elders' .")], GRAAF["b"])
    change = load_files(store, [written("x.ttl", PREFIXES + "id:s id:p 'nieuw', 'blijft' .")], A)
    assert (change.removed, change.added) == (1, 1)
    assert objects(store) == ["blijft", "nieuw"]
    assert objects(store, GRAAF["b"]) == ["elders"]


@pytest.mark.usefixtures("directory")
def test_loading_a_file_again_changes_nothing(store: Store) -> None:
    file = written("x.ttl", PLAN + "id:s id:p [ id:q 01, 1.50, ( 'a' 'b' ) ] .")
    assert load_files(store, [file])
    assert not load_files(store, [file])


@pytest.mark.parametrize("blank", ["", "id:s id:p [ id:q 'x' ] ."], ids=["names only", "blank nodes"])
@pytest.mark.usefixtures("directory")
def test_a_big_file_is_loaded_as_a_stream_and_replaced_like_any_other(
    store: Store, monkeypatch: pytest.MonkeyPatch, blank: str
) -> None:
    monkeypatch.setattr(graph.loading, "_BIG", 10)
    many = "".join(f"id:s{number} id:p 'x' .\n" for number in range(20))
    load_files(store, [written("x.ttl", PREFIXES + many + blank)], A)
    assert len(store) == 20 + 2 * bool(blank)
    load_files(store, [written("x.ttl", PREFIXES + many.replace("id:s1 ", "id:other "))], A)
    assert len(store) == 20
    assert store.ask("ASK { id:other ?p ?o FILTER NOT EXISTS { id:s1 ?q ?r } }")


LINES = "".join(f'<x:s{number}> <x:p> "x" <{A}> .\n' for number in range(20))


@pytest.mark.parametrize(
    "more",
    ["", "<x:s> <x:p> _:b <x:g> .", "<x:s> <x:p> <x:o> ."],
    ids=["as a store writes it", "a blank node", "no graph"],
)
@pytest.mark.usefixtures("directory")
def test_a_big_file_of_lines_is_loaded_like_any_other(
    store: Store, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    monkeypatch.setattr(graph.loading, "_BIG", 10)
    for lines in (LINES, LINES.replace("s1>", "other>")):
        load_files(store, [written("x.nq", lines + more)], A)
        assert len(store) == 20 + bool(more)
    assert store.ask("ASK { <x:other> ?p ?o FILTER NOT EXISTS { <x:s1> ?q ?r } }")


@pytest.mark.usefixtures("directory")
def test_the_line_is_told_that_is_wrong_in_a_big_file(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph.loading, "_BIG", 10)
    with pytest.raises(InputError, match=r"x\.nq, line 21, column"):
        load_files(store, [written("x.nq", f"{LINES}<x:s1> <x:p> 'y' <{A}> .")])
    assert len(store) == 0


@pytest.mark.usefixtures("directory")
def test_nothing_planted_comes_in_with_lines(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph.loading, "_BIG", 10)
    with pytest.raises(PersonalDataError, match="p of <x:s>"):
        load_files(store, [written("x.nq", f'{LINES}<x:s> <x:p> "bel 06-12345678" <{A}> .')])
    assert len(store) == 0


# Blank nodes


@pytest.mark.usefixtures("directory")
def test_everything_gets_an_iri_that_does_not_depend_on_the_rest_of_the_file(store: Store) -> None:
    def loaded(content: str) -> set[str]:
        load_files(store, [written("x.ttl", PREFIXES + content)], A)
        return {str(quad.subject) for quad in store.quads() if GENID in str(quad.subject)}

    first = loaded("id:s id:p [ id:q 1 ; id:r [ id:q 2 ] ] .")
    assert len(first) == 2
    assert loaded("id:t id:p [ id:q 3 ] . id:s id:p _:b . _:c id:q 2 . _:b id:r _:c ; id:q 1 .") > first
    assert loaded("id:s id:p [ id:q 1 ; id:r [ id:q 4 ] ] .").isdisjoint(first)


@pytest.mark.usefixtures("directory")
def test_blank_nodes_that_look_alike_stay_apart(store: Store) -> None:
    load_files(store, [written("x.ttl", PREFIXES + "id:s id:p [ id:q 1 ], [ id:q 1 ] .")], A)
    assert len({quad.subject for quad in store.quads()}) == 3


@given(
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from("pq"), st.integers(0, 6)), min_size=1, unique=True),
    st.randoms(use_true_random=False),
)
def test_names_of_blank_nodes_do_not_depend_on_order_or_labels(
    edges: list[tuple[int, str, int]], random: Random
) -> None:
    def triples(labels: list[oxigraph.BlankNode]) -> list[oxigraph.Triple]:
        ends: list[oxigraph.BlankNode | oxigraph.Literal | oxigraph.NamedNode] = [*labels]
        ends += [oxigraph.Literal("x"), oxigraph.NamedNode("x:o")]
        return [oxigraph.Triple(labels[s], oxigraph.NamedNode(f"x:{p}"), ends[o]) for s, p, o in edges]

    first, second = ([oxigraph.BlankNode() for _ in range(5)] for _ in range(2))
    shuffled = triples(second)
    random.shuffle(shuffled)
    names, again = blank_node_names(triples(first)), blank_node_names(shuffled)
    assert sorted(names.values()) == sorted(again.values())
    assert len(set(names.values())) == len(names)


# What comes with hgkm


def test_all_that_comes_with_hgkm_stands_in_exactly_one_graph() -> None:
    places: dict[str, str] = {}
    for quad in shipped_quads():
        triple, name = str(quad.triple), str(quad.graph_name)
        assert places.setdefault(triple, name) == name, f"{triple} stands in two graphs: keep it in one file"


def test_all_that_comes_with_hgkm_loads_into_its_graphs_and_again_without_change(store: Store) -> None:
    load_shipped(store)
    assert set(store.graphs()) == {ONTOLOGIE, GEDEELD, GRAAF.leidraad, *map(plan_graph, plan_slugs())}
    assert not load_shipped(store)


def test_plans_come_in_order() -> None:
    assert all(one < other for one, other in pairwise(plan_slugs()))


def test_a_file_that_is_loaded_is_remembered_with_what_stood_there_before(tmp_path: Path) -> None:
    at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    file = tmp_path / "a.ttl"
    with in_memory() as store:
        for hours, text in enumerate(("eerst", "later", "later")):
            file.write_text(f'<urn:a> <http://www.w3.org/2004/02/skos/core#note> "{text}"@nl .', "utf-8")
            load_files(store, [file], GRAAF.proef, by="Sam", at=at + timedelta(hours=hours))
        later, first = history(store)
        assert (first.by, first.at, first.about) == ("Sam", at, GRAAF.proef)
        assert "a.ttl" in first.why
        assert "1 uitspraak erbij, 1 weg" in later.why
        assert [str(quad.object) for quad in later.removed] == ['"eerst"@nl']
        undo(store, later.iri, by="Kim", at=at)
        assert [str(quad.object) for quad in store.quads([GRAAF.proef])] == ['"eerst"@nl']


def test_of_very_much_only_how_much_it_was_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.changes._REMEMBERED", 1)
    at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    file = tmp_path / "a.ttl"
    file.write_text("<urn:a> <urn:b> <urn:c>, <urn:d> .", "utf-8")
    with in_memory() as store:
        for most in (200_000, 0):  # the second time it streams into the store
            monkeypatch.setattr("graph.loading._BIG", most)
            load_files(store, [file], GRAAF[f"proef{most}"], by="Sam", at=at)
        found = history(store)
        assert [one.why for one in found] == ["ingelezen: a.ttl (2 uitspraken erbij, 0 weg)"] * 2
        assert not any(one.added or one.removed for one in found)
        with pytest.raises(HgkmError, match="load the earlier file"):
            undo(store, found[0].iri, by="Kim", at=at)


def test_of_contacts_nothing_is_kept_beside_their_graph(tmp_path: Path) -> None:
    file = tmp_path / "contacten.ttl"
    file.write_text(
        "<urn:post> <http://www.w3.org/2006/vcard/ns#hasEmail> <mailto:a.devries@venlo.nl> .", "utf-8"
    )
    at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    with in_memory() as store:
        load_files(store, [file], GRAAF.contacten, by="Sam", at=at)
        (made,) = history(store)
        assert (made.by, made.about, made.added) == ("Sam", GRAAF.contacten, ())
        others = [graph for graph in store.graphs() if graph != GRAAF.contacten]
        assert others
        assert "devries" not in "".join(map(str, store.quads(others)))

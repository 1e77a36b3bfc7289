"""A store: what a query sees and what a change does."""

from collections.abc import Iterator

import pyoxigraph as oxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import XSD

from graph.errors import HgkmError, QueryError, StoreError
from graph.store import Store, in_memory
from graph.terms import Node, named, to_oxigraph, to_rdflib
from ontology.vocabulary import GRAAF, ID

A, B, X = GRAAF["a"], GRAAF["b"], Literal("x")
ALL = "SELECT DISTINCT ?s WHERE { ?s ?p ?o } ORDER BY ?s"


def quad(subject: str, graph: URIRef = A, value: Node = X) -> oxigraph.Quad:
    return oxigraph.Quad(named(ID[subject]), named(ID["p"]), to_oxigraph(value), named(graph))


def subjects(answer_of: Store, graphs: list[URIRef] | None = None) -> list[str]:
    return [str(row[0]).removeprefix(ID) for row in answer_of.select(ALL, graphs).rows]


@pytest.fixture
def store() -> Iterator[Store]:
    with in_memory([quad("in-a"), quad("in-b", B)]) as made:
        yield made


# What a query sees


def test_a_query_sees_all_graphs_together(store: Store) -> None:
    assert subjects(store) == ["in-a", "in-b"]


def test_a_query_sees_no_other_graphs_than_it_is_given(store: Store) -> None:
    assert subjects(store, [A]) == ["in-a"]
    assert subjects(store, []) == []
    assert not store.ask("ASK { GRAPH graaf:b { ?s ?p ?o } }", [A])
    assert store.select("SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } }", [A]).rows == [(A,)]


def test_a_query_cannot_widen_what_it_sees(store: Store) -> None:
    assert store.select("SELECT ?s FROM graaf:b WHERE { ?s ?p ?o }", [A]).rows == [(ID["in-a"],)]


def test_a_graph_that_is_given_twice_counts_once(store: Store) -> None:
    assert store.select("SELECT ?s WHERE { ?s ?p ?o }", [A, A]).rows == [(ID["in-a"],)]


def test_the_project_s_prefixes_need_no_declaration(store: Store) -> None:
    assert store.ask("ASK { id:in-a id:p 'x' }")


def test_each_form_of_query_gives_its_own_kind_of_result(store: Store) -> None:
    assert store.query("ASK {}") is True
    assert isinstance(store.query("DESCRIBE id:in-a"), Graph)
    assert store.construct("CONSTRUCT { ?s id:q ?o } WHERE { ?s ?p ?o }", [A]).value(ID["in-a"]) is None
    with pytest.raises(QueryError, match="no SELECT query"):
        store.select("ASK {}")


def test_an_answer_leaves_out_what_is_unbound(store: Store) -> None:
    answer = store.select("SELECT ?s ?q WHERE { ?s ?p 'x' OPTIONAL { ?s id:q ?q } } ORDER BY ?s", [A])
    assert answer.variables == ("s", "q")
    assert answer.rows == [(ID["in-a"], None)]
    assert list(answer.bindings()) == [{"s": ID["in-a"]}]


def test_an_answer_can_be_written_as_sparql_json() -> None:
    values = [ID["x"], Literal("a"), Literal("a", lang="nl"), Literal("2021-01-01", datatype=XSD.date)]
    terms = " ".join(value.n3() for value in values)
    written = in_memory().select(f"SELECT ?v WHERE {{ VALUES ?v {{ {terms} }} }}").sparql_json()
    assert written["head"] == {"vars": ["v"]}
    assert written["results"] == {
        "bindings": [
            {"v": {"type": "uri", "value": str(ID["x"])}},
            {"v": {"type": "literal", "value": "a"}},
            {"v": {"type": "literal", "value": "a", "xml:lang": "nl"}},
            {"v": {"type": "literal", "value": "2021-01-01", "datatype": str(XSD.date)}},
        ]
    }


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT ?s WHERE { ?s ?p", "cannot be read at its end"),
        ("SELECT ?s WHERE { ?s ?p ?o } LIMIT tien", 'cannot be read near "tien"'),
        ("SELECT ?s WHERE { ?s onbekend:x ?o }", "a prefix is used that is not declared"),
        ("SELECT ?s ?o (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?s", "does not bind or group by"),
        ("SELECT ?s WHERE { ?s ?p ?o FILTER(id:f(?o)) }", "cannot run"),
        ("SELECT (TRIPLE(id:s, id:p, id:o) AS ?t) WHERE {}", "cannot run: no term of RDF 1.1"),
        ("CONSTRUCT { id:s id:p ?t } WHERE { BIND(TRIPLE(id:s, id:p, id:o) AS ?t) }", "no term of RDF 1.1"),
    ],
)
def test_a_query_that_is_none_gives_one_clear_line(store: Store, query: str, reason: str) -> None:
    with pytest.raises(QueryError, match=reason) as raised:
        store.query(query)
    assert "\n" not in raised.value.english + raised.value.dutch


def test_the_graphs_of_a_store_are_those_that_hold_something(store: Store) -> None:
    assert store.graphs() == [A, B]
    store.change(store.quads([A]), [])
    assert store.graphs() == [B]


@pytest.mark.parametrize(
    "node",
    [
        ID["x"],
        Literal("x"),
        Literal("x", lang="nl"),
        Literal("01", datatype=XSD.integer, normalize=False),
        Literal("2021-01-01", datatype=XSD.date),
        Literal("geen datum", datatype=ID["soort"]),
    ],
    ids=lambda node: node.n3(),
)
def test_terms_go_to_oxigraph_and_back_as_they_are(node: Node) -> None:
    assert to_rdflib(to_oxigraph(node)) == node


def test_the_rdflib_copy_holds_the_union_once(store: Store) -> None:
    store.change([], [quad("in-a", B)])
    copy = store.rdflib_graph()
    assert set(copy) == {(ID[name], ID["p"], Literal("x")) for name in ("in-a", "in-b")}
    assert len(store.rdflib_graph([A])) == 1


# What a change does


def test_a_change_takes_away_and_adds_in_one_step(store: Store) -> None:
    change = store.change([quad("in-a"), quad("was-never-there")], [quad("new"), quad("in-b", B)])
    assert (change.removed, change.added, change.graphs) == (1, 1, (A,))
    assert subjects(store) == ["in-b", "new"]


def test_what_a_change_takes_away_and_adds_stays(store: Store) -> None:
    number = Literal("01", datatype=XSD.integer, normalize=False)
    store.change([], [quad("n", value=Literal(1))])
    assert not store.change(
        [quad("n", value=Literal(1)), quad("in-a")], [quad("n", value=number), quad("in-a")]
    )
    assert subjects(store, [A]) == ["in-a", "n"]


def test_replacing_a_graph_leaves_the_others(store: Store) -> None:
    store.replace_graphs([quad("x"), quad("y")])
    assert subjects(store, [A]) == ["x", "y"]
    assert subjects(store, [B]) == ["in-b"]


def test_replacing_a_graph_by_itself_changes_nothing(store: Store) -> None:
    assert not store.replace_graphs(list(store.quads()))


@pytest.mark.parametrize(
    "wrong",
    [
        oxigraph.Quad(named(ID["x"]), named(ID["p"]), named(ID["o"])),
        oxigraph.Quad(oxigraph.BlankNode(), named(ID["p"]), named(ID["o"]), named(A)),
        oxigraph.Quad(named(ID["x"]), named(ID["p"]), oxigraph.BlankNode(), named(A)),
    ],
    ids=["in no named graph", "blank subject", "blank object"],
)
@pytest.mark.parametrize("way_in", ["change", "replace_graphs", "fill"])
def test_no_way_in_admits_what_cannot_be_pointed_at(store: Store, wrong: oxigraph.Quad, way_in: str) -> None:
    quads = [quad("right"), wrong]
    with pytest.raises(StoreError):
        store.change([], quads) if way_in == "change" else getattr(store, way_in)(quads)
    assert subjects(store) == ["in-a", "in-b"]


def test_very_many_quads_come_in_as_a_stream(store: Store) -> None:
    change = store.fill(quad(f"n-{number}", GRAAF["c"]) for number in range(1000))
    assert (change.added, change.graphs) == (1000, (GRAAF["c"],))
    assert len(store) == 1002


def test_an_update_says_what_it_changed(store: Store) -> None:
    change = store.update(
        "DELETE { GRAPH ?g { ?s ?p 'x' } } INSERT { GRAPH ?g { ?s ?p 'y' } } WHERE { GRAPH ?g { ?s ?p 'x' } }"
    )
    assert (change.removed, change.added, change.graphs) == (2, 2, (A, B))
    assert store.select("SELECT DISTINCT ?o WHERE { ?s ?p ?o }").rows == [(Literal("y"),)]


def test_a_blank_node_in_an_update_gets_an_iri(store: Store) -> None:
    store.update("INSERT DATA { GRAPH graaf:c { id:x id:p [ id:q 'y' ] } }")
    ((node,),) = store.select("SELECT ?n WHERE { ?n id:q 'y' }").rows
    assert str(node).startswith("https://w3id.org/hgkm/id/.well-known/genid/")


@pytest.mark.parametrize(
    ("update", "error"),
    [
        ("INSERT DATA { id:x id:p id:o }", StoreError),
        ("INSERT DATA { GRAPH graaf:a { id:x id:p id:o } } ; dit is niets", QueryError),
        ("LOAD <http://127.0.0.1:1/data.ttl> INTO GRAPH graaf:a", QueryError),
        (
            "INSERT { GRAPH graaf:a { ?s ?p ?o } } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
            QueryError,
        ),
    ],
)
def test_an_update_that_goes_wrong_changes_nothing(store: Store, update: str, error: type[HgkmError]) -> None:
    with pytest.raises(error):
        store.update(update)
    assert subjects(store) == ["in-a", "in-b"]


NAMES = st.sets(st.tuples(st.sampled_from("xyz"), st.sampled_from([A, B])))


@given(st.lists(st.tuples(NAMES, NAMES)))
def test_changes_do_what_they_do_to_a_set(
    changes: list[tuple[set[tuple[str, URIRef]], set[tuple[str, URIRef]]]],
) -> None:
    expected: set[oxigraph.Quad] = set()
    with in_memory() as store:
        for remove, add in changes:
            gone, new = {quad(*name) for name in remove}, {quad(*name) for name in add}
            change = store.change(gone, new)
            after = (expected - gone) | new
            assert (change.removed, change.added) == (len(expected - after), len(after - expected))
            expected = after
            assert set(store.quads()) == expected

"""What a user may type as SPARQL: every query of the store's own graphs, and nothing that reaches outside.

The queries that try are run on an Oxigraph that would follow them, beside a server that counts its callers.
"""

from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pyoxigraph as oxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import HgkmError, QueryError
from graph.sparql import allowed_query, allowed_update
from graph.store import Store, in_memory
from graph.terms import named
from ontology.vocabulary import GRAAF, ID


@pytest.fixture(scope="module")
def callers() -> Iterator[list[str]]:
    """Give the list of those who called a server; its first entry is the server's own address."""
    calls: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815 - the name that http.server asks for

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        calls.append(f"http://127.0.0.1:{server.server_port}/")
        yield calls
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def store() -> Store:
    thing = named(ID.a)
    return in_memory([oxigraph.Quad(thing, named(ID.p), thing, named(GRAAF.a))])


def test_oxigraph_itself_would_call(callers: list[str], store: Store) -> None:
    before = len(callers)
    with pytest.raises(HgkmError):
        store.query(f"SELECT * {{ SERVICE <{callers[0]}> {{ ?s ?p ?o }} }}")
    assert len(callers) == before + 1


HIDDEN = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "select * { service silent <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o } # ' \n VALUES ?s { 1 } SERVICE <URL> { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o FILTER(1<2#>)\n) SERVICE <URL> { ?a ?b ?c } }",
    "SELECT * { ?s ?p ?o FILTER(?s<?b#>'''\n) SERVICE <URL> { ?a ?b ?c } #'''\n }",
    "SELECT * { ?s ?p ?o FILTER(?s=?s||?s<?b#>'\n) SERVICE <URL> { ?a ?b ?c } #'\n }",
    "SELECT * { ?s ?p trueSERVICE<URL>{ ?a ?b ?c } }",
    "SELECT * { ?s ?p 1e5SERVICE<URL>{ ?a ?b ?c } }",
    "SELECT * { ?s ?p 'x'@nl.SERVICE<URL>{ ?a ?b ?c } }",
    "SELECT * { ?s ?p id:a.SERVICE<URL>{ ?a ?b ?c } }",
    "PREFIX : <URL> SELECT * { ?s ?p ?o . SERVICE:x { ?a ?b ?c } }",
    "PREFIX service: <URL> SELECT * { SERVICE service:x { ?a ?b ?c } }",
    "SELECT * { ?s ?p '\\'' SERVICE <URL> { ?a ?b ?c } }",
    'SELECT * { ?s ?p """a"b""" SERVICE <URL> { ?a ?b ?c } }',
    "SELECT * { ?s ?p '' SERVICE <URL> { ?a ?b '' } }",
    "SELECT * { SERVI\\u0043E <URL> { ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "ASK FROM NAMED <URL> { ?s ?p ?o }",
    "DESCRIBE <URL> FROM <URL>",
]


@pytest.mark.parametrize("query", HIDDEN)
def test_a_query_that_reaches_outside_is_refused(callers: list[str], store: Store, query: str) -> None:
    before = len(callers)
    with pytest.raises(QueryError):
        store.query(allowed_query(query.replace("URL", callers[0])))
    assert len(callers) == before


PIECES = [
    "SERVICE <URL> { ?a ?b ?c }", "SERVICE", "<URL>", "FILTER(", "?s<?o", "?s>?o", "1<2", "<x:y#>", "#", "\n",
    " ", "'", '"', "'''", '"""', "\\", "{", "}", "(", ")", ".", "?s ?p ?o", "id:a", "true", "'x'", "@nl",
]  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_no_mixture_of_quotes_comments_and_signs_gets_outside(
    callers: list[str], store: Store, pieces: list[str]
) -> None:
    before = len(callers)
    text = "SELECT * { ?s ?p ?o " + "".join(pieces).replace("URL", callers[0])
    for query in (text, text + "}", text + "\n}"):
        with suppress(HgkmError):
            store.query(allowed_query(query))
    assert len(callers) == before


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p 'SERVICE <x> FROM' }",
        "SELECT * { ?s ?p ?service , ?from } # SERVICE",
        "# FROM here on\nASK { ?s <http://service/from#SERVICE> 1 }",
        "SELECT (COUNT(*) AS ?n) { ?s id:service ?o FILTER(?n < 3 && 4 > ?o) }",
        'BASE <http://x/> prefix x: <y#> CONSTRUCT WHERE { ?s x:from """it\'s "SERVICE" time""" }',
        "DESCRIBE id:a",
        "SELECT * { ?s id:O\\'Brien 'd\\'accord' }",
    ],
)
def test_a_query_of_the_store_itself_is_allowed(store: Store, query: str) -> None:
    store.query(allowed_query(query))


def test_an_allowed_query_means_what_it_meant(store: Store) -> None:
    query = "SELECT ?s # who\nWHERE { ?s <https://w3id.org/hgkm/id/p> ?o FILTER(STR(?o) != '#') } # done"
    assert store.select(allowed_query(query)).rows == store.select(query).rows != []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "hallo",
        "SELEKT *",
        "INSERT DATA { id:a id:b 1 }",
        "PREFIX x: <y:> # z\nDROP ALL",
        "LOAD <x:y>",
    ],
)
def test_what_is_no_query_is_refused_with_how_one_begins(text: str) -> None:
    with pytest.raises(QueryError, match="begins with SELECT, ASK, CONSTRUCT or DESCRIBE"):
        allowed_query(text)


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p 'x }", 'SELECT * { ?s ?p "x\n" }', "SELECT \\ *"])
def test_a_string_without_an_end_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="A string in the query has no end"):
        allowed_query(text)


@pytest.mark.parametrize(
    "text", ["LOAD <x:y>", "CLEAR ALL; load silent <x:y>", "INSERT {} WHERE { SERVICE <x:y> {} }"]
)
def test_an_update_that_reaches_outside_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="is not allowed"):
        allowed_update(text)

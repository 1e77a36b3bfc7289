"""The SPARQL endpoint and the graph store: real clients, limits that hold, and who may write.

Slow queries run against limits of a few seconds; the others have the time that a busy machine takes.
"""

import json
import subprocess
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import uvicorn
from rdflib import Graph, URIRef
from rdflib.namespace import RDF
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper
from starlette.testclient import TestClient

from graph.changes import history
from graph.confidentiality import Level
from graph.loading import load_files
from graph.store import open_owner, open_reader
from ontology.vocabulary import GRAAF, HGKM, ID
from service.access import Access
from service.desk import Desk
from service.negotiation import best
from service.serving import listen
from service.sparql_description import SD
from service.visitors import Role
from service.web import create_app
from service.workers import Limits, Workers

PLANS = "SELECT ?plan WHERE { ?plan a hgkm:Plan }"
ALL = "SELECT * WHERE { ?s ?p ?o }"
ENDLESS = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
FOUR_GRAPHS = """
@prefix begrip: <https://w3id.org/hgkm/begrip/> . @prefix graaf: <https://w3id.org/hgkm/graaf/> .
@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix id: <https://w3id.org/hgkm/id/> .
graaf:open { graaf:open hgkm:vertrouwelijkheid begrip:openbaar . id:a a hgkm:Plan . }
graaf:stil { id:b a hgkm:Plan . }
graaf:geheim { graaf:geheim hgkm:vertrouwelijkheid begrip:vertrouwelijk . id:c a hgkm:Plan . }
"""


@pytest.fixture(scope="module")
def client(desk: Desk) -> Iterator[TestClient]:
    app = create_app(desk)
    app.state.workers = Workers(desk.path, Limits(seconds=60))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client, app.state.workers:
        yield client


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[TestClient, Path]]:
    """Give a service of a small store with graphs of all levels, and its path."""
    file = tmp_path / "grafen.trig"
    file.write_text(FOUR_GRAPHS, "utf-8")
    path = tmp_path / "store"
    with open_owner(path) as store:
        load_files(store, [file])
    app = create_app(Desk(path))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client, app.state.workers:
        yield client, path


def bearer(path: Path, role: Role, level: Level) -> dict[str, str]:
    token = Access(path).create("een programma", role, level, (), date.max - timedelta(1))
    return {"Authorization": f"Bearer {token}"}


@contextmanager
def served(path: Path, limits: Limits | None = None) -> Iterator[str]:
    """Serve a store as `hgkm serve` does, and give its address."""
    app = create_app(Desk(path))
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    with Workers(path, limits) as workers:
        app.state.workers = workers
        thread.start()
        try:
            host, port = listener.getsockname()
            yield f"http://{host}:{port}"
        finally:
            server.should_exit = True
            thread.join()
            listener.close()


@pytest.fixture(scope="module")
def address(shipped: Path) -> Iterator[str]:
    with served(shipped) as address:
        yield f"{address}/sparql"


# --- the protocol ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["get", "form", "direct"])
def test_a_query_can_be_sent_in_each_way_of_the_protocol(client: TestClient, how: str) -> None:
    match how:
        case "get":
            answer = client.get("/sparql", params={"query": PLANS})
        case "form":
            answer = client.post("/sparql", data={"query": PLANS})
        case _:
            answer = client.post(
                "/sparql", content=PLANS, headers={"Content-Type": "application/sparql-query"}
            )
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/sparql-results+json"
    assert "Accept" in answer.headers["vary"].split(", ")
    assert {"plan": {"type": "uri", "value": str(ID["verbeterplan-venlo"])}} in answer.json()["results"][
        "bindings"
    ]


@pytest.mark.parametrize(
    ("query", "accept", "start"),
    [
        (PLANS, "application/sparql-results+xml", '<?xml version="1.0"?>'),
        (PLANS, "text/csv", "plan\r\n"),
        (PLANS, "text/tab-separated-values", "?plan\n<https://"),
        (PLANS, "text/html, application/json;q=0.5", '{"head"'),
        ("ASK { ?s a hgkm:Plan }", "*/*", '{"head": {}, "boolean": true}'),
        ("CONSTRUCT WHERE { ?s a hgkm:Plan }", "", "@prefix hgkm:"),
        ("CONSTRUCT WHERE { ?s a hgkm:Plan }", "application/n-triples", "<https://"),
        ("DESCRIBE begrip:uitvoerend", "application/ld+json", "["),
        ("CONSTRUCT WHERE { ?s a hgkm:Plan }", "application/rdf+xml", '<?xml version="1.0"'),
    ],
)
def test_the_answer_comes_in_the_form_that_is_asked_for(
    client: TestClient, query: str, accept: str, start: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.text.startswith(start)
    assert answer.headers["content-type"].partition(";")[0] in accept or accept in ("", "*/*")


def test_the_form_is_chosen_by_weight_and_by_what_is_most_precise() -> None:
    offered = ["text/turtle", "text/html"]
    assert best("text/*;q=0.1, text/html", offered) == "text/html"
    assert best("text/turtle;q=0, */*", offered) == "text/html"
    assert best("text/html;q=een, text/turtle;q=0.2", offered) == "text/turtle"
    assert best("image/png", offered) is None


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"params": {"query": "SELECT"}}, 400),
        ({"params": {"query": ALL, "default-graph-uri": "geen iri"}}, 400),
        ({"params": {"query": ALL, "default-graph-uri": "https://example.org/x"}}, 400),
        ({"params": {"query": [ALL, PLANS]}}, 400),
        ({"params": {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}}, 400),
        ({"params": {"query": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"}}, 400),
        ({"params": {"query": ALL}, "headers": {"Accept": "image/png"}}, 406),
        ({"params": {"query": "ASK { ?s ?p ?o }"}, "headers": {"Accept": "text/csv"}}, 406),
        ({"method": "POST", "content": ALL, "headers": {"Content-Type": "text/plain"}}, 415),
        ({"method": "POST", "content": b"query=%ff"}, 415),
        ({"method": "POST", "data": {"nee": "ja"}}, 400),
        ({"method": "POST", "data": {"query": ALL + "#" * 100_000}}, 400),
        ({"method": "POST", "data": {"update": "DROP ALL"}}, 401),
        ({"method": "DELETE"}, 405),
    ],
)
def test_what_cannot_be_answered_is_a_problem_document(
    client: TestClient, request_: dict[str, Any], status: int
) -> None:
    answer = client.request(**{"method": "GET", "url": "/sparql", **request_})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == status == answer.json()["status"]
    assert answer.json()["detail"]


def test_a_query_sees_the_graphs_that_it_names_and_no_others(client: TestClient) -> None:
    def plans(query: str, **graphs: str) -> int:
        fields = {"query": query, **{name.replace("_", "-"): str(iri) for name, iri in graphs.items()}}
        return len(client.get("/sparql", params=fields).json()["results"]["bindings"])

    named = "SELECT DISTINCT ?plan WHERE { GRAPH ?graph { ?plan a hgkm:Plan } }"
    assert plans(PLANS) == plans(named) == 5
    assert plans(PLANS, default_graph_uri=GRAAF.venlo) == 1
    assert plans(named, default_graph_uri=GRAAF.venlo) == 0
    assert plans(named, named_graph_uri=GRAAF.venlo) == 1
    assert plans(PLANS, named_graph_uri=GRAAF.venlo) == 0


def test_without_a_query_the_service_describes_itself(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    graph = Graph().parse(data=answer.text, format="turtle")
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert GRAAF.venlo in set(graph.objects(None, SD.name))


# --- limits ---------------------------------------------------------------------------------------------


def test_an_answer_that_is_too_long_is_cut_off_and_says_so(client: TestClient) -> None:
    found = client.get("/sparql", params={"query": ALL})
    assert found.headers["antwoord-afgekapt"] == "na 10000 rijen"
    assert len(found.json()["results"]["bindings"]) == 10_000
    assert found.json()["head"]["link"] == ["http://127.0.0.1:8000/v1/grenzen"]
    xml = client.get("/sparql", params={"query": ALL}, headers={"Accept": "application/xml"}).content
    assert ET.fromstring(xml)[0][-1].attrib == {"href": "http://127.0.0.1:8000/v1/grenzen"}  # noqa: S314 - our own
    triples = client.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o }"})
    assert triples.text.startswith("# Dit antwoord is afgekapt na 10000 uitspraken")
    assert len(Graph().parse(data=triples.text, format="turtle")) == 10_000
    assert "antwoord-afgekapt" not in client.get("/sparql", params={"query": PLANS}).headers


def test_an_answer_is_cut_off_before_it_has_too_many_bytes(shipped: Path) -> None:
    with Workers(shipped, Limits(size=1000)) as workers:
        done = workers.query(ALL, Level.OPENBAAR, "json", link="https://example.org/grenzen")
    rows = json.loads(done.content)["results"]["bindings"]
    assert 0 < len(rows) < 10
    assert done.cut == len(rows)
    assert len(done.content) < 1500


def test_a_query_that_takes_too_long_is_stopped_and_the_next_one_is_answered(shipped: Path) -> None:
    with served(shipped, Limits(seconds=2, at_once=1)) as address:
        slow = curl(f"{address}/sparql", "--data-urlencode", f"query={ENDLESS}")
        assert slow["status"] == 504
        assert "langer dan 2 seconden" in slow["detail"]
        after = curl(f"{address}/sparql", "--data-urlencode", f"query={PLANS}")
        assert len(after["results"]["bindings"]) == 5


def test_the_service_answers_while_every_worker_is_busy_and_sends_away_who_is_too_many(shipped: Path) -> None:
    limits = Limits(seconds=3, at_once=1, waiting=1)
    with served(shipped, limits) as address:
        found: list[int] = []
        asking = [
            threading.Thread(
                target=lambda: found.append(
                    curl(f"{address}/sparql", "--data-urlencode", f"query={ENDLESS}")["status"]
                )
            )
            for _ in range(3)
        ]
        for thread in asking:
            thread.start()
        while 503 not in found and any(thread.is_alive() for thread in asking):
            time.sleep(0.01)
        with urlopen(f"{address}/v1/vragen") as answer:  # noqa: S310 - the address of the test itself
            assert answer.status == 200
        for thread in asking:
            thread.join()
    assert sorted(found) == [503, 504, 504]


def test_a_worker_that_died_is_replaced(shipped: Path) -> None:
    with Workers(shipped, Limits(at_once=1)) as workers:
        before = workers.query(PLANS, Level.OPENBAAR, "json")
        (process,) = workers._free.queue
        assert process._running
        process._running.kill()
        process._running.wait()
        assert workers.query(PLANS, Level.OPENBAAR, "json") == before


def test_a_worker_follows_the_store(own: tuple[TestClient, Path]) -> None:
    client, path = own
    query = {"query": "SELECT ?plan WHERE { ?plan a hgkm:Plan }"}
    assert len(client.get("/sparql", params=query).json()["results"]["bindings"]) == 2
    with open_owner(path) as store:
        store.update("INSERT DATA { GRAPH graaf:open { id:nieuw a hgkm:Plan } }")
    assert len(client.get("/sparql", params=query).json()["results"]["bindings"]) == 3


# --- who may see and change what ------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "seen"), [(0, {"a"}), (1, {"a", "b"}), (2, {"a", "b", "c"})])
def test_hidden_graphs_are_not_there(own: tuple[TestClient, Path], level: int, seen: set[str]) -> None:
    client, path = own
    headers = bearer(path, Role.LEZER, Level(level))
    answer = client.get("/sparql", params={"query": PLANS}, headers=headers).json()["results"]["bindings"]
    assert {row["plan"]["value"] for row in answer} == {str(ID[name]) for name in seen}
    described = client.get("/sparql", headers=headers).text
    for name, needed in [("open", 0), ("stil", 1), ("geheim", 2)]:
        assert (f"graaf:{name} " in described) == (level >= needed)
        graph = client.get("/rdf-graph-store", params={"graph": str(GRAAF[name])}, headers=headers)
        assert graph.status_code == (200 if level >= needed else 404)
        query = {"query": PLANS, "default-graph-uri": str(GRAAF[name])}
        assert client.get("/sparql", params=query, headers=headers).status_code == (
            200 if level >= needed else 400
        )


def test_a_beheerder_updates_and_nobody_else(own: tuple[TestClient, Path]) -> None:
    client, path = own
    update = {"update": "DELETE WHERE { GRAPH graaf:stil { ?plan a hgkm:Plan } }"}
    assert client.post("/sparql", data=update).status_code == 401
    for role in (Role.LEZER, Role.REDACTEUR, Role.ONDERTEKENAAR):
        headers = bearer(path, role, Level.VERTROUWELIJK)
        assert client.post("/sparql", data=update, headers=headers).status_code == 403
        refused = client.put(
            "/rdf-graph-store", params={"graph": str(GRAAF.stil)}, content=b"", headers=headers
        )
        assert refused.status_code == 403
    headers = bearer(path, Role.BEHEERDER, Level.VERTROUWELIJK)
    assert client.post("/sparql", data=update, headers=headers).status_code == 204
    with open_reader(path) as store:
        assert GRAAF.stil not in store.graphs()
    direct = {**headers, "Content-Type": "application/sparql-update"}
    insert = "INSERT DATA { GRAPH graaf:stil { id:e a hgkm:Plan } }"
    assert client.post("/sparql", content=insert, headers=direct).status_code == 204
    with open_reader(path) as store:
        assert store.ask("ASK { GRAPH graaf:stil { id:e a hgkm:Plan } }")
        assert [(change.by, change.why) for change in history(store)] == [
            ("een programma", "wijziging met SPARQL")
        ] * 2


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://127.0.0.1/x>",
        "INSERT { GRAPH graaf:x { ?s ?p ?o } } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "INSERT DATA { id:x a hgkm:Plan }",
        'INSERT DATA { GRAPH graaf:stil { id:x rdfs:comment "Bel 06 12 34 56 78" } }',
        "INSERT DATA { GRAPH graaf:geheim { id:x a hgkm:Plan } }",
        "INSERT DATA { GRAPH graaf:wijzigingen { id:x a hgkm:Wijziging } }",
    ],
)
def test_an_update_that_may_not_be_leaves_all_as_it_was(own: tuple[TestClient, Path], update: str) -> None:
    client, path = own
    headers = bearer(path, Role.BEHEERDER, Level.INTERN)
    with open_reader(path) as store:
        before = set(store.quads())
    assert client.post("/sparql", data={"update": update}, headers=headers).status_code == 400
    with open_reader(path) as store:
        assert set(store.quads()) == before


def test_graphs_are_put_added_to_and_deleted(own: tuple[TestClient, Path]) -> None:
    client, path = own
    headers = bearer(path, Role.BEHEERDER, Level.VERTROUWELIJK)
    turtle = {**headers, "Content-Type": "text/turtle"}
    place = {"graph": str(GRAAF.nieuw)}

    def send(method: str, content: str = "", kind: dict[str, str] = turtle) -> int:
        return client.request(
            method, "/rdf-graph-store", params=place, content=content, headers=kind
        ).status_code

    def held() -> set[str]:
        answer = client.get("/rdf-graph-store", params=place, headers={"Accept": "application/n-triples"})
        return {line.split()[0] for line in answer.text.splitlines()} if answer.status_code == 200 else set()

    plan = f"<{ID}%s> a <{HGKM.Plan}> ."
    assert send("PUT", plan % "e") == 201
    assert send("POST", plan % "f") == 204
    assert held() == {f"<{ID.e}>", f"<{ID.f}>"}
    assert send("PUT", plan % "g") == 204
    assert held() == {f"<{ID.g}>"}
    assert send("PUT", "geen turtle") == 400
    assert (
        send("PUT", f"<{GRAAF.stil}> {{ {plan % 'h'} }}", {**headers, "Content-Type": "application/trig"})
        == 400
    )
    assert send("PUT", plan % "h", {**headers, "Content-Type": "text/html"}) == 415
    assert held() == {f"<{ID.g}>"}
    assert send("DELETE") == 204
    assert send("DELETE") == 404
    assert held() == set()
    assert client.get("/rdf-graph-store").status_code == 400


# --- real clients ---------------------------------------------------------------------------------------


def curl(address: str, *options: str) -> dict[str, Any]:
    told = subprocess.run(["curl", "--silent", *options, address], capture_output=True, check=True)
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer


def test_curl_asks(address: str) -> None:
    answer = curl(address, "--data-urlencode", f"query={PLANS}", "--get")
    assert len(answer["results"]["bindings"]) == 5


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_asks(address: str, method: str) -> None:
    wrapper: Any = SPARQLWrapper(address)
    wrapper.setMethod(method)
    wrapper.setQuery(f"PREFIX hgkm: <{HGKM}> {PLANS}")
    wrapper.setReturnFormat(JSON)
    assert len(wrapper.queryAndConvert()["results"]["bindings"]) == 5
    wrapper.setReturnFormat(XML)
    assert len(wrapper.queryAndConvert().getElementsByTagName("result")) == 5
    wrapper.setReturnFormat(CSV)
    assert len(wrapper.queryAndConvert().split()) == 6
    wrapper.setQuery(f"PREFIX hgkm: <{HGKM}> CONSTRUCT WHERE {{ ?plan a hgkm:Plan }}")
    wrapper.setReturnFormat(TURTLE)
    assert len(Graph().parse(data=wrapper.queryAndConvert(), format="turtle")) == 5


def test_rdflib_asks(address: str) -> None:
    graph = Graph(SPARQLStore(address))
    assert len([*graph.query(f"SELECT ?plan WHERE {{ ?plan a <{HGKM.Plan}> }}")]) == 5
    assert ID["verbeterplan-venlo"] in set(graph.subjects(RDF.type, HGKM.Plan))
    built = graph.query(f"CONSTRUCT WHERE {{ ?plan a <{HGKM.Plan}> }}").graph
    assert built is not None
    assert len(built) == 5
    venlo = Graph(SPARQLStore(address, context_aware=True), URIRef(GRAAF.venlo))
    assert [*venlo.subjects(RDF.type, HGKM.Plan)] == [ID["verbeterplan-venlo"]]

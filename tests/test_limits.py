"""What is too much or too slow is refused, and nothing that is sent or asked makes the service call out."""

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from graph.confidentiality import Level
from graph.store import open_owner
from service.access import Access
from service.clock import today
from service.desk import Desk
from service.limits import Bounded, RateLimit
from service.refusals import TooLargeError, TooOftenError, TooSlowError
from service.visitors import Role
from service.web import create_app


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("grenzen") / "store"
    with open_owner(path):
        pass
    return path


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[TestClient]:
    token = Access(store).create("Sam", Role.BEHEERDER, Level.INTERN, (), today())
    with TestClient(create_app(Desk(store)), base_url="http://localhost") as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


@pytest.mark.parametrize("whole", [True, False])
def test_a_body_over_the_limit_is_refused(client: TestClient, whole: bool) -> None:
    parts = [b"x" * 1_000_000] * 11
    answer = client.put(
        "/rdf-graph-store?graph=https://w3id.org/hgkm/graaf/q",
        content=b"".join(parts) if whole else iter(parts),
        headers={"Content-Type": "text/turtle"},
    )
    assert answer.status_code == 413


def read_by(app: Bounded, *messages: Message) -> None:
    """Let an application read the messages that come in, and wait for ever after the last."""
    coming = iter(messages)

    async def receive() -> Message:
        for message in coming:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    async def send(_: Message) -> None:
        """Take nothing."""

    # In a thread of its own: a browser of another test may have left a loop running in this one.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(lambda: asyncio.run(app({"type": "http"}, receive, send))).result()


async def reading(_: Scope, receive: Receive, __: Send) -> None:
    while (await receive()).get("more_body"):
        pass


def part(size: int, more: bool) -> Message:
    return {"type": "http.request", "body": b"x" * size, "more_body": more}


def test_a_body_that_does_not_come_in_is_given_up() -> None:
    with pytest.raises(TooSlowError):
        read_by(Bounded(reading, seconds=0.01), part(1, more=True))


def test_a_body_is_counted_as_it_comes_in() -> None:
    read_by(Bounded(reading, most=10), part(5, more=True), part(5, more=False))
    with pytest.raises(TooLargeError):
        read_by(Bounded(reading, most=9), part(5, more=True), part(5, more=True))


def test_a_limit_counts_each_visitor_apart() -> None:
    limit = RateLimit(2)
    for visitor in ("a", "b"):
        limit.count(visitor)
        limit.count(visitor)
        with pytest.raises(TooOftenError):
            limit.count(visitor)


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[object]]]:
    """Listen on this machine; give the address, and who called."""
    called: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        done = False

        def listen() -> None:
            while not done:
                try:
                    connection, caller = listener.accept()
                except TimeoutError:
                    continue
                called.append(caller)
                connection.close()

        thread = Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/x", called
        done = True
        thread.join()


QUERIES = [
    "SELECT * WHERE { SERVICE <%s> { ?s ?p ?o } }",
    "SELECT * WHERE { SERVICE SILENT <%s> { ?s ?p ?o } }",
    "SELECT * FROM <%s> WHERE { ?s ?p ?o }",
    "SELECT * FROM NAMED <%s> WHERE { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * WHERE { GRAPH <%s> { ?s ?p ?o } }",
    "DESCRIBE <%s>",
]
UPDATES = [
    "LOAD <%s>",
    "LOAD SILENT <%s> INTO GRAPH <https://w3id.org/hgkm/graaf/q>",
    "INSERT { GRAPH <urn:g> { ?s ?p ?o } } WHERE { SERVICE <%s> { ?s ?p ?o } }",
]
UPLOADS = [
    ("text/turtle", "@prefix owl: <http://www.w3.org/2002/07/owl#> . <urn:a> owl:imports <%s> ."),
    ("application/ld+json", '{"@context": "%s", "@id": "urn:a", "urn:p": "x"}'),
    ("application/ld+json", '{"@context": {"@import": "%s"}, "@id": "urn:a"}'),
    (
        "application/rdf+xml",
        '<!DOCTYPE r [<!ENTITY e SYSTEM "%s">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
    ),
]


def test_no_query_and_nothing_that_is_sent_makes_the_service_call_out(
    client: TestClient, elsewhere: tuple[str, list[object]]
) -> None:
    address, called = elsewhere
    for query in QUERIES:
        assert client.get("/sparql", params={"query": query % address}).status_code < 500
        assert (
            client.get("/sparql", params={"query": "ASK {}", "default-graph-uri": address}).status_code < 500
        )
    for update in UPDATES:
        assert client.post("/sparql", data={"update": update % address}).status_code == 400
    for kind, content in UPLOADS:
        for method, place in (("PUT", "/rdf-graph-store?graph=urn:q"), ("POST", "/v1/controles")):
            answer = client.request(method, place, content=content % address, headers={"Content-Type": kind})
            assert answer.status_code < 500, (kind, place)
    with socket.create_connection(address.split("/")[2].split(":")):  # type: ignore[arg-type]
        pass
    for _ in range(100):
        if called:
            break
        sleep(0.02)
    assert len(called) == 1  # our own call, which shows that it would be noticed

"""What several test files need: the shipped plans in a store, small stores and rules, and a browser."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyoxigraph as oxigraph
import pytest
import uvicorn
from fastapi import FastAPI
from hypothesis import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright
from rdflib import Graph, URIRef
from starlette.testclient import TestClient

from graph.confidentiality import Level
from graph.loading import ONTOLOGIE, load_files, load_shipped
from graph.store import ReadStore, Store, in_memory, open_owner, open_reader
from on_page import PATIENCE, nothing_wrong
from ontology.vocabulary import GRAAF, ontology_files
from service.access import Access
from service.clock import today
from service.desk import Desk
from service.limits import RateLimit
from service.serving import address_of, listen
from service.visitors import Role
from service.web import create_app
from shapes.rules import Rules, load_rules

# The same examples every time, however busy the machine is.
settings.register_profile("hgkm", derandomize=True, database=None, deadline=None)
settings.load_profile("hgkm")

Serving = Callable[[FastAPI], AbstractContextManager[str]]

# What facts and shapes in tests may use without declaring it.
SMALL = """
@prefix : <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the path of a store that holds what comes with hgkm; tests only read it."""
    path = tmp_path_factory.mktemp("shipped") / "store"
    with open_owner(path) as store:
        load_shipped(store)
    return path


@pytest.fixture(scope="session")
def plans(shipped: Path) -> Iterator[ReadStore]:
    """Give the store that holds what comes with hgkm, as quick as it is asked questions."""
    with open_reader(shipped) as store:
        yield store.quick()


@pytest.fixture(scope="session")
def desk(shipped: Path) -> Desk:
    """Give what hands out the shipped plans; what takes time is made once for all tests."""
    return Desk(shipped)


@pytest.fixture(scope="session")
def judged(desk: Desk) -> Desk:
    """Give the same when the rules have run."""
    desk.report()
    return desk


@pytest.fixture(scope="module")
def client(desk: Desk) -> Iterator[TestClient]:
    """Ask the service of the shipped plans, as somebody at the machine on which it runs."""
    with TestClient(create_app(desk), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture(scope="session")
def woudland() -> Iterator[Store]:
    """Give a store with a region of two municipalities that do not exist; tests only read it."""
    with in_memory() as store:
        load_files(store, ontology_files(), ONTOLOGIE)
        load_files(store, [Path(__file__).parent / "woudland.trig"])
        yield store


@pytest.fixture(scope="module")
def own_store(tmp_path_factory: pytest.TempPathFactory, woudland: Store) -> Path:
    """Give the path of a store with that region, which the tests of one file may change."""
    path = tmp_path_factory.mktemp("woudland") / "store"
    with open_owner(path) as store:
        store.fill(woudland.quads())
    return path


@pytest.fixture(scope="module")
def unchecked() -> Iterator[None]:
    """Let no page wait for the rules."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Desk, "report_so_far", lambda *_: (None, False))
        yield


@pytest.fixture(scope="module")
def redacteur(own_store: Path, unchecked: None) -> Iterator[TestClient]:
    """Ask and change a store of one's own as Sam, who may change the plan of Oostwoud."""
    app = create_app(Desk(own_store))
    app.state.changes = RateLimit(10_000)
    token = Access(own_store).create("Sam", Role.REDACTEUR, Level.INTERN, ("oostwoud",), today())
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


@pytest.fixture(scope="session")
def stored() -> Callable[[str], Store]:
    """Give a function that makes a store of facts in Turtle (`:a a :C .`)."""
    home = oxigraph.NamedNode(GRAAF.voorbeeld)

    def make(facts: str) -> Store:
        triples = oxigraph.parse(f"{SMALL} {facts}".encode(), oxigraph.RdfFormat.TURTLE)
        return in_memory(oxigraph.Quad(t.subject, t.predicate, t.object, home) for t in triples)

    return make


@pytest.fixture(scope="session")
def one_shape() -> Callable[[str], Rules]:
    """Give a function that makes rules of one shape, `:shape`, whatever `shapes.lint` says of it."""
    shipped = load_rules(date(2026, 11, 22))
    shape = replace(shipped.shapes[0], iri=URIRef("http://example.org/shape"))

    def make(text: str) -> Rules:
        graph = Graph().parse(data=f"{SMALL} :shape sh:severity sh:Warning ; {text} .", format="turtle")
        return replace(shipped, graph=graph, shapes=(shape,), rules={})

    return make


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Give the chromium of this machine."""
    names = [os.environ.get("HGKM_CHROMIUM"), "chromium", "google-chrome", "chromium-browser", "chrome"]
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if not found:
        pytest.fail("There is no chromium here: install it, or say where it is in HGKM_CHROMIUM.")
    return Path(found)


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """Give a browser; each test opens a context of its own in it."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serving() -> Serving:
    """Give a function that serves an application on a free port for a while, and gives its first address."""

    @contextmanager
    def serve(app: FastAPI) -> Iterator[str]:
        listener = listen("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield address_of(listener)
        finally:
            server.should_exit = True
            thread.join()
            listener.close()

    return serve


@pytest.fixture(scope="session")
def served(judged: Desk, serving: Serving) -> Iterator[str]:
    """Serve the shipped plans on a free port; give the address of the first page."""
    with serving(create_app(judged)) as address:
        yield address


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """Open a page of the shipped plans, at which nothing may go wrong."""
    with browser.new_context(base_url=served, viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        with nothing_wrong(page, served):
            yield page

"""What every change passes first: who asks, from which page, how often, and what is in it."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import Depends, Request
from starlette.testclient import TestClient

from graph.confidentiality import Level
from graph.loading import load_files
from graph.store import open_owner
from service.access import Access
from service.clock import today
from service.desk import Desk
from service.limits import RateLimit
from service.site import Site
from service.visitors import Role, Visitor
from service.web import create_app
from service.writing import Sent, csrf_field, writing

PLAN = """@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix id: <https://w3id.org/hgkm/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix graaf: <https://w3id.org/hgkm/graaf/> .
graaf:p { id:p a hgkm:Plan ; dcterms:identifier "p" . }"""


def may_change(visitor: Visitor, sent: Mapping[str, str]) -> bool:
    return visitor.may_write(sent["slug"])


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / "p.trig").write_text(PLAN, "utf-8")
    with open_owner(tmp_path / "store") as owned:
        load_files(owned, [tmp_path / "p.trig"])
    return tmp_path / "store"


def served(store: Path, site: Site | None = None) -> TestClient:
    """Serve a store, with a page that has a form and a route that takes it."""
    app = create_app(Desk(store), site)

    @app.get("/proef")
    def page(request: Request) -> str:
        return str(csrf_field(request))

    @app.post("/proef/{slug}")
    def change(sent: Annotated[Sent, Depends(writing(may_change))]) -> dict[str, str]:
        return {"wie": sent.visitor.name, **sent.fields}

    return TestClient(app, base_url="http://127.0.0.1:8000")


@pytest.fixture
def client(store: Path) -> Iterator[TestClient]:
    with served(store) as client:
        yield client


def bearer(store: Path, role: Role, *scope: str, last_day: date | None = None) -> dict[str, str]:
    token = Access(store).create("Sam", role, Level.INTERN, scope, last_day or today())
    return {"Authorization": f"Bearer {token}"}


def test_who_is_at_the_machine_reads_and_does_not_write_without_a_token(client: TestClient) -> None:
    assert client.get("/").status_code == 200
    refused = client.post("/proef/p")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("role", "scope", "status"),
    [
        (Role.BEHEERDER, (), 200),
        (Role.REDACTEUR, ("p",), 200),
        (Role.REDACTEUR, ("q",), 403),
        (Role.ONDERTEKENAAR, ("p",), 403),
        (Role.LEZER, ("p",), 403),
    ],
)
def test_a_token_opens_what_its_role_allows(
    client: TestClient, store: Path, role: Role, scope: tuple[str, ...], status: int
) -> None:
    answer = client.post("/proef/p", headers=bearer(store, role, *scope), data={"stand": "bezig"})
    assert answer.status_code == status
    if status == 200:
        assert answer.json() == {"wie": "Sam", "slug": "p", "stand": "bezig"}


def test_a_token_that_has_ended_or_was_revoked_or_is_changed_opens_nothing(
    client: TestClient, store: Path
) -> None:
    ended = bearer(store, Role.BEHEERDER, last_day=today() - timedelta(days=1))
    whole = bearer(store, Role.BEHEERDER)
    changed = {"Authorization": whole["Authorization"][:-1] + "!"}
    assert client.post("/proef/p", headers=ended).status_code == 401
    assert client.post("/proef/p", headers=changed).status_code == 401
    assert client.post("/proef/p", headers=whole).status_code == 200
    access = Access(store)
    for token in access.tokens():
        access.revoke(token.id)
    assert client.post("/proef/p", headers=whole).status_code == 401


def test_a_token_is_kept_as_a_hash_that_only_its_owner_can_read(store: Path) -> None:
    shown = Access(store).create("Sam", Role.LEZER, Level.INTERN, (), today())
    kept = {file.name: file for file in (store / "access").iterdir()}
    for file in (kept["key"], kept["tokens.json"]):
        assert file.stat().st_mode & 0o077 == 0
        assert shown.rpartition("_")[2].encode() not in file.read_bytes()


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"opmerking": "bel 06 12345678"}},
        {"data": {"opmerking": ["goed", "bel 06 12345678"]}},
        {"files": {"bestand": b""}, "data": {"opmerking": "bel 06 12345678"}},
        {"json": {"opmerking": "bel 06 12345678"}},
        {"json": {"opmerking": {"diep": ["bel 06 12345678"]}}},
    ],
)
def test_what_is_about_a_person_is_refused_and_not_kept(
    client: TestClient, store: Path, body: dict[str, object]
) -> None:
    answer = client.post("/proef/p", headers=bearer(store, Role.BEHEERDER), **body)  # type: ignore[arg-type]
    assert answer.status_code == 400
    assert "opmerking" in answer.text
    assert "12345678" not in answer.text
    assert "12345678" not in (store / "access" / "record.jsonl").read_text("utf-8")


def test_the_page_that_refuses_leads_back_to_where_the_form_was(client: TestClient, store: Path) -> None:
    def refused(page: str) -> str:
        headers = {**bearer(store, Role.BEHEERDER), "Referer": page}
        return client.post("/proef/p", headers=headers, data={"opmerking": "bel 06 12345678"}).text

    assert 'href="/kaart?over=Venlo">Terug' in refused("http://127.0.0.1:8000/kaart?over=Venlo")
    for elsewhere in ("https://example.org/kaart", "http://127.0.0.1:8000/kaart?over=06%2012345678", ""):
        assert "Terug naar" not in refused(elsewhere)


def test_an_address_with_something_about_a_person_in_it_is_not_kept_either(
    client: TestClient, store: Path
) -> None:
    answer = client.post("/proef/BSN 123456782", headers=bearer(store, Role.BEHEERDER))
    assert answer.status_code == 400
    assert "123456782" not in (store / "access" / "record.jsonl").read_text("utf-8")


def test_each_change_leaves_a_line(client: TestClient, store: Path) -> None:
    client.post("/proef/p", headers=bearer(store, Role.BEHEERDER))
    client.post("/proef/p", headers=bearer(store, Role.LEZER))
    lines = [json.loads(line) for line in (store / "access" / "record.jsonl").read_text("utf-8").splitlines()]
    assert [(line["who"], line["what"], line["where"], line["outcome"]) for line in lines] == [
        ("Sam", "POST", "/proef/p", "done"),
        ("Sam", "POST", "/proef/{slug}", "refused"),
    ]


def test_too_many_changes_in_a_minute_are_refused(client: TestClient, store: Path) -> None:
    client.app.state.changes = RateLimit(2)  # type: ignore[attr-defined]
    headers = bearer(store, Role.BEHEERDER)
    assert [client.post("/proef/p", headers=headers).status_code for _ in range(3)] == [200, 200, 429]


def test_under_another_address_everybody_is_a_stranger(store: Path) -> None:
    headers = bearer(store, Role.BEHEERDER)
    with served(store, Site("192.0.2.7")) as client:
        assert client.post("/proef/p", headers=headers).status_code == 401
        assert client.get("/plannen/p").status_code == 404  # an internal plan is not there at all


def test_what_was_passed_on_does_not_come_from_this_machine(client: TestClient) -> None:
    assert client.get("/plannen/p").status_code == 200
    assert client.get("/plannen/p", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404

"""Signing in with a token: the session, its cookie, and its end."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.confidentiality import Level
from graph.store import in_memory, open_owner
from on_page import proof
from service.access import Access
from service.clock import now, today
from service.desk import Desk
from service.session_list import HOURS, Sessions
from service.site import Site
from service.visitors import Role
from service.web import create_app


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with open_owner(tmp_path / "store"), in_memory():
        pass
    return tmp_path / "store"


@pytest.fixture
def client(store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Desk(store)), base_url="http://127.0.0.1:8000") as client:
        yield client


def signed_in(client: TestClient, store: Path) -> str:
    token = Access(store).create("Sam", Role.BEHEERDER, Level.INTERN, (), today())
    answer = client.post("/aanmelden", data={"token": token, "csrf": proof(client)}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    return token


def test_a_token_is_entered_once_and_opens_a_session(client: TestClient, store: Path) -> None:
    signed_in(client, store)
    assert "Aangemeld als Sam" in client.get("/kaart").text
    client.post("/afmelden", data={"csrf": proof(client, "/kaart")})
    assert "Aangemeld als Sam" not in client.get("/kaart").text


def test_who_signs_out_leaves_no_session_for_who_kept_the_cookie(client: TestClient, store: Path) -> None:
    signed_in(client, store)
    kept = client.cookies["hgkm"]
    client.post("/afmelden", data={"csrf": proof(client, "/kaart")})
    client.cookies.clear()
    client.cookies.set("hgkm", kept)
    assert "Aangemeld als Sam" not in client.get("/kaart").text
    assert Sessions(Access(store)).known() == []


def test_a_session_ends_with_its_working_day(
    client: TestClient, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(client, store)
    late = now() + timedelta(hours=HOURS, minutes=1)
    monkeypatch.setattr("service.session_list.now", lambda: late)
    assert "Aangemeld als Sam" not in client.get("/kaart").text


def test_the_cookie_is_for_this_service_alone_and_does_not_hold_the_token(
    client: TestClient, store: Path
) -> None:
    token = Access(store).create("Sam", Role.BEHEERDER, Level.INTERN, (), today())
    answer = client.post("/aanmelden", data={"token": token, "csrf": proof(client)}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert token.rpartition("_")[2].lower() not in cookie


def test_a_session_ends_with_its_token(client: TestClient, store: Path) -> None:
    signed_in(client, store)
    access = Access(store)
    access.revoke(access.tokens()[0].id)
    assert "Aangemeld als Sam" not in client.get("/kaart").text


@pytest.mark.parametrize("token", ["", "x", "hgkm_", "hgkm__", "hgkm_00000000_x", "é" * 300])
def test_what_is_no_token_opens_nothing(client: TestClient, store: Path, token: str) -> None:
    Access(store).create("Sam", Role.BEHEERDER, Level.INTERN, (), today())
    answer = client.post("/aanmelden", data={"token": token, "csrf": proof(client)})
    assert answer.status_code == 401
    assert "werkt niet" in answer.text
    assert "Aangemeld als" not in client.get("/kaart").text


def test_a_form_from_elsewhere_signs_nobody_in_or_out(client: TestClient, store: Path) -> None:
    token = Access(store).create("Sam", Role.BEHEERDER, Level.INTERN, (), today())
    assert client.post("/aanmelden", data={"token": token}).status_code == 403
    assert client.post("/aanmelden", data={"token": token, "csrf": "x"}).status_code == 403
    signed_in(client, store)
    assert client.post("/afmelden").status_code == 403
    assert "Aangemeld als Sam" in client.get("/kaart").text


def test_a_changed_cookie_opens_nothing(client: TestClient, store: Path) -> None:
    signed_in(client, store)
    cookie = client.cookies["hgkm"]
    client.cookies.clear()
    client.cookies.set("hgkm", cookie[:-2] + ("A" if cookie[-2] != "A" else "B") + cookie[-1])
    assert "Aangemeld als Sam" not in client.get("/kaart").text


def test_tokens_cannot_be_guessed_for_long(client: TestClient) -> None:
    given = {"token": "hgkm_00000000_x", "csrf": proof(client)}
    tried = [client.post("/aanmelden", data=given).status_code for _ in range(11)]
    assert tried == [401] * 10 + [429]


def test_where_everybody_is_a_stranger_nobody_signs_in(store: Path) -> None:
    token = Access(store).create("Sam", Role.BEHEERDER, Level.INTERN, (), today())
    with TestClient(create_app(Desk(store), Site("192.0.2.7"))) as client:
        assert "alleen om te lezen" in client.get("/aanmelden").text
        assert client.post("/aanmelden", data={"token": token}).status_code == 404
        assert client.get("/aanmelden/dienst").status_code == 404
        assert "/aanmelden" not in client.get("/kaart").text


def test_the_first_token_is_made_once(store: Path) -> None:
    access = Access(store)
    first = access.create_first("beheerder", today())
    assert first
    assert access.create_first("beheerder", today()) is None
    found = access.opened_by(first)
    assert found
    assert found.role is Role.BEHEERDER


def test_the_proof_in_a_form_is_another_text_each_time_and_holds_each_time(client: TestClient) -> None:
    one, other = proof(client), proof(client)
    assert one != other
    for given, status in ((one, 401), (other, 401), (f"{one[:-2]}zz", 403), (one[:64], 403), (one[2:], 403)):
        answer = client.post("/aanmelden", data={"token": "hgkm_00000000_x", "csrf": given})
        assert answer.status_code == status

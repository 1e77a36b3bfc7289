"""Signing in at an OpenID Connect provider that listens on this machine."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
import uvicorn
from click.testing import CliRunner
from fastapi import FastAPI, Form, Header, HTTPException, Request
from fastapi.responses import RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from graph.confidentiality import Level
from graph.errors import HgkmError, UnknownNameError
from graph.store import open_owner
from service.access import Access
from service.cli import cli
from service.desk import Desk
from service.grants import Grant, meaningful, read_grants, visitor
from service.provider import Provider, provider_of
from service.serving import listen
from service.session_list import Sessions
from service.site import Site
from service.visitors import Role
from service.web import create_app

HOME = "http://127.0.0.1:8000"


class There:
    """A small provider: it signs everybody in as the person it was told, and checks PKCE.

    Attributes:
        issuer: its address.
        person: the claims of whoever signs in.
        spoilt: claims and parts of its description that are put in the place of the right ones.
        asked: the query strings with which people were sent here.
    """

    def __init__(self) -> None:
        self.issuer = ""
        self.person: dict[str, Any] = {}
        self.spoilt: dict[str, Any] = {}
        self.asked: list[dict[str, str]] = []
        self._key = RSAKey.generate_key(2048, {"kid": "1"})
        self._codes: dict[str, dict[str, str]] = {}
        self.app = FastAPI()
        self.app.get("/.well-known/openid-configuration")(self.describe)
        self.app.get("/keys")(self.keys)
        self.app.get("/authorize")(self.authorize)
        self.app.post("/token")(self.token)

    def describe(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": self.spoilt.get("token_endpoint", f"{self.issuer}/token"),
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [self._key.as_dict(private=False)]}

    def authorize(self, request: Request) -> RedirectResponse:
        asked = dict(request.query_params)
        self.asked.append(asked)
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked
        back = {"code": code, "state": asked["state"]}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 302)

    def token(
        self, code: str = Form(), code_verifier: str = Form(), authorization: str = Header()
    ) -> dict[str, Any]:
        asked = self._codes.pop(code, None)
        challenge = urlsafe_b64encode(sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
        if not asked or asked["code_challenge"] != challenge or not authorization.startswith("Basic "):
            raise HTTPException(400, {"error": "invalid_grant"})
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": asked["client_id"],
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 60,
            **self.person,
            **{name: value for name, value in self.spoilt.items() if name != "token_endpoint"},
        }
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self._key)
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": signed}


@contextmanager
def provider_there() -> Iterator[There]:
    """Let a provider listen on this machine."""
    made = There()
    listener = listen("127.0.0.1", 0)
    made.issuer = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(made.app, log_level="warning", lifespan="off"))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield made
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="module")
def running() -> Iterator[There]:
    with provider_there() as there:
        yield there


@pytest.fixture
def there(running: There) -> There:
    running.person = {"sub": "1", "name": "Sam de Boer", "roles": ["redacteur:venlo", "iets-anders"]}
    running.spoilt = {}
    return running


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with open_owner(tmp_path / "store"):
        pass
    return tmp_path / "store"


def known(there: There, url: str = HOME) -> Provider:
    return Provider(url=url, issuer=there.issuer, client_id="hgkm", client_secret=str(9))


@pytest.fixture
def client(there: There, store: Path) -> Iterator[TestClient]:
    app = create_app(Desk(store), Site("127.0.0.1", known(there)))
    with TestClient(app, base_url=HOME, follow_redirects=False) as client:
        yield client


def sent_back(client: TestClient) -> str:
    """Go to the provider, and give the address to which it sends the browser back."""
    answer = client.get("/aanmelden/dienst")
    assert answer.status_code == 302, answer.text
    location = httpx2.get(answer.headers["location"]).headers["location"]
    assert location.startswith(f"{HOME}/aanmelden/terug?")
    return str(location)


def test_somebody_signs_in_at_the_provider_and_signs_out(client: TestClient, there: There) -> None:
    assert "Aangemeld als" not in client.get("/kaart").text
    answer = client.get(sent_back(client))
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "Aangemeld als Sam de Boer" in client.get("/kaart").text
    client.cookies.clear()
    assert "Aangemeld als" not in client.get("/kaart").text


def test_a_session_can_be_ended_at_once_by_who_runs_the_service(client: TestClient, store: Path) -> None:
    client.get(sent_back(client))
    assert "Aangemeld als Sam de Boer" in client.get("/kaart").text
    ((identifier, session, _),) = Sessions(Access(store)).known()
    assert (session.name, session.groups) == ("Sam de Boer", ("redacteur:venlo",))
    run = CliRunner()
    listed = run.invoke(cli, ["--store", str(store), "session", "list"]).stdout
    assert identifier in listed
    assert "Sam de Boer" in listed
    ended = run.invoke(cli, ["--store", str(store), "session", "end", identifier])
    assert "Sam de Boer" in ended.stdout
    assert "Aangemeld als" not in client.get("/kaart").text
    again = run.invoke(cli, ["--store", str(store), "session", "end", identifier])
    assert isinstance(again.exception, UnknownNameError)


def test_it_asks_with_pkce_state_and_nonce(client: TestClient, there: There) -> None:
    sent_back(client)
    sent_back(client)
    first, second = there.asked[-2:]
    assert first["code_challenge_method"] == "S256"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 20
        assert first[name] != second[name]


def test_what_the_provider_says_of_somebody_is_what_they_may(client: TestClient, there: There) -> None:
    client.get(sent_back(client))
    # The form is not from a page, which is asked only of those who may do something at all.
    assert client.post("/plannen/venlo/stand").status_code == 403
    there.person = {"sub": "2", "preferred_username": "kim@venlo.nl"}
    client.get(sent_back(client))
    assert "Aangemeld als" not in client.get("/kaart").text
    page = client.get("/aanmelden").text
    assert "kim" in page
    assert "kim@venlo.nl" not in page
    assert client.post("/plannen/venlo/stand").status_code == 401


@pytest.mark.parametrize("change", ["state", "code"])
def test_who_comes_back_with_something_else_is_not_signed_in(client: TestClient, change: str) -> None:
    back = urlsplit(sent_back(client))
    given = {name: values[0] for name, values in parse_qs(back.query).items()} | {change: "x"}
    assert client.get(back.path, params=given).status_code == 400
    assert "Aangemeld als" not in client.get("/kaart").text


def test_an_answer_is_good_in_the_browser_that_asked_and_once(client: TestClient) -> None:
    back = sent_back(client)
    client.cookies.clear()
    assert client.get(back).status_code == 400
    back = sent_back(client)
    assert client.get(back).status_code == 303
    again = client.get(back)
    assert again.status_code == 400
    assert "Begin opnieuw" in again.text


def test_who_gives_no_leave_can_try_again_on_the_same_page(client: TestClient) -> None:
    state = parse_qs(urlsplit(sent_back(client)).query)["state"][0]
    answer = client.get("/aanmelden/terug", params={"error": "access_denied", "state": state})
    assert answer.status_code == 400
    assert "geen toestemming" in answer.text
    assert "/aanmelden/dienst?naar=" in answer.text


@pytest.mark.parametrize(
    ("naar", "onward"),
    [
        ("/plannen/venlo?bewerk=a", "/plannen/venlo?bewerk=a"),
        ("//example.org/", "/"),
        ("/\\example.org", "/"),
        ("https://example.org", "/"),
        ("/\t/example.org", "/"),
    ],
)
def test_one_comes_back_to_the_page_one_left_and_to_none_elsewhere(
    client: TestClient, naar: str, onward: str
) -> None:
    there = client.get("/aanmelden/dienst", params={"naar": naar}).headers["location"]
    assert client.get(httpx2.get(there).headers["location"]).headers["location"] == onward


def test_who_may_nothing_here_is_told_so_at_once(client: TestClient, there: There) -> None:
    there.person = {"sub": "1", "name": "Sam", "roles": ["iets-anders"]}
    assert client.get(sent_back(client)).headers["location"] == "/aanmelden"
    assert "nog geen rol" in client.get("/aanmelden").text


@pytest.mark.parametrize(
    "spoilt", [{"nonce": "x"}, {"iss": "http://localhost"}, {"aud": "other"}, {"exp": 1}, {"sub": None}]
)
def test_a_token_that_is_not_for_here_signs_nobody_in(
    client: TestClient, there: There, spoilt: dict[str, object]
) -> None:
    there.spoilt = spoilt
    assert client.get(sent_back(client)).status_code == 400
    assert "Aangemeld als" not in client.get("/kaart").text


def test_nothing_but_the_provider_is_asked(there: There, store: Path) -> None:
    with provider_there() as other:
        there.spoilt = {"token_endpoint": f"{other.issuer}/token"}
        app = create_app(Desk(store), Site("127.0.0.1", known(there)))
        with TestClient(app, base_url=HOME, follow_redirects=False) as client:
            answer = client.get(sent_back(client))
    assert answer.status_code == 400
    assert "ander adres" in answer.text


def test_a_provider_that_is_away_is_told(store: Path) -> None:
    away = Provider(url=HOME, issuer="http://127.0.0.1:9", client_id="hgkm", client_secret=str(9))
    with TestClient(create_app(Desk(store), Site("127.0.0.1", away)), base_url=HOME) as client:
        answer = client.get("/aanmelden/dienst")
    assert answer.status_code == 400
    assert "niet te bereiken" in answer.text


def test_a_provider_that_goes_away_is_told_on_the_way_back_and_the_next_time(store: Path) -> None:
    with provider_there() as there:
        app = create_app(Desk(store), Site("127.0.0.1", known(there)))
        client = TestClient(app, base_url=HOME, follow_redirects=False)
        back = sent_back(client)
    for address in (back, "/aanmelden/dienst"):
        answer = client.get(address)
        assert answer.status_code == 400
        assert "niet te bereiken. Probeer het straks opnieuw." in answer.text
    assert "Aangemeld als" not in client.get("/kaart").text


def test_over_https_the_cookie_and_the_host_are_held_to_it(there: There, store: Path) -> None:
    site = Site("127.0.0.1", known(there, "https://hgkm.example.org"))
    with TestClient(create_app(Desk(store), site), base_url="https://hgkm.example.org") as client:
        answer = client.get("/aanmelden")
        assert answer.headers["set-cookie"].startswith("__Host-hgkm=")
        assert "secure" in answer.headers["set-cookie"].lower()
        assert "max-age" in answer.headers["strict-transport-security"]
        assert client.get("/aanmelden", headers={"Host": "elders.example.org"}).status_code == 400


# --- what is set up -------------------------------------------------------------------------------------

SET = {
    "HGKM_URL": "https://hgkm.example.org",
    "HGKM_OIDC_ISSUER": "https://login.example.org/realm",
    "HGKM_OIDC_CLIENT_ID": "hgkm",
    "HGKM_OIDC_CLIENT_SECRET": "-",
}


def test_without_a_provider_there_is_none() -> None:
    assert provider_of({}) is None
    made = provider_of(SET)
    assert made
    assert made.url == "https://hgkm.example.org"


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"HGKM_URL": ""}, "HGKM_URL"),
        ({"HGKM_OIDC_CLIENT_SECRET": ""}, "HGKM_OIDC_CLIENT_SECRET"),
        ({"HGKM_URL": "http://hgkm.example.org"}, "HGKM_URL"),
        ({"HGKM_OIDC_ISSUER": "ftp://x"}, "HGKM_OIDC_ISSUER"),
        ({"HGKM_ROLES": "/nergens.toml"}, "nergens.toml"),
    ],
)
def test_half_a_provider_is_refused(changed: dict[str, str], word: str) -> None:
    with pytest.raises(HgkmError, match=word):
        provider_of({**SET, **changed})


def test_a_file_says_what_groups_may(tmp_path: Path) -> None:
    file = tmp_path / "rollen.toml"
    file.write_text(
        '[redactie]\nrole = "redacteur"\nlevel = "vertrouwelijk"\nfor = ["venlo"]\n'
        '[lezers]\nrole = "lezer"\n',
        "utf-8",
    )
    grants = read_grants(file)
    assert grants["redactie"] == Grant(Role.REDACTEUR, Level.VERTROUWELIJK, ("venlo",))
    assert meaningful(["lezers", "beheerder", "x"], grants) == ["lezers"]
    both = visitor("Sam", ["lezers", "redactie"], grants)
    assert (both.role, both.level, both.may_write("venlo")) == (Role.REDACTEUR, Level.VERTROUWELIJK, True)
    assert visitor("Sam", ["beheerder"], grants).role is None


@pytest.mark.parametrize("text", ["[x", "[x]\nrole = 'koning'", "[x]\nrole = 'lezer'\nmeer = 1", "x = 1"])
def test_a_file_that_gives_no_roles_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "rollen.toml").write_text(text, "utf-8")
    with pytest.raises(HgkmError, match=r"rollen\.toml"):
        read_grants(tmp_path / "rollen.toml")


def test_a_role_in_the_claim_speaks_for_itself() -> None:
    seen = visitor("Sam", ["lezer", "redacteur:venlo", "redacteur:ridderkerk", "koning"], None)
    assert (seen.role, seen.level) == (Role.REDACTEUR, Level.INTERN)
    assert seen.may_write("venlo")
    assert seen.may_write("ridderkerk")
    assert not seen.may_write("utrecht-west")
    assert visitor("Sam", [], None).level is Level.OPENBAAR

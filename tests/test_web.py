"""The pages and their JSON: what they answer, how they refuse, and what guards them."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.loading import load_files, plan_slugs
from graph.store import open_owner
from service.desk import Desk
from service.questions import questions
from service.web import create_app

PAGES = ["/", "/vragen", "/open-punten", "/kaart", *(f"/vragen/{name}" for name in questions())]
HOSTILE = '</script><img src=x onerror=alert(1)>"\u202e\u001b[31m'


class Outline(HTMLParser):
    """What assistive software goes by."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def having(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_dutch_has_its_landmarks_and_needs_nothing_else(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    page = Outline(answer.text)
    assert page.having("html") == [{"lang": "nl"}]
    for landmark in ("header", "main", "footer", "h1", "title"):
        assert len(page.having(landmark)) == 1, landmark
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    assert page.having("a")[0]["href"] == "#inhoud"
    assert "inhoud" in ids
    for field in [*page.having("input"), *page.having("select")]:
        assert field["id"] in {label["for"] for label in page.having("label")}
    headings = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(headings))
    for _, attributes in page.tags:
        for name in ("href", "src", "action"):
            assert (attributes.get(name) or "/").startswith(("/", "#")), attributes
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
    assert all(script["src"] for script in page.having("script"))
    assert not page.having("style")


@pytest.mark.parametrize("address", [*PAGES[:5], "/nergens", "/v1/vragen", "/static/gebouwd/hgkm.css"])
def test_every_answer_carries_the_security_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/vragen", "/nergens", "/v1/vragen", "/static/gebouwd/hgkm.css"])
def test_what_is_asked_for_its_headers_alone_is_as_it_is_without_content(
    client: TestClient, address: str
) -> None:
    whole, alone = client.get(address), client.head(address)
    assert alone.status_code == whole.status_code
    assert alone.headers["content-type"] == whole.headers["content-type"]
    assert alone.content == b""


@pytest.mark.parametrize("name", questions())
def test_the_example_of_a_question_answers_on_its_page(client: TestClient, name: str) -> None:
    question = questions()[name]
    answer = client.get(f"/vragen/{name}", params=dict(question.example))
    assert answer.status_code == 200
    assert "<table" in answer.text


def test_an_answer_says_where_it_stands_and_what_was_asked(client: TestClient) -> None:
    page = client.get("/vragen/wie-doet-wat?gemeente=Ridderkerk&actor=").text
    assert 'value="Ridderkerk"' in page
    assert re.search(r'data-kop="Staat in"><a href="/bronnen/[^"]*">[^<]*regel \d+', page)
    assert "SELECT DISTINCT" in page


def test_an_answer_can_be_taken_along_as_csv(client: TestClient) -> None:
    answer = client.get("/vragen/regie?gemeente=Venlo&formaat=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="regie.csv"'
    assert answer.content.startswith("\ufeffRegie,Wie".encode())


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (
            "/vragen/wie-doet-wat?gemeente=Riddrkerk",
            "Geen gemeente of regio heet &#39;Riddrkerk&#39;. Bedoelt u:",
        ),
        ("/vragen/wie-doet-wat?actor=Wijkteem", "Bedoelt u:"),
        ("/vragen/wie-doet-wat?geimente=Venlo", "kent geen gegeven"),
        ("/kaart/bestand?gemeente=Venloo", "Geen gemeente of regio heet &#39;Venloo&#39;"),
        ("/kaart/bestand", "Geen gemeente"),
    ],
)
def test_a_wrong_name_gives_a_dutch_sentence_on_the_same_page(
    client: TestClient, address: str, sentence: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert "<form" in answer.text


@pytest.mark.parametrize(
    "address", ["/nergens", "/vragen/geen-vraag", "/vragen/", "/static/nee.css", "/docs"]
)
def test_a_page_that_is_not_there_is_a_dutch_page(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert '<html lang="nl">' in answer.text


def test_nothing_can_be_sent_in(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.request(method, "/open-punten").status_code == 405


def test_the_map_is_a_download_and_never_a_page(client: TestClient) -> None:
    answer = client.get("/kaart/bestand?gemeente=Ridderkerk")
    assert answer.headers["content-disposition"] == 'attachment; filename="kaart-ridderkerk.html"'
    assert answer.text.startswith("<!doctype html>")


def test_the_first_page_leads_to_every_plan(client: TestClient) -> None:
    page = client.get("/").text
    for slug in plan_slugs():
        assert f'href="/plannen/{slug}"' in page


# --- for programs ---------------------------------------------------------------------------------------


def test_programs_get_the_same_as_json(client: TestClient) -> None:
    listed = client.get("/v1/vragen?paginaGrootte=100")
    assert listed.headers["api-version"] == "1.0.0"
    assert [question["naam"] for question in listed.json()["resultaten"]] == list(questions())
    answer = client.get("/v1/vragen/regie?gemeente=Venlo").json()
    assert answer["head"]["vars"]
    assert answer["results"]["bindings"]
    assert client.get("/v1/open-punten?plan=venlo").json()["totaal"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/v1/nergens", 404),
        ("/v1/vragen/geen-vraag", 404),
        ("/v1/vragen/regie?gemeente=Venloo", 404),
        ("/v1/vragen/vindplaats", 400),
        ("/v1/open-punten?plan=vennlo", 404),
    ],
)
def test_programs_get_a_problem_document(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == status == answer.json()["status"]
    assert answer.headers["api-version"] == "1.0.0"


# --- what guards it -------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "10.0.0.1:8000"])
def test_a_page_elsewhere_cannot_read_along_under_another_name(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_this_machine_is_served_under_its_own_names(client: TestClient, host: str) -> None:
    assert client.get("/kaart", headers={"Host": host}).status_code == 200


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[TestClient]:
    """Serve a plan that has a hostile text in every label."""
    label = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    label = "".join(c if c.isprintable() and ord(c) < 128 else f"\\u{ord(c):04X}" for c in label)
    file = tmp_path / "plan.ttl"
    file.write_text(
        f"""@prefix hgkm: <https://w3id.org/hgkm/def#> .
@prefix begrip: <https://w3id.org/hgkm/begrip/> .
@prefix id: <https://w3id.org/hgkm/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix org: <http://www.w3.org/ns/org#> .
id:p a hgkm:Plan ; dcterms:identifier "vijandig" ; skos:prefLabel "{label} plan"@nl ; hgkm:voorGemeente id:g .
id:g a hgkm:Gemeente ; skos:prefLabel "{label} gemeente"@nl .
id:o a org:Organization ; skos:prefLabel "{label} organisatie"@nl .
id:a a hgkm:Activiteit ; hgkm:onderdeelVan id:p ; skos:prefLabel "{label} activiteit"@nl .
begrip:uitvoerend skos:prefLabel "{label} rol"@nl .
id:t a hgkm:Toedeling ; hgkm:wie id:o ; hgkm:wat id:a ; hgkm:alsRol begrip:uitvoerend ;
  hgkm:opGrondVan id:p ; hgkm:voorGemeente id:g ; hgkm:zekerheid begrip:vastgesteld .
""",
        "utf-8",
    )
    with open_owner(tmp_path / "store") as store:
        load_files(store, [file])
    with TestClient(create_app(Desk(tmp_path / "store")), base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize("address", ["/", "/vragen/wie-doet-wat", "/open-punten", "/kaart"])
def test_a_hostile_label_is_shown_as_text(hostile: TestClient, address: str) -> None:
    answer = hostile.get(address)
    assert answer.status_code == 200
    assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" in answer.text
    assert not set(answer.text) & set("\u202e\u001b")
    page = Outline(answer.text)
    assert not page.having("img")


def test_what_is_typed_comes_back_as_text(client: TestClient) -> None:
    answer = client.get("/vragen/wie-doet-wat", params={"gemeente": HOSTILE})
    assert answer.status_code == 400
    assert not Outline(answer.text).having("img")
    assert not set(answer.text) & set("\u202e\u001b")


def test_a_fault_in_hgkm_shows_no_trace(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("geheim")

    desk = Desk(shipped)
    monkeypatch.setattr(desk, "plans", broken)
    client = TestClient(create_app(desk), base_url="http://localhost", raise_server_exceptions=False)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Er ging iets mis" in answer.text
    assert "geheim" not in answer.text
    assert "Traceback" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_pages_follow_the_store(tmp_path: Path) -> None:
    file = tmp_path / "plan.ttl"
    text = (
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        "@prefix dcterms: <http://purl.org/dc/terms/> ."
        "<https://w3id.org/hgkm/id/p> a <https://w3id.org/hgkm/def#Plan> ;"
        ' dcterms:identifier "p" ; skos:prefLabel "{}"@nl .'
    )
    file.write_text(text.format("Eerste plan"), "utf-8")
    with open_owner(tmp_path / "store") as store:
        load_files(store, [file])
        client = TestClient(create_app(Desk(tmp_path / "store")), base_url="http://localhost")
        assert "Eerste plan" in client.get("/").text
        file.write_text(text.format("Tweede plan"), "utf-8")
        load_files(store, [file])
        assert "Tweede plan" in client.get("/").text


def test_what_is_long_comes_packed_to_who_can_unpack_it(client: TestClient) -> None:
    for address, packed in (
        ("/plannen", True),
        ("/v1/toedelingen", True),
        ("/static/gebouwd/hgkm.css", True),
        ("/plannen/venlo?formaat=xlsx", False),
        ("/v1/gezondheid", False),
    ):
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert (answer.headers.get("content-encoding") == "gzip") is packed, address
        plain = client.get(address, headers={"Accept-Encoding": "identity"})
        assert plain.headers.get("content-encoding") is None
        # A page with a form has another proof in it each time.
        if "csrf" not in plain.text:
            assert plain.content == answer.content


def test_a_long_answer_comes_in_pages_and_its_file_whole(client: TestClient) -> None:
    page = client.get("/vragen/plan-overzicht").text
    assert page.count('<tr role="row">') == 201
    assert 'href="/vragen/plan-overzicht?pagina=2" rel="next"' in page
    rows = len(client.get("/vragen/plan-overzicht?formaat=csv").text.splitlines())
    assert f"1 tot en met 200 van {rows - 1}" in page
    last = client.get("/vragen/plan-overzicht?pagina=999").text
    assert f"tot en met {rows - 1} van {rows - 1}" in last

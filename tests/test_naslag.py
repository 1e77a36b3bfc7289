"""The pages on which things are looked up, as far as they do the same; and those on this itself."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.loading import load_files
from graph.store import open_owner
from on_page import cells, links
from service.desk import Desk
from service.web import create_app

RIDDERKERK = "/bronnen/000_ee753b1a859cc1be.txt"
TWO = "/vergelijken?plaats=Venlo&plaats=Ridderkerk"
HOSTILE = '</script><img src=x onerror=alert(1)>"\u202e'


# SPARQL


def test_a_query_is_answered_without_scripting(client: TestClient) -> None:
    query = "SELECT ?plan WHERE { ?plan a <https://w3id.org/hgkm/def#Plan> }"
    page = client.get("/sparql-vragen", params={"vraag": query}).text
    assert len(cells(page, "plan")) == 5
    assert "SELECT ?plan WHERE" in page
    assert ">id:verbeterplan-ridderkerk</a>" in page


def test_an_example_can_be_taken_over(client: TestClient) -> None:
    page = client.get("/sparql-vragen?voorbeeld=regie").text
    assert "begrip:regie" in page[page.index("<textarea") : page.index("</textarea>")]


@pytest.mark.parametrize(
    "query",
    [
        *("SELEC", "DELETE WHERE { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"),
        "SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }",
    ],
)
def test_what_may_not_be_asked_is_said_on_the_page(client: TestClient, query: str) -> None:
    answer = client.get("/sparql-vragen", params={"vraag": query})
    assert answer.status_code == 400
    assert "Dit lukt niet" in answer.text
    assert "<textarea" in answer.text


# What this is


def test_the_page_about_this_says_what_is_in_it_and_how_completely(client: TestClient) -> None:
    page = client.get("/over").text
    assert {"geheel", "uittreksel"} <= set(cells(page, "Hoe volledig het hier staat"))
    assert "EUPL" in page


def test_the_accessibility_statement_claims_no_more_than_was_found_out(client: TestClient) -> None:
    page = client.get("/toegankelijkheid").text
    assert "WCAG 2.2" in page
    assert "niet door een onafhankelijk bureau onderzocht" in page


def test_the_examples_for_programs_work(client: TestClient) -> None:
    page = client.get("/api").text
    found = [
        address.replace("&amp;", "&")
        for address in re.findall(r'curl [^"\n]*?(?:-H "[^"]+" )?"http://127.0.0.1:8000(/[^"]+)"', page)
        if address != "/sparql"
    ]
    assert len(found) >= 7
    for address in found:
        assert client.get(address).status_code == 200, address


# All of them

PAGES = [
    *("/zoeken", "/zoeken?q=venlo", "/vraag", "/vraag?q=Wie+voert+casusregie+in+Venlo", "/vergelijken", TWO),
    *("/agenda", "/agenda?periode=2021", "/bronnen", RIDDERKERK, f"{RIDDERKERK}?regel=40", "/sparql-vragen"),
    *("/over", "/toegankelijkheid", "/api"),
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_links_only_to_what_is_there(client: TestClient, address: str) -> None:
    seen = {link for link in links(client.get(address).text) if link.startswith("/")}
    for link in sorted(seen)[:12]:
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize(
    "address", ["/zoeken", "/vraag", "/vergelijken", "/agenda", "/sparql-vragen", RIDDERKERK]
)
def test_what_is_typed_comes_back_as_text(client: TestClient, address: str) -> None:
    fields = ("q", "plaats", "gemeente", "vraag", "regel", "soort", "deel", "periode")
    page = client.get(address, params=dict.fromkeys(fields, HOSTILE)).text
    assert "<img" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize(
    "address", ["/zoeken?q=geheim", "/vraag?q=geheim", "/agenda?periode=alles", "/bronnen"]
)
def test_what_a_reader_may_not_see_is_not_found(tmp_path: Path, address: str) -> None:
    file = tmp_path / "plan.trig"
    file.write_text(
        """@prefix hgkm: <https://w3id.org/hgkm/def#> .
@prefix begrip: <https://w3id.org/hgkm/begrip/> .
@prefix id: <https://w3id.org/hgkm/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://w3id.org/hgkm/graaf/geheim> {
  <https://w3id.org/hgkm/graaf/geheim> hgkm:vertrouwelijkheid begrip:vertrouwelijk .
  id:p a hgkm:Plan ; dcterms:identifier "geheim" ; skos:prefLabel "Zwijgplan geheim"@nl ;
    hgkm:geldigTot "2099-01-01"^^xsd:date .
  id:b a hgkm:Bron ; dcterms:identifier "zwijgbron.txt" ; skos:prefLabel "Zwijgbron"@nl .
}
""",
        "utf-8",
    )
    with open_owner(tmp_path / "store") as store:
        load_files(store, [file])
    with TestClient(create_app(Desk(tmp_path / "store")), base_url="http://localhost") as client:
        assert "wijgplan" not in client.get(address).text
        assert "wijgbron" not in client.get(address).text
        assert client.get("/agenda.ics").text.count("VEVENT") == 0
        assert client.get("/bronnen/zwijgbron.txt").status_code == 404

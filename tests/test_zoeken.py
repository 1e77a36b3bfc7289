"""Searching, and asking in Dutch: what is found and said, and what is said when there is nothing."""

import re

import pytest
from starlette.testclient import TestClient

from on_page import cells, links

# Search


@pytest.mark.parametrize(
    ("typed", "kind", "label", "address"),
    [
        ("riderkerk", "organisaties", "Ridderkerk", "/organisaties/gm0597"),
        (
            "VTRR",
            "organisaties",
            "Veilig Thuis Rotterdam Rijnmond",
            "/organisaties/veilig-thuis-rotterdam-rijnmond",
        ),
        ("veiligthuis kennemerland", "organisaties", "Veilig Thuis Kennemerland", "/organisaties/"),
        ("verbeterplan Venlo", "plannen", "Verbeterplan gemeente Venlo", "/plannen/venlo"),
        ("kwartaalgesprek jbrr", "overleggen", "Kwartaalgesprek gemeente Ridderkerk met JBRR", "/id/"),
        ("samenwerkingsafspraak zvhrr", "afspraken", "gemeente Ridderkerk en ZVHRR", "/afspraken/"),
        ("casusregie", "begrippen", "casusregie", "/begrip/casusregie"),
        ("jeugdwet", "wetten", "Jeugdwet", "/id?iri="),
        (
            "trainingen nieuwe medewerkers aanbieden",
            "activiteiten",
            "Trainingen aanbieden voor nieuwe",
            "/id/",
        ),
    ],
)
def test_a_thing_is_found_under_any_name_and_leads_to_its_page(
    client: TestClient, typed: str, kind: str, label: str, address: str
) -> None:
    page = client.get("/zoeken", params={"q": typed}).text
    section = page[page.index(f'id="soort-{kind}"') :]
    first = re.search(r'<li>\s*<a href="([^"]+)">([^<]+)</a>', section)
    assert first
    assert first[1].startswith(address)
    assert label in first[2]


def test_the_kind_with_the_best_hit_comes_first(client: TestClient) -> None:
    found = re.findall(r'id="soort-(\w+)"', client.get("/zoeken?q=jeugdwet").text)
    assert found[0] == "wetten"


def test_one_kind_can_be_seen_whole(client: TestClient) -> None:
    few = client.get("/zoeken?q=ridderkerk").text
    whole = client.get("/zoeken?q=ridderkerk&soort=organisaties").text
    assert "Alle " in few
    assert whole.count("/organisaties/") > few.count("/organisaties/")
    assert "soort-plannen" not in whole


def test_what_is_not_found_is_said_with_what_may_have_been_meant(client: TestClient) -> None:
    page = client.get("/zoeken", params={"q": "blyff groop"}).text
    assert "Er is niets gevonden" in page
    assert "Bedoelde u" in page
    assert "/vraag?q=blyff" in page
    assert "Er is niets gevonden" in client.get("/zoeken?q=!!!").text


def test_what_was_found_can_be_taken_along(client: TestClient) -> None:
    lines = client.get("/zoeken?q=casusregie&formaat=csv").text.splitlines()
    assert lines[0].endswith("Naam,Soort,Gevonden als")
    assert "casusregie,Begrippen," in lines


# Asking in Dutch


def test_an_answer_has_a_sentence_a_table_its_passages_and_its_query(client: TestClient) -> None:
    page = client.get("/vraag", params={"q": "Wie voert casusregie in Venlo?"}).text
    assert "<h1>Wie voert casusregie in Venlo?</h1>" in page
    assert cells(page, "Staat in")
    assert any(link.startswith("/bronnen/002_6e575389afd624cc.txt?regel=") for link in links(page))
    assert "SELECT DISTINCT" in page
    assert "formaat=xlsx" in page


def test_what_was_not_understood_is_said_with_questions_that_are(client: TestClient) -> None:
    page = client.get("/vraag", params={"q": "qwertzuiop asdf?"}).text
    assert "Niet begrepen" in page
    nearest = [link for link in links(page) if link.startswith("/vraag?q=")]
    assert nearest
    assert "Niet begrepen" not in client.get(nearest[0]).text


def test_an_answer_can_be_taken_along(client: TestClient) -> None:
    answer = client.get("/vraag", params={"q": "Wie voert casusregie in Venlo?", "formaat": "csv"})
    assert answer.headers["content-disposition"] == 'attachment; filename="antwoord.csv"'


def test_without_a_question_there_are_examples(client: TestClient) -> None:
    assert [link for link in links(client.get("/vraag").text) if link.startswith("/vraag?q=")]


def test_a_question_is_not_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/vraag", params={"q": "Wie belt met Xyzzyplugh?"})
    assert "Xyzzyplugh" not in caplog.text

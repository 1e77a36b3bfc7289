"""The pages of organisations and functions, and of agreements."""

import re

import pytest
from starlette.testclient import TestClient

from graph.store import ReadStore
from ontology.vocabulary import ID
from queries.agreements import said_about, silent_about

pytestmark = pytest.mark.usefixtures("judged")  # what is open is told too

AGREEMENT = "ridderkerk-afspraak-vtrr"


def test_organisations_are_listed_and_narrowed(client: TestClient) -> None:
    def count(address: str) -> int:
        found = re.search(r"<h2>(\d+) organisaties en functies", client.get(address).text)
        assert found
        return int(found[1])

    everything = count("/organisaties")
    assert 0 < count("/organisaties?gemeente=Ridderkerk") < everything
    assert 0 < count("/organisaties?soort=zorgaanbieder") < everything
    assert "Vorige" in client.get("/organisaties?pagina=2").text


def test_of_an_organisation_all_is_said(client: TestClient) -> None:
    page = client.get("/organisaties/gm0597").text
    assert "<h1>Ridderkerk</h1>" in page
    for heading in (
        "Wat doen zij",
        "Met wie werken zij samen?",
        "Welke functies",
        "Welke afspraken",
        "Wat staat open?",
    ):
        assert heading in page
    assert f'href="/afspraken/{AGREEMENT}"' in page
    assert 'href="/organisaties/beleidsmedewerker-ridderkerk"' in page
    assert "/open-punten?regel=GR-" in page


def test_what_the_network_says_of_an_organisation_is_said_with_what_it_means(client: TestClient) -> None:
    text = client.get("/organisaties/gm0983").text
    assert "Wat het netwerk zelf zegt" in text
    assert re.search(r"<dd>Zij worden \d+ keer genoemd: ", text)
    assert "niet hoe druk iemand het heeft" in text
    assert "/kaart?beeld=weggevallen&amp;over=Venlo" in text
    stranger = client.get("/organisaties/gm0983", headers={"Via": "1.1 elders"}).text
    assert "Wat het netwerk zelf zegt" not in stranger


def test_what_others_do_for_somebody_is_said_too(client: TestClient) -> None:
    page = client.get("/organisaties/ketenpartners-ridderkerk").text
    assert "Wat doen anderen voor hen?" in page


def test_a_name_leads_to_the_page(client: TestClient) -> None:
    answer = client.get("/organisaties/beleidsmedewerker van Ridderkerk", follow_redirects=False)
    assert answer.headers["location"] == "/organisaties/beleidsmedewerker-ridderkerk"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_tables_are_taken_along(client: TestClient, form: str) -> None:
    for address in ("/organisaties", "/organisaties/gm0597", "/afspraken", f"/afspraken/{AGREEMENT}"):
        answer = client.get(f"{address}?formaat={form}")
        assert answer.headers["content-disposition"].endswith(f'.{form}"')


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/organisaties/xyzzy", 404),
        ("/organisaties?gemeente=Vennlo", 400),
        ("/organisaties?soort=x", 400),
        ("/organisaties/%22%3E%3Cimg", 404),
        ("/afspraken/nergens", 404),
        ("/afspraken/gm0597", 404),
        ("/afspraken?partij=Wijkteem", 400),
        ("/afspraken?status=x", 400),
    ],
)
def test_what_is_not_there_is_told_in_dutch(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert '<html lang="nl">' in answer.text
    assert "<img" not in answer.text


def test_agreements_are_listed_and_narrowed(client: TestClient) -> None:
    everything = client.get("/afspraken").text.count('data-kop="Afspraak"')
    planned = client.get("/afspraken?status=voorgenomen").text.count('data-kop="Afspraak"')
    assert 0 < planned < everything


def test_an_agreement_says_what_it_arranges_and_what_not(client: TestClient, plans: ReadStore) -> None:
    page = client.get(f"/afspraken/{AGREEMENT}").text
    for heading in (
        "Wat regelt de afspraak?",
        "Hierover is niets gevonden",
        "Wie bel je",
        "Hoe wordt gevolgd",
    ):
        assert heading in page
    assert "nog geen treden ingevuld" in page
    silent = silent_about(plans, ID[AGREEMENT])
    assert "casusevaluatie" in silent
    assert "overdracht" not in silent
    assert said_about(plans, ID[AGREEMENT])
    assert "/open-punten?regel=GR-" in page

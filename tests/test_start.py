"""The first page: it knows what somebody chose, and shows what matters today and no more."""

import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.changes import Reason
from graph.loading import load_files, plan_slugs
from graph.plans import plan
from graph.progress import Progress, report_progress
from graph.store import open_owner
from ontology.vocabulary import BEGRIP, ID
from service.desk import Desk
from service.web import create_app

NEW = """<https://w3id.org/hgkm/id/nieuw> a <https://w3id.org/hgkm/def#Plan> ;
    <http://purl.org/dc/terms/identifier> "nieuw" ."""
SECTIONS = ("eerst", "termijnen", "overleggen", "onderweg", "bevestigen", "gewijzigd")


@pytest.fixture
def client(judged: Desk) -> Iterator[TestClient]:
    with TestClient(create_app(judged), base_url="http://127.0.0.1:8000") as client:
        yield client


def test_who_chose_nothing_sees_the_plans_and_can_choose(client: TestClient) -> None:
    page = client.get("/").text
    for slug in plan_slugs():
        assert f'href="/plannen/{slug}"' in page
    assert 'name="gemeente"' in page
    assert 'action="/vraag"' in page
    assert "<table" not in page


def test_who_chose_sees_what_matters_today(client: TestClient) -> None:
    page = client.get("/?gemeente=Ridderkerk").text
    for section in SECTIONS:
        assert f'<h2 id="{section}"' in page
    first = re.search(r'id="tabel-eerst".*?</table>', page, re.DOTALL)
    assert first
    assert 1 <= first[0].count('data-kop="Ernst"') <= 5
    assert "Kwartaalgesprek gemeente Ridderkerk met VTRR" in page
    assert "voorgenomen" in page
    assert "niemand genoemd" in page


def test_what_has_been_is_not_ahead(client: TestClient) -> None:
    page = client.get("/?gemeente=Venlo").text
    meetings = re.search(r'id="overleggen".*?</section>', page, re.DOTALL)
    assert meetings
    assert "7 november 2019" not in meetings[0]


def test_a_choice_is_remembered_once_asked_for_and_can_be_forgotten(client: TestClient) -> None:
    client.get("/?gemeente=Ridderkerk")
    assert "Wat vraagt aandacht in Ridderkerk?" not in client.get("/").text
    answer = client.get("/?gemeente=Venlo&functie=Veilig+Thuis&onthoud=ja", follow_redirects=False)
    assert answer.headers["location"] == "/?gemeente=Venlo&functie=Veilig+Thuis"
    assert all("httponly" in cookie.lower() for cookie in answer.headers.get_list("set-cookie"))
    client.get("/?gemeente=Venlo&onthoud=ja")
    assert "Wat vraagt aandacht in Venlo?" in client.get("/").text
    assert "Wat vraagt aandacht in Ridderkerk?" in client.get("/?gemeente=Ridderkerk").text
    client.get("/?vergeet=ja")
    assert "Wat vraagt aandacht in Venlo?" not in client.get("/").text


@pytest.mark.parametrize("address", ["/?gemeente=Riddrkerk", "/?functie=Wijkteem"])
def test_a_wrong_name_gives_a_sentence_and_the_choice_again(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "Geen " in answer.text
    assert 'name="gemeente"' in answer.text


def test_a_remembered_choice_that_makes_no_sense_does_no_harm(client: TestClient) -> None:
    client.cookies.set("hgkm-bezoek", "gisteren|2026-13-40")
    assert client.get("/?gemeente=Venlo").status_code == 200


def test_before_the_rules_have_run_the_page_does_not_wait(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Desk, "report_so_far", lambda *_, **__: (None, False))
    assert "worden op dit moment nagegaan" in client.get("/?gemeente=Ridderkerk").text


def test_what_was_changed_since_the_last_visit_is_told(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Desk, "report_so_far", lambda *_, **__: (None, False))
    store = Path(shutil.copytree(shipped, tmp_path / "store"))
    thing, at = ID["venlo-042-aanbieden"], datetime.now().astimezone()
    with open_owner(store) as owned:
        told = Progress(BEGRIP.lopend, date(2026, 1, 1))
        report_progress(
            owned, plan(owned, "venlo"), thing, told, Reason("Sam", at, "stand bijgewerkt", thing)
        )
        file = tmp_path / "nieuw.ttl"
        file.write_text(NEW, "utf-8")
        load_files(owned, [file], by="Kim", at=at)
    with TestClient(create_app(Desk(store)), base_url="http://127.0.0.1:8000") as client:
        assert "Dit is uw eerste bezoek" in client.get("/?gemeente=Venlo").text
        for hours, expected in ((2, True), (-2, False)):
            last = (at - timedelta(hours=hours)).isoformat(timespec="seconds")
            client.cookies.clear()
            client.cookies.set(
                "hgkm-bezoek", f"{last}|{at.isoformat(timespec='seconds')}".replace("+", "%2B")
            )
            page = client.get("/?gemeente=Venlo").text
            for line in ("stand bijgewerkt (door Sam)", "ingelezen: nieuw.ttl (2 uitspraken erbij, 0 weg)"):
                assert (line in page) is expected
            assert ('<a href="/plannen/nieuw">' in page) is expected

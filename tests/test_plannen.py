"""The page of a plan: how far it is, what is open, and how who may says in a row how far something is."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.confidentiality import Level
from graph.loading import load_files, plan_slugs
from graph.store import ReadStore, open_owner, open_reader
from queries.structure import structure
from service.access import Access
from service.clock import today
from service.desk import Desk
from service.visitors import Role
from service.web import create_app

DAY = date(2026, 11, 22)
ACTIVITY = "venlo-042-aanbieden"


@pytest.fixture
def store(shipped: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped, tmp_path / "store"))


@pytest.fixture
def client(store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Serve a store of one's own, in which the rules do not run again after each change."""
    monkeypatch.setattr(Desk, "report_so_far", lambda *_: (None, False))
    with TestClient(create_app(Desk(store)), base_url="http://127.0.0.1:8000") as client:
        yield client


def as_editor(store: Path, *plans: str) -> dict[str, str]:
    token = Access(store).create("Sam", Role.REDACTEUR, Level.INTERN, plans, today())
    return {"Authorization": f"Bearer {token}"}


def told(**fields: str) -> dict[str, str]:
    given = {"activiteit": ACTIVITY, "stand": "lopend", "datum": today().isoformat()}
    return given | {"eigenaar": "Venlo", "gereed": "2027-03-01", "opmerking": "agenda van maart"} | fields


def row(page: str, name: str = ACTIVITY) -> str:
    found = re.search(rf'<tr role="row" id="{name}".*?</tr>', page, re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


LATE = """@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix begrip: <https://w3id.org/hgkm/begrip/> .
@prefix id: <https://w3id.org/hgkm/id/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
id:p a hgkm:Plan ; dcterms:identifier "p" ; skos:prefLabel "Plan Oostwoud"@nl ;
  hgkm:volledigheid begrip:geheel ; hgkm:geldigTot "2999-12-31"^^xsd:date .
id:a a hgkm:Activiteit ; hgkm:onderdeelVan id:p ; skos:prefLabel "Training geven"@nl ; hgkm:planning id:t .
id:t a hgkm:Planning ; hgkm:einde "2020-03-01"^^xsd:date ; hgkm:tekst "voor maart 2020"@nl ."""


@pytest.mark.parametrize("moved", [{"gereed": "2998-03-01"}, {"stand": "afgerond"}])
def test_what_is_moved_or_done_is_not_late_any_more(tmp_path: Path, moved: dict[str, str]) -> None:
    (tmp_path / "p.ttl").write_text(LATE, "utf-8")
    with open_owner(tmp_path / "store") as owned:
        load_files(owned, [tmp_path / "p.ttl"])
    sent = {"activiteit": "a", "stand": "lopend", "datum": today().isoformat()}
    with TestClient(create_app(Desk(tmp_path / "store")), base_url="http://127.0.0.1:8000") as client:
        late, overdue = "/v1/open-punten?plan=p&regel=GR-104", "/agenda?periode=2020&plan=p"
        headers = as_editor(tmp_path / "store", "p")
        assert client.get(late).json()["totaal"] == 1
        client.post("/plannen/p/stand", data=sent, headers=headers)
        assert client.get(late).json()["totaal"] == 1
        assert "1 maart 2020" in client.get(overdue).text
        assert client.post("/plannen/p/stand", data=sent | moved, headers=headers).status_code == 200
        assert client.get(late).json()["totaal"] == 0
        if "gereed" in moved:
            assert "1 maart 2020" not in client.get(overdue).text
            assert "1 maart 2998" in client.get("/agenda?periode=2998&plan=p").text


@pytest.mark.parametrize("slug", plan_slugs())
def test_every_activity_of_a_plan_stands_under_one_part(plans: ReadStore, slug: str) -> None:
    placed = [one.iri for part in structure(plans, slug, today=DAY) for one in part.activities]
    query = f"""SELECT DISTINCT ?a WHERE {{ ?plan a hgkm:Plan ; dcterms:identifier "{slug}" .
        ?a a hgkm:Activiteit ; hgkm:onderdeelVan+ ?plan }}"""
    assert sorted(placed) == sorted(row[0] for row in plans.select(query).rows)  # type: ignore[type-var]


def test_the_parts_stand_in_the_order_of_the_source(plans: ReadStore) -> None:
    parts = structure(plans, "ridderkerk", today=DAY)
    lines = [part.passages[0].first for part in parts if part.passages]
    assert lines == sorted(lines)
    assert any(one.depth for part in parts for one in part.activities)


def test_a_plan_shows_its_parts_who_does_what_and_where_that_stands(client: TestClient) -> None:
    assert 'href="/plannen/venlo"' in client.get("/plannen").text
    page = client.get("/plannen/venlo").text
    assert "gemeenteraad" in row(
        page, "venlo-042-vaststellen" if "venlo-042-vaststellen" in page else ACTIVITY
    )
    assert "nog geen stand" in row(page)
    assert "Bijwerken" not in page
    assert "<form" not in page.partition("<main")[2]


def test_who_may_changes_a_row_and_comes_back_to_it(client: TestClient, store: Path) -> None:
    editor = as_editor(store, "venlo")
    page = client.get("/plannen/venlo", headers=editor).text
    assert f"/plannen/venlo?bewerk={ACTIVITY}#{ACTIVITY}" in page
    form = client.get(f"/plannen/venlo?bewerk={ACTIVITY}", headers=editor).text
    assert 'action="/plannen/venlo/stand"' in form
    answer = client.post("/plannen/venlo/stand", data=told(), headers=editor, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/plannen/venlo?gewijzigd={ACTIVITY}#{ACTIVITY}"
    page = client.get(answer.headers["location"], headers=editor).text
    for word in ("lopend", "Venlo", "agenda van maart", "Opgeslagen"):
        assert word in row(page)
    again = client.get(f"/plannen/venlo?bewerk={ACTIVITY}", headers=editor).text
    assert 'value="2027-03-01"' in again
    assert 'value="agenda van maart"' in again


def test_a_form_that_was_open_while_somebody_else_reported_is_refused_and_comes_back(
    client: TestClient, store: Path
) -> None:
    headers = as_editor(store, "venlo")

    def opened() -> str:
        form = client.get(f"/plannen/venlo?bewerk={ACTIVITY}", headers=headers).text
        found = re.search(r'name="was" value="(\w+)"', form)
        assert found
        return found[1]

    before = opened()
    assert client.post("/plannen/venlo/stand", data=told(was=before), headers=headers).status_code == 200
    late = client.post("/plannen/venlo/stand", data=told(was=before, opmerking="ouder"), headers=headers)
    assert late.status_code == 400
    assert 'value="ouder"' in late.text
    assert f'name="was" value="{opened()}"' in late.text
    assert client.post("/plannen/venlo/stand", data=told(was=opened()), headers=headers).status_code == 200


def test_a_remark_about_a_person_comes_back_without_that(client: TestClient, store: Path) -> None:
    sent = told(opmerking="bel 06 12345678", gereed="2027-05-01")
    answer = client.post("/plannen/venlo/stand", data=sent, headers=as_editor(store, "venlo"))
    assert answer.status_code == 400
    assert 'value="2027-05-01"' in answer.text
    assert 'id="fout-opmerking">Geweigerd: in dit veld staat' in answer.text
    assert "12345678" not in answer.text
    assert 'href="/plannen/venlo?formaat=xlsx"' in answer.text


def test_the_history_says_what_was_there_before_and_takes_it_back(client: TestClient, store: Path) -> None:
    editor = as_editor(store, "venlo")
    client.post("/plannen/venlo/stand", data=told(), headers=editor)
    client.post("/plannen/venlo/stand", data=told(stand="afgerond"), headers=editor)
    page = client.get("/plannen/venlo", headers=editor).text
    assert "Stand: lopend → afgerond" in page
    assert "Sam" in page
    newest = re.findall(r'name="wijziging" value="([^"]+)"', page)[0]
    back = client.post("/plannen/venlo/terug", data={"wijziging": newest}, headers=editor)
    assert back.status_code == 200
    assert "lopend" in row(client.get("/plannen/venlo", headers=editor).text)
    twice = client.post("/plannen/venlo/terug", data={"wijziging": newest}, headers=editor)
    assert twice.status_code == 400
    assert "daarna opnieuw gewijzigd" in twice.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"stand": ""}, "Kies een van de standen"),
        ({"stand": "vastgesteld"}, "Kies een van de standen"),
        ({"datum": "gisteren"}, "staat geen datum"),
        ({"datum": "2999-01-01"}, "moet nog komen"),
        ({"gereed": "31-02-2027"}, "staat geen datum"),
        ({"eigenaar": "Vennlo"}, "Geen organisatie of functie heet"),
        ({"opmerking": "x" * 501}, "langer dan"),
        ({"activiteit": "ridderkerk-028-overleg"}, "staat niet in dit plan"),
        ({"opmerking": "bsn 111222333"}, ""),
    ],
)
def test_what_is_filled_in_wrong_comes_back_with_a_sentence_and_changes_nothing(
    client: TestClient, store: Path, fields: dict[str, str], sentence: str
) -> None:
    with open_reader(store) as kept:
        before = set(kept.quads())
    answer = client.post("/plannen/venlo/stand", data=told(**fields), headers=as_editor(store, "venlo"))
    assert answer.status_code == 400
    assert sentence in answer.text
    with open_reader(store) as kept:
        assert set(kept.quads()) == before


@pytest.mark.parametrize("address", ["/plannen/venlo/stand", "/plannen/venlo/terug"])
def test_only_who_may_write_this_plan_changes_it(client: TestClient, store: Path, address: str) -> None:
    sent = {**told(), "wijziging": "wijziging-1"}
    assert client.post(address, data=sent).status_code == 401
    assert client.post(address, data=sent, headers=as_editor(store, "ridderkerk")).status_code == 403
    form = f"/plannen/venlo?bewerk={ACTIVITY}"
    assert "Stand bijwerken" not in client.get(form, headers=as_editor(store, "ridderkerk")).text


def test_a_plan_shows_its_first_open_points_once_the_rules_have_run(shipped: Path) -> None:
    desk = Desk(shipped)
    with TestClient(create_app(desk), base_url="http://127.0.0.1:8000") as client:
        assert "worden op dit moment nagegaan" in client.get("/plannen/venlo").text
        desk.report()
        page = client.get("/plannen/venlo").text
    assert "worden op dit moment nagegaan" not in page
    assert "/open-punten?plan=venlo&amp;regel=GR-" in page


@pytest.mark.parametrize("address", ["/plannen/nergens", "/plannen/venlo/", "/plannen/%00"])
def test_a_plan_that_is_not_there_is_told(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_progress_is_taken_along(client: TestClient) -> None:
    answer = client.get("/plannen/venlo?formaat=csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="voortgang-venlo.csv"'
    assert answer.text.startswith("\ufeffOnderdeel,Activiteit,Wie")
    assert len(answer.text.splitlines()) > 50

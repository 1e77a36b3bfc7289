"""Series of maps: put together, arranged, shown step by step, and taken along as a file."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.changes import Reason, history, undo
from graph.confidentiality import Level
from graph.errors import HgkmError, PersonalDataError, UnknownNameError
from graph.series import MOST, Series, Step, all_series, one_series, save
from graph.store import Store, in_memory, open_owner
from on_page import proof
from service.access import Access
from service.clock import today
from service.desk import Desk
from service.visitors import Role
from shapes.engines import Outcome

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
STATE = "open=https%3A%2F%2Fw3id.org%2Fhgkm%2Fid%2Fx&op=2026-01-01&bij=gm0597"
STEPS = tuple(
    Step(f"Stap {view}", view, "Oostwoud", state=STATE, notes="Eerst zelf.\nDan samen.")
    for view in ("wie-doet-wat", "samenwerking", "escalatie")
)
SERIES = Series("0a1b2c3d", "Sessie over Oostwoud", steps=STEPS)


def put(redacteur: TestClient, step: Step, **more: str) -> str:
    """Put a map in a series; give the address of the series."""
    told = {"beeld": step.view, "over": step.over, "ook": step.ook, "stand": f"#{step.state}"}
    answer = redacteur.post(
        "/kaart/reeksen/erbij", data=told | {"titel": step.title, "notities": step.notes} | more
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"].partition("#")[0])


@pytest.fixture(scope="module")
def address(redacteur: TestClient) -> str:
    """Make a series of three maps."""
    made = put(redacteur, STEPS[0], nieuw="Sessie over Oostwoud")
    for step in STEPS[1:]:
        assert put(redacteur, step, reeks=made.rpartition("/")[2]) == made
    return made


def titles(redacteur: TestClient, address: str) -> list[str]:
    return [step["title"] for step in redacteur.get(f"{address}?formaat=json").json()["steps"]]


def listed(redacteur: TestClient) -> list[str]:
    return re.findall(r'href="(/kaart/reeksen/\w+)"', redacteur.get("/kaart/reeksen").text)


def refused(redacteur: TestClient, address: str, fields: dict[str, str]) -> tuple[int, str]:
    answer = redacteur.post(address, data=fields)
    (sentence,) = re.findall(r'class="inleiding">(.*?)</p>', answer.text)
    return answer.status_code, sentence


def test_maps_are_put_in_a_series_as_they_are_shown_and_in_another_order(
    redacteur: TestClient, address: str
) -> None:
    assert titles(redacteur, address) == ["Stap wie-doet-wat", "Stap samenwerking", "Stap escalatie"]
    page = redacteur.get(address).text
    assert f'href="/kaart?beeld=escalatie&amp;over=Oostwoud&amp;ook=#{STATE.replace("&", "&amp;")}"' in page
    assert "Eerst zelf.\nDan samen." in page
    assert "intern" in page
    for step, what, order in (("3", "eerder", "wes"), ("1", "later", "ews"), ("3", "later", "ews")):
        redacteur.post(f"{address}/beeld", data={"stap": step, "doe": what})
        assert [title[5] for title in titles(redacteur, address)] == list(order)
    told = {"stap": "1", "doe": "bewaar", "titel": "Begin", "notities": "Een.\r\nTwee."}
    redacteur.post(f"{address}/beeld", data=told)
    assert titles(redacteur, address)[0] == "Begin"
    assert redacteur.get(f"{address}?formaat=json").json()["steps"][0]["notes"] == "Een.\nTwee."
    redacteur.post(f"{address}/beeld", data={"stap": "1", "doe": "weg"})
    assert titles(redacteur, address) == ["Stap wie-doet-wat", "Stap samenwerking"]
    put(redacteur, STEPS[2], reeks=address.rpartition("/")[2])


def test_a_series_is_a_file_that_can_be_read_in_again(redacteur: TestClient, address: str) -> None:
    file = redacteur.get(f"{address}?formaat=json")
    assert 'filename="reeks-sessie-over-oostwoud.json"' in file.headers["content-disposition"]
    assert file.json()["confidentiality"] == "intern"
    answer = redacteur.post("/kaart/reeksen/inlezen", files={"bestand": ("reeks.json", file.content)})
    other = answer.headers["location"]
    assert other != address
    assert redacteur.get(f"{other}?formaat=json").json() == file.json()
    assert redacteur.get("/kaart/reeksen").text.count("Sessie over Oostwoud</a>") == 2
    assert redacteur.post(f"{other}/weg").status_code == 303
    assert redacteur.get(other).status_code == 404
    assert redacteur.get("/kaart/reeksen").text.count("Sessie over Oostwoud</a>") == 1


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"nieuw": ""}, 400, "Geef de reeks en elke kaart erin een titel"),
        ({"nieuw": "a" * 121}, 400, "ten hoogste 120 tekens"),
        ({"nieuw": "Reeks", "titel": "a" * 121}, 400, "ten hoogste 120 tekens"),
        ({"nieuw": "Reeks", "notities": "a" * 2001}, 400, "langer dan 2000 tekens"),
        ({"nieuw": "Reeks", "notities": "bel 06 12 34 56 78"}, 400, "Geweigerd: "),
        ({"nieuw": "Reeks", "stand": "#<script>"}, 400, "Hoe de kaart wordt getoond, is niet te lezen."),
        ({"nieuw": "Reeks", "beeld": "nergens"}, 404, "Er is geen kaart"),
        ({"nieuw": "Reeks", "over": "Nergenshuizen"}, 404, "Geen gemeente of regio heet"),
        ({"reeks": "nergens"}, 404, "Deze reeks is er niet."),
    ],
)
def test_what_cannot_be_put_in_a_series_is_told(
    redacteur: TestClient, address: str, fields: dict[str, str], status: int, sentence: str
) -> None:
    before = listed(redacteur)
    given = {"beeld": "wie-doet-wat", "over": "Oostwoud", "ook": ""} | fields
    answered, said = refused(redacteur, "/kaart/reeksen/erbij", given)
    assert answered == status
    assert sentence in said
    assert listed(redacteur) == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "Dit is geen bestand van een reeks kaarten"),
        ("{", "Dit is geen bestand van een reeks kaarten"),
        ('{"title": "Reeks"}', "Dit is geen bestand van een reeks kaarten"),
        ('{"title": "Reeks", "steps": [{"title": "Een", "view": "nergens", "over": "Venlo"}]}', "geen kaart"),
        ('{"title": "bel 06 12 34 56 78", "steps": []}', "Geweigerd: in het veld &#39;bestand&#39; staat"),
        ('{"title": "", "steps": []}', "een titel van ten hoogste 120 tekens"),
    ],
)
def test_a_file_that_is_no_series_is_told(redacteur: TestClient, content: str, sentence: str) -> None:
    before = listed(redacteur)
    answer = redacteur.post("/kaart/reeksen/inlezen", files={"bestand": ("reeks.json", content.encode())})
    assert answer.status_code in (400, 404)
    assert sentence in answer.text
    assert listed(redacteur) == before


def test_notes_about_a_person_come_back_without_that(redacteur: TestClient, address: str) -> None:
    told = {"stap": "2", "doe": "bewaar", "titel": "Andere titel", "notities": "bel 06 12345678"}
    answer = redacteur.post(f"{address}/beeld", data=told)
    assert answer.status_code == 400
    assert 'value="Andere titel"' in answer.text
    assert 'id="fout-notities-2">Geweigerd: in dit veld staat' in answer.text
    assert "12345678" not in answer.text
    gone = redacteur.post("/kaart/reeksen/00000000/beeld", data=told)
    assert (gone.status_code, "12345678" in gone.text) == (400, False)


def test_what_is_not_in_the_series_is_not_changed(redacteur: TestClient, address: str) -> None:
    before = titles(redacteur, address)
    for step in ("0", "9", "x", ""):
        answered, said = refused(redacteur, f"{address}/beeld", {"stap": step, "doe": "weg"})
        assert (answered, said[:19]) == (404, "De reeks heeft geen")
    assert refused(redacteur, f"{address}/beeld", {"stap": "1", "titel": ""})[0] == 400
    assert titles(redacteur, address) == before


def test_only_a_redacteur_or_beheerder_arranges_and_nobody_from_another_page(
    redacteur: TestClient, own_store: Path, address: str
) -> None:
    token = Access(own_store).create("Kim", Role.LEZER, Level.INTERN, ("oostwoud",), today())
    reader = {"Authorization": f"Bearer {token}"}
    page = redacteur.get(address, headers=reader).text
    assert "Presenteren" in page
    assert "Haal uit de reeks" not in page
    assert redacteur.post(f"{address}/weg", headers=reader).status_code == 403
    with TestClient(redacteur.app, base_url="http://127.0.0.1:8000", follow_redirects=False) as browser:
        token = Access(own_store).create("Sam", Role.BEHEERDER, Level.INTERN, (), today())
        browser.post("/aanmelden", data={"token": token, "csrf": proof(browser, "/aanmelden")})
        assert browser.post(f"{address}/weg").status_code == 403
    assert redacteur.get(address).status_code == 200


def test_a_series_is_shown_step_by_step_without_scripts_too(redacteur: TestClient, address: str) -> None:
    first = redacteur.get(f"{address}/presenteren").text
    assert "Stap 1 van 3" in first
    assert 'rel="next" href="?stap=2"' in first
    assert 'rel="prev"' not in first
    assert "Dezelfde relaties als tabel" in first
    last = redacteur.get(f"{address}/presenteren?stap=3").text
    assert 'rel="prev" href="?stap=2"' in last
    assert 'rel="next"' not in last
    for step, status in (("4", 404), ("0", 400), ("x", 400)):
        assert redacteur.get(f"{address}/presenteren?stap={step}").status_code == status


def test_a_map_that_is_no_more_is_told_in_its_step(redacteur: TestClient, own_store: Path) -> None:
    with open_owner(own_store) as owned:
        gone = Series("00000001", "Oud", steps=(replace(STEPS[0], over="Nergenshuizen"),))
        save(owned, gone, Reason("Sam", NOW, "reeks bewaard", gone.iri))
    answer = redacteur.get("/kaart/reeksen/00000001/presenteren")
    assert answer.status_code == 200
    assert "Geen gemeente of regio heet" in answer.text


def test_a_confidential_series_is_seen_by_nobody_who_may_not(redacteur: TestClient, own_store: Path) -> None:
    secret = Series("00000002", "Zwijgzame reeks", Level.VERTROUWELIJK, STEPS[:1])
    with open_owner(own_store) as owned:
        save(owned, secret, Reason("Sam", NOW, "reeks bewaard", secret.iri))
    assert "Zwijgzame" not in redacteur.get("/kaart/reeksen").text
    for at in ("", "/presenteren", "?formaat=json"):
        assert redacteur.get(f"/kaart/reeksen/00000002{at}").status_code == 404
    assert redacteur.post("/kaart/reeksen/00000002/weg").status_code == 404
    token = Access(own_store).create("Chef", Role.BEHEERDER, Level.VERTROUWELIJK, (), today())
    assert "Zwijgzame" in redacteur.get("/kaart/reeksen", headers={"Authorization": f"Bearer {token}"}).text


# --- in the store ---------------------------------------------------------------------------------------


def kept(store: Store, series: Series, at: datetime = NOW) -> None:
    save(store, series, Reason("Sam", at, "reeks bewaard", series.iri))


def test_a_series_is_kept_whole_and_its_changes_are_remembered_and_undone() -> None:
    with in_memory() as store:
        kept(store, SERIES)
        kept(store, Series("0a1b2c3d-more", "Andere"))
        assert one_series(store, "0a1b2c3d") == SERIES
        changed = SERIES.moved(1, 1).with_step(3, None)
        kept(store, changed, NOW + timedelta(minutes=1))
        assert one_series(store, "0a1b2c3d") == changed
        made = history(store, [SERIES.iri])
        assert [(one.by, one.why) for one in made] == [("Sam", "reeks bewaard")] * 2
        undo(store, made[0].iri, by="Sam", at=NOW)
        assert all_series(store) == [Series("0a1b2c3d-more", "Andere"), SERIES]


def test_a_series_that_becomes_confidential_leaves_nothing_where_it_stood() -> None:
    with in_memory() as store:
        kept(store, SERIES)
        kept(store, replace(SERIES, level=Level.VERTROUWELIJK))
        assert one_series(store, SERIES.id).level is Level.VERTROUWELIJK
        assert all_series(store.seen_by(Level.INTERN)) == []
        assert all_series(store.seen_by(Level.OPENBAAR)) == []


def test_a_series_takes_nothing_about_a_person_and_is_not_endless() -> None:
    with in_memory() as store:
        with pytest.raises(PersonalDataError):
            kept(store, replace(SERIES, steps=(replace(STEPS[0], notes="bsn 111222333"),)))
        with pytest.raises(HgkmError, match=f"at most {MOST} maps"):
            kept(store, replace(SERIES, steps=STEPS[:1] * (MOST + 1)))
        with pytest.raises(UnknownNameError):
            one_series(store, SERIES.id)
        assert len(store) == 0


def test_the_rules_do_not_run_again_for_a_series(own_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[object] = []

    def judged(*given: object) -> Outcome:
        ran.append(given)
        return Outcome(frozenset(), ())

    monkeypatch.setattr("service.desk.judge", judged)
    desk = Desk(own_store)
    desk.report()
    with open_owner(own_store) as owned:
        kept(owned, Series("00000003", "Nog een reeks", steps=STEPS))
    desk.report()
    assert len(ran) == 1

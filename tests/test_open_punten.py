"""The open points: first what asks attention most, each apart where asked for, answered on the page."""

import io
import re
import shutil
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.confidentiality import Level
from graph.errors import HgkmError
from graph.loading import load_files
from graph.store import open_owner
from service.access import Access
from service.clock import today
from service.desk import Desk
from service.visitors import Role
from service.web import create_app

pytestmark = pytest.mark.usefixtures("judged")
PLAN = """@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix begrip: <https://w3id.org/hgkm/begrip/> .
@prefix id: <https://w3id.org/hgkm/id/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix graaf: <https://w3id.org/hgkm/graaf/> .
@prefix org: <http://www.w3.org/ns/org#> .
graaf:p { graaf:p hgkm:vertrouwelijkheid begrip:openbaar .
  id:p a hgkm:Plan ; dcterms:identifier "p" ; skos:prefLabel "Plan Oostwoud"@nl ;
    hgkm:volledigheid begrip:geheel ; hgkm:voorGemeente id:oostwoud .
  id:oostwoud a hgkm:Gemeente ; skos:prefLabel "Oostwoud"@nl .
  id:team a org:Organization ; skos:prefLabel "wijkteam Oostwoud"@nl .
  id:a a hgkm:Activiteit ; hgkm:onderdeelVan id:p ; skos:prefLabel "Training geven"@nl ;
    hgkm:voorGemeente id:oostwoud . }"""


@pytest.fixture(scope="module")
def one_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("plan")
    (home / "p.trig").write_text(PLAN, "utf-8")
    with open_owner(home / "store") as store:
        load_files(store, [home / "p.trig"])
    return home / "store"


@pytest.fixture
def store(one_plan: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(one_plan, tmp_path / "store"))


@pytest.fixture
def own(store: Path) -> Iterator[TestClient]:
    desk = Desk(store)
    desk.report()
    with TestClient(create_app(desk), base_url="http://127.0.0.1:8000") as own:
        yield own


def as_editor(store: Path, role: Role = Role.REDACTEUR) -> dict[str, str]:
    return {"Authorization": f"Bearer {Access(store).create('Sam', role, Level.INTERN, ('p',), today())}"}


def a_finding(own: TestClient) -> tuple[str, str]:
    """Give the rule and the id of an open point."""
    rule = re.findall(r"/open-punten\?plan=p&amp;regel=(GR-\d+)", own.get("/open-punten").text)[0]
    found = re.findall(r'<li id="punt-([a-z2-7]+)"', own.get(f"/open-punten?regel={rule}").text)
    return rule, found[0]


def test_the_first_lines_of_each_plan_come_first_and_the_rest_stands_behind(client: TestClient) -> None:
    page = client.get("/open-punten").text
    for number in range(1, 6):
        assert f'id="plan-{number}"' in page
        lines = re.search(rf'id="eerst-{number}".*?</table>', page, re.DOTALL)
        assert lines
        assert 1 <= lines[0].count('data-kop="Ernst"') <= 10
    assert 'id="rest-1"' in page
    assert 'id="per-wie"' in page


def test_before_the_rules_have_run_the_page_does_not_wait_and_a_file_does(
    own: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Desk, "report_so_far", lambda *_: (None, False))
    page = own.get("/open-punten?plan=p").text
    assert 'data-nagegaan role="status">De open punten worden op dit moment nagegaan' in page
    assert 'href="/open-punten?plan=p">ververs' in page
    assert "GR-102" in own.get("/open-punten?plan=p&formaat=csv").text


def test_rules_that_break_down_are_told_and_do_not_run_again_and_again(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[int] = []

    def broken(*_: object) -> None:
        runs.append(1)
        raise HgkmError("broken", "De regels zijn stuk.")

    monkeypatch.setattr("service.desk.judge", broken)
    monkeypatch.setattr("service.desk._FIRST_THE_PAGE", 0)
    desk = Desk(store)
    with TestClient(create_app(desk), base_url="http://127.0.0.1:8000") as client:
        assert desk.report_so_far() == (None, False)
        for one in threading.enumerate():
            if isinstance(one, threading.Timer):
                one.join()
        assert desk.report_so_far() == (None, True)
        assert "zijn nu niet na te gaan" in client.get("/plannen/p").text
        assert len(runs) == 1
        assert "De regels zijn stuk." in client.get("/open-punten").text


def test_each_choice_narrows(client: TestClient) -> None:
    def count(address: str) -> int:
        found = re.search(r'<h2 id="aantal">(\d+) open punt', client.get(address).text)
        assert found
        return int(found[1])

    everything = count("/open-punten")
    severities = [count(f"/open-punten?ernst={ernst}") for ernst in ("violation", "warning", "info")]
    assert sum(severities) == everything
    assert 0 < count("/open-punten?plan=venlo") < everything
    assert 0 < count("/open-punten?gemeente=Ridderkerk") < everything
    assert 0 < count("/open-punten?plan=venlo&ernst=warning") < count("/open-punten?plan=venlo")
    assert 0 < count("/open-punten?wie=Venlo") < everything
    assert count("/open-punten?regel=GR-999") == 0


def test_of_one_rule_each_point_says_what_where_by_which_norm_and_for_whom(client: TestClient) -> None:
    page = client.get("/open-punten?plan=venlo&regel=GR-102").text
    for word in ("Staat in", "Norm", "Wie kan dit regelen", "Leidraad"):
        assert word in page
    assert "Beantwoorden" not in page


@pytest.mark.parametrize("form", ["docx", "xlsx", "csv"])
def test_the_choice_is_taken_along(client: TestClient, form: str) -> None:
    answer = client.get(f"/open-punten?plan=venlo&regel=GR-102&formaat={form}")
    assert answer.headers["content-disposition"] == f'attachment; filename="open-punten.{form}"'
    if form == "csv":
        assert set(re.findall(r"GR-\d{3}", answer.text)) == {"GR-102"}
    else:
        assert zipfile.is_zipfile(io.BytesIO(answer.content))


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/open-punten?plan=vennlo", "Geen plan heet &#39;vennlo&#39;"),
        ("/open-punten?gemeente=Vennlo", "Geen gemeente of regio heet &#39;Vennlo&#39;"),
    ],
)
def test_a_wrong_name_gives_a_sentence_on_the_same_page(
    client: TestClient, address: str, sentence: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert "<form" in answer.text


def test_an_open_point_is_answered_and_the_answer_taken_back(own: TestClient, store: Path) -> None:
    editor = as_editor(store)
    rule, finding = a_finding(own)
    page = own.get(f"/open-punten?regel={rule}&antwoord={finding}", headers=editor).text
    assert f'action="/open-punten/{finding}/antwoord"' in page
    sent = {"antwoord": "opgepakt", "eigenaar": "wijkteam Oostwoud", "tot": "2999-12-31", "keuze-regel": rule}
    answer = own.post(f"/open-punten/{finding}/antwoord", data=sent, headers=editor, follow_redirects=False)
    assert answer.headers["location"] == f"/open-punten?regel={rule}#beantwoord-{finding}"
    page = own.get(answer.headers["location"], headers=editor).text
    assert f'id="punt-{finding}"' not in page
    assert "opgepakt door wijkteam Oostwoud, tot en met 31-12-2999" in page
    own.post(f"/open-punten/{finding}/intrekken", data={"keuze-regel": rule}, headers=editor)
    assert f'id="punt-{finding}"' in own.get(f"/open-punten?regel={rule}").text


def test_an_answer_with_something_about_a_person_comes_back_without_that(
    own: TestClient, store: Path
) -> None:
    rule, finding = a_finding(own)
    sent = {"antwoord": "opgepakt", "eigenaar": "wijkteam", "reden": "bel 06 12345678", "keuze-regel": rule}
    answer = own.post(f"/open-punten/{finding}/antwoord", data=sent, headers=as_editor(store))
    assert answer.status_code == 400
    assert '<option value="opgepakt" selected>' in answer.text
    assert 'value="wijkteam"' in answer.text
    assert 'id="fout-reden">Geweigerd: in dit veld staat een telefoonnummer' in answer.text
    assert "12345678" not in answer.text
    assert f'href="/open-punten?regel={rule}">Annuleren' in answer.text


def test_answering_does_not_run_the_rules_again(
    own: TestClient, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, finding = a_finding(own)
    monkeypatch.setattr("service.desk.judge", lambda *_: pytest.fail("the rules ran"))
    monkeypatch.setattr("shapes.check.judge", lambda *_: pytest.fail("the rules ran"))
    sent = {"antwoord": "klopt-niet", "reden": "staat in de bijlage"}
    answer = own.post(f"/open-punten/{finding}/antwoord", data=sent, headers=as_editor(store))
    assert answer.status_code == 200
    assert "klopt niet: staat in de bijlage" in answer.text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Kies een antwoord: klopt niet, n.v.t., opgepakt of staat elders"),
        ({"antwoord": "klopt-niet"}, "Zeg waarom"),
        ({"antwoord": "opgepakt"}, "Zeg wie het oppakt"),
        ({"antwoord": "opgepakt", "eigenaar": "wijkteam Oostwoud", "tot": "morgen"}, "staat geen datum"),
        ({"antwoord": "opgepakt", "eigenaar": "wijkteam Oostwoud", "tot": "2001-01-01"}, "is voorbij"),
        (
            {"antwoord": "opgepakt", "eigenaar": "wijkteam Oost", "tot": "2999-01-01"},
            "Geen organisatie of functie",
        ),
    ],
)
def test_an_answer_that_says_too_little_comes_back_with_a_sentence(
    own: TestClient, store: Path, sent: dict[str, str], sentence: str
) -> None:
    _, finding = a_finding(own)
    answer = own.post(f"/open-punten/{finding}/antwoord", data=sent, headers=as_editor(store))
    assert answer.status_code == 400
    assert sentence in answer.text
    assert f'action="/open-punten/{finding}/antwoord"' in answer.text


def test_only_who_may_answers(own: TestClient, store: Path) -> None:
    _, finding = a_finding(own)
    for what in ("antwoord", "intrekken"):
        address = f"/open-punten/{finding}/{what}"
        assert own.post(address).status_code == 401
        assert own.post(address, headers=as_editor(store, Role.LEZER)).status_code == 403


def test_a_point_that_is_not_there_is_not_answered(own: TestClient, store: Path) -> None:
    sent = {"antwoord": "klopt-niet", "reden": "x"}
    answer = own.post("/open-punten/bestaatniet/antwoord", data=sent, headers=as_editor(store))
    assert answer.status_code == 400
    assert "geen open punt met kenmerk" in answer.text

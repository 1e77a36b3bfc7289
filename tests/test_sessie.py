"""Sessions around a map: what is brought up is a draft until somebody who may change the plan accepts it."""

import html
import io
import re
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from starlette.testclient import TestClient

from graph.changes import history
from graph.confidentiality import Level
from graph.store import open_reader
from on_page import proof
from service.access import Access
from service.clock import today
from service.desk import Desk
from service.provider import Provider
from service.sessie_files import SessionFiles
from service.site import Site
from service.visitors import Role
from service.web import create_app

PARTY = {"soort": "partij", "wie": "Stichting Zonnehof", "wat": "nazorg na een melding"}
ROLE = {"soort": "rol", "wie": "Stichting Zonnehof", "wat": "Nazorg regelen", "rol": "uitvoerend"}
QUESTION = {"soort": "vraag", "wat": "Wie belt er terug?", "wie": "Veilig Thuis Woudland"}
MISSING = {"soort": "ontbreekt", "wie": "wijkteam Oostwoud", "wat": "een vervanger"}
TOGETHER = {
    "soort": "samenwerking",
    "wie": "Stichting Zonnehof",
    "voor": "wijkteam Oostwoud",
    "wat": "casusoverleg",
}


class Held:
    """A session that is held, as its facilitator sees it."""

    def __init__(self, client: TestClient, **chosen: str) -> None:
        self.client = client
        around = {"beeld": "wie-doet-wat", "over": "Oostwoud", "ook": ""} | chosen
        begun = client.post("/kaart/sessies/oostwoud", data=around)
        assert begun.status_code == 303, begun.text
        self.map = begun.headers["location"]
        self.id = self.map.partition("sessie=")[2]

    def add(self, told: dict[str, str]) -> None:
        assert self.send("erbij", told) == (303, "")

    def send(self, what: str, fields: dict[str, str]) -> tuple[int, str]:
        answer = self.client.post(f"/kaart/sessies/oostwoud/{self.id}/{what}", data=fields)
        sentence = re.search(r'class="inleiding">(.*?)</p>', answer.text)
        return answer.status_code, sentence[1] if sentence else ""

    def page(self) -> str:
        return self.client.get(self.map).text

    def drawn(self) -> dict[str, list[dict[str, str]]]:
        drawn: dict[str, list[dict[str, str]]] = self.client.get(
            self.map.replace("/kaart?", "/kaart/gegevens?")
        ).json()
        return drawn

    def list(self) -> list[str]:
        (found,) = re.findall(r'<ol class="parkeerlijst">(.*?)</ol>', self.page(), re.DOTALL)
        told = re.findall(r"<li .*?</span> (.*?)</p>", found, re.DOTALL)
        return [" ".join(one.split()) for one in told]

    def sheet(self) -> str:
        return self.client.get(f"/kaart/sessies/{self.id}").text


@pytest.fixture
def held(redacteur: TestClient) -> Held:
    return Held(redacteur)


def sizes(own_store: Path) -> dict[str, int]:
    """Count what stands in each graph, other than what is remembered of changes."""
    query = "SELECT ?graph (COUNT(*) AS ?count) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
    with open_reader(own_store) as reader:
        rows = reader.select(query).rows
    return {
        str(graph).rpartition("/")[2]: int(str(count))
        for graph, count in rows
        if "wijziging" not in str(graph)
    }


def test_what_is_brought_up_stands_on_the_map_in_the_table_and_on_the_list_and_not_in_the_graph(
    held: Held, own_store: Path
) -> None:
    before = sizes(own_store)
    for told in (PARTY, ROLE, TOGETHER, QUESTION, MISSING):
        held.add(told)
    assert held.list() == [
        "Bij wijkteam Oostwoud ontbreekt: een vervanger",
        "Wie belt er terug? (bij Veilig Thuis Woudland)",
        "Stichting Zonnehof werkt samen met wijkteam Oostwoud: casusoverleg",
        "Stichting Zonnehof doet Nazorg regelen (uitvoerend)",
        "Stichting Zonnehof doet mee: nazorg na een melding",
    ]
    drawn = held.drawn()
    assert {node["label"] for node in drawn["nodes"] if node["mark"] == "concept"} == {
        *("Stichting Zonnehof", "Nazorg regelen"),
        *("Vraag 4: Wie belt er terug?", "Ontbreekt: een vervanger"),
    }
    labels = {node["id"]: node["label"] for node in drawn["nodes"]}
    assert {
        (labels[line["source"]], line["label"], labels[line["target"]])
        for line in drawn["edges"]
        if line["family"] == "concept"
    } == {
        ("Stichting Zonnehof", "uitvoerend (concept)", "Nazorg regelen"),
        ("Stichting Zonnehof", "casusoverleg (concept)", "wijkteam Oostwoud"),
        ("Vraag 4: Wie belt er terug?", "vraag bij (concept)", "Veilig Thuis Woudland"),
        ("Ontbreekt: een vervanger", "ontbreekt bij (concept)", "wijkteam Oostwoud"),
    }
    table = held.client.get(held.map + "&formaat=csv").text.splitlines()
    assert [line.split(",")[:5] for line in table[1:3]] == [
        ["Stichting Zonnehof", "partij", "nazorg na een melding", "", "concept"],
        ["Stichting Zonnehof", "uitvoerend", "Nazorg regelen", "", "concept"],
    ]
    assert "intern. Met 5 punten uit een sessie als concept" in held.page()
    assert sizes(own_store) == before
    for elsewhere in ("/zoeken?q=Zonnehof", "/organisaties", "/kaart?beeld=wie-doet-wat&over=Oostwoud"):
        assert "Stichting Zonnehof" not in held.client.get(elsewhere).text


def test_who_comes_back_to_the_map_finds_the_session_of_today(held: Held, own_store: Path) -> None:
    address = f"sessie={held.id}"
    assert address in held.client.get("/kaart?beeld=wie-doet-wat&over=Oostwoud").text
    assert address not in held.client.get("/kaart?beeld=escalatie&over=Oostwoud").text
    files = SessionFiles(own_store)
    old = replace(files.one(held.id), id="20200101-abcdef")
    files.keep(old)
    assert old.id not in held.client.get("/kaart?beeld=wie-doet-wat&over=Oostwoud").text


def test_what_is_taken_away_leaves_nothing_of_what_it_said(held: Held, own_store: Path) -> None:
    held.add(QUESTION)
    held.add(PARTY)
    assert held.send("weg", {"punt": "1"}) == (303, "")
    assert held.list() == ["Stichting Zonnehof doet mee: nazorg na een melding"]
    assert "belt er terug" not in (own_store / "sessies" / f"{held.id}.json").read_text("utf-8")
    held.add(MISSING)
    assert '<li value="3">' in held.page()
    assert held.send("weg", {"punt": "1"}) == (404, "Dit punt staat niet (meer) op de parkeerlijst.")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"soort": "partij", "wie": " "}, "Vul dit nog in: de naam van de partij."),
        ({"soort": "rol", "wat": "bellen"}, "Vul dit nog in: de rol."),
        ({"soort": "vraag"}, "Vul dit nog in: de vraag."),
        ({"soort": "iets", "wat": "bellen"}, "Kies wat u wilt inbrengen."),
        ({"wat": "bellen"}, "Kies wat u wilt inbrengen."),
        ({"soort": "partij", "wie": "a" * 121}, "Bij de naam staan meer dan 120 tekens: maak dat korter."),
        (
            {"soort": "vraag", "wat": "a" * 501},
            "Bij de omschrijving staan meer dan 500 tekens: maak dat korter.",
        ),
    ],
)
def test_what_is_not_complete_or_too_long_is_refused(
    held: Held, fields: dict[str, str], sentence: str
) -> None:
    assert held.send("erbij", fields) == (400, sentence)
    assert "Er is nog niets ingebracht." in held.page()


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("erbij", {"soort": "vraag", "wat": "bel 06 12 34 56 78"}),
        ("erbij", {"soort": "partij", "wie": "Huis aan de Kerkstraat 12"}),
        ("oppakken", {"punt": "1", "wie": "j.jansen@gmail.com"}),
    ],
)
def test_nothing_about_a_person_comes_in_or_back(held: Held, what: str, fields: dict[str, str]) -> None:
    held.add(QUESTION)
    status, sentence = held.send(what, fields)
    assert status == 400
    assert sentence.startswith("Geweigerd: ")
    secret = [*fields.values()][-1]
    assert secret not in sentence
    assert secret not in held.page() + held.sheet()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/kaart/sessies/oostwoud/20200101-000000/erbij", 404),
        ("/kaart/sessies/oostwoud/..%2Faccess/erbij", 404),
        ("/kaart/sessies/woudland/{id}/erbij", 403),
    ],
)
def test_a_session_that_is_not_there_or_of_another_plan_is_not_changed(
    held: Held, address: str, status: int
) -> None:
    assert held.client.post(address.format(id=held.id), data=QUESTION).status_code == status
    assert "Er is nog niets ingebracht." in held.page()


@pytest.mark.parametrize(
    ("plan", "view", "status"),
    [
        ("oostwoud", {"beeld": "nergens", "over": "Oostwoud"}, 404),
        ("oostwoud", {"beeld": "wie-doet-wat", "over": "Nergenshuizen"}, 404),
        ("oostwoud", {"beeld": "wie-doet-wat"}, 400),
        ("nergens", {"beeld": "wie-doet-wat", "over": "Oostwoud"}, 403),
    ],
)
def test_a_session_is_about_a_map_and_a_plan_that_there_are(
    redacteur: TestClient, own_store: Path, plan: str, view: dict[str, str], status: int
) -> None:
    before = len(SessionFiles(own_store).all())
    answer = redacteur.post(f"/kaart/sessies/{plan}", data=view)
    assert answer.status_code == status
    assert len(SessionFiles(own_store).all()) == before


def test_only_who_may_change_the_plan_gets_the_forms_and_only_from_a_page(
    held: Held, own_store: Path
) -> None:
    held.add(QUESTION)
    access = Access(own_store)
    address = f"/kaart/sessies/oostwoud/{held.id}/weg"
    for role, scope in ((Role.LEZER, ("oostwoud",)), (Role.REDACTEUR, ("woudland",))):
        token = access.create("Kim", role, Level.INTERN, scope, today())
        headers = {"Authorization": f"Bearer {token}"}
        page = held.client.get(held.map, headers=headers).text
        assert "Wie belt er terug?" in page
        assert "Zet erbij" not in page
        assert held.client.post(address, headers=headers, data={"punt": "1"}).status_code == 403
    with TestClient(held.client.app, base_url="http://127.0.0.1:8000", follow_redirects=False) as browser:
        token = access.create("Sam", Role.BEHEERDER, Level.INTERN, (), today())
        browser.post("/aanmelden", data={"token": token, "csrf": proof(browser, "/aanmelden")})
        assert browser.post(address, data={"punt": "1"}).status_code == 403
        assert browser.post(address, data={"punt": "1", "csrf": proof(browser, held.map)}).status_code == 303
    assert '"where":"/kaart/sessies' in (own_store / "access" / "record.jsonl").read_text().replace(": ", ":")


def test_a_session_is_seen_by_nobody_who_may_not(held: Held, own_store: Path) -> None:
    files, client = SessionFiles(own_store), held.client
    held.add(QUESTION | {"wat": "Zwijgzame vraag?"})
    files.keep(replace(files.one(held.id), id="20261122-fedcba", level=Level.VERTROUWELIJK))
    held.send("verwijderen", {})
    map_of = "?beeld=wie-doet-wat&over=Oostwoud&sessie=20261122-fedcba"
    for address in ("/kaart/sessies/20261122-fedcba", f"/kaart/gegevens{map_of}", f"/kaart{map_of}"):
        answer = client.get(address)
        assert answer.status_code in (400, 404)
        assert "Deze sessie is er niet." in answer.text
    assert "20261122-fedcba" not in client.get("/kaart/sessies").text
    chief = Access(own_store).create("Chef", Role.BEHEERDER, Level.VERTROUWELIJK, (), today())
    headers = {"Authorization": f"Bearer {chief}"}
    assert "Zwijgzame vraag?" in client.get("/kaart/sessies/20261122-fedcba", headers=headers).text
    provider = Provider(
        url="http://localhost", issuer="http://localhost:9", client_id="hgkm", client_secret=str(9), grants={}
    )
    app = create_app(Desk(own_store), Site("127.0.0.1", provider))
    with TestClient(app, base_url="http://localhost") as stranger:
        assert stranger.get("/kaart/sessies").text.count("/kaart/sessies/2") == 0


def test_a_session_around_a_draft_keeps_it_and_draws_what_is_brought_up_over_it(
    redacteur: TestClient, own_store: Path
) -> None:
    before = sizes(own_store)
    words = {"naam": "Proef", "gemeente": "Oostwoud", "taken": "Terugbellen | wijkteam Oostwoud"}
    form = redacteur.post("/kaart/voor-en-na", data=words | {"partijen": "Oostwoud\nVeilig Thuis Woudland"})
    draft = html.unescape(form.text.partition('name="concept" value="')[2].partition('"')[0])
    assert 'formaction="/kaart/sessies/oostwoud"' in form.text
    held = Held(redacteur, beeld="", over="Proef", concept=draft)
    held.add(TOGETHER)
    assert "Wat verandert er door Proef?" in held.page()
    assert "Zet in serie" not in held.page()
    label = {node["id"]: node["label"] for node in held.drawn()["nodes"]}
    drawn = {(label[line["source"]], label[line["target"]], line["mark"]) for line in held.drawn()["edges"]}
    assert drawn >= {
        ("wijkteam Oostwoud", "Terugbellen", "nieuw"),
        ("Stichting Zonnehof", "wijkteam Oostwoud", ""),
    }
    assert "Dat wordt bij deze sessie bewaard" in held.sheet()
    assert sizes(own_store) == before
    assert held.client.get("/kaart?beeld=voor-en-na&over=Proef").status_code == 400
    for wrong in ("geen gegevens", draft.replace("Terugbellen", "Bel 06 12 34 56 78")):
        refused = redacteur.post("/kaart/sessies/oostwoud", data={"concept": wrong, "over": "Proef"})
        assert refused.status_code == 400
    assert held.send("verwijderen", {}) == (303, "")
    assert not [one for one in SessionFiles(own_store).all() if one.draft]


def test_what_is_accepted_becomes_a_statement_with_the_session_as_its_source(
    held: Held, own_store: Path
) -> None:
    before = sizes(own_store)
    held.add(PARTY)
    held.add(ROLE | {"voor": "professionals in het lokale veld"})
    held.add(TOGETHER)
    assert held.send("overnemen", {"punt": "2"})[0] == 404  # nobody has that name yet
    for punt in ("1", "2", "3"):
        assert held.send("overnemen", {"punt": punt}) == (303, "")
    table = held.client.get("/kaart?beeld=wie-doet-wat&over=Oostwoud&formaat=csv").text
    row = next(line for line in table.splitlines() if "Zonnehof" in line)
    assert row.startswith(
        "Stichting Zonnehof,uitvoerend,Nazorg regelen,professionals in het lokale veld,vastgesteld"
    )
    assert "over Oostwoud, regel 2" in row
    together = held.client.get("/kaart?beeld=samenwerking&over=Oostwoud&formaat=csv").text
    agreed = "afspraak,Samenwerking Stichting Zonnehof en wijkteam Oostwoud: casusoverleg"
    assert agreed in together
    assert not [node for node in held.drawn()["nodes"] if node["mark"] == "concept"]
    source = held.client.get(f"/bronnen/sessie-{held.id}")
    assert "Stichting Zonnehof" in source.text
    with open_reader(own_store) as reader:
        newest = history(reader, at_most=1)[0]
        assert (newest.by, newest.why) == ("Sam", "overgenomen uit een sessie (punt 3)")
    after = sizes(own_store)
    assert {graph for graph in after if after[graph] != before.get(graph)} == {"oostwoud-sessies"}
    assert held.send("overnemen", {"punt": "2"})[0] == 400
    assert held.send("terug", {"punt": "1"})[0] == 400  # the role needs it
    assert held.send("weg", {"punt": "2"})[0] == 400
    assert held.send("verwijderen", {}) == (
        *(400, "Uit deze sessie is iets overgenomen: maak eerst dat ongedaan."),
    )
    for punt in ("3", "2", "1"):
        assert held.send("terug", {"punt": punt}) == (303, "")
    # What stays is what the session is, as a source.
    assert sizes(own_store) == before | {"oostwoud-sessies": 4}
    assert len([node for node in held.drawn()["nodes"] if node["mark"] == "concept"]) == 3


def test_the_sheet_says_what_was_brought_up_and_who_takes_it_up_on_paper_and_in_word(held: Held) -> None:
    for told in (PARTY, QUESTION, MISSING):
        held.add(told)
    assert held.send("oppakken", {"punt": "2", "wie": "Oostwoud", "voor": "2027-03-01"}) == (303, "")
    assert held.send("oppakken", {"punt": "2", "wie": "Oostwoud", "voor": "morgen"})[0] == 400
    assert held.send("oppakken", {"punt": "2", "wie": "a" * 121})[0] == 400
    assert held.send("oppakken", {"punt": "9", "wie": "Oostwoud"})[0] == 404
    word = docx.Document(io.BytesIO(held.client.get(f"/kaart/sessies/{held.id}?formaat=docx").content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    paper = " ".join([*(paragraph.text for paragraph in word.paragraphs), *cells])
    for where in (held.sheet(), paper):
        for part in (
            *("Wie doet wat voor wie in Oostwoud?", "intern", "Stichting Zonnehof doet mee"),
            *(
                "Wie belt er terug?",
                "Bij wijkteam Oostwoud ontbreekt: een vervanger",
                "1 maart 2027",
                "nog niemand",
            ),
        ):
            assert part in where
    assert held.send("oppakken", {"punt": "2", "wie": ""}) == (303, "")
    assert "1 maart 2027" not in held.sheet()


def test_a_session_of_which_nothing_was_accepted_is_taken_away_whole(held: Held, own_store: Path) -> None:
    held.add(QUESTION)
    assert held.client.post(f"/kaart/sessies/woudland/{held.id}/verwijderen").status_code == 403
    assert held.send("verwijderen", {}) == (303, "")
    assert not (own_store / "sessies" / f"{held.id}.json").exists()
    assert held.client.get(f"/kaart/sessies/{held.id}").status_code == 404
    assert held.send("verwijderen", {}) == (404, "Deze sessie is er niet.")


@pytest.mark.parametrize("view", ["samenwerking", "escalatie", "fasen"])
def test_a_draft_is_told_apart_on_every_kind_of_map(redacteur: TestClient, view: str) -> None:
    held = Held(redacteur, beeld=view)
    held.add(TOGETHER)
    held.add(PARTY | {"wie": "Oostwoud"})
    rows = held.client.get(held.map + "&formaat=csv").text.splitlines()[1:3]
    assert all("concept" in row for row in rows)
    assert [line["label"] for line in held.drawn()["edges"] if line["family"] == "concept"]

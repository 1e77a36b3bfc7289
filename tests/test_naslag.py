"""The pages on which things are looked up: what they find and say, and how they refuse."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from graph.loading import load_files
from graph.store import open_owner
from service.desk import Desk
from service.naslag import agenda, bronnen
from service.visitors import ANONYMOUS
from service.web import create_app

RIDDERKERK = "/bronnen/000_ee753b1a859cc1be.txt"
HOSTILE = '</script><img src=x onerror=alert(1)>"\u202e'


@pytest.fixture(scope="module")
def client(shipped: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Desk(shipped)), base_url="http://127.0.0.1:8000") as client:
        yield client


def links(page: str) -> list[str]:
    main = page[page.index("<main") : page.index("</main>")]
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', main)]


def cells(page: str, header: str) -> list[str]:
    found = re.findall(rf'<td[^>]*data-kop="{header}"[^>]*>(.*?)</td>', page, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip() for cell in found]


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


# Comparing

TWO = "/vergelijken?plaats=Venlo&plaats=Ridderkerk"


def test_places_stand_side_by_side_with_what_differs(client: TestClient) -> None:
    page = client.get(TWO).text
    assert "Wat verschilt er tussen Venlo en Ridderkerk?" in page
    rows = list(zip(*(cells(page, name) for name in ("Venlo", "Ridderkerk", "Verschil")), strict=True))
    assert len(rows) > 20
    for venlo, ridderkerk, verdict in rows:
        assert (venlo == "niet genoemd") == ("niet genoemd bij Venlo" in verdict)
        assert (ridderkerk == "niet genoemd") == ("Ridderkerk" in verdict)
    assert {"gelijk", "verschilt"} < {verdict for *_, verdict in rows}


def test_only_differences_can_be_shown(client: TestClient) -> None:
    shown = cells(client.get(f"{TWO}&verschil=ja").text, "Verschil")
    assert shown
    assert "gelijk" not in shown
    assert len(shown) < len(cells(client.get(TWO).text, "Verschil"))


@pytest.mark.parametrize("aspect", ["taken", "regie", "afspraken", "onderdelen", "escalatie", "doelgroepen"])
def test_every_aspect_compares_something(client: TestClient, aspect: str) -> None:
    assert cells(client.get(f"{TWO}&deel={aspect}").text, "Verschil")


def test_municipalities_of_one_region_share_what_the_region_arranges(client: TestClient) -> None:
    page = client.get("/vergelijken?plaats=Haarlem&plaats=Velsen&plaats=Bloemendaal&deel=afspraken").text
    assert set(cells(page, "Verschil")) == {"gelijk"}


def test_a_comparison_says_how_completely_each_place_is_known(client: TestClient) -> None:
    page = client.get(TWO).text
    assert (
        "uittreksel" in page[page.index('id="bekend"') : page.index("</section>", page.index('id="bekend"'))]
    )


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("plaats=Venlo", "Kies 2 tot 10 gemeenten"),
        ("plaats=Venlo&plaats=Venlo", "Kies 2 tot 10 gemeenten"),
        ("plaats=Venlo&plaats=Riddrkerk", "Geen gemeente of regio heet &#39;Riddrkerk&#39;. Bedoelt u:"),
    ],
)
def test_what_cannot_be_compared_is_said_on_the_same_page(
    client: TestClient, query: str, sentence: str
) -> None:
    answer = client.get(f"/vergelijken?{query}")
    assert answer.status_code == 400
    assert sentence in answer.text
    assert "<form" in answer.text


def test_more_than_ten_places_are_refused(client: TestClient) -> None:
    names = re.findall(r'name="plaats" value="([^"]+)"', client.get("/vergelijken").text)
    answer = client.get("/vergelijken", params={"plaats": names[:11]})
    assert answer.status_code == 400
    assert "Kies 2 tot 10" in answer.text
    assert client.get("/vergelijken", params={"plaats": names[:10]}).status_code == 200


# The agenda


def test_the_agenda_stands_by_month_and_says_how_precisely_a_time_is_known(client: TestClient) -> None:
    page = client.get("/agenda?periode=2020&plan=venlo").text
    months = re.findall(r'<h2 id="maand-([\d-]+)">', page)
    assert months == sorted(months)
    assert "2020-03-01" in months
    assert any("op kwartaal nauwkeurig, uiterlijk 31 maart 2020" in cell for cell in cells(page, "Wanneer"))


def test_the_agenda_begins_this_month(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agenda, "today", lambda: date(2021, 6, 15))
    months = re.findall(r'<h2 id="maand-([\d-]+)">', client.get("/agenda").text)
    assert min(months) >= "2021-06-01"


def test_an_empty_period_leads_to_years_with_something_in_them(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agenda, "today", lambda: date(2099, 1, 1))
    page = client.get("/agenda?gemeente=Venlo").text
    assert "staat niets op de agenda" in page
    assert "/agenda?gemeente=Venlo&periode=2020" in links(page)


def test_the_agenda_of_an_organisation_has_its_meetings(client: TestClient) -> None:
    page = client.get("/agenda?actor=VTRR").text
    assert "Kwartaalgesprek gemeente Ridderkerk met VTRR" in page
    assert "per kwartaal" in page


def test_a_wrong_name_on_the_agenda_is_said_on_the_page(client: TestClient) -> None:
    answer = client.get("/agenda?gemeente=Venloo")
    assert answer.status_code == 400
    assert "Geen gemeente of regio heet &#39;Venloo&#39;" in answer.text
    assert client.get("/agenda.ics?gemeente=Venloo").status_code == 404


def test_the_feed_is_a_calendar_of_whole_days_that_keep_their_identity(client: TestClient) -> None:
    answer = client.get("/agenda.ics?plan=venlo")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert client.get("/agenda.ics?plan=venlo").content == answer.content
    assert max(map(len, answer.content.split(b"\r\n"))) <= 75
    calendar = Calendar.from_ical(answer.content)
    assert calendar.errors == []
    events = calendar.events
    assert len({event["UID"] for event in events}) == len(events) > 10
    for event in events:
        assert not event.errors
        assert type(event.start) is date
        assert event.DTSTAMP.tzinfo is not None
        assert event["SUMMARY"]
    told = [str(event["DESCRIPTION"]) for event in events]
    assert any("Nauwkeurigheid: kwartaal" in text for text in told)
    assert all("Staat in: Venlo, regel" in text for text in told)
    everywhere = {event["UID"] for event in Calendar.from_ical(client.get("/agenda.ics").content).events}
    assert {event["UID"] for event in events} <= everywhere


def test_what_returns_with_a_known_day_returns_in_the_feed(client: TestClient) -> None:
    events = Calendar.from_ical(client.get("/agenda.ics?plan=venlo").content).events
    (report,) = [event for event in events if event.start == date(2020, 1, 1) and event.rrules]
    assert report.rrules[0]["FREQ"] == ["YEARLY"]


# Sources


def test_a_passage_shows_everything_that_is_said_there(client: TestClient) -> None:
    page = client.get(f"{RIDDERKERK}?regel=39-40").text
    assert "Wat staat er op regel 39-40 van Ridderkerk?" in page
    lines = cells(page, "Regel")
    assert lines
    for first, _, last in (line.partition("-") for line in lines):
        assert int(first) <= 40
        assert int(last or first) >= 39
    assert "Kwartaalgesprek gemeente Ridderkerk met JBRR" in page


def test_the_part_of_a_document_is_named(client: TestClient) -> None:
    assert "bijlage 4" in client.get("/bronnen/001_979d5db9c398d6a9.txt?regel=520").text


def test_every_passage_of_an_answer_leads_to_its_page(client: TestClient) -> None:
    found = [link for link in links(client.get("/vragen/regie?gemeente=Venlo").text) if "/bronnen/" in link]
    assert found
    assert all(client.get(link).status_code == 200 for link in found)


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "bronnen"
    home.mkdir()
    (home / "000_ee753b1a859cc1be.txt").write_text("\n".join(f"tekst {n}" for n in range(1, 84)), "utf-8")
    monkeypatch.setenv("HGKM_BRONNEN", str(home))
    return home


def test_the_text_of_a_passage_is_shown_with_its_neighbours(client: TestClient, documents: Path) -> None:
    page = client.get(f"{RIDDERKERK}?regel=40-41").text
    assert re.findall(r"<mark>([^<]*)</mark>", page) == ["tekst 40", "tekst 41"]
    assert "tekst 37" in page
    assert "tekst 36" not in page
    assert "tekst 83" in client.get(f"{RIDDERKERK}?regel=83").text


def test_without_the_documents_one_sentence_says_so(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HGKM_BRONNEN", raising=False)
    assert "HGKM_BRONNEN" in client.get(f"{RIDDERKERK}?regel=40").text


def test_a_document_that_is_not_there_or_lies_elsewhere_is_not_shown(
    client: TestClient, documents: Path
) -> None:
    file = documents / "000_ee753b1a859cc1be.txt"
    secret = documents.parent / "geheim.txt"
    secret.write_text("geheim", "utf-8")
    file.unlink()
    assert "niet te lezen in de map" in client.get(f"{RIDDERKERK}?regel=1").text
    file.symlink_to(secret)
    page = client.get(f"{RIDDERKERK}?regel=1").text
    assert "niet te lezen in de map" in page
    assert "<mark>" not in page


@pytest.mark.parametrize("name", ["..%2Fgeheim.txt", "%2Fetc%2Fpasswd", "nee.txt", "%00"])
def test_a_source_that_is_not_known_is_no_page(client: TestClient, documents: Path, name: str) -> None:
    assert client.get(f"/bronnen/{name}?regel=1").status_code == 404


@pytest.mark.parametrize("lines", ["abc", "0", "9-3", "84", "1-2-3", "1-5000", "-4", "9" * 30])
def test_lines_that_are_none_are_refused_on_the_page(client: TestClient, lines: str) -> None:
    answer = client.get(RIDDERKERK, params={"regel": lines})
    assert answer.status_code == 400
    assert "is geen regel van deze bron" in answer.text


def test_strangers_see_what_is_said_but_not_the_document(
    shipped: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bronnen, "visitor_of", lambda _: ANONYMOUS)
    with TestClient(create_app(Desk(shipped)), base_url="http://127.0.0.1:8000") as client:
        page = client.get(f"{RIDDERKERK}?regel=40").text
    assert "<mark>" not in page
    assert "voor wie is aangemeld" in page
    assert cells(page, "Wat")


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


def test_a_long_source_is_leafed_through(client: TestClient) -> None:
    source = "/bronnen/001_979d5db9c398d6a9.txt"
    first, second = client.get(source).text, client.get(f"{source}?pagina=2").text
    assert f"{source}?pagina=2" in links(first)
    assert cells(first, "Wat") != cells(second, "Wat")
    assert client.get(f"{source}?pagina=9999").status_code == 200

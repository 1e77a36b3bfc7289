"""Sessions below their pages: what is accepted, how a draft is drawn, and the file of a session."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from graph.accepting import accept
from graph.confidentiality import Level
from graph.errors import HgkmError, PersonalDataError, StoreError
from graph.sessie import MOST, Item, Kind, Session
from graph.store import Store, in_memory
from service.sessie_files import SessionFiles
from viz.concept import with_drafts
from viz.picture import Edge, Node, Picture

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SESSION = Session(
    *("20261122-abcdef", "oostwoud", "wie-doet-wat", "Oostwoud", "", "Wie doet wat?", Level.INTERN),
    day=date(2026, 11, 22),
)


@pytest.fixture
def wood(woudland: Store) -> Iterator[Store]:
    with in_memory(woudland.quads()) as store:
        yield store


def accepted(store: Store, item: Item) -> str:
    session = SESSION.with_item(item, "Sam", NOW)
    return accept(store, session, session.items[0], by="Sam", at=NOW)


def test_work_of_the_plan_gets_who_does_it_instead_of_a_double(wood: Store) -> None:
    accepted(wood, Item(Kind.ROLE, "wijkteam Oostwoud", "VISIE vaststellen", role="ondersteunend"))
    found = wood.select(
        """SELECT DISTINCT ?what ?who ?certainty ?place WHERE {
        ?assigned hgkm:vindplaats/oa:hasSource/dcterms:identifier "sessie-20261122-abcdef" ;
            hgkm:wat ?what ; hgkm:wie ?who ; hgkm:zekerheid ?certainty ; hgkm:voorGemeente ?place }"""
    )
    assert [[str(value).rpartition("/")[2] for value in row if value] for row in found.rows] == [
        ["visie", "team-oost", "vastgesteld", "gm9991"]
    ]


def test_what_nobody_does_yet_becomes_an_empty_seat(wood: Store) -> None:
    accepted(wood, Item(Kind.ROLE, what="Terugbellen", role="uitvoerend"))
    assert wood.ask(
        """ASK { ?assigned hgkm:wat/skos:prefLabel "Terugbellen"@nl ; hgkm:zekerheid begrip:nader-te-bepalen .
        FILTER NOT EXISTS { ?assigned hgkm:wie ?who } }"""
    )


def test_two_that_work_together_become_an_agreement_that_is_only_meant(wood: Store) -> None:
    accepted(wood, Item(Kind.TOGETHER, "wijkteam Oostwoud", "warme overdracht", "Veilig Thuis Woudland"))
    found = wood.select(
        """SELECT DISTINCT ?name ?status ?known ?place ?party WHERE {
        ?agreement hgkm:vindplaats/oa:hasSource/dcterms:identifier "sessie-20261122-abcdef" ;
            a hgkm:Samenwerkingsafspraak ; skos:prefLabel ?name ; hgkm:status ?status ; hgkm:partij ?party ;
            hgkm:volledigheid ?known ; hgkm:voorGemeente ?place } ORDER BY ?party"""
    )
    name = "Samenwerking wijkteam Oostwoud en Veilig Thuis Woudland: warme overdracht"
    meant = [name, "voorgenomen", "alleen-genoemd", "gm9991"]
    assert [[str(value).rpartition("/")[2] for value in row if value] for row in found.rows] == [
        [*meant, "team-oost"],
        [*meant, "vt-woudland"],
    ]


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (
            Item(Kind.QUESTION, what="Wie?"),
            "Alleen een partij, rol of samenwerking die nog niet is overgenomen",
        ),
        (Item(Kind.TOGETHER, "Veilig Thuis Woudland", whom="Nergens Bekend"), "Geen organisatie of functie"),
        (Item(Kind.TOGETHER, "Oostwoud", whom="gemeente Oostwoud"), "zijn dezelfde partij: noem er twee."),
        (Item(Kind.PARTY, "Wijkteam"), "is een soort organisatie: noem er één bij naam."),
        (
            Item(Kind.PARTY, "veilig-thuis woudland"),
            "staat al in de gegevens: zet er een rol of samenwerking",
        ),
        (Item(Kind.ROLE, "Nergens Bekend", "Bellen", role="uitvoerend"), "Geen organisatie of functie heet"),
        (Item(Kind.ROLE, what="Bellen", role="hofnar"), "Geen rol heet"),
        (Item(Kind.ROLE, what="Bellen", role="uitvoerend", whom="Nergens Bekend"), "Geen doelgroep heet"),
    ],
)
def test_what_is_no_statement_or_names_nothing_known_is_refused(
    wood: Store, item: Item, sentence: str
) -> None:
    before = len(wood)
    with pytest.raises(HgkmError) as refused:
        accepted(wood, item)
    assert sentence in refused.value.dutch
    assert len(wood) == before


def test_what_was_accepted_and_not_noted_is_found_again(wood: Store) -> None:
    party = Item(Kind.PARTY, "Stichting Zonnehof")
    before = accepted(wood, party)
    size = len(wood)
    assert accepted(wood, party) == before
    assert len(wood) == size


def test_a_draft_has_the_name_of_what_is_known_and_the_rows_keep_in_step() -> None:
    known = Picture(
        *("rond", "Wie?", {}, (Node("a", "Veilig Thuis", "organisatie"), Node("b", "bellen", "taak"))),
        edges=(Edge("a", "b", "uitvoerend", "voert uit", (0,)),),
        headers=("Wie", "Wat"),
        rows=(("Veilig Thuis", "bellen"),),
        notes=(),
        confidentiality="openbaar",
    )
    session = SESSION.opened("Sam", NOW)
    for item in (
        Item(Kind.ROLE, "veilig-thuis", "terugbellen", role="uitvoerend"),
        Item(Kind.MISSING, "Bellen"),
    ):
        session = session.with_item(item, "Sam", NOW)
    shown = with_drafts(known, session)
    assert [node.label for node in shown.nodes[2:]] == ["terugbellen", "Hier ontbreekt iets"]
    assert [(edge.source, edge.rows) for edge in shown.edges] == [
        ("a", (2,)),
        ("a", (0,)),
        ("concept:2", (1,)),
    ]
    assert shown.rows[0] == ("concept: veilig-thuis doet terugbellen (uitvoerend)", "terugbellen")
    assert shown.confidentiality == "intern"


@pytest.mark.parametrize(
    ("name", "key"),
    [("Gemeente Venlo", "v"), ("de wijkteams", "concept:de wijkteams"), ("Beesel", "concept:beesel")],
)
def test_a_draft_is_about_what_is_called_almost_so_if_that_is_one_thing(name: str, key: str) -> None:
    labels = {"v": "Venlo", "t": "wijkteam", "u": "het wijkteam"}
    nodes = tuple(Node(one, label, "organisatie") for one, label in labels.items())
    known = Picture("rond", "Wie?", {}, nodes, (), ("Wie", "Wat"), (), (), "intern")
    session = SESSION.opened("Sam", NOW).with_item(Item(Kind.MISSING, name, "een regisseur"), "Sam", NOW)
    (edge,) = with_drafts(known, session).edges
    assert edge.target == key


def test_a_session_is_not_endless_and_its_map_stays_readable() -> None:
    session = SESSION
    for _ in range(MOST):
        session = session.with_item(Item(Kind.QUESTION, what="Wie?"), "Sam", NOW)
    shown = with_drafts(Picture("rond", "Wie?", {}, (), (), ("Wie", "Wat"), (), (), "intern"), session)
    assert [node.key for node in shown.nodes] == [f"concept:{number}" for number in range(161, 201)]
    assert len(shown.rows) == MOST
    assert "Getekend zijn de laatste 40" in shown.notes[0]
    with pytest.raises(HgkmError, match="begin another"):
        session.with_item(Item(Kind.QUESTION, what="Wie?"), "Sam", NOW)


def test_many_add_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    files = SessionFiles(tmp_path)
    files.keep(SESSION.opened("Sam", NOW))

    def add(number: int) -> None:
        item = Item(Kind.QUESTION, what=f"Vraag {number}?")
        files.change(SESSION.id, lambda session: session.with_item(item, "Sam", NOW))

    with ThreadPoolExecutor(8) as many:
        list(many.map(add, range(24)))
    kept = files.one(SESSION.id)
    assert {item.what for item in kept.items} == {f"Vraag {number}?" for number in range(24)}
    assert [item.number for item in kept.items] == [*range(1, 25)]
    assert (tmp_path / "sessies" / f"{SESSION.id}.json").stat().st_mode & 0o077 == 0


def test_a_file_takes_nothing_about_a_person_and_one_that_is_broken_is_told(tmp_path: Path) -> None:
    files = SessionFiles(tmp_path)
    with pytest.raises(PersonalDataError):
        files.keep(replace(SESSION, items=(Item(Kind.QUESTION, what="bsn 111222333"),)))
    assert files.all() == []
    (tmp_path / "sessies" / f"{SESSION.id}.json").write_text("{", "utf-8")
    with pytest.raises(StoreError, match="cannot be read"):
        files.all()

"""The gate: what is about a person or shows where a shelter is stays out, and everything else comes in."""

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as oxigraph
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rdflib import URIRef
from starlette.testclient import TestClient

from graph.errors import PersonalDataError
from graph.loading import load_files
from graph.privacy import CLOSER, concern, refuse
from graph.store import Quad, Store, in_memory
from graph.terms import named
from ontology.vocabulary import GRAAF, ontology_files
from service.cli import run

ROOT = Path(__file__).parents[1]
SHIPPED = [
    *ontology_files(),
    *(file for room in ("graph", "shapes") for file in sorted((ROOT / room).rglob("*.ttl"))),
]
PREFIXES = """@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix begrip: <https://w3id.org/hgkm/begrip/> .
@prefix id: <https://w3id.org/hgkm/id/> . @prefix graaf: <https://w3id.org/hgkm/graaf/> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix schema: <https://schema.org/> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix gemeente: <https://identifier.overheid.nl/tooi/id/gemeente/> ."""


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("bsn", "123456782"),
        ("bsn", "het nummer is 1234.56.782."),
        ("bsn", "123 456 782"),
        ("bsn", "BSN: 12345678"),
        ("bsn", "burgerservicenummer 123456789"),
        ("birth", "geb. 12-03-1990"),
        ("birth", "Zij is geboren op 3 mei 1988 te Venlo"),
        ("birth", "Geboortedatum: 1990-03-12"),
        ("birth", "born on 12/03/90"),
        ("place", "Kerkstraat 12"),
        ("place", "de opvang zit aan de KERKSTRAAT 12a"),
        ("place", "Keizersgracht 123-2"),
        ("place", "Dorpsstr. 5"),
        ("place", "Laan van Meerdervoort 100"),
        ("place", "5911 AB Venlo"),
        ("place", "1234AB"),
        ("place", "postcode 5911 ab"),
        ("place", "huisnummer 12"),
        ("place", "POINT(6.17 51.37)"),
        ("place", "51.3704, 6.1724"),
        ("phone", "bel 06-12345678"),
        ("phone", "06 12 34 56 78"),
        ("phone", "+31 6 12345678"),
        ("phone", "0031612345678"),
        ("phone", "(077) 123 45 67"),
        ("mail", "j.jansen@venlo.nl"),
        ("mail", "info@gmail.com"),
        ("initials", "casus J.K."),
        ("initials", "het gezin van der V."),
        ("initials", "Mevrouw A. heeft gebeld"),
    ],
)
def test_something_about_a_person_or_a_place_is_recognised_and_not_repeated(kind: str, text: str) -> None:
    assert concern(text) == kind
    with pytest.raises(PersonalDataError) as refused:
        refuse(f"Afgesproken: {text}, en verder niets", "the remark", "de opmerking")
    for sentence in (refused.value.english, refused.value.dutch):
        assert text not in sentence
    assert "the remark" in refused.value.english
    assert "de opmerking" in refused.value.dutch


@pytest.mark.parametrize(
    "text",
    [
        "Veilig Thuis is bereikbaar op 0800-2000, en 112 bij gevaar",
        "088 123 45 67",
        "0900-1234567",
        "info@veiligthuis.nl",
        "meldpunt@gemeente.nl",
        "vanaf 2026 VT Kennemerland",
        "Actieprogramma 2021-2024",
        "regels 12-14 en 1001-1010",
        "arbeidsmarkt 2024",
        "stap 3 onderweg 4",
        "leerpad 2, zorgpad 3 en tijdspad 18",
        "artikel 5.3.2 lid 1, onder b",
        "BWBR0034925",
        "https://identifier.overheid.nl/tooi/id/gemeente/gm0983",
        "000_ee753b1a859cc1be.txt",
        "€ 100.000.000",
        "KVK 12345678",
        "123456789",
        "zaaknummer 2024-123456",
        "20261122",
        "2026-11-22T10:00:00Z",
        "ISBN 978-90-12-34567-8",
        "een kind van 12 jaar, een gezin met 3 kinderen",
        "de heer en mevrouw",
        "geboren in de gemeente",
        "casus en zaken van het O.M.",
        "Wet BIG, art. 88",
        "Den Haag 2030 SDG",
    ],
)
def test_what_only_looks_like_it_passes(text: str) -> None:
    assert concern(text) is None


def test_nothing_that_comes_with_hgkm_is_refused() -> None:
    found = {
        (file.stem, concern(triple.object.value))
        for file in SHIPPED
        for triple in oxigraph.parse(path=file)
        if isinstance(triple.object, oxigraph.Literal) and concern(triple.object.value)
    }
    # It shows what a rule must find.
    assert found == {("GR-604-tekst", "place")}


def eleven(digits: list[int]) -> int:
    return sum(d * w for d, w in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11


@given(st.lists(st.integers(0, 9), min_size=9, max_size=9).filter(any), st.sampled_from(["", " ", "."]))
def test_of_nine_digits_those_that_pass_the_check_are_a_bsn(digits: list[int], between: str) -> None:
    text = between.join("".join(map(str, digits[at : at + 3])) for at in (0, 3, 6))
    assert (concern(text) == "bsn") == (eleven(digits) == 0)


@given(st.text())
def test_no_text_breaks_the_gate(text: str) -> None:
    assert concern(text) in (None, "bsn", "birth", "place", "phone", "mail", "initials")


@given(st.integers(-9_999_999, 9_999_999), st.dates())
def test_numbers_and_days_pass(number: int, day: object) -> None:
    assert concern(str(number)) is None
    assert concern(f"op {day} waren het er {number % 1000}") is None


@given(
    st.text("abcdefghij ", max_size=40),
    st.sampled_from(["Kerkstraat 12", "5911 AB", "06-12345678", "j.jansen@venlo.nl", "123456782"]),
    st.text("abcdefghij ", max_size=40),
)
def test_it_is_found_wherever_it_stands(before: str, planted: str, behind: str) -> None:
    assert concern(f"{before} {planted} {behind}")


PIECES = [
    *(
        "Kerkstraat",
        "laan van de",
        "postcode",
        "geb.",
        "geboren op",
        "huisnummer",
        "dorpsstr.",
        "POINT(",
        "(",
    ),
    *(
        "casus",
        "J.",
        "bsn",
        "06",
        "5911",
        "AB",
        "12",
        "3 mei 1988",
        "123456782",
        "51.370",
        "6.17",
        "jan@venlo.nl",
    ),
    *(" ", " ", " ", "\n", "\t", "\u00a0", "\x1f", ",", "-", "."),
]


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(PIECES), max_size=7).map("".join))
@example("06\n12345678")
@example("Kerkstraat\u00a0\t12")
def test_what_is_looked_for_in_very_many_texts_misses_nothing(text: str) -> None:
    if concern(text):
        assert re.search(CLOSER, str(oxigraph.Literal(text))[1:])


@pytest.mark.parametrize(
    "question", ["Wie helpt Jan, BSN 123456782?", "Wie helpt het gezin op Kerkstraat 12?"]
)
def test_a_question_about_a_person_is_not_answered_and_not_repeated(
    question: str, shipped: Path, client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ask", question, "--store", str(shipped)]) == 2
    said = "".join(capsys.readouterr())
    assert "the question" in said
    assert "123456782" not in said
    assert "Kerkstraat" not in said
    answer = client.get("/vraag", params={"q": question})
    assert "de vraag" in answer.text
    assert "123456782" not in answer.text
    assert "Kerkstraat" not in answer.text


# --- in a store -----------------------------------------------------------------------------------------


def quads(facts: str, home: URIRef = GRAAF.proef) -> list[Quad]:
    triples = oxigraph.parse(f"{PREFIXES} {facts}".encode(), oxigraph.RdfFormat.TURTLE)
    return [Quad(t.subject, t.predicate, t.object, named(home)) for t in triples]


PLANTED = [
    'id:o skos:prefLabel "Kerkstraat 12"@nl .',
    'id:o skos:note "het ligt aan de Kerkstraat 12, 5911 AB Venlo"@nl .',
    'id:o vcard:street-address "Kerkstraat" .',
    'id:o schema:postalCode "Venlo" .',
    'id:o geo:lat "51" .',
    "id:o geo:lat 51.37 .",
    "id:o org:siteAddress id:adres .",
    "id:o rdfs:seeAlso <tel:0612345678> .",
    "<https://w3id.org/hgkm/id/j.jansen@venlo.nl> skos:note 'a' .",
    "<https://w3id.org/hgkm/id/jansen-0612345678> skos:note 'a' .",
    "id:o rdfs:seeAlso <https://example.org/j.jansen%40venlo.nl> .",
    "id:o rdfs:seeAlso <https://example.org/bel_06-1234-5678/nu> .",
    "id:o org:linkedTo <urn:tel:+31612345678> .",
    "id:o rdfs:seeAlso <geo:51.3,6.1> .",
    "id:o vcard:hasEmail <mailto:j.jansen@venlo.nl> .",
    'id:o vcard:bday "1990-03-12" .',
    "id:o org:classification begrip:opvang ; hgkm:werkgebied gemeente:gm0983 .",
    'id:o org:classification begrip:opvang ; hgkm:werkgebied "Venlo-Noord" .',
]


def by_change(store: Store, planted: Iterable[Quad]) -> object:
    return store.change((), planted)


def by_replacing(store: Store, planted: Iterable[Quad]) -> object:
    return store.replace_graphs(planted)


def by_filling(store: Store, planted: Iterable[Quad]) -> object:
    return store.fill(planted)


def by_update(store: Store, planted: Iterable[Quad]) -> object:
    return store.update(
        "INSERT DATA { GRAPH <https://w3id.org/hgkm/graaf/proef> {"
        + " . ".join(str(quad.triple) for quad in planted)
        + "} }"
    )


@pytest.mark.parametrize("way", [by_change, by_replacing, by_filling, by_update])
@pytest.mark.parametrize("facts", PLANTED)
def test_nothing_planted_comes_into_a_store(facts: str, way: object) -> None:
    assert callable(way)
    with in_memory(quads("id:a skos:prefLabel 'a'.")) as store:
        with pytest.raises(PersonalDataError) as refused:
            way(store, quads(facts))
        assert len(store) == 1
    for value in ("Kerkstraat 12", "5911", "0612345678", "jansen", "1990", "51.3"):
        assert value not in refused.value.english + refused.value.dutch


@pytest.mark.parametrize(
    "name",
    [
        "statusmelding-0f0612345678ab9c4e",
        "zaak-20260612345678",
        "BWBR0035362/2026-01-01",
        "bron-088-1234567",
        "info@veiligthuis.nl",
        "oin/00000001003214345000",
        "vp-venlo-0039-0041",
        "besluit-01-02-2020",
    ],
)
def test_an_iri_may_hold_numbers_that_are_no_telephone(name: str) -> None:
    with in_memory(quads(f"<https://w3id.org/hgkm/id/{name}> skos:note 'a' .")) as store:
        assert len(store) == 1


def test_a_file_with_something_planted_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "plan.ttl"
    file.write_text(f"{PREFIXES} id:o skos:prefLabel 'Veilig Thuis' ; skos:note 'bel 06-12345678' .", "utf-8")
    with in_memory() as store:
        with pytest.raises(PersonalDataError, match=r"note of <https://w3id\.org/hgkm/id/o>"):
            load_files(store, [file], GRAAF.proef)
        assert len(store) == 0


def test_a_shelter_gets_no_fine_place_afterwards_and_what_has_one_becomes_no_shelter() -> None:
    kind, place = "id:o org:classification begrip:opvang .", "id:o hgkm:werkgebied gemeente:gm0983 ."
    for first, then in ((kind, place), (place, kind)):
        with in_memory(quads(first)) as store:
            with pytest.raises(PersonalDataError):
                store.change((), quads(then))
            with pytest.raises(PersonalDataError):
                store.fill(quads(then, GRAAF.elders))
            # Once the one is gone the other may come.
            assert store.change(quads(first), quads(then))


def test_a_shelter_may_have_its_region() -> None:
    facts = "id:o org:classification begrip:opvang ; hgkm:werkgebied id:regio-kennemerland ."
    with in_memory(quads(facts)) as store:
        assert len(store) == 2


def test_business_mail_and_number_stand_in_a_graph_of_contacts_and_nowhere_else() -> None:
    post = """id:post vcard:fn "A. de Vries" ; vcard:hasEmail <mailto:a.devries@venlo.nl> ;
        vcard:hasTelephone "077-1234567" ."""
    with in_memory() as store:
        assert store.change((), quads(post, GRAAF.contacten))
        assert store.change((), quads(post, GRAAF["contacten-venlo"]))
        for home in (GRAAF.proef, GRAAF.contactenlijst):
            with pytest.raises(PersonalDataError):
                store.change((), quads(post, home))


@pytest.mark.parametrize(
    "facts",
    [
        "id:post vcard:hasEmail <mailto:a.devries@gmail.com> .",
        'id:post skos:note "a.devries@venlo.nl" .',
        'id:post vcard:hasTelephone "077-1234567" ; vcard:street-address "Kerkstraat 12" .',
        "graaf:contacten hgkm:vertrouwelijkheid begrip:openbaar .",
    ],
)
def test_a_graph_of_contacts_holds_no_more_than_that_and_is_never_public(facts: str) -> None:
    with in_memory() as store, pytest.raises(PersonalDataError):
        store.change((), quads(facts, GRAAF.contacten))

"""Coverage of the norm: met, not met and not judged, each with its evidence, and honest about the rest."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph.loading import load_files, shipped_quads
from graph.store import Store, in_memory
from ontology.vocabulary import GRAAF
from service.questions import answer, question, questions

DAY = date(2026, 11, 22)
RECORDED = """
@prefix begrip: <https://w3id.org/hgkm/begrip/> .
@prefix gm: <https://identifier.overheid.nl/tooi/id/gemeente/> .
@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix id: <https://w3id.org/hgkm/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
id:antwoord-1 a hgkm:Toetsantwoord ; hgkm:vraag id:leidraad-v-109-is-er ; hgkm:voorGemeente gm:gm0597 ;
    hgkm:antwoord begrip:ja ; hgkm:datum "2026-03-01"^^xsd:date ; hgkm:grond "zie het plan"@nl .
id:antwoord-2 a hgkm:Toetsantwoord ; hgkm:vraag id:leidraad-v-110-succesvol ; hgkm:voorGemeente gm:gm0597 ;
    hgkm:antwoord begrip:nee ; hgkm:datum "2026-03-01"^^xsd:date ; hgkm:grond "nog niet"@nl .
"""


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, str]]]:
    file = tmp_path_factory.mktemp("antwoorden") / "antwoorden.ttl"
    file.write_text(RECORDED, encoding="utf-8")
    with in_memory(shipped_quads()) as store:
        load_files(store, [file], GRAAF.scan)
        result = answer(store, "normdekking", {"gemeente": "Ridderkerk"}, today=DAY)
        yield [{name: str(term) for name, term in row.items()} for row in result.answer.bindings()]


def test_it_is_listed_among_the_questions() -> None:
    assert question("normdekking").title == questions()["normdekking"].title
    assert list(questions()) == sorted(questions())
    assert "wie-doet-wat" in questions()


def test_each_requirement_and_question_has_one_row_with_its_place_in_the_norm(
    rows: list[dict[str, str]],
) -> None:
    assert Counter(row["norm"] for row in rows).most_common(1)[0][1] == 1
    assert {row["gemeenteLabel"] for row in rows} == {"Ridderkerk"}
    assert {row["soort"] for row in rows} == {"eis", "vraag"}
    assert all(row["staatIn"].startswith("001_979d5db9c398d6a9.txt:") for row in rows)


def test_what_nothing_is_known_of_is_not_judged(rows: list[dict[str, str]]) -> None:
    stands = Counter(row["stand"] for row in rows)
    assert set(stands) <= {"voldaan", "niet voldaan", "niet beoordeeld"}
    assert stands["niet beoordeeld"] > stands["voldaan"]
    assert all(row["blijktUit"] for row in rows if row["stand"] != "niet beoordeeld")


@pytest.mark.parametrize(
    ("norm", "stand", "told"),
    [
        ("leidraad-v-109-is-er", "voldaan", "antwoord ja op 2026-03-01"),
        ("leidraad-v-110-succesvol", "niet voldaan", "antwoord nee op 2026-03-01"),
    ],
)
def test_a_recorded_answer_is_evidence(norm: str, stand: str, told: str, rows: list[dict[str, str]]) -> None:
    (row,) = [row for row in rows if row["norm"].endswith(f"/{norm}")]
    assert (row["stand"], row["blijktUit"]) == (stand, told)


def test_a_finding_says_which_rule_and_where(rows: list[dict[str, str]]) -> None:
    open_points = [row for row in rows if row["blijktUit"].startswith("open punten: ")]
    assert {row["stand"] for row in open_points} == {"niet voldaan"}
    assert any(
        "GR-102" in row["blijktUit"] and "Ridderkerk, regel" in row["gevondenIn"] for row in open_points
    )


def test_a_place_without_a_plan_is_not_judged_by_the_plans_of_others(tmp_path: Path) -> None:
    text = """
    @prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    <https://w3id.org/hgkm/id/leeg> a hgkm:Gemeente ; skos:prefLabel "Leeg"@nl .
    <https://w3id.org/hgkm/id/eis> a hgkm:Norm ; skos:prefLabel "eis"@nl .
    """
    file = tmp_path / "leeg.ttl"
    file.write_text(text, encoding="utf-8")
    store: Store
    with in_memory() as store:
        load_files(store, [file], GRAAF.leeg)
        headers, rows = answer(store, "normdekking", {"gemeente": "Leeg"}, today=DAY).table()
    assert [row[headers.index("Stand")] for row in rows] == ["niet beoordeeld"]

"""What a check is about: a region, a municipality, an agreement, what a change touched; and on which date."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest.mock import Mock

import pytest
from rdflib import URIRef

from graph.errors import UnknownNameError
from graph.loading import load_files
from graph.store import ReadStore, Store, in_memory
from ontology.vocabulary import GRAAF, ID
from shapes.chapters import accounted
from shapes.check import check
from shapes.engines import run_rules
from shapes.report import Report
from shapes.rules import load_rules
from shapes.scope import Scope

DAY = date(2026, 11, 22)
PREFIXES = """
@prefix begrip: <https://w3id.org/hgkm/begrip/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix id: <https://w3id.org/hgkm/id/> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix graaf: <https://w3id.org/hgkm/graaf/> .
"""
REGION = f"""{PREFIXES}
graaf:gedeeld {{
    id:streek a hgkm:Regio ; skos:prefLabel "Streek"@nl ; hgkm:lid id:oost , id:west .
    id:oost a hgkm:Gemeente ; skos:prefLabel "Oost"@nl .
    id:west a hgkm:Gemeente ; skos:prefLabel "West"@nl .
    id:elders a hgkm:Gemeente ; skos:prefLabel "Elders"@nl .
    id:vt a org:Organization ; skos:prefLabel "Veilig Thuis"@nl ;
        org:classification begrip:soort-veilig-thuis .
    id:team a org:Organization ; skos:prefLabel "team Oost"@nl .
}}
graaf:oost {{
    id:plan-oost a hgkm:Plan ; dcterms:identifier "oost" ; skos:prefLabel "plan Oost"@nl ;
        hgkm:voorGemeente id:oost ; hgkm:volledigheid begrip:geheel .
    id:oost-doen a hgkm:Activiteit ; skos:prefLabel "doen in Oost"@nl ; hgkm:onderdeelVan id:plan-oost .
    id:afspraak a hgkm:Samenwerkingsafspraak ; skos:prefLabel "afspraak Oost"@nl ;
        hgkm:partij id:team , id:vt ; hgkm:status begrip:concept .
}}
graaf:west {{
    id:plan-west a hgkm:Plan ; dcterms:identifier "west" ; skos:prefLabel "plan West"@nl ;
        hgkm:voorGemeente id:west , id:elders ; hgkm:volledigheid begrip:geheel .
    id:west-doen a hgkm:Activiteit ; skos:prefLabel "doen in West"@nl ; hgkm:onderdeelVan id:plan-west .
    id:elders-doen a hgkm:Activiteit ; skos:prefLabel "doen in Elders"@nl ; hgkm:onderdeelVan id:plan-west ;
        hgkm:voorGemeente id:elders .
    id:afspraak-west a hgkm:Samenwerkingsafspraak ; skos:prefLabel "afspraak West"@nl ; hgkm:partij id:vt .
}}
"""


def loaded(text: str, folder: Path, graph: URIRef | None = None) -> Store:
    file = folder / ("gegevens.ttl" if graph else "gegevens.trig")
    file.write_text(text, encoding="utf-8")
    store = in_memory()
    load_files(store, [file], graph)
    return store


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with loaded(REGION, tmp_path_factory.mktemp("streek")) as store:
        yield store


def activities(report: Report) -> set[URIRef]:
    return {finding.focus for finding in report.findings if finding.rule == "GR-102"}


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("Oost", {ID["oost-doen"]}),
        ("West", {ID["west-doen"]}),
        ("Elders", {ID["west-doen"], ID["elders-doen"]}),
        ("Streek", {ID["oost-doen"], ID["west-doen"]}),
    ],
)
def test_a_place_takes_in_its_plans_but_what_is_for_another_place(
    place: str, found: set[URIRef], region: Store
) -> None:
    report = check(region, date=DAY, scope=Scope(place=place))
    assert activities(report) == found
    assert report.about == place


def test_a_place_belongs_to_the_plans_that_are_for_it_and_not_to_those_that_mention_it(
    tmp_path: Path,
) -> None:
    told = "".join(f"graaf:{plan} {{ id:west hgkm:vindplaats id:vp-{plan} }}" for plan in ("oost", "west"))
    with loaded(REGION + told, tmp_path) as store:
        of_west, of_oost = (check(store, date=DAY, scope=Scope(plan=name)) for name in ("west", "oost"))
    assert ID.west in {finding.focus for finding in of_west.findings}
    assert ID.west not in {finding.focus for finding in of_oost.findings}
    assert {f.plan_label for f in of_west.findings if f.focus == ID.west} == {"plan West"}


def test_an_unknown_place_is_refused(region: Store) -> None:
    with pytest.raises(UnknownNameError):
        check(region, date=DAY, scope=Scope(place="Zuid"))


@pytest.mark.parametrize("agreement", [str(ID.afspraak), "afspraak Oost"])
def test_an_agreement_gives_what_a_full_check_finds_on_it(agreement: str, region: Store) -> None:
    everything = check(region, date=DAY)
    alone = check(region, date=DAY, scope=Scope(agreement=agreement))
    assert alone.findings == tuple(f for f in everything.findings if f.focus == ID.afspraak)
    assert alone.findings


def test_a_few_things_are_judged_as_all_together_are(plans: ReadStore) -> None:
    rules = load_rules(DAY)
    everything = run_rules(plans, rules, "sparql").violations
    for kind in ("Samenwerkingsafspraak", "Activiteit", "Plan", "Gemeente"):
        query = f"SELECT DISTINCT ?thing WHERE {{ ?thing a hgkm:{kind} }} ORDER BY ?thing LIMIT 25"
        things = [URIRef(row["thing"]) for row in plans.select(query).bindings()]
        few = run_rules(plans, rules, "sparql", focuses=things).violations
        assert few == {violation for violation in everything if violation.focus in things}


def test_what_a_plan_or_a_file_says_something_of_is_judged_alone_as_all_together_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "meer.ttl"
    file.write_text(f"{PREFIXES} id:oost-doen hgkm:wie id:team . id:nog-een a hgkm:Plan .", encoding="utf-8")
    with loaded(REGION, tmp_path) as store:
        for scope in (Scope(plan="oost"), Scope(file=file, graph=str(GRAAF["meer"]))):
            few = check(store, date=DAY, scope=scope)
            with monkeypatch.context() as patch:
                patch.setattr("shapes.scope._FEW", 0)
                many = check(store, date=DAY, scope=scope)
            assert few.findings
            assert (few.findings, few.possible) == (many.findings, many.possible)
            assert "Nagegaan is alles waarover dit" in accounted(few)


def test_checking_one_agreement_asks_as_much_in_a_big_store_as_in_a_small_one(
    region: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(store: Store) -> int:
        select = Mock(wraps=store.select)
        with monkeypatch.context() as patched:
            patched.setattr(store, "select", select)
            check(store, date=DAY, scope=Scope(agreement=str(ID.afspraak)))
        return select.call_count

    asked(region)  # what is kept for the next time is made here
    with loaded(REGION, tmp_path) as bigger:
        _, content = REGION.split(PREFIXES)
        others = PREFIXES + content.replace("id:", "id:nog-een-").replace("graaf:", "graaf:nog-een-")
        file = tmp_path / "meer.trig"
        file.write_text(others, encoding="utf-8")
        load_files(bigger, [file])
        assert asked(bigger) == asked(region)


def test_what_a_change_touched_is_judged_with_what_looks_at_it(region: Store) -> None:
    everything = check(region, date=DAY)
    touched = check(region, date=DAY, scope=Scope(touched=(ID.team,)))
    assert ID.afspraak in {finding.focus for finding in touched.findings}
    assert set(touched.findings) < set(everything.findings)


EXPIRED = f"""{PREFIXES}
id:plan a hgkm:Plan ; dcterms:identifier "plan" ; skos:prefLabel "plan"@nl ; hgkm:volledigheid begrip:geheel ;
    hgkm:geldigVan "2020-01-01"^^xsd:date ; hgkm:geldigTot "2023-12-31"^^xsd:date STATUS .
id:a a org:Organization ; skos:prefLabel "team A"@nl ; org:classification begrip:lokaal-team .
id:b a org:Organization ; skos:prefLabel "VT B"@nl ; org:classification begrip:soort-veilig-thuis .
id:afspraak a hgkm:Samenwerkingsafspraak ; skos:prefLabel "afspraak"@nl ; hgkm:partij id:a , id:b ;
    hgkm:status begrip:ondertekend ; hgkm:onderdeelVan id:plan ; hgkm:afspraakonderdeel id:evaluatie .
id:evaluatie a hgkm:Evaluatie ; skos:prefLabel "evaluatie"@nl ; hgkm:frequentie begrip:jaarlijks ;
    hgkm:laatsteKeer "2023-06-01"^^xsd:date ; hgkm:eigenaar id:a ; hgkm:deelnemer id:a , id:b .
"""


@pytest.mark.parametrize(("status", "outdated"), [("", False), ("; hgkm:status begrip:afgerond", True)])
def test_what_stands_in_an_expired_plan_is_judged_on_its_last_day(
    status: str, outdated: bool, tmp_path: Path
) -> None:
    with loaded(EXPIRED.replace("STATUS", status), tmp_path, GRAAF.plan) as store:
        report = check(store, date=DAY)
    late = [f for f in report.findings if f.rule == "GR-502" and f.status == "verouderd"]
    assert bool(late) == outdated


def test_that_a_plan_has_expired_is_found_on_the_reference_date(tmp_path: Path) -> None:
    with loaded(EXPIRED.replace("STATUS", ""), tmp_path, GRAAF.plan) as store:
        before = check(store, date=date(2023, 12, 31)).findings
        after = check(store, date=DAY).findings
    expired = [
        f for f in after if f.focus == ID.plan and f.rule == "GR-104" and f.id not in {b.id for b in before}
    ]
    assert len(expired) == 1

"""A check: what it reports on, in which form, and how it refuses."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyshacl
import pytest

import shapes.engines
from graph.errors import HgkmError, InputError, UnknownNameError
from graph.loading import load_files, plan_graph
from graph.store import ReadStore, Store, in_memory, open_reader, scratch
from ontology.vocabulary import GRAAF, ID
from shapes.check import check
from shapes.engines import Outcome
from shapes.findings import SEVERITY_WORDS
from shapes.grouping import HEADERS
from shapes.judging import judge
from shapes.report import Report
from shapes.rules import load_rules, read_rules, rule_files
from shapes.scope import Scope

DAY = date(2026, 11, 22)
DRAFT = """
@prefix begrip: <https://w3id.org/hgkm/begrip/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix id: <https://w3id.org/hgkm/id/> .
@prefix oa: <http://www.w3.org/ns/oa#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:plan-x a hgkm:Plan ; dcterms:identifier "plan-x" ; skos:prefLabel "plan X"@nl ; hgkm:vindplaats id:vp-1 .
id:bron-x a hgkm:Bron ; dcterms:identifier "plan-x.txt" ; skos:prefLabel "bron X"@nl .
id:vp-1 a hgkm:Vindplaats ; oa:hasSource id:bron-x ; hgkm:eersteRegel 1 ; hgkm:laatsteRegel 2 .
id:vp-7 a hgkm:Vindplaats ; oa:hasSource id:bron-x ; hgkm:eersteRegel 7 ; hgkm:laatsteRegel 7 .
id:afspraak a hgkm:Samenwerkingsafspraak ; skos:prefLabel "afspraak X"@nl ; hgkm:status begrip:concept ;
    hgkm:partij id:team , id:vt ; hgkm:escalatielijn id:lijn ; hgkm:vindplaats id:vp-7 .
id:lijn a hgkm:Escalatielijn ; skos:prefLabel "escalatielijn"@nl .
id:team a org:Organization ; skos:prefLabel "wijkteam X"@nl .
id:vt a org:Organization ; skos:prefLabel "Veilig Thuis X"@nl ; org:classification begrip:soort-veilig-thuis .
id:activiteit a hgkm:Activiteit ; skos:prefLabel "overleg voeren"@nl ; hgkm:onderdeelVan id:plan-x .
"""


@pytest.fixture(scope="module")
def outcome(plans: ReadStore) -> Outcome:
    """Give what the rules find in the shipped plans; they take long, and find the same for each scope."""
    return judge(plans, load_rules(DAY), "sparql")


@pytest.fixture(scope="module")
def report(plans: ReadStore, outcome: Outcome) -> Report:
    return check(plans, date=DAY, outcome=outcome)


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("draft") / "plan-x.ttl"
    file.write_text(DRAFT, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def drafted(draft: Path) -> Iterator[Store]:
    """Give a store with the draft; tests only read it."""
    with in_memory() as store:
        load_files(store, [draft])
        yield store


@pytest.fixture(scope="module")
def of_draft(drafted: Store) -> Report:
    return check(drafted, date=DAY)


def test_json_has_the_form_that_other_tools_use(of_draft: Report) -> None:
    report = json.loads(json.dumps(of_draft.as_json()))
    fixed = ["peildatum", "engine", "findings", "summary", "notChecked", "seconds"]
    assert list(report) == [*fixed, "about", "extent", "answered", "against", "versions"]
    assert (report["peildatum"], report["engine"]) == ("2026-11-22", "sparql")
    found = [finding for finding in report["findings"] if finding["rule"] == "GR-402"]
    assert found[0] == {
        "rule": "GR-402",
        "severity": "violation",
        "status": "ontbreekt",
        "focus": str(ID.afspraak),
        "focusLabel": "afspraak X",
        "message": "Op de escalatielijn van \u2018afspraak X\u2019 staat nog geen contactpunt van wijkteam X."
        " Noem de functie die te bereiken is.",
        "norm": [
            {"source": str(ID["bron-leidraad"]), "lines": lines}
            for lines in ([732, 732], [734, 734], [736, 736], [805, 805])
        ],
        "source": [{"source": "plan-x.txt", "lines": [7, 7]}],
        "path": None,
        "value": str(ID.team),
        "id": found[0]["id"],
        "plan": str(ID["plan-x"]),
        "owner": "Veilig Thuis X, wijkteam X",
        "lapsedAnswer": None,
        "group": None,
    }
    assert [finding["value"] for finding in found] == [str(ID.team), str(ID.vt)]
    counted = report["summary"]
    assert counted["violation"] + counted["warning"] + counted["info"] == len(report["findings"])
    assert counted["rules"]["GR-402"] == {"violation": 2}


def test_a_finding_stands_where_its_thing_stands_and_else_where_its_plan_does(of_draft: Report) -> None:
    (finding,) = [f for f in of_draft.findings if f.rule == "GR-102"]
    assert finding.focus == ID.activiteit
    assert [(p.source, p.first, p.last) for p in finding.source] == [("plan-x.txt", 1, 2)]


def test_the_same_graph_gives_the_same_report(plans: ReadStore, report: Report) -> None:
    again = check(plans, date=DAY)
    assert json.dumps(again.as_json() | {"seconds": 0}) == json.dumps(report.as_json() | {"seconds": 0})


def test_findings_come_worst_first(report: Report) -> None:
    severities = [finding.severity for finding in report.findings]
    assert severities == sorted(severities, key=["violation", "warning", "info"].index)
    assert {"violation", "warning"} <= set(severities)


def test_the_norm_is_told_by_file_and_lines(report: Report) -> None:
    norms = {passage.source for finding in report.findings for passage in finding.norm}
    assert norms == {"001_979d5db9c398d6a9.txt"}


def test_every_finding_on_a_shipped_plan_names_a_passage(report: Report) -> None:
    without = {finding.rule for finding in report.findings if not finding.source}
    assert without <= {"GR-101"}  # a municipality without a plan stands in no document
    assert [finding.message for finding in report.findings if "niet genoemd" in finding.message] == []


def test_a_plan_gives_its_own_findings_and_those_of_its_team(
    plans: ReadStore, outcome: Outcome, report: Report
) -> None:
    ridderkerk = check(plans, date=DAY, scope=Scope(plan="ridderkerk"), outcome=outcome)
    assert set(ridderkerk.findings) < set(report.findings)
    own = {finding.plan for finding in ridderkerk.findings}
    assert own <= {ID["verbeterplan-ridderkerk"], None}
    assert {"GR-102", "GR-303"} <= {finding.rule for finding in ridderkerk.findings}


def test_a_plan_that_is_known_in_part_is_named_and_gets_no_violation(
    plans: ReadStore, outcome: Outcome
) -> None:
    report = check(plans, date=DAY, scope=Scope(plan="rotterdam-rijnmond"), outcome=outcome)
    completeness = [rule.id for rule in load_rules(DAY).rules.values() if rule.completeness]
    told = [n.rule for n in report.not_checked if "niet als geheel bekend" in n.reason]
    assert told == completeness
    found = {finding.severity for finding in report.findings if finding.rule in completeness}
    assert found == {"warning", "info"}


def test_an_agreement_gives_its_own_findings(drafted: Store) -> None:
    by_name = check(drafted, date=DAY, scope=Scope(agreement="afspraak X"))
    by_iri = check(drafted, date=DAY, scope=Scope(agreement=str(ID.afspraak)))
    assert by_name.findings == by_iri.findings
    assert {finding.focus for finding in by_name.findings} == {ID.afspraak}
    assert {finding.rule for finding in by_name.findings} >= {"GR-402", "GR-502", "GR-601"}


def test_a_file_is_judged_over_the_store_which_stays_as_it_is(shipped: Path, draft: Path) -> None:
    with open_reader(shipped) as before:
        graphs = before.graphs()
    with scratch(shipped) as store:
        report = check(store, date=DAY, scope=Scope(file=draft))
    assert {finding.plan for finding in report.findings} == {ID["plan-x"]}
    with open_reader(shipped) as after:
        assert after.graphs() == graphs
        assert plan_graph("plan-x") not in graphs


def test_a_reader_sees_only_what_its_graphs_hold(plans: ReadStore) -> None:
    seen = [GRAAF.ontologie, GRAAF.gedeeld, plan_graph("venlo")]
    report = check(plans, date=DAY, graphs=seen)
    assert {finding.plan for finding in report.findings} == {ID["verbeterplan-venlo"]}


def test_a_plan_that_is_loaded_twice_gives_the_same_findings(
    draft: Path, drafted: Store, of_draft: Report
) -> None:
    once = {(f.rule, f.focus, f.severity, f.value, f.message) for f in of_draft.findings}
    with in_memory(drafted.quads()) as store:
        load_files(store, [draft], GRAAF["nog-een-keer"])
        again = check(store, date=DAY).findings
    assert {(f.rule, f.focus, f.severity, f.value, f.message) for f in again} == once
    assert len(again) == len(once)


def test_the_reference_date_decides_what_holds(tmp_path: Path) -> None:
    example = Path(shapes.engines.__file__).parent / "voorbeelden" / "GR-502-verouderd.ttl"
    with in_memory() as store:
        load_files(store, [example], GRAAF.voorbeeld)
        for day, found in ((date(2026, 8, 31), set()), (date(2026, 9, 2), {"verouderd"})):
            findings = check(store, date=day).findings
            assert {f.status for f in findings if f.rule == "GR-502"} == found


def test_the_table_speaks_the_words_of_the_field(report: Report) -> None:
    headers, rows = report.table()
    assert headers == list(HEADERS)
    assert {row[0] for row in rows} <= set(SEVERITY_WORDS.values())
    assert len(rows) < len(report.findings) / 2
    assert any(" keer" in row[4] for row in rows)


def test_a_level_is_reached_by_findings_of_that_severity_or_worse(of_draft: Report) -> None:
    assert of_draft.at_or_above("violation")
    assert of_draft.at_or_above("info")
    milder = check(in_memory(), date=DAY)
    assert not milder.at_or_above("info")


@pytest.mark.parametrize("scope", [Scope(plan="atlantis"), Scope(agreement="afspraak met niemand")])
def test_an_unknown_plan_or_agreement_is_refused(scope: Scope, plans: ReadStore) -> None:
    with pytest.raises(UnknownNameError):
        check(plans, date=DAY, scope=scope)


def test_an_unknown_engine_is_refused(plans: ReadStore) -> None:
    with pytest.raises(UnknownNameError, match="sparql, pyshacl"):
        check(plans, date=DAY, engine="topbraid")


def test_a_reference_date_before_the_calendar_is_refused(plans: ReadStore) -> None:
    with pytest.raises(HgkmError, match="reference date"):
        check(plans, date=date(1, 1, 1))


def test_no_reference_date_is_left_unwritten() -> None:
    rules = load_rules(DAY)
    assert not [text for _, _, text in rules.graph if "$peildatum" in str(text)]
    assert any("$peildatum" in file.read_text(encoding="utf-8") for file in rule_files())


@pytest.mark.parametrize(
    ("text", "error", "complaint"),
    [
        ("<a> <b> .\n", InputError, r"regels.ttl, line 1"),
        (
            "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<urn:s> sh:severity sh:Info .",
            HgkmError,
            "no target",
        ),
        ('<urn:s> <urn:p> "$peildatum-eergisteren" .', HgkmError, "refuses|cannot be used"),
    ],
)
def test_broken_shapes_are_refused_before_anything_runs(
    text: str, error: type[HgkmError], complaint: str, tmp_path: Path
) -> None:
    file = tmp_path / "regels.ttl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=complaint):
        read_rules((file,), DAY)


def test_shapes_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"regels.ttl"):
        read_rules((tmp_path / "regels.ttl",), DAY)


def test_a_failure_that_pyshacl_returns_is_a_broken_check(
    plans: ReadStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> tuple[bool, str, str]:
        return False, "ValidationFailure", "it went wrong"

    monkeypatch.setattr(pyshacl, "validate", failing)
    with pytest.raises(HgkmError, match=r"broke down.*it went wrong"):
        check(plans, date=DAY, engine="pyshacl")


def test_both_engines_give_one_report(drafted: Store, of_draft: Report) -> None:
    by_reference = check(drafted, date=DAY, engine="pyshacl")
    assert of_draft.findings == by_reference.findings
    assert (by_reference.engine, len(of_draft.findings) > 0) == ("pyshacl", True)


def test_the_focus_of_a_finding_is_an_iri(report: Report) -> None:
    assert [f for f in report.findings if not f.focus.startswith("https://")] == []

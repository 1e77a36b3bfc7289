"""The report of a check: what is said together, who can arrange it, what has changed, and its forms."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SH

from graph.errors import HgkmError, InputError
from graph.loading import load_files
from graph.store import Store, in_memory
from ontology.vocabulary import GRAAF
from service.reports import LAYOUTS, as_file
from service.tables import as_table
from shapes.chapters import chapters, counted
from shapes.check import check
from shapes.comparing import compare, read_report
from shapes.grouping import FIRST, by_plan
from shapes.report import Report
from shapes.rules import with_own
from shapes.scope import Scope

DAY = date(2026, 11, 22)
HEAD = """
@prefix begrip: <https://w3id.org/hgkm/begrip/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix id: <https://w3id.org/hgkm/id/> .
@prefix oa: <http://www.w3.org/ns/oa#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:plan a hgkm:Plan ; dcterms:identifier "plan" ; skos:prefLabel "plan X"@nl ;
    hgkm:volledigheid begrip:geheel ; hgkm:voorGemeente id:oost .
id:oost a hgkm:Gemeente ; skos:prefLabel "Oost"@nl .
id:bron-leidraad a hgkm:Bron ; dcterms:identifier "norm.txt" ; skos:prefLabel "Leidraad"@nl ;
    dcterms:hasPart id:deel .
id:deel a hgkm:Vindplaats ; skos:prefLabel "bijlage 7"@nl ; oa:hasSource id:bron-leidraad ;
    hgkm:eersteRegel 1 ; hgkm:laatsteRegel 900 .
"""
ONE = """
id:doen-{0} a hgkm:Activiteit ; skos:prefLabel "=doen {0} <b>"@nl ; hgkm:onderdeelVan id:plan .
"""
DONE = """
id:klaar-{0} a hgkm:Activiteit ; skos:prefLabel "klaar {0}"@nl ; hgkm:onderdeelVan id:plan .
id:wie-{0} a hgkm:Toedeling ; hgkm:wie id:oost ; hgkm:wat id:klaar-{0} ; hgkm:alsRol begrip:uitvoerend ;
    hgkm:zekerheid begrip:vastgesteld .
"""


def plan(folder: Path, undone: int, done: int) -> Store:
    file = folder / f"plan-{undone}-{done}.ttl"
    text = HEAD + "".join(ONE.format(n) for n in range(undone)) + "".join(DONE.format(n) for n in range(done))
    file.write_text(text, encoding="utf-8")
    store = in_memory()
    load_files(store, [file], GRAAF.plan)
    return store


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plannen")


@pytest.fixture(scope="module")
def report(folder: Path) -> Iterator[Report]:
    with plan(folder, 6, 4) as store:
        yield replace(check(store, date=DAY), seconds=0)


@pytest.mark.parametrize(("undone", "done", "widespread"), [(6, 4, True), (5, 6, False), (2, 1, False)])
def test_what_a_rule_finds_on_over_half_of_a_plan_is_said_of_the_plan(
    undone: int, done: int, widespread: bool, folder: Path
) -> None:
    with plan(folder, undone, done) as store:
        told = check(store, date=DAY)
    (group,) = [group for group in told.groups if group.rule.id == "GR-102"]
    assert group.widespread == widespread
    assert len(group.findings) == undone
    groups = {one["group"] for one in told.as_json()["findings"] if one["rule"] == "GR-102"}  # type: ignore[attr-defined]
    assert groups == {"GR-102 plan" if widespread else None}


def test_a_share_of_the_plan_is_of_the_kind_of_things_it_was_found_on(tmp_path: Path) -> None:
    agreements = "".join(
        f"id:afspraak-{n} a hgkm:Samenwerkingsafspraak ; hgkm:partij id:oost , id:vt ;"
        " hgkm:status begrip:vastgesteld ; hgkm:onderdeelVan id:plan .\n"
        for n in range(4)
    )
    told = "".join(f"id:tekort-{n} a hgkm:Tekortkoming ; hgkm:onderdeelVan id:plan .\n" for n in range(5))
    file = tmp_path / "afspraken.ttl"
    file.write_text(HEAD + agreements + told, encoding="utf-8")
    with in_memory() as store:
        load_files(store, [file], GRAAF.plan)
        (group,) = [group for group in check(store, date=DAY).groups if group.rule.id == "GR-401"]
    assert "bij 4 van de 4, en daarmee een punt van het hele plan" in group.brief


def test_what_cannot_be_read_is_no_gap_and_stands_apart(tmp_path: Path) -> None:
    file = tmp_path / "kleuren.ttl"
    lost = 'id:wanneer a hgkm:Planning ; hgkm:tekst "groen" ; hgkm:zekerheid begrip:onleesbaar .\n'
    planned = "".join(f"id:doen-{n} hgkm:planning id:wanneer .\n" for n in range(4))
    activities = "".join(ONE.format(n) for n in range(6))
    file.write_text(HEAD + lost + activities + planned, encoding="utf-8")
    with in_memory() as store:
        load_files(store, [file], GRAAF.plan)
        groups = [group for group in check(store, date=DAY).groups if group.rule.id == "GR-103"]
    gaps, unread = sorted(groups, key=lambda group: group.legible, reverse=True)
    assert (len(gaps.findings), len(unread.findings)) == (2, 4)
    assert unread.severity == "info"
    assert not unread.widespread
    assert "niet te beoordelen" in unread.told


@pytest.mark.parametrize(
    ("undone", "words"), [(0, "geen open punten"), (1, "1 eerst te regelen"), (2, "2 eerst te regelen")]
)
def test_findings_are_counted_in_words_that_fit(undone: int, words: str, folder: Path) -> None:
    with plan(folder, undone, 1) as store:
        found = [finding for finding in check(store, date=DAY).findings if finding.rule == "GR-102"]
    assert words in counted(found)
    assert ("1 open punt:" in counted(found)) == (undone == 1)


def test_a_first_report_on_a_plan_is_some_ten_lines_with_the_worst_first(report: Report) -> None:
    (groups,) = (groups for name, groups in by_plan(report.groups).items() if name == "plan X")
    severities = [group.severity for group in groups]
    assert severities == sorted(severities, key=["violation", "warning", "info"].index)
    first = next(chapter for chapter in chapters(report) if chapter.title == "plan X").tables[0]
    assert len(first.rows) == min(len(groups), FIRST)


def test_a_norm_is_told_with_the_part_it_stands_in(report: Report) -> None:
    (told,) = {row[-2] for row in report.table(each=True)[1] if row[1] == "GR-102"}
    assert told.startswith("Leidraad, bijlage 7, regel ")


def test_who_can_arrange_it_is_the_municipality_where_nobody_else_is_named(report: Report) -> None:
    assert {finding.owner for finding in report.findings if finding.rule == "GR-102"} == {"Oost"}


def test_a_finding_keeps_its_id_and_no_two_things_share_one(report: Report, folder: Path) -> None:
    with plan(folder, 7, 3) as store:
        later = check(store, date=DAY)
    assert {f.id for f in report.findings if f.rule == "GR-102"} < {f.id for f in later.findings}
    assert all(re.fullmatch("[a-z2-7]{10}", finding.id) for finding in later.findings)
    assert len({(f.id, f.shape) for f in later.findings}) == len(later.findings)


def test_two_reports_are_compared(report: Report, folder: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "eerder.json"
    earlier.write_text(json.dumps(report.as_json()), encoding="utf-8")
    before = read_report(earlier)
    with plan(folder, 7, 3) as store:
        later = check(store, date=DAY, earlier=before)
        with pytest.raises(HgkmError, match="about 'alle plannen"):
            check(store, scope=Scope(plan="plan"), date=DAY, earlier=before)
    changed = later.comparison
    assert changed
    assert {f.focus_label for f in later.findings if f.id in changed.opened} >= {"=doen 6 <b>"}
    assert {one.focus_label for one in changed.closed} >= {"klaar 3"}
    assert changed.unchanged == len(later.findings) - len(changed.opened)
    content = as_file(later, "xlsx", as_table)
    assert isinstance(content, bytes)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book["Niet meer open"].max_row == len(changed.closed) + 1
    since = [cell.value for cell in [*book["Open punten"].columns][-1]]
    assert since.count("nieuw") == len(changed.opened)
    same = compare((finding.id for finding in report.findings), before)
    assert (same.opened, same.closed) == (frozenset(), ())


@pytest.mark.parametrize("text", ["", "[]", '{"findings": []}', '{"peildatum": "x", "findings": []}'])
def test_what_is_no_report_cannot_be_compared_with(text: str, tmp_path: Path) -> None:
    file = tmp_path / "rapport.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="no report"):
        read_report(file)


@pytest.fixture(scope="module")
def again(folder: Path) -> Report:
    with plan(folder, 6, 4) as store:
        return replace(check(store, date=DAY), seconds=0)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_graph_gives_the_same_bytes_in_every_form(
    layout: str, report: Report, again: Report
) -> None:
    assert as_file(again, layout, as_table) == as_file(report, layout, as_table)


def test_the_spreadsheet_has_a_row_a_finding_to_filter_and_fill_in_and_no_formula(report: Report) -> None:
    content = as_file(report, "xlsx", as_table)
    assert isinstance(content, bytes)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Open punten"]
    rows = list(sheet.iter_rows())
    assert len(rows) == len(report.findings) + 1
    headers = [cell.value for cell in rows[0]]
    assert {"Wie kan dit regelen", "Wie pakt dit op", "Opmerking"} <= set(headers)
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet.freeze_panes == "A2"
    # A text that is broken off has room for its lines, in every program.
    heights = [sheet.row_dimensions[number].height for number in range(1, len(rows) + 1)]
    assert max(height or 0 for height in heights[1:]) > 15
    assert "f" not in {cell.data_type for row in rows for cell in row}


def test_word_has_headings_and_tables_whose_headers_come_back_on_each_page(report: Report) -> None:
    content = as_file(report, "docx", as_table)
    assert isinstance(content, bytes)
    paper = docx.Document(io.BytesIO(content))
    headings = [p.text for p in paper.paragraphs if p.style and p.style.name == "Heading 1"]
    assert {"In het kort", "plan X", "Wie kan wat regelen", "Verantwoording"} <= set(headings)
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert xml.count("<w:tblHeader/>") == len(paper.tables)
    assert any(
        finding.message in cell.text
        for finding in report.findings[:1]
        for t in paper.tables
        for cell in t._cells
    )
    # Columns are as wide as their cells, for programs that go by the one or the other.
    for table in paper.tables:
        assert [column.width for column in table.columns] == [cell.width for cell in table.rows[0].cells]
    sizes = {column.width for column in paper.tables[0].columns}
    assert len(sizes) > 1


def test_the_page_needs_no_network_and_takes_no_label_for_code(report: Report) -> None:
    page = as_file(report, "html", as_table)
    assert isinstance(page, str)
    assert '<html lang="nl">' in page
    assert "=doen 0 &lt;b&gt;" in page
    assert not re.search(r"<script|<link|<img|https?://", page)
    assert page.count("<caption>") == page.count("<table>") > 0
    assert page.count("<h1") == 1


def test_the_validation_report_is_shacl(report: Report) -> None:
    text = as_file(report, "turtle", as_table)
    graph = Graph().parse(data=str(text), format="turtle")
    (whole,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(whole, SH.conforms).toPython() is False  # type: ignore[union-attr]
    results = set(graph.objects(whole, SH.result))
    assert len(results) == len({finding.id for finding in report.findings})
    for needed in (SH.focusNode, SH.resultSeverity, SH.sourceShape, SH.sourceConstraintComponent):
        assert all(len(list(graph.objects(result, needed))) == 1 for result in results)


OWN = """
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix hgkm: <https://w3id.org/hgkm/def#> .
@prefix begrip: <https://w3id.org/hgkm/begrip/> . @prefix id: <https://w3id.org/hgkm/id/> .
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:EIGEN-1 a hgkm:Gatenregel ; dcterms:identifier "EIGEN-1" ; skos:prefLabel "Plan zonder datum"@nl ;
    dcterms:description "Een plan heeft een datum."@nl ; hgkm:oplossing "Zet de datum erbij."@nl ;
    hgkm:norm id:leidraad-n-31-sturing .
id:EIGEN-1-datum a sh:PropertyShape ; hgkm:regel "EIGEN-1" ; hgkm:bevindingStatus begrip:ontbreekt ;
    sh:targetClass hgkm:Plan ; sh:path hgkm:datum ; sh:minCount 1 ; sh:severity sh:Warning ;
    sh:message "Bij '{focus}' staat geen datum."@nl .
"""


def test_rules_of_a_users_own_get_the_same_report(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "eigen.ttl").write_text(OWN, encoding="utf-8")
    with plan(folder, 1, 0) as store:
        told = check(store, date=DAY, rules=with_own(tmp_path, DAY))
    (finding,) = [finding for finding in told.findings if finding.rule == "EIGEN-1"]
    assert finding.message == "Bij 'plan X' staat geen datum."
    assert "GR-102" in {finding.rule for finding in told.findings}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("dit is geen turtle", "line 1"),
        ("<urn:a> <urn:b> <urn:c> .", "no SHACL shapes"),
        (OWN.replace('hgkm:regel "EIGEN-1"', 'hgkm:regel "EIGEN-2"'), "hgkm:regel"),
        (OWN.replace("sh:minCount 1", "sh:minCount 1 ; sh:js <urn:x>"), "EIGEN-1"),
        (OWN.replace('"EIGEN-1"', '"GR-101"'), "number of another rule, GR-101"),
        (f"{OWN} id:leidraad-n-31-sturing hgkm:vindplaats id:nergens .", "nergens needs an oa:hasSource"),
    ],
)
def test_rules_that_cannot_be_used_are_refused(text: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "eigen.ttl").write_text(text, encoding="utf-8")
    with pytest.raises(HgkmError, match=complaint):
        with_own(tmp_path, DAY)


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no Turtle files"):
        with_own(tmp_path, DAY)

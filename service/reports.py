"""Lays out the report of a check: for a screen, a program, a spreadsheet, Word or a browser."""

from collections.abc import Callable, Sequence

from graph.days import in_words
from graph.passages import stands_in
from service.filling import environment
from service.sheets import Sheet, workbook
from service.tables import as_json
from shapes.chapters import (
    NOBODY,
    Chapter,
    accounted,
    chapters,
    closed_since,
    counted,
    first_lines,
    rest,
    title,
)
from shapes.grouping import HEADERS, by_owner, by_plan, row
from shapes.report import Report
from shapes.validation import as_turtle

TableLayout = Callable[[Sequence[str], Sequence[Sequence[str]]], str]

LAYOUTS = ("table", "json", "turtle", "xlsx", "docx", "html")
_TO_FILL_IN = ("Wie pakt dit op", "Voor wanneer", "Opmerking")
_OWNERS = 5  # of whom a screen shows the counts


def as_file(report: Report, layout: str, table: TableLayout, *, each: bool = False) -> str | bytes:
    """Lay out a report.

    Args:
        report: what was found.
        layout: one of LAYOUTS.
        table: lays out headers and rows for where a table goes.
        each: whether a table shows every finding; the other forms always do.
    """
    match layout:
        case "json":
            return as_json(report.as_json())
        case "turtle":
            return as_turtle(report)
        case "xlsx":
            return as_workbook(report)
        case "docx":
            from service.word import document  # noqa: PLC0415  it takes a while, and most reports do without

            return document(title(report), chapters(report), report.peildatum)
        case "html":
            return as_page(title(report), chapters(report))
    return as_text(report, table, each=each)


def as_text(report: Report, table: TableLayout, *, each: bool) -> str:
    """Give the report for a screen: what asks attention first in each plan, or every finding."""
    parts = [f"{title(report)}, {in_words(report.peildatum)}\n"]
    if report.comparison:
        for chapter in chapters(report)[1:2]:
            parts += [f"{chapter.title}\n{' '.join(chapter.text)}\n"]
            parts += [f"{one.title}\n{table(one.headers, one.rows)}" for one in chapter.tables]
    if each:
        parts.append(table(HEADERS, [row(finding) for finding in report.findings]))
    for plan, groups in () if each else by_plan(report.groups).items():
        said = counted(finding for group in groups for finding in group.findings)
        first = first_lines(groups)
        more = f"{rest(groups)} Alles: --all\n" if rest(groups) else ""
        parts.append(f"{plan}: {said}\n{table(first.headers, first.rows)}{more}")
    owners = [f"{owner or NOBODY} ({counts.total()})" for owner, counts in by_owner(report.findings).items()]
    if owners:
        more = f" en nog {len(owners) - _OWNERS}" if len(owners) > _OWNERS else ""
        parts.append(f"Wie kan dit regelen: {'; '.join(owners[:_OWNERS])}{more}\n")
    else:
        parts.append("Geen open punten gevonden.\n")
    if report.answered:
        points = "1 punt" if len(report.answered) == 1 else f"{len(report.answered)} punten"
        parts.append(f"Beantwoord: {points}.\n")
    if report.not_checked:
        parts.append(
            f"Niet nagegaan: {len({n.reason for n in report.not_checked})} dingen; zie --format html.\n"
        )
    return "\n".join([*parts, accounted(report) + "\n"])


def as_workbook(report: Report) -> bytes:
    """Give the report as a spreadsheet: a row a finding, with columns to fill in, and what goes with it."""
    headers = [*HEADERS, *_TO_FILL_IN]
    rows = [[*row(finding), *("" for _ in _TO_FILL_IN)] for finding in report.findings]
    changed = []
    if since := report.comparison:
        headers.append(f"Sinds het rapport van {in_words(since.peildatum)}")
        for cells, finding in zip(rows, report.findings, strict=True):
            cells.append("nieuw" if finding.id in since.opened else "ongewijzigd")
        closed = closed_since(since)
        changed = [Sheet(closed.title, closed.headers, closed.rows)]
    answered = [
        [finding.id, finding.rule, finding.focus_label, answer.told, stands_in(finding.source)]
        for finding, answer in report.answered
    ]
    not_checked = [[one.rule, one.reason, one.source or ""] for one in report.not_checked]
    sheets = [
        Sheet("Open punten", headers, rows),
        *changed,
        Sheet("Beantwoord", ["Kenmerk", "Regel", "Waarover", "Antwoord", "Staat in"], answered),
        Sheet("Niet nagegaan", ["Regel", "Waarom", "Bron"], not_checked),
        Sheet("Verantwoording", ["Verantwoording"], [[title(report)], [accounted(report)]]),
    ]
    return workbook(title(report), sheets, report.peildatum)


def as_page(heading: str, told: Sequence[Chapter]) -> str:
    """Give chapters as one HTML file that needs nothing else."""
    return _ENVIRONMENT.get_template("rapport.html").render(titel=heading, hoofdstukken=told)


_ENVIRONMENT = environment()

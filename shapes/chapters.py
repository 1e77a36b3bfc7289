"""The report of a check as people read it: chapters with a few sentences and tables, in Dutch.

What is said, and in which order, stands here once; a terminal, Word and a browser only lay it out. A first
report on a plan is some ten lines, the worst first, with the rest behind them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.days import in_words
from graph.names import last_part
from graph.passages import stands_in
from shapes.comparing import Comparison
from shapes.findings import NOT_LEGIBLE, SEVERITY_WORDS, Finding, by_severity
from shapes.grouping import FIRST, HEADERS, Group, by_owner, by_plan, row
from shapes.report import Report

NOBODY = "nog niet bekend"
_BRIEF = ("Ernst", "Regel", "Open punt", "Norm")
_EARLIER = ("Ernst", "Regel", "Waarover", "Wat er open stond")
_HOW_TO_READ = (
    "Een open punt zegt wat nog niet is geregeld en wie dat kan doen; het is geen oordeel. Wat hier niet is "
    "aangetroffen, kan elders wel geregeld zijn: het staat dan niet in wat is ingelezen."
)


@dataclass(frozen=True)
class Table:
    """Rows under headers.

    Attributes:
        title: what the rows are.
        headers: the names of the columns.
        rows: each as long as `headers`.
        behind: whether it is the detail behind what was said before.
    """

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    behind: bool = False


@dataclass(frozen=True)
class Chapter:
    """A part of the report.

    Attributes:
        title: what it is about.
        text: sentences, each a paragraph.
        tables: in order.
    """

    title: str
    text: Sequence[str] = ()
    tables: Sequence[Table] = ()


def title(report: Report) -> str:
    """Give the title of the whole."""
    return f"Open punten: {report.about}"


def chapters(report: Report) -> list[Chapter]:
    """Give all chapters of the report; those without content are left out."""
    found = [
        Chapter("In het kort", _in_short(report)),
        _since(report),
        *(_plan(plan, groups) for plan, groups in by_plan(report.groups).items()),
        _owners(report.findings),
        _answered(report),
        _not_legible(report.findings),
        _not_checked(report),
        Chapter("Verantwoording", [accounted(report)]),
    ]
    return [chapter for chapter in found if chapter.text or chapter.tables]


def counted(findings: Iterable[Finding]) -> str:
    """Say how many findings there are: '12 open punten: 3 eerst te regelen, 9 aandachtspunten'."""
    found = [*findings]
    if not found:
        return "geen open punten"
    points = "1 open punt" if len(found) == 1 else f"{len(found)} open punten"
    return f"{points}: {by_severity(found)}"


def first_lines(groups: Sequence[Group]) -> Table:
    """Give the first lines of a report on a plan."""
    rows = [
        [SEVERITY_WORDS[group.severity], group.rule.id, group.told, stands_in(group.norm)]
        for group in groups[:FIRST]
    ]
    return Table("Wat het eerst aandacht vraagt", _BRIEF, rows)


def rest(groups: Sequence[Group]) -> str:
    """Say what stands behind the first lines; empty if nothing."""
    behind = groups[FIRST:]
    if not behind:
        return ""
    rules = "1 regel" if len(behind) == 1 else f"{len(behind)} regels"
    return f"Daarachter nog {rules}, met {counted(f for group in behind for f in group.findings)}."


def accounted(report: Report) -> str:
    """Say what was judged, and what the check was made with, in one line."""
    versions = ", ".join(f"{name} {version}" for name, version in report.versions.items())
    seconds = f"{report.seconds:.1f}".replace(".", ",")
    by_reference = ", ".join(last_part(shape) for shape in report.untranslated)
    left = f" Door pySHACL beoordeeld: {by_reference}." if by_reference else ""
    extent = f"{report.extent} " if report.extent else ""
    return (
        f"{extent}Peildatum {in_words(report.peildatum)}; motor {report.engine}; {versions}; "
        f"duur {seconds} seconden.{left}"
    )


def closed_since(changed: Comparison) -> Table:
    """Give what was open in an earlier report and is no more."""
    rows = [
        [SEVERITY_WORDS.get(one.severity, one.severity), one.rule, one.focus_label, one.message]
        for one in changed.closed
    ]
    return Table("Niet meer open", _EARLIER, rows)


def _in_short(report: Report) -> list[str]:
    said = [
        f"Op {in_words(report.peildatum)}: {counted(report.findings)}.",
        _HOW_TO_READ,
    ]
    if report.comparison:
        changed = report.comparison
        said.append(
            f"Sinds het rapport van {in_words(changed.peildatum)}: {len(changed.opened)} nieuw, "
            f"{len(changed.closed)} niet meer open, {changed.unchanged} ongewijzigd."
        )
    return said


def _since(report: Report) -> Chapter:
    changed = report.comparison
    if changed is None:
        return Chapter("")
    opened = [row(finding) for finding in report.findings if finding.id in changed.opened]
    tables = [Table("Nieuw", HEADERS, opened), closed_since(changed)]
    return Chapter(
        f"Sinds het rapport van {in_words(changed.peildatum)}",
        [f"{changed.unchanged} open punten zijn ongewijzigd."],
        [table for table in tables if table.rows],
    )


def _plan(plan: str, groups: Sequence[Group]) -> Chapter:
    findings = [finding for group in groups for finding in group.findings]
    at = HEADERS.index("Plan")
    rows = [_without(row(finding), at) for finding in findings]
    behind = Table(f"Alle open punten van {plan}", _without(HEADERS, at), rows, behind=True)
    said = [counted(findings).capitalize() + ".", rest(groups)]
    return Chapter(plan, [sentence for sentence in said if sentence], [first_lines(groups), behind])


def _owners(findings: Sequence[Finding]) -> Chapter:
    rows = [
        [owner or NOBODY, *(str(counts[severity] or "") for severity in SEVERITY_WORDS)]
        for owner, counts in by_owner(findings).items()
    ]
    table = Table("Open punten per organisatie", ["Wie kan dit regelen", *SEVERITY_WORDS.values()], rows)
    return Chapter("Wie kan wat regelen", (), [table] if rows else [])


def _answered(report: Report) -> Chapter:
    rows = [
        [finding.rule, finding.focus_label, answer.told, finding.message, finding.id]
        for finding, answer in report.answered
    ]
    headers = ["Regel", "Waarover", "Antwoord", "Wat er is gevonden", "Kenmerk"]
    return Chapter(
        "Beantwoord", (), [Table("Punten met een antwoord dat nog geldt", headers, rows)] if rows else []
    )


def _not_legible(findings: Sequence[Finding]) -> Chapter:
    rows = [
        [finding.rule, finding.focus_label, finding.message, stands_in(finding.source)]
        for finding in findings
        if finding.status == NOT_LEGIBLE
    ]
    headers = ["Regel", "Waarover", "Wat na te kijken is", "Staat in"]
    table = Table("Wat iemand in het oorspronkelijke document moet nakijken", headers, rows)
    return Chapter("Niet te beoordelen", (), [table] if rows else [])


def _not_checked(report: Report) -> Chapter:
    reasons: dict[str, list[str]] = {}
    for one in report.not_checked:
        reasons.setdefault(one.reason, []).append(one.rule)
    rows = [[", ".join(dict.fromkeys(rules)), reason] for reason, rules in reasons.items()]
    table = Table("Wat niet is nagegaan, en waarom", ["Regels", "Waarom"], rows)
    return Chapter("Niet nagegaan", (), [table] if rows else [])


def _without(cells: Sequence[str], at: int) -> list[str]:
    return [*cells[:at], *cells[at + 1 :]]

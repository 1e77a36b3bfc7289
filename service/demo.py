"""Shows what hgkm can do on the plans in a store: who does what for whom, what is open, and the maps.

Gives texts and files; the command prints them. What stands here about plans is Dutch, as everywhere.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from graph.output import write_output
from graph.plans import Plan
from service.desk import Desk, file_name
from shapes.findings import SEVERITY_WORDS

TableLayout = Callable[[Sequence[str], Sequence[Sequence[str]]], str]

_EXCERPT = 8  # rows of each plan


def who_does_what(desk: Desk, table: TableLayout) -> Iterator[str]:
    """Give for each local plan some rows of who does what for whom in it."""
    for plan in _local(desk):
        excerpt = desk.excerpt(plan.slug, _EXCERPT)
        yield (
            f"Wie doet wat voor wie: {plan.label}\n\n{table(excerpt.headers, excerpt.rows)}"
            f"{len(excerpt.rows)} van de {excerpt.total}; "
            f"alle: hgkm query wie-doet-wat --param plan={plan.slug}\n"
        )


def open_points(desk: Desk, table: TableLayout) -> str:
    """Give how much each rule finds, by severity."""
    report = desk.report()
    counts = Counter((finding.rule, finding.severity) for finding in report.findings)
    rules = [rule for rule in report.titles if any(counts[rule, severity] for severity in SEVERITY_WORDS)]
    rows = [
        [rule, report.titles[rule], *(str(counts[rule, severity] or "") for severity in SEVERITY_WORDS)]
        for rule in rules
    ]
    told = table(["Regel", "Open punt", *SEVERITY_WORDS.values()], rows)
    return f"Wat is nog niet geregeld?\n\n{told}alle: hgkm check, of met --plan SLUG\n"


def draw(desk: Desk, folder: Path) -> list[Path]:
    """Write the map of the municipality of each local plan.

    Raises:
        OutputError: the folder cannot be written.
    """
    files = []
    for plan in _local(desk):
        for _, place in plan.places:
            file = folder / file_name("kaart", place, "html")
            file.parent.mkdir(parents=True, exist_ok=True)
            write_output(desk.map(place), file)
            files.append(file)
    return files


def _local(desk: Desk) -> list[Plan]:
    """Give the plans of one municipality that were read whole."""
    return [plan for plan in desk.plans() if plan.whole and len(plan.places) == 1]

"""Short tables of open points, each leading to the page where they can be answered."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from graph.passages import stands_in
from service.listing import Cell, Listing, Value, severity
from service.paginas import adressen
from shapes.findings import SEVERITY_WORDS, Finding
from shapes.grouping import Group

_NAMED = 3  # owners that a line names


def points(findings: Sequence[Finding], caption: str = "Open punten") -> Listing:
    """Make the table."""
    rows: list[list[Value]] = [
        [
            severity(one.severity_word),
            Cell(one.message, href="/open-punten?" + urlencode({"regel": one.rule, "antwoord": one.id})),
            adressen.passages(one.source),
        ]
        for one in findings
    ]
    return Listing(caption, ("Ernst", "Open punt", "Staat in"), rows)


def lines(
    groups: Sequence[Group], address: Callable[[Group], str], caption: str = "Wat het eerst aandacht vraagt"
) -> Listing:
    """Make a table with a line for what one rule finds in a plan, leading to each of those points."""
    rows: list[list[Value]] = [
        [
            severity(SEVERITY_WORDS[group.severity]),
            Cell(group.brief, href=address(group)),
            "; ".join(group.owners[:_NAMED]),
            stands_in(group.norm),
        ]
        for group in groups
    ]
    return Listing(caption, ("Ernst", "Open punt", "Wie kan dit regelen", "Norm"), rows)

"""A short table of open points, each leading to the page where it can be answered."""

from collections.abc import Sequence
from urllib.parse import urlencode

from service.listing import Cell, Listing, Value, severity
from service.paginas import adressen
from shapes.findings import Finding


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

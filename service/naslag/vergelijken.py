"""Two to ten municipalities or regions side by side: what differs, and what one names and another does not.

It ranks nobody, and says of each place which plans it is known from, so that silence is not taken for a lack.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from graph.errors import HgkmError
from graph.passages import stands_in
from queries.comparing import ASPECTS, MOST, Entry, Row, Side, comparable, compare, side
from service.clock import today
from service.desk import Desk
from service.listing import Cell, Format, Listing, Value, as_file
from service.page import page
from service.paginas.adressen import named_cell, passages
from service.requests import desk_of

router = APIRouter(include_in_schema=False, default_response_class=Response)

_LONGEST = 200
Places = Annotated[list[Annotated[str, Query(max_length=_LONGEST)]], Query(max_length=4 * MOST)]
Choice = Annotated[str, Query(max_length=_LONGEST)]


@router.get("/vergelijken")
def comparison(
    request: Request,
    plaats: Places = [],  # noqa: B006 - FastAPI copies it
    deel: Choice = "taken",
    verschil: Choice = "",
    formaat: Format | None = None,
) -> Response:
    """Show the places that were chosen side by side, in one aspect."""
    desk = desk_of(request)
    names = list(dict.fromkeys(name.strip() for name in plaats if name.strip()))
    aspect = deel if deel in ASPECTS else next(iter(ASPECTS))
    municipalities, regions = desk.kept(("vergelijkbaar",), comparable)
    filled: dict[str, object] = {
        "gemeenten": municipalities,
        "regios": regions,
        "gekozen": names,
        "delen": ASPECTS,
        "deel": aspect,
        "verschil": verschil,
    }
    if not names:
        return page(request, "vergelijken.html", zin="", kanten=(), lijst=None, aantallen={}, **filled)
    try:
        sides = [_side(desk, name) for name in names[: MOST + 1]]
        rows = compare(list({one.place: one for one in sides}.values()))
    except HgkmError as error:
        filled |= {"zin": error.dutch, "kanten": (), "lijst": None, "aantallen": {}}
        return page(request, "vergelijken.html", HTTPStatus.BAD_REQUEST, **filled)
    sides = list({one.place: one for one in sides}.values())
    shown = [row for row in rows[aspect] if row.differs or not verschil]
    listing = _listing(aspect, sides, shown)
    if formaat:
        return as_file(listing, formaat, f"vergelijken-{aspect}")
    counts = {key: (len(found), sum(row.differs for row in found)) for key, found in rows.items()}
    return page(request, "vergelijken.html", zin="", kanten=sides, lijst=listing, aantallen=counts, **filled)


def _side(desk: Desk, name: str) -> Side:
    return desk.kept(("vergelijken", name.casefold()), lambda store: side(store, name, today()))


def _listing(aspect: str, sides: Sequence[Side], rows: Sequence[Row]) -> Listing:
    title, headings = ASPECTS[aspect]
    lines: list[list[Value]] = []
    for row in rows:
        places = [
            Cell(stands_in(found), href=passages(found)[0].href)
            for one in sides
            if (found := one.passages.get((aspect, row.what)))
        ]
        lines.append([*row.what, *(_cell(cell) for cell in row.cells), _verdict(row), places])
    headers = [*headings, *(one.name for one in sides), "Verschil", "Staat in"]
    return Listing(f"{title} {len(lines)} {'rij' if len(lines) == 1 else 'rijen'}", headers, lines)


def _cell(entries: Sequence[Entry]) -> Value:
    """Give what a place has; what it has itself and through its region is told once."""
    own = {entry.text for entry in entries if not entry.elsewhere}
    told: dict[str, Cell] = {}
    for entry in entries:
        if entry.elsewhere and entry.text in own:
            continue
        text = f"{entry.text} ({entry.elsewhere})" if entry.elsewhere else entry.text
        told[text] = named_cell(entry.thing, text)
    return list(told.values()) or Cell("niet genoemd", tone="rustig")


def _verdict(row: Row) -> Cell:
    if row.without:
        return Cell(f"niet genoemd bij {', '.join(row.without)}", tone="info")
    return Cell("verschilt", tone="let-op") if row.differs else Cell("gelijk", tone="goed")

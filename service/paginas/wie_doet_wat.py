"""Who does what for whom, to be narrowed along eight sides; every choice stands in the address."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from queries.facets import NOBODY, SIDES, Assignment, assignments, counted, narrowed
from service.clock import today
from service.desk import Desk
from service.leafing import Arranging, arranged, opened
from service.listing import Cell, Format, Listing, Tone, as_file
from service.page import page
from service.paginas import adressen
from service.requests import desk_of

router = APIRouter(include_in_schema=False, default_response_class=Response)

HEADERS = ("Wie", "Als rol", "Wat", "Voor wie", "Wanneer", "Zekerheid", "Voor gemeente of regio", "Staat in")
_A_PAGE = 50  # rows
_FIRST = 5  # values of a side that are shown at once
_CHOSEN, _VALUE = 20, 300  # values of a side that may be chosen, and characters of one
_FIRM = "vastgesteld"


class Choice(NamedTuple):
    """A value along a side, with how many rows it would give."""

    value: str
    rows: int
    chosen: bool


@router.get("/wie-doet-wat")
def who_does_what(request: Request, asked: Arranging, formaat: Format | None = None) -> Response:
    """Show who does what for whom, narrowed by what was chosen."""
    known = known_assignments(desk_of(request))
    chosen = {
        side: [value for value in request.query_params.getlist(side) if value][:_CHOSEN] for side in SIDES
    }
    found = narrowed(known, chosen)
    if formaat:
        return as_file(arranged(listing(found), asked), formaat, "wie-doet-wat")
    unknown = [
        (SIDES[side], value[:_VALUE])
        for side, values in chosen.items()
        for value in values
        if not any(value in one.sides[side] for one in known)
    ]
    return page(
        request,
        "wie_doet_wat.html",
        zijden=[(side, SIDES[side], *_split(values)) for side, values in _choices(known, chosen).items()],
        gekozen=[
            (SIDES[side], value, _without(request, side, value))
            for side, values in chosen.items()
            for value in values
        ],
        onbekend=unknown,
        aantal=len(found),
        lange=opened(found, asked, _A_PAGE, listing),
    )


def known_assignments(desk: Desk) -> list[Assignment]:
    """Give all assignments that a desk may show."""
    return desk.kept(("assignments",), lambda store: assignments(store, today=today()))


def listing(found: Sequence[Assignment], caption: str = "Wie doet wat voor wie") -> Listing:
    """Make a table of assignments."""
    return Listing(caption, HEADERS, [_row(one) for one in found])


def _choices(known: Sequence[Assignment], chosen: Mapping[str, Sequence[str]]) -> dict[str, list[Choice]]:
    """Give the values to choose from along each side: those chosen first, then by how many rows they give."""
    return {
        side: sorted(
            (Choice(value, rows, value in chosen[side]) for value, rows in counts.items()),
            key=lambda one: (not one.chosen, -one.rows, one.value.casefold()),
        )
        for side, counts in counted(known, chosen).items()
    }


def _split(all_of_them: list[Choice]) -> tuple[list[Choice], list[Choice]]:
    at = max(_FIRST, sum(one.chosen for one in all_of_them))
    return all_of_them[:at], all_of_them[at:]


def _without(request: Request, side: str, value: str) -> str:
    """Give the address without one of the choices."""
    fields = [
        (name, other)
        for name, other in request.query_params.multi_items()
        if (name, other) != (side, value) and name != "pagina"
    ]
    return "/wie-doet-wat" + (f"?{urlencode(fields)}" if fields else "")


def _row(one: Assignment) -> list[str | Cell | list[Cell]]:
    certainty = one.labels["zekerheid"]
    tone: Tone = "" if certainty in ("", _FIRM) else "let-op"
    who = adressen.actor(one.who, one.labels["wie"])
    return [
        Cell(NOBODY, tone="let-op") if one.who is None else who,
        one.labels["rol"],
        one.labels["wat"],
        [Cell(name) for name in one.whom],
        one.labels["wanneer"],
        Cell(certainty, tone=tone),
        one.labels["voor"],
        adressen.passages(one.passages),
    ]

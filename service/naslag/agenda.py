"""The agenda: deadlines, meetings, evaluations and what expires, by month, and as a feed for Outlook."""

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from graph.days import in_words as day
from graph.errors import HgkmError
from graph.names import Kind
from queries.agenda import Point, by_month, points
from service.clock import today
from service.desk import Desk
from service.listing import Cell, Format, Listing, Value, as_file
from service.page import page
from service.paginas import adressen
from service.paginas.adressen import named_cell
from service.requests import desk_of

router = APIRouter(include_in_schema=False, default_response_class=Response)

_HEADERS = ("Wanneer", "Wat", "Soort", "Wie", "Staat in")
_UNDATED = ("Hoe vaak", "Wat", "Soort", "Wie", "Staat in")
_ALL, _AHEAD = "alles", "komend"
Choice = Annotated[str, Query(max_length=400)]


@router.get("/agenda")
def agenda(
    request: Request,
    *,
    gemeente: Choice = "",
    plan: Choice = "",
    actor: Choice = "",
    periode: Choice = _AHEAD,
    formaat: Format | None = None,
) -> Response:
    """Show what is on the agenda in a period, by month."""
    desk = desk_of(request)
    given = {"gemeente": gemeente, "plan": plan, "actor": actor}
    filled: dict[str, object] = {
        "plannen": [(known.slug, known.label) for known in desk.plans()],
        "gemeenten": [(name, name) for name in desk.names(Kind.GEMEENTE)],
        "namen": desk.names(Kind.ACTOR),
        "keuze": {**given, "periode": periode},
        "abonnement": "/agenda.ics" + _query(given),
    }
    try:
        known = _points(desk, given)
    except HgkmError as error:
        nothing: dict[str, object] = {
            "zin": error.dutch,
            "maanden": [],
            "zonder": None,
            "jaren": [],
            "aantal": 0,
            "eerste": None,
        }
        return page(request, "agenda.html", HTTPStatus.BAD_REQUEST, **filled, **nothing)
    dated = [point for point in known if point.day]
    chosen = [point for point in dated if point.day and _is_in(point.day, periode)]
    undated = [point for point in known if not point.day]
    if formaat:
        return as_file(
            Listing("Agenda", _HEADERS, [_row(point) for point in [*chosen, *undated]]), formaat, "agenda"
        )
    months = [
        (first, Listing(_counted(len(found)), _HEADERS, [_row(point) for point in found]))
        for first, found in by_month(chosen).items()
    ]
    return page(
        request,
        "agenda.html",
        zin="",
        maanden=months,
        zonder=Listing(_counted(len(undated)), _UNDATED, [_row(point) for point in undated])
        if undated
        else None,
        jaren=sorted({point.day.year for point in dated if point.day}),
        aantal=len(chosen),
        eerste=max((point.day for point in dated if point.day), default=None),
        **filled,
    )


@router.get("/agenda.ics")
def as_feed(request: Request, gemeente: Choice = "", plan: Choice = "", actor: Choice = "") -> Response:
    """Give the agenda as a calendar to subscribe to: all of it, past and to come."""
    from service.kalender import feed  # noqa: PLC0415  it takes a while, and most pages do without

    desk, given = desk_of(request), {"gemeente": gemeente, "plan": plan, "actor": actor}
    known = _points(desk, given)
    name = " · ".join(["Wie doet wat voor wie", *filter(None, given.values())])
    return Response(
        desk.kept(("agenda.ics", _query(given)), lambda _: feed(known, name, today())),
        media_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="agenda.ics"'},
    )


def _points(desk: Desk, given: dict[str, str]) -> Sequence[Point]:
    wanted = {name: value for name, value in given.items() if value.strip()}
    return desk.kept(("agenda", _query(wanted)), lambda store: points(store, wanted, today()))


def _is_in(when: date, period: str) -> bool:
    """Tell whether a day lies in a period: a year, everything, or what is still ahead."""
    if period == _ALL:
        return True
    return str(when.year) == period if period.isdecimal() else when >= today().replace(day=1)


def _row(point: Point) -> list[Value]:
    who = [adressen.actor(one.thing, one.label) for one in point.who]
    return [
        Cell(_when(point), order=point.day.isoformat() if point.day else ""),
        named_cell(point.thing, point.label),
        point.kind,
        who or "",
        adressen.passages(point.passages),
    ]


def _when(point: Point) -> str:
    """Say when it is, as precisely as is known and no more."""
    if not point.day:
        own = point.written if point.written.casefold() != point.rhythm_label.casefold() else ""
        return ", ".join(filter(None, (point.rhythm_label, own)))
    if point.precision in ("", "dag"):
        told = day(point.day)
    else:
        told = (
            f"{point.written or day(point.day)} (op {point.precision} nauwkeurig, uiterlijk {day(point.day)})"
        )
        if not point.end:
            told = (
                f"{point.written or day(point.day)} (op {point.precision} nauwkeurig, vanaf {day(point.day)})"
            )
    return f"{told}, {point.rhythm_label}" if point.rhythm_label else told


def _counted(number: int) -> str:
    return "1 punt" if number == 1 else f"{number} punten"


def _query(given: dict[str, str]) -> str:
    wanted = {name: value for name, value in given.items() if value.strip()}
    return f"?{urlencode(wanted)}" if wanted else ""

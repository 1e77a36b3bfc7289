"""The first page: what matters today to who chose a municipality or region, and a function.

The choice stands in the address, and is remembered in a cookie once somebody asks for that. What was changed
since the last visit is told by a second cookie, which holds two moments and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote, unquote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from rdflib import URIRef

from graph.changes import history
from graph.days import in_words as day
from graph.errors import HgkmError
from graph.names import Kind, Names
from queries.run import Result
from service.clock import now, today
from service.desk import Desk
from service.listing import Cell, Listing, Value, cells
from service.page import page
from service.paginas import adressen
from service.paginas.adressen import named_cell
from service.paginas.plannen import SOMEBODY
from service.paginas.punten import points
from service.paginas.tabellen import Column, only, table_of
from service.requests import desk_of
from shapes.grouping import by_owner
from shapes.report import Report

router = APIRouter(include_in_schema=False, default_response_class=Response)
Word = Annotated[str, Query(max_length=400)]

_PLACE, _POST, _VISIT = "hgkm-gemeente", "hgkm-functie", "hgkm-bezoek"
_A_YEAR = 365 * 24 * 3600  # seconds
_AHEAD = 14  # days
_FIRST = 5  # things to arrange, to confirm, or on their way
_CHANGES = 8
_A_VISIT = timedelta(hours=1)  # who comes back sooner is still on the same visit
_UNSURE = ("onzeker", "nader te bepalen", "voorwaardelijk", "leeg", "onleesbaar")
_ON_THEIR_WAY = ("voorgenomen", "concept")
_DUE = (
    Column("Klaar op", "einde"),
    Column("Begint op", "begin"),
    Column("Wat", "wat"),
    Column("Soort", "soort"),
    Column("Wie", "wie", adressen.actor),
)
_MET = (
    Column("Overleg", "overleg"),
    Column("Wanneer of hoe vaak", "ritme"),
    Column("Wie zitten erbij", "deelnemer", adressen.actor),
)
_AGREED = (
    Column("Afspraak", "afspraak", adressen.agreement),
    Column("Tussen", "tussen", adressen.actor),
    Column("Stand", "stand"),
)
_UNSURE_WHO = (
    Column("Wat", "wat"),
    Column("Wie", "wie", adressen.actor),
    Column("Zekerheid", "zekerheid"),
)
_CONTACT = (Column("Functie", "functie", adressen.actor), Column("Bij", "bij", adressen.actor))


@dataclass(frozen=True)
class Mine:
    """What somebody chose to see.

    Attributes:
        place: the name of a municipality or region; may be empty.
        post: the name of an organisation or function; may be empty.
    """

    place: str
    post: str

    def given(self, place: str = "gemeente", post: str = "actor") -> dict[str, str]:
        """Give it as parameters of a question."""
        return {name: value for name, value in ((place, self.place), (post, self.post)) if value}


@router.get("/")
def start(
    request: Request, gemeente: Word = "", functie: Word = "", onthoud: Word = "", vergeet: Word = ""
) -> Response:
    """Show what matters today, or let the reader choose for which municipality and function."""
    mine = Mine(gemeente.strip(), functie.strip())
    if onthoud or vergeet:
        return _remembered(Mine("", "") if vergeet else mine)
    if not mine.given():
        mine = Mine(unquote(request.cookies.get(_PLACE, "")), unquote(request.cookies.get(_POST, "")))
    before, visit = _visits(request)
    desk = desk_of(request)
    filled: dict[str, object] = {
        "keuze": mine,
        "gemeenten": [(name, name) for name in desk.names(Kind.GEMEENTE)],
        "functies": desk.names(Kind.ACTOR),
        "plannen": [(one.slug, one.label) for one in desk.plans()],
    }
    try:
        if mine.given():
            filled |= _today(desk, mine, before)
        answer = page(request, "start.html", zin="", gekozen=bool(mine.given()), **filled)
    except HgkmError as error:
        answer = page(request, "start.html", HTTPStatus.BAD_REQUEST, zin=error.dutch, gekozen=False, **filled)
    _keep(answer, _VISIT, visit)
    return answer


def _remembered(mine: Mine) -> Response:
    answer = RedirectResponse(
        "/" + (f"?{urlencode(mine.given(post='functie'))}" if mine.given() else ""), 303
    )
    for name, value in ((_PLACE, mine.place), (_POST, mine.post)):
        if value:
            _keep(answer, name, value)
        else:
            answer.delete_cookie(name, httponly=True, samesite="lax")
    return answer


def _keep(answer: Response, name: str, value: str) -> None:
    answer.set_cookie(name, quote(value), max_age=_A_YEAR, httponly=True, samesite="lax")


def _visits(request: Request) -> tuple[datetime | None, str]:
    """Give the moment of the visit before this one, and what the cookie must hold from now on."""
    try:
        before, _, last = unquote(request.cookies.get(_VISIT, "")).partition("|")
        moments = [datetime.fromisoformat(text) if text else None for text in (before, last)]
    except ValueError:
        moments = [None, None]
    earlier, latest = (moment if moment and moment.tzinfo else None for moment in moments)
    if latest and now() - latest > _A_VISIT:
        earlier = latest
    told = earlier.isoformat(timespec="seconds") if earlier else ""
    return earlier, f"{told}|{now().isoformat(timespec='seconds')}"


def _today(desk: Desk, mine: Mine, before: datetime | None) -> dict[str, object]:
    """Give what the page shows to who chose.

    Raises:
        UnknownNameError: nothing bears the name that was chosen.
    """
    made, meetings = desk.kept(("start", mine.place, mine.post), lambda _: _from_plans(desk, mine))
    report, newest = desk.report_so_far(place=mine.place or None)
    return {
        **made,
        "overleggen": _meetings(meetings, report),
        "eerst": None if report is None else _first(report, mine),
        "actueel": newest,
        "sinds": before,
        "wijzigingen": desk.kept(
            ("changed since", before.isoformat() if before else ""), lambda _: _changed(desk, before)
        ),
    }


def _from_plans(desk: Desk, mine: Mine) -> tuple[dict[str, Listing], Result]:
    """Give what stands in the plans and agreements for who chose, and the meetings ahead."""
    first = today().isoformat()
    until = (today() + timedelta(days=_AHEAD)).isoformat()
    due = desk.answer("agenda", {**mine.given(), "van": first, "tot": until})
    ahead = desk.answer("agenda", {**mine.given(), "van": first})
    meetings = {row["wat"] for row in ahead.answer.bindings() if str(row.get("soort")) == "overleg"}
    on_their_way = desk.answer("afspraken", mine.given(post="partij"))
    who = desk.answer("wie-doet-wat", mine.given())
    posts = desk.answer("contactpunten", mine.given(post="organisatie"))
    dated = only(due, lambda row: "einde" in row or "begin" in row)
    return {
        "termijnen": table_of(dated, "Wat valt binnen 14 dagen", _DUE),
        "onderweg": table_of(
            only(on_their_way, lambda row: str(row.get("standLabel")) in _ON_THEIR_WAY),
            "Afspraken op weg",
            _AGREED,
        ),
        "onzeker": table_of(
            only(who, lambda row: "wie" not in row or str(row.get("zekerheidLabel")) in _UNSURE),
            "Wie dit doet, staat niet vast",
            _UNSURE_WHO,
        ),
        "contact": table_of(
            only(posts, lambda row: "contactpuntVoor" in row and "gecontroleerdOp" not in row),
            "Contactpunten die nog niet zijn nagekeken",
            _CONTACT,
        ),
    }, only(desk.answer("overleggen", mine.given()), lambda row: row["overleg"] in meetings)


def _meetings(found: Result, report: Report | None) -> Listing:
    """Give the meetings ahead, each with the open points of those at the table."""
    counts = by_owner(report.findings) if report else {}
    met = table_of(found, "Overleggen", _MET)
    rows: list[list[Value]] = []
    for row in met.rows:
        at_table = [cell.text for cell in cells(row[2])]
        open_points = [
            Cell(f"{name}: {counts[name].total()}", href="/open-punten?" + urlencode({"wie": name}))
            for name in at_table
            if name in counts
        ]
        rows.append([*row[:3], open_points])
    return Listing("Overleggen", (*met.headers[:3], "Open punten van wie erbij zitten"), rows)


def _first(report: Report, mine: Mine) -> Listing:
    """Give the open points to arrange first: those of the one who looks before those of others."""
    own = sorted(report.findings, key=lambda one: mine.post not in one.owner.split(", ") if mine.post else 0)
    return points(own[:_FIRST], "Wat het eerst te regelen is")


def _changed(desk: Desk, before: datetime | None) -> list[tuple[str, Cell, str, str]]:
    """Give what was changed since a moment: when, what, why and by whom."""
    with desk.open() as store:
        made = history(store, since=before, at_most=_CHANGES) if before else []
        labels = Names(store).labels({one.about for one in made if one.about})
        slugs = {thing: one.slug for one in desk.plans() for thing in (one.iri, one.graph)}
        return [
            (
                day(one.at.astimezone().date()),
                _leading(one.about, labels[one.about], slugs) if one.about else Cell(""),
                one.why,
                one.by or SOMEBODY,
            )
            for one in made
        ]


def _leading(about: URIRef, label: str, slugs: Mapping[URIRef, str]) -> Cell:
    """Give the name of what was changed, leading to its page: that of its plan where it is one."""
    if about in slugs:
        return Cell(label, href=f"/plannen/{quote(slugs[about])}")
    return named_cell(about, label)

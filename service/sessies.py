"""Sessions around a map: begin one, put on its list what people bring up, and work on what came of it.

What is brought up is a draft in a file beside the store, drawn on the map as such. On the result sheet
somebody who may change the plan makes a statement of it, one by one, and can take that back. Every route
that changes something is held to the same (`service.writing`).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from rdflib import URIRef

from graph.accepting import accept, take_back
from graph.confidentiality import levels
from graph.days import in_words as day
from graph.errors import HgkmError, UnknownNameError
from graph.plans import plan
from graph.sessie import LONGEST_NAME, Item, Kind, Session
from service.clock import now, today
from service.concepten import N_QUADS, admitted, drawn
from service.kaarten import picture_of
from service.listing import Cell, Listing, Value, attachment
from service.naast_kaart import readable_session, strictest
from service.page import page
from service.requests import desk_of
from service.sessie_files import SessionFiles
from service.uitkomsten import sheet, sheet_title
from service.visitors import Visitor, visitor_of
from service.writing import Sent, writing

router = APIRouter(include_in_schema=False, default_response_class=Response)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _may_change(visitor: Visitor, sent: Mapping[str, str]) -> bool:
    return visitor.may_write(sent["slug"])


MaySend = Annotated[Sent, Depends(writing(_may_change))]


@router.get("/kaart/sessies")
def all_sessions(request: Request) -> Response:
    """List the sessions."""
    level, desk = visitor_of(request).level, desk_of(request)
    names = {one.slug: one.label for one in desk.plans()}
    rows: list[list[Value]] = [
        [
            Cell(day(one.day), href=f"/kaart/sessies/{one.id}", order=one.day.isoformat()),
            Cell(one.question, href=map_address(one)),
            names.get(one.plan, one.plan),
            str(len(one.items)),
            one.level.name.lower(),
        ]
        for one in SessionFiles(desk.path).all()
        if one.level <= level
    ]
    headers = ("Sessie", "Kaart", "Plan", "Punten", "Vertrouwelijkheid")
    return page(request, "sessies.html", lijst=Listing("Sessies, de nieuwste eerst", headers, rows))


@router.get("/kaart/sessies/{kenmerk}")
def results(request: Request, kenmerk: str, formaat: Literal["docx"] | None = None) -> Response:
    """Show what came of a session, on paper or as a Word file too."""
    session = readable_session(request, kenmerk)
    plan_name = next(
        (one.label for one in desk_of(request).plans() if one.slug == session.plan), session.plan
    )
    chapters = sheet(session, plan_name)
    if formaat:
        from service.word import document  # noqa: PLC0415  it takes a while, and most pages do without

        content = document(sheet_title(session), chapters, today())
        return attachment(content, f"uitkomsten-{session.id}.docx", _WORD)
    return page(
        request,
        "uitkomsten.html",
        sessie=session,
        kop=sheet_title(session),
        plan=plan_name,
        kaart=map_address(session),
        hoofdstukken=[
            (one, [Listing(table.title, table.headers, table.rows) for table in one.tables])
            for one in chapters
        ],
        mag=visitor_of(request).may_write(session.plan),
    )


@router.post("/kaart/sessies/{slug}")
def begin(request: Request, slug: str, sent: MaySend) -> Response:
    """Begin a session around a map or around a draft, for a plan."""
    desk = desk_of(request)
    with desk.open() as store:
        of_plan = levels(store)[plan(store, slug).graph]
    view, over, ook, draft = (
        sent.fields.get(name, "").strip() for name in ("beeld", "over", "ook", "concept")
    )
    if draft:
        draft = admitted(draft.encode(), N_QUADS)
        view, over = "voor-en-na", over[:LONGEST_NAME] or "een concept"
    files = SessionFiles(desk.path)
    session = Session(files.new_id(today()), slug, view, over, ook, "", of_plan, today(), draft=draft)
    made = drawn(desk, sent.visitor.level, session) if draft else picture_of(request, desk, view, [over, ook])
    level = max(of_plan, strictest(made.confidentiality))
    session = replace(session, question=made.question, level=level)
    files.keep(session.opened(sent.visitor.name, now()))
    return RedirectResponse(map_address(session), HTTPStatus.SEE_OTHER)


@router.post("/kaart/sessies/{slug}/{kenmerk}/erbij")
def add(request: Request, slug: str, kenmerk: str, sent: MaySend) -> Response:
    """Put something on the list."""
    told = {name: " ".join(sent.fields.get(name, "").split()) for name in ("wie", "wat", "voor", "rol")}
    if sent.fields.get("soort") not in [*Kind]:
        raise HgkmError("That is no kind of item.", "Kies wat u wilt inbrengen.")
    kind = Kind(sent.fields["soort"])
    item = Item(kind, told["wie"], told["wat"], told["voor"], told["rol"])
    changed = _change(
        request, slug, kenmerk, lambda session: session.with_item(item, sent.visitor.name, now())
    )
    return RedirectResponse(map_address(changed), HTTPStatus.SEE_OTHER)


@router.post("/kaart/sessies/{slug}/{kenmerk}/weg")
def take_away(request: Request, slug: str, kenmerk: str, sent: MaySend) -> Response:
    """Take something from the list."""
    number = _number(sent)
    changed = _change(
        request, slug, kenmerk, lambda session: session.without(number, sent.visitor.name, now())
    )
    return RedirectResponse(map_address(changed), HTTPStatus.SEE_OTHER)


@router.post("/kaart/sessies/{slug}/{kenmerk}/oppakken")
def take_up(request: Request, slug: str, kenmerk: str, sent: MaySend) -> Response:
    """Say who takes something up, and by when."""
    number, who = _number(sent), sent.fields.get("wie", "").strip()
    until = _day(sent.fields.get("voor", "").strip())
    _change(
        request,
        slug,
        kenmerk,
        lambda session: session.taken_up(number, who, until, sent.visitor.name, now()),
    )
    return _to_sheet(kenmerk, number)


@router.post("/kaart/sessies/{slug}/{kenmerk}/overnemen")
def make_statement(request: Request, slug: str, kenmerk: str, sent: MaySend) -> Response:
    """Make a statement in the graph of something on the list."""
    return _restated(request, slug, kenmerk, sent, accept)


@router.post("/kaart/sessies/{slug}/{kenmerk}/terug")
def take_statement_back(request: Request, slug: str, kenmerk: str, sent: MaySend) -> Response:
    """Take back that something became a statement: it is a draft again."""
    return _restated(request, slug, kenmerk, sent, take_back)


@router.post("/kaart/sessies/{slug}/{kenmerk}/verwijderen")
def remove(request: Request, slug: str, kenmerk: str, _: MaySend) -> Response:
    """Take a session away of which nothing became a statement."""
    _of_plan(request, slug, kenmerk)
    SessionFiles(desk_of(request).path).remove(kenmerk)
    return RedirectResponse("/kaart/sessies", HTTPStatus.SEE_OTHER)


def map_address(session: Session) -> str:
    """Give the address of the map of a session."""
    chosen = {"beeld": session.view, "over": session.over, "ook": session.ook, "sessie": session.id}
    return "/kaart?" + urlencode({name: value for name, value in chosen.items() if value})


def _change(request: Request, slug: str, kenmerk: str, make: Callable[[Session], Session]) -> Session:
    """Change a session of the plan that the visitor was found allowed to change.

    Raises:
        UnknownNameError: there is no such session of that plan, or not for this visitor.
        HgkmError: what `make` raises.
    """
    _of_plan(request, slug, kenmerk)
    return SessionFiles(desk_of(request).path).change(kenmerk, make)


def _restated(
    request: Request, slug: str, kenmerk: str, sent: Sent, act: Callable[..., URIRef | None]
) -> Response:
    """Change what the graph says of an item, and note with which change it is a statement now, if it is."""
    by, number, at = sent.visitor.name, _number(sent), now()

    def made(session: Session) -> Session:
        with desk_of(request).owned() as store:
            change = act(store, session, session.item(number), by=by, at=at)
        return session.accepted(number, change or "", by, at)

    _change(request, slug, kenmerk, made)
    return _to_sheet(kenmerk, number)


def _of_plan(request: Request, slug: str, kenmerk: str) -> None:
    if readable_session(request, kenmerk).plan != slug:
        raise UnknownNameError(f"There is no session {kenmerk!r}.", "Deze sessie is er niet bij dit plan.")


def _to_sheet(kenmerk: str, number: int) -> Response:
    return RedirectResponse(f"/kaart/sessies/{quote(kenmerk)}#punt-{number}", HTTPStatus.SEE_OTHER)


def _number(sent: Sent) -> int:
    text = sent.fields.get("punt", "")
    return int(text) if text.isdecimal() and len(text) < 5 else 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise HgkmError(
            f"'{text}' is no day: write it as 2027-03-01.",
            "Bij 'voor wanneer' staat geen datum: schrijf die als 2027-03-01.",
        ) from None

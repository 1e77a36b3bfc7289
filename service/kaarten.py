"""The live map: a page for each question that a map can answer, its picture as JSON, and files to take along.

The page works without a script as a table; with one, the picture stands beside it. The one-file map is a
download of its own, since it holds script that no page may have.
"""

from collections import Counter
from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from graph.confidentiality import Level
from graph.days import in_words as day
from graph.errors import HgkmError, UnknownNameError
from graph.names import Names
from graph.store import ReadStore
from ontology.vocabulary import TOOI_GEMEENTE
from service.clock import today
from service.concepten import drawn
from service.desk import Desk, file_name
from service.listing import Format, Listing, as_file, attachment
from service.naast_kaart import beside, readable_session
from service.page import error_page, page
from service.refusals import KnownOnlyError, RefusalError
from service.requests import desk_of
from service.visitors import visitor_of
from viz.concept import with_drafts
from viz.exchange import FORMATS, exchanged
from viz.mailing import picture_html
from viz.picture import Picture
from viz.views import VIEWS, picture

router = APIRouter(include_in_schema=False, default_response_class=Response)
Word = Annotated[str, Query(max_length=400)]
Exchange = Literal["graphml", "gexf", "kumu"]
OneFile = Literal["html"]
_HTML = "text/html; charset=utf-8"
_ENDINGS = {"graphml": "graphml", "gexf": "gexf", "kumu": "json"}


@router.get("/kaart")
def maps(
    request: Request,
    *,
    beeld: Word = "",
    over: Word = "",
    ook: Word = "",
    sessie: Word = "",
    formaat: Format | Exchange | OneFile | None = None,
) -> Response:
    """Show the map that answers a question, with the table of the same relations and a session around it."""
    desk = desk_of(request)
    filled: dict[str, object] = {
        "kaarten": VIEWS.values(),
        "beelden": [(view.name, view.title) for view in VIEWS.values()],
        "plaatsen": sorted({name for plan in desk.plans() for _, name in plan.places}),
        "gemeenten": sorted(
            {name for plan in desk.plans() for iri, name in plan.places if iri in TOOI_GEMEENTE}
        ),
        "keuze": {"beeld": beeld, "over": over, "ook": ook},
    }
    if not beeld or not over:
        return page(request, "kaart.html", **filled)
    try:
        made = shown(request, desk, beeld, [over, ook], sessie)
    except RefusalError:
        raise
    except HgkmError as error:
        return page(request, "kaart.html", HTTPStatus.BAD_REQUEST, zin=error.dutch, **filled)
    name = file_name("kaart", f"{beeld} {over} {ook}", "")[:-1]
    listing = Listing(made.question, made.headers, made.rows)
    if isinstance(formaat, Format):
        return as_file(listing, formaat, name)
    if formaat == "html":
        return attachment(picture_html(made, today=today()).encode(), f"{name}.html", _HTML)
    if formaat:
        return attachment(exchanged(made, formaat, today()), f"{name}.{_ENDINGS[formaat]}", FORMATS[formaat])
    query = urlencode({"beeld": beeld, "over": over, "ook": ook, "sessie": sessie})
    view = VIEWS[beeld]
    asked = urlencode({view.about[0].value: over})
    filled |= beside(request, sessie, beeld, over) | {
        "lijst": listing,
        "vraag": made.question,
        "betekenis": view.meaning,
        "gezegd": _said(made if view.asked else None),
        "vraagadres": f"/vragen/{view.asked}?{asked}",
        "mededelingen": made.notes,
        "vertrouwelijkheid": made.confidentiality,
        "gegevens": f"/kaart/gegevens?{query}",
        "peildatum": today(),
    }
    return page(request, "kaart.html", **filled)


@router.get("/kaart/gegevens")
def data(request: Request, beeld: Word, over: Word, ook: Word = "", sessie: Word = "") -> Response:
    """Give the picture that the page draws."""
    try:
        made = shown(request, desk_of(request), beeld, [over, ook], sessie)
    except HgkmError as error:
        status = error.status if isinstance(error, RefusalError) else HTTPStatus.BAD_REQUEST
        return JSONResponse({"detail": error.dutch}, status)
    told = made.as_json() | {"date": today().isoformat(), "dateInWords": day(today())}
    return JSONResponse(told)


@router.get("/kaart/bestand")
def map_as_file(request: Request, gemeente: Word = "") -> Response:
    """Give the map of a municipality as one file to mail around."""
    desk = desk_of(request)
    try:
        content = desk.map(gemeente)
    except HgkmError as error:
        return error_page(request, HTTPStatus.BAD_REQUEST, "Dit lukt niet", error.dutch)
    return attachment(content.encode(), file_name("kaart", gemeente, "html"), _HTML)


def _said(picture: Picture | None) -> Listing:
    """Make the table of what a map says of each thing besides its relations."""
    rows = [
        (node.label, node.mark, node.told)
        for node in (picture.nodes if picture else ())
        if node.mark or node.told
    ]
    return Listing("Wat er op de kaart bij staat", ("Wie of wat", "Valt op", "Toelichting"), sorted(rows))


def shown(request: Request, desk: Desk, name: str, about: list[str], session: str) -> Picture:
    """Make the picture of a map, with what was brought up in a session drawn over it.

    Args:
        request: what is answered.
        desk: what hands out what the visitor may see.
        name: the name of the view.
        about: the names of what it is about.
        session: the id of the session; empty when there is none.

    Raises:
        UnknownNameError: there is no such view or session, or nothing has one of the names.
        HgkmError: something is missing, or it is not for strangers.
    """
    if not session:
        return picture_of(request, desk, name, about)
    held = readable_session(request, session)
    if held.draft and held.view == name:
        made = drawn(desk, visitor_of(request).level, held)
    else:
        made = picture_of(request, desk, name, about)
    return with_drafts(made, held)


def picture_of(request: Request, desk: Desk, name: str, about: list[str]) -> Picture:
    """Make a picture once for each state of the store, with its open points for who may see those.

    Raises:
        UnknownNameError: there is no such view, or nothing has one of the names.
        HgkmError: something is missing, or it is not for strangers.
    """
    if name not in VIEWS:
        raise UnknownNameError(f"There is no map '{name}'.", f"Er is geen kaart '{name}'.", [*VIEWS])
    signed_in = visitor_of(request).level >= Level.INTERN
    view = VIEWS[name]
    if view.internal and not signed_in:
        raise KnownOnlyError("This map is", "Deze kaart is er")
    wanted = [text.strip() for text in about][: len(view.about)]
    if not all(wanted):
        raise HgkmError(
            "This map is about two places.", "Deze kaart gaat over twee gemeenten: kies er nog een."
        )

    def make(store: ReadStore) -> Picture:
        names = Names(store)
        known = [names.resolve(text, kind)[0] for text, kind in zip(wanted, view.about, strict=True)]
        return picture(store, view.name, known, open_points=lambda place: desk.report(place=str(place)))

    made = desk.kept(("beeld", name, *wanted), make)
    # Where a map says something else of things, or has its own open points, they are not counted here.
    if not signed_in or view.asked or any(node.open or node.mark for node in made.nodes):
        return made
    report, _ = desk.report_so_far()
    return made.with_open_points(Counter(str(found.focus) for found in report.findings) if report else {})

"""Series of maps: put a map in one, arrange it, show it step by step, print it, and take it along as a file.

What a visitor may see of a series, and of each map in it, is told by the store and by the route of the map.
The file of a series (JSON) is what can be read in again, here or elsewhere.
"""

from dataclasses import dataclass, replace
from http import HTTPStatus
from secrets import token_hex
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import TypeAdapter, ValidationError

from graph.changes import Reason
from graph.errors import HgkmError
from graph.series import Series, Step, all_series, one_series, remove, save
from service.clock import now, today
from service.desk import file_name
from service.kaarten import picture_of
from service.listing import Listing, attachment
from service.naast_kaart import may_arrange, strictest
from service.page import page
from service.requests import desk_of, shown_at
from service.visitors import visitor_of
from service.writing import Sent, writing
from viz.views import VIEWS

router = APIRouter(include_in_schema=False, default_response_class=Response)
MaySend = Annotated[Sent, Depends(writing(may_arrange))]
_MOVES = {"eerder": -1, "later": 1}


@dataclass(frozen=True)
class SeriesFile:
    """What the file of a series holds; the day and how confidential it is are for who opens it."""

    title: str
    steps: tuple[Step, ...]
    confidentiality: str = ""
    day: str = ""


_FILE = TypeAdapter(SeriesFile)


@router.get("/kaart/reeksen")
def every_series(request: Request) -> Response:
    """List the series."""
    return page(
        request,
        "reeksen.html",
        reeksen=desk_of(request).kept(("series",), all_series),
        mag=may_arrange(visitor_of(request), {}),
    )


@router.get("/kaart/reeksen/{kenmerk}")
def one(request: Request, kenmerk: str, formaat: Literal["json"] | None = None) -> Response:
    """Show a series to arrange and print it, or give it as a file."""
    series = _series(request, kenmerk)
    if formaat:
        told = SeriesFile(series.title, series.steps, series.level.name.lower(), today().isoformat())
        name = file_name("reeks", series.title, "json")
        return attachment(_FILE.dump_json(told, indent=1), name, "application/json")
    return _page(request, series)


def _page(request: Request, series: Series, sent: Sent | None = None) -> Response:
    """Give the page of a series; with what was sent when the form of a map comes back."""
    return page(
        request,
        "reeks.html",
        HTTPStatus.BAD_REQUEST if sent else HTTPStatus.OK,
        reeks=series,
        peildatum=today(),
        beelden={name: view.title for name, view in VIEWS.items()},
        mag=may_arrange(visitor_of(request), {}),
        ingevuld=sent.fields if sent else {},
        geweigerd=sent.refused if sent else {},
    )


def _again(request: Request, sent: Sent) -> Response:
    name = sent.fields["kenmerk"]
    return _page(shown_at(request, f"/kaart/reeksen/{quote(name)}"), _series(request, name), sent)


MayArrange = Annotated[Sent, Depends(writing(may_arrange, _again))]


@router.get("/kaart/reeksen/{kenmerk}/presenteren")
def present(request: Request, kenmerk: str, stap: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
    """Show one map of a series in large, with the way to the others and the notes."""
    series = _series(request, kenmerk)
    step = series.step(stap)
    try:
        made = picture_of(request, desk_of(request), step.view, [step.over, step.ook])
    except HgkmError as error:
        shown: dict[str, object] = {"zin": error.dutch}
    else:
        shown = {
            "vraag": made.question,
            "lijst": Listing(made.question, made.headers, made.rows),
            "gegevens": f"/kaart/gegevens?{step.query}",
            "vertrouwelijkheid": made.confidentiality,
            "mededelingen": made.notes,
            "peildatum": today(),
        }
    return page(request, "presenteren.html", reeks=series, stap=stap, beeld=step, **shown)


@router.post("/kaart/reeksen/erbij")
def add(request: Request, sent: MaySend) -> Response:
    """Put a map at the end of a series, or of a new one."""
    given = {name: text.strip() for name, text in sent.fields.items()}
    view, over, ook = (given.get(name, "") for name in ("beeld", "over", "ook"))
    made = picture_of(request, desk_of(request), view, [over, ook])
    state, notes = given.get("stand", "").removeprefix("#"), _lines(given.get("notities", ""))
    step = Step(given.get("titel") or made.question, view, over, ook, state, notes)
    if given.get("reeks"):
        series = _series(request, given["reeks"])
    else:
        series = Series(token_hex(4), given.get("nieuw", ""))
    level = max(series.level, strictest(made.confidentiality))
    series = replace(series, level=level).with_step(len(series.steps) + 1, step)
    _save(request, sent, series, "kaart in de reeks gezet")
    return _back(series.id, f"#stap-{len(series.steps)}")


@router.post("/kaart/reeksen/inlezen")
def read_in(request: Request, sent: MaySend) -> Response:
    """Make a new series of a file."""
    try:
        told = _FILE.validate_json(sent.fields.get("bestand", ""))
    except ValidationError:
        raise HgkmError(
            "This is no file of a series of maps.",
            "Dit is geen bestand van een reeks kaarten: kies een bestand dat hier is gemaakt.",
        ) from None
    desk = desk_of(request)
    made = [picture_of(request, desk, step.view, [step.over, step.ook]) for step in told.steps]
    level = strictest(*(picture.confidentiality for picture in made))
    series = Series(token_hex(4), told.title, level, told.steps)
    _save(request, sent, series, "reeks ingelezen")
    return _back(series.id)


@router.post("/kaart/reeksen/{kenmerk}/beeld")
def arrange(request: Request, kenmerk: str, sent: MayArrange) -> Response:
    """Change a map in a series: its title and notes, its place, or that it is there."""
    series = _series(request, kenmerk)
    text, what = sent.fields.get("stap", ""), sent.fields.get("doe", "")
    at = int(text) if text.isdecimal() and len(text) < 4 else 0
    if what in _MOVES:
        changed = series.moved(at, _MOVES[what])
        at = min(max(at + _MOVES[what], 1), len(series.steps))
    elif what == "weg":
        changed = series.with_step(at, None)
    else:
        title, notes = (sent.fields.get(name, "").strip() for name in ("titel", "notities"))
        step = replace(series.step(at), title=title, notes=_lines(notes))
        changed = series.with_step(at, step)
    _save(request, sent, changed, "reeks gewijzigd")
    return _back(kenmerk, f"#stap-{at}")


@router.post("/kaart/reeksen/{kenmerk}/weg")
def take_away(request: Request, kenmerk: str, sent: MaySend) -> Response:
    """Take a series away."""
    series = _series(request, kenmerk)
    with desk_of(request).owned() as store:
        remove(store, series, Reason(sent.visitor.name, now(), "reeks verwijderd", series.iri))
    return RedirectResponse("/kaart/reeksen", HTTPStatus.SEE_OTHER)


def _series(request: Request, name: str) -> Series:
    with desk_of(request).open() as store:
        return one_series(store, name)


def _save(request: Request, sent: Sent, series: Series, why: str) -> None:
    with desk_of(request).owned() as store:
        save(store, series, Reason(sent.visitor.name, now(), why, series.iri))


def _lines(text: str) -> str:
    """Give a text with the line ends of this side of a form."""
    return "\n".join(text.splitlines())


def _back(name: str, to: str = "") -> Response:
    return RedirectResponse(f"/kaart/reeksen/{quote(name)}{to}", HTTPStatus.SEE_OTHER)

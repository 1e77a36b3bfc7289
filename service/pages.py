"""The pages: overview, questions, open points and map, in plain HTML that needs no script.

A page asks the desk and fills a template; what cannot be answered comes back as a sentence on the same page.
Every address can be shared: all choices stand in it.
"""

from collections import Counter
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from graph.errors import HgkmError
from graph.names import Kind
from queries.catalogue import LITERAL_KINDS, Question
from service.desk import Desk, file_name
from service.harmless import visible
from service.questions import question, questions
from service.requests import desk_of, given
from service.tables import as_csv
from shapes.findings import SEVERITY_WORDS

_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
_WORDS = {"actor": "Organisatie of functie", "taak": "Soort taak"}
_EXCERPT = 6  # rows that show what a plan is about

router = APIRouter(include_in_schema=False, default_response_class=Response)
Word = Annotated[str, Query(max_length=400)]


@router.get("/")
def overview(request: Request) -> Response:
    """Show which plans there are, who does what in them, and what is open."""
    desk = desk_of(request)
    found = [
        {
            "plan": plan,
            "tabel": desk.excerpt(plan.slug, _EXCERPT),
            "ernsten": Counter(finding.severity for finding in desk.report(plan.slug).findings),
        }
        for plan in desk.plans()
    ]
    return _page(request, "overzicht.html", plannen=found, ernsten=SEVERITY_WORDS.items())


@router.get("/vragen")
def all_questions(request: Request) -> Response:
    """List the named questions."""
    return _page(request, "vragen.html", vragen=sorted(questions().values(), key=lambda asked: asked.title))


@router.get("/vragen/{name}")
def one_question(request: Request, name: str) -> Response:
    """Show a question as a form, with its answer once it can be given."""
    asked, fields = question(name), given(request)

    def page(status: int = 200, **filled: object) -> Response:
        suggestions = _suggestions(request, asked)
        filled |= {"vraag": asked, "gegeven": fields, "namen": suggestions, "woorden": _WORDS}
        return _page(request, "vraag.html", status, **filled)

    if not fields and any(param.required for param in asked.params):
        return page()
    try:
        result = desk_of(request).answer(name, fields)
    except HgkmError as error:
        return page(HTTPStatus.BAD_REQUEST, zin=error.dutch)
    headers, rows = result.table()
    return page(kop=headers, rijen=rows, sparql=result.sparql)


@router.get("/vragen/{name}/csv")
def answer_as_csv(request: Request, name: str) -> Response:
    """Give the answer to a question as a file for a spreadsheet."""
    table = desk_of(request).answer(name, given(request)).table()
    # Without the mark at the beginning, Excel takes UTF-8 for something else.
    return _file(as_csv(*table).encode("utf-8-sig"), f"{name}.csv", "text/csv; charset=utf-8")


@router.get("/open-punten")
def open_points(request: Request, plan: Word = "", ernst: Word = "", regel: Word = "") -> Response:
    """Show what is not arranged yet, for one plan, severity or rule or for all."""
    desk = desk_of(request)
    filled: dict[str, object] = {
        "plannen": [(known.slug, known.label) for known in desk.plans()],
        "ernsten": SEVERITY_WORDS.items(),
        "regels": [(number, f"{number} {title}") for number, title in desk.report().titles.items()],
        "keuze": {"plan": plan, "ernst": ernst, "regel": regel},
    }
    try:
        report = desk.report(plan or None)
    except HgkmError as error:
        return _page(request, "open_punten.html", HTTPStatus.BAD_REQUEST, zin=error.dutch, **filled)
    chosen = [
        finding
        for finding in report.findings
        if ernst in ("", finding.severity) and regel in ("", finding.rule)
    ]
    # Who asks about one rule wants to see each of its findings.
    headers, rows = replace(report, findings=tuple(chosen)).table(each=bool(regel))
    if plan:
        headers, rows = _without(headers, rows, "Plan")
    reasons: dict[str, list[str]] = {}
    for unchecked in report.not_checked:
        reasons.setdefault(unchecked.reason, []).append(unchecked.rule)
    filled |= {
        "aantal": len(chosen),
        "kop": headers,
        "rijen": rows,
        "niet": reasons,
        "peildatum": report.peildatum,
    }
    return _page(request, "open_punten.html", **filled)


@router.get("/kaart")
def maps(request: Request) -> Response:
    """Let the reader choose a municipality."""
    return _page(request, "kaart.html", gemeenten=_places(desk_of(request)))


@router.get("/kaart/bestand")
def map_as_file(request: Request, gemeente: Word = "") -> Response:
    """Give the map of a municipality as a file; it holds inline script, so it is never a page here."""
    desk = desk_of(request)
    try:
        content = desk.map(gemeente)
    except HgkmError as error:
        return _page(request, "kaart.html", HTTPStatus.BAD_REQUEST, zin=error.dutch, gemeenten=_places(desk))
    return _file(content.encode(), file_name("kaart", gemeente, "html"), "text/html; charset=utf-8")


def error_page(request: Request, status: int, title: str, sentence: str) -> Response:
    """Give the page that says what is wrong."""
    return _page(request, "fout.html", status, kop=title, zin=sentence)


def _suggestions(request: Request, asked: Question) -> dict[str, list[str]]:
    """Give the names to choose from for each parameter that takes a name."""
    desk = desk_of(request)
    return {
        param.name: desk.names(Kind(param.kind)) for param in asked.params if param.kind not in LITERAL_KINDS
    }


def _places(desk: Desk) -> list[tuple[str, str]]:
    """Give the municipalities and regions that a plan holds for, as choices."""
    return sorted({(name, name) for plan in desk.plans() for _, name in plan.places})


def _without(headers: list[str], rows: list[list[str]], name: str) -> tuple[list[str], list[list[str]]]:
    """Leave out a column."""
    at = headers.index(name)
    return headers[:at] + headers[at + 1 :], [row[:at] + row[at + 1 :] for row in rows]


def _file(content: bytes, name: str, media_type: str) -> Response:
    return Response(
        content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _page(request: Request, template: str, status: int = 200, /, **filled: object) -> Response:
    section = "/" + request.url.path.split("/")[1]
    return _TEMPLATES.TemplateResponse(request, template, {"plek": section, **filled}, status_code=status)


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _harmless(value: object) -> object:
    """Make a text visible as what it is before a template escapes it."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_harmless,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters["datum"] = _day
_TEMPLATES = Jinja2Templates(env=_ENVIRONMENT)

"""The pages: overview, questions, open points and map, in plain HTML that needs no script.

A page asks the desk and fills a template; what cannot be answered comes back as a sentence on the same page.
Every address can be shared: all choices stand in it.
"""

from collections import Counter
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from graph.errors import HgkmError
from graph.names import Kind
from queries.catalogue import LITERAL_KINDS, Question
from service.desk import Desk, file_name
from service.listing import Cell, Format, Listing, Value, as_file, attachment, severity
from service.page import error_page, page
from service.questions import question, questions
from service.requests import desk_of, given
from shapes.findings import SEVERITY_WORDS

_WORDS = {"actor": "Organisatie of functie", "taak": "Soort taak"}
_EXCERPT = 6  # rows that show what a plan is about

__all__ = ["error_page", "router"]

router = APIRouter(include_in_schema=False, default_response_class=Response)
Word = Annotated[str, Query(max_length=400)]


@router.get("/")
def overview(request: Request) -> Response:
    """Show which plans there are, who does what in them, and what is open."""
    desk = desk_of(request)
    found = [
        {
            "plan": plan,
            "lijst": Listing("Een greep uit wie wat voor wie doet", excerpt.headers, excerpt.rows),
            "totaal": excerpt.total,
            "ernsten": Counter(finding.severity for finding in desk.report(plan.slug).findings),
        }
        for plan in desk.plans()
        for excerpt in [desk.excerpt(plan.slug, _EXCERPT)]
    ]
    return page(request, "overzicht.html", plannen=found, ernsten=SEVERITY_WORDS.items())


@router.get("/vragen")
def all_questions(request: Request) -> Response:
    """List the named questions."""
    return page(request, "vragen.html", vragen=sorted(questions().values(), key=lambda asked: asked.title))


@router.get("/vragen/{name}")
def one_question(request: Request, name: str, formaat: Format | None = None) -> Response:
    """Show a question as a form, with its answer once it can be given."""
    asked = question(name)
    fields = {field: value for field, value in given(request).items() if field != "formaat"}

    def shown(status: int = 200, **filled: object) -> Response:
        suggestions = _suggestions(request, asked)
        filled |= {"vraag": asked, "gegeven": fields, "namen": suggestions, "woorden": _WORDS}
        return page(request, "vraag.html", status, **filled)

    if not fields and any(param.required for param in asked.params):
        return shown()
    try:
        result = desk_of(request).answer(name, fields)
    except HgkmError as error:
        return shown(HTTPStatus.BAD_REQUEST, zin=error.dutch)
    headers, rows = result.table()
    listing = Listing(_counted(len(rows), "rij", "rijen"), headers, rows)
    if formaat:
        return as_file(listing, formaat, name)
    return shown(lijst=listing, sparql=result.sparql)


@router.get("/open-punten")
def open_points(
    request: Request, plan: Word = "", ernst: Word = "", regel: Word = "", formaat: Format | None = None
) -> Response:
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
        return page(request, "open_punten.html", HTTPStatus.BAD_REQUEST, zin=error.dutch, **filled)
    chosen = [
        finding
        for finding in report.findings
        if ernst in ("", finding.severity) and regel in ("", finding.rule)
    ]
    # Who asks about one rule wants to see each of its findings.
    headers, rows = replace(report, findings=tuple(chosen)).table(each=bool(regel))
    caption = _counted(len(chosen), "open punt", "open punten")
    if len(rows) < len(chosen):
        caption += "; wat vaak voorkomt is samengenomen: kies een regel om elk punt te zien"
    listing = Listing(caption, headers, [_finding(dict(zip(headers, row, strict=True))) for row in rows])
    if plan:
        listing = _without(listing, "Plan")
    if formaat:
        return as_file(listing, formaat, "open-punten")
    reasons: dict[str, list[str]] = {}
    for unchecked in report.not_checked:
        reasons.setdefault(unchecked.reason, []).append(unchecked.rule)
    filled |= {"lijst": listing, "niet": reasons, "peildatum": report.peildatum}
    return page(request, "open_punten.html", **filled)


@router.get("/kaart")
def maps(request: Request) -> Response:
    """Let the reader choose a municipality."""
    return page(request, "kaart.html", gemeenten=_places(desk_of(request)))


@router.get("/kaart/bestand")
def map_as_file(request: Request, gemeente: Word = "") -> Response:
    """Give the map of a municipality as a file; it holds inline script, so it is never a page here."""
    desk = desk_of(request)
    try:
        content = desk.map(gemeente)
    except HgkmError as error:
        return page(request, "kaart.html", HTTPStatus.BAD_REQUEST, zin=error.dutch, gemeenten=_places(desk))
    return attachment(content.encode(), file_name("kaart", gemeente, "html"), "text/html; charset=utf-8")


def _suggestions(request: Request, asked: Question) -> dict[str, list[str]]:
    """Give the names to choose from for each parameter that takes a name."""
    desk = desk_of(request)
    return {
        param.name: desk.names(Kind(param.kind)) for param in asked.params if param.kind not in LITERAL_KINDS
    }


def _places(desk: Desk) -> list[tuple[str, str]]:
    """Give the municipalities and regions that a plan holds for, as choices."""
    return sorted({(name, name) for plan in desk.plans() for _, name in plan.places})


def _finding(row: dict[str, str]) -> list[Value]:
    """Show the severity of a finding as a badge, and let its rule lead to all findings of that rule."""
    made: dict[str, Value] = dict(row)
    made["Ernst"] = severity(row["Ernst"])
    made["Regel"] = Cell(row["Regel"], href=f"/open-punten?regel={row['Regel']}")
    return list(made.values())


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _without(listing: Listing, name: str) -> Listing:
    """Leave out a column."""
    at = list(listing.headers).index(name)
    rows = [[*row[:at], *row[at + 1 :]] for row in listing.rows]
    return Listing(listing.caption, [*listing.headers[:at], *listing.headers[at + 1 :]], rows)

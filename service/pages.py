"""The named questions as pages: which there are, and each as a form with its answer; no script is needed.

A page asks the desk and fills a template; what cannot be answered comes back as a sentence on the same page.
Every address can be shared: all choices stand in it.
"""

from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import Response

from graph.confidentiality import Level
from graph.errors import HgkmError
from graph.names import Kind
from queries.catalogue import LITERAL_KINDS, Question
from service.desk import Desk
from service.leafing import Arranging, arranged, opened
from service.listing import Format, Listing, as_file
from service.naslag.antwoorden import answer_listing
from service.page import page
from service.questions import is_computed, question, questions
from service.refusals import RefusalError
from service.requests import desk_of, given
from service.visitors import visitor_of

_OTHER = ("formaat", "pagina", "volgorde", "filter")  # fields that choose nothing in the answer
_A_PAGE = 200  # rows
_KEPT = 50  # answers
_WORDS = {"actor": "Organisatie of functie", "taak": "Soort taak"}

router = APIRouter(include_in_schema=False, default_response_class=Response)


@router.get("/vragen")
def all_questions(request: Request) -> Response:
    """List the named questions."""
    known = visitor_of(request).level >= Level.INTERN
    return page(
        request,
        "vragen.html",
        vragen=sorted(questions().values(), key=lambda asked: asked.title),
        besloten=set() if known else {name for name in questions() if is_computed(name)},
    )


@router.get("/vragen/{name}")
def one_question(
    request: Request, name: str, arranging: Arranging, formaat: Format | None = None
) -> Response:
    """Show a question as a form, with its answer once it can be given."""
    asked = question(name)
    fields = {field: value for field, value in given(request).items() if field not in _OTHER}

    def shown(status: int = 200, **filled: object) -> Response:
        suggestions = _suggestions(request, asked)
        filled |= {"vraag": asked, "gegeven": fields, "namen": suggestions, "woorden": _WORDS}
        return page(request, "vraag.html", status, **filled)

    if not fields and any(param.required for param in asked.params):
        return shown()
    try:
        found = _answered(desk_of(request), name, fields)
    except RefusalError:
        raise
    except HgkmError as error:
        return shown(HTTPStatus.BAD_REQUEST, zin=error.dutch)
    if formaat:
        return as_file(arranged(found.listing, arranging), formaat, name)
    long = opened(found.listing.rows, arranging, _A_PAGE, found.listing.of)
    return shown(lange=long, sparql=found.sparql)


class _Found(NamedTuple):
    """The answer to a question, and the query that gave it."""

    listing: Listing
    sparql: str


def _answered(desk: Desk, name: str, fields: Mapping[str, str]) -> _Found:
    """Answer a question; what was asked last is kept, for as long as the store stays as it is."""

    def answered(name: str, given: tuple[tuple[str, str], ...]) -> _Found:
        result = desk.answer(name, dict(given))
        return _Found(answer_listing(result), result.sparql)

    kept = desk.kept(("vragen",), lambda _: lru_cache(_KEPT)(answered))
    return kept(name, tuple(sorted(fields.items())))


def _suggestions(request: Request, asked: Question) -> dict[str, list[str]]:
    """Give the names to choose from for each parameter that takes a name."""
    desk = desk_of(request)
    return {
        param.name: desk.names(Kind(param.kind)) for param in asked.params if param.kind not in LITERAL_KINDS
    }

"""The named questions as pages: which there are, and each as a form with its answer; no script is needed.

A page asks the desk and fills a template; what cannot be answered comes back as a sentence on the same page.
Every address can be shared: all choices stand in it.
"""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from graph.errors import HgkmError
from graph.names import Kind
from queries.catalogue import LITERAL_KINDS, Question
from service.listing import Format, as_file
from service.naslag.adressen import answer_listing
from service.page import page
from service.questions import question, questions
from service.refusals import RefusalError
from service.requests import desk_of, given

_WORDS = {"actor": "Organisatie of functie", "taak": "Soort taak"}

router = APIRouter(include_in_schema=False, default_response_class=Response)


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
    except RefusalError:
        raise
    except HgkmError as error:
        return shown(HTTPStatus.BAD_REQUEST, zin=error.dutch)
    listing = answer_listing(result)
    if formaat:
        return as_file(listing, formaat, name)
    return shown(lijst=listing, sparql=result.sparql)


def _suggestions(request: Request, asked: Question) -> dict[str, list[str]]:
    """Give the names to choose from for each parameter that takes a name."""
    desk = desk_of(request)
    return {
        param.name: desk.names(Kind(param.kind)) for param in asked.params if param.kind not in LITERAL_KINDS
    }

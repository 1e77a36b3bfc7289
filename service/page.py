"""Fills a template as a page: what all pages share, so that a route only says what is on its own.

Text is shown as what it is: escaped, and without characters that turn the reading direction. A name that a
template uses and a route does not give is a fault.
"""

from http import HTTPStatus
from urllib.parse import unquote_plus, urlencode, urlsplit

from fastapi import Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment

from graph.days import in_words
from graph.privacy import concern
from service import menu
from service.filling import environment
from service.listing import cells
from service.visitors import visitor_of
from service.writing import csrf_field

_LONGEST = 1000  # characters of an address to come back to


def page(request: Request, template: str, status: int = 200, /, **filled: object) -> Response:
    """Fill a template.

    Args:
        request: what is answered.
        template: a file in `templates/` that extends `basis.html`.
        status: of the answer.
        filled: the names that the template uses.
    """
    section = "/" + request.url.path.split("/")[1]
    return _TEMPLATES.TemplateResponse(request, template, {"plek": section, **filled}, status_code=status)


def error_page(request: Request, status: int, title: str, sentence: str) -> Response:
    """Give the page that says what is wrong."""
    known: bool = request.app.state.site.knows_people
    sign_in = known and status == HTTPStatus.UNAUTHORIZED
    return page(
        request, "fout.html", status, kop=title, zin=sentence, aanmelden=sign_in, terug=_from(request)
    )


def address(request: Request, **changes: str) -> str:
    """Give the address of the page that is shown, with other choices in it; an empty one is left out."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in changes]
    query = urlencode([(name, value) for name, value in (*kept, *changes.items()) if value])
    return request.url.path + (f"?{query}" if query else "")


def sign_in_address(request: Request) -> str:
    """Give the address to sign in, from where one comes back to the page that is shown."""
    here = address(request)
    if request.method != "GET" or here == "/" or here.startswith("/aanmelden") or len(here) > _LONGEST:
        return "/aanmelden"
    if any(concern(value) for value in request.query_params.values()):
        return "/aanmelden"  # what was asked about a person is not repeated
    return "/aanmelden?" + urlencode({"naar": here})


def _from(request: Request) -> str:
    """Give the address of the page whose form was sent; empty if none was, or it is none to repeat."""
    parts = urlsplit(request.headers.get("referer", ""))
    here = f"{parts.path}?{parts.query}" if parts.query else parts.path
    sent = request.method == "POST" and parts.netloc == request.url.netloc
    return here if sent and len(here) <= _LONGEST and not concern(unquote_plus(here)) else ""


def _environment() -> Environment:
    filling = environment()
    filling.filters |= {"datum": in_words, "cellen": cells}
    filling.globals |= {
        "menu": menu,
        "adres": address,
        "aanmeldadres": sign_in_address,
        "csrf": csrf_field,
        "bezoeker": visitor_of,
    }
    return filling


_TEMPLATES = Jinja2Templates(env=_environment())

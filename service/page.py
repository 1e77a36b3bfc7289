"""Fills a template as a page: what all pages share, so that a route only says what is on its own.

Text is shown as what it is: escaped, and without characters that turn the reading direction. A name that a
template uses and a route does not give is a fault.
"""

from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from service import menu
from service.harmless import visible
from service.listing import cells
from service.visitors import visitor_of
from service.writing import csrf_field

_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


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
    return page(request, "fout.html", status, kop=title, zin=sentence)


def address(request: Request, **changes: str) -> str:
    """Give the address of the page that is shown, with other choices in it; an empty one is left out."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in changes]
    query = urlencode([(name, value) for name, value in (*kept, *changes.items()) if value])
    return request.url.path + (f"?{query}" if query else "")


def day(when: date) -> str:
    """Write a date out: '1 maart 2026'."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def _harmless(value: object) -> object:
    """Make a text visible as what it is before a template escapes it."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"datum": day, "cellen": cells}
    environment.globals |= {"menu": menu, "adres": address, "csrf": csrf_field, "bezoeker": visitor_of}
    return environment


_TEMPLATES = Jinja2Templates(env=_environment())

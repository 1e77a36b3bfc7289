"""What a request carries: the desk that serves who asks, and the fields that were filled in."""

from typing import cast
from urllib.parse import urlsplit

from fastapi import Request

from service.desk import Desk
from service.visitors import visitor_of


def desk_of(request: Request) -> Desk:
    """Give the desk that hands out what the visitor may see, and nothing else."""
    return cast("Desk", request.app.state.desk).seen_by(visitor_of(request).level)


def shown_at(request: Request, address: str) -> Request:
    """Give the request as if the page at an address of the site was asked for.

    The answer to a form that comes back is such a page: what it leads to must not begin at the address that
    only takes forms.
    """
    parts = urlsplit(address)
    asked = {"method": "GET", "path": parts.path, "query_string": parts.query.encode()}
    return Request({**request.scope, **asked})


def given(request: Request) -> dict[str, str]:
    """Give the fields of the query string that are not empty."""
    return {name: value for name, value in request.query_params.items() if value.strip()}

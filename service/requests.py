"""What a request carries: the desk that serves who asks, and the fields that were filled in."""

from typing import cast

from fastapi import Request

from service.desk import Desk
from service.visitors import visitor_of


def desk_of(request: Request) -> Desk:
    """Give the desk that hands out what the visitor may see, and nothing else."""
    return cast("Desk", request.app.state.desk).seen_by(visitor_of(request).level)


def given(request: Request) -> dict[str, str]:
    """Give the fields of the query string that are not empty."""
    return {name: value for name, value in request.query_params.items() if value.strip()}

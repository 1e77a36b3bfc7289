"""What a request carries: the desk that serves it, and the fields that were filled in."""

from typing import cast

from fastapi import Request

from service.desk import Desk


def desk_of(request: Request) -> Desk:
    """Give the desk that the service was made with."""
    return cast("Desk", request.app.state.desk)


def given(request: Request) -> dict[str, str]:
    """Give the fields of the query string that are not empty."""
    return {name: value for name, value in request.query_params.items() if value.strip()}

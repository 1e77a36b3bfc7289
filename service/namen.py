"""Names to choose from that are like what somebody types, for fields that may hold one of very many.

Without a script such a field takes any text, and what is like no name is told with the names it resembles.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from graph.names import Kind, words
from service.desk import Desk
from service.requests import desk_of

router = APIRouter(include_in_schema=False, default_response_class=Response)
Sort = Literal["gemeente", "actor", "afspraak"]
_MOST = 20


@router.get("/namen")
def names(
    request: Request,
    soort: Annotated[list[Sort], Query(max_length=3)],
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Give the names of some sorts that hold what was typed, those that begin with it first."""
    typed, desk = words(q), desk_of(request)
    found = {
        (not folded.startswith(typed), f" {typed}" not in f" {folded}", folded, name)
        for sort in soort
        for folded, name in to_choose(desk, Kind(sort))
        if typed in folded
    }
    return JSONResponse([name for *_, name in sorted(found)[:_MOST]])


def to_choose(desk: Desk, kind: Kind) -> list[tuple[str, str]]:
    """Give the names of a kind of thing, each after how it is compared."""
    return desk.kept(("te kiezen", kind.value), lambda _: [(words(name), name) for name in desk.names(kind)])

"""Lists in pages: which page is asked for, and where the others are."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request, Response

from graph.errors import HgkmError
from service.rest.models import Bladzijde, Link

Thing = TypeVar("Thing")
_LONGEST = 400
_PAGE, _SIZE = "pagina", "paginaGrootte"


@dataclass(frozen=True)
class Paging:
    """The page that is asked for.

    Attributes:
        pagina: its number, from 1.
        grootte: how many things stand on a page.
    """

    pagina: int
    grootte: int

    def part(self, things: Sequence[Thing]) -> Sequence[Thing]:
        """Give the things on the page."""
        begin = (self.pagina - 1) * self.grootte
        return things[begin : begin + self.grootte]


def _asked(
    pagina: Annotated[int, Query(ge=1, le=1_000_000, description="Het nummer van de bladzijde.")] = 1,
    grootte: Annotated[
        int, Query(alias=_SIZE, ge=1, le=100, description="Hoeveel er op een bladzijde staan.")
    ] = 20,
) -> Paging:
    return Paging(pagina, grootte)


Asked = Annotated[Paging, Depends(_asked)]


def paged(
    request: Request, response: Response, paging: Paging, shown: Sequence[Thing], total: int
) -> Bladzijde[Thing]:
    """Make a page of a list, and name the other pages in it and in the header Link.

    Args:
        request: what is answered.
        response: what gets the header.
        paging: the page that was asked for.
        shown: the things on it.
        total: how many things there are on all pages.
    """
    last = max(1, ceil(total / paging.grootte))

    def link(number: int) -> Link:
        url = request.url.include_query_params(**{_PAGE: number})
        return Link(href=f"{url.path}?{url.query}")

    numbers = {"first": 1, "last": last}
    if 1 < paging.pagina <= last + 1:
        numbers["prev"] = paging.pagina - 1
    if paging.pagina < last:
        numbers["next"] = paging.pagina + 1
    links = {name: link(number) for name, number in numbers.items()}
    response.headers["Link"] = ", ".join(f'<{to.href}>; rel="{name}"' for name, to in links.items())
    own = Link(href=request.url.path + (f"?{request.url.query}" if request.url.query else ""))
    return Bladzijde(
        resultaten=list(shown),
        totaal=total,
        _links={"self": own, **links},
    )


def filters(request: Request) -> dict[str, str]:
    """Give the fields of the query string that choose things, without those that choose a page.

    Raises:
        HgkmError: one of them is too long to be a name.
    """
    if any(len(value) > _LONGEST for value in request.query_params.values()):
        raise HgkmError(
            f"A value has at most {_LONGEST} characters.", f"Een gegeven heeft hooguit {_LONGEST} tekens."
        )
    return {
        name: value
        for name, value in request.query_params.items()
        if value.strip() and name not in (_PAGE, _SIZE)
    }

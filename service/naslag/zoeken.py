"""Search: whatever bears a name like what was typed, by kind, each leading to its own page."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from queries.search import KINDS, Hit, Search
from service.desk import Desk
from service.listing import Cell, Format, Listing, as_file
from service.page import page
from service.paginas import adressen
from service.paginas.adressen import thing_address
from service.requests import desk_of

router = APIRouter(include_in_schema=False, default_response_class=Response)

_FIRST = 6  # of each kind, until one kind is chosen
_MOST = 200
Typed = Annotated[str, Query(max_length=200)]


@router.get("/zoeken")
def search(request: Request, q: Typed = "", soort: Typed = "", formaat: Format | None = None) -> Response:
    """Show what was found, of one kind or of all."""
    found = index(desk_of(request)).find(q)
    kinds = {kind: hits for kind, hits in found.hits.items() if soort in ("", kind)}
    if formaat:
        rows = [[hit.label, KINDS[kind][0], hit.name] for kind, hits in kinds.items() for hit in hits]
        listing = Listing(f"Gevonden voor {q}", ("Naam", "Soort", "Gevonden als"), rows)
        return as_file(listing, formaat, "zoeken")
    shown = [
        (
            kind,
            KINDS[kind][0],
            [(_leading(hit), hit.name) for hit in hits[: _MOST if soort else _FIRST]],
            len(hits),
        )
        for kind, hits in kinds.items()
    ]
    return page(
        request,
        "zoeken.html",
        gevraagd=q,
        soort=KINDS[soort][0] if soort in KINDS else "",
        groepen=shown,
        totaal=sum(map(len, kinds.values())),
        bedoeld=found.meant,
    )


def index(desk: Desk) -> Search:
    """Give what finds things by name, made once for each state of the store."""
    return desk.kept(("zoeken",), Search)


def _leading(hit: Hit) -> Cell:
    """Give the name of what was found, leading to the page that tells most about it."""
    match hit.kind:
        case "plannen":
            return Cell(hit.label, href=f"/plannen/{hit.slug}")
        case "afspraken":
            cell = adressen.agreement(hit.thing, hit.label)
        case "organisaties":
            cell = adressen.actor(hit.thing, hit.label)
        case _:
            cell = Cell(hit.label)
    return cell if cell.href else Cell(hit.label, href=thing_address(hit.thing))

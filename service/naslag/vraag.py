"""The question box: a question in Dutch, its answer with the passage of each row, and the SPARQL that ran.

What is typed stands in the address and nowhere else: it is not logged and not kept.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from queries.asking import Reply, ask
from queries.intents import intents
from queries.knowledge import Knowledge
from service.clock import today
from service.desk import Desk
from service.listing import Format, Listing, as_file
from service.naslag.antwoorden import answer_listing
from service.page import page
from service.requests import desk_of

router = APIRouter(include_in_schema=False, default_response_class=Response)

_EXAMPLES = 6
Typed = Annotated[str, Query(max_length=400)]


@router.get("/vraag")
def answer(request: Request, q: Typed = "", formaat: Format | None = None) -> Response:
    """Answer a question, or say what in it was not understood."""
    if not q.strip():
        examples = list(dict.fromkeys(intent.example for intent in intents() if intent.example))
        return page(
            request, "antwoord.html", gevraagd="", antwoord=None, lijsten=(), voorbeelden=examples[:_EXAMPLES]
        )
    reply = answered(desk_of(request), q, today())
    listings = [answer_listing(result) for result in reply.results if result.answer]
    if listings and formaat:
        return as_file(_together(listings), formaat, "antwoord")
    return page(
        request, "antwoord.html", gevraagd=q, antwoord=reply, lijsten=listings, voorbeelden=reply.suggestions
    )


def _together(listings: Sequence[Listing]) -> Listing:
    """Put the tables of one answer under each other, with the columns of all of them."""
    headers = list(dict.fromkeys(header for listing in listings for header in listing.headers))
    rows = [dict(zip(listing.headers, row, strict=True)) for listing in listings for row in listing.rows]
    return Listing(
        listings[0].caption, headers, [[row.get(header, "") for header in headers] for row in rows]
    )


def answered(desk: Desk, question: str, day: date) -> Reply:
    """Answer a question in Dutch from what the readers of a desk may see."""
    with desk.open() as store:
        # What is known of a copy in memory stays true as long as the copy; a directory is closed after this.
        knowledge = desk.kept(("kennis",), Knowledge) if store.is_copy else Knowledge(store)
        return ask(knowledge, question, today=day)

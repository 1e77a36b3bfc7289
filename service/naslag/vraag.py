"""The question box: a question in Dutch, its answer with the passage of each row, and the SPARQL that ran.

What is typed stands in the address and nowhere else: it is not logged and not kept.
"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from queries.asking import Reply, ask
from queries.intents import intents
from queries.knowledge import Knowledge
from service.clock import today
from service.desk import Desk
from service.listing import Format, as_file
from service.naslag.adressen import answer_listing
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
            request, "antwoord.html", gevraagd="", antwoord=None, lijst=None, voorbeelden=examples[:_EXAMPLES]
        )
    reply = answered(desk_of(request), q, today())
    listing = None
    if reply.result and reply.result.answer:
        listing = answer_listing(reply.result)
        if formaat:
            return as_file(listing, formaat, "antwoord")
    return page(
        request, "antwoord.html", gevraagd=q, antwoord=reply, lijst=listing, voorbeelden=reply.suggestions
    )


def answered(desk: Desk, question: str, day: date) -> Reply:
    """Answer a question in Dutch from what the readers of a desk may see."""
    with desk.open() as store:
        # What is known of a copy in memory stays true as long as the copy; a directory is closed after this.
        knowledge = desk.kept(("kennis",), Knowledge) if store.is_copy else Knowledge(store)
        return ask(knowledge, question, today=day)

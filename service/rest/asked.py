"""`/v1/vragen`: the named questions, and their answers as SPARQL 1.1 Query Results JSON."""

from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from queries.catalogue import Question
from service.questions import questions
from service.requests import desk_of
from service.rest.models import Antwoord, Bladzijde, Gegeven, Vraag
from service.rest.paging import Asked, filters, paged

_KEPT = 50  # answers

router = APIRouter(tags=["vragen"])


@router.get(
    "/vragen",
    operation_id="lijst-vragen",
    summary="Lijst: de vragen die bij hun naam gesteld kunnen worden",
)
def list_questions(request: Request, response: Response, paging: Asked) -> Bladzijde[Vraag]:
    """Elke vraag met de gegevens die zij aanneemt en een voorbeeld."""
    known = [*questions().values()]
    return paged(request, response, paging, [_told(asked) for asked in paging.part(known)], len(known))


@router.get(
    "/vragen/{naam}",
    operation_id="antwoord-op-vraag",
    summary="Het antwoord op een vraag",
    response_model=Antwoord,
)
def answer(
    request: Request,
    naam: Annotated[str, Path(max_length=100, description="De naam van de vraag.", examples=["regie"])],
) -> dict[str, Any]:
    """Stelt de vraag met de gegevens in het adres, zoals `?gemeente=Venlo`; `/v1/vragen` noemt ze."""
    desk = desk_of(request)

    def answered(name: str, given: tuple[tuple[str, str], ...]) -> dict[str, Any]:
        return desk.answer(name, dict(given)).answer.sparql_json()

    # What was asked last is kept, for as long as the store stays as it is.
    kept = desk.kept(("rest", "vragen"), lambda _: lru_cache(_KEPT)(answered))
    return kept(naam, tuple(sorted(filters(request).items())))


def _told(asked: Question) -> Vraag:
    return Vraag(
        naam=asked.name,
        titel=asked.title,
        antwoord=asked.answers,
        gegevens=[
            Gegeven(
                naam=param.name, soort=param.kind, verplicht=param.required, omschrijving=param.description
            )
            for param in asked.params
        ],
        voorbeeld=dict(asked.example),
    )

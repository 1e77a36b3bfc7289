"""`/v1/gezondheid` and `/v1/grenzen`: whether the service answers, and how much of it one may ask."""

from fastapi import APIRouter, Request

from service.rest.description import VERSION
from service.rest.models import Gezondheid, Grenzen
from service.sparql_endpoint import workers_of

router = APIRouter(tags=["dienst"])


@router.get("/gezondheid", operation_id="gezondheid", summary="Of de dienst antwoordt")
async def health() -> Gezondheid:
    """Zegt niets over de gegevens; bedoeld voor bewaking."""
    return Gezondheid(status="in orde", versie=VERSION)


@router.get("/grenzen", operation_id="grenzen", summary="Hoeveel een vraag in SPARQL mag vergen")
async def limits(request: Request) -> Grenzen:
    """Wie meer vraagt, krijgt een afgekapt antwoord of geen, en hoort dat erbij."""
    most = workers_of(request).limits
    return Grenzen(
        seconden=most.seconds,
        rijen=most.rows,
        bytes=most.size,
        tekens=most.text,
        tegelijk=most.at_once,
        wachtend=most.waiting,
    )

"""`/v1/kaarten`: the map of a municipality or region, as nodes and edges, with its table."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from graph.confidentiality import Level
from graph.errors import UnknownNameError
from graph.names import Kind, Names
from graph.store import ReadStore
from service.refusals import KnownOnlyError
from service.requests import desk_of
from service.rest.models import Bladzijde, Kaart, Kaartadres, Verwijzing
from service.rest.paging import Asked, paged
from service.visitors import visitor_of
from viz.picture import Picture
from viz.views import VIEWS, picture

_VIEWS = [name for name, view in VIEWS.items() if view.about == (Kind.GEMEENTE,)]

router = APIRouter(tags=["kaarten"])


@router.get("/kaarten", operation_id="lijst-kaarten", summary="Lijst: van welke gemeenten er een kaart is")
def places(request: Request, response: Response, paging: Asked) -> Bladzijde[Kaartadres]:
    """Elke gemeente en regio waarvoor een plan geldt."""
    named = {place: name for plan in desk_of(request).plans() for place, name in plan.places}
    found = sorted(named.items(), key=lambda item: (item[1].casefold(), item[0]))
    shown = [
        Kaartadres(
            gemeente=Verwijzing(id=str(iri), naam=name), href=f"/v1/kaarten/{name.replace(' ', '%20')}"
        )
        for iri, name in paging.part(found)
    ]
    return paged(request, response, paging, shown, len(found))


@router.get(
    "/kaarten/{gemeente}",
    operation_id="kaart-van-gemeente",
    summary="De kaart van een gemeente of regio",
    response_model=Kaart,
)
def map_of(
    request: Request,
    gemeente: Annotated[str, Path(max_length=200, description="Naam of IRI.", examples=["Venlo"])],
    beeld: Annotated[
        str, Query(max_length=40, description=f"Wat de kaart toont: {', '.join(_VIEWS)}.")
    ] = _VIEWS[0],
) -> dict[str, Any]:
    """Vakken en lijnen zonder plaats op het scherm; wat erop ontbreekt of is samengenomen, staat erbij."""
    if beeld not in _VIEWS:
        raise UnknownNameError(f"There is no view {beeld!r}.", f"Er is geen beeld '{beeld}'.", _VIEWS)

    desk = desk_of(request)

    def made(store: ReadStore) -> Picture:
        known = Names(store).resolve(gemeente, Kind.GEMEENTE)
        return picture(store, beeld, known, open_points=lambda place: desk.report(place=str(place)))

    # What is kept has a name that is in the graph; other spellings are not kept.
    if gemeente in desk.names(Kind.GEMEENTE):
        found = desk.kept(("rest", "kaart", beeld, gemeente), made)
    else:
        with desk.open() as store:
            found = made(store)
    if found.confidentiality != "openbaar" and visitor_of(request).level < Level.INTERN:
        raise KnownOnlyError("This map is", "Deze kaart is er")
    return found.as_json()

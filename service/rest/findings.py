"""`/v1/open-punten` and `/v1/controles`: what is not arranged yet, here and in a draft that is sent in.

Findings are internal: who is not known gets none. A draft is laid over a copy of the store that is thrown
away, as `hgkm check --file` does, and sees what its sender may see.
"""

from dataclasses import asdict, dataclass, replace
from threading import BoundedSemaphore
from time import perf_counter
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from graph.confidentiality import Level
from graph.drafting import Assignment, Draft, drafted
from graph.errors import HgkmError
from graph.loading import load_files
from graph.store import ReadStore, in_memory, scratch
from service.clock import today
from service.drafts import laid_down
from service.paginas.open_punten import narrowed
from service.refusals import KnownOnlyError, TooLargeError
from service.requests import desk_of
from service.rest.models import Bevinding, Bladzijde, Concept, Controle
from service.rest.paging import Asked, paged
from service.visitors import visitor_of
from service.workers import BusyError
from shapes.check import check
from shapes.scope import Scope

_PLAIN = "application/json"
_LARGEST = 1_000_000  # bytes of a draft
_AT_ONCE = BoundedSemaphore(2)  # a check takes a processor for seconds


@dataclass(frozen=True)
class Chosen:
    """Which findings are asked for."""

    plan: Annotated[str, Query(max_length=400, description="Alleen van dit plan.")] = ""
    ernst: Annotated[
        Literal["", "violation", "warning", "info"],
        Query(description="violation: eerst regelen; warning: aandachtspunt; info: ter info."),
    ] = ""
    gemeente: Annotated[
        str, Query(max_length=400, description="Alleen van deze gemeente of regio.", examples=["Venlo"])
    ] = ""
    wie: Annotated[
        str, Query(max_length=400, description="Alleen wat deze organisatie of functie kan regelen.")
    ] = ""
    regel: Annotated[str, Query(max_length=40, description="Alleen van deze regel.", examples=["GR-102"])] = (
        ""
    )


def known(request: Request) -> None:
    """Let only those through who may read what is internal.

    Raises:
        KnownOnlyError: this is somebody else.
    """
    if visitor_of(request).level < Level.INTERN:
        raise KnownOnlyError


router = APIRouter(tags=["open-punten"], dependencies=[Depends(known)])


@router.get(
    "/open-punten",
    operation_id="lijst-open-punten",
    summary="Lijst: wat er nog niet geregeld is",
)
def open_points(
    request: Request, response: Response, paging: Asked, chosen: Annotated[Chosen, Depends()]
) -> Bladzijde[Bevinding]:
    """Elke bevinding met haar norm en haar plaats in de bron; het ergste eerst."""
    found = narrowed(asdict(chosen), desk_of(request).report).findings
    shown = [Bevinding.model_validate(finding.as_json()) for finding in paging.part(found)]
    return paged(request, response, paging, shown, len(found))


@router.post(
    "/controles",
    operation_id="controle-van-concept",
    summary="Controleer een concept",
    response_model=Controle,
    responses={
        "413": {"$ref": "#/components/responses/fout400"},
        "415": {"$ref": "#/components/responses/fout400"},
        "503": {"$ref": "#/components/responses/fout400"},
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "Het concept in gewone woorden, of als Turtle, TriG, N-Quads of JSON-LD.",
            "content": {
                _PLAIN: {"schema": {"$ref": "#/components/schemas/Concept"}},
            }
            | {
                kind: {"schema": {"type": "string"}, "example": example}
                for kind, example in {
                    "text/turtle": (
                        "@prefix hgkm: <https://w3id.org/hgkm/def#> .\n"
                        "@prefix begrip: <https://w3id.org/hgkm/begrip/> .\n"
                        "@prefix id: <https://w3id.org/hgkm/id/> .\n"
                        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
                        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
                        'id:concept a hgkm:Plan ; dcterms:identifier "concept" ;\n'
                        '  skos:prefLabel "Concept"@nl ; hgkm:volledigheid begrip:geheel .\n'
                    ),
                    "application/ld+json": (
                        '{"@id": "https://w3id.org/hgkm/id/concept", '
                        '"@type": "https://w3id.org/hgkm/def#Plan", '
                        '"http://purl.org/dc/terms/identifier": "concept"}'
                    ),
                }.items()
            },
        }
    },
)
async def check_draft(request: Request) -> dict[str, Any]:
    """Legt een concept over wat er is, en zegt wat er dan nog niet geregeld is. Er wordt niets bewaard."""
    body = await request.body()
    if len(body) > _LARGEST:
        raise TooLargeError(_LARGEST)
    return await run_in_threadpool(_checked, request, body, request.headers.get("content-type", ""))


def _checked(request: Request, body: bytes, kind: str) -> dict[str, Any]:
    desk, began = desk_of(request), perf_counter()
    if kind.partition(";")[0].strip().lower() == _PLAIN:
        with desk.open() as seen:
            body, kind = _in_statements(seen, body), "application/n-quads"
    with laid_down(body, kind) as file, in_memory() as draft:
        load_files(draft, [file])
        with desk.open() as seen:
            # A hidden graph of that name is not there for whoever sends this.
            graphs = sorted({*seen.graphs(), *draft.graphs()})
        if not _AT_ONCE.acquire(blocking=False):
            raise BusyError(
                "Too many drafts are being checked: try again in a few seconds.",
                "Er worden al concepten gecontroleerd: probeer het over enkele seconden opnieuw.",
            )
        try:
            with scratch(desk.path) as store:
                report = check(store, scope=Scope(file=file), date=today(), graphs=graphs)
        finally:
            _AT_ONCE.release()
    return replace(report, seconds=perf_counter() - began).as_json()


def _in_statements(store: ReadStore, body: bytes) -> bytes:
    """Turn a draft in plain words into N-Quads.

    Raises:
        HgkmError: it is not as `Concept` describes, or a name in it means nothing.
    """
    try:
        told = Concept.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "JSON"
        raise HgkmError(
            f"The draft cannot be read at {field!r}: {first['msg']}.",
            f"Het concept is niet te lezen bij '{field}': zie Concept in /v1/openapi.json.",
        ) from None
    draft = Draft(
        name=told.naam,
        parties=tuple(told.partijen),
        place=told.gemeente,
        status=told.status,
        begin=told.geldig_van,
        end=told.geldig_tot,
        subjects=tuple(told.onderdelen),
        assignments=tuple(
            Assignment(one.wat, one.wie, one.rol, tuple(one.voor_wie)) for one in told.toedelingen
        ),
    )
    return "".join(f"{quad} .\n" for quad in drafted(store, draft)).encode()

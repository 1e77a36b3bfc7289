"""`/rdf-graph-store`: whole graphs, read and written by the SPARQL 1.1 Graph Store HTTP Protocol.

A graph is called by `?graph=IRI`. Whoever may see it may get it; a beheerder puts, adds to and deletes it.
There is no graph without a name here.
"""

from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from rdflib import URIRef
from starlette.concurrency import run_in_threadpool

from graph.errors import InputError, QueryError, UnknownNameError
from graph.loading import load_files
from graph.store import Quad, in_memory
from graph.written import written
from service.direct_changes import carry_out
from service.drafts import laid_down
from service.requests import desk_of
from service.sparql_endpoint import GRAPHS, iri, may_update, readable, with_charset
from service.visitors import Visitor
from service.writing import writing

PATH = "/rdf-graph-store"

_WHY = {"PUT": "graaf vervangen", "POST": "graaf aangevuld", "DELETE": "graaf verwijderd"}

router = APIRouter(include_in_schema=False)
Name = Annotated[str, Query(alias="graph", max_length=400)]
_changing = asynccontextmanager(writing(may_update))


@router.get(PATH)
def get(request: Request, graph: Name = "") -> Response:
    """Give a graph."""
    name, media_type = _named(graph), readable(request, GRAPHS)
    with desk_of(request).open() as store:
        if name not in store.graphs():
            raise _unknown(name)
        found = store.rdflib_graph([name])
    done = written(found, GRAPHS[media_type], rows=len(found), size=10**12, link="")
    return Response(done.content, media_type=with_charset(media_type), headers={"Vary": "Accept"})


@router.api_route(PATH, methods=["PUT", "POST", "DELETE"])
async def change(request: Request, graph: Name = "") -> Response:
    """Make a graph what is sent (PUT), add that to it (POST), or take it away (DELETE)."""
    async with _changing(request) as sent:
        name = _named(graph)
        content = await request.body()
        status = await run_in_threadpool(_changed, request, sent.visitor, name, content)
    return Response(status_code=status)


def _changed(request: Request, visitor: Visitor, name: URIRef, content: bytes) -> HTTPStatus:
    method, kind = request.method, request.headers.get("content-type", "")
    sent = [] if method == "DELETE" else _read(content, kind, name)
    with desk_of(request).owned() as store:
        there = name in store.graphs()
        if method == "DELETE" and not there:
            raise _unknown(name)
        gone = [] if method == "POST" else store.quads([name])
        carry_out(store, desk_of(request), visitor, gone=gone, new=sent, why=_WHY[method])
    return HTTPStatus.NO_CONTENT if there else HTTPStatus.CREATED


def _read(content: bytes, kind: str, name: URIRef) -> list[Quad]:
    """Read what was sent as the statements of one graph.

    Raises:
        InputError: it cannot be read, or it names graphs of its own.
    """
    with laid_down(content, kind) as file, in_memory() as draft:
        load_files(draft, [file], name)
        if draft.graphs() != [name]:
            raise InputError(
                "it names graphs of its own: send statements only.",
                "er staan eigen grafen in: verstuur alleen uitspraken.",
                file=str(file),
            )
        return list(draft.quads())


def _named(graph: str) -> URIRef:
    if not graph:
        raise QueryError(
            "Say which graph: ?graph=IRI. Every statement stands in a named graph.",
            "Zeg welke graaf: ?graph=IRI. Elke uitspraak staat in een graaf met een naam.",
        )
    return iri(graph)


def _unknown(name: URIRef) -> UnknownNameError:
    return UnknownNameError(f"There is no graph <{name}>.", f"Er is geen graaf <{name}>.")

"""`/sparql`: the SPARQL 1.1 Protocol, with a description of the service for who asks nothing.

A query runs in a worker (`service.workers`) on what the visitor may see, within limits that `/v1/grenzen`
tells; an answer that was cut off says so in the header `Antwoord-Afgekapt` and, where it can, in itself. An
update is for a beheerder: a worker finds out what it would change, and the owner of the store changes that.
Who reads HTML is led to the page on which people write queries, and graphs as a whole are read and written in
`service.graph_store`.
"""

from collections.abc import Mapping, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import cast
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import Response
from rdflib import URIRef
from starlette.concurrency import run_in_threadpool

from graph.errors import QueryError
from graph.privacy import refuse
from graph.sparql import query_form
from graph.terms import named
from service.direct_changes import carry_out
from service.drafts import UnknownKindError
from service.negotiation import best
from service.problems import problem
from service.refusals import RefusalError
from service.requests import desk_of
from service.sparql_description import described
from service.visitors import Role, Visitor, visitor_of
from service.workers import BusyError, Workers
from service.writing import writing

PATH = "/sparql"
LIMITS = "/v1/grenzen"
CUT = "Antwoord-Afgekapt"
ROWS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
}
TRUTHS = {media_type: layout for media_type, layout in ROWS.items() if layout in ("json", "xml")}
GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/rdf+xml": "rdfxml",
    "application/ld+json": "jsonld",
}
_FORMS = {"SELECT": ROWS, "ASK": TRUTHS, "CONSTRUCT": GRAPHS, "DESCRIBE": GRAPHS}
_FORM, _QUERY, _UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
_HTML, _FOR_PEOPLE = "text/html", "/sparql-vragen"
_DATASET = ("default-graph-uri", "named-graph-uri")
_OTHER_DATASET = ("using-graph-uri", "using-named-graph-uri")

router = APIRouter(include_in_schema=False)
Fields = Mapping[str, Sequence[str]]


class UnreadableFormError(RefusalError):
    """The one who asks can read none of the forms that the answer can have."""

    status = HTTPStatus.NOT_ACCEPTABLE


def may_update(visitor: Visitor, _: Mapping[str, str]) -> bool:
    """Tell whether a visitor may change whatever there is."""
    return visitor.role is Role.BEHEERDER


@router.get(PATH)
async def ask(request: Request) -> Response:
    """Answer a query in the address; without one, describe the service."""
    fields = _fields(request.url.query)
    if "query" not in fields:
        return await run_in_threadpool(_described, request)
    return await run_in_threadpool(_answered, request, _only(fields, "query"), fields)


@router.post(PATH)
async def ask_or_change(request: Request) -> Response:
    """Answer a query, or carry out an update, that was sent as a form or as it is."""
    body = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise QueryError("The body is not UTF-8.", "Wat u verstuurt is geen UTF-8.") from None
    if kind == _FORM:
        fields = {**_fields(request.url.query), **_fields(text)}
        if "query" in fields and "update" not in fields:
            return await run_in_threadpool(_answered, request, _only(fields, "query"), fields)
        return await _changed(request, _only(fields, "update"), fields)
    fields = _fields(request.url.query)
    if kind == _QUERY:
        return await run_in_threadpool(_answered, request, text, fields)
    if kind == _UPDATE:
        return await _changed(request, text, fields)
    raise UnknownKindError((_FORM, _QUERY, _UPDATE))


def workers_of(request: Request) -> Workers:
    """Give the processes in which queries run; they start with the first one that needs them."""
    return cast("Workers", request.app.state.workers)


def _answered(request: Request, text: str, fields: Fields) -> Response:
    workers = workers_of(request)
    if len(text) > workers.limits.text:
        raise QueryError(
            f"The query is longer than {workers.limits.text} characters.",
            f"De vraag is langer dan {workers.limits.text} tekens.",
        )
    offered = _FORMS[query_form(text)]
    media_type = readable(request, offered)
    graphs, by_name = (_graphs(fields, name) for name in _DATASET)
    try:
        done = workers.query(
            text,
            visitor_of(request).level,
            offered[media_type],
            # Who names graphs gets those and no others, as the protocol says.
            graphs=graphs if by_name is None else graphs or [],
            by_name=[] if by_name is None and graphs is not None else by_name,
            link=str(request.base_url.replace(path=LIMITS)),
        )
    except BusyError as error:
        wait = {"Retry-After": f"{workers.limits.seconds:.0f}"}
        return problem(error.status, "Even wachten", error.dutch, wait)
    headers = {"Vary": "Accept"}
    if done.cut is not None:
        headers[CUT] = f"na {done.cut} rijen"
        headers["Link"] = f'<{LIMITS}>; rel="describedby"'
    return Response(done.content, media_type=with_charset(media_type), headers=headers)


async def _changed(request: Request, text: str, fields: Fields) -> Response:
    async with asynccontextmanager(writing(may_update))(request) as sent:
        if any(name in fields for name in _OTHER_DATASET):
            raise QueryError(
                "Say in the update itself which graph it is about: USING, WITH or GRAPH.",
                "Zet in de wijziging zelf over welke graaf zij gaat: USING, WITH of GRAPH.",
            )
        refuse(text, "the update", "de wijziging")
        await run_in_threadpool(_carried_out, request, text, sent.visitor)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _carried_out(request: Request, text: str, visitor: Visitor) -> None:
    desk = desk_of(request)
    # While it is owned here nobody else changes it, so that the worker sees what is changed.
    with desk.owned() as store:
        gone, new = workers_of(request).update(text, visitor.level)
        carry_out(store, desk, visitor, gone=gone, new=new, why="wijziging met SPARQL")


def _described(request: Request) -> Response:
    media_type = readable(request, {**GRAPHS, _HTML: ""})
    if media_type == _HTML:
        headers = {"Location": _FOR_PEOPLE, "Vary": "Accept"}
        return Response(status_code=HTTPStatus.SEE_OTHER, headers=headers)
    with desk_of(request).open() as store:
        graphs = store.graphs()
    endpoint = URIRef(str(request.url.replace(query="")))
    may_write = may_update(visitor_of(request), {})
    content = described(endpoint, graphs, GRAPHS[media_type], may_write=may_write)
    return Response(content, media_type=with_charset(media_type), headers={"Vary": "Accept"})


def readable(request: Request, offered: Mapping[str, str]) -> str:
    """Choose the media type of an answer.

    Raises:
        UnreadableFormError: who asks can read none of those offered.
    """
    chosen = best(request.headers.get("accept", ""), [*offered])
    if chosen is None:
        raise UnreadableFormError(
            f"This answer comes as {', '.join(offered)}: ask for one of those with Accept.",
            f"Dit antwoord is er als {', '.join(offered)}: vraag er een van met Accept.",
        )
    return chosen


def with_charset(media_type: str) -> str:
    """Give a media type as the header Content-Type has it."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def iri(text: str) -> URIRef:
    """Read an IRI.

    Raises:
        QueryError: it is none.
    """
    try:
        return URIRef(named(text).value)
    except ValueError:
        raise QueryError(f"{text!r} is no IRI.", f"'{text}' is geen IRI.") from None


def _fields(text: str) -> dict[str, list[str]]:
    try:
        return parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError:
        raise QueryError(
            "The fields of the request cannot be read.", "De velden van het verzoek zijn niet te lezen."
        ) from None


def _only(fields: Fields, name: str) -> str:
    given = fields.get(name, [])
    if len(given) != 1:
        raise QueryError(
            f"Give the field '{name}' exactly once.", f"Geef het veld '{name}' precies één keer."
        )
    return given[0]


def _graphs(fields: Fields, name: str) -> list[URIRef] | None:
    if name not in fields:
        return None
    return [iri(text) for text in fields[name]]

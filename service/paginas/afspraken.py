"""Agreements: which there are, and of one its parties, its parts, its escalation line and what it lacks."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from rdflib import URIRef

from graph.errors import HgkmError, UnknownNameError
from graph.names import Kind
from queries.agreements import said_about, silent_about
from service.desk import Desk
from service.listing import Format, Listing, as_file
from service.page import page
from service.paginas import adressen
from service.paginas.punten import points
from service.paginas.tabellen import Column, only, table_of
from service.requests import desk_of

router = APIRouter(include_in_schema=False, default_response_class=Response)
Word = Annotated[str, Query(max_length=400)]

_LIST = (
    Column("Afspraak", "afspraak", adressen.agreement),
    Column("Tussen", "tussen", adressen.actor),
    Column("Stand", "stand"),
)
_PARTS = (Column("Onderwerp", "onderwerp"), Column("Wat er is vastgelegd", "regelt"))
_LINE = (
    Column("Trede", "trede"),
    Column("Niveau", "niveau"),
    Column("Contactpunt", "contactpunt"),
    Column("Nagekeken op", "gecontroleerdOp"),
)
_FOLLOWED = (
    Column("Wat", "wat"),
    Column("Soort", "soort"),
    Column("Ritme", "ritme"),
    Column("Door", "door", adressen.actor),
    Column("Voor", "voor", adressen.actor),
)


@router.get("/afspraken")
def agreements(
    request: Request, partij: Word = "", status: Word = "", formaat: Format | None = None
) -> Response:
    """Show which agreements there are, of one party or in one state where that is chosen."""
    desk = desk_of(request)
    filled: dict[str, object] = {
        "standen": [(name, name) for name in desk.names(Kind.STATUS)],
        "partijen": desk.names(Kind.ACTOR),
        "keuze": {"partij": partij, "status": status},
    }
    given = {name: value for name, value in (("partij", partij), ("status", status)) if value}
    try:
        found = desk.kept(
            ("agreements", partij, status),
            lambda _: table_of(desk.answer("afspraken", given), "Afspraken", _LIST),
        )
    except HgkmError as error:
        return page(request, "afspraken.html", HTTPStatus.BAD_REQUEST, zin=error.dutch, lijst=None, **filled)
    if formaat:
        return as_file(found, formaat, "afspraken")
    return page(request, "afspraken.html", zin="", lijst=found, **filled)


@router.get("/afspraken/{name}")
def agreement(request: Request, name: str, formaat: Format | None = None) -> Response:
    """Show between whom an agreement is, what it says and is silent about, and what it lacks."""
    desk = desk_of(request)
    iri = adressen.thing_at(name)
    known = desk.called(Kind.AFSPRAAK)
    if iri not in known:
        raise UnknownNameError(f"There is no agreement '{name}'.", f"Er is geen afspraak '{name}'.")
    said = desk.kept(("agreement", name), lambda _: desk.answer("afspraken", {"afspraak": str(iri)}))
    parts = _with_content(table_of(said, "Onderdelen", _PARTS))
    if formaat:
        return as_file(parts, formaat, f"afspraak-{name}")
    silent = desk.kept(("silent", name), lambda store: silent_about(store, iri))
    line = desk.kept(
        ("line", name),
        lambda _: table_of(desk.answer("escalatielijn", {"afspraak": str(iri)}), "Escalatielijn", _LINE),
    )
    followed = desk.kept(("followed", name), lambda store: _followed(desk, said_about(store, iri)))
    report, newest = desk.report_so_far()
    within = {
        iri,
        *(row[variable] for row in said.answer.bindings() for variable in ("regelt",) if variable in row),
    }
    findings = [] if report is None else [one for one in report.findings if one.focus in within]
    whole = table_of(said, "", _LIST).rows[0]
    return page(
        request,
        "afspraak.html",
        naam=known[iri][0],
        alles=adressen.as_data(iri),
        feiten=[("Tussen", whole[1]), ("Stand", whole[2])],
        onderdelen=parts,
        stil=silent,
        lijn=line,
        volgen=followed,
        punten=points(findings),
        bekend=report is not None,
        actueel=newest,
    )


def _with_content(parts: Listing) -> Listing:
    """Keep the rows that name a subject: an agreement of which nothing is laid down has one without."""
    return Listing(parts.caption, parts.headers, [row for row in parts.rows if row[0]])


def _followed(desk: Desk, about: set[URIRef]) -> Listing:
    """Give how it is followed whether an agreement works."""
    followed = only(desk.answer("monitoring", {}), lambda row: row["wat"] in about)
    return table_of(followed, "Monitoring en evaluatie", _FOLLOWED)

"""Organisations and functions: which there are, and of one all that the plans and agreements say of it."""

from collections import defaultdict
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from rdflib import URIRef

from graph.confidentiality import Level
from graph.errors import HgkmError
from graph.names import Kind, Names
from queries.run import readable
from service.desk import Desk
from service.leafing import Arranging, arranged, opened
from service.listing import Cell, Format, Listing, Value, as_file
from service.page import page
from service.paginas import adressen
from service.paginas.punten import points
from service.paginas.tabellen import Column, table_of
from service.paginas.wie_doet_wat import known_assignments, listing
from service.questions import question
from service.requests import desk_of
from service.visitors import visitor_of
from shapes.findings import Finding
from viz.said import said_of
from viz.ties import read_ties

router = APIRouter(include_in_schema=False, default_response_class=Response)
Word = Annotated[str, Query(max_length=400)]

_A_PAGE = 100  # organisations and functions
_MANY = 12  # open points on the page of one


@router.get("/organisaties")
def organisations(
    request: Request,
    asked: Arranging,
    gemeente: Word = "",
    soort: Word = "",
    formaat: Format | None = None,
) -> Response:
    """Show which organisations and functions there are, of a kind or for a municipality if chosen."""
    desk = desk_of(request)
    filled: dict[str, object] = {
        "gemeenten": [(name, name) for name in desk.names(Kind.GEMEENTE)],
        "soorten": [(name, name) for name in desk.names(Kind.SOORT_ORGANISATIE)],
        "keuze": {"gemeente": gemeente, "soort": soort},
    }
    given = {name: value for name, value in (("gemeente", gemeente), ("soort", soort)) if value}
    try:
        found = desk.kept(("organisations", gemeente, soort), lambda _: _organisations(desk, given))
    except HgkmError as error:
        return page(
            request, "organisaties.html", HTTPStatus.BAD_REQUEST, zin=error.dutch, lange=None, **filled
        )
    if formaat:
        return as_file(arranged(found, asked), formaat, "organisaties")
    shown = opened(found.rows, asked, _A_PAGE, found.of)
    return page(request, "organisaties.html", zin="", lange=shown, **filled)


@router.get("/organisaties/{name}")
def organisation(request: Request, name: str, formaat: Format | None = None) -> Response:
    """Show what an organisation or function does, for whom, with whom, and what is open about it."""
    desk = desk_of(request)
    iri = adressen.thing_at(name)
    known = desk.called(Kind.ACTOR)
    if iri not in known:
        with desk.open() as store:
            iri = Names(store).resolve(name, Kind.ACTOR)[0]
        return RedirectResponse(adressen.actor(iri, "").href, HTTPStatus.SEE_OTHER)
    label, *other_names = known[iri]
    does = desk.kept(("does", name), lambda _: _does(desk, iri))
    if formaat:
        return as_file(does, formaat, f"organisatie-{name}")
    parts = desk.kept(("organisation", name), lambda _: _parts(desk, iri))
    for_it = [one for one in known_assignments(desk) if label in one.whom]
    report, newest = desk.report_so_far()
    findings = [] if report is None else [one for one in report.findings if _concerns(one, iri, label)]
    return page(
        request,
        "organisatie.html",
        naam=label,
        alles=adressen.as_data(iri),
        feiten=[("Heet ook", "; ".join(other_names))] if other_names else [],
        doet=does,
        voor=listing(for_it, "Wat anderen voor hen doen"),
        delen=[(title, f"deel-{at}", part) for at, (title, part) in enumerate(parts) if part.rows],
        punten=points(findings[:_MANY]),
        aantal=len(findings),
        netwerk=_network(desk, iri) if visitor_of(request).level >= Level.INTERN else [],
        bekend=report is not None,
        actueel=newest,
    )


def _organisations(desk: Desk, given: dict[str, str]) -> Listing:
    columns = (
        Column("Organisatie of functie", "actor", adressen.actor),
        Column("Soort", "soortActor"),
        Column("Hoort bij", "hoortBij", adressen.actor),
        Column("Taken", "taken"),
    )
    return table_of(desk.answer("actoren", given), "Organisaties en functies", columns)


def _does(desk: Desk, iri: URIRef) -> Listing:
    columns = (
        Column("Wat", "wat"),
        Column("Als rol", "alsRol"),
        Column("Wie", "wie", adressen.actor),
        Column("Voor wie", "voorWie"),
        Column("Wanneer", "wanneer"),
        Column("Zekerheid", "zekerheid"),
    )
    does = desk.answer("wie-doet-wat", {"actor": str(iri)})
    # Of a function itself there is no other to tell it from.
    parts = {row["wie"] for row in does.answer.bindings()} - {iri}
    shown = [one for one in columns if parts or one.variable != "wie"]
    return table_of(does, "Wat zij doen en voor wie", shown)


def _parts(desk: Desk, iri: URIRef) -> list[tuple[str, Listing]]:
    """Give the tables of what else there is to say of an organisation, with their titles."""
    own = str(iri)
    posts = (
        Column("Functie", "functie", adressen.actor),
        Column("Bij", "bij", adressen.actor),
        Column("Vacant", "vacant"),
    )
    agreements = (
        Column("Afspraak", "afspraak", adressen.agreement),
        Column("Tussen", "tussen", adressen.actor),
        Column("Stand", "stand"),
    )
    line = (
        Column("Afspraak", "afspraak", adressen.agreement),
        Column("Trede", "trede"),
        Column("Niveau", "niveau"),
        Column("Contactpunt", "contactpunt"),
        Column("Nagekeken op", "gecontroleerdOp"),
    )
    meetings = (
        Column("Overleg", "overleg"),
        Column("Ritme", "ritme"),
        Column("Deelnemers", "deelnemer", adressen.actor),
    )
    return [
        ("Met wie werken zij samen?", _neighbours(desk, iri)),
        (
            "Welke functies horen erbij?",
            table_of(desk.answer("contactpunten", {"organisatie": own}), "Functies", posts),
        ),
        (
            "Welke afspraken hebben zij?",
            table_of(desk.answer("afspraken", {"partij": own}), "Afspraken", agreements),
        ),
        (
            "Wie bel je als je er samen niet uitkomt?",
            table_of(desk.answer("escalatielijn", {"partij": own}), "Escalatielijn", line),
        ),
        (
            "In welke overleggen zitten zij?",
            table_of(desk.answer("overleggen", {"actor": own}), "Overleggen", meetings),
        ),
    ]


def _network(desk: Desk, iri: URIRef) -> list[tuple[str, str, str]]:
    """Give what the network says of an organisation: the question, the answer, and what that means."""
    ties = desk.kept(("ties",), read_ties)
    said = desk.kept(("network", str(iri)), lambda _: said_of(ties, iri))
    asked = ((question(one.asked), one.text) for one in said)
    return [(told.title, text, told.answers) for told, text in asked]


def _neighbours(desk: Desk, iri: URIRef) -> Listing:
    """List who works with it, those with most in common first."""
    shared: dict[URIRef, set[str]] = defaultdict(set)
    labels: dict[URIRef, str] = {}
    for row in desk.answer("samenwerking", {"actor": str(iri)}).answer.bindings():
        other = URIRef(row["met"])
        labels[other] = readable(row.get("metLabel") or other)
        shared[other].add(readable(row.get("waaraanLabel") or row["waaraan"]))
    rows: list[list[Value]] = [
        [adressen.actor(other, labels[other]), [Cell(what) for what in sorted(shared[other])]]
        for other in sorted(shared, key=lambda one: (-len(shared[one]), labels[one]))
    ]
    return Listing("Wie met hen samenwerkt", ("Met wie", "Waaraan"), rows)


def _concerns(finding: Finding, iri: URIRef, label: str) -> bool:
    return finding.focus == iri or iri in finding.values or label in finding.owner.split(", ")

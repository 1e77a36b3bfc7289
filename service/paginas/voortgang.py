"""Tells how far an activity of a plan is, and takes that back: the forms on the page of a plan."""

from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from rdflib import URIRef

from graph.changes import Reason, Recorded, history, undo
from graph.errors import HgkmError, UnknownNameError
from graph.names import Kind, Names
from graph.plans import plan
from graph.progress import Progress, progress_of, report_progress
from ontology.vocabulary import BEGRIP, ID
from service.clock import now
from service.paginas import adressen
from service.paginas.plannen import parts_of, plan_page, seen
from service.requests import desk_of, shown_at
from service.visitors import Visitor
from service.writing import Sent, writing

router = APIRouter(include_in_schema=False, default_response_class=Response)


def _may_change(visitor: Visitor, sent: Mapping[str, str]) -> bool:
    return visitor.may_write(sent["slug"])


def _again(request: Request, sent: Sent, wrong: str = "") -> Response:
    """Show the form of an activity again as it was filled in, with what is wrong."""
    slug, name = sent.fields["slug"], sent.fields.get("activiteit", "")
    there = shown_at(request, f"/plannen/{quote(slug)}")
    return plan_page(there, slug, HTTPStatus.BAD_REQUEST, editing=name, sent=sent, wrong=wrong)


@router.post("/plannen/{slug}/stand")
def report(
    request: Request, slug: str, sent: Annotated[Sent, Depends(writing(_may_change, _again))]
) -> Response:
    """Keep how far an activity is, as the form in its row says, and go back to that row."""
    name = sent.fields.get("activiteit", "")
    thing = adressen.thing_at(name)
    try:
        with desk_of(request).owned() as store:
            chosen, told = plan(store, slug), _progress(Names(store), sent.fields)
            _refuse_older(sent.fields, progress_of(store, chosen).get(thing))
            reason = Reason(sent.visitor.name, now(), "stand bijgewerkt", thing)
            report_progress(store, chosen, thing, told, reason)
    except HgkmError as error:
        return _again(request, sent, error.dutch)
    return _back(slug, f"?{urlencode({'gewijzigd': name})}#{quote(name)}")


@router.post("/plannen/{slug}/terug")
def take_back(request: Request, slug: str, sent: Annotated[Sent, Depends(writing(_may_change))]) -> Response:
    """Take back a change of how far an activity of the plan is."""
    change = ID[quote(sent.fields.get("wijziging", ""))]
    desk = desk_of(request)
    try:
        with desk.owned() as store:
            things = [one.iri for part in parts_of(desk, plan(store, slug)) for one in part.activities]
            undo(store, _of_plan(change, history(store, things)), by=sent.visitor.name, at=now())
    except HgkmError as error:
        there = shown_at(request, f"/plannen/{quote(slug)}")
        return plan_page(there, slug, HTTPStatus.BAD_REQUEST, wrong=error.dutch)
    return _back(slug, "#gewijzigd")


def _of_plan(change: URIRef, made: Sequence[Recorded]) -> URIRef:
    """Refuse a change of something else than the plan."""
    if all(one.iri != change for one in made):
        raise UnknownNameError("This change is not of this plan.", "Deze wijziging hoort niet bij dit plan.")
    return change


def _refuse_older(fields: Mapping[str, str], last: Progress | None) -> None:
    """Refuse a form that was opened before what was reported last; a program sends no mark to tell by."""
    if fields.get("was", seen(last)) != seen(last):
        raise HgkmError(
            "This activity was changed after the form was opened: look at it again.",
            "Deze activiteit is bijgewerkt nadat u dit opende. Kijk wat er nu staat, en sla opnieuw op.",
        )


def _back(slug: str, to: str) -> Response:
    return RedirectResponse(f"/plannen/{quote(slug)}{to}", HTTPStatus.SEE_OTHER)


def _progress(names: Names, fields: Mapping[str, str]) -> Progress:
    """Read the form.

    Raises:
        HgkmError: a day is no day, or nobody has the name of the owner.
    """
    owner = fields.get("eigenaar", "").strip()
    return Progress(
        status=BEGRIP[quote(fields.get("stand", ""))],
        day=read_day(fields.get("datum", ""), "de datum van de stand"),
        owner=names.resolve(owner, Kind.ACTOR)[0] if owner else None,
        until=read_day(fields["gereed"], "'gereed op'") if fields.get("gereed", "").strip() else None,
        remark=fields.get("opmerking", "").strip(),
    )


def read_day(text: str, what: str) -> date:
    """Read a day from a form.

    Raises:
        HgkmError: it is no day.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise HgkmError(
            f"'{text}' is no day: write it as 2027-03-01.",
            f"Bij {what} staat geen datum: schrijf die als 2027-03-01.",
        ) from None

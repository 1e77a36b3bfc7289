"""Plans: which there are, and of one how it is built up, how far it is, what is open and what was changed."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from rdflib import URIRef

from graph.changes import Recorded, history
from graph.days import in_words as day
from graph.names import Kind, Names
from graph.plans import Plan, plan
from graph.progress import STATUSES, Progress, in_words, progress_of
from graph.store import ReadStore
from graph.terms import Node
from ontology.vocabulary import BEGRIP
from queries.structure import Activity, Part, structure
from service.clock import today
from service.desk import Desk
from service.listing import Cell, Format, Listing, Tone, Value, as_file
from service.page import page
from service.paginas import adressen
from service.paginas.punten import lines
from service.requests import desk_of
from service.visitors import visitor_of
from service.writing import Sent
from shapes.grouping import Group

router = APIRouter(include_in_schema=False, default_response_class=Response)
Word = Annotated[str, Query(max_length=400)]

_HEADERS = ("Onderdeel", "Activiteit", "Wie", "Wanneer", "Stand", "Op", "Eigenaar", "Opmerking", "Staat in")
_TONES: Mapping[str, Tone] = {"afgerond": "goed", "lopend": "info", "beëindigd": "rustig"}
_UNTOLD = "nog geen stand"
SOMEBODY = "iemand achter deze computer"  # makes a change without a name
_SEEN = 16  # characters that tell one state of an activity from another
_FIRST, _CHANGES = 5, 20  # open points, and changes, that the page of a plan shows


@router.get("/plannen")
def all_plans(request: Request) -> Response:
    """Show which plans there are, and for whom."""
    rows: list[list[Value]] = [
        [
            Cell(one.label, href=f"/plannen/{one.slug}"),
            ", ".join(name for _, name in one.places),
            Cell(day(one.until), order=one.until.isoformat()) if one.until else "",
            one.completeness,
        ]
        for one in desk_of(request).plans()
    ]
    listing = Listing("Plannen", ("Plan", "Voor", "Tot en met", "Hoe volledig bekend"), rows)
    return page(request, "plannen.html", lijst=listing)


@router.get("/plannen/{slug}")
def one_plan(
    request: Request, slug: str, bewerk: Word = "", gewijzigd: Word = "", formaat: Format | None = None
) -> Response:
    """Show how a plan is built up and how far it is; with the form of one activity where asked for."""
    if formaat is None:
        return plan_page(request, slug, editing=bewerk, changed=gewijzigd)
    desk = desk_of(request)
    with desk.open() as store:
        chosen = plan(store, slug)
        told = progress_of(store, chosen)
        labels = _labels(store, told)
    rows = [
        [part.label, *_cells(one, told.get(one.iri), labels)]
        for part in parts_of(desk, chosen)
        for one in part.activities
    ]
    return as_file(Listing(f"Voortgang: {chosen.label}", _HEADERS, rows), formaat, f"voortgang-{chosen.slug}")


def plan_page(
    request: Request,
    slug: str,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    editing: str = "",
    changed: str = "",
    sent: Sent | None = None,
    wrong: str = "",
) -> Response:
    """Give the page of a plan.

    Args:
        request: what is answered.
        slug: names the plan.
        status: of the answer.
        editing: the short name of the activity whose form is open.
        changed: the short name of the activity that was just changed.
        sent: what was filled in, when the form comes back.
        wrong: what is wrong with it, in Dutch.

    Raises:
        UnknownNameError: there is no such plan.
    """
    desk = desk_of(request)
    with desk.open() as store:
        chosen = plan(store, slug)
        told = progress_of(store, chosen)
        labels = _labels(store, told)
        parts = parts_of(desk, chosen)
        activities = [one.iri for part in parts for one in part.activities]
        made = history(store, [chosen.graph, chosen.iri, *activities], at_most=_CHANGES)
        changes = _told(store, made, chosen.slug, activities)
    may_write = visitor_of(request).may_write(chosen.slug)
    if adressen.thing_at(editing) not in activities:
        editing = ""
    report, newest = desk.report_so_far(chosen.slug)
    stands = Counter(_stand(one, told.get(one.iri), labels)[0] for part in parts for one in part.activities)
    return page(
        request,
        "plan.html",
        status,
        plan=chosen,
        alles=adressen.as_data(chosen.iri),
        feiten=_facts(chosen),
        delen=[
            (
                part,
                adressen.passages(part.passages),
                [_row(one, told.get(one.iri), labels) for one in part.activities],
            )
            for part in parts
        ],
        standen=stands.most_common(),
        aantal=stands.total(),
        punten=None if report is None else lines(report.groups[:_FIRST], _to_points(chosen.slug)),
        open=0 if report is None else len(report.findings),
        actueel=newest,
        mag=may_write,
        bewerk=editing if may_write else "",
        gewijzigd=changed,
        zin=wrong,
        formulier=_form(adressen.thing_at(editing), told, labels) | dict(sent.fields if sent else {})
        if editing
        else {},
        was=seen(told.get(adressen.thing_at(editing))),
        keuzes=[(_short(one), labels[one]) for one in STATUSES],
        actoren=desk.names(Kind.ACTOR) if may_write and editing else [],
        vandaag=today().isoformat(),
        wijzigingen=changes,
        geweigerd=sent.refused if sent else {},
    )


def seen(told: Progress | None) -> str:
    """Give what a form holds to tell whether somebody else reported since it was opened."""
    return sha256(repr(told).encode()).hexdigest()[:_SEEN]


def parts_of(desk: Desk, chosen: Plan) -> list[Part]:
    """Give the parts of a plan that a desk may show."""
    return desk.kept(("parts", chosen.slug), lambda store: structure(store, chosen.slug, today=today()))


def _to_points(slug: str) -> Callable[[Group], str]:
    return lambda group: "/open-punten?" + urlencode({"plan": slug, "regel": group.rule.id})


def _labels(store: ReadStore, told: Mapping[URIRef, Progress]) -> dict[Node, str]:
    return Names(store).labels({*STATUSES, *(one.owner for one in told.values() if one.owner)})


def _facts(chosen: Plan) -> list[tuple[str, Value]]:
    facts: list[tuple[str, Value]] = [("Voor", ", ".join(name for _, name in chosen.places))]
    if chosen.until:
        over = " (voorbij)" if chosen.until < today() else ""
        facts.append(("Tot en met", day(chosen.until) + over))
    if chosen.completeness:
        facts.append(("Hoe volledig bekend", chosen.completeness))
    return facts


def _row(one: Activity, told: Progress | None, labels: Mapping[Node, str]) -> dict[str, object]:
    """Give what the template shows of an activity."""
    cells = dict(zip(_HEADERS[1:], _cells(one, told, labels), strict=True))
    return {"kort": adressen.local_name(one.iri), "diepte": min(one.depth, 2), "cellen": cells}


def _cells(one: Activity, told: Progress | None, labels: Mapping[Node, str]) -> list[Value]:
    stand, tone = _stand(one, told, labels)
    return [
        one.label,
        [adressen.actor(*who) for who in one.who],
        [Cell(when) for when in one.when],
        Cell(stand, tone=tone),
        Cell(day(told.day), order=told.day.isoformat()) if told else "",
        adressen.actor(told.owner, labels[told.owner]) if told and told.owner else "",
        told.remark if told else "",
        adressen.passages(one.passages),
    ]


def _stand(one: Activity, told: Progress | None, labels: Mapping[Node, str]) -> tuple[str, Tone]:
    """Say how far an activity is: as was reported last, or else as the source says."""
    stand = labels[told.status] if told else ", ".join(one.status) or _UNTOLD
    return stand, _TONES.get(stand, "rustig" if stand == _UNTOLD else "let-op")


def _form(thing: URIRef, told: Mapping[URIRef, Progress], labels: Mapping[Node, str]) -> dict[str, str]:
    """Give what the form of an activity holds at first."""
    last = told.get(thing)
    return {
        "stand": _short(last.status) if last else "",
        "datum": today().isoformat(),
        "eigenaar": labels[last.owner] if last and last.owner else "",
        "gereed": last.until.isoformat() if last and last.until else "",
        "opmerking": last.remark if last else "",
    }


def _short(status: URIRef) -> str:
    return status.removeprefix(str(BEGRIP))


def _told(
    store: ReadStore, made: list[Recorded], slug: str, activities: Collection[URIRef]
) -> list[dict[str, object]]:
    """Give what the template shows of changes; those of an activity can be taken back there."""
    labels = Names(store).labels({one.about for one in made if one.about})
    undone = {one.undoes for one in made}
    return [
        {
            "wanneer": f"{day(one.at.date())} {one.at.astimezone():%H:%M}",
            "wie": one.by or SOMEBODY,
            "wat": adressen.activity(slug, one.about, labels[one.about])
            if one.about and one.about in activities
            else Cell("het plan"),
            "waarom": one.why,
            "gewijzigd": words,
            "kort": adressen.local_name(one.iri),
            "terug": one.iri not in undone and one.about in activities,
        }
        for one, words in zip(made, in_words(store, made), strict=True)
    ]

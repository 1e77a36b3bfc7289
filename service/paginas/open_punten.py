"""What is not arranged yet: first what asks attention most, then each open point, which can be answered here.

The choices stand in the address. Who looks at one rule, one owner or one thing sees each open point apart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from rdflib import URIRef

from graph.confidentiality import Level
from graph.errors import HgkmError
from graph.names import Kind
from service.clock import now
from service.desk import Desk
from service.leafing import leaf
from service.listing import Cell, Listing, Value, attachment, severity
from service.packed import EXCEL, WORD
from service.page import page
from service.paginas import adressen
from service.paginas.punten import lines
from service.paginas.voortgang import read_day
from service.refusals import KnownOnlyError
from service.reports import as_file
from service.requests import desk_of, shown_at
from service.tables import as_csv
from service.visitors import Visitor, visitor_of
from service.writing import Sent, writing
from shapes.answering import answer_finding, withdraw
from shapes.answers import KINDS
from shapes.chapters import NOBODY
from shapes.findings import SEVERITY_WORDS, Finding
from shapes.grouping import FIRST, Group, by_owner, by_plan
from shapes.report import Report

router = APIRouter(include_in_schema=False, default_response_class=Response)
Word = Annotated[str, Query(max_length=400)]

_A_PAGE = 25  # open points, each apart
_FIELDS = ("plan", "gemeente", "ernst", "regel", "wie")
_KEPT = "keuze-"  # begins the names of these in a form
_LONGEST = 400  # characters of a choice


class Layout(StrEnum):
    """What the open points can be taken along as."""

    CSV = "csv"
    XLSX = "xlsx"
    DOCX = "docx"


_MEDIA = {
    Layout.CSV: "text/csv; charset=utf-8",
    Layout.XLSX: EXCEL,
    Layout.DOCX: WORD,
}


@router.get("/open-punten")
def open_points(
    request: Request,
    pagina: int = 1,
    antwoord: Word = "",
    formaat: Layout | None = None,
) -> Response:
    """Show what is not arranged yet, narrowed by what was chosen."""
    return _page(request, page_number=pagina, answering=antwoord, layout=formaat)


def _may_answer(visitor: Visitor, _: Mapping[str, str]) -> bool:
    return visitor.may_answer


def _again(request: Request, sent: Sent, wrong: str = "") -> Response:
    """Show the form again as it was filled in, with what is wrong."""
    return _page(
        shown_at(request, _address(_chosen(sent.fields, _KEPT), antwoord=sent.fields["kenmerk"])),
        HTTPStatus.BAD_REQUEST,
        answering=sent.fields["kenmerk"],
        sent=sent,
        wrong=wrong,
    )


@router.post("/open-punten/{kenmerk}/antwoord")
def answer(
    request: Request, kenmerk: str, sent: Annotated[Sent, Depends(writing(_may_answer, _again))]
) -> Response:
    """Keep the answer to an open point, and go back to where it was."""
    fields, desk = sent.fields, desk_of(request)
    until = fields.get("tot", "").strip()
    try:
        with desk.owned() as store:
            answer_finding(
                store,
                kenmerk,
                fields.get("antwoord", ""),
                reason=fields.get("reden", ""),
                by=fields.get("eigenaar", "").strip() or None,
                until=read_day(until, "de laatste dag") if until else None,
                who=sent.visitor.name,
                at=now(),
                report=desk.report_so_far()[0],
            )
    except HgkmError as error:
        return _again(request, sent, error.dutch)
    return _back(fields, kenmerk)


@router.post("/open-punten/{kenmerk}/intrekken")
def take_back(
    request: Request, kenmerk: str, sent: Annotated[Sent, Depends(writing(_may_answer))]
) -> Response:
    """Take the answer to an open point back."""
    try:
        with desk_of(request).owned() as store:
            withdraw(store, kenmerk, who=sent.visitor.name, at=now())
    except HgkmError as error:
        there = shown_at(request, _address(_chosen(sent.fields, _KEPT)))
        return _page(there, HTTPStatus.BAD_REQUEST, wrong=error.dutch)
    return _back(sent.fields, kenmerk)


def _page(
    request: Request,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    page_number: int = 1,
    answering: str = "",
    sent: Sent | None = None,
    wrong: str = "",
    layout: Layout | None = None,
) -> Response:
    if visitor_of(request).level < Level.INTERN:
        raise KnownOnlyError
    desk = desk_of(request)
    chosen = _chosen(request.query_params)
    everything, newest = desk.report_so_far()
    if layout or (everything is None and newest):  # a file is waited for, and what went wrong is told
        everything, newest = desk.report(), True
    filled: dict[str, object] = {
        "keuze": chosen,
        "plannen": [(known.slug, known.label) for known in desk.plans()],
        "gemeenten": sorted({(name, name) for known in desk.plans() for _, name in known.places}),
        "ernsten": SEVERITY_WORDS.items(),
        "regels": [(number, f"{number} {title}") for number, title in everything.titles.items()]
        if everything
        else [],
        "wies": [(name or NOBODY, name or NOBODY) for name in by_owner(everything.findings)]
        if everything
        else [],
        "actueel": newest,
        "wacht": everything is None,
        "groepen": None,
        "zin": wrong,
        "mag": visitor_of(request).may_answer,
    }
    if everything is None:
        return page(request, "open_punten.html", status, **filled)
    try:
        report = narrowed(chosen, desk.report if layout else partial(_so_far, desk))
    except HgkmError as error:
        filled["zin"] = error.dutch
        return page(request, "open_punten.html", HTTPStatus.BAD_REQUEST, **filled)
    if layout:
        return _as_file(report, layout)
    each = bool(chosen["regel"] or chosen["wie"] or answering)
    wanted = [one for one in report.findings if answering in ("", one.id)]
    on_page = leaf(wanted, page_number, _A_PAGE)
    answering = answering if wanted else ""
    reasons: dict[str, list[str]] = {}
    for unchecked in report.not_checked:
        reasons.setdefault(unchecked.reason, []).append(unchecked.rule)
    filled |= {
        "aantal": len(report.findings),
        "peildatum": report.peildatum,
        "punten": [_point(one) for one in on_page.rows] if each else None,
        "groepen": [] if each else _groups(report, chosen, {one.iri: one.slug for one in desk.plans()}),
        "wie_regelt": _owners(report, chosen),
        "beantwoord": [(finding, given.told) for finding, given in report.answered],
        "niet": reasons,
        "antwoord": answering,
        "soorten": [*KINDS.items()],
        "ingevuld": {"antwoord": "", "reden": "", "eigenaar": "", "tot": "", **(sent.fields if sent else {})},
        "geweigerd": sent.refused if sent else {},
        "actoren": desk.names(Kind.ACTOR) if answering and filled["mag"] else [],
        "blad": on_page,
        "velden": {name: value for name, value in chosen.items() if value},
    }
    return page(request, "open_punten.html", status, **filled)


def _so_far(desk: Desk, plan: str | None, place: str | None) -> Report:
    return desk.report_so_far(plan, place)[0] or desk.report(plan, place)


def narrowed(chosen: Mapping[str, str], report_of: Callable[[str | None, str | None], Report]) -> Report:
    """Give the report with only what was chosen in it.

    Args:
        chosen: the plan, the place, the severity, the rule and who can arrange it; empty is all.
        report_of: gives the open points of a plan or a place.

    Raises:
        UnknownNameError: there is no such plan or place.
    """
    report = report_of(chosen["plan"] or None, None)
    if chosen["gemeente"]:
        within = {one.id for one in report_of(None, chosen["gemeente"]).findings}
        report = replace(report, findings=tuple(one for one in report.findings if one.id in within))
    kept = tuple(
        one
        for one in report.findings
        if chosen["ernst"] in ("", one.severity)
        and chosen["regel"] in ("", one.rule)
        and chosen["wie"] in ("", one.owner or NOBODY)
    )
    return replace(report, findings=kept)


def _chosen(fields: Mapping[str, str], prefix: str = "") -> dict[str, str]:
    return {name: fields.get(prefix + name, "")[:_LONGEST] for name in _FIELDS}


def _back(fields: Mapping[str, str], finding: str) -> Response:
    address = _address(_chosen(fields, _KEPT))
    return RedirectResponse(f"{address}#beantwoord-{finding}", HTTPStatus.SEE_OTHER)


def _address(chosen: Mapping[str, str], **more: str) -> str:
    fields = {name: value for name, value in {**chosen, **more}.items() if value}
    return f"/open-punten?{urlencode(fields)}"


def _groups(
    report: Report, chosen: Mapping[str, str], slugs: Mapping[URIRef | None, str]
) -> list[dict[str, object]]:
    """Give for each plan the first lines and what stands behind them."""

    def address(group: Group) -> str:
        slug = slugs.get(group.findings[0].plan, chosen["plan"])
        return _address(chosen, regel=group.rule.id, plan=slug)

    return [
        {
            "plan": plan,
            "eerst": lines(groups[:FIRST], address),
            "rest": lines(groups[FIRST:], address, "De overige regels"),
        }
        for plan, groups in by_plan(report.groups).items()
    ]


def _owners(report: Report, chosen: Mapping[str, str]) -> Listing:
    rows: list[list[Value]] = [
        [
            Cell(owner or NOBODY, href=_address(chosen, wie=owner or NOBODY)),
            *(Cell(str(counts[level] or ""), order=f"{counts[level]:06d}") for level in SEVERITY_WORDS),
        ]
        for owner, counts in by_owner(report.findings).items()
    ]
    return Listing("Open punten per organisatie", ("Wie kan dit regelen", *SEVERITY_WORDS.values()), rows)


def _point(one: Finding) -> dict[str, object]:
    facts: Sequence[tuple[str, Value]] = (
        ("Wie kan dit regelen", one.owner or NOBODY),
        ("Staat in", adressen.passages(one.source)),
        ("Norm", adressen.passages(one.norm)),
        ("Regel", f"{one.rule}, {one.status_word}"),
    )
    return {
        "id": one.id,
        "ernst": severity(one.severity_word),
        "tekst": one.told,
        "plan": one.plan_label,
        "feiten": [(name, value) for name, value in facts if value],
    }


def _as_file(report: Report, layout: Layout) -> Response:
    if layout == Layout.CSV:
        # Without the mark at the beginning, Excel takes UTF-8 for something else.
        content: str | bytes = as_csv(*report.table(each=True)).encode("utf-8-sig")
    else:
        content = as_file(report, layout, as_csv)
    return attachment(
        content if isinstance(content, bytes) else content.encode(), f"open-punten.{layout}", _MEDIA[layout]
    )

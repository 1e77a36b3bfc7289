"""What this service is, how accessible it is, and how programs use it."""

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ontology.vocabulary import HGKM
from service import api
from service.listing import Cell, Listing, Value
from service.page import page
from service.questions import questions
from service.requests import desk_of
from service.sparql_endpoint import workers_of

router = APIRouter(include_in_schema=False, default_response_class=Response)

_PARTS = ("pyoxigraph", "pyshacl", "rdflib", "fastapi", "networkx", "icalendar")


@router.get("/over")
def about(request: Request) -> Response:
    """Say what this is, what is in it and how completely."""
    rows: list[list[Value]] = [
        [
            Cell(plan.label, href=f"/plannen/{plan.slug}"),
            ", ".join(name for _, name in plan.places) or "heel Nederland",
            plan.completeness or "niet gezegd",
        ]
        for plan in desk_of(request).plans()
    ]
    listing = Listing("Plannen en programma's", ("Plan", "Geldt voor", "Hoe volledig het hier staat"), rows)
    return page(request, "over.html", lijst=listing, versies=_versions(), vragen=len(questions()))


@router.get("/toegankelijkheid")
def accessibility(request: Request) -> Response:
    """Say how accessible these pages are, and how that was found out."""
    return page(request, "toegankelijkheid.html")


@router.get("/api")
def for_programs(request: Request) -> Response:
    """Say how programs ask the same questions."""
    limits = workers_of(request).limits
    base = str(request.base_url).rstrip("/")
    return page(request, "api.html", basis=base, grenzen=limits, versie=api.VERSION, woorden=str(HGKM))


def _versions() -> Mapping[str, str]:
    """Give the versions of what does the work."""
    found = {"hgkm": _version("hgkm"), "Python": platform.python_version()}
    return MappingProxyType(found | {name: _version(name) for name in _PARTS})


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "onbekend"

"""The sources: where a statement comes from, everything else that is said there, and the text of the passage.

The text is shown when the document lies in the directory that `HGKM_BRONNEN` names, and only to readers of
what is internal: a document may hold more than what was taken from it.
"""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from rdflib import URIRef

from graph.confidentiality import Level
from graph.documents import Line, MissingDocumentError, Source, passage_text, sources
from graph.errors import HgkmError, UnknownNameError
from queries.run import run
from service.clock import today
from service.desk import Desk
from service.leafing import Arranging, arranged, opened
from service.listing import Cell, Format, Listing, Value, as_file
from service.page import page
from service.paginas.adressen import named_cell
from service.requests import desk_of
from service.visitors import visitor_of

router = APIRouter(include_in_schema=False, default_response_class=Response)

_LINES = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")
_AROUND = 3  # lines shown before and after a passage
_LONGEST = 400  # lines shown at most
_A_PAGE = 100  # rows
_NOT_SIGNED_IN = "De tekst van de bron zelf is er voor wie is aangemeld."
Choice = Annotated[str, Query(max_length=100)]


class Statement(NamedTuple):
    """Something that was taken from a passage."""

    first: int
    last: int
    kind: str
    thing: str
    label: str


@router.get("/bronnen")
def all_sources(request: Request, formaat: Format | None = None) -> Response:
    """List the sources, with how much was taken from each."""
    desk = desk_of(request)
    rows: list[list[Value]] = [
        [
            Cell(one.title, href=f"/bronnen/{quote(one.file)}"),
            one.name,
            one.file,
            str(one.lines or ""),
            str(len(_statements(desk, one))),
        ]
        for one in desk.kept(("bronnen",), sources)
    ]
    headers = ("Document", "Genoemd als", "Bestand", "Regels", "Uitspraken")
    listing = Listing(f"{len(rows)} bronnen", headers, rows)
    return as_file(listing, formaat, "bronnen") if formaat else page(request, "bronnen.html", lijst=listing)


@router.get("/bronnen/{identifier}")
def one_source(
    request: Request, identifier: str, asked: Arranging, regel: Choice = "", formaat: Format | None = None
) -> Response:
    """Show a passage with all that is said there, or a whole source."""
    desk = desk_of(request)
    source = next((one for one in desk.kept(("bronnen",), sources) if one.file == identifier), None)
    if source is None:
        raise UnknownNameError(
            f"There is no source '{identifier}'.", "Deze bron is niet bekend, of u mag haar niet zien."
        )
    filled: dict[str, object] = {"bron": source, "regel": regel}
    try:
        lines = _lines(regel, source)
    except HgkmError as error:
        nothing: dict[str, object] = {
            "lange": None,
            "tekst": [],
            "tekstzin": "",
            "deel": "",
            "buren": None,
        }
        return page(request, "bron.html", HTTPStatus.BAD_REQUEST, zin=error.dutch, **filled, **nothing)
    said = _statements(desk, source)
    if lines:
        said = [one for one in said if one.first <= lines[1] and lines[0] <= one.last]
    if formaat:
        return as_file(arranged(_listing(source, said, len(said)), asked), formaat, "bron")
    text, sentence = _text(request, source, lines) if lines else ([], "")
    return page(
        request,
        "bron.html",
        zin="",
        lange=opened(said, asked, _A_PAGE, lambda some: _listing(source, some, len(said))),
        tekst=text,
        tekstzin=sentence,
        deel=source.part_of(*lines) if lines else "",
        buren=_neighbours(source, lines) if lines else None,
        **filled,
    )


def _lines(written: str, source: Source) -> tuple[int, int] | None:
    """Read '40' or '40-42'; nothing was asked for when it is empty.

    Raises:
        HgkmError: it is something else, or there are no such lines.
    """
    if not written.strip():
        return None
    found = _LINES.fullmatch(written.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= first <= last or (source.lines and first > source.lines) or last - first >= _LONGEST:
        raise HgkmError(
            f"'{written}' names no lines of {source.file}.",
            f"'{written}' is geen regel van deze bron. Schrijf bijvoorbeeld 40 of 40-42"
            + (f"; de laatste regel is {source.lines}." if source.lines else "."),
        )
    return first, last


def _statements(desk: Desk, source: Source) -> list[Statement]:
    """Give all that was taken from a source, in the order of its lines."""

    def read_all() -> list[Statement]:
        with desk.open() as store:
            rows = run(store, "vindplaats", {"bron": str(source.iri)}, today=today()).answer.bindings()
        kinds: dict[tuple[int, int, URIRef], tuple[set[str], str]] = {}
        for row in rows:
            key = int(str(row["eersteRegel"])), int(str(row["laatsteRegel"])), URIRef(row["wat"])
            found, _ = kinds.setdefault(key, (set(), str(row.get("watLabel", ""))))
            if "soort" in row:
                found.add(str(row["soort"]))
        return [
            Statement(first, last, "; ".join(sorted(found)), str(thing), label or "zonder naam")
            for (first, last, thing), (found, label) in kinds.items()
        ]

    return desk.kept(("bron", source.file), lambda _: read_all())


def _listing(source: Source, said: Sequence[Statement], total: int) -> Listing:
    rows: list[list[Value]] = [
        [_place(source, one), one.kind, named_cell(one.thing, one.label)] for one in said
    ]
    return Listing(f"{total} {'uitspraak' if total == 1 else 'uitspraken'}", ("Regel", "Soort", "Wat"), rows)


def _place(source: Source, said: Statement) -> Cell:
    lines = str(said.first) if said.first == said.last else f"{said.first}-{said.last}"
    return Cell(lines, href=f"/bronnen/{quote(source.file)}?regel={lines}", order=f"{said.first:09}")


def _text(request: Request, source: Source, lines: tuple[int, int]) -> tuple[list[Line], str]:
    """Give the text of a passage with its neighbours, or a sentence that says why it is not there."""
    if visitor_of(request).level < Level.INTERN:
        return [], _NOT_SIGNED_IN
    try:
        return passage_text(source.file, *lines, _AROUND), ""
    except MissingDocumentError as error:
        return [], error.dutch


def _neighbours(source: Source, lines: tuple[int, int]) -> tuple[str, str]:
    """Give the lines before and after a passage, as an address writes them; empty where there are none."""
    first, last = lines
    before = f"{max(first - 10, 1)}-{first - 1}" if first > 1 else ""
    after = f"{last + 1}-{last + 10}" if not source.lines or last < source.lines else ""
    return before, after

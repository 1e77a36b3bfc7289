"""Before and after a draft: lay it over what is known, and show on a map what it changes.

A draft comes in plain words or as a file of linked data. The answer to the form holds the picture and the
draft itself, so that a session can be begun around it; without that it is kept nowhere. What is in the store
as an agreement that is only planned has a map with an address of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePath
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from graph.confidentiality import Level
from graph.days import in_words as day
from graph.drafting import Assignment, Draft, drafted
from graph.errors import HgkmError
from graph.names import Kind
from graph.privacy import refuse
from service.clock import today
from service.concepten import N_QUADS, admitted, laid_over
from service.desk import Desk
from service.drafts import ENDINGS
from service.listing import Cell, Format, Listing, as_file
from service.naast_kaart import plans_to_change
from service.page import page
from service.refusals import KnownOnlyError, RefusalError, TooLargeError
from service.requests import desk_of
from service.visitors import visitor_of
from service.writing import prove_page, sifted
from viz.picture import Picture

router = APIRouter(include_in_schema=False, default_response_class=Response)
_LARGEST = 1_000_000  # bytes of a file
_LONGEST = 20_000  # characters of a field
_FIELDS = ("naam", "partijen", "gemeente", "status", "onderdelen", "taken")
_PLANNED = ("voorgenomen", "concept")
_A_TASK = "wat | wie | als rol | voor wie"


@dataclass(frozen=True)
class _Sent:
    """What somebody fills in: the fields by name, and a file with its media type, if there is one."""

    fields: Mapping[str, str]
    file: bytes
    kind: str


@router.get("/kaart/voor-en-na")
def ask(request: Request) -> Response:
    """Show the form for a draft, and the agreements that are only planned."""
    desk = _for_known(request)
    return _page(request, desk, {"status": "concept"})


@router.post("/kaart/voor-en-na")
async def show(request: Request) -> Response:
    """Show what a draft changes; nothing of it is kept."""
    desk = _for_known(request)
    async with request.form(max_files=1, max_fields=20) as form:
        texts = {name: value for name, value in form.items() if isinstance(value, str)}
        if not visitor_of(request).is_program:
            prove_page(request, texts)
        upload = form.get("bestand")
        sent = _Sent(texts, b"", "")
        if isinstance(upload, UploadFile) and upload.filename:
            kinds = {ending: kind for kind, ending in ENDINGS.items()}
            kind = kinds.get(PurePath(upload.filename).suffix.lower(), "")
            sent = _Sent(texts, await upload.read(_LARGEST + 1), kind)
    return await run_in_threadpool(_answer, request, desk, sent)


def _answer(request: Request, desk: Desk, sent: _Sent) -> Response:
    filled = {name: sent.fields.get(name, "")[:_LONGEST] for name in _FIELDS}
    visitor = visitor_of(request)
    try:
        draft, made = _drawn(desk, visitor.level, sent, filled)
    except RefusalError:
        raise
    except HgkmError as error:
        kept, refused = sifted(filled)
        return _page(request, desk, kept, HTTPStatus.BAD_REQUEST, zin=error.dutch, geweigerd=refused)
    listing = Listing(made.question, made.headers, made.rows)
    if sent.fields.get("formaat") in [*Format]:
        return as_file(listing, Format(sent.fields["formaat"]), "voor-en-na")
    told = made.as_json() | {"date": today().isoformat(), "dateInWords": day(today())}
    return _page(
        request,
        desk,
        filled,
        vraag=made.question,
        lijst=listing,
        gegevens=told,
        mededelingen=made.notes,
        vertrouwelijkheid=made.confidentiality,
        peildatum=today(),
        concept=draft,
        past=len(draft) <= _LARGEST,
        sessie_plannen=plans_to_change(desk, visitor, filled["gemeente"]),
    )


def _drawn(desk: Desk, level: Level, sent: _Sent, filled: Mapping[str, str]) -> tuple[str, Picture]:
    """Give a draft as it was let in, and draw what it changes.

    Raises:
        HgkmError: it cannot be read, says nothing, or holds what is not to be written down.
    """
    for name, text in filled.items():
        refuse(text, f"the field {name!r}", f"het veld '{name}'")
    content, kind = sent.file, sent.kind
    if len(content) > _LARGEST:
        raise TooLargeError(_LARGEST)
    if content and not kind:
        endings = ", ".join(ENDINGS.values())
        raise HgkmError(f"Send a file of linked data: {endings}.", f"Kies een bestand op {endings}.")
    if not content:
        with desk.open() as store:
            quads = drafted(store, _in_words(filled))
        content, kind = "".join(f"{quad} .\n" for quad in quads).encode(), N_QUADS
    draft = admitted(content, kind)
    return draft, laid_over(desk, level, draft)


def _in_words(filled: Mapping[str, str]) -> Draft:
    """Make a draft of what was filled in.

    Raises:
        HgkmError: it has no name, or a task is not written as asked.
    """
    if not filled["naam"].strip():
        raise HgkmError(
            "Give the draft a name, or send a file.", "Geef het concept een naam, of kies een bestand."
        )
    tasks = []
    for line in _lines(filled["taken"]):
        parts = [part.strip() for part in line.split("|")]
        if not parts[0] or len(parts) > len(_A_TASK.split("|")):
            raise HgkmError(
                f"Write a task as '{_A_TASK}'.", f"Schrijf een taak als '{_A_TASK}'; dit lukt niet: {line}"
            )
        what, who, role, whom = [*parts, "", "", ""][:4]
        for_whom = tuple(one.strip() for one in whom.split(",") if one.strip())
        tasks.append(Assignment(what, who, role or "uitvoerend", for_whom))
    return Draft(
        name=filled["naam"].strip(),
        parties=_lines(filled["partijen"]),
        place=filled["gemeente"].strip(),
        status=filled["status"].strip() or "concept",
        subjects=_lines(filled["onderdelen"]),
        assignments=tuple(tasks),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _for_known(request: Request) -> Desk:
    """Give the desk to who may read what is internal.

    Raises:
        KnownOnlyError: this is somebody else.
    """
    if visitor_of(request).level < Level.INTERN:
        raise KnownOnlyError("This map is", "Deze kaart is er")
    return desk_of(request)


def _page(
    request: Request,
    desk: Desk,
    filled: Mapping[str, str],
    status: int = HTTPStatus.OK,
    **shown: object,
) -> Response:
    return page(
        request,
        "voor_en_na.html",
        status,
        gevuld=filled,
        plaatsen=sorted({name for plan in desk.plans() for _, name in plan.places}),
        standen=[(name, name) for name in desk.names(Kind.STATUS)],
        taakregel=_A_TASK,
        voorgenomen=desk.kept(("planned",), lambda _: _planned(desk)),
        **shown,
    )


def _planned(desk: Desk) -> Listing:
    """List the agreements in the store that are only planned, each leading to its map."""
    rows = []
    for standing in _PLANNED:
        headers, found = desk.answer("afspraken", {"status": standing}).table()
        name, parties = headers.index("Afspraak"), headers.index("Tussen")
        for row in found:
            href = "/kaart?" + urlencode({"beeld": "voor-en-na", "over": row[name]})
            rows.append((Cell(row[name], href=href), row[parties], standing))
    return Listing("Afspraken die nog niet gelden", ("Afspraak", "Tussen", "Stand"), [*dict.fromkeys(rows)])

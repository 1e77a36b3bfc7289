"""Linked data of what is openbaar: every IRI of hgkm answers at its own path, for people and for programs.

    /id/veilig-thuis    /begrip/casusregie    /def    /graaf/venlo    /id?iri=https://identifier.overheid.nl/...

As a page, as Turtle or as JSON-LD: by the header Accept, by an ending (`/id/veilig-thuis.ttl`) or by
`?formaat=`. A graph comes whole, and `/graaf` gives all of them. The page of a thing shows what its reader
may see; data is made of openbare graphs only, whoever asks, so that it may stand anywhere. The catalogue of
the data is the business of `service.dcat`.
"""

from collections.abc import Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from rdflib import Graph, URIRef
from rdflib.namespace import SKOS

from graph.confidentiality import Level
from graph.describing import Description, concepts, describe, is_known, schemes, statements, terms, vocabulary
from graph.errors import UnknownNameError
from graph.export import export
from graph.names import Kind
from graph.store import ReadStore
from graph.terms import Node
from graph.written import written
from ontology.vocabulary import BEGRIP, GRAAF, HGKM, ID
from queries.run import readable as in_words
from service.desk import Desk
from service.listing import Cell, Listing, Value
from service.page import page
from service.paginas import adressen
from service.requests import desk_of
from service.sparql_endpoint import GRAPHS, iri, readable, with_charset

HTML = "text/html"
_OPEN = {"Vary": "Accept", "Access-Control-Allow-Origin": "*"}
_LAYOUTS = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples"}
_FORMATS = {"html": HTML, "turtle": "text/turtle", **_LAYOUTS}
_WHOLE = {
    HTML: "",
    "application/trig": "trig",
    "text/turtle": "turtle",
    "application/ld+json": "jsonld",
    "application/n-quads": "nquads",
}
_WHOLE_ENDINGS = {"trig": "trig", "ttl": "turtle", "jsonld": "jsonld", "nq": "nquads"}
_KEPT = 100  # descriptions of things
_DEFINED = str(HGKM).rstrip("#")
_HOMES = {str(ID): "/id/", str(BEGRIP): "/begrip/", str(GRAAF): "/graaf/", str(HGKM): "/def#"}

router = APIRouter(include_in_schema=False)
Chosen = Annotated[str, Query(alias="formaat", max_length=20)]


def openbaar(request: Request) -> Desk:
    """Give the desk that hands out what everybody may see."""
    return desk_of(request).seen_by(Level.OPENBAAR)


@router.get("/id")
def anything(
    request: Request, iri_: Annotated[str, Query(alias="iri", max_length=400)] = "", formaat: Chosen = ""
) -> Response:
    """Say what is said of something whose IRI is not of hgkm, such as a municipality."""
    return _thing(request, iri(iri_), formaat)


@router.get("/id/{name:path}")
def thing(request: Request, name: str, formaat: Chosen = "") -> Response:
    """Say what is said of a thing."""
    name, formaat = _without_ending(name, formaat)
    return _thing(request, iri(f"{ID}{name}"), formaat)


@router.get("/begrip")
def all_schemes(request: Request, formaat: Chosen = "") -> Response:
    """List the concept schemes."""
    chosen = chosen_form(request, formaat)
    with openbaar(request).open() as store:
        found = schemes(store)
        if chosen != HTML:
            told = Graph()
            for scheme in found:
                told += statements(store, scheme.iri)
            return as_data(told, chosen)
    rows: list[list[Value]] = [
        [Cell(one.label, href=path_of(one.iri) or ""), str(one.number)] for one in found
    ]
    listing = Listing(f"{len(rows)} begrippenlijsten", ["Lijst", "Begrippen"], rows)
    return _page(request, "begrippen.html", lijst=listing)


@router.get("/begrip/{name}")
def concept(request: Request, name: str, formaat: Chosen = "") -> Response:
    """Say what is said of a concept, or of a scheme and its concepts."""
    name, formaat = _without_ending(name, formaat)
    return _thing(request, iri(f"{BEGRIP}{name}"), formaat)


@router.get("/def")
@router.get("/def.{ending}")
def ontology(request: Request, ending: str = "", formaat: Chosen = "") -> Response:
    """Show the words: classes and properties, each at its own anchor."""
    chosen = chosen_form(request, ending or formaat)
    desk = openbaar(request)
    if chosen != HTML:
        return as_data(desk.kept(("vocabulary",), vocabulary), chosen)
    found = desk.kept(("terms",), terms)
    shown = [(_last(term.iri), term, [*map(_link, term.of)], [*map(_link, term.to)]) for term in found]
    classes = [one for one in shown if one[1].is_class]
    properties = [one for one in shown if not one[1].is_class]
    return _page(request, "ontologie.html", klassen=classes, eigenschappen=properties)


@router.get("/graaf")
@router.get("/graaf.{ending}")
def everything(request: Request, ending: str = "", formaat: Chosen = "") -> Response:
    """Give all openbare graphs."""
    return _whole(request, None, ending or formaat)


@router.get("/graaf/{name}")
def graph(request: Request, name: str, formaat: Chosen = "") -> Response:
    """Give all statements of a graph: of a plan, of what plans share, or of the words."""
    stem, _, ending = name.rpartition(".")
    return _whole(request, stem or name, ending if stem else formaat)


def _whole(request: Request, name: str | None, formaat: str) -> Response:
    if formaat:
        layout, media_types = _WHOLE_ENDINGS.get(formaat, formaat), {v: k for k, v in _WHOLE.items() if v}
        if layout not in media_types:
            raise _no_form(formaat, _WHOLE_ENDINGS)
        media_type = media_types[layout]
    else:
        media_type = readable(request, _WHOLE)
    if media_type == HTML:
        headers = {"Location": f"/dcat#{quote(name)}" if name else "/dcat", "Vary": "Accept"}
        return Response(status_code=HTTPStatus.SEE_OTHER, headers=headers)
    with openbaar(request).open() as store:
        if name is not None and iri(f"{GRAAF}{name}") not in store.graphs():
            raise UnknownNameError(f"There is no graph {name!r}.", f"Er is geen openbare graaf '{name}'.")
    layout = _WHOLE[media_type]
    graphs = None if name is None else [iri(f"{GRAAF}{name}")]
    content = openbaar(request).kept(
        ("graaf", name or "", layout), lambda store: export(store, layout, graphs)
    )
    return as_data(content, media_type)


def path_of(node: Node) -> str | None:
    """Give the path at which a thing is described here; None for what is no IRI."""
    if not isinstance(node, URIRef):
        return None
    for namespace, path in _HOMES.items():
        if node.startswith(namespace):
            return path + quote(node.removeprefix(namespace))
    return "/def" if node == _DEFINED else f"/id?iri={quote(node, safe='')}"


def _thing(request: Request, about: URIRef, formaat: str) -> Response:
    chosen = chosen_form(request, formaat)
    with openbaar(request).open() as store:
        if chosen != HTML:
            return as_data(statements(store, about), chosen)
        is_open = is_known(store, about)
    desk = desk_of(request)

    def told_of(about: URIRef) -> tuple[Description, Listing | None]:
        with desk.open() as store:
            scheme = SKOS.ConceptScheme in _kinds(store, about)
            return describe(store, about), _concepts(store, about) if scheme else None

    # What was asked for last is kept, for as long as the store stays as it is.
    found, listed = desk.kept(("described",), lambda _: lru_cache(_KEPT)(told_of))(about)
    told = [(word, [_cell(found, value) for value in values]) for word, values in found.statements]
    pointing = [(word, [_cell(found, value) for value in values]) for word, values in found.pointing]
    path = path_of(about) or ""
    question, home = _home(desk, about, found.label)
    return _page(
        request,
        "ding.html",
        ding=found,
        pad=path,
        vraag=question,
        thuis=home,
        uitspraken=told,
        verwijzingen=pointing,
        vindplaatsen=adressen.passages(found.passages),
        begrippen=listed,
        alles=desk is not openbaar(request),
        vormen=[(word, f"{path}{'&' if '?' in path else '?'}formaat={name}") for word, name in _OFFERED]
        if is_open
        else [],
    )


def _home(desk: Desk, about: URIRef, label: str) -> tuple[str, str]:
    """Give the question of the page of a plan, agreement, organisation or function, and its address.

    Both are empty for what has no page of its own to work with.
    """
    for one in desk.plans():
        if about == one.iri:
            return f"Hoe ver is {label}?", f"/plannen/{quote(one.slug)}"
    if about in desk.called(Kind.AFSPRAAK):
        return f"Wat regelt {label}, en wat nog niet?", adressen.agreement(about, label).href
    if about in desk.called(Kind.ACTOR):
        return f"Wat doet {label}, voor wie en met wie?", adressen.actor(about, label).href
    return "", ""


_OFFERED = (("Turtle", "turtle"), ("JSON-LD", "jsonld"), ("N-Triples", "nt"))


def _concepts(store: ReadStore, scheme: URIRef) -> Listing:
    found = concepts(store, scheme)
    labels = {one.iri: one.label for one in found}
    rows: list[list[Value]] = [
        [
            Cell(one.label, href=path_of(one.iri) or ""),
            one.definition,
            [Cell(labels.get(wider, _last(wider)), href=path_of(wider) or "") for wider in one.broader],
        ]
        for one in found
    ]
    return Listing(f"{len(rows)} begrippen", ["Begrip", "Omschrijving", "Breder begrip"], rows)


def _kinds(store: ReadStore, about: URIRef) -> set[Node]:
    rows = store.select(f"SELECT ?kind WHERE {{ <{about}> a ?kind }}").bindings()
    return {row["kind"] for row in rows}


def _cell(found: Description, node: Node) -> Cell:
    return Cell(found.labels.get(node) or in_words(node), href=path_of(node) or "")


def _link(node: URIRef) -> Cell:
    return Cell(_last(node), href=path_of(node) if node.startswith(HGKM) else "")  # type: ignore[arg-type]


def _last(node: URIRef) -> str:
    return in_words(node)


def _without_ending(name: str, formaat: str) -> tuple[str, str]:
    """Take an ending that says the form off a name."""
    stem, _, ending = name.rpartition(".")
    return (stem, ending) if stem and ending in _LAYOUTS else (name, formaat)


def chosen_form(request: Request, formaat: str) -> str:
    """Choose the media type of an answer: what the address says, else what suits the client.

    Raises:
        UnknownNameError: the address says something else.
        UnreadableFormError: the client can read none of the forms.
    """
    if formaat:
        if formaat not in _FORMATS:
            raise _no_form(formaat, _FORMATS)
        return _FORMATS[formaat]
    return readable(request, {HTML: "", **GRAPHS})


def _no_form(formaat: str, known: Iterable[str]) -> UnknownNameError:
    return UnknownNameError(f"There is no form {formaat!r}.", f"De vorm '{formaat}' is er niet.", [*known])


def as_data(told: Graph | bytes, media_type: str) -> Response:
    """Give statements, or the document they were written in, to whoever asks from wherever."""
    if isinstance(told, Graph):
        told = written(told, GRAPHS[media_type], rows=len(told), size=10**12, link="").content
    return Response(told, media_type=with_charset(media_type), headers=_OPEN)


def _page(request: Request, template: str, **filled: object) -> Response:
    answer = page(request, template, **filled)
    answer.headers["Vary"] = "Accept"
    return answer

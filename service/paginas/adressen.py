"""Where a thing is shown: the address of an organisation, agreement, plan or passage."""

import re
from collections.abc import Iterable
from urllib.parse import quote, urlencode

from rdflib import URIRef

from graph.passages import Passage, joined
from ontology.vocabulary import BEGRIP, ID, TOOI_GEMEENTE
from service.listing import Cell

_HOMES = {str(BEGRIP): "/begrip/", str(ID): "/id/"}
_LOCAL = re.compile(r"[\w.~-]+")
_GEMEENTE = re.compile(r"gm\d{4}")


def local_name(iri: URIRef) -> str | None:
    """Give the short name of a thing in addresses: 'gm0597', 'leertafel-venlo'; None if it has none."""
    for namespace in (ID, TOOI_GEMEENTE):
        name = iri.removeprefix(str(namespace))
        if name != iri and _LOCAL.fullmatch(name):
            return name
    return None


def thing_at(name: str) -> URIRef:
    """Give the thing with a short name; it need not exist."""
    return URIRef(f"{TOOI_GEMEENTE if _GEMEENTE.fullmatch(name) else ID}{quote(name)}")


def thing_address(iri: URIRef) -> str:
    """Give the address of the page that tells everything about a thing."""
    for namespace, path in _HOMES.items():
        if iri.startswith(namespace):
            return path + iri.removeprefix(namespace)
    return "/id?" + urlencode({"iri": iri})


def as_data(iri: URIRef) -> Cell:
    """Give the IRI of a thing, leading to everything about it."""
    return named_cell(iri, iri)


def named_cell(iri: str, label: str) -> Cell:
    """Give a name that leads to everything about its thing; a name of nothing leads nowhere."""
    return Cell(label, href=thing_address(URIRef(iri)) if iri else "")


def actor(iri: URIRef | None, label: str) -> Cell:
    """Give the name of an organisation or function, leading to what it does."""
    return _at("organisaties", iri, label)


def agreement(iri: URIRef, label: str) -> Cell:
    """Give the name of an agreement, leading to what it arranges."""
    return _at("afspraken", iri, label)


def activity(slug: str, iri: URIRef, label: str) -> Cell:
    """Give the name of an activity or part, leading to its place in its plan."""
    name = local_name(iri)
    return Cell(label, href=f"/plannen/{quote(slug)}#{name}" if name else "")


def passages(where: Iterable[Passage]) -> list[Cell]:
    """Give places in sources, each leading to everything that is said there; adjacent ones are one place."""
    found, source = [], None
    for one in joined(where):
        follows = source == (one.source, one.name)
        text = one.lines if follows else f"{one.name}, regel {one.lines}"
        found.append(Cell(text, href=f"/bronnen/{quote(one.source)}?regel={one.lines}", follows=follows))
        source = one.source, one.name
    return found


def _at(section: str, iri: URIRef | None, label: str) -> Cell:
    name = None if iri is None else local_name(iri)
    return Cell(label, href=f"/{section}/{quote(name)}" if name else "")

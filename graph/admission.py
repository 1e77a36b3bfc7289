"""What may stand in a store: every statement that is ever added passes here, whichever way it comes.

It stands in a named graph, is about nothing nameless, and its days exist; it holds nothing about a person and
no address (`graph.privacy`), and no property that is made for such things, whatever its value; and it places
no shelter (kind `opvang`) finer than in a region. Names of persons with business mail and number may stand in
a graph of contacts, which is never openbaar; who may read that is the business of `graph.confidentiality`.
"""

import re
from collections.abc import Container, Iterable, Iterator
from datetime import date
from enum import Enum, auto
from functools import lru_cache
from itertools import chain

import pyoxigraph as oxigraph
from rdflib.namespace import ORG, XSD

from graph.errors import PersonalDataError, StoreError
from graph.privacy import (
    BIRTH,
    BSN,
    HINT,
    MAIL,
    PHONE,
    PLACE,
    SHORTEST,
    concern,
    concern_of_name,
    is_private_mailbox,
    refusal,
)
from graph.terms import is_blank, is_new, named
from ontology.vocabulary import BEGRIP, GRAAF, HGKM

Quad = oxigraph.Quad

CONTACTS = str(GRAAF["contacten"])  # the graph of contacts; others go on after a '-'
_PROPERTIES = {
    PLACE: r"street|straat|postal|postcode|zip|huisnummer|housenumber|address|adres|coordina|geometry|aswkt"
    r"|asgml|lat$|long?$|latitude|longitude|hasgeo",
    BIRTH: r"birth|geboorte|bday",
    BSN: r"bsn|burgerservice|taxid|nationalid",
    PHONE: r"phone|telefoon|hastelephone|tel$|fax",
    MAIL: r"mbox|e-?mail",
}
_PROPERTY = re.compile("|".join(f"(?P<{kind}>{forms})" for kind, forms in _PROPERTIES.items()), re.IGNORECASE)
# In these vocabularies an IRI is never an address of a person; elsewhere (`rdfs:seeAlso`) it may be.
_OWN = (
    str(HGKM),
    "http://www.w3.org/ns/",
    "http://www.w3.org/1999/02/22-rdf",
    "http://www.w3.org/2004/02/skos",
)
_KINDS = {"mailto:": MAIL, "tel:": PHONE, "geo:": PLACE}
SCHEMES = tuple(_KINDS)
_KNOWN = 50_000  # IRIs that were found to be in order
DAYS = {named(XSD.date), named(XSD.dateTime)}
_DAY = re.compile(r"(-?\d{4,})-(\d\d)-(\d\d)(?:T\d\d:\d\d:\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?")
_IS_KIND, SHELTER = named(ORG.classification), named(BEGRIP.opvang)
_LEVEL, _PUBLIC = named(HGKM.vertrouwelijkheid), named(BEGRIP.openbaar)
_PLACES = {
    *(named(HGKM[name]) for name in ("werkgebied", "voorGemeente", "organisatie")),
    *(named(ORG[name]) for name in ("unitOf", "subOrganizationOf", "linkedTo", "hasSite", "basedAt")),
    named("http://purl.org/dc/terms/spatial"),
    named("http://www.w3.org/ns/prov#atLocation"),
}
FINE = "https://identifier.overheid.nl/tooi/id/gemeente/"


class Look(Enum):
    """What is looked at in statements with a property, beside its texts."""

    NO_FURTHER = auto()
    AT_IRIS = auto()
    AT_PLACES = auto()
    CLOSELY = auto()


def admitted(quads: Iterable[Quad], there: oxigraph.Store, leaving: Container[Quad] = ()) -> Iterator[Quad]:
    """Let statements through one by one; whoever takes them keeps none if this raises, at the last.

    Args:
        quads: what is to be added.
        there: what is in the store already.
        leaving: what of that goes.

    Raises:
        StoreError: one stands in no named graph or holds a blank node.
        PersonalDataError: one is about a person, or says where a shelter is.
    """
    gate = Gate()
    for quad in quads:
        gate.look_at(quad)
        yield quad
    gate.close(there, leaving)


class Gate:
    """Looks at statements one by one, and at the end at what they say together."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._looks: dict[oxigraph.NamedNode, Look] = {}
        self._shelters: set[oxigraph.NamedNode] = set()
        self._placed: set[oxigraph.NamedNode] = set()

    def look_for(self, predicate: oxigraph.NamedNode) -> Look:
        """Say what is looked at in statements with a property."""
        if (look := self._looks.get(predicate)) is None:
            look = self._looks[predicate] = _look_at(predicate)
        return look

    def look_at(self, quad: Quad) -> None:
        """Refuse a statement that may not stand in a store."""
        subject, predicate, value, graph = quad
        if type(graph) is not oxigraph.NamedNode or is_blank(subject) or is_blank(value) or is_new(value):
            raise _formless(quad)
        _check_name(subject)
        _check_name(graph)
        look = self.look_for(predicate)
        if type(value) is oxigraph.Literal:
            text = value.value
            if len(text) >= SHORTEST and HINT.search(text) and concern(text):
                _check(quad)
            if value.datatype in DAYS and not is_day(text):
                raise _no_day(quad)
        else:
            _check_name(value)
        if look is Look.AT_PLACES and (value == SHELTER or _is_fine(value)):
            (self._shelters if value == SHELTER else self._placed).add(subject)
        elif look is Look.CLOSELY or (look is Look.AT_IRIS and value.value.startswith(SCHEMES)):
            _check(quad)

    def close(self, there: oxigraph.Store, leaving: Container[Quad]) -> None:
        """Refuse what says where a shelter is."""
        _check_shelters(self._shelters, self._placed, there, leaving)


@lru_cache(_KNOWN)
def _check_name(name: object) -> None:
    """Refuse an IRI with a mail address or telephone number of a person in it; mailto: has its own check."""
    if type(name) is not oxigraph.NamedNode or name.value.startswith(SCHEMES):
        return
    if kind := concern_of_name(name.value):
        raise refusal(kind, "an IRI", "een IRI")


class FormlessError(StoreError):
    """A statement that stands in no named graph, or holds a blank node or what came with RDF 1.2."""


def is_day(text: str) -> bool:
    """Tell whether a day, with or without a time, is one of the calendar."""
    if not (found := _DAY.fullmatch(text)):
        return False
    year, month, day = map(int, found.groups())
    try:
        date(2000 + year % 400, month, day)  # the calendar comes round in 400 years
    except ValueError:
        return False
    return True


def _no_day(quad: Quad) -> StoreError:
    about = f"{_local(quad.predicate.value)} of {quad.subject}"
    return StoreError(
        f"{about} is no day that exists: write it as 2026-03-31.",
        f"{about.replace(' of ', ' van ', 1)} is geen bestaande dag: schrijf die als 2026-03-31.",
    )


class KnownGraphError(StoreError):
    """A statement for a graph that is in the store, where only new graphs were to come."""


def _formless(quad: Quad) -> FormlessError:
    if not isinstance(quad.graph_name, oxigraph.NamedNode):
        return FormlessError(
            "Every statement stands in a named graph: say which (GRAPH <...> { ... }).",
            "Elke uitspraak staat in een graaf met een naam: zeg in welke (GRAPH <...> { ... }).",
        )
    if is_new(quad.object):
        return FormlessError(
            f"Triple terms and text directions (RDF 1.2) cannot be kept, and {quad.subject} has one.",
            f"RDF 1.2 (triple terms, tekstrichting) wordt niet ondersteund, en {quad.subject} gebruikt het.",
        )
    return FormlessError(
        "Everything in the store has an IRI, and this statement is about a blank node.",
        "Alles in de opslag heeft een IRI, en deze uitspraak gaat over iets zonder naam.",
    )


def is_contact(graph: str) -> bool:
    """Tell whether a graph is one of contacts, by its IRI."""
    return graph == CONTACTS or graph.startswith(f"{CONTACTS}-")


def _look_at(predicate: oxigraph.NamedNode) -> Look:
    if predicate == _LEVEL or _PROPERTY.search(_local(predicate.value)):
        return Look.CLOSELY
    if predicate == _IS_KIND or predicate in _PLACES:
        return Look.AT_PLACES
    return Look.NO_FURTHER if predicate.value.startswith(_OWN) else Look.AT_IRIS


def _check(quad: Quad) -> None:
    """Refuse a statement that is about a person or says where something is to be found."""
    subject, predicate, value, graph = quad
    of_contacts = is_contact(graph.value)
    if of_contacts and predicate == _LEVEL and value == _PUBLIC:
        raise PersonalDataError(
            "Refused: a graph of contacts is never openbaar.",
            "Geweigerd: een graaf met contacten is nooit openbaar.",
        )
    found = concern(value.value)
    if type(value) is oxigraph.NamedNode:
        found = next((kind for scheme, kind in _KINDS.items() if value.value.startswith(scheme)), None)
    property_ = _PROPERTY.search(_local(predicate.value))
    kind = found or (property_ and property_.lastgroup)
    if not kind:
        return
    if of_contacts and kind in (MAIL, PHONE) and property_ and not is_private_mailbox(value.value):
        return
    what = "a statement" if concern(subject.value) else f"<{subject.value}>"
    raise refusal(
        kind,
        f"{_local(predicate.value)} of {what}",
        f"{_local(predicate.value)} van {'een uitspraak' if what == 'a statement' else what}",
    )


def _check_shelters(
    shelters: set[oxigraph.NamedNode],
    placed: set[oxigraph.NamedNode],
    there: oxigraph.Store,
    leaving: Container[Quad],
) -> None:
    """Refuse what makes a shelter of a thing with a fine place, or gives a shelter one."""

    def stays(*pattern: oxigraph.NamedNode | None) -> list[Quad]:
        # Whole: only its own thread may drop what is left of a walk through a store.
        return [quad for quad in there.quads_for_pattern(*pattern) if quad not in leaving]

    known = (quad.subject for quad in stays(None, _IS_KIND, SHELTER, None) if quad.subject in placed)
    placed_before = (
        subject
        for subject in shelters - placed
        for predicate in _PLACES
        for quad in stays(subject, predicate, None, None)
        if _is_fine(quad.object)
    )
    if next(chain(shelters & placed, known, placed_before), None):
        raise PersonalDataError(
            "Refused: for a shelter (opvang) no place finer than a region is kept.",
            "Geweigerd: van een opvang wordt geen plaats bewaard die fijner is dan de regio.",
        )


def _is_fine(place: object) -> bool:
    return isinstance(place, oxigraph.Literal) or (
        isinstance(place, oxigraph.NamedNode) and place.value.startswith(FINE)
    )


def _local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]

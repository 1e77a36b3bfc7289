"""Makes statements of an agreement that somebody drafts in plain words: parties, subjects and who does what.

    quads = drafted(store, Draft("Afspraken met Veilig Thuis", parties=("Veilig Thuis", "wijkteams"), ...))

Names are looked up in a store, and a name that nothing bears is refused, not made. What comes out stands in a
graph of its own and is kept nowhere. Drafts in documents are read elsewhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, SKOS

from graph.names import Kind, Names
from graph.store import Quad, ReadStore
from graph.terms import Node, named, to_oxigraph
from ontology.vocabulary import BEGRIP, GRAAF, HGKM, ID

GRAPH = GRAAF["concept"]
AGREEMENT = ID["concept"]


@dataclass(frozen=True)
class Assignment:
    """Who does what in a draft.

    Attributes:
        what: the task, in words.
        who: the name of an organisation or post; empty when nobody is named.
        role: the name of a role.
        for_whom: names of target groups.
    """

    what: str
    who: str = ""
    role: str = "uitvoerend"
    for_whom: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A cooperation agreement that is drafted.

    Attributes:
        name: what it is called.
        parties: names of organisations.
        place: the name of the municipality or region that it is for; may be empty.
        status: the name of its status.
        begin, end: the days between which it holds, where they are known.
        subjects: the names of the concepts that it arranges, such as 'informatiedeling'.
        assignments: who does what.
    """

    name: str
    parties: tuple[str, ...]
    place: str = ""
    status: str = "concept"
    begin: date | None = None
    end: date | None = None
    subjects: tuple[str, ...] = ()
    assignments: tuple[Assignment, ...] = field(default=())


def drafted(store: ReadStore, draft: Draft) -> list[Quad]:
    """Make the statements of a draft.

    Raises:
        UnknownNameError: a name in it means nothing, or several things.
    """
    names = Names(store)
    place = names.resolve(draft.place, Kind.GEMEENTE) if draft.place else ()
    near = names.with_subregions(place)

    def found(given: Iterable[str], kind: Kind) -> list[URIRef]:
        return [iri for name in given for iri in names.resolve(name, kind, near)]

    made: list[tuple[URIRef, URIRef, Node]] = [
        (AGREEMENT, RDF.type, HGKM.Samenwerkingsafspraak),
        (AGREEMENT, SKOS.prefLabel, Literal(draft.name, lang="nl")),
        (AGREEMENT, HGKM.volledigheid, BEGRIP.geheel),
        *_all(AGREEMENT, HGKM.partij, found(draft.parties, Kind.ACTOR)),
        *_all(AGREEMENT, HGKM.status, found([draft.status], Kind.STATUS)),
        *_all(AGREEMENT, HGKM.voorGemeente, place),
    ]
    if draft.begin:
        made.append((AGREEMENT, HGKM.geldigVan, Literal(draft.begin)))
    if draft.end:
        made.append((AGREEMENT, HGKM.geldigTot, Literal(draft.end)))
    for number, subject in enumerate(draft.subjects, 1):
        part = ID[f"concept-onderdeel-{number}"]
        made += [
            (AGREEMENT, HGKM.afspraakonderdeel, part),
            (part, RDF.type, HGKM.Afspraakonderdeel),
            (part, SKOS.prefLabel, Literal(subject, lang="nl")),
            *_all(part, HGKM.soortOnderdeel, found([subject], Kind.BEGRIP)),
        ]
    for number, assigned in enumerate(draft.assignments, 1):
        task, assignment = ID[f"concept-taak-{number}"], ID[f"concept-toedeling-{number}"]
        made += [
            (task, RDF.type, HGKM.Taak),
            (task, SKOS.prefLabel, Literal(assigned.what, lang="nl")),
            (task, HGKM.onderdeelVan, AGREEMENT),
            (assignment, RDF.type, HGKM.Toedeling),
            (assignment, HGKM.wat, task),
            (assignment, HGKM.opGrondVan, AGREEMENT),
            (assignment, HGKM.zekerheid, BEGRIP["nader-te-bepalen" if not assigned.who else "vastgesteld"]),
            *_all(assignment, HGKM.alsRol, found([assigned.role], Kind.ROL)),
            *_all(assignment, HGKM.wie, found([assigned.who] if assigned.who else [], Kind.ACTOR)),
            *_all(assignment, HGKM.voorWie, found(assigned.for_whom, Kind.DOELGROEP)),
            *_all(assignment, HGKM.voorGemeente, place),
        ]
    return [
        Quad(named(subject), named(verb), to_oxigraph(value), named(GRAPH)) for subject, verb, value in made
    ]


def _all(subject: URIRef, verb: URIRef, values: Sequence[URIRef]) -> list[tuple[URIRef, URIRef, Node]]:
    return [(subject, verb, value) for value in values]

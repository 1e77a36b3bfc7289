"""Says all that a store says of one thing: its statements, what points to it, and where it stands.

    about = describe(store, ID["veilig-thuis"])

Names for properties and classes are those of the ontology; a word of another vocabulary has the last part of
its IRI. It looks one step around a thing and makes no questions of its own: those stand in `queries`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, ORG, OWL, RDF, RDFS, SKOS

from graph.errors import UnknownNameError
from graph.names import Names, last_part
from graph.passages import Passage, find_passages
from graph.store import ReadStore
from graph.terms import Node, named
from ontology.vocabulary import HGKM, ID, OA

_MOST = 200  # things that are listed as pointing to one
_STATEMENTS = "SELECT DISTINCT ?property ?value WHERE { %s ?property ?value }"
_POINTING = """SELECT DISTINCT ?thing ?property WHERE { ?thing ?property %s }
    ORDER BY ?property ?thing LIMIT %d"""
# What has no name of its own is called by what it ties together, or by its text.
_NAMELESS = """SELECT DISTINCT ?thing ?who ?role ?what ?text WHERE {
    VALUES ?thing { %s }
    OPTIONAL { ?thing hgkm:wat/skos:prefLabel ?what ; hgkm:alsRol/skos:prefLabel ?role
        FILTER(LANG(?role) = "nl" && LANG(?what) = "nl")
        OPTIONAL { ?thing hgkm:wie/skos:prefLabel ?who FILTER(LANG(?who) = "nl") } }
    OPTIONAL { ?thing hgkm:tekst ?text }
}"""
# The words of other vocabularies that are met most, as a reader of Dutch says them.
_BORROWED = {
    RDF.type: "soort",
    RDFS.label: "naam",
    RDFS.domain: "eigenschap van",
    RDFS.range: "waarde is een",
    RDFS.subClassOf: "is een soort",
    RDFS.subPropertyOf: "is een soort",
    RDFS.isDefinedBy: "staat in",
    SKOS.prefLabel: "naam",
    SKOS.altLabel: "ook wel",
    SKOS.definition: "omschrijving",
    SKOS.notation: "code",
    SKOS.inScheme: "staat in lijst",
    SKOS.topConceptOf: "bovenaan in lijst",
    SKOS.hasTopConcept: "bovenaan staat",
    SKOS.broader: "breder begrip",
    SKOS.related: "verwant begrip",
    SKOS.closeMatch: "lijkt op",
    SKOS.exactMatch: "is hetzelfde als",
    SKOS.Concept: "begrip",
    SKOS.ConceptScheme: "begrippenlijst",
    OWL.Class: "klasse",
    OWL.ObjectProperty: "eigenschap",
    OWL.DatatypeProperty: "eigenschap",
    DCTERMS.identifier: "kenmerk",
    DCTERMS.title: "titel",
    DCTERMS.source: "bron",
    DCTERMS.hasPart: "heeft als deel",
    DCTERMS.type: "soort",
    ORG.Post: "functie",
    ORG.Role: "rol",
    ORG.Organization: "organisatie",
    ORG.FormalOrganization: "organisatie",
    ORG.OrganizationalUnit: "afdeling of team",
    ORG.classification: "soort organisatie",
    ORG.postIn: "functie bij",
    ORG.subOrganizationOf: "onderdeel van",
    ORG.unitOf: "afdeling of team van",
    OA.hasSource: "staat in bron",
}
_WORDS = """SELECT DISTINCT ?word ?label WHERE {
    VALUES ?word { %s } ?word rdfs:label|skos:prefLabel ?label FILTER(LANG(?label) = "nl")
}"""
_TERMS = """SELECT DISTINCT ?term ?type ?label ?definition ?domain ?range ?other WHERE {
    ?term a ?type . FILTER(STRSTARTS(STR(?term), STR(hgkm:)))
    VALUES ?type { owl:Class owl:ObjectProperty owl:DatatypeProperty }
    OPTIONAL { ?term rdfs:label ?label FILTER(LANG(?label) = "nl") }
    OPTIONAL { ?term skos:definition ?definition FILTER(LANG(?definition) = "nl") }
    OPTIONAL { ?term rdfs:domain ?domain }
    OPTIONAL { ?term rdfs:range ?range }
    OPTIONAL { ?term rdfs:subClassOf|rdfs:subPropertyOf|skos:closeMatch|skos:exactMatch ?other }
} ORDER BY ?term"""
_SCHEMES = """SELECT ?scheme ?label (COUNT(DISTINCT ?concept) AS ?number) WHERE {
    ?scheme a skos:ConceptScheme ; skos:prefLabel ?label . ?concept skos:inScheme ?scheme
    FILTER(LANG(?label) = "nl")
} GROUP BY ?scheme ?label ORDER BY ?label"""
_CONCEPTS = """SELECT DISTINCT ?concept ?label ?definition ?broader WHERE {
    ?concept skos:inScheme %s
    OPTIONAL { ?concept skos:prefLabel ?label FILTER(LANG(?label) = "nl") }
    OPTIONAL { ?concept skos:definition ?definition FILTER(LANG(?definition) = "nl") }
    OPTIONAL { ?concept skos:broader ?broader }
} ORDER BY ?label ?concept"""


@dataclass(frozen=True)
class Description:
    """What is said of a thing.

    Attributes:
        iri: which.
        label: its name.
        kinds: what it is, in words.
        statements: each property in words with its values, by name; without the passages.
        pointing: what points to it, by the property in words; at most 200 things.
        more: whether more things point to it than those.
        passages: where it stands.
        labels: the name of each IRI in it.
    """

    iri: URIRef
    label: str
    kinds: tuple[str, ...]
    statements: tuple[tuple[str, tuple[Node, ...]], ...]
    pointing: tuple[tuple[str, tuple[Node, ...]], ...]
    more: bool
    passages: tuple[Passage, ...]
    labels: dict[Node, str]


@dataclass(frozen=True)
class Term:
    """A class or property of the ontology.

    Attributes:
        iri: which.
        is_class: whether it is a class.
        label: its name in Dutch.
        definition: what it means, in Dutch.
        of: the classes whose things have the property.
        to: what its values are.
        others: the words of other vocabularies that it is, or is like.
    """

    iri: URIRef
    is_class: bool
    label: str
    definition: str
    of: tuple[URIRef, ...]
    to: tuple[URIRef, ...]
    others: tuple[URIRef, ...]


@dataclass(frozen=True)
class Concept:
    """A concept of a scheme, or a scheme.

    Attributes:
        iri: which.
        label: its name in Dutch.
        definition: what it means, in Dutch.
        broader: the wider concepts.
        number: how many concepts a scheme holds.
    """

    iri: URIRef
    label: str
    definition: str = ""
    broader: tuple[URIRef, ...] = ()
    number: int = 0


def describe(store: ReadStore, iri: URIRef) -> Description:
    """Say what is said of a thing.

    Raises:
        UnknownNameError: nothing is.
    """
    found: dict[URIRef, list[Node]] = defaultdict(list)
    for row in store.select(_STATEMENTS % named(iri)).bindings():
        found[URIRef(row["property"])].append(row["value"])
    pointing: dict[URIRef, list[Node]] = defaultdict(list)
    rows = [*store.select(_POINTING % (named(iri), _MOST + 1)).bindings()]
    for row in rows[:_MOST]:
        pointing[URIRef(row["property"])].append(row["thing"])
    if not found and not pointing:
        raise _unknown(iri)
    words = _words(store, {*found, *pointing, *_iris(found[RDF.type])})
    labels = Names(store).labels(
        {iri, *(n for values in [*found.values(), *pointing.values()] for n in values)}
    )
    labels |= _made_up(store, [thing for thing in _iris(labels) if labels[thing] == last_part(thing)])
    kinds = tuple(sorted(words[kind] for kind in _iris(found.pop(RDF.type, []))))
    found.pop(HGKM.vindplaats, None)
    return Description(
        iri=iri,
        label=labels[iri],
        kinds=kinds,
        statements=_in_order(found, words, labels),
        pointing=_in_order(pointing, words, labels),
        more=len(rows) > _MOST,
        passages=find_passages(store, [iri]).get(iri, ()),
        labels=labels,
    )


def is_known(store: ReadStore, iri: URIRef) -> bool:
    """Tell whether anything is said of a thing."""
    thing = named(iri)
    return store.ask(f"ASK {{ {{ {thing} ?property ?value }} UNION {{ ?other ?property {thing} }} }}")


def statements(store: ReadStore, iri: URIRef) -> Graph:
    """Give the statements about a thing and those that point to it, as far as `describe` lists them.

    Raises:
        UnknownNameError: there are none.
    """
    graph = Graph()
    for row in store.select(_STATEMENTS % named(iri)).bindings():
        graph.add((iri, URIRef(row["property"]), row["value"]))
    for row in store.select(_POINTING % (named(iri), _MOST)).bindings():
        graph.add((URIRef(row["thing"]), URIRef(row["property"]), iri))
    if not graph:
        raise _unknown(iri)
    return graph


def terms(store: ReadStore) -> list[Term]:
    """Give the classes and properties of the ontology, in the order of their names."""
    rows: dict[URIRef, list[dict[str, Node]]] = defaultdict(list)
    for row in store.select(_TERMS).bindings():
        rows[URIRef(row["term"])].append(row)
    found = [
        Term(
            iri=iri,
            is_class=any(row["type"] == OWL.Class for row in said),
            label=_text(said, "label") or last_part(iri),
            definition=_text(said, "definition"),
            of=_distinct(said, "domain"),
            to=_distinct(said, "range"),
            others=_distinct(said, "other"),
        )
        for iri, said in rows.items()
    ]
    return sorted(found, key=lambda term: (term.label.casefold(), term.iri))


def vocabulary(store: ReadStore) -> Graph:
    """Give the statements about the ontology and its classes and properties."""
    return store.construct(
        "CONSTRUCT { ?term ?property ?value } WHERE { ?term ?property ?value "
        'FILTER(STRSTARTS(STR(?term), "https://w3id.org/hgkm/def")) }'
    )


def schemes(store: ReadStore) -> list[Concept]:
    """Give the concept schemes, in the order of their names."""
    return [
        Concept(URIRef(row["scheme"]), str(row["label"]), number=int(str(row["number"])))
        for row in store.select(_SCHEMES).bindings()
    ]


def concepts(store: ReadStore, scheme: URIRef) -> list[Concept]:
    """Give the concepts of a scheme, in the order of their names."""
    rows: dict[URIRef, list[dict[str, Node]]] = defaultdict(list)
    for row in store.select(_CONCEPTS % named(scheme)).bindings():
        rows[URIRef(row["concept"])].append(row)
    return [
        Concept(
            iri, _text(said, "label") or last_part(iri), _text(said, "definition"), _distinct(said, "broader")
        )
        for iri, said in rows.items()
    ]


def _unknown(iri: URIRef) -> UnknownNameError:
    return UnknownNameError(f"Nothing is said of <{iri}>.", f"Over <{iri}> staat hier niets.")


def _words(store: ReadStore, iris: Iterable[URIRef]) -> dict[Node, str]:
    """Name properties and classes."""
    wanted = sorted(set(iris))
    found: dict[Node, str] = {iri: _BORROWED.get(iri) or _spaced(last_part(iri)) for iri in wanted}
    values = " ".join(str(named(iri)) for iri in wanted)
    for row in store.select(_WORDS % values).bindings():
        found[URIRef(row["word"])] = str(row["label"])
    return found


def _made_up(store: ReadStore, things: Iterable[URIRef]) -> dict[Node, str]:
    """Name what has no name: by who does what, by its text, or as a word of the ontology."""
    own = [thing for thing in things if thing.startswith(ID)]
    found = _words(store, set(things) - set(own))
    for row in store.select(_NAMELESS % " ".join(str(named(thing)) for thing in own)).bindings():
        if "what" in row:
            found[row["thing"]] = f"{row.get('who', 'niemand genoemd')} ({row['role']}): {row['what']}"
        elif "text" in row:
            found[row["thing"]] = str(row["text"])
    return found


def _spaced(name: str) -> str:
    """Write 'prefLabel' as 'pref label'."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


def _in_order(
    found: dict[URIRef, list[Node]], words: dict[Node, str], labels: dict[Node, str]
) -> tuple[tuple[str, tuple[Node, ...]], ...]:
    together: dict[str, set[Node]] = defaultdict(set)
    for property_, values in found.items():
        together[words[property_]].update(values)
    return tuple(
        (word, tuple(sorted(together[word], key=lambda node: (labels.get(node, str(node)).casefold(), node))))
        for word in sorted(together)
    )


def _iris(nodes: Iterable[Node]) -> list[URIRef]:
    return [node for node in nodes if isinstance(node, URIRef)]


def _text(rows: Sequence[dict[str, Node]], name: str) -> str:
    return min((str(row[name]) for row in rows if isinstance(row.get(name), Literal)), default="")


def _distinct(rows: Sequence[dict[str, Node]], name: str) -> tuple[URIRef, ...]:
    return tuple(sorted({URIRef(row[name]) for row in rows if isinstance(row.get(name), URIRef)}))

"""Finds the thing that a person means by a name, and the name to show for a thing.

People write 'VT', 'wijkteam', 'gemeente Venlo' or 'beleidsmedewerker van Ridderkerk'. A name counts when it
is a label (`skos:prefLabel`, `skos:altLabel`) or an identifier of something of the kind that is asked for:
first letter for letter, without regard to capitals, accents, hyphens and spaces; then without articles and
plural endings. A name of a kind of organisation means all organisations of that kind. Whatever is only like
a name is never taken for it: it is offered as a candidate in the error.

It does not look in running text for names, and it knows no names that are not in the store.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from enum import Enum
from functools import cached_property
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz, process
from rdflib import URIRef

from graph.errors import UnknownNameError
from graph.store import ReadStore, Store
from graph.terms import Node, to_oxigraph

_CANDIDATES = 6
_LIKENESS = 60  # of 100; below that a candidate is noise
_FILLERS = {"de", "het", "een", "van", "voor", "in", "bij", "der", "gemeente", "bron"}
_IN_SCHEME = "?thing skos:inScheme begrip:schema-%s"


class Kind(Enum):
    """What a name may stand for; the value is the word that the headers of the questions use."""

    ACTOR = "actor"
    AFSPRAAK = "afspraak"
    BEGRIP = "begrip"
    BRON = "bron"
    DING = "ding"
    DOELGROEP = "doelgroep"
    FASE = "fase"
    GEMEENTE = "gemeente"
    PLAN = "plan"
    ROL = "rol"
    SOORT_ORGANISATIE = "soort-organisatie"
    STATUS = "status"
    TAAK = "taak"


_ENGLISH = {
    Kind.ACTOR: "organisation or post",
    Kind.AFSPRAAK: "agreement",
    Kind.BEGRIP: "concept",
    Kind.BRON: "source",
    Kind.DING: "thing",
    Kind.DOELGROEP: "target group",
    Kind.FASE: "phase",
    Kind.GEMEENTE: "municipality or region",
    Kind.PLAN: "plan",
    Kind.ROL: "role",
    Kind.SOORT_ORGANISATIE: "kind of organisation",
    Kind.STATUS: "status",
    Kind.TAAK: "kind of task",
}
_DUTCH = {
    Kind.ACTOR: "organisatie of functie",
    Kind.DING: "onderwerp",
    Kind.GEMEENTE: "gemeente of regio",
    Kind.SOORT_ORGANISATIE: "soort organisatie",
    Kind.TAAK: "soort taak",
}
_THINGS = {
    Kind.ACTOR: """VALUES ?type { hgkm:Gemeente hgkm:Regio hgkm:Groep hgkm:Overleg hgkm:Actorsoort hgkm:Keuze
        org:Organization org:FormalOrganization org:OrganizationalUnit org:Post org:Role } ?thing a ?type""",
    Kind.AFSPRAAK: "?thing a hgkm:Samenwerkingsafspraak",
    Kind.BEGRIP: "?thing a skos:Concept",
    Kind.BRON: "?thing a hgkm:Bron",
    Kind.DING: "?thing a ?type",
    Kind.DOELGROEP: "{ ?thing skos:inScheme begrip:schema-doelgroepen } UNION { ?any hgkm:voorWie ?thing }",
    Kind.FASE: _IN_SCHEME % "fasen",
    Kind.GEMEENTE: "VALUES ?type { hgkm:Gemeente hgkm:Regio } ?thing a ?type",
    Kind.PLAN: "?thing a hgkm:Plan",
    Kind.ROL: _IN_SCHEME % "rollen",
    Kind.SOORT_ORGANISATIE: _IN_SCHEME % "organisatiesoorten",
    Kind.STATUS: _IN_SCHEME % "statussen",
    Kind.TAAK: _IN_SCHEME % "taken",
}
_LABELS = """SELECT DISTINCT ?thing ?name WHERE { %s .
    { ?thing skos:prefLabel|skos:altLabel ?name FILTER(lang(?name) != "en") }
    UNION { ?thing dcterms:identifier ?name } }"""
_OF_KIND = """SELECT DISTINCT ?thing WHERE {
    VALUES ?kind { %s } ?narrower skos:broader* ?kind . ?thing org:classification ?narrower }"""
_SUBREGIONS = """SELECT DISTINCT ?thing WHERE {
    VALUES ?place { %s } ?thing hgkm:onderdeelVan+ ?place . ?thing a hgkm:Regio }"""
_WITHIN = """SELECT DISTINCT ?thing WHERE { VALUES ?place { %%s } ?place %s ?area .
    ?area (^hgkm:werkgebied|^org:postIn|^org:unitOf|^org:subOrganizationOf)* ?thing }"""
_NEAR = (_WITHIN % "hgkm:lid*", _WITHIN % "(^hgkm:lid)+")  # the place itself, then the regions around it


class Names:
    """The names in some graphs of a store; each kind of name is read once, when it is first needed.

    What was read stays with the store, unless that is one that changes.
    """

    def __init__(self, store: ReadStore, graphs: Sequence[URIRef] | None = None) -> None:
        """Take the store and the named graphs that the reader may see (None = all)."""
        self._store = store
        self._graphs = graphs
        kept = {} if isinstance(store, Store) else _READ.setdefault(store, {})
        self._indexes = kept.setdefault(None if graphs is None else frozenset(graphs), {})

    def resolve(self, text: str, kind: Kind, near: Sequence[URIRef] = ()) -> tuple[URIRef, ...]:
        """Say what a name stands for.

        Args:
            text: a name as people write it, or the IRI of a thing of this kind.
            kind: what it must be the name of.
            near: municipalities or regions to which a name that several things bear is narrowed.

        Returns:
            One IRI; several, in order, where the name is that of a kind of organisation.

        Raises:
            UnknownNameError: nothing bears the name, or several things do and `near` does not decide.
        """
        index = self._index(kind)
        found = index.find(text, [self.label(place) for place in near])
        if not found:
            raise _unknown(text, kind, index.like(text))
        kinds = found & self._organisation_kinds if kind is Kind.ACTOR else set()
        if kinds:
            found = self.of_kind(kinds) | (found - kinds)
            if not found:
                raise UnknownNameError(
                    f"The graph holds no organisation of the kind '{text}'.",
                    f"Er staat geen organisatie van de soort '{text}' in de gegevens.",
                )
        found = self.narrowed(found, near)
        if len(found) > 1 and not kinds:
            raise _ambiguous(text, kind, index.telling_apart(found))
        return tuple(sorted(found))

    def of_kind(self, kinds: Iterable[URIRef]) -> set[URIRef]:
        """Give the organisations of some kinds, or of a narrower one."""
        return self._ask(_OF_KIND, kinds)

    def narrowed(self, things: set[URIRef], near: Sequence[URIRef]) -> set[URIRef]:
        """Keep of several things those of some places, else those of the regions around them, else all."""
        return (self.within(things, near) if len(things) > 1 else things) or things

    def within(self, things: set[URIRef], near: Sequence[URIRef]) -> set[URIRef]:
        """Keep of some things those of some places, else those of the regions around them, else none."""
        return (
            next(filter(None, (things & self._ask(query, near) for query in _NEAR)), set()) if near else set()
        )

    def with_subregions(self, places: Sequence[URIRef]) -> tuple[URIRef, ...]:
        """Add to some places the regions that they are divided into."""
        return (*places, *sorted(self._ask(_SUBREGIONS, places) - set(places)))

    def label(self, iri: URIRef) -> str:
        """Give the name to show for a thing: its Dutch label, else the last part of its IRI."""
        return self.labels([iri])[iri]

    def labels(self, things: Iterable[Node]) -> dict[Node, str]:
        """Give the name to show for each of some things, in one go; see `label`."""
        wanted = {thing for thing in things if isinstance(thing, URIRef)}
        values = " ".join(str(to_oxigraph(thing)) for thing in wanted)
        query = f"SELECT ?thing ?label WHERE {{ VALUES ?thing {{ {values} }} ?thing skos:prefLabel ?label }}"
        found: dict[Node, list[Node]] = {thing: [] for thing in wanted}
        for row in self._store.select(query, self._graphs).bindings():
            found[row["thing"]].append(row["label"])
        return {thing: _shown(URIRef(thing), labels) for thing, labels in found.items()}

    def spellings(self, kind: Kind) -> Mapping[URIRef, Sequence[str]]:
        """Give all names of each thing of a kind."""
        return self._index(kind).names

    def known(self, kind: Kind) -> list[str]:
        """Give the names of all things of a kind, in order, for people to choose from."""
        return sorted(
            set(self.labels(self._index(kind).names).values()), key=lambda name: (name.casefold(), name)
        )

    def _index(self, kind: Kind) -> "_Index":
        if kind not in self._indexes:
            things = _THINGS[kind]
            if kind is Kind.ACTOR:
                things = f"{{ {things} }} UNION {{ {_THINGS[Kind.SOORT_ORGANISATIE]} }}"
            answer = self._store.select(_LABELS % things, self._graphs)
            self._indexes[kind] = _Index((row["thing"], str(row["name"])) for row in answer.bindings())
        return self._indexes[kind]

    @cached_property
    def _organisation_kinds(self) -> set[URIRef]:
        return set(self._index(Kind.SOORT_ORGANISATIE).names)

    def _ask(self, query: str, things: Iterable[URIRef]) -> set[URIRef]:
        """Run a query about some things that gives things."""
        values = " ".join(str(to_oxigraph(thing)) for thing in things)
        rows = self._store.select(query % values, self._graphs).bindings()
        return {thing for row in rows if isinstance(thing := row["thing"], URIRef)}


class _Index:
    """The names of all things of one kind."""

    def __init__(self, named: Iterable[tuple[Node, str]]) -> None:
        self.names: dict[URIRef, list[str]] = {}
        self._iris: set[str] = set()
        self._exact: dict[str, set[URIRef]] = {}
        self._loose: dict[str, set[URIRef]] = {}
        for thing, name in sorted(named):
            if isinstance(thing, URIRef):
                self.names.setdefault(thing, []).append(name)
                self._iris.add(str(thing))
                self._exact.setdefault(_plain(name), set()).add(thing)
                self._loose.setdefault(loosely(name), set()).add(thing)

    def find(self, text: str, places: Sequence[str]) -> set[URIRef]:
        """Give what bears the name in the strictest reading that gives anything, or the name and a place."""
        if not _plain(text):
            return set()
        if text.strip() in self._iris:
            return {URIRef(text.strip())}
        found = self._exact.get(_plain(text)) or self._loose.get(loosely(text))
        if not found:
            found = set().union(*(self._loose.get(loosely(f"{text} {place}"), set()) for place in places))
        return set(found)

    def like(self, text: str) -> list[str]:
        """Give names that resemble the text, the best first, one for each thing."""
        names = {name: thing for thing, names in self.names.items() for name in names}
        ranked = process.extract(
            text, sorted(names), scorer=fuzz.token_ratio, processor=words, limit=4 * _CANDIDATES
        )
        best: dict[URIRef, str] = {}
        for name, score, _ in ranked:
            if score >= _LIKENESS:
                best.setdefault(names[name], name)
        return list(best.values())[:_CANDIDATES]

    def telling_apart(self, things: Iterable[URIRef]) -> list[str]:
        """Give for each thing a name that no other thing bears, or its IRI."""
        own = (
            next((name for name in self.names[thing] if len(self._exact[_plain(name)]) == 1), str(thing))
            for thing in things
        )
        return sorted(own)[: 2 * _CANDIDATES]


_READ: MutableMapping[ReadStore, dict[frozenset[URIRef] | None, dict[Kind, _Index]]] = WeakKeyDictionary()


def _shown(thing: URIRef, labels: Sequence[Node]) -> str:
    dutch = [label for label in labels if getattr(label, "language", None) != "en"]
    return min(map(str, dutch or labels), default=last_part(thing))


def last_part(iri: URIRef) -> str:
    """Give the last part of an IRI, for want of a label."""
    return re.split(r"[/#]", iri.rstrip("/#"))[-1]


def words(text: str) -> str:
    """Fold capitals and accents, and keep only letters, digits and the plus of 'wijkteam+'."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))  # noqa: RUF001
    folded = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+|\+", folded))


def _plain(text: str) -> str:
    return words(text).replace(" ", "")


def loosely(text: str) -> str:
    """Leave out articles and the like, and the endings of plurals."""
    all_words = words(text).split()
    return "".join(_stem(word) for word in all_words if word not in _FILLERS) or "".join(all_words)


def _stem(word: str) -> str:
    """Take the plural ending from a word ('wijkteams', 'functionarissen'); the rest need be no word."""
    word = re.sub(r"(?<=[^aeiouxs])s$|(?<=ie)s$", "", word)
    word = re.sub(r"(?<=\w{3})(?:en|e|n)$", "", word)
    return re.sub(r"([^aeiou])\1$", r"\1", word)


def _unknown(text: str, kind: Kind, candidates: Sequence[str]) -> UnknownNameError:
    return UnknownNameError(
        f"No {_ENGLISH[kind]} is called '{text}'.",
        f"Geen {_DUTCH.get(kind, kind.value)} heet '{text}'.",
        candidates,
    )


def _ambiguous(text: str, kind: Kind, candidates: Sequence[str]) -> UnknownNameError:
    return UnknownNameError(
        f"More than one {_ENGLISH[kind]} is called '{text}'.",
        f"Meer dan één {_DUTCH.get(kind, kind.value)} heet '{text}'.",
        candidates,
    )

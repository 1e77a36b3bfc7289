"""Finds the things that some words are about.

A thing is about a word when the word, in any of its forms or as part of a compound, stands in one of its
names (`OWN`), in a name of a concept, instrument or group that it is tied to (`TIED`), or in its description
or a name of the whole that it is part of (`AROUND`). Several words must all be found on the same thing, in
the same reading.

It looks at words only: it ranks nothing, and does not know what was asked about the things.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from rdflib import URIRef

from graph.errors import UnknownNameError
from graph.names import words
from graph.store import ReadStore
from graph.terms import Node
from queries.dutch import silent_words, stem, tokens

_NAMES = """SELECT DISTINCT ?thing ?text WHERE {
    ?thing skos:prefLabel|skos:altLabel ?text ; a ?type .
    FILTER(lang(?text) != "en" && !STRSTARTS(STR(?type), "http://www.w3.org/2002/07/owl#")
        && ?type != skos:ConceptScheme) }"""
_DESCRIPTIONS = """SELECT DISTINCT ?thing ?text WHERE {
    ?thing dcterms:description|hgkm:gegevens|hgkm:doel ?text . ?thing hgkm:vindplaats ?passage
    FILTER(lang(?text) != "en") }"""
_TIES = """SELECT DISTINCT ?thing ?other WHERE {
    VALUES ?tie { hgkm:betreft hgkm:soortTaak hgkm:doelgroep hgkm:geweldsvorm hgkm:instrument hgkm:kader
    hgkm:fase hgkm:levertOp hgkm:gebaseerdOp hgkm:sluitAanBij hgkm:soortOnderdeel hgkm:onderwerp
    hgkm:beoogdResultaat hgkm:indicator hgkm:wijze hgkm:partij hgkm:draagtBijAan hgkm:basisfunctie
    hgkm:uitwerkingVan dcterms:type } ?thing ?tie ?other }"""
_PARTS = "SELECT DISTINCT ?thing ?other WHERE { ?thing hgkm:onderdeelVan ?other }"
_NARROWER = "SELECT DISTINCT ?thing ?other WHERE { ?thing skos:broader ?other }"
_WORKED_OUT = "SELECT DISTINCT ?thing ?other WHERE { ?thing hgkm:uitwerkingVan ?other }"
_ASSIGNED = "SELECT DISTINCT ?thing ?other WHERE { ?other hgkm:wat ?thing ; hgkm:wie ?who }"
_PROPER = re.compile(r"(?<=[ (/-])[A-Z][a-z]+")
_COMPOUND = 5  # letters that a word needs to be looked for inside longer words
_UNSEEN = 6  # the same, for a word that stands nowhere alone
_PART = 3  # letters that a part of a compound has at least


class Reading(IntEnum):
    """How near a word stands to a thing."""

    OWN = 0
    TIED = 1
    AROUND = 2


@dataclass(frozen=True)
class Word:
    """A word, or a name of several words, to look for.

    Attributes:
        text: as it is shown to people.
        forms: what counts as the word: each form is a set of stems that must all be there.
        things: things that the word is the name of.
    """

    text: str
    forms: tuple[frozenset[str], ...]
    things: frozenset[URIRef] = frozenset()


class Topics:
    """The words in some graphs of a store, read once.

    Attributes:
        spelled: every word, folded, with its stem.
        proper: the words that are written with a capital within a name.
    """

    def __init__(self, store: ReadStore, graphs: Sequence[URIRef] | None = None) -> None:
        """Read all names, descriptions and ties in the named graphs that the reader may see (None = all)."""
        self._own: dict[str, set[URIRef]] = defaultdict(set)
        self._described: dict[str, set[URIRef]] = defaultdict(set)
        self._tied: dict[URIRef, set[URIRef]] = defaultdict(set)
        self._narrower: dict[URIRef, set[URIRef]] = defaultdict(set)
        self._worked_out: dict[URIRef, set[URIRef]] = defaultdict(set)
        self._parts: dict[URIRef, set[URIRef]] = defaultdict(set)
        self.spelled: dict[str, str] = {}
        self.proper: set[str] = set()
        for query, index in ((_NAMES, self._own), (_DESCRIPTIONS, self._described)):
            for thing, text in _pairs(store, query, graphs):
                self.proper.update(words(word) for word in _PROPER.findall(str(text)))
                for word in tokens(str(text)):
                    index[self.spelled.setdefault(word, stem(word))].add(thing)
        for query, ties in (
            (_TIES, self._tied),
            (_PARTS, self._parts),
            (_NARROWER, self._narrower),
            (_WORKED_OUT, self._worked_out),
        ):
            for thing, other in _pairs(store, query, graphs):
                if isinstance(other, URIRef):
                    ties[other].add(thing)
        self._assigned = {thing for thing, _ in _pairs(store, _ASSIGNED, graphs)}

    def word(self, text: str, same: Iterable[str] = (), things: Iterable[URIRef] = ()) -> Word:
        """Prepare a word, with the words that mean the same and the things that it names."""
        forms = [frozenset(map(stem, tokens(form))) for form in (text, *same)]
        if len(tokens(text)) == 1:
            forms += [frozenset([found]) for found in self._compounds(words(text))]
        return Word(text, tuple(dict.fromkeys(forms)), frozenset(things))

    def known(self, word: str) -> bool:
        """Say whether a folded word, a form of it or a compound with it stands in a name or description."""
        return word in self.spelled or stem(word) in self._own or bool(self._compounds(word))

    def about(self, wanted: Sequence[Word], reading: Reading) -> frozenset[URIRef]:
        """Give the things that all the words are about."""
        found = [self._having(word, reading) for word in wanted]
        return frozenset(set.intersection(*found)) if found else frozenset()

    def resolve(self, text: str) -> tuple[URIRef, ...]:
        """Give the things that some words are about, in the nearest reading that gives any.

        Raises:
            UnknownNameError: nothing is about all these words.
        """
        wanted = [self.word(word) for word in tokens(text) if word not in silent_words()]
        for reading in Reading:
            if found := self.about(wanted, reading):
                return tuple(sorted(found))
        raise UnknownNameError(
            f"Nothing in the graph is about '{text}'.", f"Over '{text}' staat niets in de gegevens."
        )

    def wholes(self, things: Iterable[URIRef]) -> frozenset[URIRef]:
        """Give what some things are part of where nobody has to do them by themselves.

        Where nobody has to do the whole either, what works it out locally is given as well.
        """
        alone = set(things) - self._assigned
        wholes = {whole for whole, parts in self._parts.items() if parts & alone}
        local = (self._worked_out.get(whole, set()) for whole in wholes - self._assigned)
        return frozenset(wholes.union(*local))

    def _having(self, word: Word, reading: Reading) -> set[URIRef]:
        found = set(word.things)
        for form in word.forms:
            found |= set.intersection(*(self._own.get(each, set()) for each in form)) if form else set()
        if reading >= Reading.TIED:
            concepts = found
            while concepts := set().union(*(self._narrower.get(thing, set()) for thing in concepts)) - found:
                found |= concepts
            found |= set().union(*(self._tied.get(thing, set()) for thing in found))
        if reading >= Reading.AROUND:
            for form in word.forms:
                found |= set.intersection(
                    *(self._own.get(each, set()) | self._described.get(each, set()) for each in form)
                )
            found |= set().union(*(self._parts.get(thing, set()) for thing in found))
        return found

    def _compounds(self, word: str) -> set[str]:
        """Give the stems of the words that begin or end with a word or its stem.

        A word that stands nowhere alone must be longer to be found in others: 'assen' is no part of
        'volwassen'.
        """
        core = stem(word)
        alone = core in self._own
        start = _COMPOUND if alone else _UNSEEN
        forms = tuple({form for form in (word, core) if len(form) >= start})
        if not forms:
            return set()
        return {
            known
            for spelled, known in self.spelled.items()
            if len(spelled) >= len(word) + _PART and (spelled.startswith(forms) or spelled.endswith(forms))
        }


def _pairs(store: ReadStore, query: str, graphs: Sequence[URIRef] | None) -> Iterable[tuple[URIRef, Node]]:
    """Run a query and give its rows that are about a thing with an IRI."""
    for thing, other in store.select(query, graphs).rows:
        if isinstance(thing, URIRef) and other is not None:
            yield thing, other

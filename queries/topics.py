"""Says how nearly each thing in some graphs is about a word.

A word, in any of its forms or as part of a compound, may name the kind of part or document that the thing is
(`KIND`), stand in a name of the thing (`OWN`), in a name of a concept, instrument or target group that it is
tied to (`TIED`), in its description (`TOLD`), in the name of who does it (`DOER`), or anywhere in the whole
that it is part of (`PART`). A word that stands in few things
says more than one that stands in many: that is its weight.

It looks at words only: it knows nothing of questions and rows, see `queries.ranking`.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

from rdflib import URIRef

from graph.errors import UnknownNameError
from graph.names import words
from graph.store import ReadStore
from graph.terms import Node
from queries.dutch import silent_words, stem, tokens

_Tied = TypeVar("_Tied")
_NAMES = """SELECT DISTINCT ?thing ?text WHERE {
    ?thing skos:prefLabel|skos:altLabel ?text ; a ?type .
    FILTER(lang(?text) != "en" && !STRSTARTS(STR(?type), "http://www.w3.org/2002/07/owl#")
        && ?type != skos:ConceptScheme) }"""
_DESCRIPTIONS = """SELECT DISTINCT ?thing ?text WHERE {
    ?thing dcterms:description|hgkm:gegevens|hgkm:doel|(hgkm:planning/hgkm:tekst) ?text ;
        hgkm:vindplaats ?passage FILTER(lang(?text) != "en") }"""
_TIES = """SELECT DISTINCT ?thing ?other WHERE { {
    VALUES ?tie { hgkm:betreft hgkm:soortTaak hgkm:doelgroep hgkm:geweldsvorm hgkm:instrument hgkm:kader
    hgkm:fase hgkm:levertOp hgkm:gebaseerdOp hgkm:sluitAanBij hgkm:onderwerp
    hgkm:beoogdResultaat hgkm:indicator hgkm:wijze hgkm:partij hgkm:draagtBijAan hgkm:basisfunctie
    hgkm:uitwerkingVan } ?thing ?tie ?other
    } UNION { ?share hgkm:wat ?thing ; hgkm:voorWie ?other } }"""
_KINDS = "SELECT DISTINCT ?thing ?other WHERE { ?thing hgkm:soortOnderdeel|dcterms:type ?other }"
_DOERS = "SELECT DISTINCT ?thing ?other WHERE { ?share hgkm:wat ?thing ; hgkm:wie|hgkm:alsRol ?other }"
_PARTS = """SELECT DISTINCT ?thing ?other WHERE { ?thing hgkm:onderdeelVan ?other .
    OPTIONAL { VALUES ?whole { hgkm:Plan hgkm:Programma } ?other a ?whole } FILTER(!BOUND(?whole)) }"""
_ABOUT = """SELECT DISTINCT ?thing ?other WHERE {
    VALUES ?kind { hgkm:Constatering hgkm:Norm hgkm:Eis hgkm:Uitgangspunt hgkm:Doelstelling }
    ?other a ?kind . ?thing hgkm:betreft ?other }"""
_STANDING = """SELECT DISTINCT ?thing ?source ?line WHERE {
    ?thing skos:prefLabel ?label ; hgkm:vindplaats ?passage .
    ?passage oa:hasSource ?source ; hgkm:eersteRegel ?line }"""
_NARROWER = "SELECT DISTINCT ?thing ?other WHERE { ?thing skos:broader ?other }"
_PROPER = re.compile(r"(?<=[ (/-])[A-Z][a-z]+")
KIND, OWN, COMPOUND, TIED, TOLD, DOER, PART = 1.5, 1.0, 0.9, 0.8, 0.8, 0.55, 0.5
_OF_WHOLE = 0.7  # from which level a whole lends its words to its parts
_GENERATIONS = 3  # how far down it does
_COMPOUND = 5  # letters that a word needs to be looked for inside longer words
_UNSEEN = 4  # the same, for a word that stands nowhere alone
_FIRST, _LAST = 4, 4  # letters that the first and the last part of an unknown compound have at least
_MIDDLE = 3  # letters that a part of a compound has at least
_LONG_NAME, _MOST = 3, 0.6  # stems of a name that may be found in part, and the part that must be
_REMEMBERED = 1000  # words of which is remembered what is about them
NEAR = 2  # lines from each other at which things belong together
_CROWD = 100  # so many things of one line say nothing of each other
_EVERYWHERE = 8  # lines from which a thing is no neighbour of anything
_FAMILY = 15  # parts of one whole that do
_HEAVIEST, _LIGHTEST = 6.0, 1.0  # weights of a word


@dataclass(frozen=True)
class Word:
    """A word, or a name of several words, to look for.

    Attributes:
        text: as it is shown to people.
        forms: what counts as the word: each form is a set of stems that must all be there.
        compounds: stems of longer words that it is part of.
        things: things that the word is the name of.
        weight: how much it says.
        light: whether it may be passed over.
    """

    text: str
    forms: tuple[frozenset[str], ...]
    compounds: frozenset[str] = frozenset()
    things: frozenset[URIRef] = frozenset()
    weight: float = _HEAVIEST
    light: bool = False


class Topics:
    """The words in some graphs of a store, read once.

    Attributes:
        spelled: every word, folded, with its stem.
        proper: the words that are written with a capital within a name.
        pairs: every two words, folded, that stand side by side in a name.
        levels: says how near a word stands to each thing that is about it: from PART to KIND.
    """

    def __init__(self, store: ReadStore, graphs: Sequence[URIRef] | None = None) -> None:
        """Read all names, descriptions and ties in the named graphs that the reader may see (None = all)."""
        self._own: dict[str, set[URIRef]] = defaultdict(set)
        self._described: dict[str, set[URIRef]] = defaultdict(set)
        self.spelled: dict[str, str] = {}
        self.proper: set[str] = set()
        self.pairs: set[tuple[str, str]] = set()
        for query, index in ((_NAMES, self._own), (_DESCRIPTIONS, self._described)):
            for thing, text in _pairs(store, query, graphs):
                self.proper.update(words(word) for word in _PROPER.findall(str(text)))
                if index is self._own:
                    self.pairs.update(pairwise(tokens(str(text))))
                for word in tokens(str(text)):
                    index[self.spelled.setdefault(word, stem(word))].add(thing)
        self._number = len(set().union(*self._own.values())) or 1
        self._tied = _backwards(store, _TIES, graphs)
        self._kinds = _backwards(store, _KINDS, graphs)
        self._done_by = _backwards(store, _DOERS, graphs)
        self._parts = _backwards(store, _PARTS, graphs)
        self._about = _backwards(store, _ABOUT, graphs)
        self._wholes = _forwards(self._parts)
        self._standing: dict[tuple[Node, int], set[URIRef]] = defaultdict(set)
        for standing, source, line in store.select(_STANDING, graphs).rows:
            if isinstance(standing, URIRef) and source is not None:
                self._standing[source, int(str(line))].add(standing)
        self._lines = _forwards(self._standing)
        self._narrower = _backwards(store, _NARROWER, graphs)
        self._compounds = lru_cache(_REMEMBERED)(self._read_compounds)
        self.levels = lru_cache(_REMEMBERED)(self._levels)

    def word(
        self, text: str, same: Iterable[str] = (), things: Iterable[URIRef] = (), share: float = 1.0
    ) -> Word:
        """Prepare a word to look for.

        Args:
            text: the word, or a name of several.
            same: what means the same.
            things: things that it names.
            share: the part of its weight that counts.
        """
        apart = self._taken_apart(text)
        written = [text, *same, *([" ".join(apart)] if apart else [])]
        forms = tuple(dict.fromkeys(filter(None, map(_stems, written))))
        compounds = self._compounds(words(text)) if len(tokens(text)) == 1 else set()
        if apart and not self._with_forms(forms):
            compounds = compounds | {min(map(stem, apart), key=lambda part: len(self._own[part]) or math.inf)}
        often = len(self._with_forms(forms[:1]) | set(things)) or len(self._with_stems(compounds))
        weight = min(_HEAVIEST, max(_LIGHTEST, math.log(self._number / (often or 1)) - 1))
        return Word(text, forms, frozenset(compounds), frozenset(things), weight * share, share < 1)

    def known(self, word: str) -> bool:
        """Say whether a folded word, a form of it or a compound with it stands in a name or description."""
        return (
            word in self.spelled
            or stem(word) in self._own
            or bool(self._compounds(word))
            or bool(self._taken_apart(word))
        )

    def parts(self, thing: Node) -> frozenset[URIRef]:
        """Give the parts of a thing, and what is said of it where it is itself something that is said."""
        if not isinstance(thing, URIRef):
            return frozenset()
        return frozenset(self._parts.get(thing, ())) | frozenset(self._about.get(thing, ()))

    def neighbours(self, thing: Node) -> frozenset[URIRef]:
        """Give what stands in the lines of a thing and near them, and the other parts of its wholes."""
        if not isinstance(thing, URIRef) or self._is_everywhere(thing):
            return frozenset()
        lines = (
            (source, line + step)
            for source, line in self._lines.get(thing, ())
            for step in range(-NEAR, NEAR + 1)
        )
        near = (self._standing.get(line, set()) for line in lines)
        akin = (self._parts[whole] for whole in self._wholes.get(thing, ()))
        groups = [
            *(group for group in near if len(group) <= _CROWD),
            *(group for group in akin if len(group) <= _FAMILY),
        ]
        beside = frozenset[URIRef]().union(*groups) - {thing}
        return frozenset(other for other in beside if not self._is_everywhere(other))

    def _is_everywhere(self, thing: URIRef) -> bool:
        """Say whether a thing stands in so many lines that it says nothing of what it stands beside."""
        return len(self._lines.get(thing, ())) > _EVERYWHERE

    def _levels(self, word: Word) -> Mapping[URIRef, float]:
        """Say how near the word stands to each thing that is about it: from PART to KIND."""
        found: dict[URIRef, float] = {}

        def put(things: Iterable[URIRef], level: float) -> None:
            for thing in things:
                found[thing] = max(found.get(thing, 0.0), level)

        for form in word.forms:
            for thing, share in self._partly(form).items():
                put([thing], DOER * share)
        named = self._with_forms(word.forms) | word.things
        put(named, OWN)
        compounded = self._with_stems(word.compounds)
        put(compounded, COMPOUND)
        concepts = named | compounded
        while concepts := _joined(self._narrower, concepts) - found.keys():
            put(concepts, COMPOUND)
        put(_joined(self._kinds, self._with_forms(word.forms)), KIND)
        named = set(found)
        put(_joined(self._tied, named), TIED)
        put(self._told(word), TOLD)
        wholes = {thing for thing, level in found.items() if level >= _OF_WHOLE}
        put(_joined(self._done_by, named), DOER)
        level = PART
        for _ in range(_GENERATIONS):
            wholes = _joined(self._parts, wholes)
            put(wholes, level)
            level *= PART / TIED
        return found

    def resolve(self, text: str) -> tuple[URIRef, ...]:
        """Give the things that all of some words are about, in the nearest level that gives any.

        Raises:
            UnknownNameError: nothing is about all these words.
        """
        found = [self.levels(self.word(word)) for word in tokens(text) if word not in silent_words()]
        about = set[URIRef]().union(*found).intersection(*found)
        lowest = {thing: min(levels[thing] for levels in found) for thing in about}
        for level in (TIED, PART, 0.0):
            if things := {thing for thing, least in lowest.items() if least >= level}:
                return tuple(sorted(things))
        raise UnknownNameError(
            f"Nothing in the graph is about '{text}'.", f"Over '{text}' staat niets in de gegevens."
        )

    def _taken_apart(self, word: str) -> Sequence[str]:
        """Give the two words in an unknown compound: overdracht and format in 'overdrachtsformat'."""
        if stem(word) in self._own or not word.isalpha():
            return ()
        for at in range(len(word) - _LAST, _FIRST - 1, -1):
            first, last = word[:at], word[at:]
            heads = (head for head in (first, first.removesuffix("s"), first + "en") if head in self.spelled)
            if (head := next(heads, None)) and last in self.spelled:
                return head, last
        return ()

    def _partly(self, form: frozenset[str]) -> Mapping[URIRef, float]:
        """Give the things in whose names most of the stems of a long name stand, with the part that does."""
        if len(form) < _LONG_NAME:
            return {}
        count = Counter(thing for each in form for thing in self._own.get(each, ()))
        return {thing: number / len(form) for thing, number in count.items() if number >= _MOST * len(form)}

    def _with_forms(self, forms: Iterable[frozenset[str]]) -> set[URIRef]:
        """Give the things in whose names all stems of one of the forms stand."""
        found = (set.intersection(*(self._own.get(each, set()) for each in form)) for form in forms if form)
        return set[URIRef]().union(*found)

    def _with_stems(self, stems: Iterable[str]) -> set[URIRef]:
        return set[URIRef]().union(*(self._own.get(each, set()) for each in stems))

    def _told(self, word: Word) -> set[URIRef]:
        """Give the things in whose names and descriptions together all stems of a form stand."""
        forms = [*word.forms, *(frozenset([each]) for each in word.compounds)]
        found = (
            set.intersection(
                *(self._own.get(each, set()) | self._described.get(each, set()) for each in form)
            )
            for form in forms
            if form
        )
        return set[URIRef]().union(*found)

    def _read_compounds(self, word: str) -> set[str]:
        """Give the stems of longer words that begin or end with a word.

        A word that stands alone somewhere must be longer for that: 'zorg' is no sign of 'verzorging'.
        """
        core = stem(word)
        start = _COMPOUND if core in self._own else _UNSEEN
        forms = tuple({form for form in (word, core) if len(form) >= start})
        if not forms:
            return set()
        return {
            known
            for spelled, known in self.spelled.items()
            if len(spelled) >= len(word) + _MIDDLE and (spelled.startswith(forms) or spelled.endswith(forms))
        }


def _stems(text: str) -> frozenset[str]:
    """Give the stems of the words that say something, or of all when none does."""
    telling = [word for word in tokens(text) if word not in silent_words()]
    return frozenset(map(stem, telling or tokens(text)))


def _joined(ties: Mapping[URIRef, set[URIRef]], things: Iterable[URIRef]) -> set[URIRef]:
    return set[URIRef]().union(*(ties.get(thing, set()) for thing in things))


def _backwards(store: ReadStore, query: str, graphs: Sequence[URIRef] | None) -> Mapping[URIRef, set[URIRef]]:
    """Give by each thing those that a query ties to it."""
    ties: dict[URIRef, set[URIRef]] = defaultdict(set)
    for thing, other in _pairs(store, query, graphs):
        if isinstance(other, URIRef):
            ties[other].add(thing)
    return ties


def _forwards(ties: Mapping[_Tied, Iterable[URIRef]]) -> Mapping[URIRef, set[_Tied]]:
    """Turn ties around: give by each thing those that it is tied to."""
    turned: dict[URIRef, set[_Tied]] = defaultdict(set)
    for other, things in ties.items():
        for thing in things:
            turned[thing].add(other)
    return turned


def _pairs(store: ReadStore, query: str, graphs: Sequence[URIRef] | None) -> Iterable[tuple[URIRef, Node]]:
    """Run a query and give its rows that are about a thing with an IRI."""
    for thing, other in store.select(query, graphs).rows:
        if isinstance(thing, URIRef) and other is not None:
            yield thing, other

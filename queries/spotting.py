"""Finds names in running text: of places, organisations, target groups, roles, phases, plans and the like.

A name is found in every spelling that the store has, in singular and plural, and also without the place that
sets it apart ('beleidsmedewerker' for 'beleidsmedewerker Ridderkerk'). The longest name wins. One stretch of
text may be the name of things of several kinds; which is meant is for the question to decide.

It does not look for what is only like a name: mending typing errors comes before it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from graph.names import Kind, Names
from graph.store import ReadStore
from queries.dutch import silent_words, stem, tokens

# Kinds of names, and 'thing' for what is only ever a subject: a project, law, programme, method or document.
KINDS = (
    Kind.GEMEENTE,
    Kind.ACTOR,
    Kind.DOELGROEP,
    Kind.ROL,
    Kind.FASE,
    Kind.PLAN,
    Kind.BRON,
    Kind.STATUS,
    Kind.BEGRIP,
    Kind.SOORT_ORGANISATIE,
)
_SUBJECTS = """SELECT DISTINCT ?thing ?name WHERE {
    VALUES ?type { hgkm:Project hgkm:Programma hgkm:Wet hgkm:Instrument hgkm:Document hgkm:Onderzoek
    hgkm:Overleg hgkm:Groep } ?thing a ?type ; skos:prefLabel|skos:altLabel ?name FILTER(lang(?name) != "en")
    }"""
_PROGRAMMES = """SELECT DISTINCT ?programme ?plan WHERE {
    ?plan a hgkm:Plan ; hgkm:onderdeelVan ?programme . ?programme a hgkm:Programma }"""
_LONGEST = 12  # words in a name
_CLASSES = {
    "visie",
    "project",
    "programma",
    "plan",
    "methodiek",
    "aanpak",
    "werkwijze",
    "landelijk",
    "regionaal",
}
_CALLED = 3  # words that the beginning of a name needs to stand for it
_ARTICLES = {"de", "het"}
_WRITTEN_AS_ONE = 3  # words of a name that may be written as one: 'rondetafeloverleg'
_OWN_WORD = 6  # letters that a word needs to be a name of its own
_BETWEEN = frozenset(["van", "in", "de", "het", "voor", "rond", "bij", "te", "regio", "gemeente", "uit"])


@dataclass(frozen=True)
class Span:
    """A name in a text.

    Attributes:
        first: the position of its first word.
        end: the position behind its last word.
        things: what it may be the name of, by kind; None is the kind of what is only a subject.
        placeless: those that are called so only when their place goes without saying.
    """

    first: int
    end: int
    things: Mapping[Kind | None, frozenset[URIRef]]
    placeless: frozenset[URIRef] = frozenset()

    def __len__(self) -> int:
        """Count its words."""
        return self.end - self.first


class Spotter:
    """All names in some graphs of a store, read once.

    Attributes:
        places: the names of municipalities and regions that are one word, folded.
    """

    def __init__(self, store: ReadStore, names: Names, graphs: Sequence[URIRef] | None = None) -> None:
        """Read the names in the named graphs that the reader may see (None = all)."""
        self._named: dict[str, dict[Kind | None, set[URIRef]]] = defaultdict(lambda: defaultdict(set))
        self._placeless: dict[str, set[URIRef]] = defaultdict(set)
        named_places = [tokens(name) for name in _flat(names.spellings(Kind.GEMEENTE).values())]
        self.places = frozenset(words[0] for words in named_places if len(words) == 1)
        places = set(map(_key, named_places))
        for kind in KINDS:
            for thing, spellings in names.spellings(kind).items():
                for name in spellings:
                    words = tokens(name)
                    self._add(words, kind, thing)
                    bare = _without_place(words, places) if kind is Kind.ACTOR else ()
                    if bare and thing not in self._named[_key(bare)][kind]:
                        self._add(bare, kind, thing)
                        self._placeless[_key(bare)].add(thing)
        plans = {row[0]: row[1] for row in store.select(_PROGRAMMES, graphs).rows}  # read as the plan for it
        subjects = set()
        for subject, label in store.select(_SUBJECTS, graphs).rows:
            if isinstance(subject, URIRef):
                subjects.add(subject)
                plan = plans.get(subject)
                for called in _called(str(label)):
                    self._add(called, None, subject)
                    if isinstance(plan, URIRef):
                        self._add(called, Kind.PLAN, plan)
        for kinds in self._named.values():
            kinds[None] |= kinds.get(Kind.ACTOR, set()) & subjects
        self._add_first_words(names)

    def find(self, words: Sequence[str]) -> list[Span]:
        """Give the names in a text, from left to right; they do not overlap.

        Args:
            words: the text as `queries.dutch.tokens` gives it.
        """
        spans = []
        at = 0
        while at < len(words):
            end = next(
                (
                    end
                    for end in range(min(len(words), at + _LONGEST), at, -1)
                    if _key(words[at:end]) in self._named
                ),
                at,
            )
            if end > at:
                key = _key(words[at:end])
                found = self._named[key]
                things = {kind: frozenset(things) for kind, things in found.items() if things}
                spans.append(Span(at, end, things, frozenset(self._placeless.get(key, ()))))
            at = max(end, at + 1)
        return spans

    def _add_first_words(self, names: Names) -> None:
        """Let an organisation be called by the first word of its name where nothing else begins so."""
        first: dict[str, set[URIRef]] = defaultdict(set)
        for thing, spellings in names.spellings(Kind.ACTOR).items():
            for name in spellings:
                word = (tokens(name) or [""])[0]
                if name[0].isupper() and len(word) >= _OWN_WORD:
                    first[word].add(thing)
        for word, things in first.items():
            if len(things) == 1 and _key([word]) not in self._named:
                self._add([word], Kind.ACTOR, *things)

    def _add(self, words: Sequence[str], kind: Kind | None, thing: URIRef) -> None:
        bare = words[1:] if len(words) > 1 and words[0] in _ARTICLES else words
        if bare:
            self._named[_key(bare)][kind].add(thing)
        if 1 < len(bare) <= _WRITTEN_AS_ONE:
            self._named[_key(["".join(bare)])][kind].add(thing)


def _called(name: str) -> Iterable[Sequence[str]]:
    """Give a name, its part before a comma or colon, and that without a word such as 'visie'."""
    yield tokens(name)
    start = tokens(re.split(r"[,:(]", name)[0])
    bare = tokens(re.sub(r" \([^()]*\)$", "", name))
    for words in (bare, start, start[1:] if start[:1] and start[0] in _CLASSES else start):
        if len(words) >= _CALLED:
            yield words


def _key(words: Sequence[str]) -> str:
    """Write words as one, so that 'regio-coördinator' and 'regiocoördinatoren' are the same name."""
    return "".join(map(stem, words))


def _without_place(words: Sequence[str], places: set[str]) -> Sequence[str]:
    """Take the place from the end of a name; give nothing when there is none."""
    for at in range(1, len(words)):
        if _key(words[at:]) in places:
            end = at
            while end > 1 and words[end - 1] in _BETWEEN:
                end -= 1
            return words[:end] if words[0] not in silent_words() else ()
    return ()


def _flat(lists: Iterable[Sequence[str]]) -> Iterable[str]:
    return (item for items in lists for item in items)

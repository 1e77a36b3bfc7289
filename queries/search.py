"""Finds things by any of their names, as people type them.

    found = Search(store).find("veiligthuis riderkerk")

That is with capitals and accents or without, glued together or apart, half a word, a part of a compound, and
with typing errors.
Every word that was typed must be in a name, or be like a word in it. What is found stands by kind, the best
first. It looks at names only: what is told about a thing is asked by the questions.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from rapidfuzz import fuzz, process
from rdflib import URIRef

from graph.names import last_part, words
from graph.store import ReadStore
from graph.terms import Node

# The kinds in the order in which a thing of several kinds is counted under one, with their classes.
KINDS = {
    "plannen": ("Plannen", ("hgkm:Plan",)),
    "afspraken": ("Afspraken", ("hgkm:Samenwerkingsafspraak",)),
    "overleggen": ("Overleggen", ("hgkm:Overleg",)),
    "organisaties": (
        "Organisaties, functies en gemeenten",
        (
            *("org:Organization", "org:FormalOrganization", "org:OrganizationalUnit", "org:Post", "org:Role"),
            *("hgkm:Groep", "hgkm:Actorsoort", "hgkm:Gemeente", "hgkm:Regio"),
        ),
    ),
    "activiteiten": ("Activiteiten en taken", ("hgkm:Activiteit", "hgkm:Taak")),
    "aanbod": (
        "Trainingen, projecten en instrumenten",
        ("hgkm:Training", "hgkm:Aanbod", "hgkm:Project", "hgkm:Instrument"),
    ),
    "wetten": ("Wetten, programma's en documenten", ("hgkm:Wet", "hgkm:Programma", "hgkm:Document")),
    "begrippen": ("Begrippen", ("skos:Concept",)),
}
_NAMED = """SELECT DISTINCT ?thing ?class ?name ?preferred ?slug WHERE {
    VALUES ?class { %s }
    ?thing a ?class .
    { ?thing skos:prefLabel ?name } UNION { ?thing skos:altLabel ?name }
    FILTER(LANG(?name) != "en")
    OPTIONAL { ?thing skos:prefLabel ?preferred FILTER(LANG(?preferred) = "nl") }
    OPTIONAL { ?thing dcterms:identifier ?slug }
}"""
_SILENT = {"de", "het", "een", "van", "voor", "in", "bij", "en", "of", "met", "aan", "op"}
_WHOLE, _BEGINS, _WITHIN, _LIKE = (
    1.0,
    0.93,
    0.82,
    0.9,
)  # what a word of a name is worth for a word that was typed
_INSIDE = 4  # letters that a word must have to be looked for inside longer ones
_ALIKE, _RESEMBLING = 80, 60  # of 100: what counts as the word, and what may have been meant
_ENOUGH = 0.6  # what the words that were typed must at least be worth together, on the average
_OFFERED = 3
_GLUED = 4  # words that a name has at most to be written together as a whole


@dataclass(frozen=True)
class Hit:
    """A thing that bears a name like what was typed.

    Attributes:
        thing: its IRI.
        kind: the key of its kind in `KINDS`.
        label: the name to show.
        name: the name that was found, if that is another one; else empty.
        slug: its short name in addresses (`dcterms:identifier`); empty if it has none.
        score: how well the name fits: 1 when it is what was typed.
    """

    thing: URIRef
    kind: str
    label: str
    name: str
    slug: str
    score: float


@dataclass(frozen=True)
class Found:
    """What was found for a text.

    Attributes:
        hits: by kind, the kind with the best hit first; in a kind the best first.
        meant: what may have been meant, where nothing was found.
    """

    hits: dict[str, tuple[Hit, ...]]
    meant: tuple[str, ...]

    @property
    def total(self) -> int:
        """Count what was found."""
        return sum(map(len, self.hits.values()))


@dataclass(frozen=True)
class _Name:
    thing: URIRef
    kind: str
    label: str
    text: str
    slug: str
    words: tuple[str, ...]


class Search:
    """All names in a store, read once; it does not follow the store."""

    def __init__(self, store: ReadStore) -> None:
        """Read the names."""
        self._names: list[_Name] = []
        self._where: dict[str, list[int]] = defaultdict(list)
        order = {name: key for key, (_, classes) in KINDS.items() for name in classes}
        rows = store.select(_NAMED % " ".join(order)).bindings()
        ranks = list(KINDS)
        kinds: dict[URIRef, str] = {}
        known: dict[tuple[URIRef, str], tuple[Node | None, Node | None]] = {}
        by_class = {name.split(":")[1]: key for name, key in order.items()}
        for row in rows:
            thing, kind = URIRef(row["thing"]), by_class[last_part(URIRef(row["class"]))]
            kinds[thing] = min(kind, kinds.get(thing, kind), key=ranks.index)
            known[thing, str(row["name"])] = (row.get("preferred"), row.get("slug"))
        for (thing, text), (preferred, slug) in sorted(known.items(), key=lambda one: one[0]):
            parts = words(text).split()
            name = _Name(thing, kinds[thing], str(preferred or text), text, str(slug or ""), tuple(parts))
            # Two words written together, or all of a short name, are words of it as well: 'veiligthuis'.
            glued = {"".join(pair) for pair in pairwise(parts)}
            for part in {*parts, *glued, "".join(parts) if len(parts) <= _GLUED else parts[0]}:
                self._where[part].append(len(self._names))
            self._names.append(name)
        self._words = sorted(self._where)

    def find(self, text: str) -> Found:
        """Find what bears a name like a text.

        Args:
            text: what somebody typed.
        """
        typed = [word for word in words(text).split() if word not in _SILENT] or words(text).split()
        if not typed:
            return Found({}, ())
        scores = self._scores(typed)
        if len(typed) > 1:
            for at, score in self._scores(["".join(typed)]).items():
                scores[at] = max(score, scores.get(at, 0.0))
        best: dict[URIRef, tuple[float, _Name]] = {}
        for at, score in scores.items():
            name = self._names[at]
            if score > best.get(name.thing, (0.0, name))[0]:
                best[name.thing] = (score, name)
        hits: dict[str, list[Hit]] = defaultdict(list)
        for score, name in sorted(
            best.values(), key=lambda one: (-one[0], one[1].label.casefold(), one[1].thing)
        ):
            other = "" if name.text == name.label else name.text
            hits[name.kind].append(Hit(name.thing, name.kind, name.label, other, name.slug, score))
        ordered = sorted(hits, key=lambda kind: -hits[kind][0].score)
        return Found({kind: tuple(hits[kind]) for kind in ordered}, () if hits else self._meant(typed))

    def _scores(self, typed: Sequence[str]) -> dict[int, float]:
        """Give how well each name that has all words fits them."""
        worth: list[dict[int, float]] = []
        for word in typed:
            of_word: dict[int, float] = {}
            for known, value in self._worth(word):
                for at in self._where[known]:
                    of_word[at] = max(value, of_word.get(at, 0.0))
            worth.append(of_word)
        fitting = set(worth[0]).intersection(*worth[1:])
        scores = {}
        for at in fitting:
            found = sum(of_word[at] for of_word in worth) / len(worth)
            # Of two names that hold what was typed, the one with less besides is meant sooner.
            length = sum(map(len, typed)) / max(sum(map(len, self._names[at].words)), 1)
            if found >= _ENOUGH:
                scores[at] = found * (0.7 + 0.3 * min(length, 1.0))
        return scores

    def _worth(self, word: str) -> Iterable[tuple[str, float]]:
        """Give the known words that a typed word may stand for, and what they are worth."""
        begins = [
            (known, _WHOLE if known == word else _BEGINS) for known in self._words if known.startswith(word)
        ]
        within = [(known, _WITHIN) for known in self._words if len(word) >= _INSIDE and word in known]
        alike = process.extract(word, self._words, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=20)
        like = [(known, _LIKE * score / 100) for known, score, _ in alike if len(word) >= _INSIDE]
        return chain(like, within, begins)

    def _meant(self, typed: Sequence[str]) -> tuple[str, ...]:
        """Give names that resemble what was typed, where nothing bears it."""
        names = {" ".join(name.words): name.text for name in self._names if len(name.words) <= len(typed) + 2}
        near = process.extract(
            " ".join(typed), sorted(names), scorer=fuzz.ratio, score_cutoff=_RESEMBLING, limit=_OFFERED
        )
        return tuple(dict.fromkeys(names[found] for found, _, _ in near))

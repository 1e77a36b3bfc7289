"""Fills the parameters of a named question from a question in Dutch: names, numbers and times.

What is left over is given as words to look for. Whether the question fits at all is for `queries.matching`.
"""

from collections.abc import Collection, Sequence

from rdflib import Literal, URIRef

from graph.names import Kind
from graph.terms import Node
from queries.catalogue import question
from queries.dutch import doing_words, light_words, same_words, silent_words, stem
from queries.intents import Intent
from queries.knowledge import Knowledge
from queries.reading import DECISIVE, Sentence
from queries.spotting import Span
from queries.topics import Topics, Word

_FOR = {"voor", "aan"}  # what comes before those for whom something is
# What a name may be called besides: 'het project Handle with Care'.
_CLASSES = frozenset(
    (
        "project",
        "projecten",
        "programma",
        "plan",
        "document",
        "wet",
        "methode",
        "instrument",
        "overleg",
        "groep",
    )
)
_PASSED = frozenset(("de", "het", "een", "alle", "onze", "gemeente", "regio"))
_LIGHT = 0.3  # the part that counts of the weight of a word that says little
_KNOWN = 1.5  # how much more a name says than a word
_TELLING_KINDS = {Kind.BEGRIP, Kind.ACTOR, Kind.DOELGROEP, None}
_ARTICLES = frozenset(
    ("de", "het", "een", "geen", "van", "met", "voor", "in", "aan", "over", "bij", "onze", "door")
)  # a noun comes behind
_DOCUMENTS = {Kind.PLAN.value, Kind.BRON.value}
_PHASES = {"fase", "fasen", "fases", "stap", "stappen"}  # beside which a verb of the field is one
_ASIDE = {"nadat", "voordat", "zodra", "terwijl", "omdat", "doordat", "zodat"}  # what only says when or why
_ANYBODY = 30  # of so many organisations a name says nothing: 'de gemeente'
_TOLD = 4  # names that are listed when one stands for several
_TOWARDS = {"naar"}  # what comes before a place that is only part of the subject
_INSIDE = {"in", "binnen"}
_WITH = {"met", "door", "van", "tussen", "over"}


class Filling:
    """The parameters of a named question, on their way to being filled."""

    def __init__(
        self, knowledge: Knowledge, intent: Intent, sentence: Sentence, as_words: Collection[str]
    ) -> None:
        """Begin with nothing filled.

        Args:
            knowledge: the names and words of the graphs that are asked.
            intent: the kind of question.
            sentence: the question.
            as_words: parameters that are not to be filled.
        """
        asked = question(intent.query)
        self.question = asked
        self.knowledge = knowledge
        self.topics = knowledge.topics
        self.names = knowledge.names
        self.intent = intent
        self.sentence = sentence
        self.open = {
            param.name: param.kind
            for name in intent.fills
            for param in asked.params
            if param.name == name and name not in as_words and param.kind != "onderwerp"
        }
        self.kinds = {param.name: param.kind for param in asked.params}
        self.required = {param.name for param in asked.params if param.required and param.kind != "onderwerp"}
        self.values: dict[str, Sequence[Node]] = {}
        self.given: dict[str, str] = {}
        self.spans: dict[str, Span] = {}
        self.loose: list[Span] = []
        self.notes: list[str] = []
        self.near: tuple[URIRef, ...] = ()
        self.fixed_over = intent.fixed.get("over", "")
        self.sources: frozenset[str] = frozenset()
        self.places: list[tuple[URIRef, ...]] = []
        self._time = False
        self._says_more = False  # whether the question has a subject without the words it was given besides

    def fill(self, used: Collection[int]) -> None:
        """Give every name and time to the parameter that takes it."""
        for name, text in self.intent.fixed.items():
            if name != "over":
                self._set(name, self.names.resolve(text, Kind(self.kinds[name])))
        inside = [
            span
            for span in self.sentence.spans
            if Kind.GEMEENTE in span.things and self._before(span) not in _TOWARDS
        ]
        if "bron" in self.open:
            self._source()
        inside += [span for span in self.sentence.spans if span not in inside and self._is_document(span)]
        for span in self._others(inside):
            param = None if span.first in self.sentence.context else self._taker(span, used)
            things = self._things(span, Kind(self.kinds[param])) if param else ()
            if param and things:
                self._set(param, things, span)
            elif span not in self.spans.values():
                self.loose.append(span)
        self._municipality_as_actor(inside)
        self._numbers()

    def _source(self) -> None:
        named = [span for span in self.sentence.spans if Kind.BRON in span.things]
        if named:
            self._set("bron", sorted(named[0].things[Kind.BRON]), named[0])

    def _is_document(self, span: Span) -> bool:
        """Say whether a name is that of a plan or source, and no parameter takes it as such."""
        kinds = {Kind.PLAN, Kind.BRON} & set(span.things)
        return bool(kinds) and not kinds & {Kind(kind) for kind in self.open.values() if kind in _DOCUMENTS}

    def _others(self, inside: Sequence[Span]) -> list[Span]:
        """Fill the municipality from the places and plans in the question, and give the other names."""
        open_place = "gemeente" in self.open
        places: dict[URIRef, Span] = {}
        within: list[URIRef] = []
        for span in inside:
            documents = {thing for kind in (Kind.PLAN, Kind.BRON) for thing in span.things.get(kind, ())}
            if Kind.GEMEENTE in span.things:
                found = set(span.things[Kind.GEMEENTE])
            else:
                found = {URIRef(place) for each in documents for place in self.knowledge.places.get(each, ())}
            if found and open_place:
                places |= dict.fromkeys(sorted(found), span)
            elif Kind.GEMEENTE not in span.things:
                self.sources |= {file for each in documents for file in self.knowledge.files.get(each, ())}
                self.spans[f"bron {span.first}"] = span
        if open_place and not places and "actor" not in self.open:
            within = [place for span in self.sentence.spans for place in self._at_end(span)]
        if places or within:
            self.near = tuple(dict.fromkeys((*places, *within)))
            self._set("gemeente", self.near, next(iter(places.values()), None))
            self.values["gemeente"] = self.names.with_subregions(self.near)
            firsts = dict.fromkeys(span.first for span in places.values())
            self.places = [
                tuple(place for place, span in places.items() if span.first == first) for first in firsts
            ]
            self.spans |= {f"gemeente {span.first}": span for span in places.values()}
        taken = self.spans.values()
        return [span for span in self.sentence.spans if span not in taken]

    def _at_end(self, span: Span) -> Sequence[URIRef]:
        """Give the place that a longer name ends with: 'gemeentelijke organisaties van Utrecht-West'."""
        if len(span) == 1 or Kind.GEMEENTE in span.things or self._is_document(span):
            return ()
        rest = self.sentence.words[span.first + 1 : span.end]
        parts = self.knowledge.spotter.find(rest)
        last = parts[-1] if parts and parts[-1].end == len(rest) else None
        return sorted(last.things.get(Kind.GEMEENTE, ())) if last else ()

    def complete(self) -> bool:
        """Say whether every required parameter has been filled."""
        return self.required <= set(self.values)

    def has(self, alternatives: Sequence[str], subject: Sequence[Word]) -> bool:
        """Say whether one of some parameters has been filled."""
        return any(name in self.values or (name == "over" and subject) for name in alternatives)

    def left(self, used: Collection[int]) -> list[int]:
        """Give the positions of the words that nothing has taken."""
        taken = set(used) | {
            at for span in (*self.spans.values(), *self.loose) for at in range(span.first, span.end)
        }
        if self.sentence.period and self._time:
            taken |= self.sentence.period.words
        silent = silent_words() | (doing_words() - self.sentence.listed) | self.intent.also
        if any(None in span.things for span in self.loose):
            silent |= _CLASSES
        return [
            at
            for at, word in enumerate(self.sentence.words)
            if at not in taken
            and (word not in silent or word in DECISIVE - self.intent.also)
            and not (word == "hoeveel" and self._counted(at + 1, used))
        ]

    def _counted(self, at: int, used: Collection[int]) -> bool:
        """Say whether the word at a position is what the rows are, so that they can be counted."""
        return at in used or (at < len(self.sentence.words) and self.sentence.words[at] in self.intent.also)

    def subject(self, left: Collection[int], used: Collection[int]) -> tuple[Word, ...]:
        """Give the words and names that nothing has taken, as the subject."""
        telling = [span for span in self.loose if not self._said(span, used)]
        own = {*left, *(span.first for span in telling)} - self.sentence.context
        self._says_more = any(self.sentence.words[at] not in light_words() for at in own)
        found: list[tuple[int, Word]] = []
        for span in telling:
            text = text_of(self.sentence, span)
            things = frozenset().union(*(span.things[kind] for kind in span.things))
            same = (*same_words().get(stem(text), ()), *self._spellings(span))
            aside = self._says_more and span.first in self.sentence.context
            share = self._share(span.first) if len(span) == 1 or aside else 1.0
            if set(text.split()) <= self.intent.weak:
                share = _LIGHT
            elif share == 1.0 and _TELLING_KINDS & set(span.things):
                share = _LIGHT if set(self._at_end(span)) & set(self.near) else _KNOWN
            found.append((span.first, self.topics.word(text, same, things, share)))
        found += [(at, as_word(self.topics, self.sentence.words[at], self._share(at))) for at in left]
        return tuple(word for _, word in sorted(found, key=lambda pair: pair[0]))

    def _said(self, span: Span, used: Collection[int]) -> bool:
        """Say whether a name says no more than the kind of question does."""
        also = len(span) == 1 and self.sentence.words[span.first] in self.intent.also
        return also or covered(span, used)

    def _share(self, at: int) -> float:
        """Say how much of a word's weight counts: an unknown word that names nothing says little."""
        word = self.sentence.words[at]
        period = self.sentence.period
        if word in self.intent.weak or word in light_words() or (period and at in period.words):
            return _LIGHT
        if at in self.sentence.context and self._says_more:
            return _LIGHT
        if _ASIDE & set(self.sentence.words[1:at]):
            return _LIGHT
        naming = at and self.sentence.words[at - 1] in _ARTICLES
        return 1.0 if naming or word not in self.sentence.unknown else _LIGHT

    def _spellings(self, span: Span) -> list[str]:
        """Give the other names of a kind of organisation or a concept."""
        return [
            name
            for kind in (Kind.SOORT_ORGANISATIE, Kind.BEGRIP)
            for thing in span.things.get(kind, ())
            for name in self.names.spellings(kind)[thing]
        ]

    def _taker(self, span: Span, used: Collection[int]) -> str | None:
        """Give the parameter that takes a name."""
        kept = {"soort", "begrip"} & set(
            self.open
        )  # 'casusregie' is a sign of the question, and a name in it
        if covered(span, used) and len(span) == 1 and not kept:
            return None
        free = self._free(span)
        before = self._before(span)
        fitting = [
            name for name, kind in free.items() if any(known and known.value == kind for known in span.things)
        ]
        if before in _FOR and "doelgroep" in self.open:
            return "doelgroep" if "doelgroep" in fitting else None
        if before in _WITH and fitting == ["doelgroep"]:
            return None
        if set(span.things) == {Kind.BEGRIP} and "begrip" not in free:
            return None
        if fitting == ["fase"] and not _PHASES & set(self.sentence.words):
            return None
        return next(iter(fitting), None)

    def _free(self, span: Span) -> dict[str, str]:
        """Give the parameters that are open to a name where it stands, with the kinds of things they take."""
        free = {name: kind for name, kind in self.open.items() if name not in self.values}
        before = self._before(span)
        if None in span.things:  # a group or meeting is somebody only where somebody must be
            free = {name: kind for name, kind in free.items() if kind != "actor" or self._needs(name)}
        asked = span.first and self.sentence.words[span.first - 1] in ("welke", "welk")
        where = (
            before in _INSIDE and Kind.GEMEENTE in span.things
        )  # something is done there, by others perhaps
        if asked or where or before == "voor":  # for whom something is, does not do it
            free = {name: kind for name, kind in free.items() if kind != Kind.ACTOR.value}
        if before in _TOWARDS:
            free = {name: kind for name, kind in free.items() if kind != Kind.GEMEENTE.value}
        return free

    def _needs(self, name: str) -> bool:
        return name in self.required or (name,) in self.intent.needed

    def _before(self, span: Span) -> str:
        """Give the word before a name, articles passed over."""
        at = span.first - 1
        while at >= 0 and self.sentence.words[at] in _PASSED:
            at -= 1
        return self.sentence.words[at] if at >= 0 else ""

    def _things(self, span: Span, kind: Kind) -> Sequence[URIRef]:
        """Give what a name stands for: for a kind of organisation all of that kind, near by if there are."""
        things = set(span.things[kind])
        if kind is Kind.ACTOR:
            kinds = things & set(span.things.get(Kind.SOORT_ORGANISATIE, ()))
            things = (things - kinds) | self.names.of_kind(kinds) if kinds else things
            things = self._nearby(things, span.placeless)
            if len(things) > _ANYBODY:
                return ()
        return sorted(things)

    def _nearby(self, things: set[URIRef], placeless: Collection[URIRef]) -> set[URIRef]:
        """Keep the things near the places asked about; one that is called without its place must be there."""
        near = self.names.within(things, self.near) if self.near else things
        return near or things - set(placeless)

    def _municipality_as_actor(self, places: Sequence[Span]) -> None:
        """Let a municipality be the one who acts where somebody must be."""
        missing = [name for name in self.required if name not in self.values and self.kinds[name] == "actor"]
        others = [span for span in self.sentence.spans if Kind.ACTOR in span.things and span not in places]
        inside = places and self._before(places[0]) in _INSIDE
        if missing and places and not inside and not others and Kind.ACTOR in places[0].things:
            self._set(missing[0], sorted(places[0].things[Kind.ACTOR]), places[0])
            self.loose = [span for span in self.loose if span is not places[0]]
            self.values.pop("gemeente", None)
            self.given.pop("gemeente", None)

    def _numbers(self) -> None:
        """Fill a line number, and the time."""
        words = self.sentence.words
        if "regel" in self.open:
            at = next((at for at, word in enumerate(words) if word.isdigit()), None)
            if at is not None:
                self.values["regel"], self.given["regel"] = [Literal(int(words[at]))], words[at]
                self.spans["regel"] = Span(at, at + 1, {})
        period = self.sentence.period
        if period and {"van", "tot"} <= set(self.open):
            self._time = True
            for name, day in (("van", period.first), ("tot", period.last)):
                if day:
                    self.values[name], self.given[name] = [Literal(day)], day.isoformat()

    def _set(self, name: str, things: Sequence[URIRef], span: Span | None = None) -> None:
        self.values[name] = tuple(things)
        labels = [self.names.label(thing) for thing in things]
        together = span and name != "gemeente" and len(things) > 1
        self.given[name] = text_of(self.sentence, span) if span and together else "; ".join(labels)
        if span:
            self.spans[name] = span
            if together:
                some = ", ".join(labels[:_TOLD]) + (" ..." if len(labels) > _TOLD else "")
                self.notes.append(f"'{text_of(self.sentence, span)}' gelezen als {len(labels)}: {some}")


def as_word(topics: Topics, word: str, share: float = 1.0) -> Word:
    """Prepare a word of a question to be looked for, with the words that mean the same."""
    return topics.word(word, same_words().get(stem(word), ()), share=share)


def text_of(sentence: Sentence, span: Span) -> str:
    """Give the words of a name."""
    return " ".join(sentence.words[span.first : span.end])


def covered(span: Span, positions: Collection[int]) -> bool:
    """Say whether all words of a name are among some positions."""
    return set(range(span.first, span.end)) <= set(positions)

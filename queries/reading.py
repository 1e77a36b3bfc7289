"""Reads a question in Dutch: its words, mended where they were mistyped, the names in it and the time.

Mending is for long words, and for short ones that their neighbours explain; it is always told. What is asked
is not for this module: see `queries.matching`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.names import Kind
from queries.dutch import back_words, doing_words, expressions, same_words, silent_words, stem, tokens
from queries.intents import Intent, recognised, vocabulary
from queries.periods import Period, find_period
from queries.spotting import Span, Spotter
from queries.topics import Topics

# Words that turn an answer around or ask for something else, and so may never be passed over.
DECISIVE = frozenset(
    (
        *("niet", "geen", "zonder", "nooit", "niets", "niemand", "behalve"),
        *("hoeveel", "alleen", "meeste", "minste"),
    )
)
_OPENINGS = frozenset(
    (
        "wie",
        "wat",
        "welke",
        "welk",
        "waar",
        "wanneer",
        "hoe",
        "hoeveel",
        "hoelang",
        "waarom",
        "waaraan",
        "waarvoor",
    )
)
_CLOSED = frozenset(
    (
        "is",
        "zijn",
        "heeft",
        "hebben",
        "doet",
        "wordt",
        "worden",
        "bestaat",
        "staat",
        "kent",
        "moet",
        "mag",
        "kan",
        "zit",
        "zitten",
        "geldt",
        "gelden",
        "past",
        "werkt",
        "werken",
        "gaat",
        "komt",
        "krijgt",
        "krijgen",
        "hoort",
        "horen",
        "mogen",
        "moeten",
        "kunnen",
        "doen",
        "maakt",
        "bestaan",
    )
)
_BEFORE = frozenset(
    ("met", "bij", "voor", "door", "aan", "van", "over", "in", "op", "onder", "tot", "vanaf", "sinds")
)
# Names of these kinds hide their words from the patterns: 'samen' in 'Veilig Samen Leven' is not 'together'.
_HIDING = {Kind.GEMEENTE, Kind.ACTOR, Kind.DOELGROEP, Kind.PLAN, Kind.BRON, None}
_COUNCILS = {"raad", "gemeenteraad", "raadscommissie", "commissie"}
_TELLING = {"weten", "vertellen", "zeggen", "uitleggen", "benieuwd", "vraag", "afvragen", "uitzoeken"}
_MINE = {"ik", "wij", "we", "ons", "onze", "mijn", "mij"}  # who says something of himself first
_SUBJECT_BEHIND = {"over", "rond", "rondom"}
_PARTS = re.compile(r"(?<=[.:!;])\s+")
_LISTED = re.compile(r"\w+(?:, ?\w+)+(?:,? (?:en|of) \w+)?")
_LIST = 3  # words from which a row of words is an enumeration
_PLACING = {"in", "te", "gemeente", "regio"}
_RECOGNISED = 8  # letters from which a word is taken for one by which questions are recognised
_SHORT = 4  # letters from which one error is mended in a word whose neighbour tells what was meant
_LONG, _VERY_LONG = 7, 11  # letters from which one, and two, errors are mended
_LONG_PLACE = 5  # the same, where the word comes behind 'in' and is like the name of a place


@dataclass(frozen=True)
class Sentence:
    """A question that was read.

    Attributes:
        words: its words, folded and mended.
        spans: the names in it.
        period: the time in it.
        unknown: words that are nowhere known.
        strange: names of places that are not known.
        notes: what was mended, in Dutch.
        opening: the position where the question proper begins.
        closed: whether it asks for yes or no.
        aside: the positions of what is said before the question proper, such as 'ik wil graag weten'.
        listed: words of an enumeration, each of which counts.
        context: the positions of words that it was given besides, which count for little and show no kind.
        today: the day on which it is asked.
    """

    words: tuple[str, ...]
    spans: tuple[Span, ...]
    period: Period | None
    unknown: tuple[str, ...]
    strange: tuple[str, ...]
    notes: tuple[str, ...]
    opening: int
    closed: bool
    aside: frozenset[int]
    listed: frozenset[str]
    context: frozenset[int]
    today: date

    @property
    def asks(self) -> bool:
        """Say whether it is put as a question, and not as a request."""
        return self.closed or bool(_OPENINGS & set(self.words))

    @property
    def asks_who_is(self) -> bool:
        """Say whether it asks who somebody is."""
        return self.words[self.opening :][:2] in (("wie", "is"), ("wie", "zijn"))

    def match(self, intent: Intent) -> frozenset[int] | None:
        """Give the positions of the words that make it a question of this kind, or None."""
        hidden = {
            at
            for span in self.spans
            if len(span) > 1 and _HIDING & set(span.things)
            for at in range(span.first + (set(span.things) == {None}), span.end)
        }
        visible = [
            "" if at in hidden | self.aside | self.context else word for at, word in enumerate(self.words)
        ]
        return intent.match(visible, self.opening, self._kinds())

    def _kinds(self) -> Mapping[str, set[int]]:
        found: dict[str, set[int]] = {"periode": set(self.period.words) if self.period else set()}
        for span in self.spans:
            for kind in span.things:
                # A municipality is a place first: what it does itself is asked of its name as an actor.
                if kind and not (kind is Kind.ACTOR and Kind.GEMEENTE in span.things):
                    found.setdefault(kind.value, set()).update(range(span.first, span.end))
        return found


def read(topics: Topics, spotter: Spotter, text: str, today: date, context: Sequence[str] = ()) -> Sentence:
    """Read a question.

    Args:
        topics: the words that are known.
        spotter: the names that are known.
        text: the question as it was typed.
        today: what 'dit jaar' is counted from.
        context: words that the question goes with, as an earlier one in the same sentence was read.
    """
    words: list[str] = []
    notes: list[str] = []
    unknown: list[str] = []
    starts = 0
    for part in _before_and_question(text):
        starts = len(words)
        placed, changed = _mended_places(topics, spotter, _expressed(tokens(part)))
        mended, more_changed, strange_words = _mended(topics, placed, find_period(placed, today))
        words += mended
        notes += changed + more_changed
        unknown += strange_words
    own = len(words)
    words += context
    period = find_period(words, today)
    taken = period.words if period else frozenset()
    spans = [
        span
        for span in spotter.find(words)
        if not taken & set(range(span.first, span.end))
        and not set(words[span.first : span.end]) <= silent_words() | doing_words() | DECISIVE
    ]
    spans = [each for span in spans for each in _council_and_place(spotter, words, span)]
    opening = next((at for at in range(starts, len(words)) if words[at] in _OPENINGS), starts)
    if opening > starts and words[opening - 1] in _BEFORE:
        opening -= 1
    aside = _aside(words, starts, opening)
    mine = {Kind.GEMEENTE, Kind.ACTOR} if {"ik", "wij", "we"} & set(words[opening:]) else {Kind.GEMEENTE}
    spans = [span for span in spans if span.first not in aside or mine & set(span.things)]
    closed = words[starts : starts + 1] != [] and words[starts] in _CLOSED
    closed = closed and not _OPENINGS & set(words[starts:])
    unknown = [word for word in unknown if word not in {words[at] for at in aside}]
    strange = _strange_places(topics, words, spans, text)
    return Sentence(
        words=tuple(words),
        spans=tuple(spans),
        period=period,
        unknown=tuple(unknown),
        strange=tuple(strange),
        notes=tuple(notes),
        opening=opening,
        closed=closed,
        aside=aside,
        listed=frozenset(
            word for row in _LISTED.findall(text) if len(tokens(row)) > _LIST - 1 for word in tokens(row)
        ),
        context=frozenset(range(own, len(words))),
        today=today,
    )


def _before_and_question(text: str) -> list[str]:
    """Give what is said before the question, when there is such a part, and the question."""
    parts = _PARTS.split(text.strip())
    asking = (
        at
        for at, part in enumerate(parts)
        if (said := tokens(part)) and (_OPENINGS & set(said) or said[0] in _CLOSED)
    )
    at = next(asking, 0)
    return [" ".join(parts[:at]), " ".join(parts[at:])] if at else [text]


def _aside(words: Sequence[str], starts: int, opening: int) -> frozenset[int]:
    """Give the positions of what only leads up to the question; not the subject when that is pointed at."""
    aside: set[int] = set()
    if (_TELLING | _MINE) & set(words[:starts]):
        aside |= set(range(starts))
        behind = max((at for at in range(starts) if words[at] in _SUBJECT_BEHIND), default=starts)
        if back_words() & set(words[starts:]):
            aside -= set(range(behind, starts))
    if _TELLING & set(words[starts:opening]):
        aside |= set(range(starts, opening))
    return frozenset(aside)


def _expressed(words: Sequence[str]) -> list[str]:
    """Replace rows of words that mean something together."""
    found: list[str] = []
    at = 0
    while at < len(words):
        rows = [row for row in expressions() if tuple(words[at : at + len(row)]) == row]
        longest = max(rows, key=len, default=())
        found += expressions()[longest] if longest else words[at : at + 1]
        at += len(longest) or 1
    return found


def _council_and_place(spotter: Spotter, words: Sequence[str], span: Span) -> list[Span]:
    """Take 'raad van Haarlem' apart: what the council said is asked by place."""
    if len(span) == 1 or words[span.first] not in _COUNCILS:
        return [span]
    after = span.first + 1
    parts = [
        Span(at + part.first, at + part.end, part.things)
        for at, end in ((span.first, after), (after, span.end))
        for part in spotter.find(words[at:end])
    ]
    return parts if any(Kind.GEMEENTE in part.things for part in parts) else [span]


def _mended_places(topics: Topics, spotter: Spotter, typed: Sequence[str]) -> tuple[list[str], list[str]]:
    """Mend what stands where a place does and is almost the name of one; give the words and the changes."""
    words, notes = list(typed), []
    for at, word in enumerate(typed):
        if at and typed[at - 1] in _PLACING and len(word) >= _LONG_PLACE and not _known(topics, word):
            near = process.extract(word, sorted(spotter.places), scorer=OSA.distance, score_cutoff=1, limit=2)
            if len(near) == 1:
                words[at] = near[0][0]
                notes.append(f"'{word}' gelezen als '{words[at]}'")
    return words, notes


def _strange_places(topics: Topics, words: Sequence[str], spans: Sequence[Span], text: str) -> list[str]:
    """Give the words written as the name of a place that is not known, whatever else they may mean."""
    named = {at for span in spans for at in range(span.first, span.end)}
    capitals = {word for part in re.findall(r"(?<!^)\b[A-Z]\w+", text) for word in tokens(part)}
    return [
        word
        for at, word in enumerate(words)
        if at
        and words[at - 1] in _PLACING
        and word in capitals
        and at not in named
        and word not in topics.proper
    ]


def _mended(
    topics: Topics, typed: Sequence[str], period: Period | None
) -> tuple[list[str], list[str], list[str]]:
    """Give the words with typing errors mended, what was mended, and the words that stay unknown."""
    words: list[str] = []
    notes: list[str] = []
    unknown: list[str] = []
    at = 0
    while at < len(typed):
        word = typed[at]
        together = "".join(typed[at : at + 2])
        if (spelled := _as_recognised(topics, word)) and not (period and at in period.words):
            words.append(spelled)
            notes.append(f"'{word}' gelezen als '{spelled}'")
        elif _known(topics, word) or (period and at in period.words):
            words.append(word)
        elif at + 1 < len(typed) and together in topics.spelled:
            words.append(together)
            at += 1
        elif meant := _nearest(topics, word) or _beside(topics, typed[max(at - 1, 0) : at + 2], word):
            words.append(meant)
            notes.append(f"'{word}' gelezen als '{meant}'")
        else:
            words.append(word)
            unknown.append(word)
        at += 1
    return words, notes, unknown


def _as_recognised(topics: Topics, word: str) -> str | None:
    """Give the word by which a kind of question is recognised, for one that is written almost like it."""
    if len(word) < _RECOGNISED or word in topics.spelled or recognised(word):
        return None
    near = process.extract(word, list(topics.spelled), scorer=OSA.distance, score_cutoff=1, limit=None)
    return next((each for each, _, _ in near if recognised(each)), None)


def _known(topics: Topics, word: str) -> bool:
    return (
        any(letter.isdigit() for letter in word)
        or len(word) == 1
        or word in silent_words() | doing_words() | DECISIVE
        or recognised(word)
        or stem(word) in same_words()
        or topics.known(word)
    )


def _beside(topics: Topics, near: Sequence[str], word: str) -> str | None:
    """Give the word that a short one was meant to be: one that stands in names beside its neighbours."""
    if len(word) < _SHORT:
        return None
    found = process.extract(word, topics.spelled.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
    alike = {
        choice
        for choice, _, _ in found
        if any((other, choice) in topics.pairs or (choice, other) in topics.pairs for other in near)
    }
    return min(alike) if len(alike) == 1 else None


def _nearest(topics: Topics, word: str) -> str | None:
    """Give the known word that a long word was most likely meant to be."""
    if len(word) < _LONG:
        return None
    errors = 2 if len(word) >= _VERY_LONG else 1
    choices = [*topics.spelled, *vocabulary(), *silent_words(), *doing_words()]
    found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=errors, limit=None)
    alike = [(distance, choice) for choice, distance, _ in found if choice[0] == word[0]]
    return min(alike)[1] if alike else None

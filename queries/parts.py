"""Takes a question with two questions in it apart: 'Wie trekt het project, en tot wanneer loopt het?'.

The second one is given the words of the first that go without saying in it, so that each can be answered
by itself. What is found is not for this module: see `queries.asking`.
"""

import re
from collections.abc import Callable

from graph.names import Kind
from queries.dutch import doing_words, light_words, silent_words
from queries.reading import DECISIVE, Sentence
from queries.spotting import Span

_PREPOSITION = r"(?:met|bij|voor|door|aan|van|over|in|op|onder|tot|vanaf|sinds|naar|per|via)"
_ASKING = r"(?:wie|wiens|wat|welke?|waar\w*|wanneer|hoe\w*)"
_VERB = r"(?:is|zijn|heeft|hebben|doet|wordt|worden|bestaat|kent|moet|moeten|mag|mogen|kan|kunnen|maakt)"
_SEAM = re.compile(
    rf",? en (?:ook |dan )?(?=(?:{_PREPOSITION} )?{_ASKING}\b)"
    rf"|, en (?={_VERB}\b)"
    rf"|, (?=(?:wie|door wie|wanneer|(?:tot|vanaf) wanneer|hoe vaak|hoeveel|waarvoor)\b)"
    rf"|[:?] (?:en )?(?=(?:{_PREPOSITION} )?{_ASKING}\b)",
    re.IGNORECASE,
)
_BEFORE = frozenset(_PREPOSITION.strip("(?:)").split("|"))
_NAMING = frozenset(
    (
        "welke",
        "welk",
        "wat",
        "wie",
        "hoe",
        "heten",
        "luiden",
        "zijn",
        "is",
        "het",
        "dat",
        "die",
        "deze",
        "ze",
        "zij",
        "allemaal",
    )
)
_PLACES = {Kind.GEMEENTE, Kind.PLAN, Kind.BRON}
_OF_OLD = silent_words() | doing_words() | light_words() | {"vaak", "lang", "hoelang"}


def apart(text: str, whole: Callable[[str, str], bool]) -> list[str]:
    """Take a text apart at the places where a next question begins.

    Args:
        text: what was typed.
        whole: says whether a part is a question of its own, given what comes behind it.
    """
    parts: list[str] = []
    begins = 0
    for seam in _SEAM.finditer(text):
        part, rest = text[begins : seam.start()], text[seam.end() :]
        if rest.strip(" ?.") and (parts or whole(part, rest)):
            parts.append(part.strip(" ,"))
            begins = seam.end()
    return [*parts, text[begins:].strip()]


def is_whole(head: Sentence, tail: Sentence) -> bool:
    """Say whether the first part of a sentence is a question of its own: it says what it is about."""
    if tail.spans and not head.spans:
        return False
    named = any(not set(span.things) <= _PLACES and Kind.GEMEENTE not in span.things for span in head.spans)
    return named or bool(_own_words(head))


def is_bare(tail: Sentence) -> bool:
    """Say whether a second question asks for no more than who, when or how often."""
    return not _own_words(tail) and not tail.spans


def asks_to_name(tail: Sentence) -> bool:
    """Say whether a second question only asks to name what the first one asks for: 'en hoe heten ze'."""
    return not tail.spans and set(tail.words) <= _NAMING


def context_of(head: Sentence, tail: Sentence) -> list[str]:
    """Give the words of the first question that go without saying in the second.

    That are its places and documents where the second has none, and what else it is about.
    """
    placed = any(_PLACES & set(span.things) for span in tail.spans)
    said: list[str] = []
    skipped = set(head.aside | (head.period.words if head.period else frozenset()))
    for span in head.spans:
        if _PLACES & set(span.things):
            skipped |= set(range(span.first, span.end))
            said += () if placed else _phrase(head, span)
    about = [
        word
        for at, word in enumerate(head.words)
        if at not in skipped and at >= head.opening and word not in silent_words() | DECISIVE
    ]
    return [*said, *(("over", *about) if about else ())]


def _own_words(sentence: Sentence) -> list[str]:
    """Give the words of a sentence that say what it is about, names left out."""
    named = {at for span in sentence.spans for at in range(span.first, span.end)}
    return [
        word
        for at, word in enumerate(sentence.words)
        if at not in named | sentence.aside and word not in _OF_OLD | DECISIVE and len(word) > 1
    ]


def _phrase(sentence: Sentence, span: Span) -> tuple[str, ...]:
    before = sentence.words[span.first - 1] if span.first else ""
    return (before if before in _BEFORE else "in", *sentence.words[span.first : span.end])

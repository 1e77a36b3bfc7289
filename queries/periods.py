"""Finds the time that is meant in the words of a question: 'in 2022', 'voor 1 juli 2021', 'eind vorig jaar'.

A year, a quarter, a month, a season, a half-year or a day becomes its first and last day; 'voor', 'na',
'vanaf' and 'tot en met' open or close it at one side. Words that name no time are left alone. What a plan
writes about time is not read here.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from graph.days import MONTHS

_SHORT = {"mrt": 3, "sept": 9, "okt": 10} | {name[:3]: at for at, name in enumerate(MONTHS, 1)}
_NUMBERS = {"eerste": 1, "1e": 1, "tweede": 2, "2e": 2, "derde": 3, "3e": 3, "vierde": 4, "4e": 4}
# Parts of a year by their first and last month, as plans in this field use them.
_PARTS = {
    "voorjaar": (3, 5),
    "lente": (3, 5),
    "zomer": (6, 8),
    "najaar": (9, 11),
    "herfst": (9, 11),
    "begin": (1, 3),
    "medio": (6, 7),
    "halverwege": (6, 7),
    "eind": (10, 12),
    "einde": (10, 12),
}
_FILLERS = {"in", "het", "de", "van", "op", "rond", "jaar", "maand", "loop", "per", "uiterlijk"}
_IN = {"gepland", "planning", "programma", "ambities", "ingepland"}
_YEAR = re.compile(r"(?:19|20)\d\d")
_QUARTER = re.compile(r"(?:q|k|kw)([1-4])")


@dataclass(frozen=True)
class Period:
    """A stretch of time and the words that name it.

    Attributes:
        first: its first day; None when it is open.
        last: its last day; None when it is open.
        words: the positions of the words that were read.
    """

    first: date | None
    last: date | None
    words: frozenset[int]


def find_period(words: Sequence[str], today: date) -> Period | None:
    """Find the time in a question.

    Args:
        words: the text as `queries.dutch.tokens` gives it.
        today: what 'dit jaar' and the like are counted from.
    """
    found = [part for at in range(len(words)) if (part := _at(words, at, today))]
    apart = [
        part for at, part in enumerate(found) if not any(part.words <= other.words for other in found[:at])
    ]
    if not apart:
        return None
    begin, end = apart[0], apart[-1]
    read = frozenset().union(*(part.words for part in apart))
    at = min(begin.words)
    if len(apart) > 1:  # 'tussen 2021 en 2023', 'van maart tot juni 2021'
        return Period(begin.first, end.last, read | _before(words, at, {"tussen", "van", "vanaf"}))
    before = begin.first and begin.first - timedelta(days=1)
    after = begin.last and begin.last + timedelta(days=1)
    within = (begin.first, begin.last)
    at_end = words[at] in ("eind", "einde")  # 'voor eind 2022' is in 2022
    ways: list[tuple[set[str], tuple[date | None, date | None]]] = [
        ({"voor"}, within if _IN & set(words) else (None, begin.last if at_end else before)),
        ({"tot", "in"}, within),
        ({"tot"}, (None, before)),
        ({"tot", "en", "met"}, (None, begin.last)),
        ({"uiterlijk"}, (None, begin.last)),
        ({"na"}, (after, None)),
        ({"vanaf"}, (begin.first, None)),
        ({"sinds"}, (begin.first, None)),
    ]
    for opening, (first, last) in ways:
        if closed := _before(words, at, opening):
            return Period(first, last, read | closed)
    return Period(*within, read)


def _before(words: Sequence[str], at: int, wanted: set[str]) -> frozenset[int]:
    """Give the positions of the wanted words directly before a position, if all are there."""
    found = set()
    while at and words[at - 1] in wanted | {"de", "het", "in", "eind"} - ({"in"} & wanted):
        at -= 1
        if words[at] in wanted:
            found.add(at)
    return frozenset(found) if {words[each] for each in found} == wanted else frozenset()


def _at(words: Sequence[str], at: int, today: date) -> Period | None:
    """Read the time that begins at a position."""
    for read in (_day, _quarter, _half, _month, _part, _year, _relative):
        if found := read(words, at, today):
            first, last, count = found
            return Period(first, last, frozenset(range(at, at + count)))
    return None


_Found = tuple[date | None, date | None, int] | None


def _day(words: Sequence[str], at: int, today: date) -> _Found:
    here = list(words[at : at + 3])
    if len(here) == 3 and here[0].isdigit() and _YEAR.fullmatch(here[2]):
        month = int(here[1]) if here[1].isdigit() else _month_number(here[1])
        return _whole_day(int(here[2]), month, int(here[0]), 3)
    if len(here) == 3 and _YEAR.fullmatch(here[0]) and here[1].isdigit() and here[2].isdigit():
        return _whole_day(int(here[0]), int(here[1]), int(here[2]), 3)
    return (today, today, 1) if here[:1] == ["vandaag"] else None


def _whole_day(year: int, month: int | None, day: int, count: int) -> _Found:
    try:
        found = date(year, month or 0, day)
    except ValueError:
        return None
    return found, found, count


def _quarter(words: Sequence[str], at: int, today: date) -> _Found:
    if found := _QUARTER.fullmatch(words[at]):
        number, after = int(found[1]), at + 1
    elif words[at] in _NUMBERS and words[at + 1 : at + 2] in (["kwartaal"], ["kw"]):
        number, after = _NUMBERS[words[at]], at + 2
    else:
        return None
    return _months(words, at, after, (3 * number - 2, 3 * number), today)


def _half(words: Sequence[str], at: int, today: date) -> _Found:
    if words[at] in ("eerste", "1e", "tweede", "2e") and words[at + 1 : at + 2] in (["helft"], ["halfjaar"]):
        second = _NUMBERS[words[at]] == 2
        return _months(words, at, at + 2, (7, 12) if second else (1, 6), today)
    return None


def _month(words: Sequence[str], at: int, today: date) -> _Found:
    month = _month_number(words[at])
    # 'mei' and 'maart' are months only; short forms count when a year follows.
    if not month or (words[at] not in MONTHS and not _next_year(words, at + 1)):
        return None
    return _months(words, at, at + 1, (month, month), today)


def _part(words: Sequence[str], at: int, today: date) -> _Found:
    part = _PARTS.get(words[at])
    if not part or (words[at] in ("begin", "eind", "einde") and not _next_year(words, at + 1)):
        return None
    return _months(words, at, at + 1, part, today)


def _year(words: Sequence[str], at: int, _: date) -> _Found:
    if not _YEAR.fullmatch(words[at]):
        return None
    year = int(words[at])
    return date(year, 1, 1), date(year, 12, 31), 1


def _relative(words: Sequence[str], at: int, today: date) -> _Found:
    years = {"dit": 0, "volgend": 1, "vorig": -1, "komend": 1, "afgelopen": -1}
    if words[at] in years and words[at + 1 : at + 2] == ["jaar"]:
        year = today.year + years[words[at]]
        return date(year, 1, 1), date(year, 12, 31), 2
    if words[at] == "deze" and words[at + 1 : at + 2] == ["maand"]:
        return _span(today.year, today.month, today.month, 2)
    return None


def _months(words: Sequence[str], at: int, after: int, months: tuple[int, int], today: date) -> _Found:
    """Give some months of the year that follows in the text, or else of this year."""
    year, end = _next_year(words, after) or (today.year, after)
    return _span(year, *months, end - at)


def _next_year(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Give the year that follows, and the position behind it."""
    while at < len(words) and words[at] in ("van", "in", "het", "jaar"):
        at += 1
    return (int(words[at]), at + 1) if at < len(words) and _YEAR.fullmatch(words[at]) else None


def _span(year: int, first: int, last: int, count: int) -> _Found:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1]), count


def _month_number(word: str) -> int | None:
    return MONTHS.index(word) + 1 if word in MONTHS else _SHORT.get(word)

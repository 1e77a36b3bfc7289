"""Leafs through a long table: which of its rows stand on a page, in what order, as the address says.

    /organisaties?filter=veilig&volgorde=-Taken&pagina=2

A table that fits on one page is sorted and filtered by the browser. Of a longer one the browser has only a
part, so all rows are sorted and filtered here, and its files hold them like that. How that looks is told by
`tabel` and `bladeren` of `onderdelen.html`.
"""

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, NamedTuple, TypeVar

from fastapi import Depends, Query

from graph.names import words
from service.listing import Cell, Listing, Value, text_of

Row = TypeVar("Row")
Asked = Annotated[str, Query(max_length=200)]

_PART = re.compile(r"\d+|\D+")
_MANY_DIGITS = 4000  # a longer number is no number to int()


class Arrangement(NamedTuple):
    """What the address says of the rows of a long table.

    Attributes:
        page: the number of the page, from 1.
        order: the name of the column to sort by, after a hyphen for downwards; empty leaves them as they are.
        words: what a row must hold, each of them; empty keeps all.
    """

    page: int
    order: str
    words: str


def _arrangement(pagina: int = 1, volgorde: Asked = "", filter: Asked = "") -> Arrangement:  # noqa: A002
    return Arrangement(pagina, volgorde.strip(), filter.strip())


Arranging = Annotated[Arrangement, Depends(_arrangement)]


class Leaf(NamedTuple, Generic[Row]):
    """Some of many rows, as one page shows them.

    Attributes:
        rows: those on it.
        number: of the page, from 1.
        last: the number of the last page.
        first_row: the number of the first row on it.
        total: how many rows there are in all.
    """

    rows: Sequence[Row]
    number: int
    last: int
    first_row: int
    total: int


class Opened(NamedTuple):
    """A long table, opened at a page.

    Attributes:
        listing: the rows on the page.
        leaf: which those are.
        whole: how many rows there are when none is filtered out.
        partly: there are more than a browser is given at once, or the address arranges them.
        arrangement: what the address says.
    """

    listing: Listing
    leaf: Leaf[int]
    whole: int
    partly: bool
    arrangement: Arrangement


def leaf(rows: Sequence[Row], number: int, size: int) -> Leaf[Row]:
    """Give one page of many rows; a number beyond the last gives the last.

    Args:
        rows: all of them.
        number: of the page, from 1.
        size: how many rows stand on a page.
    """
    last = max(1, -(-len(rows) // size))
    at = min(max(number, 1), last)
    begin = (at - 1) * size
    return Leaf(rows[begin : begin + size], at, last, begin + 1, len(rows))


def opened(
    rows: Sequence[Row], asked: Arrangement, size: int, table: Callable[[Sequence[Row]], Listing]
) -> Opened:
    """Open a long table at a page.

    Args:
        rows: all that there is to show.
        asked: which of them, and in what order.
        size: how many rows stand on a page.
        table: makes a table of some of the rows; all are made only if they must be arranged.
    """
    arranges = bool(asked.order or asked.words)
    whole = arranged(table(rows), asked) if arranges else None
    on_page = leaf(range(len(rows if whole is None else whole.rows)), asked.page, size)
    if whole is None:
        listing = table([rows[at] for at in on_page.rows])
    else:
        listing = whole.of([whole.rows[at] for at in on_page.rows])
    return Opened(listing, on_page, len(rows), arranges or len(rows) > size, asked)


def arranged(listing: Listing, asked: Arrangement) -> Listing:
    """Leave out the rows that lack a word, and sort the others; a column that is not there sorts nothing."""
    rows = listing.rows
    if wanted := words(asked.words).split():
        rows = [row for row in rows if _holds(row, wanted)]
    header = asked.order.removeprefix("-")
    if header in listing.headers:
        at = listing.headers.index(header)
        told = [row for row in rows if text_of(row[at])]
        told.sort(key=lambda row: _key(row[at]), reverse=asked.order.startswith("-"))
        rows = [*told, *(row for row in rows if not text_of(row[at]))]
    return listing.of(rows)


def _holds(row: Sequence[Value], wanted: Sequence[str]) -> bool:
    text = words(" ".join(map(text_of, row)))
    return all(word in text for word in wanted)


def _key(value: Value) -> list[tuple[bool, int, str]]:
    """Sort as a dictionary does: without capitals, accents and marks, and numbers by their value."""
    text = value.order if isinstance(value, Cell) and value.order else text_of(value)
    return [
        (True, 0, part) if not part.isdecimal() or len(part) > _MANY_DIGITS else (False, int(part), "")
        for part in _PART.findall(words(text))
    ]

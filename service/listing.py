"""Tables of the pages: the same rows on the screen, as CSV and as a spreadsheet.

A page with a table takes `formaat: Format | None = None` in its route. It makes one `Listing`, and gives it
to the template, or, if a format was asked for, returns `as_file(listing, formaat, name)`. So the address of a
file is that of the page with `formaat=csv` or `formaat=xlsx` added, and holds exactly what was chosen there.
In the template, `tabel(listing)` and `meenemen(request)` of `onderdelen.html` show it and link to its files.
A long table comes in pages (`service.leafing`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from fastapi.responses import Response

from service.clock import today
from service.packed import EXCEL
from service.sheets import Sheet, workbook
from service.tables import as_csv
from shapes.findings import SEVERITY_WORDS

Tone = Literal["", "fout", "let-op", "info", "goed", "rustig"]

_SEVERITY_TONES: dict[str, Tone] = dict(zip(SEVERITY_WORDS.values(), ("fout", "let-op", "info"), strict=True))
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")  # what Excel refuses in it
_LONGEST_SHEET_NAME = 31


class Format(StrEnum):
    """What a table can be taken along as."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True)
class Cell:
    """A cell that is more than its text.

    Attributes:
        text: what it says, on the screen and in files.
        href: where it leads to.
        tone: shows it as a badge; the text says the same as the colour.
        order: what the column is sorted by instead of the text, such as a date in ISO 8601.
        follows: stands behind the cell before it, after a comma, instead of under it.
    """

    text: str
    href: str = ""
    tone: Tone = ""
    order: str = ""
    follows: bool = False


Value = str | Cell | Sequence[Cell]


@dataclass(frozen=True)
class Listing:
    """A table.

    Attributes:
        caption: what the table shows, as a line above it and the title of its files.
        headers: the names of the columns.
        rows: each as long as `headers`; several cells in the place of one stand under each other.
    """

    caption: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Value]]

    def texts(self) -> list[list[str]]:
        """Give the rows as they stand in a file."""
        return [[text_of(value) for value in row] for row in self.rows]

    def of(self, rows: "Sequence[Sequence[Value]]") -> "Listing":
        """Give the same table with other rows."""
        return replace(self, rows=rows)


def cells(value: Value) -> Iterator[Cell]:
    """Give what stands in one place of a row."""
    if isinstance(value, str):
        yield Cell(value)
    elif isinstance(value, Cell):
        yield value
    else:
        yield from value


def text_of(value: Value) -> str:
    """Give what stands in one place of a row as one text."""
    parts = [(", " if cell.follows else "; ", cell.text) for cell in cells(value)]
    return "".join(f"{mark if at else ''}{text}" for at, (mark, text) in enumerate(parts))


def severity(word: str) -> Cell:
    """Give the badge of a severity, by the word for it ('eerst regelen')."""
    return Cell(word, tone=_SEVERITY_TONES[word])


def as_file(listing: Listing, form: Format, name: str) -> Response:
    """Give a table as a file to save.

    Args:
        listing: the table.
        form: what kind of file.
        name: of the file, without its ending: small letters, digits and hyphens.
    """
    if form == Format.CSV:
        # Without the mark at the beginning, Excel takes UTF-8 for something else.
        content = as_csv(listing.headers, listing.texts()).encode("utf-8-sig")
        return attachment(content, f"{name}.csv", "text/csv; charset=utf-8")
    sheet = Sheet(_SHEET_NAME.sub(" ", name)[:_LONGEST_SHEET_NAME], listing.headers, listing.texts())
    return attachment(workbook(listing.caption, [sheet], today()), f"{name}.xlsx", EXCEL)


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """Give a file that the browser saves under a name."""
    return Response(
        content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )

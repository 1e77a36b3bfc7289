"""Writes tables as a spreadsheet to filter and fill in, in which no text is a formula.

openpyxl is imported when the first one is written: it takes long, and most of what a service does needs none.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import TYPE_CHECKING

from service.harmless import visible
from service.packed import packed
from service.tables import widths

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_SHADE = "E6EEF0"
_LINE = 15  # points
_LONGEST = 32_767  # characters that a cell can hold


@dataclass(frozen=True)
class Sheet:
    """A table on a sheet of its own.

    Attributes:
        name: at most 31 characters.
        headers: the names of the columns.
        rows: each as long as `headers`.
    """

    name: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]


def workbook(title: str, sheets: Sequence[Sheet], day: date) -> bytes:
    """Give an xlsx file; the same tables on the same day give the same bytes."""
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = visible(title)
    book.properties.creator = "hgkm"
    book.properties.language = "nl-NL"
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    out = io.BytesIO()
    book.save(out)
    return packed(out.getvalue(), day)


def _fill(page: "Worksheet", sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    shade = PatternFill("solid", fgColor=_SHADE)
    for number, cells in enumerate((sheet.headers, *sheet.rows), start=1):
        for column, text in enumerate(cells, start=1):
            cell = page.cell(number, column, visible(text)[:_LONGEST])
            # As text whatever it looks like, also after somebody edits the cell.
            cell.data_type = "s"
            cell.quotePrefix = True
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font, cell.fill = Font(bold=True), shade
    sizes = widths(sheet.headers, sheet.rows)
    for column, width in enumerate(sizes, start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    # Not every program makes room by itself for a text that is broken off.
    for number, cells in enumerate((sheet.headers, *sheet.rows), start=1):
        lines = max(len(wrap(text, width)) for text, width in zip(cells, sizes, strict=True))
        page.row_dimensions[number].height = _LINE * max(lines, 1)
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.headers))}{len(sheet.rows) + 1}"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

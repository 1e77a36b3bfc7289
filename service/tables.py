"""Lays out rows of text for people and programs: as a table on a screen, as plain lines, as CSV, as JSON.

Every door lays out its answers and findings here, so that a label can neither steer a terminal nor become a
formula in a spreadsheet. It does not know what the rows mean, and writes nothing itself.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from itertools import compress

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.harmless import UNSAFE, harmless, visible

Rows = Sequence[Sequence[str]]

_FORMULA = re.compile(r"\s*[=+\-@]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_NARROWEST = 13  # characters a column needs to be read; with less each row becomes a block of its own
_COMFORTABLE = 30  # characters a column of long texts needs
_UNBOUNDED = 100_000
_SMALLEST, _WIDEST, _LONGEST_WORD = 6, 60, 22  # characters of a column on paper, and of a word in it
_TO_FILL_IN = 24  # characters of a column that is empty


def as_table(headers: Sequence[str], rows: Rows, width: int | None = None, *, styled: bool = False) -> str:
    """Lay out rows in columns.

    Args:
        headers: one a column.
        rows: each as long as `headers`.
        width: of the screen, in characters: cells wrap, and where columns would become too narrow each row
            becomes a block of lines. Without a width every row is one line, for other programs.
        styled: whether the text may hold ANSI codes.

    Returns:
        Lines, each with its line end.
    """
    cells = [[harmless(cell) for cell in row] for row in rows]
    if width is None:
        plain = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        return _printed([_filled(plain, headers, cells, [None] * len(headers))], _UNBOUNDED, styled=False)
    # A column without any content only takes room from the others.
    used = [not cells or any(row[at] for row in cells) for at in range(len(headers))]
    headers = list(compress(headers, used))
    cells = [list(compress(row, used)) for row in cells]
    widths = _widths([(header, *column) for header, *column in zip(headers, *cells, strict=True)], width)
    if widths is None:
        return _printed([_block(headers, row) for row in cells], width, styled=styled)
    wraps = any(len(cell) > room for row in cells for cell, room in zip(row, widths, strict=True))
    # Rows that run on over several lines are told apart by an empty line.
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", leading=int(wraps))
    return _printed([_filled(table, headers, cells, widths)], width, styled=styled)


def as_csv(headers: Sequence[str], rows: Rows) -> str:
    """Give the rows as CSV (RFC 4180) that a spreadsheet opens without running anything in it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_inert(header) for header in headers)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return out.getvalue()


def as_json(value: object) -> str:
    """Give the value as indented JSON that is harmless on a terminal, with a line end."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def _inert(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula."""
    shown = visible(cell)
    return f"'{shown}" if _FORMULA.match(shown) and not _NUMBER.fullmatch(shown) else shown


def _widths(columns: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Divide the width so that few words break and the longest cells get most room; None if nothing fits."""
    # A header is never broken, nor is a word while there is room.
    words = [
        max(len(header), *(len(word) for cell in column for word in cell.split()), 0)
        for header, *column in columns
    ]
    whole = [max(map(len, column)) for column in columns]
    room = width - 3 * len(columns) - 1
    for limit in range(max(*words, _NARROWEST), _NARROWEST - 1, -1):
        widths = [min(word, limit) for word in words]
        if sum(widths) <= room:
            break
    else:
        return None
    for _ in range(room - sum(widths)):
        at = max(range(len(columns)), key=lambda at: whole[at] / max(widths[at], 1))
        widths[at] += whole[at] > widths[at]
    high = any(cell > 6 * given and given < _COMFORTABLE for cell, given in zip(whole, widths, strict=True))
    return None if high else widths


def _filled(table: Table, headers: Sequence[str], cells: Rows, widths: Sequence[int | None]) -> Table:
    for header, width in zip(headers, widths, strict=True):
        table.add_column(Text(header), overflow="fold", width=width)
    for row in cells:
        table.add_row(*map(Text, row))
    return table


def _block(headers: Sequence[str], row: Sequence[str]) -> Table:
    block = Table.grid(padding=(0, 2, 0, 0))
    block.add_column(style="bold")
    block.add_column(overflow="fold")
    for header, cell in zip(headers, row, strict=True):
        if cell:
            block.add_row(Text(header), Text(cell))
    block.add_row("", "")
    return block


def _printed(tables: Iterable[Table], width: int, *, styled: bool) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=styled, legacy_windows=False, soft_wrap=False)
    for table in tables:
        console.print(table)
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


def widths(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Give how many characters wide each column reads well: most cells on two lines, few words broken."""
    found = []
    for column, header in enumerate(headers):
        texts = [row[column] for row in rows]
        if texts and not any(texts):
            found.append(_TO_FILL_IN)
            continue
        usual = sorted(map(len, texts))[len(texts) * 9 // 10] if texts else 0
        word = max((len(word) for text in (header, *texts) for word in text.split()), default=0)
        found.append(min(max(usual // 2, min(word, _LONGEST_WORD), _SMALLEST) + 2, _WIDEST))
    return found

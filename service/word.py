"""Lays out chapters as a Word document that can go with an agreement or a plan as an annex.

Headings are headings and header rows are header rows, so that a screen reader finds its way. What is said
stands in `shapes.chapters`.
"""

import io
from collections.abc import Sequence
from datetime import date

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt
from docx.table import _Cell

from service.harmless import visible
from service.packed import packed
from service.tables import widths
from shapes.chapters import Chapter, Table

_SMALL = Pt(8)
_WIDTH = Cm(26.7)  # of the text on a page: what the margins leave
_MARGINS = 4  # characters, beside the text of a cell


def document(title: str, chapters: Sequence[Chapter], day: date) -> bytes:
    """Give a docx file; the same chapters on the same day give the same bytes."""
    paper = docx.Document()
    paper.core_properties.title = visible(title)
    paper.core_properties.author = "hgkm"
    paper.core_properties.language = "nl-NL"
    _in_dutch(paper)
    _landscape(paper)
    _number_pages(paper, visible(title))
    paper.add_heading(visible(title), level=0)
    for chapter in chapters:
        paper.add_heading(visible(chapter.title), level=1)
        for sentence in chapter.text:
            paper.add_paragraph(visible(sentence))
        for table in chapter.tables:
            _add(paper, table)
    out = io.BytesIO()
    paper.save(out)
    return packed(out.getvalue(), day)


def _add(paper: Document, table: Table) -> None:
    paper.add_heading(visible(table.title), level=2)
    grid = paper.add_table(rows=1 + len(table.rows), cols=len(table.headers), style="Table Grid")
    grid.autofit = False
    wanted = [width + _MARGINS for width in widths(table.headers, table.rows)]
    sizes = [int(_WIDTH * width / sum(wanted)) for width in wanted]
    # Some programs go by the columns, others by the cells.
    for column, size in zip(grid.columns, sizes, strict=True):
        column.width = Emu(size)
    for number, (line, cells) in enumerate(zip(grid.rows, (table.headers, *table.rows), strict=True)):
        for cell, text, size in zip(line.cells, cells, sizes, strict=True):
            cell.width = Emu(size)
            written = cell.paragraphs[0].add_run(visible(text))
            written.font.size = _SMALL
            written.bold = number == 0
            if number == 0:
                _shade(cell)
        # A row stays on one page, and the headers come back on each.
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit" if number else "w:tblHeader"))  # noqa: SLF001  no other way
    paper.add_paragraph()


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E6EEF0")):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001  no other way


def _number_pages(paper: Document, title: str) -> None:
    """Say at the foot of each page what it is of, and which page it is."""
    foot = paper.sections[0].footer.paragraphs[0]
    foot.add_run(f"{title}, bladzijde ").font.size = _SMALL
    number = foot.add_run()
    number.font.size = _SMALL
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        number._r.append(part)  # noqa: SLF001  no other way


def _in_dutch(paper: Document) -> None:
    """Say the language, for spelling and for screen readers."""
    properties = paper.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "nl-NL")
    properties.append(language)


def _landscape(paper: Document) -> None:
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.8)

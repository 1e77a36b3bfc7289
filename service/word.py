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
from docx.shared import Cm, Pt

from service.harmless import visible
from service.packed import packed
from shapes.chapters import Chapter, Table

_SMALL = Pt(8)


def document(title: str, chapters: Sequence[Chapter], day: date) -> bytes:
    """Give a docx file; the same chapters on the same day give the same bytes."""
    paper = docx.Document()
    paper.core_properties.title = visible(title)
    paper.core_properties.author = "hgkm"
    paper.core_properties.language = "nl-NL"
    _in_dutch(paper)
    _landscape(paper)
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
    for number, (line, cells) in enumerate(zip(grid.rows, (table.headers, *table.rows), strict=True)):
        for cell, text in zip(line.cells, cells, strict=True):
            written = cell.paragraphs[0].add_run(visible(text))
            written.font.size = _SMALL
            written.bold = number == 0
        # A row stays on one page, and the headers come back on each.
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit" if number else "w:tblHeader"))  # noqa: SLF001  no other way
    paper.add_paragraph()


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

"""Turns the answer to a named question into a table of a page, with names that lead on to what they name."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from rdflib import URIRef

from graph.passages import Passage
from graph.terms import Node
from queries.run import Result, readable
from service.listing import Cell, Listing, Value
from service.paginas import adressen

Leading = Callable[[URIRef, str], Cell]


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        header: its name.
        variable: what it shows, by its label where it has one.
        leading: makes a thing a cell that leads to it; None shows a text.
    """

    header: str
    variable: str
    leading: Leading | None = None


def table_of(result: Result, caption: str, columns: Sequence[Column]) -> Listing:
    """Make a table; rows that differ only in what the question merges, or in their passages, are one row."""
    merged = set(result.question.merged)
    cells: dict[tuple[str, ...], dict[str, dict[str, Cell]]] = defaultdict(lambda: defaultdict(dict))
    places: dict[tuple[str, ...], set[Passage]] = defaultdict(set)
    for row in result.answer.bindings():
        shown = {
            one.variable: readable(row.get(f"{one.variable}Label") or row.get(one.variable))
            for one in columns
        }
        key = tuple("" if name in merged else text for name, text in shown.items())
        for one in columns:
            text, thing = shown[one.variable], row.get(one.variable)
            if text and one.leading and isinstance(thing, URIRef):
                cells[key][one.variable][text] = one.leading(thing, text)
            elif text:
                cells[key][one.variable].setdefault(text, Cell(text))
        places[key].update(result.passages.get(row["bewijs"], ()) if "bewijs" in row else ())
    rows: list[list[Value]] = [
        [*([*of_row[one.variable].values()] for one in columns), adressen.passages(places[key])]
        for key, of_row in cells.items()
    ]
    return Listing(caption, (*(one.header for one in columns), "Staat in"), rows)


def only(result: Result, keep: Callable[[Mapping[str, Node]], bool]) -> Result:
    """Leave rows out of an answer."""
    names = result.answer.variables
    rows = [
        row
        for row in result.answer.rows
        if keep({name: term for name, term in zip(names, row, strict=True) if term is not None})
    ]
    return replace(result, answer=replace(result.answer, rows=rows))

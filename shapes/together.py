"""The queries for several shapes that look at the same few focus nodes; made by `shapes.translation`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rdflib.term import Node


@dataclass(frozen=True)
class Together:
    """Several shapes for the same few focus nodes, in two steps.

    In one query with all conditions the store would spend its time on the best order for joining them.

    Attributes:
        flags: queries, each of which gives the focus nodes (`?this`) for which one flag holds.
        columns: expressions on the flags, for each shape one, false where it does not hold.
        told: the shape that each column is about, by name.
    """

    flags: tuple[str, ...]
    columns: str
    told: dict[str, Node]

    def verdict(self, rows: Mapping[str, Collection[str]]) -> str:
        """Give the query for the columns.

        Args:
            rows: the flags that hold for each focus node, both as they are written in SPARQL.
        """
        names = sorted({flag for flags in rows.values() for flag in flags})
        given = [
            f"({focus} {' '.join('true' if name in flags else 'UNDEF' for name in names)})"
            for focus, flags in rows.items()
        ]
        values = f"VALUES (?this {' '.join(names)}) {{ {' '.join(given)} }}"
        return f"SELECT ?this {self.columns} WHERE {{ {values} }}"

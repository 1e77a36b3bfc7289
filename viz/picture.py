"""What a live map shows, as plain data that goes to a page, a file or a program as it is.

A picture answers one question. It knows neither the store nor places on a screen: `viz.views` makes it, the
page lays it out, and `viz.exchange` writes it for other programs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Node:
    """A thing in the picture.

    Attributes:
        key: its IRI, or that of what it stands for.
        label: its name: one line, harmless.
        kind: what it is, in Dutch; a word of `viz.facts.Kind` or of the view itself.
        group: key of the group that it belongs to; empty when there is none.
        open: how many open points it has.
        empty: whether it is an empty seat.
        told: what is said of it under its name; without it, how many open points it has.
        mark: a word by which it differs from the others; drawn with a sign of its own.
        column: from the left, where the view puts things in columns; -1 where it does not.
    """

    key: str
    label: str
    kind: str
    group: str = ""
    open: int = 0
    empty: bool = False
    told: str = ""
    mark: str = ""
    column: int = -1


@dataclass(frozen=True)
class Edge:
    """A relation in the picture.

    Attributes:
        source, target: keys of nodes.
        label: the relation in words.
        family: what is drawn alike; a word of `viz.network.Family` or of the view itself.
        rows: numbers of the rows of the table that it stands for.
        begin, end: ISO dates between which it holds; empty where none is known.
        mark: a word by which it differs from the others.
    """

    source: str
    target: str
    label: str
    family: str
    rows: tuple[int, ...]
    begin: str = ""
    end: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Picture:
    """A map, with the table of the same relations.

    Attributes:
        view: the name of the view.
        question: what it answers, in Dutch.
        groups: the name of each group, by key.
        nodes, edges: in an order that the same facts always give.
        headers, rows: the table; row n belongs to the edges that name it.
        notes: what was put together or left out, in Dutch sentences.
        confidentiality: openbaar, intern or vertrouwelijk.
        free: whether things lie where their relations pull them, instead of in columns.
    """

    view: str
    question: str
    groups: Mapping[str, str]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    confidentiality: str
    free: bool = False

    def with_open_points(self, counts: Mapping[str, int]) -> "Picture":
        """Say at each node how many open points there are about it."""
        nodes = tuple(replace(node, open=counts.get(node.key, 0)) for node in self.nodes)
        return replace(self, nodes=nodes)

    def as_json(self) -> dict[str, Any]:
        """Give the picture for a page or a program."""
        return {
            "view": self.view,
            "question": self.question,
            "groups": [{"id": key, "label": label} for key, label in self.groups.items()],
            "nodes": [
                {
                    "id": node.key,
                    "label": node.label,
                    "kind": node.kind,
                    "group": node.group,
                    "open": node.open,
                    "empty": node.empty,
                    "told": node.told,
                    "mark": node.mark,
                    "column": node.column,
                }
                for node in self.nodes
            ],
            "edges": [
                {
                    "id": f"e{number}",
                    "source": edge.source,
                    "target": edge.target,
                    "label": edge.label,
                    "family": edge.family,
                    "rows": list(edge.rows),
                    "begin": edge.begin,
                    "end": edge.end,
                    "mark": edge.mark,
                }
                for number, edge in enumerate(self.edges)
            ],
            "table": {"headers": list(self.headers), "rows": [list(row) for row in self.rows]},
            "notes": list(self.notes),
            "confidentiality": self.confidentiality,
            "free": self.free,
        }

"""Lays any picture of the live map out as one HTML file to mail around; `viz.sheet` writes it.

    html = picture_html(picture, today=date(2026, 11, 22))

Things stand in columns, as the picture puts them or as its relations lead from one to the next; what has no
direction lies where its relations pull it. The places follow from the picture alone, and nothing overlaps.
Groups are not folded here: a file shows everything that the live map can show.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from statistics import fmean

import networkx as nx
import pyvis.network

from viz.facts import Kind
from viz.layout import WIDTH, fit
from viz.network import Family
from viz.picture import Node, Picture
from viz.sheet import SIGNS, Cell, Row, Sheet, add_box, slug, written

_LINE_HEIGHT, _PADDING, _GAP = 15, 4, 14
_SIGN, _MARGIN, _SEAT_MARGIN = 22, 6, 22
_BETWEEN = 130  # between columns, for the lines and their words
_NARROWEST, _WIDEST = 170, 340
_PULLED = 190  # the width of what lies free
_ROOM = 26  # height for each of those
_SWEEPS = 6
_SEED = 4
_WHO, _WHAT, _WHOM = range(3)
_WORK = (Kind.ACTIVITEIT, Kind.TAAK, Kind.PLANDEEL)
_FILLS: Mapping[str, str] = {Kind.DOELGROEP: "doelgroep", Kind.ACTIVITEIT: "wat", Kind.TAAK: "wat"}
_SOLID, _DASHED, _DOTTED = "", "8 4", "2 3"
# Dashes and width of lines, as the live map tells them apart; others differ from each other.
_LINES: Mapping[str, tuple[str, float]] = {
    "stuurt of heeft regie": (_SOLID, 3),
    "werkt mee of is betrokken": (_DASHED, 1.4),
    "niemand genoemd": (_DOTTED, 1.6),
    "voor wie": (_DOTTED, 1.2),
    "eerst regelen": (_SOLID, 3),
    "aandachtspunt": (_SOLID, 1.1),
    "ter info": (_DOTTED, 1.1),
    "onduidelijk": (_DASHED, 1.8),
    "afspraak": (_SOLID, 3),
    "overleg": (_DASHED, 1.4),
    "concept": (_DASHED, 1.8),
}
_OTHERS = ((_SOLID, 1.4), (_DASHED, 1.4))


@dataclass
class _Box:
    """A thing in its place: its middle, in pixels from the upper left corner."""

    node: Node
    lines: tuple[str, ...]
    width: float
    height: float
    x: float = 0
    y: float = 0


def picture_html(picture: Picture, *, today: date) -> str:
    """Write a picture as one HTML file; the same picture and date give the same text."""
    columns = {} if picture.free else _columns(picture)
    width = _PULLED
    whole = WIDTH
    if columns:
        count = max(columns.values()) + 1
        width = max(_NARROWEST, min(_WIDEST, (WIDTH - (count - 1) * _BETWEEN) // count))
        whole = max(WIDTH, count * width + (count - 1) * _BETWEEN)
    boxes = {node.key: _box(node, width) for node in picture.nodes}
    if columns:
        _in_columns(picture, boxes, columns, whole, width)
    else:
        _pulled(picture, boxes)
    families = sorted({str(edge.family) for edge in picture.edges})
    others = cycle(_OTHERS)
    looks = {family: _LINES.get(family) or next(others) for family in families}
    rows_of = _rows_of(picture)
    nodes, edges = _drawn(picture, boxes, looks, rows_of, bent=bool(columns))
    kinds = sorted({str(node.kind) for node in picture.nodes})
    sheet = Sheet(
        question=picture.question,
        confidentiality=picture.confidentiality,
        sources=["de ingelezen plannen en afspraken"],
        notes=picture.notes,
        says=f"Kaart bij de vraag: {picture.question}",
        choices=_choices(picture, rows_of),
        kinds=kinds,
        has_roles=False,
        ties=families,
        lines=[(family, *look) for family, look in looks.items()],
        headers=picture.headers,
        rows=_table(picture),
        counts=[(kind.capitalize(), kind) for kind in kinds],
        titles=(),
        width=int(whole),
        bent=bool(columns),
        nodes=nodes,
        edges=edges,
    )
    return written(sheet, today)


def _box(node: Node, width: float) -> _Box:
    room = width - (_SEAT_MARGIN if node.kind == Kind.NIEMAND else _SIGN + _MARGIN)
    told = node.told or {0: "", 1: "1 open punt"}.get(node.open, f"{node.open} open punten")
    parts = ((node.mark, 1), (node.label, 4), (told, 3))
    lines = tuple(line for text, most in parts if text for line in fit(text, room, most))
    return _Box(node, lines, width, _LINE_HEIGHT * len(lines) + 2 * _PADDING)


def _columns(picture: Picture) -> dict[str, int]:
    """Give the column of each thing.

    It is that of the picture; else who does something, what, and for whom; else one further than what leads
    to it.
    """
    if any(node.column >= 0 for node in picture.nodes):
        return {node.key: max(node.column, 0) for node in picture.nodes}
    if any(edge.family == Family.FOR_WHOM for edge in picture.edges):
        acts = {edge.source for edge in picture.edges}
        return {
            node.key: _WHAT if node.kind in _WORK else _WHO if node.key in acts else _WHOM
            for node in picture.nodes
        }
    network: nx.DiGraph[str] = nx.DiGraph()
    network.add_nodes_from(node.key for node in picture.nodes)
    network.add_edges_from((edge.source, edge.target) for edge in picture.edges)
    # Things that lead to each other stand in one column.
    knots = nx.condensation(network)
    found: dict[str, int] = {}
    for column, generation in enumerate(nx.topological_generations(knots)):
        found |= {key: column for knot in generation for key in knots.nodes[knot]["members"]}
    return found


def _in_columns(
    picture: Picture, boxes: Mapping[str, _Box], columns: Mapping[str, int], whole: float, width: float
) -> None:
    """Put boxes under each other, in the order of the middles of what they are tied to."""
    count = max(columns.values()) + 1
    beside: defaultdict[str, list[_Box]] = defaultdict(list)
    for edge in picture.edges:
        beside[edge.source].append(boxes[edge.target])
        beside[edge.target].append(boxes[edge.source])
    order = [[key for key in boxes if columns[key] == column] for column in range(count)]
    for sweep in range(_SWEEPS):
        for column, keys in enumerate(order):
            if sweep:
                keys.sort(key=lambda key: fmean([box.y for box in beside[key]] or [boxes[key].y]))
            y = -sum(boxes[key].height + _GAP for key in keys) / 2
            for box in map(boxes.__getitem__, keys):
                box.x = width / 2 + column * (whole - width) / max(count - 1, 1)
                box.y = y + box.height / 2
                y += box.height + _GAP


def _pulled(picture: Picture, boxes: Mapping[str, _Box]) -> None:
    """Let relations pull boxes to their place, island by island; what is tied to nothing comes last."""
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(boxes)
    network.add_edges_from((edge.source, edge.target) for edge in picture.edges)
    islands = sorted(nx.connected_components(network), key=lambda keys: (-len(keys), min(keys)))
    alone = [boxes[key] for keys in islands if len(keys) == 1 for key in keys]
    top = 0.0
    for keys in islands:
        if len(keys) > 1:
            places = nx.spring_layout(network.subgraph(sorted(keys)), seed=_SEED, iterations=200)
            top = _cleared([(boxes[key], *places[key]) for key in sorted(keys)], top)
    across = int(WIDTH // (_PULLED + _GAP))
    for begin in range(0, len(alone), across):
        row = alone[begin : begin + across]
        for number, box in enumerate(row):
            box.x, box.y = box.width / 2 + number * (box.width + _GAP), top + box.height / 2
        top += max(box.height for box in row) + _GAP


def _cleared(places: Iterable[tuple[_Box, float, float]], top: float) -> float:
    """Place boxes by where they lie between -1 and 1, moved down where they would overlap.

    Returns:
        Where there is room under them.
    """
    wanted = sorted(places, key=lambda place: place[2])
    tall = max(160, _ROOM * len(wanted))
    placed: list[_Box] = []
    for box, x, y in wanted:
        box.x = box.width / 2 + (x + 1) / 2 * (WIDTH - box.width)
        box.y = top + box.height / 2 + (y + 1) / 2 * tall
        for other in sorted(placed, key=lambda other: other.y - other.height):
            clear = other.y + (other.height + box.height) / 2 + _GAP
            if abs(box.x - other.x) < box.width + _GAP and abs(box.y - other.y) < clear - other.y:
                box.y = clear
        placed.append(box)
    return max(box.y + box.height / 2 for box in placed) + 2 * _GAP


def _rows_of(picture: Picture) -> dict[str, set[int]]:
    """Give the numbers of the rows that each thing takes part in."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for edge in picture.edges:
        found[edge.source].update(edge.rows)
        found[edge.target].update(edge.rows)
    return found


def _drawn(
    picture: Picture,
    boxes: Mapping[str, _Box],
    lines: Mapping[str, tuple[str, float]],
    rows_of: Mapping[str, set[int]],
    *,
    bent: bool,
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Hand boxes and lines to pyvis, and give its nodes and edges back."""
    # Without direction, pyvis would leave out all but one of the lines between two.
    drawing = pyvis.network.Network(directed=True)
    names = {key: f"n{number}" for number, key in enumerate(boxes)}
    for key, box in boxes.items():
        kind, empty = str(box.node.kind), box.node.kind == Kind.NIEMAND
        fill = "leeg" if box.node.empty else _FILLS.get(box.node.kind, "wie")
        looks = {
            "label": box.node.label,
            "title": _told(box.node),
            "regels": box.lines,
            "kolom": kind,
            "teken": SIGNS.get(box.node.kind, SIGNS[Kind.TAAK]),
            "vulling": fill,
            "leeg": empty,
            "kop": False,
        }
        add_box(drawing, names[key], (box.x, box.y, box.width, box.height), rows_of.get(key, ()), looks)
    for number, edge in enumerate(picture.edges):
        one, other = boxes[edge.source], boxes[edge.target]
        ends = ("r", "l") if one.x < other.x else ("l", "r")
        if not bent or one.x == other.x:
            ends = ("", "")
        dashes, width = lines[edge.family]
        drawing.add_edge(
            names[edge.source] + ends[0],
            names[edge.target] + ends[1],
            id=f"e{number}",
            rol=": ".join(filter(None, (edge.mark, edge.label))),
            familie=slug(edge.family),
            rijen=list(edge.rows),
            width=width,
            dashes=[int(part) for part in dashes.split()] or False,
            arrows="" if picture.free else "to",
        )
    return drawing.nodes, drawing.edges


def _told(node: Node) -> str:
    return "; ".join(filter(None, (node.mark, node.label, node.told)))


def _choices(picture: Picture, rows_of: Mapping[str, set[int]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """List the things to choose from by their kind, with the names of their boxes."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for number, node in enumerate(picture.nodes):
        if rows_of.get(node.key) and node.kind != Kind.NIEMAND:
            found[str(node.kind)].append((node.label, f"n{number}"))
    return [(kind, sorted(things)) for kind, things in sorted(found.items())]


def _table(picture: Picture) -> list[Row]:
    """Give the rows of the table, each with the kinds and the tie by which it is chosen."""
    kind = {node.key: str(node.kind) for node in picture.nodes}
    kinds: defaultdict[int, set[str]] = defaultdict(set)
    tie: dict[int, str] = {}
    for edge in picture.edges:
        for number in edge.rows:
            kinds[number] |= {kind[edge.source], kind[edge.target]}
            tie.setdefault(number, str(edge.family))
    return [
        Row([Cell([text]) for text in row], sorted(kinds[number]), tie.get(number, ""))
        for number, row in enumerate(picture.rows)
    ]

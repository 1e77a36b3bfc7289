"""Writes who does what for whom as one HTML file that can be mailed, printed and opened without any network.

    map_html(store, gemeente=TOOI_GEMEENTE.gm0597, today=date(2026, 11, 22))

The file itself is made by `viz.sheet`. Contact data never gets here, see `viz.relations`. It is not a page of
the service, which allows no script in a page.
"""

from collections.abc import Sequence
from datetime import date

import pyvis.network
from rdflib import URIRef

from graph import names
from graph.passages import stands_in
from graph.store import ReadStore
from viz.facts import HEADERS, Facts, Kind
from viz.layout import COLUMNS, WIDTH, Box, Column, arrange
from viz.network import Family, Network, project, readable
from viz.relations import one_line, read
from viz.sheet import SIGNS, Cell, Row, Sheet, add_box, slug, written
from viz.sight import noted
from viz.walk import Scope

_NOT_DRAWN = noted(
    ["Afspraken, escalatielijnen, overleggen zonder taak, aanbevelingen en geld staan er niet in."]
)
_TITLES = {Column.WHO: "Wie", Column.WHAT: "doet wat", Column.WHOM: "voor wie"}
_FILLS = {Column.WHO: "wie", Column.SEAT: "leeg", Column.WHAT: "wat", Column.WHOM: "doelgroep"}
_COUNTS = (
    ("Organisaties en functies", "wie"),
    ("Activiteiten en taken", "wat"),
    ("Voor wie", "voor wie"),
    ("Niemand genoemd", "niemand"),
)
_LINES: dict[Family, dict[str, object]] = {
    Family.DOES: {"width": 1.4},
    Family.STEERS: {"width": 3},
    Family.HELPS: {"width": 1.4, "dashes": [8, 4]},
    Family.NOBODY: {"width": 1.6, "dashes": [3, 3]},
    Family.FOR_WHOM: {"width": 1.2, "dashes": [2, 2]},
}


def map_html(
    store: ReadStore,
    *,
    gemeente: URIRef | None = None,
    actor: URIRef | None = None,
    plan: str | None = None,
    today: date,
    graphs: Sequence[URIRef] | None = None,
) -> str:
    """Draw who does what for whom as one HTML file; what is chosen counts together.

    Args:
        store: where the facts are.
        gemeente: the municipality or region that a relation holds for.
        actor: the organisation or post that it is about.
        plan: identifier or name of the plan in which it stands.
        today: the date that the map bears.
        graphs: the named graphs that the reader may see; without them all.

    Returns:
        The text of the file; the same facts and date give the same text.

    Raises:
        UnknownNameError: there is no such plan, or there is nothing to draw.
    """
    known = names.Names(store, graphs)
    scope = Scope(gemeente, actor, known.resolve(plan, names.Kind.PLAN)[0] if plan else None)
    facts = read(store, scope, graphs)
    network, notes = readable(project(facts), facts.things)
    boxes = arrange(network)
    drawn_families = {edge["family"] for *_, edge in network.edges(data=True)}
    nodes, edges = _drawn(network, boxes)
    sheet = Sheet(
        question=_question(scope, known),
        confidentiality=facts.confidentiality,
        sources=sorted({one_line(f"{p.name} ({p.source})") for row in facts.relations for p in row.passages}),
        notes=[*notes, *_NOT_DRAWN],
        says="Kaart met drie kolommen: wie, doet wat, voor wie.",
        choices=_choices(boxes),
        kinds=[kind for kind in Kind if any(box.thing and box.thing.kind is kind for box in boxes)],
        has_roles=True,
        ties=sorted({relation.role for relation in facts.relations if relation.role}),
        lines=[(family, "", 0) for family in Family if family in drawn_families],
        headers=HEADERS,
        rows=_rows(facts),
        counts=_COUNTS,
        titles=[(title, COLUMNS[column][0]) for column, title in _TITLES.items()],
        width=WIDTH,
        bent=True,
        nodes=nodes,
        edges=edges,
    )
    return written(sheet, today)


def _question(scope: Scope, known: names.Names) -> str:
    """Say which question the map answers."""
    question = "Wie doet wat voor wie"
    if scope.actor:
        question = f"Wat hangt er aan {one_line(known.label(scope.actor))}"
    if scope.gemeente:
        question += f" in {one_line(known.label(scope.gemeente))}"
    if scope.plan:
        question += f" volgens {one_line(known.label(scope.plan))}"
    return f"{question}?"


def _drawn(network: Network, boxes: Sequence[Box]) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Hand boxes and edges to pyvis, and give its nodes and edges back.

    A box has small nodes at its sides, since vis-network leads every line to the middle of a node.
    """
    drawing = pyvis.network.Network(directed=True)
    sides: dict[tuple[Column, str], str] = {}
    for number, box in enumerate(boxes):
        looks: dict[str, object] = {"kop": box.thing is None, "label": box.text, "regels": box.lines}
        if box.thing:
            looks |= {
                "kolom": box.column,
                "teken": SIGNS[box.thing.kind],
                "vulling": _FILLS[box.column],
                "leeg": box.thing.kind is Kind.NIEMAND,
                "title": box.text,
            }
            sides[box.column, box.thing.key] = f"n{number}"
        add_box(drawing, f"n{number}", (box.x, box.y, box.width, box.height), box.rows, looks)
    for number, (source, target, edge) in enumerate(network.edges(data=True)):
        family = edge["family"]
        start, end = (Column.SEAT if family is Family.NOBODY else Column.WHO), Column.WHAT
        if family is Family.FOR_WHOM:
            start, end = Column.WHAT, Column.WHOM
        drawing.add_edge(
            f"{sides[start, source]}r",
            f"{sides[end, target]}l",
            id=f"e{number}",
            rol=edge["role"],
            familie=slug(family),
            rijen=sorted(edge["rows"]),
            **_LINES[family],
        )
    return drawing.nodes, drawing.edges


def _choices(boxes: Sequence[Box]) -> list[tuple[str, list[tuple[str, str]]]]:
    """List the things to choose from, by the column where they stand, with the numbers of their boxes."""
    numbers: dict[str, list[str]] = {}
    columns: dict[str, tuple[Column, str]] = {}
    for number, box in enumerate(boxes):
        if box.thing and box.thing.kind is not Kind.NIEMAND:
            numbers.setdefault(box.thing.key, []).append(f"n{number}")
            if columns.get(box.thing.key, (Column.WHOM,))[0] is Column.WHOM:
                columns[box.thing.key] = box.column, box.text
    return [
        (
            column,
            sorted(
                (text, " ".join(numbers[key])) for key, (place, text) in columns.items() if place is column
            ),
        )
        for column in (Column.WHO, Column.WHAT, Column.WHOM)
    ]


def _rows(facts: Facts) -> list[Row]:
    """Put the relations in words, row by row."""
    label = {key: thing.label for key, thing in facts.things.items()}
    rows = []
    for number, row in enumerate(facts.relations, 1):
        whole = facts.things[row.what].whole
        cells = [
            Cell([label[row.who]]),
            Cell([row.role]),
            Cell([label[row.what]], label[whole] if whole != row.what else ""),
            Cell([label[key] for key in row.for_whom]),
            Cell([row.certainty]),
            Cell([row.when], order=row.begin),
            Cell([one_line(stands_in(row.passages))], order=f"{number:05}"),
        ]
        kinds = sorted({facts.things[key].kind for key in (row.who, row.what, *row.for_whom)})
        rows.append(Row(cells, kinds, row.role, row.is_open))
    return rows

"""Writes a map as one HTML file that can be mailed, printed and opened without any network.

    map_html(store, gemeente=TOOI_GEMEENTE.gm0597, today=date(2026, 11, 22))

The picture is drawn by vis-network, whose script comes out of the pyvis package, from pyvis' data model. The
page around it is our own (`templates/`): that of pyvis asks other machines for styles and writes labels into
script. Here every text is escaped, in markup by Jinja2 and in script as JSON without `<`; identifiers are
numbers; there are no links; and the page's own security policy lets only its own scripts run and nothing be
fetched. Contact data never gets here, see `viz.relations`. The file is not a page of the service, which
allows no script in a page.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import jinja2
import pyvis.network
from markupsafe import Markup
from rdflib import URIRef

from graph import names
from graph.days import in_words
from graph.passages import stands_in
from graph.store import ReadStore
from viz.facts import HEADERS, Facts, Kind
from viz.layout import COLUMNS, WIDTH, Box, Column, arrange
from viz.network import Family, Network, project, readable
from viz.relations import one_line, read
from viz.sight import noted
from viz.walk import Scope

_TEMPLATES = Path(__file__).parent / "templates"
_NOT_DRAWN = noted(
    ["Afspraken, escalatielijnen, overleggen zonder taak, aanbevelingen en geld staan er niet in."]
)
_CONFIDENTIALITY = {
    "openbaar": "openbaar",
    "intern": "intern, niet verder verspreiden dan nodig",
    "vertrouwelijk": "vertrouwelijk, alleen voor wie ertoe is aangewezen",
}
# The shapes of the live map, small: they tell the kinds apart without colour, as SVG paths of 16 by 16.
_ROUND = "M4 3h8a3 3 0 0 1 3 3v4a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3z"
_RECTANGLE = "M1 3h14v10H1z"
_SIGNS = {
    Kind.ORGANISATIE: _RECTANGLE,
    Kind.FUNCTIE: "M8 3a7 5 0 1 0 .01 0z",
    Kind.GROEP: "M1 8l4-5h6l4 5-4 5H5z",
    Kind.SOORT: "M4 3h8l3 3v4l-3 3H4l-3-3V6z",
    Kind.KEUZE: "M8 1l7 7-7 7-7-7z",
    Kind.NIEMAND: _RECTANGLE,
    Kind.ACTIVITEIT: _ROUND,
    Kind.TAAK: _ROUND,
    Kind.PLANDEEL: _ROUND,
    Kind.DOELGROEP: "M4 2h8l3 4v4l-3 4H4l-3-4V6z",
}
_TITLES = {Column.WHO: "Wie", Column.WHAT: "doet wat", Column.WHOM: "voor wie"}
_FILLS = {Column.WHO: "wie", Column.SEAT: "leeg", Column.WHAT: "wat", Column.WHOM: "doelgroep"}
_OPTIONS = {
    "autoResize": False,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": False,
        "dragView": False,
        "zoomView": False,
        "hover": True,
        "selectConnectedEdges": True,
    },
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.4}},
        "smooth": {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.5},
        "selectionWidth": 1,
        "hoverWidth": 1,
    },
}
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
    pyvis_nodes, pyvis_edges = _drawn(network, boxes)
    style, script, library = _template("kaart.css"), _template("kaart.js"), _vis_network()
    return _page().render(
        question=_question(scope, known),
        today=today,
        date=in_words(today),
        confidentiality=_CONFIDENTIALITY[facts.confidentiality],
        sources=sorted({one_line(f"{p.name} ({p.source})") for row in facts.relations for p in row.passages}),
        notes=[*notes, *_NOT_DRAWN],
        choices=_choices(boxes),
        kinds=[kind for kind in Kind if any(box.thing and box.thing.kind is kind for box in boxes)],
        roles=sorted({relation.role for relation in facts.relations if relation.role}),
        families=[family for family in Family if family in drawn_families],
        signs=_SIGNS,
        columns=HEADERS,
        table=_table(facts),
        data={
            "nodes": pyvis_nodes,
            "edges": pyvis_edges,
            "options": _OPTIONS,
            "breedte": WIDTH,
            "kolommen": [[title, COLUMNS[column][0]] for column, title in _TITLES.items()],
            "rijen": [
                {
                    "soorten": sorted({facts.things[key].kind for key in (row.who, row.what, *row.for_whom)}),
                    "rol": row.role,
                    "open": row.is_open,
                }
                for row in facts.relations
            ],
        },
        style=style,
        library=library,
        script=script,
        policy=_policy(style, (library, script)),
    )


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
        common = {"x": box.x, "y": box.y, "fixed": True, "rijen": sorted(box.rows)}
        looks = {"breedte": box.width, "hoogte": box.height, "regels": box.lines, "kop": box.thing is None}
        if box.thing:
            looks |= {
                "kolom": box.column,
                "teken": _SIGNS[box.thing.kind],
                "vulling": _FILLS[box.column],
                "leeg": box.thing.kind is Kind.NIEMAND,
                "title": box.text,
            }
            sides[box.column, box.thing.key] = f"n{number}"
        drawing.add_node(f"n{number}", label=box.text, shape="custom", **common, **looks)
        for side in (-1, 1) if box.thing else ():
            at = common | {"x": box.x + side * box.width / 2}
            drawing.add_node(
                f"n{number}{'lr'[side > 0]}", label=" ", shape="dot", size=0.1, color="#0000", **at
            )
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
            familie=_slug(family),
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


def _table(facts: Facts) -> list[dict[str, object]]:
    """Put the relations in words, row by row."""
    label = {key: thing.label for key, thing in facts.things.items()}
    return [
        {
            "who": label[row.who],
            "role": row.role,
            "what": label[row.what],
            "whole": label[whole] if (whole := facts.things[row.what].whole) != row.what else "",
            "for_whom": [label[key] for key in row.for_whom],
            "certainty": row.certainty,
            "when": row.when,
            "begin": row.begin,
            "passages": one_line(stands_in(row.passages)),
            "is_open": row.is_open,
        }
        for row in facts.relations
    ]


def _slug(words: str) -> str:
    """Make words fit to be a name in a style sheet."""
    return words.replace(" ", "-")


def _policy(style: str, scripts: Iterable[str]) -> str:
    """Allow this style and these scripts, and nothing else."""
    scripts_allowed = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {scripts_allowed}; style-src {_hash(style)};"
        " base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _vis_network() -> Markup:
    """Give the script of vis-network as pyvis brings it."""
    script = max(Path(pyvis.__file__).parent.glob("lib/vis-*/vis-network.min.js"))
    return _inline(script.read_text(encoding="utf-8"))


@cache
def _template(name: str) -> Markup:
    return _inline((_TEMPLATES / name).read_text(encoding="utf-8"))


def _inline(text: str) -> Markup:
    """Let a style or script of our own stand in a page as it is, once nothing in it can end its element."""
    if "</s" in text.lower():
        raise ValueError("a style or script holds the end of an element")
    return Markup(text)  # noqa: S704


@cache
def _page() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["slug"] = _slug
    return environment.get_template("kaart.html")

"""The page of the one-file map: takes what a file holds, and writes it with the script that draws it.

The picture is drawn by vis-network, whose script comes out of the pyvis package, from pyvis' data model. The
page around it is our own (`templates/`): that of pyvis asks other machines for styles and writes labels into
script. Here every text is escaped, in markup by Jinja2 and in script as JSON without `<`; identifiers are
numbers; there are no links; and the page's own security policy lets only its own scripts run and nothing be
fetched. What is drawn and where is told by `viz.onefile` and `viz.mailing`.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import jinja2
import pyvis.network
from markupsafe import Markup

from graph.days import in_words
from viz.facts import Kind

_TEMPLATES = Path(__file__).parent / "templates"
_CONFIDENTIALITY = {
    "openbaar": "openbaar",
    "intern": "intern, niet verder verspreiden dan nodig",
    "vertrouwelijk": "vertrouwelijk, alleen voor wie ertoe is aangewezen",
}
# The shapes of the live map, small: they tell the kinds apart without colour, as SVG paths of 16 by 16.
_ROUND = "M4 3h8a3 3 0 0 1 3 3v4a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3z"
_RECTANGLE = "M1 3h14v10H1z"
SIGNS: Mapping[str, str] = {
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
}
_EDGES = {
    "arrows": {"to": {"enabled": True, "scaleFactor": 0.4}},
    "selectionWidth": 1,
    "hoverWidth": 1,
}
_BENT = {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.5}


@dataclass(frozen=True)
class Cell:
    """A place in the table: texts one after the other, what they are a part of, and what it is sorted by."""

    texts: Sequence[str]
    part_of: str = ""
    order: str | None = None


@dataclass(frozen=True)
class Row:
    """A relation, as the table says it and the filters choose it."""

    cells: Sequence[Cell]
    kinds: Sequence[str]
    tie: str
    is_open: bool = False


@dataclass(frozen=True)
class Sheet:
    """What a file holds.

    Attributes:
        question, confidentiality, sources, notes: what the map is about and what it does not say.
        says: what the picture looks like, for who does not see it.
        choices: things to choose from, under a name, with the numbers of their boxes.
        kinds: the kinds of things that are drawn.
        has_roles: whether it is about roles: the table has the columns of who does what for whom.
        ties: what ties things, to choose from.
        lines: what is drawn alike, with its dashes and width where the style sheet does not know it.
        headers, rows: the table.
        counts: what is counted under which word: the word, and the column of the boxes.
        titles: what stands over the columns of the picture, and how far from the left.
        width: of the picture, in pixels.
        bent: whether lines bend from column to column.
        nodes, edges: as pyvis gives them.
    """

    question: str
    confidentiality: str
    sources: Sequence[str]
    notes: Sequence[str]
    says: str
    choices: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    kinds: Sequence[str]
    has_roles: bool
    ties: Sequence[str]
    lines: Sequence[tuple[str, str, float]]
    headers: Sequence[str]
    rows: Sequence[Row]
    counts: Sequence[tuple[str, str]]
    titles: Sequence[tuple[str, int]]
    width: int
    bent: bool
    nodes: Sequence[Mapping[str, object]]
    edges: Sequence[Mapping[str, object]]


def written(sheet: Sheet, today: date) -> str:
    """Give the text of the file of a sheet on a day."""
    style, script, library = _template("kaart.css"), _template("kaart.js"), _vis_network()
    smooth = _BENT if sheet.bent else {"enabled": False}
    return _page().render(
        sheet=sheet,
        today=today,
        date=in_words(today),
        confidentiality=_CONFIDENTIALITY[sheet.confidentiality],
        signs=SIGNS,
        some_open=any(row.is_open for row in sheet.rows),
        data={
            "nodes": sheet.nodes,
            "edges": sheet.edges,
            "options": _OPTIONS | {"edges": _EDGES | {"smooth": smooth}},
            "breedte": sheet.width,
            "kolommen": sheet.titles,
            "tellingen": sheet.counts,
            "rijen": [{"soorten": row.kinds, "rol": row.tie, "open": row.is_open} for row in sheet.rows],
        },
        style=style,
        library=library,
        script=script,
        policy=_policy(style, (library, script)),
    )


def add_box(
    drawing: pyvis.network.Network,
    name: str,
    place: tuple[float, float, float, float],
    rows: Iterable[int],
    looks: Mapping[str, object],
) -> None:
    """Hand a box to pyvis.

    Lines lead to the middle of a node, so a box that stands for a thing has a small node at each side, called
    as the box with an l or an r behind it.

    Args:
        drawing: what takes it.
        name: what it is called.
        place: its middle and its size in pixels: x, y, width, height.
        rows: numbers of the rows that it takes part in.
        looks: what the script draws of it; `kolom` where it stands for a thing.
    """
    x, y, width, height = place
    common = {"x": x, "y": y, "fixed": True, "rijen": sorted(rows)}
    drawing.add_node(name, shape="custom", breedte=width, hoogte=height, **common, **looks)
    for side in (-1, 1) if "kolom" in looks else ():
        at = common | {"x": x + side * width / 2}
        drawing.add_node(f"{name}{'lr'[side > 0]}", label=" ", shape="dot", size=0.1, color="#0000", **at)


def slug(words: str) -> str:
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
    environment.filters["slug"] = slug
    return environment.get_template("kaart.html")

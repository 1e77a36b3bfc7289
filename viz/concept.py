"""Draws what was brought up in a session over a picture, told apart from what is known by the mark 'concept'.

    shown = with_drafts(picture, session)

What has the name of something in the picture is that, as is 'gemeente Venlo' where only one thing is called
almost so; anything else comes beside it. What was accepted is
left out: the picture itself has it. Nothing here reads or changes the graph.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from graph.confidentiality import Level
from graph.names import loosely, words
from graph.sessie import Item, Kind, Session
from viz.facts import Kind as Shown
from viz.picture import Edge, Node, Picture
from viz.relations import one_line

CONCEPT = "concept"
_SHORT = 60  # characters of a question that a shape shows
_MOST = 40  # drafts that are drawn, the newest; the table has all


def with_drafts(picture: Picture, session: Session) -> Picture:
    """Give a picture with what was brought up and not accepted: things, relations and rows of its table."""
    drafts = [item for item in session.items if not item.change]
    drawn = _Drawing(picture)
    for left, item in zip(range(len(drafts), 0, -1), drafts, strict=True):
        if left <= _MOST:
            drawn.draw(item)
        drawn.rows.append(_row(picture.headers, item, f"{session.label}, punt {item.number}"))
    level = max(Level[picture.confidentiality.upper()], session.level)
    return replace(
        picture,
        nodes=(*picture.nodes, *drawn.nodes.values()),
        # What was brought up stands first in the table.
        edges=(*(_further(edge, len(drafts)) for edge in picture.edges), *drawn.edges),
        rows=(*drawn.rows, *picture.rows),
        confidentiality=level.name.lower(),
        notes=(_told(len(drafts)), *picture.notes),
    )


def _told(drafts: int) -> str:
    if not drafts:
        return "Uit de sessie staat niets als concept op de kaart."
    points = "1 punt" if drafts == 1 else f"{drafts} punten"
    newest = f" Getekend zijn de laatste {_MOST}; de tabel heeft ze alle." if drafts > _MOST else ""
    return f"Met {points} uit een sessie als concept: ingebracht en nog niet vastgelegd.{newest}"


class _Drawing:
    """What comes over a picture."""

    def __init__(self, picture: Picture) -> None:
        self._known = {words(node.label): node.key for node in reversed(picture.nodes)}
        self._almost: dict[str, set[str]] = {}
        for node in picture.nodes:
            self._almost.setdefault(loosely(node.label), set()).add(node.key)
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.rows: list[tuple[str, ...]] = []

    def draw(self, item: Item) -> None:
        """Draw an item, whose row comes next in the table."""
        match item.kind:
            case Kind.PARTY:
                self._thing(item.who)
            case Kind.ROLE:
                what = self._thing(item.what, Shown.TAAK)
                who = self._thing(item.who) if item.who else self._note(item, Shown.NIEMAND)
                self._line(who, what, item.role)
                if item.whom:
                    self._line(what, self._thing(item.whom, Shown.DOELGROEP), "voor wie")
            case Kind.TOGETHER:
                self._line(self._thing(item.who), self._thing(item.whom), item.what or "werkt samen met")
            case Kind.QUESTION:
                note = self._note(item, f"Vraag {item.number}: {_short(item.what)}")
                if item.who:
                    self._line(note, self._thing(item.who), "vraag bij")
            case Kind.MISSING:
                note = self._note(
                    item, f"Ontbreekt: {_short(item.what)}" if item.what else "Hier ontbreekt iets"
                )
                self._line(note, self._thing(item.who), "ontbreekt bij")

    def _thing(self, name: str, kind: Shown = Shown.ORGANISATIE) -> str:
        """Give the key of what has a name; it comes if nothing has."""
        almost = self._almost.get(loosely(name), ())
        key = self._known.get(words(name)) or (min(almost) if len(almost) == 1 else None)
        if key is None:
            key = self._known[words(name)] = f"{CONCEPT}:{words(name)}"
            self.nodes[key] = Node(key, one_line(name), kind, mark=CONCEPT)
        return key

    def _note(self, item: Item, text: str) -> str:
        key = f"{CONCEPT}:{item.number}"
        kind = Shown.NIEMAND if item.kind is Kind.ROLE else item.kind
        self.nodes[key] = Node(key, text, kind, empty=kind is Shown.NIEMAND, mark=CONCEPT)
        return key

    def _line(self, source: str, target: str, label: str) -> None:
        row = len(self.rows)
        self.edges.append(Edge(source, target, f"{one_line(label)} ({CONCEPT})", CONCEPT, (row,)))


def _further(edge: Edge, rows: int) -> Edge:
    return replace(edge, rows=tuple(row + rows for row in edge.rows))


def _row(headers: Sequence[str], item: Item, source: str) -> tuple[str, ...]:
    """Lay an item out under the headers of any view."""
    cells: Mapping[str, str] = {
        "Wie": item.who,
        "Als rol": item.role or item.kind,
        "Wat": item.what,
        "Voor wie": item.whom,
        "Zekerheid": CONCEPT,
        "Hoe": CONCEPT,
        "Waaraan": item.what,
        "Met wie": item.whom,
        "Staat in": source,
    }
    row = [one_line(cells.get(header, "")) for header in headers]
    if CONCEPT not in row:
        row[0] = one_line(f"{CONCEPT}: {item.told}")
    return tuple(row)


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 2]} …"

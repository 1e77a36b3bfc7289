"""Gives everything in a picture its place: columns that read as a sentence, who - does what - for whom.

Activities stand in the order of their plan, under the part of the plan that they belong to. Whoever does them
stands as near as can be to the middle of their own activities, next to others of the same organisation or
kind, and so do target groups. A missing owner is an empty seat right before its activity. The places follow
from the network alone: the same network gives the same picture. Nothing overlaps, since text is cut to fit by
an estimate of its width. Shapes and colours are left to the page.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from viz.facts import Kind, Thing
from viz.network import Family, Network


class Column(StrEnum):
    """The columns of a picture; the value is its name in the page."""

    WHO = "wie"
    SEAT = "niemand"
    WHAT = "wat"
    WHOM = "voor wie"


# Left side and width of each column, in pixels of a picture shown at its own size.
COLUMNS = {
    Column.WHO: (0, 300),
    Column.SEAT: (430, 150),
    Column.WHAT: (604, 596),
    Column.WHOM: (1312, 240),
}
WIDTH = 1552
_LINE_HEIGHT, _PADDING, _GAP, _HEADING_HEIGHT = 15, 3, 3, 27
_MOST_LINES = 2
_SIGN = 22  # the sign of the kind before the text
_MARGIN = 6
_OVERHANG = 80  # the name of a group may run on, there is nothing beside it
_ELLIPSIS = "…"
_PLURALS = {
    Kind.ORGANISATIE: "andere organisaties",
    Kind.FUNCTIE: "andere functies",
    Kind.GROEP: "groepen en overleggen",
    Kind.SOORT: "niet bij naam genoemd",
    Kind.KEUZE: "keuzes tussen partijen",
    Kind.DOELGROEP: "doelgroepen",
}


@dataclass(frozen=True)
class Box:
    """A thing, or the name over a group of things, in its place.

    Attributes:
        column: where it stands; a thing that acts and is acted for has a box in two columns.
        thing: what it stands for; None for the name over a group.
        text: the whole text.
        lines: the text as it fits; the last line may end in an ellipsis.
        rows: numbers of the relations that it takes part in.
        x, y: its middle, in pixels from the upper left corner of the picture.
        width, height: in pixels.
    """

    column: Column
    thing: Thing | None
    text: str
    lines: tuple[str, ...]
    rows: frozenset[int]
    x: float
    y: float
    width: int
    height: int


@dataclass(frozen=True)
class _Member:
    """A thing that gets a box in some column, with its text and the height that it would like."""

    thing: Thing
    text: str
    rows: frozenset[int]
    wish: float


def arrange(network: Network) -> list[Box]:
    """Place a network that `viz.network.readable` gave; the boxes come column by column, top to bottom."""
    rows: defaultdict[tuple[Column, str], set[int]] = defaultdict(set)
    beside: defaultdict[tuple[Column, str], list[str]] = defaultdict(list)
    for source, target, edge in network.edges(data=True):
        what, other = target, (Column.WHO, source)
        if edge["family"] is Family.FOR_WHOM:
            what, other = source, (Column.WHOM, target)
        elif edge["family"] is Family.NOBODY:
            other = (Column.SEAT, source)
        beside[other].append(what)
        for place in (other, (Column.WHAT, what)):
            rows[place] |= edge["rows"]

    def members(column: Column, wish: dict[str, float]) -> list[_Member]:
        found = []
        for (place, key), taken in rows.items():
            if place is column:
                wishes = [wish[what] for what in beside[place, key] or [key]]
                thing = network.nodes[key]["thing"]
                text = _seat_text(network, key) if column is Column.SEAT else thing.label
                found.append(_Member(thing, text, frozenset(taken), float(np.mean(wishes))))
        return sorted(found, key=lambda member: (member.wish, member.text, member.thing.key))

    order = {key: float(min(taken)) for (place, key), taken in rows.items() if place is Column.WHAT}
    work = _grouped(Column.WHAT, members(Column.WHAT, order))
    others = {column: members(column, order) for column in (Column.WHO, Column.WHOM)}
    tallest = max(_height(_grouped(column, wanted)) for column, wanted in others.items())
    placed = _stacked(work, _GAP + max(0.0, tallest - _height(work)) / len(work))
    middle = {box.thing.key: box.y for box in placed if box.thing}
    for column in (Column.SEAT, Column.WHO, Column.WHOM):
        wanted = members(column, middle)
        wishes = {member.thing.key: member.wish for member in wanted}
        placed += _nearest(_grouped(column, wanted), wishes)
    top = min(box.y - box.height / 2 for box in placed)
    return [replace(box, y=round(box.y - top, 1)) for box in placed]


def _seat_text(network: Network, seat: str) -> str:
    """Say that nobody is named, and as what where that is more than doing it."""
    roles = {edge["role"] for *_, edge in network.out_edges(seat, data=True)} - {"", "uitvoerend"}
    return ": ".join(filter(None, [Kind.NIEMAND, ", ".join(sorted(roles))]))


def _grouped(column: Column, members: Sequence[_Member]) -> list[Box]:
    """Put members of a group together under its name, and the groups in the order of their wishes."""
    if column in {Column.SEAT, Column.WHOM}:
        return [_box(column, member) for member in members]
    size: defaultdict[str, int] = defaultdict(int)
    for member in members:
        size[member.thing.group] += 1
    groups: defaultdict[str, list[_Member]] = defaultdict(list)
    for member in members:
        name = member.thing.group
        if column is Column.WHO and (not name or size[name] == 1):
            name = _PLURALS[member.thing.kind]
        groups[name].append(member)
    boxes = []
    for name, group in sorted(groups.items(), key=lambda item: (np.mean([m.wish for m in item[1]]), item[0])):
        everything = frozenset[int]().union(*(member.rows for member in group))
        left, width = COLUMNS[column]
        lines = fit(name, width + _OVERHANG, 1)
        boxes.append(Box(column, None, name, lines, everything, left + width / 2, 0, width, _HEADING_HEIGHT))
        boxes += [_box(column, member) for member in group]
    return boxes


def _box(column: Column, member: _Member) -> Box:
    left, width = COLUMNS[column]
    sign = 0 if member.thing.kind is Kind.NIEMAND else _SIGN
    lines = fit(member.text, width - sign - _MARGIN, _MOST_LINES)
    height = _LINE_HEIGHT * len(lines) + 2 * _PADDING
    return Box(column, member.thing, member.text, lines, member.rows, left + width / 2, 0, width, height)


def _height(boxes: Iterable[Box]) -> float:
    return sum(box.height + _GAP for box in boxes)


def _stacked(boxes: Iterable[Box], gap: float = _GAP) -> list[Box]:
    """Place boxes one under the other."""
    placed, bottom = [], 0.0
    for box in boxes:
        placed.append(replace(box, y=bottom + box.height / 2))
        bottom += box.height + gap
    return placed


def _nearest(boxes: Sequence[Box], wishes: dict[str, float]) -> list[Box]:
    """Place boxes in this order, groups together, as near as possible to the middles they wish.

    With the boxes stacked, each wish is a shift. The best shifts that keep the order are the least-squares
    non-decreasing fit: groups that would run into each other are pooled and share their mean.
    """
    pools: list[list[float]] = []  # the shifts that a run of boxes wishes; the name over a group has no wish
    runs: list[int] = []  # the number of boxes in each run
    stacked = _stacked(boxes)
    for box in stacked:
        if box.thing is None or box.column is not Column.WHO:
            pools.append([])
            runs.append(0)
        runs[-1] += 1
        if box.thing:
            pools[-1].append(wishes[box.thing.key] - box.y)
        while len(pools) > 1 and pools[-1] and np.mean(pools[-2]) > np.mean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
            runs[-2:] = [runs[-2] + runs[-1]]
    shifts = np.repeat([float(np.mean(pool)) for pool in pools], runs)
    return [replace(box, y=box.y + float(shift)) for box, shift in zip(stacked, shifts, strict=True)]


def fit(text: str, width: float, most: int) -> tuple[str, ...]:
    """Break a text into at most so many lines of a width in pixels, cutting what does not fit."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] += f" {lines[most]}"
    return tuple(_cut(line, width) for line in kept)


def _cut(line: str, width: float) -> str:
    if text_width(line) <= width:
        return line
    while line and text_width(line + _ELLIPSIS) > width:
        line = line[:-1]
    return line.rstrip() + _ELLIPSIS


def text_width(text: str) -> float:
    """Estimate the width in pixels of a text in a sans-serif letter of 13 pixels, rather too wide."""
    return 13 * sum(map(_letter_width, text))


def _letter_width(char: str) -> float:
    if ord(char) > 0x24F and char not in _WIDTHS:
        return 1.05
    return _WIDTHS.get(char, 0.57 if char.islower() else 0.72)


_WIDTHS = {
    **dict.fromkeys("ijl.,:;'|! ", 0.29),
    **dict.fromkeys('ftrI()[]/-"', 0.36),
    **dict.fromkeys("cksvxyz", 0.53),
    **dict.fromkeys("0123456789", 0.58),
    **dict.fromkeys("mwMW@%—…", 0.9),
}

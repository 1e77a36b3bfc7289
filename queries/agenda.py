"""Lays out what is on the agenda by month: deadlines, meetings, evaluations, and what expires.

The named question `agenda` finds the points; here each of them gets one day, that on which it ends or, where
no end is known, begins. What returns without any day stands apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from rdflib import URIRef

from graph.names import last_part
from graph.passages import Passage, stands_in
from graph.store import ReadStore
from graph.terms import Node
from queries.run import run


class Who(NamedTuple):
    """Somebody whom a point concerns."""

    thing: URIRef
    label: str


@dataclass(frozen=True)
class Point:
    """Something on the agenda.

    Attributes:
        kind: in Dutch: termijn, begin, overleg, evaluatie, monitoring, rapportage, besluit, loopt af or
            terugkerend.
        thing: what it is about.
        label: the name of that.
        evidence: what carries the passages: the planning, or the thing itself.
        begin: its first day, where known.
        end: its last day, where known.
        written: the time as the source writes it.
        precision: how precisely the time is known, in Dutch ('kwartaal').
        rhythm: the last part of the IRI of its rhythm; empty if it has none.
        rhythm_label: the name of the rhythm.
        who: whom it concerns, in order.
        passages: where it stands.
    """

    kind: str
    thing: URIRef
    label: str
    evidence: URIRef
    begin: date | None
    end: date | None
    written: str
    precision: str
    rhythm: str
    rhythm_label: str
    who: tuple[Who, ...]
    passages: tuple[Passage, ...]

    @property
    def day(self) -> date | None:
        """Give the day on which it stands: that of its end, else of its beginning."""
        return self.end or self.begin

    @property
    def stands_in(self) -> str:
        """Say for people where it stands."""
        return stands_in(self.passages)


def points(store: ReadStore, given: Mapping[str, str], today: date) -> list[Point]:
    """Give what is on the agenda, in the order of its days; what has no day comes last.

    Args:
        store: what is asked.
        given: the parameters of the question `agenda`.
        today: the day on which it is asked.

    Raises:
        HgkmError: a name is not known, or a value is no date.
    """
    result = run(store, "agenda", given, today=today)
    found: dict[tuple[str, str, str], Point] = {}
    for row in result.answer.bindings():
        kind, thing, evidence = str(row["soort"]), URIRef(row["wat"]), URIRef(row["bewijs"])
        point = found.setdefault(
            (kind, thing, evidence),
            Point(
                kind=kind,
                thing=thing,
                label=str(row.get("watLabel") or last_part(thing)),
                evidence=evidence,
                begin=_day(row.get("begin")),
                end=_day(row.get("einde")),
                written=str(row.get("wanneer", "")),
                precision=str(row.get("precisieLabel", "")),
                rhythm=last_part(URIRef(row["ritme"])) if "ritme" in row else "",
                rhythm_label=str(row.get("ritmeLabel", "")),
                who=(),
                passages=result.passages.get(evidence, ()),
            ),
        )
        if "wie" in row:
            who = Who(URIRef(row["wie"]), str(row.get("wieLabel") or last_part(URIRef(row["wie"]))))
            found[kind, thing, evidence] = replace(point, who=tuple(sorted({*point.who, who}, key=_in_order)))
    return sorted(
        found.values(), key=lambda point: (point.day or date.max, point.label.casefold(), point.evidence)
    )


def by_month(dated: Iterable[Point]) -> dict[date, list[Point]]:
    """Put points that have a day under the first day of its month, in order."""
    months: dict[date, list[Point]] = {}
    for point in dated:
        if point.day:
            months.setdefault(point.day.replace(day=1), []).append(point)
    return months


def _in_order(who: Who) -> tuple[str, str]:
    return who.label.casefold(), who.thing


def _day(written: Node | None) -> date | None:
    """Read a day; what is none, such as 31 June, is not known."""
    try:
        return date.fromisoformat(str(written)[:10]) if written else None
    except ValueError:
        return None

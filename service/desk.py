"""What the doors hand out: answers, open points and maps, each from the newest state of the store.

A desk serves readers of one level, from what they may see. It opens the store for every request, so that it
follows each change and keeps nothing from the process that writes. What takes time to make is kept until the
store or the day changes. The rooms below do the work.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import RLock
from time import monotonic, sleep
from typing import TypeVar, cast

from graph.confidentiality import Level
from graph.errors import HgkmError, StoreBusyError
from graph.names import Kind, Names
from graph.plans import Plan, plans
from graph.store import ReadStore, Store, open_owner, open_reader
from queries.run import Result, run
from service import questions
from service.clock import today
from shapes.check import check
from shapes.judging import judge
from shapes.report import Report
from shapes.rules import load_rules
from shapes.scope import Scope
from viz.onefile import map_html

Made = TypeVar("Made")

_ENGINE = "sparql"
_PATIENCE, _PAUSE = 3, 0.02  # seconds to wait for another's change, and between two tries
_WHO_DOES_WHAT = "wie-doet-wat"
_EXCERPT = ("Wie", "Als rol", "Wat", "Voor wie", "Staat in")


@dataclass(frozen=True)
class Table:
    """Rows for people.

    Attributes:
        headers: the names of the columns.
        rows: each as long as `headers`.
        total: how many rows there are in all.
    """

    headers: list[str]
    rows: list[list[str]]
    total: int


class Desk:
    """Hands out what readers of one level may see in the store at one path; for many threads at once."""

    def __init__(self, path: Path, level: Level = Level.INTERN) -> None:
        """Take the path of a store, and how much its readers may see.

        Raises:
            StoreError: there is no store, or it cannot be read.
        """
        self.path = path
        self._level = level
        self._beside: dict[Level, Desk] = {level: self}
        self._copying = RLock()
        self._copy: ReadStore | None = None
        self._making = RLock()
        self._made: dict[tuple[str, ...], object] = {}
        self._made_of: tuple[int, date] | None = None
        with open_reader(path):
            pass

    def seen_by(self, level: Level) -> "Desk":
        """Give the desk that serves readers of a level from the same store."""
        with self._making:
            if level not in self._beside:
                other = Desk(self.path, level)
                other._beside, other._making = self._beside, self._making
                self._beside[level] = other
            return self._beside[level]

    @contextmanager
    def owned(self) -> Iterator[Store]:
        """Open the store for a change, which is done when this ends; others who change it are waited for.

        Raises:
            StoreBusyError: somebody else keeps it to himself.
        """
        with _patiently(self.path) as store:
            yield store

    def plans(self) -> list[Plan]:
        """Give the plans in the store."""
        return self._kept(("plans",), plans)

    def answer(self, question: str, given: Mapping[str, str]) -> Result:
        """Answer a named question; see `service.questions`.

        Raises:
            HgkmError: what is computed says more than its parts, and is internal.
        """
        if self._level < Level.INTERN and questions.is_computed(question):
            raise HgkmError(
                f"The question '{question}' is for people who are signed in.",
                "Deze vraag is er voor wie is aangemeld.",
            )
        with self.open() as store:
            return questions.answer(store, question, given, today=today())

    def excerpt(self, slug: str, rows: int) -> Table:
        """Give some rows of who does what for whom in a plan: of each organisation or post at most one."""
        return self._kept(("excerpt", slug, str(rows)), lambda store: _excerpt(store, slug, rows))

    def report(self, slug: str | None = None) -> Report:
        """Give the open points of a plan, or of everything in the store; the rules run once for all of them.

        Raises:
            UnknownNameError: there is no such plan.
        """
        found = self._kept(("found",), lambda store: judge(store, load_rules(today()), _ENGINE))
        return self._kept(
            ("report", slug or ""),
            lambda store: check(store, scope=Scope(plan=slug), date=today(), engine=_ENGINE, outcome=found),
        )

    def names(self, kind: Kind) -> list[str]:
        """Give the names to choose from for a kind of thing, in order."""
        return self._kept(("names", kind.value), lambda store: Names(store).known(kind))

    def map(self, place: str) -> str:
        """Give the map of a municipality or region as one HTML file.

        Raises:
            UnknownNameError: no municipality or region has that name.
        """
        return self._kept(("map", place), lambda store: _map(store, place))

    @contextmanager
    def open(self) -> Iterator[ReadStore]:
        """Give the newest state of what may be seen, from memory when it is small enough to be copied there.

        What a page reads itself, it reads from this and from nothing else.
        """
        with open_reader(self.path) as store:
            with self._copying:
                shown = self._copy
                if shown is None or shown.state != store.state:
                    shown = store.seen_by(self._level).quick()
                    self._copy = shown if shown.is_copy else None
            yield shown

    def _kept(self, what: tuple[str, ...], make: Callable[[ReadStore], Made]) -> Made:
        """Make something once for each state of the store and each day."""
        with self.open() as store, self._making:
            if self._made_of != (store.state, today()):
                self._made_of = (store.state, today())
                self._made.clear()
            if what not in self._made:
                self._made[what] = make(store)
            return cast("Made", self._made[what])


def _patiently(path: Path) -> Store:
    """Become the owner of a store as soon as nobody else is, or give up."""
    until = monotonic() + _PATIENCE
    while True:
        try:
            return open_owner(path)
        except StoreBusyError:
            if monotonic() > until:
                raise
            sleep(_PAUSE)


def file_name(kind: str, name: str, ending: str) -> str:
    """Make a file name of a word and a name: 'kaart-de-ronde-venen.html'."""
    return f"{kind}-{re.sub(r'[^a-z0-9]+', '-', name.casefold()).strip('-')}.{ending}"


def _excerpt(store: ReadStore, slug: str, rows: int) -> Table:
    headers, found = run(store, _WHO_DOES_WHAT, {"plan": slug}, today=today()).table()
    who, role, whom = (headers.index(name) for name in ("Wie", "Als rol", "Voor wie"))
    of_each: dict[str, list[list[str]]] = defaultdict(list)
    for row in found:
        of_each[row[who]].append(row)
    # Who is there most, each with a row that says for whom, and as the one who does it.
    chosen = sorted(of_each.values(), key=lambda of_one: -len(of_one))[:rows]
    telling = [min(of_one, key=lambda row: (not row[whom], row[role] != "uitvoerend")) for of_one in chosen]
    columns = [headers.index(name) for name in _EXCERPT]
    return Table(list(_EXCERPT), [[row[at] for at in columns] for row in telling], len(found))


def _map(store: ReadStore, place: str) -> str:
    (iri,) = Names(store).resolve(place, Kind.GEMEENTE)
    return map_html(store, gemeente=iri, today=today())

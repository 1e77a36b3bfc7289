"""What the doors hand out: answers, open points and maps, each from the newest state of the store.

A desk serves readers of one level, from what they may see. It looks for every request whether the store has
changed, so that it follows each change, and keeps nothing from the process that writes. What takes time to
make is kept until the store or the day changes. The rooms below do the work.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import RLock, Thread, Timer
from time import monotonic, sleep
from typing import TypeVar, cast

from rdflib import URIRef

from graph import directory
from graph.changes import RECORDS
from graph.confidentiality import Level
from graph.errors import HgkmError, StoreBusyError
from graph.names import Kind, Names
from graph.plans import Plan, plans
from graph.series import SERIES
from graph.store import ReadStore, Store, open_owner, open_reader
from queries.run import Result, run
from service import questions
from service.clock import today
from service.refusals import KnownOnlyError
from shapes.answers import ANSWERS
from shapes.check import check
from shapes.engines import Outcome
from shapes.judging import judge
from shapes.report import Report
from shapes.rules import load_rules
from shapes.scope import Scope

Made = TypeVar("Made")

_ENGINE = "sparql"
_BESIDE = {ANSWERS, *RECORDS.values(), *SERIES.values()}  # graphs that no rule looks at
_PATIENCE, _PAUSE = 3, 0.02  # seconds to wait for another's change, and between two tries
_FIRST_THE_PAGE = 1.5  # seconds until the rules run, which take the processor from who waits for a page
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
        self._opening = RLock()
        self._shown: ReadStore | None = None
        self._making = RLock()
        self._made: dict[tuple[str, ...], _Slot] = {}
        self._made_of: tuple[int, date] | None = None
        self._judging = RLock()
        self._judged: tuple[tuple[int, date], Outcome] | None = None
        self._renewing: Thread | None = None
        self._broke_at: tuple[int, date] | None = None
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
        return self.kept(("plans",), plans)

    def answer(self, question: str, given: Mapping[str, str]) -> Result:
        """Answer a named question; see `service.questions`.

        Raises:
            KnownOnlyError: what is computed says more than its parts, and is internal.
        """
        if self._level < Level.INTERN and questions.is_computed(question):
            raise KnownOnlyError(f"The question '{question}' is", "Deze vraag is er")
        with self.open() as store:
            return questions.answer(store, question, given, today=today())

    def excerpt(self, slug: str, rows: int) -> Table:
        """Give some rows of who does what for whom in a plan: of each organisation or post at most one."""
        return self.kept(("excerpt", slug, str(rows)), lambda store: _excerpt(store, slug, rows))

    def report(self, slug: str | None = None, place: str | None = None) -> Report:
        """Give the open points of a plan, of a place, or of everything; the rules run once for all of them.

        Raises:
            UnknownNameError: there is no such plan or place.
            KnownOnlyError: these are never openbaar.
        """
        if self._level < Level.INTERN:
            raise KnownOnlyError
        return self._report("report", Scope(plan=slug, place=place), self.kept(("found",), self._judge))

    def report_so_far(self, slug: str | None = None, place: str | None = None) -> tuple[Report | None, bool]:
        """Give the open points without waiting for the rules, and whether the newest change counts in them.

        Right after a change they are those of before, and the rules run meanwhile; there are none yet right
        after the start, and never for strangers or when the rules broke down, which `report` then tells.

        Raises:
            UnknownNameError: there is no such plan or place.
        """
        if self._level < Level.INTERN:
            return None, True
        judged = self._judged
        if judged and judged[0] == (self.kept(("content",), _content), today()):
            return self.report(slug, place), True
        if self._broke_at == (directory.state(self.path), today()):
            return None, True
        if self._renewing is None or not self._renewing.is_alive():
            self._renewing = Timer(_FIRST_THE_PAGE, self._renew)
            self._renewing.daemon = True
            self._renewing.start()
        if judged is None:
            return None, False
        return self._report("before", Scope(plan=slug, place=place), judged[1]), False

    def _report(self, when: str, scope: Scope, found: Outcome) -> Report:
        def made(store: ReadStore) -> Report:
            return check(store, scope=scope, date=today(), engine=_ENGINE, outcome=found)

        return self.kept((when, scope.plan or "", scope.place or ""), made)

    def called(self, kind: Kind) -> Mapping[URIRef, Sequence[str]]:
        """Give all names of each thing of a kind, the one to show first."""
        return self.kept(("called", kind.value), lambda store: _called(Names(store), kind))

    def names(self, kind: Kind) -> list[str]:
        """Give the names to choose from for a kind of thing, in order."""
        return self.kept(("names", kind.value), lambda store: Names(store).known(kind))

    def map(self, place: str) -> str:
        """Give the map of a municipality or region as one HTML file.

        Raises:
            UnknownNameError: no municipality or region has that name.
        """
        return self.kept(("map", place), lambda store: _map(store, place))

    @contextmanager
    def open(self) -> Iterator[ReadStore]:
        """Give the newest state of what may be seen, from memory when it is small enough to be copied there.

        What a page reads itself, it reads from this and from nothing else.
        """
        # Opening the directory takes longer than most questions, and who reads an older state may finish.
        with self._opening:
            if self._shown is None or self._shown.state != directory.state(self.path):
                self._shown = open_reader(self.path).seen_by(self._level).quick()
            shown = self._shown
        yield shown

    def begin(self) -> None:
        """Open the store for who will ask soon, in a thread of its own, and read what most pages show of it.

        Faults wait for who asks.
        """

        def opened() -> None:
            with suppress(HgkmError):
                self.plans()
                self.names(Kind.GEMEENTE)

        Thread(target=opened).start()

    def kept(self, what: tuple[str, ...], make: Callable[[ReadStore], Made]) -> Made:
        """Make something once for each state of the store and each day; who asks meanwhile waits for it."""
        with self.open() as store:
            with self._making:
                if self._made_of != (store.state, today()):
                    self._made_of = (store.state, today())
                    self._made = {}
                slot = self._made.setdefault(what, _Slot())
            with slot.making:
                if not slot.made:
                    slot.made.append(make(store))
                return cast("Made", slot.made[0])

    def _judge(self, store: ReadStore) -> Outcome:
        """Run the rules, unless nothing has changed since that they look at."""
        of = (self.kept(("content",), _content), today())
        with self._judging:
            if self._judged is None or self._judged[0] != of:
                self._judged = (of, judge(store, load_rules(today()), _ENGINE))
            return self._judged[1]

    def _renew(self) -> None:
        """Run the rules behind the back of who reads; what goes wrong is told to who waits for a report."""
        try:
            self.kept(("found",), self._judge)
        except HgkmError:
            self._broke_at = self._made_of


@dataclass(frozen=True)
class _Slot:
    """The place of something that is made once: empty, or with that one thing."""

    making: RLock = field(default_factory=RLock)
    made: list[object] = field(default_factory=list)


def _content(store: ReadStore) -> int:
    """Give a number that is the same as long as nothing changes that the rules look at."""
    number = 0
    for graph in store.graphs():
        if graph not in _BESIDE:
            for quad in store.quads([graph]):
                number ^= hash(quad)
    return number


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


def _called(names: Names, kind: Kind) -> dict[URIRef, list[str]]:
    spelled = names.spellings(kind)
    labels = names.labels(spelled)
    return {
        thing: [labels[thing], *(other for other in others if other != labels[thing])]
        for thing, others in spelled.items()
    }


def _map(store: ReadStore, place: str) -> str:
    (iri,) = Names(store).resolve(place, Kind.GEMEENTE)
    from viz.onefile import map_html  # noqa: PLC0415  it takes long to import, and a service starts without

    return map_html(store, gemeente=iri, today=today())

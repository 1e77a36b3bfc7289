"""Puts municipalities and regions side by side: who holds which role, what is agreed with whom, and for whom.

    compared = compare([side(store, "Venlo", today), side(store, "Ridderkerk", today)])

What is compared are words that plans share: kinds of tasks, roles, kinds of organisations, subjects of
agreements, target groups. So 'wijkteams Ridderkerk' and 'lokaal team Woerden' are alike, as local teams. It
says what differs and what one names and the other does not; it counts no points and ranks nobody.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rdflib import URIRef

from graph.errors import HgkmError
from graph.names import Kind, Names
from graph.passages import Passage
from graph.store import ReadStore
from graph.terms import Node
from queries.run import Result, run

FEWEST, MOST = 2, 10
ASPECTS = {
    "taken": ("Wie doet wat, in welke rol?", ("Soort taak", "Rol")),
    "regie": ("Wie heeft welke regie?", ("Regie",)),
    "afspraken": ("Met welke partners zijn er afspraken?", ("Soort partner",)),
    "onderdelen": ("Wat regelen die afspraken?", ("Onderwerp",)),
    "escalatie": ("Is er een escalatielijn?", ("Soort partner",)),
    "doelgroepen": ("Voor wie gebeurt er iets?", ("Doelgroep",)),
}
_LOCAL = {"gemeente", "lokaal team", "samenwerkingsverband"}  # kinds of parties that every agreement has
_NOBODY = "niemand genoemd"
_PLACES = """SELECT DISTINCT ?place ?name ?type WHERE {
    ?share a hgkm:Toedeling ; hgkm:voorGemeente ?place .
    VALUES ?type { hgkm:Gemeente hgkm:Regio } ?place a ?type ; skos:prefLabel ?name FILTER(LANG(?name) = "nl")
} ORDER BY LCASE(?name)"""


@dataclass(frozen=True, order=True)
class Entry:
    """What one place has in one row.

    Attributes:
        text: for people.
        alike: what must be the same in two places to be alike.
        thing: what the text is the name of; empty if it is of nothing in particular.
        elsewhere: the name of the region or municipality that it holds for, if that is not the place itself.
    """

    text: str
    alike: str
    thing: str
    elsewhere: str


Key = tuple[str, ...]


@dataclass(frozen=True)
class Side:
    """What is known of one municipality or region.

    Attributes:
        place: its IRI.
        name: its name.
        plans: the names of the plans that are known of it or of its region, with how complete they are.
        entries: for each aspect and row what it has.
        passages: for each aspect and row where that stands.
    """

    place: URIRef
    name: str
    plans: tuple[tuple[str, str], ...]
    entries: Mapping[tuple[str, Key], frozenset[Entry]]
    passages: Mapping[tuple[str, Key], frozenset[Passage]]


@dataclass(frozen=True)
class Row:
    """One thing that is compared.

    Attributes:
        what: its words, one for each heading of the aspect.
        cells: what each place has, in the order of the places.
        differs: whether the places are not alike in it.
        without: the names of the places that do not name it.
    """

    what: Key
    cells: tuple[tuple[Entry, ...], ...]
    differs: bool
    without: tuple[str, ...]


def comparable(store: ReadStore) -> tuple[list[str], list[str]]:
    """Name the municipalities and the regions of which it is known who does what, in order."""
    rows = [
        (str(row["name"]), str(row["type"]).endswith("Gemeente")) for row in store.select(_PLACES).bindings()
    ]
    return [name for name, is_one in rows if is_one], [name for name, is_one in rows if not is_one]


def side(store: ReadStore, name: str, today: date) -> Side:
    """Read what is compared of one municipality or region.

    Raises:
        UnknownNameError: no municipality or region is called that.
    """
    names = Names(store)
    (place,) = names.resolve(name, Kind.GEMEENTE)
    facts = _Facts()
    given = {"gemeente": str(place)}
    tasks = run(store, "soorten-taken", given, today=today)
    own = _own(tasks, place)
    kinds: dict[Node, set[str]] = defaultdict(set)
    for row in tasks.answer.bindings():
        if "wie" in row and "soortOrganisatieLabel" in row:
            kinds[row["wie"]].add(str(row["soortOrganisatieLabel"]))
    for row in tasks.answer.bindings():
        here = _elsewhere(row, own)
        who, task = _actor(row, kinds), _text(row, "soortTaak")
        facts.add("taken", (task, _text(row, "alsRol")), Entry(*who, here), tasks, row)
        if "voorWie" in row:
            facts.add("doelgroepen", (_text(row, "voorWie"),), Entry(task, task, "", here), tasks, row)
    regie = run(store, "regie", given, today=today)
    own = _own(regie, place)
    for row in regie.answer.bindings():
        if "wieLabel" in row:
            entry = Entry(*_actor(row, kinds), _elsewhere(row, own))
            facts.add("regie", (_text(row, "regie"),), entry, regie, row)
    _agreements(facts, run(store, "soorten-afspraken", given, today=today))
    known = run(store, "plannen", given, today=today).answer.bindings()
    told = {(_text(row, "plan"), _text(row, "volledigheid")) for row in known}
    return Side(place, names.label(place), tuple(sorted(told)), *facts.fixed())


def compare(sides: Sequence[Side]) -> dict[str, list[Row]]:
    """Lay two to ten places side by side.

    Returns:
        The rows of each aspect in `ASPECTS`, in alphabetical order.

    Raises:
        HgkmError: there are fewer or more places.
    """
    if not FEWEST <= len(sides) <= MOST:
        raise HgkmError(
            f"Name {FEWEST} to {MOST} municipalities or regions to compare, not {len(sides)}.",
            f"Kies {FEWEST} tot {MOST} gemeenten of regio's om te vergelijken.",
        )
    rows: dict[str, list[Row]] = {aspect: [] for aspect in ASPECTS}
    for aspect, what in sorted({key for one in sides for key in one.entries}):
        cells = [one.entries.get((aspect, what), frozenset()) for one in sides]
        alike = {frozenset(entry.alike for entry in cell) for cell in cells}
        without = tuple(one.name for one, cell in zip(sides, cells, strict=True) if not cell)
        rows[aspect].append(Row(what, tuple(tuple(sorted(cell)) for cell in cells), len(alike) > 1, without))
    return rows


class _Facts:
    """Gathers what a place has."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, Key], set[Entry]] = defaultdict(set)
        self._passages: dict[tuple[str, Key], set[Passage]] = defaultdict(set)

    def add(self, aspect: str, what: Key, entry: Entry, result: Result, row: Mapping[str, Node]) -> None:
        self._entries[aspect, what].add(entry)
        self._passages[aspect, what].update(result.passages.get(row["bewijs"], ()))

    def fixed(
        self,
    ) -> tuple[Mapping[tuple[str, Key], frozenset[Entry]], Mapping[tuple[str, Key], frozenset[Passage]]]:
        entries = {key: frozenset(found) for key, found in self._entries.items()}
        return entries, {key: frozenset(found) for key, found in self._passages.items()}


def _agreements(facts: _Facts, result: Result) -> None:
    """Add each agreement under the kind of partner that it is with."""
    parties: dict[Node, set[str]] = defaultdict(set)
    for row in result.answer.bindings():
        parties[row["afspraak"]].add(str(row.get("soortPartijLabel", "andere partners")))
    for row in result.answer.bindings():
        kinds = parties[row["afspraak"]]
        partner = (", ".join(sorted(kinds - _LOCAL) or sorted(kinds)),)
        label, thing, state = _text(row, "afspraak"), str(row["afspraak"]), _text(row, "stand")
        facts.add("afspraken", partner, Entry(f"{label} ({state})", state, thing, ""), result, row)
        line = _text(row, "escalatielijn")
        facts.add("escalatie", partner, Entry(line, line, "", ""), result, row)
        if "regelt" in row:
            facts.add(
                "onderdelen", (_text(row, "regelt"),), Entry(partner[0], partner[0], "", ""), result, row
            )


def _actor(row: Mapping[str, Node], kinds: Mapping[Node, Iterable[str]]) -> tuple[str, str, str]:
    """Give who a row names, what that is alike with, and its IRI."""
    if "wie" not in row:
        label = str(row.get("wieLabel", _NOBODY))
        return label, label, ""
    label = _text(row, "wie")
    return label, ", ".join(sorted(kinds.get(row["wie"], ()))) or label, str(row["wie"])


def _elsewhere(row: Mapping[str, Node], of_place: Collection[Node]) -> str:
    """Give for which other place a row holds, if it does not hold for the place itself."""
    return "" if row["bewijs"] in of_place else _text(row, "voorGemeente")


def _own(result: Result, place: URIRef) -> set[Node]:
    """Give what carries the rows that hold for the place itself, or for no place in particular."""
    return {row["bewijs"] for row in result.answer.bindings() if row.get("voorGemeente") in (None, place)}


def _text(row: Mapping[str, Node], name: str) -> str:
    return str(row.get(f"{name}Label") or row.get(name) or "")

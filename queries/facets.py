"""Who does what for whom as one list that can be narrowed along eight sides at once, with counts.

    all_of_them = assignments(store, today=date.today())
    chosen = narrowed(all_of_them, {"gemeente": ["Ridderkerk"], "rol": ["uitvoerend"]})

The rows are those of the question `wie-doet-wat`; here each also knows its region, phase and plan. A choice
within one side widens, choices along several sides narrow; what holds for a region holds for its members.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rdflib import URIRef

from graph.names import Names
from graph.passages import Passage
from graph.store import ReadStore
from graph.terms import Node
from ontology.vocabulary import HGKM
from queries.run import readable, run

_PLANS = """SELECT DISTINCT ?bewijs ?value WHERE {
    ?value a hgkm:Plan . ?bewijs a hgkm:Toedeling ; hgkm:opGrondVan|(hgkm:wat/hgkm:onderdeelVan*) ?value }"""
_PHASES = """SELECT DISTINCT ?bewijs ?value WHERE {
    ?bewijs a hgkm:Toedeling ; hgkm:wat/hgkm:onderdeelVan*/hgkm:fase ?value }"""
_PLACES = """SELECT DISTINCT ?region ?place ?kind WHERE {
    VALUES ?kind { hgkm:Gemeente hgkm:Regio } ?region a hgkm:Regio ; hgkm:lid* ?place . ?place a ?kind }"""
NOBODY = "niemand genoemd"
SIDES: Mapping[str, str] = {
    "regio": "Regio",
    "gemeente": "Gemeente",
    "wie": "Organisatie of functie",
    "rol": "Rol",
    "doelgroep": "Voor wie",
    "fase": "Fase",
    "plan": "Plan",
    "zekerheid": "Zekerheid",
}


@dataclass(frozen=True)
class Assignment:
    """Who does what, for some people.

    Attributes:
        who: the organisation, function or group; None where nobody is named.
        what: the activity or task.
        labels: the names to show: 'wie', 'rol', 'wat', 'wanneer', 'zekerheid', 'voor'.
        whom: for whom it is done.
        sides: the values along each of SIDES.
        passages: where it stands.
    """

    who: URIRef | None
    what: URIRef
    labels: Mapping[str, str]
    whom: tuple[str, ...]
    sides: Mapping[str, frozenset[str]]
    passages: tuple[Passage, ...]


def assignments(store: ReadStore, *, today: date) -> list[Assignment]:
    """Give all assignments, in the order of who does them; rows that differ only in for whom are one."""
    result = run(store, "wie-doet-wat", {}, today=today)
    plans, phases = _values(store, _PLANS), _values(store, _PHASES)
    regions, members = _places(store)
    labels = Names(store).labels({*members, *regions, *(one for many in members.values() for one in many)})
    alike: dict[tuple[object, ...], list[dict[str, Node]]] = defaultdict(list)
    for row in result.answer.bindings():
        key = tuple(row.get(name) for name in ("wie", "wat", "alsRol", "zekerheid", "voorGemeente"))
        alike[key].append(row)
    found = []
    for rows in alike.values():
        row, place = rows[0], rows[0].get("voorGemeente")
        evidence = {one["bewijs"] for one in rows}
        whom = tuple(sorted({str(one["voorWieLabel"]) for one in rows if "voorWieLabel" in one}))
        times = sorted({str(one["wanneer"]) for one in rows if "wanneer" in one})
        shown = {
            "wie": _label(row, "wie") or NOBODY,
            "rol": _label(row, "alsRol"),
            "wat": _label(row, "wat"),
            "wanneer": "; ".join(times),
            "zekerheid": _label(row, "zekerheid"),
            "voor": _label(row, "voorGemeente"),
        }
        sides = {
            "regio": {labels[region] for region in regions.get(place, ())} if place is not None else set(),
            "gemeente": _municipalities(place, members, labels, shown["voor"]),
            "wie": {shown["wie"]},
            "rol": {shown["rol"]},
            "doelgroep": set(whom),
            "fase": {name for one in evidence for name in phases.get(one, ())},
            "plan": {name for one in evidence for name in plans.get(one, ())},
            "zekerheid": {shown["zekerheid"]} - {""},
        }
        found.append(
            Assignment(
                who=URIRef(row["wie"]) if "wie" in row else None,
                what=URIRef(row["wat"]),
                labels=shown,
                whom=whom,
                sides={side: frozenset(values) for side, values in sides.items()},
                passages=tuple(sorted({p for one in evidence for p in result.passages.get(one, ())})),
            )
        )
    return found


def narrowed(known: Iterable[Assignment], chosen: Mapping[str, Sequence[str]]) -> list[Assignment]:
    """Keep what has one of the chosen values along each side for which values were chosen."""
    wanted = {side: set(values) for side, values in chosen.items() if values}
    return [one for one in known if all(one.sides[side] & values for side, values in wanted.items())]


def counted(known: Sequence[Assignment], chosen: Mapping[str, Sequence[str]]) -> dict[str, Counter[str]]:
    """Count along each side what each value would give beside the choices along the other sides."""
    counts = {}
    for side in SIDES:
        others = {other: values for other, values in chosen.items() if other != side}
        counts[side] = Counter(value for one in narrowed(known, others) for value in one.sides[side])
        counts[side].update(dict.fromkeys(chosen.get(side, ()), 0))
    return counts


def _values(store: ReadStore, query: str) -> dict[Node, set[str]]:
    rows = [*store.select(query).bindings()]
    labels = Names(store).labels({row["value"] for row in rows})
    found: dict[Node, set[str]] = defaultdict(set)
    for row in rows:
        found[row["bewijs"]].add(labels[row["value"]])
    return found


def _places(store: ReadStore) -> tuple[dict[Node, set[Node]], dict[Node, set[Node]]]:
    """Give the regions that each place lies in, and the municipalities in each region."""
    regions: dict[Node, set[Node]] = defaultdict(set)
    members: dict[Node, set[Node]] = defaultdict(set)
    for row in store.select(_PLACES).bindings():
        regions[row["place"]].add(row["region"])
        if row["kind"] == HGKM.Gemeente:
            members[row["region"]].add(row["place"])
    return regions, members


def _municipalities(
    place: Node | None, members: Mapping[Node, set[Node]], labels: Mapping[Node, str], own: str
) -> set[str]:
    if place is None:
        return set()
    return {labels[one] for one in members[place]} if place in members else {own}


def _label(row: Mapping[str, Node], name: str) -> str:
    return readable(row.get(f"{name}Label") or row.get(name))

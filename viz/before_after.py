"""The view of before and after: what a draft agreement or plan adds, changes, ends and leaves as it is.

Two states of the store are compared: without the draft, and with the draft laid over it. How they came about
is the business of the caller; nothing is changed here. What stays is drawn as far as it touches the draft.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from rdflib import URIRef

from graph.errors import HgkmError, UnknownNameError
from graph.passages import Passage, find_passages, stands_in
from graph.store import ReadStore
from viz.facts import EMPTY_SEAT, Facts, Kind
from viz.network import MOST_NODES, Family, project
from viz.picture import Edge, Node, Picture
from viz.relations import one_line, read
from viz.sight import Sight, noted
from viz.walk import Scope

NEW, CHANGED, ENDS, STAYS = "nieuw", "anders", "vervalt", "blijft"
_AGREEMENT, _PART = "afspraak", "onderdeel van de afspraak"
_HEADERS = ("Voor en na", "Wie of wat", "Hoe", "Wie of wat", "Eerst", "In het concept", "Staat in")
_DOCUMENTS = """SELECT DISTINCT ?document WHERE {
    VALUES ?kind { hgkm:Plan hgkm:Samenwerkingsafspraak hgkm:Opdracht }
    ?document a ?kind
} ORDER BY ?document"""
_TERMS = """SELECT DISTINCT ?document ?party ?part WHERE {
    VALUES ?document { %s }
    { ?document hgkm:partij ?party } UNION { ?document hgkm:afspraakonderdeel ?part }
} ORDER BY ?document ?party ?part"""
_STANDING = """SELECT DISTINCT ?document ?word ?value WHERE {
    VALUES ?document { %s }
    VALUES (?property ?word) {
        (hgkm:status "stand") (hgkm:geldigVan "geldt vanaf") (hgkm:geldigTot "geldt tot en met")
    }
    ?document ?property ?told
    OPTIONAL { ?told skos:prefLabel ?label FILTER(LANG(?label) = "nl") }
    BIND(COALESCE(?label, ?told) AS ?value)
} ORDER BY ?document ?word ?value"""
_PLACES = "SELECT DISTINCT ?place WHERE { VALUES ?document { %s } ?document hgkm:voorGemeente ?place }"
# Other agreements between at least two of the same parties.
_BESIDE = """SELECT DISTINCT ?document WHERE {
    VALUES ?one { %s } VALUES ?other { %s }
    ?document hgkm:partij ?one , ?other FILTER(?one != ?other)
} ORDER BY ?document"""
_KNOWN = "SELECT DISTINCT ?thing WHERE { VALUES ?thing { %s } ?thing a ?kind }"
_MADE = {_AGREEMENT, _PART, Kind.ACTIVITEIT, Kind.TAAK, Kind.NIEMAND}  # what a draft itself makes
_WHO, _WHAT, _WHOM = range(3)  # the columns


@dataclass(frozen=True, order=True)
class _Line:
    """A relation as both states may have it."""

    source: str
    target: str
    label: str
    family: str


@dataclass
class _State:
    """What one state says: relations with their details, and the name and kind of all that they name."""

    lines: dict[_Line, str] = field(default_factory=dict)
    passages: dict[_Line, tuple[Passage, ...]] = field(default_factory=dict)
    things: dict[str, tuple[str, str]] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)


def documents_in(draft: ReadStore) -> list[URIRef]:
    """Name the plans, agreements and commissions that a draft describes.

    Raises:
        HgkmError: it describes none.
    """
    found = [URIRef(row["document"]) for row in draft.select(_DOCUMENTS).bindings()]
    if not found:
        raise HgkmError(
            "The draft describes no plan, agreement or commission: give it one.",
            "In het concept staat geen plan, afspraak of opdracht: geef aan wat het is.",
        )
    return found


def planned(sight: Sight) -> Picture:
    """Draw what an agreement that is in the store brings, as if it were not there before."""
    return before_and_after(None, sight, [URIRef(one) for one in sight.about])


def before_and_after(before: ReadStore | None, after: Sight, documents: Sequence[URIRef]) -> Picture:
    """Draw what changes with some documents.

    Args:
        before: the state without the draft; None means that nothing of the documents was there.
        after: looks at the state with the draft.
        documents: the plans, agreements and commissions that the draft describes.

    Raises:
        UnknownNameError: they say nothing of who does what or who is party.
    """
    old = _state(replace(after, store=before), documents) if before else _State()
    new = _state(after, documents)
    if not old.lines and not new.lines:
        raise UnknownNameError(
            "The draft names no parties and no tasks: there is nothing to draw.",
            "In het concept staan geen partijen en geen taken: er is niets te tekenen.",
        )
    around = _around(after, documents, {*old.things, *new.things})
    labels = after.labels(documents)
    question = f"Wat verandert er door {', '.join(labels[one] for one in documents)}?"
    known = None if before is None else _known(replace(after, store=before), new.things)
    return _drawn(question, old, new, around, known)


def _known(sight: Sight, things: Iterable[str]) -> set[str]:
    """Give those of some things that a state knows; an empty seat is known with its task."""
    of = {key: URIRef(key.removeprefix(EMPTY_SEAT)) for key in things}
    asked = _KNOWN % " ".join(sorted(iri.n3() for iri in of.values()))
    known = {row["thing"] for row in sight.store.select(asked, sight.graphs).bindings()}
    return {key for key, iri in of.items() if iri in known}


def _state(sight: Sight, documents: Sequence[URIRef]) -> _State:
    """Read what a state says of documents."""
    state = _State()
    named = " ".join(one.n3() for one in documents)
    for document in documents:
        facts = _facts(sight, Scope(plan=document))
        if facts:
            _add_facts(state, facts, lambda _: True)
    _add_terms(state, sight, named)
    told: defaultdict[str, list[str]] = defaultdict(list)
    for row in sight.store.select(_STANDING % named, sight.graphs).bindings():
        told[str(row["document"])].append(one_line(f"{row['word']}: {row['value']}"))
    state.told = {document: "; ".join(words) for document, words in told.items() if document in state.things}
    return state


def _add_terms(state: _State, sight: Sight, named: str) -> None:
    """Add who is party to agreements, and what they arrange."""
    rows = [*sight.store.select(_TERMS % named, sight.graphs).bindings()]
    things = {row[name] for row in rows for name in ("document", "party", "part") if name in row}
    labels = sight.labels(things)
    passages = find_passages(sight.store, things, sight.graphs)
    for row in rows:
        document = row["document"]
        if "party" in row:
            line = _Line(str(row["party"]), str(document), "is partij bij", _AGREEMENT)
            state.things.setdefault(line.source, (labels[row["party"]], Kind.ORGANISATIE))
        else:
            line = _Line(str(document), str(row["part"]), "regelt", _PART)
            state.things[line.target] = labels[row["part"]], _PART
        state.things[str(document)] = labels[document], _AGREEMENT
        state.lines[line] = ""
        state.passages[line] = passages.get(document, ())


def _around(sight: Sight, documents: Sequence[URIRef], touched: Iterable[str]) -> _State:
    """Read what is there besides the draft: what its parties have agreed already, and do together."""
    state, known = _State(), set(touched)
    actors = " ".join(URIRef(key).n3() for key in sorted(known) if not key.startswith(EMPTY_SEAT))
    found = sight.store.select(_BESIDE % (actors, actors), sight.graphs).bindings()
    others = [URIRef(row["document"]) for row in found if row["document"] not in documents]
    if others:
        _add_terms(state, sight, " ".join(one.n3() for one in others))
        state.lines = {line: "" for line in state.lines if line.source in known}
    asked = _PLACES % " ".join(one.n3() for one in documents)
    for row in sight.store.select(asked, sight.graphs).bindings():
        facts = _facts(sight, Scope(gemeente=URIRef(row["place"])))
        if facts:
            _add_facts(state, facts, partial(_shared, _together(facts, known), known))
    return state


def _together(facts: Facts, known: AbstractSet[str]) -> set[str]:
    """Give what at least two of the known do together, and what is known itself."""
    doing: defaultdict[str, set[str]] = defaultdict(set)
    for relation in facts.relations:
        doing[facts.things[relation.what].whole].add(relation.who)
    return {
        relation.what
        for relation in facts.relations
        if relation.what in known or len(doing[facts.things[relation.what].whole] & known) > 1
    }


def _shared(together: AbstractSet[str], known: AbstractSet[str], line: _Line) -> bool:
    return line.target in together and line.source in known


def _facts(sight: Sight, scope: Scope) -> Facts | None:
    try:
        return read(sight.store, scope, sight.graphs)
    except UnknownNameError:
        return None


def _add_facts(state: _State, facts: Facts, wanted: Callable[[_Line], bool]) -> None:
    """Add who does what for whom."""
    for source, target, held in project(facts).edges(data=True):
        line = _Line(source, target, held["role"] or str(held["family"]), str(held["family"]))
        if not wanted(line):
            continue
        rows = [facts.relations[number] for number in sorted(held["rows"])]
        details = sorted({", ".join(filter(None, (row.certainty, row.when))) for row in rows})
        state.lines[line] = "; ".join(filter(None, details))
        state.passages[line] = tuple(sorted({passage for row in rows for passage in row.passages}))
        for key in (source, target):
            state.things[key] = facts.things[key].label, facts.things[key].kind


def _drawn(
    question: str, old: _State, new: _State, around: _State, known: AbstractSet[str] | None
) -> Picture:
    """Draw all that the documents say, and of what is around them as much as can be read."""
    compared = _compared(old, new)
    said = {change.line for change in compared} | old.lines.keys() | new.lines.keys()
    beside = [_Change(STAYS, line, now, now) for line, now in around.lines.items() if line not in said]
    things = around.things | old.things | new.things
    drawn = {key for change in compared for key in change.ends}
    left = 0
    for change in sorted(beside, key=lambda one: one.line):
        if len(drawn | change.ends) > MOST_NODES:
            left += 1
            continue
        drawn |= change.ends
        compared.append(change)
    passages = around.passages | old.passages | new.passages
    notes = ["Het concept is over de gegevens heen gelegd; er is niets van vastgelegd."]
    if known is None:
        notes = ["De kaart doet alsof dit er nog niet was; wat er al was, blijft."]
    notes.append("Van wat blijft, staat erop wat partijen al hebben afgesproken en al samen doen.")
    if left:
        notes.append(
            f"{left} relaties die blijven zoals zij zijn, zijn niet getekend, om het leesbaar te houden."
        )
    rows, edges = [], []
    for number, (mark, line, before, now) in enumerate(compared):
        edges.append(Edge(line.source, line.target, line.label, line.family, (number,), mark=mark))
        where = one_line(stands_in(passages.get(line, ())))
        rows.append((mark, things[line.source][0], line.label, things[line.target][0], before, now, where))
    return Picture(
        view="",
        question=question,
        groups={},
        nodes=tuple(_nodes(compared, old, new, around, known)),
        edges=tuple(edges),
        headers=_HEADERS,
        rows=tuple(rows),
        notes=noted(notes),
        confidentiality="intern",
    )


def _nodes(
    compared: Sequence["_Change"], old: _State, new: _State, around: _State, known: AbstractSet[str] | None
) -> Iterator[Node]:
    """Give the things of all relations, each with what becomes of it."""
    things = around.things | old.things | new.things
    there = new.things.keys() | around.things.keys()
    changing = {key for change in compared if change.mark != STAYS for key in change.ends}
    for key, column in sorted(_columns(compared).items()):
        label, kind = things[key]
        before, now = old.told.get(key, ""), new.told.get(key, "")
        is_new = kind in _MADE if known is None else key not in known
        mark = STAYS
        if key not in there:
            mark = ENDS
        elif is_new and key in new.things.keys() - old.things.keys():
            mark = NEW
        elif kind in _MADE and (key in changing or before != now):
            mark = CHANGED
        told = f"{now} (eerst {before})" if before and now and before != now else now or before
        yield Node(key, label, kind, empty=kind == Kind.NIEMAND, told=told, mark=mark, column=column)


class _Change(NamedTuple):
    """What becomes of a relation: a mark, and its details before and after."""

    mark: str
    line: _Line
    before: str
    now: str

    @property
    def ends(self) -> set[str]:
        """Give the keys of the things at both ends."""
        return {self.line.source, self.line.target}


def _compared(old: _State, new: _State) -> list[_Change]:
    """Tell what becomes of each relation: what changes first, then what stays."""
    gone = {(line.source, line.target): line for line in old.lines.keys() - new.lines.keys()}
    found = []
    for line, now in new.lines.items():
        before = old.lines.get(line)
        if before is not None:
            found.append(_Change(STAYS if before == now else CHANGED, line, before, now))
        elif earlier := gone.pop((line.source, line.target), None):
            # The same two, tied in another way.
            was = ", ".join(filter(None, (earlier.label, old.lines[earlier])))
            found.append(_Change(CHANGED, line, was, ", ".join(filter(None, (line.label, now)))))
        else:
            found.append(_Change(NEW, line, "", now or "genoemd"))
    found += [_Change(ENDS, line, old.lines[line] or "genoemd", "") for line in gone.values()]
    order = (NEW, CHANGED, ENDS, STAYS)
    return sorted(found, key=lambda change: (order.index(change.mark), change.line))


def _columns(changes: Iterable[_Change]) -> dict[str, int]:
    """Put who does something or is party left, for whom and what is arranged right, and the rest between."""
    found: dict[str, int] = {}
    for change in changes:
        ends_right = change.line.family in (Family.FOR_WHOM, _PART)
        for key, column in (
            (change.line.source, _WHAT if ends_right else _WHO),
            (change.line.target, _WHOM if ends_right else _WHAT),
        ):
            found[key] = min(found.get(key, column), column)
    return found

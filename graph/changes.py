"""Changes that are remembered: what each added and removed, by whom, when and why; and how to take one back.

    changed(store, removed, added, why=Reason("A. Coördinator", now, "stand bijgewerkt", about=activity))

The record of a change is written in the same step as the change itself, into a graph that is as confidential
as what was changed and never openbaar. Of a change of very many statements, or of contacts, which are deleted
in time, it does not say what was added and removed. Who may change what is the business of `service`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pyoxigraph as oxigraph
from rdflib import Literal, URIRef
from rdflib.namespace import PROV, RDF, XSD

from graph.admission import is_contact
from graph.confidentiality import Level, levels
from graph.errors import HgkmError, UnknownNameError
from graph.store import Quad, ReadStore, Store, in_memory
from graph.terms import Node, named, new_name, to_oxigraph
from graph.updates import Change
from ontology.vocabulary import BEGRIP, GRAAF, HGKM

# In order of the level that a reader needs.
RECORDS = {Level.INTERN: GRAAF["wijzigingen"], Level.VERTROUWELIJK: GRAAF["wijzigingen-vertrouwelijk"]}
_REMEMBERED = 20_000  # statements of one change
_CHANGES = """SELECT DISTINCT ?change ?by ?at ?why ?about ?undoes WHERE {
    %s
    ?change a hgkm:Wijziging ; hgkm:gewijzigdDoor ?by ; prov:endedAtTime ?at .
    OPTIONAL { ?change hgkm:grond ?why }
    OPTIONAL { ?change hgkm:betreft ?about }
    OPTIONAL { ?change hgkm:herroept ?undoes }
    %s
} ORDER BY DESC(?at) ?change ?about %s"""
_STATEMENTS = """SELECT DISTINCT ?change ?how ?statement WHERE {
    VALUES ?change { %s } VALUES ?how { hgkm:toegevoegd hgkm:weggehaald } ?change ?how ?statement }"""


@dataclass(frozen=True)
class Reason:
    """Why something is changed.

    Attributes:
        by: the name under which the one who does it is known; may be empty for the one at the machine.
        at: when, with its time zone.
        why: in a few Dutch words.
        about: the thing that it is about.
    """

    by: str
    at: datetime
    why: str
    about: URIRef


@dataclass(frozen=True)
class Recorded:
    """A change that was made.

    Attributes:
        iri: names the change.
        by: who made it.
        at: when.
        why: in a few words; may be empty.
        about: the thing that it was about; None where that is not said.
        undoes: the change that it took back, if it did.
        removed: what stood there before and is gone.
        added: what came.
    """

    iri: URIRef
    by: str
    at: datetime
    why: str
    about: URIRef | None
    undoes: URIRef | None
    removed: tuple[Quad, ...]
    added: tuple[Quad, ...]


def changed(
    store: Store, remove: Iterable[Quad], add: Iterable[Quad], reason: Reason, *, undoes: URIRef | None = None
) -> URIRef | None:
    """Change a store and remember it, in one step.

    Args:
        store: what is changed.
        remove: what goes; what is not there is passed over.
        add: what comes; what is there already stays.
        reason: why, by whom, when and about what.
        undoes: the change that is taken back with this.

    Returns:
        The name of the change; None when nothing changed.

    Raises:
        StoreError: nothing can be written.
    """
    # As a store writes them: it has its own way with zones and zeros.
    wanted, unwanted = set(in_memory(add).quads()), set(in_memory(remove).quads())
    there = set(store.quads(_graphs(wanted | unwanted)))
    new, gone = wanted - there, (unwanted & there) - wanted
    if not new and not gone:
        return None
    change, record = _record(_level(store, new, gone), reason, new, gone, undoes)
    store.change(gone, [*new, *record])
    return change


def replaced(store: Store, quads: Iterable[Quad], reason: Reason) -> Change:
    """Make each graph that the quads name hold exactly these quads, and remember it, in one step.

    Raises:
        StoreError: nothing can be written.
    """
    wanted = set(in_memory(quads).quads())
    there = set(store.quads(_graphs(wanted)))
    new, gone = wanted - there, there - wanted
    if new or gone:
        _, record = _record(_level(store, new, gone), _counted(reason, len(new), len(gone)), new, gone)
        store.change(gone, [*new, *record])
    return Change(len(gone), len(new), tuple(_graphs(new | gone)))


def noted(store: Store, made: Change, reason: Reason) -> None:
    """Remember that a change was made, and not what it was.

    Raises:
        StoreError: nothing can be written.
    """
    level = max([Level.INTERN, *(found for graph, found in levels(store).items() if graph in made.graphs)])
    store.change((), _record(level, _counted(reason, made.added, made.removed))[1])


def _counted(reason: Reason, added: int, removed: int) -> Reason:
    many = "uitspraak" if added == 1 else "uitspraken"
    return replace(reason, why=f"{reason.why} ({added} {many} erbij, {removed} weg)")


def _level(store: ReadStore, new: Collection[Quad], gone: Collection[Quad]) -> Level:
    """Tell how confidential the record of a change must be."""
    if any(quad.object == named(BEGRIP.vertrouwelijk) for quad in new):
        return Level.VERTROUWELIJK  # a graph that this change makes
    known = levels(store)
    return max([Level.INTERN, *(known.get(graph, Level.INTERN) for graph in _graphs([*new, *gone]))])


def _record(
    level: Level,
    reason: Reason,
    new: Collection[Quad] = (),
    gone: Collection[Quad] = (),
    undoes: URIRef | None = None,
) -> tuple[URIRef, list[Quad]]:
    """Give the name of a change, and what is remembered of it."""
    record, change = RECORDS[level], new_name("wijziging")
    if len(new) + len(gone) > _REMEMBERED or any(is_contact(str(graph)) for graph in _graphs([*new, *gone])):
        new, gone = (), ()
    told: list[tuple[URIRef, Node]] = [
        (RDF.type, HGKM.Wijziging),
        (HGKM.gewijzigdDoor, Literal(reason.by)),
        (PROV.endedAtTime, Literal(reason.at.isoformat(timespec="milliseconds"), datatype=XSD.dateTime)),
        (HGKM.grond, Literal(reason.why, lang="nl")),
        (HGKM.betreft, reason.about),
        *((HGKM.toegevoegd, Literal(_line(quad))) for quad in new),
        *((HGKM.weggehaald, Literal(_line(quad))) for quad in gone),
    ]
    if undoes is not None:
        told.append((HGKM.herroept, undoes))
    kept = [_quad(change, name, value, record) for name, value in told]
    kept.append(_quad(record, HGKM.vertrouwelijkheid, BEGRIP[level.name.lower()], record))
    return change, kept


def history(
    store: ReadStore,
    about: Sequence[URIRef] | None = None,
    *,
    since: datetime | None = None,
    at_most: int | None = None,
    graphs: Sequence[URIRef] | None = None,
) -> list[Recorded]:
    """Give the changes that were made, the newest first.

    Args:
        store: what remembers them; only what its reader may see is there.
        about: the only things of interest; None means everything.
        since: only what was changed after this.
        at_most: how many at most.
        graphs: the named graphs that the reader may see; None means all.
    """
    things = "" if about is None else f"VALUES ?about {{ {_terms(about)} }} ?change hgkm:betreft ?about ."
    later = f"FILTER(?at > {_moment(since)})" if since else ""
    limit = "" if at_most is None else f"LIMIT {at_most:d}"
    rows = [*store.select(_CHANGES % (things, later, limit), graphs).bindings()]
    return _recorded(store, rows, graphs)


def undo(store: Store, change: URIRef, *, by: str, at: datetime) -> URIRef | None:
    """Take a change back: what it added goes, what it removed comes again; that is a change like any other.

    Raises:
        UnknownNameError: there is no such change.
        HgkmError: what it changed was changed again since, or is not remembered.
    """
    rows = [*store.select(_CHANGES % (f"VALUES ?change {{ {named(change)} }}", "", "")).bindings()]
    if not rows:
        raise UnknownNameError(f"There is no change {change}.", "Deze wijziging is er niet.")
    made = _recorded(store, rows, None)[0]
    if not made.added and not made.removed:
        raise HgkmError(
            "Of this change (too large, or of contacts) nothing is remembered: load the earlier file again.",
            "Van deze wijziging (te groot, of van contacten) is niet bewaard wat er eerst stond.",
        )
    there = set(store.quads(_graphs([*made.added, *made.removed])))
    if not there.issuperset(made.added) or there & set(made.removed):
        raise HgkmError(
            "What was changed then has been changed again since: undo the later change first.",
            "Wat toen is gewijzigd, is daarna opnieuw gewijzigd: maak eerst de latere wijziging ongedaan.",
        )
    about = made.about if made.about is not None else change
    reason = Reason(by, at, f"ongedaan gemaakt: {made.why}", about)
    return changed(store, made.added, made.removed, reason, undoes=change)


def _recorded(
    store: ReadStore, rows: Sequence[dict[str, Node]], graphs: Sequence[URIRef] | None
) -> list[Recorded]:
    names = list(dict.fromkeys(URIRef(row["change"]) for row in rows))
    statements: dict[tuple[Node, Node], list[Quad]] = {}
    if names:
        for row in store.select(_STATEMENTS % _terms(names), graphs).bindings():
            found = oxigraph.parse(str(row["statement"]), oxigraph.RdfFormat.N_QUADS)
            statements.setdefault((row["change"], row["how"]), []).extend(found)
    made = {
        URIRef(row["change"]): Recorded(
            iri=URIRef(row["change"]),
            by=str(row["by"]),
            at=datetime.fromisoformat(str(row["at"])),
            why=str(row.get("why", "")),
            about=URIRef(row["about"]) if "about" in row else None,
            undoes=URIRef(row["undoes"]) if "undoes" in row else None,
            removed=tuple(sorted(statements.get((row["change"], HGKM.weggehaald), ()), key=str)),
            added=tuple(sorted(statements.get((row["change"], HGKM.toegevoegd), ()), key=str)),
        )
        for row in rows
    }
    return list(made.values())


def _graphs(quads: Iterable[Quad]) -> list[URIRef]:
    names = {quad.graph_name for quad in quads}
    return sorted(URIRef(name.value) for name in names if isinstance(name, oxigraph.NamedNode))


def _line(quad: Quad) -> str:
    return f"{quad} ."


def _moment(at: datetime) -> str:
    return str(to_oxigraph(Literal(at.isoformat(timespec="milliseconds"), datatype=XSD.dateTime)))


def _terms(things: Iterable[URIRef]) -> str:
    return " ".join(sorted({str(named(thing)) for thing in things}))


def _quad(subject: URIRef, predicate: URIRef, value: Node, graph: URIRef) -> Quad:
    return Quad(named(subject), named(predicate), to_oxigraph(value), named(graph))

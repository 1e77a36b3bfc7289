"""How far the activities of a plan are: each report is a `hgkm:Statusmelding`, and the newest one counts.

Reports stand in a graph beside the plan (`graaf/SLUG-voortgang`), internal or as confidential as the plan.
So the plan's own graph stays what its source says, loading it anew loses no progress, and what is published
of it does not tell how the work goes. What the newest report says is also said of the activity itself: its
status, owner and planning are where the questions and the rules look. A new planning says which one of the
plan it replaces (`dcterms:replaces`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode
from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS, XSD

from graph.changes import Reason, Recorded, changed
from graph.confidentiality import Level, levels
from graph.errors import HgkmError
from graph.names import Names
from graph.plans import Plan
from graph.store import Quad, ReadStore, Store
from graph.terms import Node, named, new_name, to_oxigraph
from ontology.vocabulary import BEGRIP, GRAAF, HGKM

STATUSES = tuple(
    BEGRIP[name] for name in ("niet-gestart", "lopend", "afgerond", "beeindigd", "status-onbekend")
)
LONGEST = 500  # characters of a remark
_SUFFIX = "-voortgang"
_WORDS = {HGKM.status: "stand", HGKM.eigenaar: "eigenaar", HGKM.planning: "planning"}
_IN_PLAN = """ASK { GRAPH %s { %s a ?kind } VALUES ?kind { hgkm:Activiteit hgkm:Taak } }"""
_TEXTS = """SELECT DISTINCT ?planning ?text WHERE { VALUES ?planning { %s } ?planning hgkm:tekst ?text }"""
_REPORTS = """SELECT DISTINCT ?thing ?melding ?status ?day ?owner ?until ?remark WHERE {
    GRAPH %s {
        ?melding a hgkm:Statusmelding ; hgkm:betreft ?thing ; hgkm:datum ?day ; hgkm:status ?status .
        OPTIONAL { ?melding dcterms:created ?made }
        OPTIONAL { ?melding hgkm:eigenaar ?owner }
        OPTIONAL { ?melding hgkm:planning/hgkm:einde ?until }
        OPTIONAL { ?melding dcterms:description ?remark }
    }
} ORDER BY ?day ?made ?melding"""


@dataclass(frozen=True)
class Progress:
    """How far something is.

    Attributes:
        status: one of STATUSES.
        day: the day on which it was so.
        owner: who keeps an eye on it; None if nobody is named.
        until: the day on which it must be ready, as planned now; None if there is none, or as in the plan.
        remark: what else is to be told; may be empty.
    """

    status: URIRef
    day: date
    owner: URIRef | None = None
    until: date | None = None
    remark: str = ""


def progress_graph(plan: Plan) -> URIRef:
    """Name the graph with the progress of a plan."""
    return GRAAF[plan.graph.removeprefix(str(GRAAF)) + _SUFFIX]


def progress_of(store: ReadStore, plan: Plan) -> dict[URIRef, Progress]:
    """Give the newest report on each activity of a plan, as far as the reader may see them."""
    rows = store.select(_REPORTS % named(progress_graph(plan))).bindings()
    return {
        URIRef(row["thing"]): Progress(
            status=URIRef(row["status"]),
            day=date.fromisoformat(str(row["day"])),
            owner=URIRef(row["owner"]) if "owner" in row else None,
            until=date.fromisoformat(str(row["until"])) if "until" in row else None,
            remark=str(row.get("remark", "")),
        )
        for row in rows
    }


def report_progress(store: Store, plan: Plan, thing: URIRef, told: Progress, reason: Reason) -> URIRef | None:
    """Keep a report on an activity or task of a plan; it is what counts from now on.

    Args:
        store: what keeps it.
        plan: the plan.
        thing: the activity or task.
        told: how far it is.
        reason: by whom and when it is told.

    Returns:
        The name of the change; None when the report says what the newest one said.

    Raises:
        HgkmError: the report does not say what it must, or the thing does not stand in the plan.
    """
    _complete(told, reason.at.date())
    if not store.ask(_IN_PLAN % (named(plan.graph), named(thing))):
        raise HgkmError(
            f"{thing} is no activity or task of the plan '{plan.slug}'.",
            "Deze activiteit staat niet in dit plan.",
        )
    if progress_of(store, plan).get(thing) == told:
        return None
    graph = progress_graph(plan)
    level = max(Level.INTERN, levels(store)[plan.graph])
    quads = [_quad(graph, HGKM.vertrouwelijkheid, BEGRIP[level.name.lower()], graph)]
    melding = new_name("statusmelding")
    names = Names(store)
    label = f"{names.label(thing)}: {names.label(told.status)} op {_written(told.day)}"
    said: list[tuple[URIRef, Node]] = [
        (RDF.type, HGKM.Statusmelding),
        (SKOS.prefLabel, Literal(label, lang="nl")),
        (HGKM.betreft, thing),
        (HGKM.onderdeelVan, plan.iri),
        (HGKM.status, told.status),
        (HGKM.datum, _day(told.day)),
        (DCTERMS.created, Literal(reason.at.isoformat(timespec="milliseconds"), datatype=XSD.dateTime)),
    ]
    current: list[tuple[URIRef, Node]] = [(HGKM.status, told.status)]
    if told.remark:
        said.append((DCTERMS.description, Literal(told.remark, lang="nl")))
    if told.owner is not None:
        said.append((HGKM.eigenaar, told.owner))
        current.append((HGKM.eigenaar, told.owner))
    if told.until is not None:
        planning = new_name("planning")
        quads += _planning(planning, told.until, graph)
        planned = [quad for quad in store.quads([plan.graph]) if quad.subject == named(thing)]
        quads += [
            _quad(planning, DCTERMS.replaces, URIRef(quad.object.value), graph)
            for quad in planned
            if quad.predicate == named(HGKM.planning) and isinstance(quad.object, NamedNode)
        ]
        said.append((HGKM.planning, planning))
        current.append((HGKM.planning, planning))
    quads += [_quad(melding, name, value, graph) for name, value in said]
    there = set(store.quads([graph]))
    own = {(quad.subject, quad.predicate, quad.object) for quad in store.quads([plan.graph])}
    before = [
        quad
        for quad in there
        if quad.subject == named(thing) and quad.predicate in {named(name) for name in _WORDS}
    ]
    for name, value in current:
        quad = _quad(thing, name, value, graph)
        # A statement stands in one graph.
        if (quad.subject, quad.predicate, quad.object) not in own:
            quads.append(quad)
    return changed(store, before, quads, reason)


def in_words(store: ReadStore, changes: Sequence[Recorded]) -> list[list[tuple[str, str, str]]]:
    """Say of each change what it did to the thing it is about: a word, what it was, and what it became.

    Both are empty where there was or is nothing.
    """
    told = [_before_and_after(change) for change in changes]
    values = {value for one in told for both in one.values() for side in both for value in side}
    shown = Names(store).labels(values)
    shown |= {row["planning"]: str(row["text"]) for row in store.select(_TEXTS % _terms(values)).bindings()}

    def said(values: set[Node]) -> str:
        return "; ".join(sorted(shown[value] for value in values))

    return [
        [
            (_WORDS[name], said(was), said(became))
            for name, (was, became) in one.items()
            if said(was) != said(became)
        ]
        for one in told
    ]


def _before_and_after(change: Recorded) -> dict[URIRef, tuple[set[Node], set[Node]]]:
    found: dict[URIRef, tuple[set[Node], set[Node]]] = {}
    for at, quads in enumerate((change.removed, change.added)):
        for quad in quads:
            name = URIRef(quad.predicate.value)
            own = change.about is not None and quad.subject == named(change.about)
            if own and name in _WORDS and isinstance(quad.object, NamedNode):
                found.setdefault(name, (set(), set()))[at].add(URIRef(quad.object.value))
    return {name: found[name] for name in _WORDS if name in found}


def _terms(values: Iterable[Node]) -> str:
    return " ".join(sorted(str(named(value)) for value in values if isinstance(value, URIRef)))


def _complete(told: Progress, today: date) -> None:
    if told.status not in STATUSES:
        raise HgkmError("That is no status of an activity.", "Kies een van de standen uit de lijst.")
    if told.day > today:
        raise HgkmError(
            f"{told.day} is still to come: say how it stands on a day that has been.",
            f"{_written(told.day)} moet nog komen: geef de dag waarop dit zo was.",
        )
    if len(told.remark) > LONGEST:
        raise HgkmError(
            f"The remark is longer than {LONGEST} characters.",
            f"De opmerking is langer dan {LONGEST} tekens: maak haar korter.",
        )


def _planning(planning: URIRef, until: date, graph: URIRef) -> list[Quad]:
    said: list[tuple[URIRef, Node]] = [
        (RDF.type, HGKM.Planning),
        (HGKM.einde, _day(until)),
        (HGKM.precisie, BEGRIP.dag),
        (HGKM.tijdsoort, BEGRIP.eenmalig),
        (HGKM.tekst, Literal(f"bijgesteld: gereed {_written(until)}", lang="nl")),
    ]
    return [_quad(planning, name, value, graph) for name, value in said]


def _written(day: date) -> str:
    return f"{day.day}-{day.month}-{day.year}"


def _day(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)


def _quad(subject: URIRef, predicate: URIRef, value: Node, graph: URIRef) -> Quad:
    return Quad(named(subject), named(predicate), to_oxigraph(value), named(graph))

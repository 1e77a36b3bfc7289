"""The views of the live map: each answers one question about a place or an organisation.

A view reads the store and makes a picture; nothing is drawn here. What would make more than can be read is
put together, and the picture says so. Contact points, names of persons and addresses are never read.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from rdflib import URIRef

from graph.errors import UnknownNameError
from graph.names import Kind as Name
from graph.passages import stands_in
from graph.store import ReadStore
from graph.terms import Node as Term
from shapes.report import Report
from viz import layers
from viz.analysis import likeness
from viz.asked import QUESTIONS
from viz.before_after import planned
from viz.cooperation import ties_of, who_with_whom
from viz.facts import HEADERS, Facts, Kind
from viz.gaps import gaps
from viz.network import MOST_NODES, project, readable
from viz.picture import Edge, Node, Picture
from viz.relations import one_line, read
from viz.roles import divisions
from viz.sight import Sight, noted, nothing_found
from viz.ties import Bond
from viz.walk import Scope, terms

Make: TypeAlias = Callable[[Sight], Picture]
_PHASES = """SELECT DISTINCT ?what ?phase ?label WHERE {
    VALUES ?what { %s } ?what hgkm:onderdeelVan*/hgkm:fase ?phase .
    ?phase skos:prefLabel ?label FILTER(LANG(?label) = "nl")
} ORDER BY ?what ?phase"""
_STEPS = """SELECT DISTINCT ?agreement ?step ?order ?level ?post WHERE {
    VALUES ?agreement { %s } ?agreement hgkm:escalatielijn/hgkm:trede ?step .
    OPTIONAL { ?step hgkm:volgorde ?order }
    OPTIONAL { ?step hgkm:niveau/skos:prefLabel ?level FILTER(LANG(?level) = "nl") }
    OPTIONAL { ?step hgkm:contactpunt/hgkm:functie ?post }
} ORDER BY ?agreement ?order ?step ?post"""
_EMPTY_LINE = "nog geen trede ingevuld"


@dataclass(frozen=True)
class View:
    """A kind of map.

    Attributes:
        name: how it is asked for, in addresses.
        title: what it shows, in Dutch, for a menu.
        about: the kinds of what it is about, in order.
        make: makes the picture, of the IRIs that it is about, in that order.
        internal: whether it says more than the parts that are openbaar.
        asked: the name of the question that it draws the answer to, one of `viz.asked`.
    """

    name: str
    title: str
    about: tuple[Name, ...]
    make: Make
    internal: bool = False
    asked: str = ""

    @property
    def meaning(self) -> str:
        """Say what the map means and what it does not, where that is more than its title."""
        return next((question.answers for question in QUESTIONS if question.name == self.asked), "")


def _facts_of_place(sight: Sight) -> Facts:
    return read(sight.store, Scope(gemeente=sight.about[0]), sight.graphs)


def _who_does_what(sight: Sight) -> Picture:
    return _of_facts(f"Wie doet wat voor wie in {sight.name}?", _facts_of_place(sight))


def _around(sight: Sight) -> Picture:
    facts = read(sight.store, Scope(actor=sight.about[0]), sight.graphs)
    return _of_facts(f"Wat hangt er aan {sight.name}?", facts)


def _by_phase(sight: Sight) -> Picture:
    facts = _facts_of_place(sight)
    phases: defaultdict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    work = [key for key, thing in facts.things.items() if thing.kind in (Kind.ACTIVITEIT, Kind.TAAK)]
    for row in sight.store.select(_PHASES % terms(work), sight.graphs).bindings():
        names[str(row["phase"])] = one_line(str(row["label"]))
        phases[str(row["what"])].append(str(row["phase"]))
    kept = tuple(relation for relation in facts.relations if relation.what in phases)
    picture = _of_facts(f"Wie doet wat in welke fase in {sight.name}?", replace(facts, relations=kept))
    drawn: defaultdict[str, list[str]] = defaultdict(list)
    for what in phases:
        drawn[facts.things[what].whole] += phases[what]
    nodes = tuple(
        replace(node, group=min(drawn[node.key]), told=f"fase: {_listed(drawn[node.key], names)}")
        if node.key in drawn
        else replace(node, group="")
        for node in picture.nodes
    )
    left = len(facts.relations) - len(kept)
    notes = (f"{left} regels over werk zonder fase staan er niet in.",) if left else ()
    at = HEADERS.index("Wat") + 1
    rows = (
        (*row[:at], _listed(phases[relation.what], names), *row[at:])
        for row, relation in zip(picture.rows, kept, strict=True)
    )
    return replace(
        picture,
        nodes=nodes,
        groups={phase: names[phase] for phase in sorted({node.group for node in nodes} - {""})},
        headers=(*HEADERS[:at], "Fase", *HEADERS[at:]),
        rows=tuple(rows),
        notes=(*notes, *picture.notes),
    )


def _listed(things: Iterable[str], names: Mapping[str, str]) -> str:
    return ", ".join(sorted({names[thing] for thing in things}))


def _of_facts(question: str, facts: Facts) -> Picture:
    """Make a picture of who does what for whom, with a row for each relation."""
    network, notes = readable(project(facts), facts.things)
    groups: dict[str, str] = {}
    nodes = []
    for key, held in network.nodes(data=True):
        thing = held["thing"]
        # An empty seat stays in sight, and so does what was put together already.
        alone = thing.kind in (Kind.NIEMAND, Kind.PLANDEEL) or thing.group == Kind.SOORT
        group = f"groep:{thing.group}" if thing.group and not alone else ""
        if group:
            groups[group] = str(thing.group)
        nodes.append(Node(key, str(thing.label), thing.kind, group, empty=thing.kind is Kind.NIEMAND))
    edges = []
    for source, target, held in network.edges(data=True):
        rows = [facts.relations[row] for row in held["rows"]]
        begins, ends = {row.begin for row in rows}, {row.end for row in rows}
        edges.append(
            Edge(
                *(source, target, held["role"] or str(held["family"]), held["family"]),
                rows=tuple(sorted(held["rows"])),
                # Where one of them has no day, it may hold at any time.
                begin="" if "" in begins else min(begins),
                end="" if "" in ends else max(ends),
            )
        )
    label = {key: thing.label for key, thing in facts.things.items()}
    table = tuple(
        (
            *(label[row.who], row.role, label[row.what], ", ".join(label[key] for key in row.for_whom)),
            *(row.certainty, row.when, one_line(stands_in(row.passages))),
        )
        for row in facts.relations
    )
    return Picture(
        *("", question, groups, tuple(nodes), tuple(edges), HEADERS, table, noted(notes)),
        confidentiality=facts.confidentiality,
    )


def _escalation(sight: Sight) -> Picture:
    ties = ties_of(sight)
    steps: dict[Term, dict[Term, tuple[str, list[Term]]]] = defaultdict(dict)
    for row in sight.store.select(_STEPS % terms(ties.by_thing(Bond.AFSPRAAK)), sight.graphs).bindings():
        level, posts = steps[row["agreement"]].setdefault(row["step"], (str(row.get("level", "")), []))
        posts += [row["post"]] if "post" in row else []
    labels = sight.labels(
        one for line in steps.values() for step, (_, posts) in line.items() for one in (step, *posts)
    )
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    rows: list[tuple[str, ...]] = []
    left = 0
    for agreement, parties in sorted(ties.by_thing(Bond.AFSPRAAK).items()):
        name, number = one_line(ties.labels[agreement]), len(rows)
        line = [*steps.get(agreement, {}).items()]
        chain = [str(step) for step, _ in line] or [f"niemand:{agreement}"]
        own = {str(agreement): Node(str(agreement), name, "afspraak")}
        for step, (level, posts) in line:
            told = ", ".join(labels[post] for post in posts) or "nog geen contactpunt"
            own[str(step)] = Node(str(step), f"{labels[step]}: {told}", level or "trede", empty=not posts)
        if not line:
            own[chain[0]] = Node(chain[0], _EMPTY_LINE, Kind.NIEMAND, empty=True)
        for tie in parties:
            own[str(tie.who)] = Node(str(tie.who), one_line(ties.labels[tie.who]), Kind.ORGANISATIE)
        between = ", ".join(one_line(ties.labels[tie.who]) for tie in parties)
        rows.append((name, between, " → ".join(own[step].label for step in chain)))
        if len(nodes.keys() | own.keys()) > MOST_NODES:
            left += 1
            continue
        nodes |= own
        bond = str(Bond.AFSPRAAK)
        edges += [Edge(str(tie.who), str(agreement), "is partij bij", bond, (number,)) for tie in parties]
        for lower, higher in pairwise([str(agreement), *chain]):
            edges.append(Edge(lower, higher, "en dan", str(Bond.ESCALATIE), (number,)))
    told = f"{left} afspraken staan alleen in de tabel: meer dan {MOST_NODES} vakken zijn niet te lezen."
    return Picture(
        view="",
        question=f"Bij wie kom je terecht als je er in {sight.name} samen niet uitkomt?",
        groups={},
        nodes=tuple(nodes.values()),
        edges=tuple(edges),
        headers=("Afspraak", "Tussen", "Escalatielijn"),
        rows=tuple(rows),
        notes=noted([told] if left else []),
        confidentiality="intern",
    )


def _differences(sight: Sight) -> Picture:
    roles = divisions(sight.store, sight.graphs)
    one, other = sight.about
    for place in sight.about:
        if place not in roles:
            name = sight.labels([place])[place]
            raise UnknownNameError(
                f"Nothing is known of how {name} divides roles: choose a municipality with a plan.",
                f"Van {name} is geen rolverdeling bekend: kies een gemeente met een plan.",
            )
    like = likeness(roles.get(one, ()), roles.get(other, ()))
    used = {part for parts in (like.first, like.second) for row in parts for part in row if part}
    labels = sight.labels([*used, one, other])
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    rows: list[tuple[str, ...]] = []
    # What both have to do stands in the middle, with who does it in the one and in the other at its sides.
    for column, place, parts in ((0, one, like.first), (2, other, like.second)):
        for kind, role, who in sorted(parts, key=lambda part: [labels.get(p, "") if p else "" for p in part]):
            source, target = f"{place} {who or f'niemand {kind}'}", str(kind)
            label = labels[who] if who else Kind.NIEMAND
            nodes[source] = Node(
                source, label, Kind.SOORT if who else Kind.NIEMAND, empty=not who, column=column
            )
            nodes[target] = Node(target, labels[kind], "soort taak", column=1)
            told = f"alleen in {labels[place]}"
            edges.append(Edge(source, target, labels[role], told, (len(rows),)))
            rows.append((labels[kind], labels[role], label, labels[place]))
    drawn = list(nodes.values())
    notes = [
        f"Links staat wie het alleen in {labels[one]} doet, rechts wie alleen in {labels[other]}.",
        f"{len(like.both)} keer is het in beide gelijk; dat is niet getekend.",
    ]
    if len(drawn) > MOST_NODES:
        busiest = Counter(end for edge in edges for end in (edge.source, edge.target))
        kept = {key for key, _ in sorted(busiest.items(), key=lambda item: (-item[1], item[0]))[:MOST_NODES]}
        drawn = [node for node in drawn if node.key in kept]
        edges = [edge for edge in edges if {edge.source, edge.target} <= kept]
        notes.append(f"Alleen de {MOST_NODES} met de meeste verschillen zijn getekend; de tabel heeft alles.")
    return Picture(
        view="",
        question=f"Wat is anders geregeld in {labels[one]} dan in {labels[other]}?",
        groups={},
        nodes=tuple(drawn),
        edges=tuple(edges),
        headers=("Soort taak", "Rol", "Soort organisatie", "Alleen in"),
        rows=tuple(rows),
        notes=noted(notes),
        confidentiality="intern",
    )


def _network(name: str, title: str, about: tuple[Name, ...], make: Make) -> View:
    return View(name, f"Het netwerk: {title}", about, make, internal=True, asked=f"netwerk-{name}")


_PLACE = (Name.GEMEENTE,)
VIEWS: Mapping[str, View] = {
    view.name: view
    for view in (
        View("wie-doet-wat", "Wie doet wat voor wie", _PLACE, _who_does_what),
        View("samenwerking", "Wie werkt met wie samen", _PLACE, who_with_whom, internal=True),
        View("escalatie", "De escalatielijnen", _PLACE, _escalation, internal=True),
        View("rond", "Wat hangt er aan een organisatie of functie", (Name.ACTOR,), _around),
        View("fasen", "Wie doet wat in welke fase", _PLACE, _by_phase),
        View("gaten", "Waar zitten de gaten", _PLACE, gaps, internal=True),
        View("voor-en-na", "Wat een afspraak erbij brengt", (Name.AFSPRAAK,), planned, internal=True),
        View("verschil", "Wat is anders in twee gemeenten", _PLACE * 2, _differences, internal=True),
        _network("genoemd", "hoe vaak genoemd", _PLACE, layers.mentioned),
        _network("schakels", "schakels waar het van afhangt", _PLACE, layers.links),
        _network("weggevallen", "wat valt weg als een organisatie verdwijnt", (Name.ACTOR,), layers.without),
        _network("eilanden", "wie staat los van de rest", _PLACE, layers.islands),
        _network("zonder-afspraak", "wie werkt zonder afspraak", _PLACE, layers.without_agreement),
        _network("afstand", "van de uitvoering naar wie beslist", _PLACE, layers.distance),
        _network("groepen", "wie een groep vormen", _PLACE, layers.communities),
        _network("gelijkenis", "hoe verschillend gemeenten het verdelen", _PLACE, layers.likeness),
    )
}


def picture(
    store: ReadStore,
    view: str,
    about: Sequence[URIRef],
    graphs: Sequence[URIRef] | None = None,
    open_points: Callable[[URIRef], Report] = nothing_found,
) -> Picture:
    """Make the picture of a view.

    Args:
        store: where the facts are.
        view: the name of one of VIEWS.
        about: what it is about, as many as the view needs.
        graphs: the named graphs that the reader may see; None means all.
        open_points: gives the report of the check of a municipality or region.

    Raises:
        UnknownNameError: there is nothing to show.
    """
    return replace(VIEWS[view].make(Sight(store, about, graphs, open_points)), view=view)

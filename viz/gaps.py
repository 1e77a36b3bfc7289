"""The view that shows where the gaps are: who is missing or unclear, and what the check finds on what.

Left of each thing stands whoever is missing or unclear, right of it what is open about it. What the check
finds is given; nothing is checked here, and what is well arranged is not drawn.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from graph.errors import UnknownNameError
from graph.passages import Passage, stands_in
from shapes.findings import SEVERITY_WORDS, Finding
from viz.facts import EMPTY_SEAT, Facts, Kind, Relation
from viz.network import MOST_NODES, Family
from viz.picture import Edge, Node, Picture
from viz.relations import one_line, read
from viz.sight import Sight, noted
from viz.walk import Scope

OPEN_POINT = "wat er open staat"
UNCLEAR = "onduidelijk"
_HEADERS = ("Ernst", "Waarover", "Open punt", "Wie kan dit regelen", "Norm", "Staat in")
_KINDS = """SELECT DISTINCT ?thing ?kind WHERE {
    VALUES ?thing { %s }
    { ?thing a/rdfs:label ?kind } UNION { ?thing org:classification/skos:prefLabel ?kind }
    FILTER(LANG(?kind) = "nl")
} ORDER BY ?thing ?kind"""
_GENERAL = ("taak", "activiteit", "organisatie")  # what a thing is besides something more precise
_SHORTER = {"samenwerkingsafspraak": "afspraak"}
# What the rules are about, by the hundreds of their numbers.
_SUBJECTS = {
    "1": "plan en activiteiten",
    "2": "rollen en regie",
    "3": "afspraken",
    "4": "escalatie",
    "5": "monitoring en leren",
    "6": "informatie delen",
    "7": "dekking van het veld",
    "8": "regionaal en lokaal",
}
_WHO, _THING, _WHAT = range(3)  # the columns


@dataclass(frozen=True)
class _Thing:
    """Something that something is open about: its key, name, kind and group."""

    key: str
    label: str
    kind: str
    group: str


def gaps(sight: Sight) -> Picture:
    """Make the picture of a municipality or region.

    Raises:
        UnknownNameError: nothing is open.
    """
    report = sight.open_points(URIRef(sight.about[0]))
    facts = _facts(sight)
    unclear = [relation for relation in facts.relations if relation.is_open]
    if not report.findings and not unclear:
        raise UnknownNameError(
            f"Nothing is open about {sight.name}.", f"Over {sight.name} staat geen open punt."
        )
    things = _things(sight, report.findings, facts)
    drawing = _Drawing(things, facts)
    for finding in report.findings:
        drawing.add_finding(finding, report.titles[finding.rule])
    for relation in unclear:
        drawing.add_relation(relation)
    nodes, edges, notes = _readable(drawing.nodes(), drawing.edges)
    groups = {node.group: Kind.NIEMAND if node.empty else node.group for node in nodes if node.group}
    return Picture(
        view="",
        question=f"Waar zitten de gaten in {sight.name}?",
        groups=dict(sorted(groups.items())),
        nodes=tuple(nodes),
        edges=tuple(edges),
        headers=_HEADERS,
        rows=tuple(drawing.rows),
        notes=noted([*notes, "Wat geregeld is, is niet getekend. Een open punt is geen oordeel."]),
        confidentiality="intern",
    )


class _Drawing:
    """Nodes, edges and rows while they are put together."""

    def __init__(self, things: Mapping[str, _Thing], facts: Facts) -> None:
        self.edges: list[Edge] = []
        self.rows: list[tuple[str, ...]] = []
        self._things = things
        self._facts = facts
        self._found: defaultdict[str, list[Finding]] = defaultdict(list)
        self._beside: dict[str, Node] = {}

    def add_finding(self, finding: Finding, title: str) -> None:
        """Draw what is open about a thing."""
        thing = self._things[str(finding.focus)]
        word = SEVERITY_WORDS[finding.severity]
        self._found[thing.key].append(finding)
        self._beside[finding.rule] = Node(
            *(finding.rule, one_line(title), OPEN_POINT, _SUBJECTS.get(finding.rule[3:4], OPEN_POINT)),
            column=_WHAT,
        )
        self._join(thing.key, finding.rule, finding.status_word, word)
        self._row(word, finding.focus_label, finding.message, finding.owner, finding.norm, finding.source)

    def add_relation(self, relation: Relation) -> None:
        """Draw who is missing, or not sure, at a thing."""
        thing = self._things[relation.what]
        nobody = relation.who.startswith(EMPTY_SEAT)
        key = f"{EMPTY_SEAT}{thing.key}" if nobody else relation.who
        who = self._facts.things[relation.who]
        # Empty seats at things that are put together are put together too.
        group = f"{Kind.NIEMAND}: {thing.group}" if nobody else ""
        mark = "" if nobody else UNCLEAR
        self._beside[key] = Node(*(key, who.label, who.kind, group), empty=nobody, mark=mark, column=_WHO)
        self._found[thing.key] += []
        told = ", ".join(filter(None, (relation.role, "" if nobody else relation.certainty)))
        self._join(key, thing.key, told or Kind.NIEMAND, Family.NOBODY if nobody else UNCLEAR)
        sentence = f"Niemand genoemd{f' als {relation.role}' if relation.role else ''}."
        if not nobody:
            sentence = f"{who.label}: {told}."
        label = self._facts.things[relation.what].label
        self._row("lege plek" if nobody else UNCLEAR, label, sentence, "", (), relation.passages)

    def nodes(self) -> list[Node]:
        """Give the things with how much is open about each, between who is missing and what is open."""
        worst = SEVERITY_WORDS["violation"]
        return [
            *(self._beside[key] for key in sorted(self._beside)),
            *(
                Node(
                    *(thing.key, thing.label, thing.kind, thing.group),
                    open=len(found),
                    mark=worst if any(one.severity == "violation" for one in found) else "",
                    column=_THING,
                )
                for thing in sorted(set(self._things.values()), key=lambda thing: (thing.group, thing.key))
                if (found := self._found.get(thing.key)) is not None
            ),
        ]

    def _join(self, source: str, target: str, label: str, family: str) -> None:
        self.edges.append(Edge(source, target, label, family, (len(self.rows),)))

    def _row(self, *cells: str | Sequence[Passage]) -> None:
        told = (cell if isinstance(cell, str) else stands_in(cell) for cell in cells)
        self.rows.append(tuple(one_line(text) for text in told))


def _facts(sight: Sight) -> Facts:
    """Read who does what; of a place without any, there may still be something open."""
    try:
        return read(sight.store, Scope(gemeente=sight.about[0]), sight.graphs)
    except UnknownNameError:
        return Facts({}, (), "intern")


def _things(sight: Sight, findings: Iterable[Finding], facts: Facts) -> dict[str, _Thing]:
    """Give what is drawn for each thing that something may be open about; parts are drawn as their whole."""
    labels = {str(finding.focus): one_line(finding.focus_label) for finding in findings}
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    asked = _KINDS % " ".join(URIRef(focus).n3() for focus in sorted(labels))
    for row in sight.store.select(asked, sight.graphs).bindings():
        kind = one_line(str(row["kind"]))
        kinds[str(row["thing"])].append(_SHORTER.get(kind, kind))
    found: dict[str, _Thing] = {}
    for key, known in facts.things.items():
        if known.kind is not Kind.NIEMAND:
            whole = facts.things[known.whole]
            is_work = whole.kind in (Kind.ACTIVITEIT, Kind.TAAK)
            group = whole.group if is_work or not kinds[key] else _precise(kinds[key])
            found[key] = _Thing(whole.key, whole.label, whole.kind, group)
    for focus, label in labels.items():
        kind = _precise(kinds[focus])
        found.setdefault(focus, _Thing(focus, label, kind, kind))
    return found


def _precise(kinds: Iterable[str]) -> str:
    """Choose the word that says most of what a thing is."""
    return min(kinds, key=lambda word: (word in _GENERAL, word), default="iets uit een bron")


def _readable(nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[list[Node], list[Edge], list[str]]:
    """Put the things of the biggest groups together until no more is drawn than can be read."""
    groups: defaultdict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        if node.column == _THING:
            groups[node.group].append(node)
    instead: dict[str, Node] = {}
    notes: list[str] = []
    left = len(nodes)
    # What people do is told apart as long as it can be.
    order = sorted(
        groups.items(), key=lambda item: (item[1][0].kind == Kind.ACTIVITEIT, -len(item[1]), item[0])
    )
    for group, members in order:
        if left <= MOST_NODES:
            break
        open_points = sum(node.open for node in members)
        whole = Node(
            *(f"samen:{group}", f"{group} ({len(members)})", members[0].kind),
            open=open_points,
            told=f"{open_points} open punten",
            mark=max(node.mark for node in members),
            column=_THING,
        )
        instead |= {node.key: whole for node in members}
        left -= len(members) - 1
        notes.append(
            f"Omdat er meer dan {MOST_NODES} vakken zouden zijn, staat samen: {len(members)} keer {group}."
        )
    drawn = {new.key: new for node in nodes for new in [instead.get(node.key, node)]}
    key = {node.key: node.key for node in nodes} | {old: new.key for old, new in instead.items()}
    rows: defaultdict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    for edge in edges:
        rows[key[edge.source], key[edge.target], edge.label, edge.family] += edge.rows
    return [*drawn.values()], [Edge(*ends, tuple(held)) for ends, held in rows.items()], notes

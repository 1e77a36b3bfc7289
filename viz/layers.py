"""The views of what the network itself says: each question of `viz.asked`, drawn over who works with whom.

What is computed stands in `viz.analysis`; here it becomes a word at an organisation or at a connection. They
say what the plans say, and rank nobody.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from rdflib import URIRef

from graph.errors import UnknownNameError
from viz import analysis
from viz.cooperation import network, ties_of
from viz.facts import EMPTY_SEAT, Kind
from viz.network import MOST_NODES
from viz.picture import Edge, Node, Picture
from viz.relations import one_line
from viz.roles import divisions
from viz.sight import Sight, noted
from viz.ties import Bond, Ties, read_ties

GONE, LEFT_ALONE = "valt weg", "bij niemand meer"
_WITHIN = "SELECT DISTINCT ?place WHERE { %s hgkm:lid* ?place }"
_NAMED = 2  # names at an organisation; the number of the others follows
_WORDS = {
    Bond.WERK: "werk",
    Bond.AFSPRAAK: "afspraak",
    Bond.ESCALATIE: "trede van een escalatielijn",
    Bond.OVERLEG: "overleg",
}


class _Said(NamedTuple):
    """What is said of an organisation: a word by which it differs, and a line under its name."""

    mark: str = ""
    told: str = ""


def mentioned(sight: Sight) -> Picture:
    """Draw how often and as what each organisation is named."""
    ties = ties_of(sight)
    said = {}
    for who, counts in analysis.mentions(ties).items():
        roles = ", ".join(f"{word} {count}" for word, count in counts.most_common(_NAMED))
        said[who] = _Said(told=f"{counts.total()} keer genoemd: {roles}")
    question = f"Hoe vaak en in welke rollen wordt een organisatie genoemd in {sight.name}?"
    return _said(network(sight, ties, question, with_alone=True), said)


def links(sight: Sight) -> Picture:
    """Draw without whom, or without which connection, organisations lose each other."""
    ties = ties_of(sight)
    said: dict[URIRef, _Said] = {}
    only: set[frozenset[URIRef]] = set()
    for link in analysis.links(ties):
        if len(link.parties) == 1:
            lost = [who for group in link.cut_off for who in group]
            said[link.parties[0]] = _Said("schakel", f"zonder hen los: {_listed(ties, lost)}")
        else:
            only.add(frozenset(link.parties))
    question = f"Zonder wie of welke verbinding breekt de keten in {sight.name}?"
    picture = _said(network(sight, ties, question), said)
    edges = (
        replace(edge, mark="enige verbinding")
        if frozenset(map(URIRef, (edge.source, edge.target))) in only
        else edge
        for edge in picture.edges
    )
    return replace(picture, edges=tuple(edges))


def islands(sight: Sight) -> Picture:
    """Draw which organisations share nothing with the rest."""
    ties = ties_of(sight)
    said = {}
    for number, group in enumerate(analysis.islands(ties)):
        for who in group:
            alone = _Said("staat alleen") if len(group) == 1 else _Said(f"eiland {number + 1}")
            said[who] = alone if number else _Said()
    question = f"Welke organisaties staan in {sight.name} los van de rest?"
    return _said(network(sight, ties, question, with_alone=True), said)


def without_agreement(sight: Sight) -> Picture:
    """Draw who shares work and is party to no agreement."""
    ties = ties_of(sight)
    said = {
        who: _Said("zonder afspraak", f"deelt werk met {_listed(ties, others)}")
        for who, others, _ in analysis.without_agreement(ties)
    }
    question = f"Wie werkt in {sight.name} met anderen samen en is bij geen afspraak partij?"
    return _said(network(sight, ties, question), said)


def distance(sight: Sight) -> Picture:
    """Draw along whom the way leads from who does something to who decides."""
    ties = ties_of(sight)
    said = {}
    for who, way in analysis.route_to_decision(ties).items():
        if not way:
            said[who] = _Said("geen weg gevonden")
        elif len(way) == 1:
            said[who] = _Said("beslist zelf")
        else:
            steps = "1 stap" if len(way) == 2 else f"{len(way) - 1} stappen"
            said[who] = _Said(told=f"{steps}: {_listed(ties, way[1:])}")
    question = f"Langs wie gaat het in {sight.name} van de uitvoering naar wie beslist?"
    return _said(network(sight, ties, question, with_alone=True), said)


def communities(sight: Sight) -> Picture:
    """Draw which organisations share more with each other than with the rest, group by group."""
    ties = ties_of(sight)
    groups: dict[str, str] = {}
    group_of: dict[str, str] = {}
    own = ties.by_actor()
    said = {}
    for number, group in enumerate(analysis.communities(ties), start=1):
        if len(group) > 1:
            most = max(group, key=lambda who: len(own[who]))
            groups[f"groep:{number}"] = f"groep {number}, rond {one_line(ties.labels[most])}"
            group_of |= {str(who): f"groep:{number}" for who in group}
        for who in group:
            places = sorted(ties.places.get(who, ()), key=ties.order)
            where = f", voor {_listed(ties, places)}" if places else ""
            said[who] = _Said(told=f"groep {number}{where}")
    question = f"Welke organisaties vormen in de plannen van {sight.name} samen een groep?"
    picture = _said(network(sight, ties, question), said)
    nodes = tuple(replace(node, group=group_of.get(node.key, "")) for node in picture.nodes)
    used = {node.group for node in nodes}
    return replace(picture, nodes=nodes, groups={key: label for key, label in groups.items() if key in used})


def without(sight: Sight) -> Picture:
    """Draw what an organisation or post has to do with, and who is left there when it disappears."""
    ties = read_ties(sight.store, (), sight.graphs, parties=[URIRef(sight.about[0])])
    gone, name = str(sight.about[0]), sight.name
    losses = analysis.without(ties, {URIRef(gone)})
    if not losses:
        raise UnknownNameError(
            f"{name} has to do with nothing: choose another organisation or post.",
            f"{name} is bij geen werk, afspraak of overleg genoemd: kies een andere organisatie of functie.",
        )
    nodes = {gone: Node(gone, name, Kind.ORGANISATIE, mark=GONE, column=0)}
    edges: list[Edge] = []
    rows: list[tuple[str, ...]] = []
    notes: list[str] = []
    for loss in losses:
        tie, number = loss.tie, len(rows)
        thing = str(tie.thing)
        role = one_line(ties.labels[tie.role]) if tie.role else _WORDS[tie.bond]
        left = [one_line(ties.labels[who]) for who in loss.left]
        label = one_line(ties.labels[tie.thing])
        rows.append((label, _WORDS[tie.bond], role, ", ".join(left) or "niemand genoemd"))
        more = {thing, *(map(str, loss.left) if left else [EMPTY_SEAT + thing])} - nodes.keys()
        if len(nodes) + len(more) > MOST_NODES:
            notes = [f"Alleen zo veel is getekend als te lezen is; de tabel heeft alle {len(losses)} regels."]
            continue
        mark = "" if left else LEFT_ALONE
        nodes[thing] = Node(thing, label, _WORDS[tie.bond], f"soort:{tie.bond}", mark=mark, column=1)
        edges.append(Edge(gone, thing, role, "nu", (number,)))
        if not left:
            seat = EMPTY_SEAT + thing
            nodes[seat] = Node(seat, Kind.NIEMAND, Kind.NIEMAND, "leeg", empty=True, column=2)
            edges.append(Edge(thing, seat, role, Kind.NIEMAND, (number,)))
        for who, told in zip(loss.left, left, strict=True):
            nodes.setdefault(str(who), Node(str(who), told, Kind.ORGANISATIE, column=2))
            edges.append(Edge(thing, str(who), role, "wie er nog is", (number,)))
    used = {node.group for node in nodes.values()}
    groups = {f"soort:{bond}": f"{word}" for bond, word in _WORDS.items()} | {"leeg": str(Kind.NIEMAND)}
    return Picture(
        view="",
        question=f"Wat valt er weg als {name} verdwijnt?",
        groups={key: label for key, label in groups.items() if key in used},
        nodes=tuple(nodes.values()),
        edges=tuple(edges),
        headers=("Waarbij", "Soort", "Als rol", "Wie er dan nog is"),
        rows=tuple(rows),
        notes=noted(notes),
        confidentiality="intern",
    )


def likeness(sight: Sight) -> Picture:
    """Draw how much municipalities have divided alike, for one municipality or for those of a region."""
    roles = divisions(sight.store, sight.graphs)
    labels = sight.labels(roles)
    area = sight.store.select(_WITHIN % sight.about[0].n3(), sight.graphs).bindings()
    chosen = {URIRef(row["place"]) for row in area} & set(roles)
    if not chosen:
        raise UnknownNameError(
            f"Nothing is known of how {sight.name} divides roles: choose a municipality with a plan.",
            f"Van {sight.name} is geen rolverdeling bekend: kies een gemeente met een plan.",
        )
    # Of one municipality the others stand in a row beside it; those of a region are compared with each other.
    others = set(roles) if len(chosen) == 1 else chosen
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    rows: list[tuple[str, ...]] = []
    in_order = sorted(others, key=lambda p: (p not in chosen, labels[p], p))
    drawn = set(in_order[:MOST_NODES])
    for one, other in combinations(in_order, 2):
        if not {one, other} & chosen:
            continue
        like = analysis.likeness(roles[one], roles[other])
        if {one, other} <= drawn:
            for place in (one, other):
                column = int(place not in chosen) if len(chosen) == 1 else -1
                nodes[str(place)] = Node(str(place), labels[place], "gemeente", column=column)
            told = f"{len(like.both)} gelijk, {len(like.first) + len(like.second)} anders"
            edges.append(Edge(str(one), str(other), told, "gelijk en anders", (len(rows),)))
        counts = (str(len(part)) for part in (like.both, like.first, like.second))
        rows.append((labels[one], labels[other], *counts))
    notes = ["Meer of minder gelijk is niet beter."]
    if len(in_order) > MOST_NODES:
        notes.append(f"Getekend zijn de eerste {MOST_NODES} gemeenten op alfabet; de tabel heeft ze alle.")
    return Picture(
        view="",
        question=f"Hoe verschillend verdelen gemeenten de rollen, gezien vanuit {sight.name}?",
        groups={},
        nodes=tuple(nodes.values()),
        edges=tuple(edges),
        headers=("Gemeente", "Andere gemeente", "In beide", "Alleen de eerste", "Alleen de andere"),
        rows=tuple(rows),
        notes=noted(notes),
        confidentiality="intern",
        free=len(chosen) > 1,
    )


def _said(picture: Picture, said: Mapping[URIRef, _Said]) -> Picture:
    """Put what is said at the organisations, and count them by what they differ in."""
    nodes = [
        replace(node, mark=one.mark, told=one.told)
        for node in picture.nodes
        for one in [said.get(URIRef(node.key), _Said())]
    ]
    counts = Counter(node.mark for node in nodes if node.mark)
    told = ", ".join(f"'{word}' bij {count}" for word, count in sorted(counts.items()))
    notes = (f"Op de kaart staat {told} van de {len(nodes)} organisaties.",) if told else ()
    return replace(picture, nodes=tuple(nodes), notes=(*notes, *picture.notes))


def _listed(ties: Ties, things: Sequence[URIRef]) -> str:
    more = f" en nog {len(things) - _NAMED}" if len(things) > _NAMED else ""
    return ", ".join(one_line(ties.labels[thing]) for thing in things[:_NAMED]) + more

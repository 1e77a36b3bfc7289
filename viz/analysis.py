"""What the network itself says, by networkx: from ties to tables, without a store and without a picture.

Two organisations work together when they share work, an agreement or a meeting. Every outcome is about what
the plans say, not about what happens: an organisation that is named often is named often, no more. Nothing
here ranks municipalities or measures people.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import networkx as nx
from rdflib import URIRef

from ontology.vocabulary import BEGRIP
from viz.roles import Division
from viz.ties import Bond, Tie, Ties

# Nodes are organisations; `things` on an edge is what two of them share.
Together: TypeAlias = "nx.Graph[URIRef]"
_DOES = {BEGRIP.uitvoerend, BEGRIP.opdrachtnemer, BEGRIP.aanbiedend, BEGRIP.trekker}
_DECIDES = {BEGRIP.beslissend}
# From who does to who decides, one step at a time: whoever has a role may go to those with a later one.
_LADDER = (
    _DOES | {BEGRIP.ondersteunend, BEGRIP.deelnemend, BEGRIP.casusregie},
    {BEGRIP.procesregie, BEGRIP.programmaregie, BEGRIP.regie, BEGRIP.eindverantwoordelijk},
    {BEGRIP.opdrachtgever, BEGRIP.financierend, BEGRIP.toezichthoudend},
    _DECIDES,
)
_SEED = 1  # communities are the same each time


def together(ties: Ties) -> Together:
    """Make the network of who works with whom; `things` on an edge is what two organisations share."""
    network: Together = nx.Graph()
    network.add_nodes_from(sorted({tie.who for tie in ties.all}))
    for thing, shared in sorted(ties.by_thing().items()):
        for one, other in combinations(sorted({tie.who for tie in shared}), 2):
            if not network.has_edge(one, other):
                network.add_edge(one, other, things=[])
            network.edges[one, other]["things"].append(thing)
    return network


def mentions(ties: Ties) -> dict[URIRef, Counter[str]]:
    """Count of each organisation how many things it is named at, by role, agreement and meeting."""
    counts: dict[URIRef, Counter[str]] = {}
    for who, own in ties.by_actor().items():
        pairs = {(tie.thing, ties.labels[tie.role] if tie.role else str(tie.bond)) for tie in own}
        counts[who] = Counter(sorted(word for _, word in pairs))
    return counts


@dataclass(frozen=True)
class Link:
    """Something without which organisations lose each other.

    Attributes:
        parties: the organisation, or the two between whom the only connection is.
        cut_off: who loses touch with the rest, group by group, the smaller groups only.
        things: what connects the two, for a connection.
    """

    parties: tuple[URIRef, ...]
    cut_off: tuple[tuple[URIRef, ...], ...]
    things: tuple[URIRef, ...] = ()


def links(ties: Ties) -> list[Link]:
    """Find the organisations (articulation points) and connections (bridges) that hold the rest together."""
    network = together(ties)
    found = []
    for who in sorted(nx.articulation_points(network), key=ties.order):
        around = network.subgraph(nx.node_connected_component(network, who)).copy()
        around.remove_node(who)
        found.append(Link((who,), _smaller(around)))
    bridges = [tuple(sorted(map(URIRef, pair), key=ties.order)) for pair in nx.bridges(network)]
    for one, other in sorted(bridges, key=lambda pair: [ties.order(who) for who in pair]):
        around = network.subgraph(nx.node_connected_component(network, one)).copy()
        things = tuple(around.edges[one, other]["things"])
        around.remove_edge(one, other)
        found.append(Link((one, other), _smaller(around), things))
    return found


def islands(ties: Ties) -> list[list[URIRef]]:
    """Give the groups of organisations that share nothing with each other, the biggest first."""
    groups = [sorted(group, key=ties.order) for group in nx.connected_components(together(ties))]
    return sorted(groups, key=lambda group: (-len(group), ties.order(group[0])))


@dataclass(frozen=True)
class Loss:
    """What one thing loses with an organisation.

    Attributes:
        tie: what the organisation had to do with it.
        left: who else has to do with it in the same way.
    """

    tie: Tie
    left: tuple[URIRef, ...]


def without(ties: Ties, gone: AbstractSet[URIRef]) -> list[Loss]:
    """Say what falls when some organisations or posts disappear, what is left without anybody first.

    Work is left to those with the same kind of role, an agreement and a meeting to the others in it.
    """
    losses = []
    things = ties.by_thing()
    for tie in (tie for tie in ties.all if {tie.who, tie.party} & gone):
        others = {
            other.who
            for other in things[tie.thing]
            if not {other.who, other.party} & gone
            and (tie.bond is not Bond.WERK or _alike(tie.role, other.role))
        }
        losses.append(Loss(tie, tuple(sorted(others, key=ties.order))))
    return sorted(losses, key=lambda loss: (len(loss.left) > 1, bool(loss.left), ties.order(loss.tie.thing)))


def without_agreement(ties: Ties) -> Iterator[tuple[URIRef, tuple[URIRef, ...], int]]:
    """Give each organisation with shared work and no agreement, with whom that is, and how much it shares."""
    parties = {tie.who for tie in ties.all if tie.bond is Bond.AFSPRAAK}
    work = ties.by_thing(Bond.WERK)
    for who, own in ties.by_actor().items():
        shared = {
            tie.thing for tie in own if tie.bond is Bond.WERK and len({t.who for t in work[tie.thing]}) > 1
        }
        if shared and who not in parties:
            others = Counter(o for thing in shared for o in {t.who for t in work[thing]} if o != who)
            first = sorted(others, key=lambda other: (-others[other], ties.order(other)))
            yield who, tuple(first), len(shared)


def route_to_decision(ties: Ties) -> dict[URIRef, Sequence[URIRef] | None]:
    """Give of each organisation that does something the shortest way to one that decides; None without one.

    A step goes from a role to one nearer to the decision in the same work, to somebody at the same meeting,
    from a part of an organisation to the whole, or from the whole to a part of it that decides.
    """
    steps: set[tuple[URIRef, URIRef]] = set()
    for shared in ties.by_thing(Bond.WERK).values():
        for tie in shared:
            steps |= {(tie.who, other.who) for other in shared if _rung(other.role) > _rung(tie.role) >= 0}
    for shared in ties.by_thing(Bond.OVERLEG).values():
        steps |= {(one.who, other.who) for one in shared for other in shared if one.who != other.who}
    decides = {tie.who for tie in ties.all if tie.role in _DECIDES}
    for part, wholes in ties.wholes.items():
        steps |= {(part, whole) for whole in wholes}
        steps |= {(whole, part) for whole in wholes if part in decides}
    # In order: of ways as long as each other it is the same one each time.
    back: nx.DiGraph[URIRef] = nx.DiGraph()
    back.add_nodes_from(sorted({tie.who for tie in ties.all}))
    back.add_edges_from(sorted((to, start) for start, to in steps))
    does = {tie.who for tie in ties.all if tie.role in _DOES}
    ways = nx.multi_source_dijkstra_path(back, sorted(decides)) if decides else {}
    found = ((who, ways.get(who)) for who in sorted(does, key=ties.order))
    return {who: way and [*reversed(way)] for who, way in found}


def communities(ties: Ties) -> list[list[URIRef]]:
    """Give the groups of organisations that share more with each other than with the rest (Louvain)."""
    network = together(ties)
    for _, _, edge in network.edges(data=True):
        edge["weight"] = len(edge["things"])
    found = nx.community.louvain_communities(network, weight="weight", seed=_SEED)
    groups = [sorted(group, key=ties.order) for group in found]
    return sorted(groups, key=lambda group: (-len(group), ties.order(group[0])))


@dataclass(frozen=True)
class Likeness:
    """How far two municipalities divide roles alike.

    Attributes:
        both: what is the same in both.
        first, second: what only the one and only the other has.
    """

    both: frozenset[Division]
    first: frozenset[Division]
    second: frozenset[Division]

    @property
    def share(self) -> float:
        """Give the part of everything that is the same in both (Jaccard), between 0 and 1."""
        whole = len(self.both) + len(self.first) + len(self.second)
        return len(self.both) / whole if whole else 0.0


def likeness(one: Collection[Division], other: Collection[Division]) -> Likeness:
    """Compare how two municipalities divide roles."""
    mine, theirs = frozenset(one), frozenset(other)
    return Likeness(mine & theirs, mine - theirs, theirs - mine)


def _smaller(network: Together) -> tuple[tuple[URIRef, ...], ...]:
    """Give all connected groups but the biggest."""
    groups = sorted(
        (tuple(sorted(group)) for group in nx.connected_components(network)), key=lambda g: (-len(g), g)
    )
    return tuple(groups[1:])


def _alike(role: URIRef | None, other: URIRef | None) -> bool:
    return role == other or (role in _DOES and other in _DOES)


def _rung(role: URIRef | None) -> int:
    return next((rung for rung, roles in enumerate(_LADDER) if role in roles), -1)

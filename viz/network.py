"""Projects facts to a networkx graph: who, what and for whom as nodes, and the roles between them as edges.

A node's attribute `thing` is what it stands for. An edge has its role in words (`role`), the family of roles
by which it is drawn (`family`), and the numbers of the relations it stands for (`rows`: their places in
`Facts.relations`), so that a picture and its table keep in step. An edge from an activity to a target group
has the role 'voor'. Positions are given by `viz.layout`.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import TypeAlias

import networkx as nx

from viz.facts import EMPTY_SEAT, Facts, Kind, Thing

Network: TypeAlias = "nx.MultiDiGraph[str]"
MOST_NODES = 150  # a picture with more cannot be read


class Family(StrEnum):
    """The roles that are drawn alike; the value is the word in the legend."""

    DOES = "voert uit"
    STEERS = "stuurt of heeft regie"
    HELPS = "werkt mee of is betrokken"
    NOBODY = "niemand genoemd"
    FOR_WHOM = "voor wie"


_STEERS = {
    "beslissend",
    "casusregie",
    "eindverantwoordelijk",
    "financierend",
    "opdrachtgever",
    "planregie",
    "procesregie",
    "programmaregie",
    "regie",
    "toezichthoudend",
    "trekker",
    "voorzittend",
}
_FAMILIES = {
    **dict.fromkeys(["uitvoerend", "opdrachtnemer", "aanbiedend"], Family.DOES),
    **dict.fromkeys(_STEERS, Family.STEERS),
}


def project(facts: Facts) -> Network:
    """Make the network of all relations, part by part, with an empty seat for every missing owner."""
    network: Network = nx.MultiDiGraph()
    for row, relation in enumerate(facts.relations):
        for key in (relation.who, relation.what, *relation.for_whom):
            network.add_node(key, thing=facts.things[key])
        family = _FAMILIES.get(relation.role_slug, Family.HELPS)
        if relation.who.startswith(EMPTY_SEAT):
            family = Family.NOBODY
        _join(network, (relation.who, relation.what), relation.role, family, {row})
        for target in relation.for_whom:
            _join(network, (relation.what, target), "voor", Family.FOR_WHOM, {row})
    return network


def readable(network: Network, things: Mapping[str, Thing]) -> tuple[Network, list[str]]:
    """Put together what would crowd a picture: parts in their whole, and more when it has over `MOST_NODES`.

    Args:
        network: what `project` gave.
        things: those of the facts it was made of.

    Returns:
        The smaller network, and a Dutch sentence for each thing that was put together.
    """
    smaller = contract(network, lambda thing: _whole(thing, things))
    notes = []
    drawn = [node["thing"] for node in network.nodes.values()]
    if parts := sum(thing.key != thing.whole for thing in drawn if thing.kind is not Kind.NIEMAND):
        notes.append(f"{parts} deelactiviteiten zijn getekend bij de activiteit waarvan zij deel zijn.")
    for step, said in (
        (_part_of_plan, "is het werk van deze delen van plannen samengenomen"),
        (_kind_of_actor, "zijn organisaties en functies van deze soorten samengenomen"),
    ):
        taken = []
        for group in _biggest(smaller, step):
            if smaller.number_of_nodes() <= MOST_NODES:
                break
            smaller = contract(smaller, partial(_only, group, step))
            taken.append(group)
        if taken:
            notes.append(f"Omdat er meer dan {MOST_NODES} vakken zouden zijn, {said}: {'; '.join(taken)}.")
    return smaller, notes


def _only(group: str, step: Callable[[Thing], Thing], thing: Thing) -> Thing:
    return step(thing) if thing.group == group else thing


def _biggest(network: Network, step: Callable[[Thing], Thing]) -> list[str]:
    """Name the groups of which a step puts more than one together, the biggest first."""
    things = (node["thing"] for node in network.nodes.values())
    sizes = Counter(thing.group for thing in things if thing.group and step(thing) != thing)
    return [group for group, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])) if size > 1]


def contract(network: Network, step: Callable[[Thing], Thing]) -> Network:
    """Replace each node by another thing; edges that then coincide become one with all their rows."""
    smaller: Network = nx.MultiDiGraph()
    instead = {key: step(node["thing"]) for key, node in network.nodes.items()}
    for thing in instead.values():
        smaller.add_node(thing.key, thing=thing)
    for source, target, edge in network.edges(data=True):
        _join(smaller, (instead[source].key, instead[target].key), edge["role"], edge["family"], edge["rows"])
    return smaller


def _whole(thing: Thing, things: Mapping[str, Thing]) -> Thing:
    return replace(thing, key=thing.whole) if thing.kind is Kind.NIEMAND else things[thing.whole]


def _part_of_plan(thing: Thing) -> Thing:
    if thing.kind is Kind.NIEMAND:
        return replace(thing, key=EMPTY_SEAT + thing.group)
    if thing.kind in {Kind.ACTIVITEIT, Kind.TAAK}:
        return Thing(thing.group, Kind.PLANDEEL, thing.group, "delen van plannen", thing.group)
    return thing


def _kind_of_actor(thing: Thing) -> Thing:
    if thing.kind in {Kind.ORGANISATIE, Kind.FUNCTIE, Kind.GROEP, Kind.SOORT, Kind.KEUZE}:
        key = f"soort:{thing.group}"
        return Thing(key, Kind.SOORT, thing.group, Kind.SOORT, key)
    return thing


def _join(network: Network, ends: tuple[str, str], role: str, family: Family, rows: set[int]) -> None:
    """Add rows to the edge with this role, which is made when it is not there."""
    if network.has_edge(*ends, role):
        network.edges[*ends, role]["rows"] |= rows
    else:
        network.add_edge(*ends, role, role=role, family=family, rows=set(rows))

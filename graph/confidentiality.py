"""Who may see which named graph: each is openbaar, intern or vertrouwelijk, and intern unless it says so.

A graph says it of itself, inside itself, so that no other graph can make it more public than it is. Removing
what a reader may not see is the business of `graph.store`; who somebody is, that of `service`.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

from rdflib import URIRef

from ontology.vocabulary import BEGRIP

if TYPE_CHECKING:
    from graph.store import ReadStore

_SAID = "SELECT ?graph ?level WHERE { GRAPH ?graph { ?graph hgkm:vertrouwelijkheid ?level } }"


class Level(IntEnum):
    """How confidential something is, and how much a reader may see; a higher one includes the lower."""

    OPENBAAR = 0
    INTERN = 1
    VERTROUWELIJK = 2


_LEVELS = {BEGRIP[level.name.lower()]: level for level in Level}


def levels(store: "ReadStore") -> dict[URIRef, Level]:
    """Give the level of each named graph of a store; of two that a graph gives itself, the stricter one."""
    said: dict[URIRef, list[Level]] = {graph: [] for graph in store.graphs()}
    for row in store.select(_SAID).bindings():
        # A level that nobody knows is taken for the strictest.
        said[URIRef(row["graph"])].append(_LEVELS.get(URIRef(row["level"]), Level.VERTROUWELIJK))
    return {graph: max(found, default=Level.INTERN) for graph, found in said.items()}


def hidden(store: "ReadStore", level: Level) -> Iterable[URIRef]:
    """Name the graphs that a reader of a level may not see, in order."""
    return [graph for graph, needed in levels(store).items() if needed > level]

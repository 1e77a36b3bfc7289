"""Statements as a store and an update of SPARQL hold them. Nothing is changed here."""

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as oxigraph

Quad = oxigraph.Quad


def as_stored(quads: Iterable[Quad]) -> oxigraph.Store:
    """Lay statements in a store in memory, which knows what is the same to it."""
    store = oxigraph.Store()
    store.extend(quads)
    return store


def as_update(gone: Iterable[Quad], new: Iterable[Quad]) -> str:
    """Write a change as one update."""
    return f"DELETE DATA {{ {_as_data(gone)} }} ; INSERT DATA {{ {_as_data(new)} }}"


def _as_data(quads: Iterable[Quad]) -> str:
    by_graph: dict[str, list[str]] = defaultdict(list)
    for quad in quads:
        by_graph[str(quad.graph_name)].append(str(quad.triple))
    return "\n".join(f"GRAPH {name} {{ {' . '.join(triples)} }}" for name, triples in by_graph.items())

"""Changes of statements: what one came to, what an update of SPARQL would do, and how it is written as one.

Nothing that is kept is changed here: that is for `graph.store`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as oxigraph
from rdflib import URIRef

from graph.blanks import without_blanks
from graph.prefixes import PREFIXES
from graph.sparql import cannot_run, syntax_error

Quad = oxigraph.Quad


@dataclass(frozen=True)
class Change:
    """What a change came to; false when it changed nothing.

    Attributes:
        removed: the number of quads taken away.
        added: the number of quads added.
        graphs: the named graphs in which that happened, in order.
    """

    removed: int
    added: int
    graphs: tuple[URIRef, ...]

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.removed or self.added)


def as_stored(quads: Iterable[Quad]) -> oxigraph.Store:
    """Lay statements in a store in memory, which knows what is the same to it."""
    store = oxigraph.Store()
    store.extend(quads)
    return store


def as_update(gone: Iterable[Quad], new: Iterable[Quad]) -> str:
    """Write a change as one update."""
    return f"DELETE DATA {{ {_as_data(gone)} }} ; INSERT DATA {{ {_as_data(new)} }}"


def effect(before: set[Quad], update: str) -> tuple[set[Quad], set[Quad]]:
    """Say which of some statements an update would take away and which it would add.

    Raises:
        QueryError: the text is no update.
    """
    copy = oxigraph.Store()
    copy.bulk_extend(before)
    try:
        copy.update(update, prefixes=PREFIXES)
    except SyntaxError as error:
        raise syntax_error(update, error) from error
    except RuntimeError as error:
        raise cannot_run(error) from error
    after = set(without_blanks(copy))
    return before - after, after - before


def _as_data(quads: Iterable[Quad]) -> str:
    by_graph: dict[str, list[str]] = defaultdict(list)
    for quad in quads:
        by_graph[str(quad.graph_name)].append(str(quad.triple))
    return "\n".join(f"GRAPH {name} {{ {' . '.join(triples)} }}" for name, triples in by_graph.items())

"""Names for blank nodes that depend on nothing but what stands around them.

A blank node has no name of its own, so two readings of one file would make two things of it. Here each gets
a name made from the triples it occurs in, to a depth of some blank nodes further on. The same content gives
the same names, in whatever order it is written, in whatever graph it is loaded, and whatever else changes
in the file. Nodes that cannot be told apart in this way get a number in the order in which they are met.

This is no canonicalisation (RDFC-1.0): that numbers the blank nodes of a file as a whole, so that one new
node renames the others, and its cost has no bound. Nothing here tells whether two graphs are equal.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256

import pyoxigraph as oxigraph

from graph.terms import Triples, is_blank, named
from ontology.vocabulary import ID

GENID = f"{ID}.well-known/genid/"

# How far a node looks. A fixed number, so that a change elsewhere in the file renames nothing here.
_DEPTH = 8
_LENGTH = 20  # hexadecimal digits: 80 bits


def without_blanks(quads: Iterable[oxigraph.Quad]) -> Iterator[oxigraph.Quad]:
    """Give the same quads with an IRI under GENID for each blank node.

    The quads are gone through twice, so they must be more than a passing stream.
    """
    names: dict[object, oxigraph.NamedNode] = {
        node: named(GENID + name) for node, name in blank_node_names(quads).items()
    }
    for quad in quads:
        start, end = quad.subject, quad.object
        if is_blank(start) or is_blank(end):
            yield oxigraph.Quad(names.get(start, start), quad.predicate, names.get(end, end), quad.graph_name)
        else:
            yield quad


def blank_node_names(triples: Triples) -> dict[oxigraph.BlankNode, str]:
    """Name each blank node that occurs as subject or object.

    Args:
        triples: all triples in which the blank nodes occur; others may be among them.

    Returns:
        For each blank node a name of letters, digits and perhaps `-2`, unique within these triples.
    """
    # Each node's surroundings: its triples, with the other end either fixed or another blank node.
    around: dict[oxigraph.BlankNode, list[tuple[str, oxigraph.BlankNode | None]]] = defaultdict(list)
    for triple in triples:
        start, end = triple.subject, triple.object
        if isinstance(start, oxigraph.BlankNode):
            far = end if isinstance(end, oxigraph.BlankNode) else None
            around[start].append((f"{triple.predicate} {'' if far else end}", far))
        if isinstance(end, oxigraph.BlankNode):
            far = start if isinstance(start, oxigraph.BlankNode) else None
            around[end].append((f"^{triple.predicate} {'' if far else start}", far))
    names = dict.fromkeys(around, "")
    for _ in range(_DEPTH):
        names = {
            node: _digest(f"{fixed}{names[far] if far else ''}" for fixed, far in known)
            for node, known in around.items()
        }
    times: dict[str, int] = defaultdict(int)
    for node, name in names.items():
        times[name] += 1
        if times[name] > 1:
            names[node] = f"{name}-{times[name]}"
    return names


def _digest(parts: Iterable[str]) -> str:
    return sha256("\n".join(sorted(parts)).encode()).hexdigest()[:_LENGTH]

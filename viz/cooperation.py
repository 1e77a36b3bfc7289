"""The view of who works with whom, and on what: the network that analysis is about, drawn as it is."""

from collections import defaultdict
from collections.abc import Sequence

from rdflib import URIRef

from viz.analysis import together
from viz.facts import Kind
from viz.network import MOST_NODES
from viz.picture import Edge, Node, Picture
from viz.relations import one_line
from viz.sight import Sight, noted
from viz.ties import Bond, Ties, read_ties
from viz.walk import terms

_SORTS = """SELECT DISTINCT ?who ?sort WHERE {
    VALUES ?who { %s } ?who org:classification ?sort } ORDER BY ?who ?sort"""


def ties_of(sight: Sight) -> Ties:
    """Read what ties organisations to each other in the municipality or region that a map is about."""
    return read_ties(sight.store, [URIRef(sight.about[0])], sight.graphs)


def who_with_whom(sight: Sight) -> Picture:
    """Make the picture of a municipality or region."""
    return network(sight, ties_of(sight), f"Wie werkt met wie samen in {sight.name}, en waaraan?")


def network(
    sight: Sight, ties: Ties, question: str, notes: Sequence[str] = (), *, with_alone: bool = False
) -> Picture:
    """Draw organisations and what they share, as many as can be read.

    Args:
        sight: what the map is about.
        ties: what ties organisations to each other.
        question: what the map answers.
        notes: what more there is to say about it.
        with_alone: whether those who share nothing with anybody are drawn too.
    """
    shared = together(ties)
    told = [*notes]
    alone = [who for who in shared if not shared.degree(who)]
    if alone and not with_alone:
        shared.remove_nodes_from(alone)
        told.append(f"{len(alone)} organisaties die met niemand iets delen, staan er niet in.")
    most = sorted(shared, key=lambda who: (-shared.degree(who), ties.order(who)))
    if len(most) > MOST_NODES:
        shared.remove_nodes_from(most[MOST_NODES:])
        told.append(f"Alleen de {MOST_NODES} organisaties met de meeste verbindingen zijn getekend.")
    bonds = {thing: tied[0].bond for thing, tied in ties.by_thing().items()}
    rows: list[tuple[str, ...]] = []
    edges = []
    for one, other, held in sorted(shared.edges(data=True)):
        numbers: defaultdict[Bond, list[int]] = defaultdict(list)
        for thing in sorted(held["things"], key=ties.order):
            numbers[bonds[thing]].append(len(rows))
            row = (ties.labels[one], str(bonds[thing]), ties.labels[thing], ties.labels[other])
            rows.append(tuple(map(one_line, row)))
        for bond, taken in sorted(numbers.items()):
            edges.append(Edge(str(one), str(other), bond, bond, tuple(taken)))
    found = sight.store.select(_SORTS % terms(shared), sight.graphs).bindings()
    sorts = {row["who"]: row["sort"] for row in found}
    return Picture(
        view="",
        question=question,
        groups={str(sort): word for sort, word in sorted(sight.labels(sorts.values()).items())},
        nodes=tuple(
            Node(str(who), one_line(ties.labels[who]), Kind.ORGANISATIE, str(sorts.get(who, "")))
            for who in sorted(shared)
        ),
        edges=tuple(edges),
        headers=("Wie", "Hoe", "Waaraan", "Met wie"),
        rows=tuple(rows),
        notes=noted(told),
        confidentiality="intern",
        free=True,
    )

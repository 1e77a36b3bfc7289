"""Changes that a program makes to statements themselves, by SPARQL update or to a whole graph.

They are remembered as any other change. Graphs that the one who asks may not see are not touched, and neither
is the record of changes. Who may ask at all is known to `service.writing`.
"""

from collections.abc import Iterable

from rdflib import URIRef

from graph.changes import RECORDS, Reason, changed
from graph.errors import QueryError
from graph.store import Quad, Store
from graph.terms import named
from service.clock import now
from service.desk import Desk
from service.visitors import Visitor


def carry_out(
    store: Store, desk: Desk, visitor: Visitor, *, gone: Iterable[Quad], new: Iterable[Quad], why: str
) -> None:
    """Take statements away and add others, in one step with the record of that.

    Args:
        store: what is changed, as its owner.
        desk: what hands out what the visitor may see.
        visitor: who asks.
        gone: the statements to take away.
        new: the statements to add.
        why: what it was, in a few Dutch words.

    Raises:
        QueryError: a statement stands in a graph that the visitor may not see, or in the record.
        StoreError: it cannot be written.
    """
    unwanted, wanted = [*gone], [*new]
    touched = {quad.graph_name for quad in [*unwanted, *wanted]}
    with desk.open() as seen:
        visible = {named(graph) for graph in seen.graphs()}
    hidden = {named(graph) for graph in store.graphs()} - visible
    if touched & (hidden | {named(graph) for graph in RECORDS.values()}):
        raise QueryError(
            "You cannot write in one of these graphs.", "In een van deze grafen kunt u niet schrijven."
        )
    about = min((graph.value for graph in touched if hasattr(graph, "value")), default=None)
    if about is None:
        store.change(unwanted, wanted)  # refuses what stands in no named graph
    else:
        changed(store, unwanted, wanted, Reason(visitor.name, now(), why, URIRef(about)))

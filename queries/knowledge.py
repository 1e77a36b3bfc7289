"""What must be known of some graphs to understand questions about them: their names and their words.

It takes about a second to read, and is true for as long as the store does not change: whoever answers many
questions keeps it for one state of the store.
"""

from collections.abc import Sequence

from rdflib import URIRef

from graph.names import Names
from graph.store import ReadStore
from queries.spotting import Spotter
from queries.topics import Topics


class Knowledge:
    """The names and the words in some graphs of a store, read once.

    Attributes:
        store: what is asked.
        graphs: the named graphs that the reader may see; None means all.
        names: the names in them.
        topics: the words in them.
        spotter: what finds the names in running text.
    """

    def __init__(self, store: ReadStore, graphs: Sequence[URIRef] | None = None) -> None:
        """Read the names and the words."""
        self.store = store
        self.graphs = graphs
        self.names = Names(store, graphs)
        self.topics = Topics(store, graphs)
        self.spotter = Spotter(store, self.names, graphs)

"""What a view of the live map is made of, and what stands under every map. Pictures are made elsewhere."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from graph.errors import HgkmError
from graph.names import Names
from graph.store import ReadStore
from graph.terms import Node
from shapes.report import Report
from viz.relations import one_line

_ALWAYS = (
    "Contactgegevens, namen van personen en adressen staan nooit in een kaart.",
    "Wat hier ontbreekt, kan wel bestaan: de kaart zegt alleen wat in de ingelezen bronnen staat.",
)


def nothing_found(_: URIRef) -> Report:
    """Stand for the open points where nobody checks anything.

    Raises:
        HgkmError: always, for the view needs them.
    """
    raise HgkmError(
        "This map is made of open points, which are not checked here.",
        "Deze kaart laat open punten zien, en die worden hier niet nagegaan.",
    )


@dataclass(frozen=True)
class Sight:
    """What a view looks at.

    Attributes:
        store: where the facts are.
        about: what the map is about, as many as the view needs.
        graphs: the named graphs that the reader may see; None means all.
        open_points: gives the report of the check of a municipality or region.
    """

    store: ReadStore
    about: Sequence[URIRef]
    graphs: Sequence[URIRef] | None = None
    open_points: Callable[[URIRef], Report] = nothing_found

    def labels(self, things: Iterable[Node]) -> dict[Node, str]:
        """Give the names of things, each on one line and harmless."""
        named = Names(self.store, self.graphs).labels(things)
        return {thing: one_line(label) for thing, label in named.items()}

    @property
    def name(self) -> str:
        """Give the name of what it is about, the first if there are more."""
        return self.labels(self.about[:1])[self.about[0]]


def noted(notes: Iterable[str]) -> tuple[str, ...]:
    """Put what stands under every map behind the notes of one."""
    return (*notes, *_ALWAYS)

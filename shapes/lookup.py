"""A graph that is only read, and tells at once what is said of a thing.

The translation of the shapes asks some hundred thousand times what a shape says; rdflib's own store takes ten
times as long to answer.
"""

from collections import defaultdict
from collections.abc import Generator, Iterable
from typing import Any

from rdflib import Graph
from rdflib.term import Node

_Triple = tuple[Node, Node, Node]


class LookupGraph(Graph):
    """A graph with a table of what is said of each subject. What is added later is not in it."""

    def __init__(self, triples: Iterable[_Triple]) -> None:
        """Copy triples."""
        super().__init__(bind_namespaces="none")
        self._said: dict[Node, dict[Node, list[Node]]] = defaultdict(dict)
        for triple in triples:
            if triple not in self:
                self.add(triple)
                self._said[triple[0]].setdefault(triple[1], []).append(triple[2])

    def triples(self, triple: Any) -> Generator[Any, None, None]:  # noqa: ANN401  as rdflib has it
        """Give the triples that match a pattern."""
        subject, predicate, value = triple
        if subject is None or (predicate is not None and not isinstance(predicate, Node)):
            yield from super().triples(triple)
            return
        said = self._said.get(subject, {})
        for found in said if predicate is None else (predicate,):
            for end in said.get(found, ()):
                if value is None or value == end:
                    yield subject, found, end

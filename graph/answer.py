"""What a query gives, in rdflib terms or as text, whatever store it came from.

An answer is held in memory as a whole. It is not sorted, shortened or made readable here: a query orders
its own rows, and the doors lay them out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import pyoxigraph as oxigraph
from rdflib import BNode, Graph, Literal

from graph.errors import QueryError
from graph.terms import Node, Triples, rdflib_triples


@dataclass(frozen=True)
class Answer:
    """A table of terms.

    Attributes:
        variables: the names of the columns, in the order of the query.
        rows: one tuple a solution, as long as `variables`; None where a variable is unbound.
    """

    variables: tuple[str, ...]
    rows: list[tuple[Node | None, ...]]

    def __len__(self) -> int:
        """Count the rows; an answer without rows is false."""
        return len(self.rows)

    def bindings(self) -> Iterator[dict[str, Node]]:
        """Give each row as a mapping from variable to term, without the unbound ones."""
        for row in self.rows:
            yield {name: term for name, term in zip(self.variables, row, strict=True) if term is not None}

    def sparql_json(self) -> dict[str, object]:
        """Give the answer in the shape of the SPARQL 1.1 Query Results JSON Format."""
        return {
            "head": {"vars": list(self.variables)},
            "results": {
                "bindings": [
                    {name: json_term(term) for name, term in binding.items()} for binding in self.bindings()
                ]
            },
        }


def json_term(term: Node) -> dict[str, str]:
    """Give one term as SPARQL JSON writes it."""
    if isinstance(term, Literal):
        written = {"type": "literal", "value": str(term)}
        if term.language:
            written["xml:lang"] = term.language
        elif term.datatype:
            written["datatype"] = str(term.datatype)
        return written
    return {"type": "bnode" if isinstance(term, BNode) else "uri", "value": str(term)}


_Form = TypeVar("_Form")


def of_form(form: type[_Form], name: str, result: object) -> _Form:
    """Give a result that has the form of a kind of query (`name`), and refuse another."""
    if not isinstance(result, form):
        raise QueryError(f"This is no {name} query.", f"Dit is geen vraag van de vorm {name}.")
    return result


def as_tsv(result: object) -> bytes:
    """Write the rows of a SELECT query as tab-separated values, a line each after the line of their names."""
    solutions = of_form(oxigraph.QuerySolutions, "SELECT", result)
    return solutions.serialize(format=oxigraph.QueryResultsFormat.TSV) or b""


def as_graph(triples: Triples) -> Graph:
    """Give triples of Oxigraph as a graph of rdflib."""
    graph = Graph()
    for triple in rdflib_triples(triples):
        graph.add(triple)
    return graph

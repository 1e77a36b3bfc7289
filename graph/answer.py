"""The rows that a SELECT query gives, in rdflib terms, whatever store they came from.

An answer is held in memory as a whole. It is not sorted, shortened or made readable here: a query orders
its own rows, and the doors lay them out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import BNode, Literal

from graph.terms import Node


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

"""Lays out what a SPARQL query gave, as a table, JSON, CSV or Turtle; and what is known of a question.

Tables show IRIs by the project's prefixes where that is possible; CSV and JSON give them in full, as SPARQL
1.1 says. A graph is three columns, except in Turtle.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import cast

from rdflib import Graph, URIRef

from graph.answer import Answer
from graph.errors import QueryError
from graph.prefixes import PREFIXES
from graph.terms import Node
from graph.turtle import serialize
from queries.catalogue import Question
from service.tables import as_csv, as_json

TableLayout = Callable[[Sequence[str], Sequence[Sequence[str]]], str]


def result_text(result: Answer | bool | Graph, layout: str, table: TableLayout) -> str:
    """Lay out the result of a query.

    Args:
        result: what the store gave.
        layout: `table`, `json`, `csv` or `turtle`.
        table: lays out headers and rows for where the text goes.

    Raises:
        QueryError: Turtle was asked for rows or a truth.
    """
    if layout == "turtle":
        if not isinstance(result, Graph):
            raise QueryError(
                "Turtle is for CONSTRUCT and DESCRIBE: ask for table, json or csv.",
                "Turtle is er voor CONSTRUCT en DESCRIBE: kies een andere vorm.",
            )
        return serialize(result)
    if isinstance(result, bool):
        truth = str(result).lower()
        return as_json({"head": {}, "boolean": result}) if layout == "json" else f"{truth}\n"
    answer = _as_answer(result) if isinstance(result, Graph) else result
    if layout == "json":
        return as_json(answer.sparql_json())
    if layout == "csv":
        return as_csv(answer.variables, [[str(node or "") for node in row] for row in answer.rows])
    return table(answer.variables, [[_shown(node) for node in row] for row in answer.rows])


def described(question: Question) -> dict[str, object]:
    """Give what the catalogue says about a question, for JSON."""
    return {
        "name": question.name,
        "title": question.title,
        "answers": question.answers,
        "params": [asdict(param) for param in question.params],
        "example": dict(question.example),
    }


def _as_answer(graph: Graph) -> Answer:
    return Answer(("subject", "predicate", "object"), cast("list[tuple[Node | None, ...]]", sorted(graph)))


def _shown(node: Node | None) -> str:
    """Give a term as people read it: an IRI by its prefix, a literal without its datatype."""
    if node is None:
        return ""
    if isinstance(node, URIRef):
        for prefix, namespace in PREFIXES.items():
            if node.startswith(namespace):
                return f"{prefix}:{node.removeprefix(namespace)}"
    return str(node)

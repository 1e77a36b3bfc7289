"""Writes the answer to a query in the formats of SPARQL 1.1, and stops where it becomes too long.

    done = written(store.query(text, most=10_001), "csv", rows=10_000, size=10_000_000, link="...")

Rows are written as JSON, XML, CSV or TSV, a truth as JSON or XML, a graph as Turtle, N-Triples, RDF/XML or
JSON-LD. An answer that is cut off is a whole document all the same, and says that it was cut off where the
format has a place for that: a link in the head of JSON and XML, a comment in Turtle and N-Triples. It runs
no queries, and how people read an answer is the business of the doors.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as oxigraph
from rdflib import BNode, Graph, Literal

from graph.answer import Answer, json_term
from graph.terms import Node, oxigraph_triples, to_oxigraph
from graph.turtle import serialize

Row = Sequence[Node | None]

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RESULTS = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
_COMMENT = "# Dit antwoord is afgekapt na {} uitspraken: zie {}\n"


@dataclass(frozen=True)
class Written:
    """An answer as a document.

    Attributes:
        content: the document in UTF-8.
        cut: after how many rows or triples it was cut off; None when all of the answer is in it.
    """

    content: bytes
    cut: int | None


def written(result: Answer | bool | Graph, layout: str, *, rows: int, size: int, link: str) -> Written:
    """Write an answer.

    Args:
        result: what the store gave; more than `rows` rows or triples tell that there are more.
        layout: a key of `ROW_LAYOUTS`, `TRUTH_LAYOUTS` or `GRAPH_LAYOUTS`, as the result asks.
        rows: how many rows or triples it may hold at most.
        size: how many bytes its rows may take at most, or its triples as N-Triples.
        link: where a reader finds why an answer is cut off.
    """
    if isinstance(result, bool):
        return Written(TRUTH_LAYOUTS[layout](result).encode(), None)
    if isinstance(result, Graph):
        triples = sorted(oxigraph_triples(result), key=str)
        kept = _fitting([str(triple) for triple in triples], rows, size)
        cut = None if kept == len(triples) else kept
        text = GRAPH_LAYOUTS[layout](triples[:kept])
        if cut is not None and layout in ("turtle", "ntriples"):
            text = _COMMENT.format(cut, link) + text
        return Written(text.encode(), cut)
    one, whole = ROW_LAYOUTS[layout]
    texts = [one(result.variables, row) for row in result.rows]
    kept = _fitting(texts, rows, size)
    cut = None if kept == len(texts) else kept
    return Written(whole(result.variables, texts[:kept], None if cut is None else link).encode(), cut)


def _fitting(texts: Sequence[str], rows: int, size: int) -> int:
    """Count how many texts fit."""
    left = size
    for number, text in enumerate(texts[:rows]):
        left -= len(text.encode())
        if left < 0:
            return number
    return min(len(texts), rows)


def _json_row(variables: Sequence[str], row: Row) -> str:
    bound = {name: json_term(term) for name, term in zip(variables, row, strict=True) if term is not None}
    return json.dumps(bound, ensure_ascii=False)


def _json(variables: Sequence[str], rows: Sequence[str], link: str | None) -> str:
    head = {"vars": list(variables)} | ({"link": [link]} if link else {})
    bindings = ",\n".join(rows)
    return f'{{"head": {json.dumps(head)}, "results": {{"bindings": [\n{bindings}\n]}}}}\n'


def _xml_row(variables: Sequence[str], row: Row) -> str:
    bound = "".join(
        f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
        for name, term in zip(variables, row, strict=True)
        if term is not None
    )
    return f"<result>{bound}</result>"


def _xml_term(term: Node) -> str:
    value = escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", str(term)))
    if isinstance(term, Literal):
        kind = f" xml:lang={quoteattr(term.language)}" if term.language else ""
        if term.datatype:
            kind = f" datatype={quoteattr(term.datatype)}"
        return f"<literal{kind}>{value}</literal>"
    name = "bnode" if isinstance(term, BNode) else "uri"
    return f"<{name}>{value}</{name}>"


def _xml(variables: Sequence[str], rows: Sequence[str], link: str | None) -> str:
    head = "".join(f"<variable name={quoteattr(name)}/>" for name in variables)
    if link:
        head += f"<link href={quoteattr(link)}/>"
    results = "\n".join(rows)
    return f"{_RESULTS}<head>{head}</head>\n<results>\n{results}\n</results>\n</sparql>\n"


def _csv_row(_: Sequence[str], row: Row) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(["" if term is None else str(term) for term in row])
    return out.getvalue()


def _csv(variables: Sequence[str], rows: Sequence[str], _: str | None) -> str:
    return "".join([",".join(variables), "\r\n", *rows])


def _tsv_row(_: Sequence[str], row: Row) -> str:
    terms = ["" if term is None else str(to_oxigraph(term)).replace("\t", "\\t") for term in row]
    return "\t".join(terms) + "\n"


def _tsv(variables: Sequence[str], rows: Sequence[str], _: str | None) -> str:
    return "".join(["\t".join(f"?{name}" for name in variables), "\n", *rows])


def _in_format(format_: oxigraph.RdfFormat) -> Callable[[Sequence[oxigraph.Triple]], str]:
    return lambda triples: (oxigraph.serialize(triples, format=format_) or b"").decode()


ROW_LAYOUTS: dict[
    str,
    tuple[
        Callable[[Sequence[str], Row], str],
        Callable[[Sequence[str], Sequence[str], str | None], str],
    ],
] = {
    "json": (_json_row, _json),
    "xml": (_xml_row, _xml),
    "csv": (_csv_row, _csv),
    "tsv": (_tsv_row, _tsv),
}
TRUTH_LAYOUTS: dict[str, Callable[[bool], str]] = {
    "json": lambda truth: json.dumps({"head": {}, "boolean": truth}) + "\n",
    "xml": lambda truth: f"{_RESULTS}<head/>\n<boolean>{str(truth).lower()}</boolean>\n</sparql>\n",
}
GRAPH_LAYOUTS: dict[str, Callable[[Sequence[oxigraph.Triple]], str]] = {
    "turtle": serialize,
    "ntriples": _in_format(oxigraph.RdfFormat.N_TRIPLES),
    "rdfxml": _in_format(oxigraph.RdfFormat.RDF_XML),
    "jsonld": _in_format(oxigraph.RdfFormat.JSON_LD),
}

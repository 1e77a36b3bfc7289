"""Asks a store the query of a question in steps, because it is slow to do all of it at once.

The store weighs a pattern without counting: it takes a chain of patterns for the whole graph and reads that
too for what stands beside it, unless it sees how few things the rows are about. It looks up the label of a
role for each row anew, and reads a term again for each comparison when it sorts. So parts marked as first
(`{ # first`) are asked first and written back as VALUES, also where another part begins with them again
(`{ } # again NAME` after `{ # first NAME`); then the rest without labels and order; then the labels, of each
thing once; and the rows are put in order here.

The answer is that of the query as it is written; which queries there are is for `queries.catalogue` to say.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache

from rdflib import BNode, Literal, URIRef

from graph.answer import Answer
from graph.store import ReadStore
from graph.terms import Node, to_oxigraph

_FIRST = re.compile(
    r"\{ # first(?: (?P<name>\w+))?\n(?P<select>(?:(?!\{ # first).)+?)\n *\} # first\n", re.DOTALL
)
_MARK = re.compile(r"# first(?: \w+)?")
_KEPT = 20_000  # terms of which the place among others is remembered
_AGAIN = re.compile(r"\{ \} # again (?P<name>\w+)\n")
_MOST_FIRST = 2000  # rows; from there on the store is quicker when it plans for all there is
_ORDER = re.compile(r"^ORDER BY (?P<order>(?:\s*(?:LCASE\(\?\w+\)|\?\w+))+)\s*\Z", re.MULTILINE)
_KEY = re.compile(r"(?P<small>LCASE\()?\?(?P<name>\w+)")
_LABEL = re.compile(
    r"OPTIONAL \{ \?(?P<name>\w+) skos:prefLabel \?(?P=name)Label "
    r'FILTER\(lang\(\?(?P=name)Label\) = "nl"\) \}'
)
_VARIABLE = re.compile(r"\?(\w+)")
_HEAD = re.compile(r"SELECT DISTINCT [?\w\s]+(?=WHERE)")
_LABELS = """SELECT DISTINCT ?thing ?label WHERE { VALUES ?thing { %s } ?thing skos:prefLabel ?label
    FILTER(lang(?label) = "nl") }"""


def in_steps(store: ReadStore, sparql: str, graphs: Sequence[URIRef] | None) -> Answer:
    """Answer a query of the catalogue with its values filled in.

    Args:
        store: what is asked.
        sparql: a SELECT query.
        graphs: the named graphs that the reader may see; None means all.
    """
    focused = _focused(store, sparql, graphs)
    order = _ORDER.search(focused)
    rest = focused[: order.start()] if order else focused
    keys = [(key["name"], bool(key["small"])) for key in _KEY.finditer(order["order"])] if order else []
    if not {name for name, _ in keys} <= {*_VARIABLE.findall(rest.partition("WHERE")[0])}:
        return store.select(focused, graphs)  # rows are in order of what they do not show
    lifted = _lifted(rest)
    answer = store.select(_without_labels(rest, lifted), graphs)
    labels = _labels(store, answer, lifted, graphs)
    if labels is None:  # what has several labels is several rows
        return store.select(focused, graphs)
    return _in_order(_labelled(answer, lifted, labels), keys)


def _focused(store: ReadStore, sparql: str, graphs: Sequence[URIRef] | None) -> str:
    """Run the parts of a query that are marked as first, inner ones before outer, and write in their rows."""

    @cache
    def given(select: str) -> str | None:
        head, *lines = store.written(select, graphs).decode().removesuffix("\n").split("\n")
        if len(lines) > _MOST_FIRST:
            return None
        columns = [
            (name, column)
            for name, *column in zip(head.split("\t"), *(line.split("\t") for line in lines), strict=True)
            if any(column) or not lines
        ]
        rows = zip(*(column for _, column in columns), strict=True)
        terms = " ".join(f"({' '.join(term or 'UNDEF' for term in row)})" for row in rows)
        return f"VALUES ({' '.join(name for name, _ in columns)}) {{ {terms} }}\n"

    def filled(part: re.Match[str]) -> str:
        if _AGAIN.search(part["select"]):
            return part[0]  # it waits for what it names
        lines = (line.strip() for line in part["select"].splitlines())
        rows = given("\n".join(lines))
        if part["name"]:
            known[part["name"]] = rows or "{ }\n"
        return rows or _MARK.sub("", part[0])

    known: dict[str, str] = {}
    while (focused := _FIRST.sub(filled, sparql)) != sparql:
        sparql = _AGAIN.sub(lambda found: known.get(found["name"], found[0]), focused)
    return sparql


def _lifted(sparql: str) -> tuple[str, ...]:
    """Name the variables whose labels are only shown: they stand in no other pattern."""
    patterns = _HEAD.sub("", _LABEL.sub("", sparql))
    names = dict.fromkeys(found["name"] for found in _LABEL.finditer(sparql))
    return tuple(name for name in names if not re.search(rf"\?{name}Label\b", patterns))


def _without_labels(sparql: str, lifted: Sequence[str]) -> str:
    return _LABEL.sub(lambda found: "" if found["name"] in lifted else found[0], sparql)


def _labels(
    store: ReadStore, answer: Answer, lifted: Sequence[str], graphs: Sequence[URIRef] | None
) -> Mapping[Node, Node] | None:
    """Give the labels of what is in some columns; None if something has more than one."""
    columns = [answer.variables.index(name) for name in lifted]
    things = {thing for row in answer.rows for at in columns if isinstance(thing := row[at], URIRef)}
    if not things:
        return {}
    found = store.select(_LABELS % " ".join(str(to_oxigraph(thing)) for thing in things), graphs).rows
    labels = {thing: label for thing, label in found if thing and label}
    return labels if len(labels) == len(found) else None


def _labelled(answer: Answer, lifted: Sequence[str], labels: Mapping[Node, Node]) -> Answer:
    """Write labels in the columns for them."""
    at = {
        answer.variables.index(f"{name}Label"): answer.variables.index(name)
        for name in lifted
        if f"{name}Label" in answer.variables
    }
    rows = []
    for row in answer.rows:
        cells = list(row)
        for place, named in at.items():
            cells[place] = (thing := row[named]) and labels.get(thing)
        rows.append(tuple(cells))
    return Answer(answer.variables, rows)


def _in_order(answer: Answer, keys: Sequence[tuple[str, bool]]) -> Answer:
    """Put rows in order of some columns, capitals or not, as SPARQL orders terms."""
    at = [(answer.variables.index(name), small) for name, small in keys]
    rows = sorted(answer.rows, key=lambda row: [_key(row[place], small) for place, small in at])
    return Answer(answer.variables, rows)


@lru_cache(_KEPT)
def _key(term: Node | None, small: bool) -> tuple[int, Decimal, str]:
    """Place a term: nothing, then blank nodes, IRIs, numbers and texts."""
    if term is None:
        return 0, Decimal(), ""
    if not isinstance(term, Literal):
        return 1 if isinstance(term, BNode) else 2, Decimal(), "" if small else str(term)
    value = term.value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return 3, Decimal(value), ""
    return 4, Decimal(), str(term).lower() if small else str(term)

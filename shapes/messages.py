"""The wording of findings: templates filled with the names of the things concerned.

A message holds placeholders, filled here and not by an engine, so that all engines word alike:

    {focus} {waarde} {plan}       the names of the focus, of the value or values, of the plan it stands in
    {focus/^wat/wie}              the names of what a path of hgkm properties leads to from the focus
    {mist a=words|^b,c/d=words}   of each path (or choice of paths) that leads nowhere from it, the words
    {mist voorwaarde-x=words}     the same of each condition, a shape without target, that it does not meet

Names come from the graph, in Dutch; things without a name are told by what they are about. The wording itself
stands with the shapes.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import XSD

from graph.days import MONTHS
from graph.names import last_part
from graph.store import ReadStore
from graph.terms import Node, to_oxigraph
from ontology.vocabulary import ID
from shapes.translation import conforming

NOTHING = "niet genoemd"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_STEP = r"\^?(?:\w+:)?\w+"
_PATH = rf"{_STEP}(?:/{_STEP})*"
_CONDITION = r"voorwaarde-[\w-]+"
_MISSING = rf"(?:{_CONDITION}|{_PATH}(?:,{_PATH})*)=[^|={{}}]+"
_KNOWN = re.compile(
    rf"focus|waarde|plan|focus/(?P<path>{_PATH})|mist (?P<missing>{_MISSING}(?:\|{_MISSING})*)"
)

# An assignment, a schedule and the like have no name of their own: they are told by what they are about.
_LABELS = """SELECT DISTINCT ?node ?label WHERE {
    VALUES ?node { %s }
    { ?node skos:prefLabel ?label }
    UNION { ?node rdfs:label ?label }
    UNION {
        ?node hgkm:alsRol/skos:prefLabel ?role ; hgkm:wat/skos:prefLabel ?what .
        FILTER(LANG(?role) = "nl")
        BIND(CONCAT(?role, " bij ", ?what) AS ?label)
    }
    FILTER(LANG(?label) IN ("nl", ""))
}"""
_FOCUSES = "<urn:hgkm:focuses>"  # stands in queries that are kept, for the focus nodes of the moment
_ENDS = "SELECT DISTINCT ?node ?end WHERE { VALUES ?node { %s } ?node %s ?end }"


@dataclass(frozen=True)
class Case:
    """What one message is about.

    Attributes:
        template: the message with its placeholders.
        focus: the focus node.
        values: the values, where there are any.
        plan: the plan that the focus stands in, where there is one.
    """

    template: str
    focus: Node
    values: tuple[Node, ...]
    plan: Node | None


def unknown_placeholders(template: str) -> list[str]:
    """List the placeholders of a template that cannot be filled, with their braces."""
    return [f"{{{inside}}}" for inside in _PLACEHOLDER.findall(template) if not _KNOWN.fullmatch(inside)]


def conditions(template: str) -> list[URIRef]:
    """List the conditions that a template names."""
    named = (thing for inside in _PLACEHOLDER.findall(template) for thing, _ in _missing(inside))
    return [ID[thing] for thing in named if re.fullmatch(_CONDITION, thing)]


def names(store: ReadStore, nodes: Iterable[Node], graphs: Sequence[URIRef] | None = None) -> dict[Node, str]:
    """Give the name to show for each node: its Dutch label, a Dutch date, or the last part of its IRI."""
    wanted = set(nodes)
    labels: dict[Node, set[str]] = defaultdict(set)
    for row in store.select(_LABELS % _terms(wanted), graphs).bindings():
        labels[row["node"]].add(str(row["label"]))
    return {node: min(labels[node]) if node in labels else _plain(node) for node in wanted}


def fill(
    store: ReadStore, cases: Sequence[Case], shapes: Graph, graphs: Sequence[URIRef] | None = None
) -> list[str]:
    """Word messages, in the order of the cases; each kind of question is put to the store once for all.

    The shapes are those that the messages come from: they hold the conditions that messages name.
    """
    ends = _all_ends(store, cases, shapes, graphs)
    nodes = {node for case in cases for node in (case.focus, *case.values, case.plan) if node is not None}
    named = names(
        store, nodes.union(*(found for of_path in ends.values() for found in of_path.values())), graphs
    )

    def words(case: Case, inside: str) -> str:
        if inside in ("focus", "waarde", "plan"):
            nodes = {"focus": [case.focus], "waarde": case.values, "plan": [case.plan]}[inside]
            return _listed(_in_order(named[node] for node in nodes if node is not None)) or NOTHING
        if inside.startswith("mist "):
            return _listed(
                text for thing, text in _missing(inside) if case.focus not in ends[case.template, thing]
            )
        found = ends[case.template, _sparql(inside.removeprefix("focus/"))].get(case.focus, set())
        return _listed(_in_order(named[node] for node in found)) or NOTHING

    def message(case: Case) -> str:
        return _capital(_PLACEHOLDER.sub(lambda found: words(case, found[1]), case.template))

    return [message(case) for case in cases]


def _all_ends(
    store: ReadStore, cases: Sequence[Case], shapes: Graph, graphs: Sequence[URIRef] | None
) -> dict[tuple[str, str], dict[Node, set[Node]]]:
    """Follow every path of every template from the focus nodes it is used for.

    A condition leads from each node that meets it to that node itself.
    """
    focuses: dict[str, set[Node]] = defaultdict(set)
    for case in cases:
        focuses[case.template].add(case.focus)
    found: dict[tuple[str, str], dict[Node, set[Node]]] = {}
    for template, nodes in focuses.items():
        for path in _paths(template):
            ends = found[template, path] = defaultdict(set)
            for row in store.select(_ENDS % (_terms(nodes), path), graphs).bindings():
                ends[row["node"]].add(row["end"])
        for condition in conditions(template):
            ends = found[template, last_part(condition)] = defaultdict(set)
            query = _conforming(shapes, condition).replace(_FOCUSES, _terms(nodes))
            for row in store.select(query, graphs).bindings():
                ends[row["this"]].add(row["this"])
    return found


@lru_cache(maxsize=1024)
def _conforming(shapes: Graph, condition: URIRef) -> str:
    return conforming(shapes, condition, _FOCUSES)


def _paths(template: str) -> Iterator[str]:
    for inside in _PLACEHOLDER.findall(template):
        if inside.startswith("mist "):
            yield from (path for path, _ in _missing(inside) if not re.fullmatch(_CONDITION, path))
        elif inside.startswith("focus/"):
            yield _sparql(inside.removeprefix("focus/"))


def _missing(inside: str) -> Iterator[tuple[str, str]]:
    """Take 'mist a=words|b,c=words' apart into conditions or paths, and words."""
    if not inside.startswith("mist "):
        return
    for part in inside.removeprefix("mist ").split("|"):
        thing, _, text = part.partition("=")
        if re.fullmatch(_CONDITION, thing):
            yield thing, text
        else:
            yield "|".join(f"({_sparql(path)})" for path in thing.split(",")), text


def _sparql(path: str) -> str:
    """Give a path of property names as SPARQL: '^wat/wie' becomes '^hgkm:wat/hgkm:wie'."""
    return re.sub(r"(?<![\w:])(\w+)(?![\w:])", r"hgkm:\1", path)


def _terms(nodes: Iterable[Node]) -> str:
    return " ".join(sorted(str(to_oxigraph(node)) for node in nodes if isinstance(node, URIRef)))


def _plain(node: Node) -> str:
    if isinstance(node, Literal) and node.datatype == XSD.date:
        year, month, day = str(node).split("-")
        return f"{int(day)} {MONTHS[int(month) - 1]} {year}"
    return last_part(node) if isinstance(node, URIRef) else str(node)


def _in_order(names: Iterable[str]) -> list[str]:
    """Sort names as people do: a capital comes with its small letter."""
    return sorted(names, key=lambda name: (name.casefold(), name))


def _listed(parts: Iterable[str]) -> str:
    """Give 'a', 'a en b' or 'a, b en c'."""
    *rest, last = [*parts] or [""]
    return f"{', '.join(rest)} en {last}" if rest else last


def _capital(text: str) -> str:
    """Let a sentence begin with a capital, also where a name stands at its beginning."""
    return text[:1].upper() + text[1:]

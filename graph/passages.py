"""Finds the passages in which things stand, and says for people where that is.

A passage (`hgkm:Vindplaats`) is a place in a source text, to the line. Passages without lines, of other kinds
of documents, are not given.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rdflib import URIRef

from graph.store import ReadStore
from graph.terms import Node, to_oxigraph

_PASSAGES = """SELECT DISTINCT ?thing ?source ?first ?last WHERE {
    VALUES ?thing { %s }
    ?thing hgkm:vindplaats ?passage .
    ?passage oa:hasSource ?source ; hgkm:eersteRegel ?first ; hgkm:laatsteRegel ?last .
}"""
_SOURCES = """SELECT DISTINCT ?source ?file ?name ?part ?first ?last WHERE {
    VALUES ?source { %s }
    ?source dcterms:identifier ?file .
    OPTIONAL { ?source skos:altLabel|skos:prefLabel ?name FILTER(LANG(?name) != "en") }
    OPTIONAL {
        ?source dcterms:hasPart ?named .
        ?named skos:prefLabel ?part ; hgkm:eersteRegel ?first ; hgkm:laatsteRegel ?last .
    }
}"""


@dataclass(frozen=True, order=True)
class Passage:
    """A place in a source text.

    Attributes:
        source: the file name of the source.
        first: its first line, counted from 1.
        last: its last line.
        name: the shortest name of the source, for people, with the part of it where parts have a name:
            'Leidraad, bijlage 4'.
    """

    source: str
    first: int
    last: int
    name: str

    @property
    def lines(self) -> str:
        """Give '39' or '39-42'."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


def find_passages(
    store: ReadStore, things: Iterable[Node], graphs: Sequence[URIRef] | None = None
) -> dict[Node, tuple[Passage, ...]]:
    """Look up where things stand, in the order of the sources and their lines."""
    query = _PASSAGES % _terms(things)
    rows = [
        (row["thing"], row["source"], int(str(row["first"])), int(str(row["last"])))
        for row in store.select(query, graphs).bindings()
    ]
    sources = Sources(store, {source for _, source, _, _ in rows}, graphs)
    found: dict[Node, set[Passage]] = defaultdict(set)
    for thing, source, first, last in rows:
        if source in sources:
            found[thing].add(sources.passage(source, first, last))
    return {thing: tuple(sorted(places)) for thing, places in found.items()}


class Sources:
    """Source texts (`hgkm:Bron`) with their names, and those of their parts."""

    def __init__(
        self, store: ReadStore, sources: Iterable[Node], graphs: Sequence[URIRef] | None = None
    ) -> None:
        """Look up the names of some sources."""
        self._files: dict[Node, str] = {}
        self._names: dict[Node, str] = {}
        parts: dict[Node, set[tuple[int, int, str]]] = defaultdict(set)
        for row in store.select(_SOURCES % _terms(sources), graphs).bindings():
            source, file = row["source"], str(row["file"])
            names = {str(row.get("name", file)), self._names.get(source, str(row.get("name", file)))}
            self._files[source] = min(file, self._files.get(source, file))
            self._names[source] = min(names, key=lambda name: (len(name), name))
            if "part" in row:
                parts[source].add((int(str(row["first"])), int(str(row["last"])), str(row["part"])))
        self._parts = {source: sorted(found) for source, found in parts.items()}

    def __contains__(self, source: Node) -> bool:
        """Tell whether it is known which text a source is."""
        return source in self._files

    def passage(self, source: Node, first: int, last: int) -> Passage:
        """Give the passage of some lines of a source."""
        known = self._parts.get(source, ())
        part = next((part for begin, end, part in known if begin <= first and last <= end), None)
        return Passage(self._files[source], first, last, ", ".join(filter(None, [self._names[source], part])))


def joined(passages: Iterable[Passage]) -> list[Passage]:
    """Give passages in order, with those that follow on each other as one."""
    found: list[Passage] = []
    for one in sorted(passages):
        last = found[-1] if found else None
        if last and (last.source, last.name) == (one.source, one.name) and one.first <= last.last + 1:
            found[-1] = replace(last, last=max(last.last, one.last))
        else:
            found.append(one)
    return found


def stands_in(passages: Iterable[Passage]) -> str:
    """Say for people where something stands: 'Ridderkerk, regel 35 en 37-39'."""
    lines: dict[str, list[str]] = {}
    for passage in joined(passages):
        lines.setdefault(passage.name, []).append(passage.lines)
    told = []
    for source, places in lines.items():
        listed = " en ".join(filter(None, [", ".join(places[:-1]), places[-1]]))
        told.append(f"{source}, regel {listed}")
    return "; ".join(told)


def _terms(things: Iterable[Node]) -> str:
    return " ".join(sorted({str(to_oxigraph(thing)) for thing in things if isinstance(thing, URIRef)}))

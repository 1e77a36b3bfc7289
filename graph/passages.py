"""Finds the passages in which things stand, and says for people where that is.

A passage (`hgkm:Vindplaats`) is a place in a source text, to the line. Passages without lines, of other kinds
of documents, are not given.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from graph.store import ReadStore
from graph.terms import Node, to_oxigraph

_PASSAGES = """SELECT DISTINCT ?thing ?file ?name ?first ?last WHERE {
    VALUES ?thing { %s }
    ?thing hgkm:vindplaats ?passage .
    ?passage oa:hasSource ?source ; hgkm:eersteRegel ?first ; hgkm:laatsteRegel ?last .
    ?source dcterms:identifier ?file .
    OPTIONAL { ?source skos:altLabel|skos:prefLabel ?name FILTER(lang(?name) != "en") }
}"""


@dataclass(frozen=True, order=True)
class Passage:
    """A place in a source text.

    Attributes:
        source: the file name of the source.
        first: its first line, counted from 1.
        last: its last line.
        name: the shortest name of the source, for people.
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
    terms = " ".join(sorted({str(to_oxigraph(thing)) for thing in things if isinstance(thing, URIRef)}))
    found: dict[Node, dict[tuple[str, int, int], Passage]] = defaultdict(dict)
    for row in store.select(_PASSAGES % terms, graphs).bindings() if terms else ():
        place = (str(row["file"]), int(str(row["first"])), int(str(row["last"])))
        passage = Passage(*place, str(row.get("name", row["file"])))
        known = found[row["thing"]].setdefault(place, passage)
        if (len(passage.name), passage.name) < (len(known.name), known.name):
            found[row["thing"]][place] = passage
    return {thing: tuple(sorted(places.values())) for thing, places in found.items()}


def stands_in(passages: Iterable[Passage]) -> str:
    """Say for people where something stands: 'Ridderkerk, regel 35 en 37-39'."""
    lines: dict[str, list[str]] = {}
    for passage in sorted(passages):
        lines.setdefault(passage.name, []).append(passage.lines)
    told = []
    for source, places in lines.items():
        listed = " en ".join(filter(None, [", ".join(places[:-1]), places[-1]]))
        told.append(f"{source}, regel {listed}")
    return "; ".join(told)

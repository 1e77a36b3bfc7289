"""Names the documents that the facts were taken from, and reads them where they lie on this machine.

Sources are not part of the project: `HGKM_BRONNEN` names the directory in which somebody keeps them, under
the names that the graph knows them by (`dcterms:identifier`). A name never leads out of that directory. What
is said in a document is not interpreted here.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rdflib import URIRef

from graph.errors import HgkmError
from graph.store import ReadStore

VARIABLE = "HGKM_BRONNEN"
_LARGEST = 20_000_000  # bytes
_SOURCES = """SELECT DISTINCT ?source ?file ?title ?name ?lines ?part ?first ?last WHERE {
    ?source a hgkm:Bron ; dcterms:identifier ?file .
    OPTIONAL { ?source skos:prefLabel ?title FILTER(LANG(?title) != "en") }
    OPTIONAL { ?source skos:altLabel ?name FILTER(LANG(?name) != "en") }
    OPTIONAL { ?source hgkm:aantalRegels ?lines }
    OPTIONAL {
        ?source dcterms:hasPart ?named .
        ?named skos:prefLabel ?part ; hgkm:eersteRegel ?first ; hgkm:laatsteRegel ?last .
    }
}"""


@dataclass(frozen=True)
class Source:
    """A document that facts were taken from.

    Attributes:
        iri: its IRI.
        file: the file name that it is known by.
        title: its title.
        name: its shortest name, as passages call it.
        lines: how many lines it has; 0 if that is not known.
        parts: its parts that have a name, each with its first and last line, in order.
    """

    iri: URIRef
    file: str
    title: str
    name: str
    lines: int
    parts: tuple[tuple[int, int, str], ...]

    def part_of(self, first: int, last: int) -> str:
        """Give the name of the part in which some lines lie; empty if they lie in none."""
        return next((name for begin, end, name in self.parts if begin <= first and last <= end), "")


def sources(store: ReadStore) -> list[Source]:
    """Give the documents that facts in a store were taken from, in the order of their titles."""
    found: dict[URIRef, Source] = {}
    for row in store.select(_SOURCES).bindings():
        iri, file = URIRef(row["source"]), str(row["file"])
        title = str(row.get("title", file))
        known = found.get(iri) or Source(iri, file, title, title, int(str(row.get("lines", 0))), ())
        parts = set(known.parts)
        if "part" in row:
            parts.add((int(str(row["first"])), int(str(row["last"])), str(row["part"])))
        names = (known.name, str(row.get("name", known.name)))
        shortest = min(names, key=lambda name: (len(name), name))
        found[iri] = replace(known, name=shortest, parts=tuple(sorted(parts)))
    return sorted(found.values(), key=lambda source: (source.title.casefold(), source.file))


@dataclass(frozen=True)
class Line:
    """A line of a document.

    Attributes:
        number: counted from 1.
        text: without its end.
        within: whether it belongs to the passage that was asked for, and not to its neighbours.
    """

    number: int
    text: str
    within: bool


class MissingDocumentError(HgkmError):
    """A document that does not lie where documents are kept, or cannot be read."""


def passage_text(
    name: str, first: int, last: int, around: int, environ: Mapping[str, str] = os.environ
) -> list[Line]:
    """Give the lines of a passage with their neighbours.

    Args:
        name: the file name of the source.
        first: the first line of the passage, counted from 1.
        last: its last line.
        around: how many lines to give before and after it.
        environ: where the directory is named.

    Raises:
        MissingDocumentError: no directory is named, or the document is not in it or is no text.
    """
    lines = _read(name, environ)
    begin, end = max(first - around, 1), min(last + around, len(lines))
    return [Line(at, lines[at - 1], first <= at <= last) for at in range(begin, end + 1)]


def _read(name: str, environ: Mapping[str, str]) -> list[str]:
    directory = environ.get(VARIABLE, "")
    if not directory:
        raise MissingDocumentError(
            f"The documents themselves are not here: {VARIABLE} names no directory.",
            "De brondocumenten staan niet bij deze dienst; wie haar beheert kan met "
            f"{VARIABLE} zeggen in welke map ze liggen.",
        )
    home = Path(directory)
    try:
        path = (home / name).resolve()
        # No name and no link leads out of the directory.
        if path.parent != home.resolve() or not path.is_file() or path.stat().st_size > _LARGEST:
            raise FileNotFoundError(name)
        return path.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise MissingDocumentError(
            f"The document {name!r} cannot be read from the directory that {VARIABLE} names.",
            f"Het document {name} is niet te lezen in de map met brondocumenten.",
        ) from error

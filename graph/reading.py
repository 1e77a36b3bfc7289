"""Reads files of linked data into quads, and says where a file is wrong.

Turtle, TriG, N-Triples, N-Quads and JSON-LD are read, known by their extension. RDF/XML is refused, and so
are relative IRIs, graphs without a name, and the triple terms and text directions of RDF 1.2, which the
tools above cannot hold. Nothing is fetched: a JSON-LD file carries its context. Blank nodes and statements
outside a named graph pass as they are; where they go is the business of `graph.loading`.
"""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as oxigraph

from graph.errors import InputError
from graph.terms import is_new

_FORMATS = {
    ".ttl": oxigraph.RdfFormat.TURTLE,
    ".trig": oxigraph.RdfFormat.TRIG,
    ".nt": oxigraph.RdfFormat.N_TRIPLES,
    ".nq": oxigraph.RdfFormat.N_QUADS,
    ".jsonld": oxigraph.RdfFormat.JSON_LD,
    ".json": oxigraph.RdfFormat.JSON_LD,
}
_XML = (".rdf", ".owl", ".xml")
_HEAD = 100  # bytes that tell RDF/XML from the rest
_BOM = b"\xef\xbb\xbf"  # some editors on Windows put it before UTF-8
# JSON-LD drops a relative IRI without a word; against this base it stays, and is refused.
_RELATIVE = "https://relative.invalid/"


def read_quads(file: Path) -> Iterator[oxigraph.Quad]:
    """Read a file from beginning to end.

    Raises:
        InputError: the file cannot be read, with its line and column where known.
    """
    format_ = _FORMATS.get(file.suffix.lower())
    if file.suffix.lower() in _XML:
        raise _no_xml(str(file))
    if format_ is None:
        known = ", ".join(_FORMATS)
        raise InputError(
            f"hgkm reads linked data from files that end in {known}.",
            f"gekoppelde gegevens staan in een bestand dat eindigt op {known}.",
            file=str(file),
        )
    base = _RELATIVE if format_ == oxigraph.RdfFormat.JSON_LD else None
    try:
        with file.open("rb") as content:
            skip_mark(content)
            quads = oxigraph.parse(content, format_, base_iri=base)
            yield from map(partial(_absolute, file), quads) if base else quads
    except SyntaxError as error:
        with file.open("rb") as content:
            raise syntax_error(str(file), content.read(_HEAD), error) from error
    except OSError as error:
        raise unreadable(str(file), error) from error


def skip_mark(content: BinaryIO) -> None:
    """Pass over the mark with which a file that was just opened may begin."""
    if content.read(len(_BOM)) != _BOM:
        content.seek(0)


def _absolute(file: Path, quad: oxigraph.Quad) -> oxigraph.Quad:
    """Refuse relative IRIs, of which only a JSON-LD file tells by a base of ours."""
    for term in quad:
        if isinstance(term, oxigraph.NamedNode) and term.value.startswith(_RELATIVE):
            iri = term.value.removeprefix(_RELATIVE)
            raise InputError(
                f"the IRI '{iri}' is relative: write it in full, or give the file an @base.",
                f"de IRI '{iri}' is relatief: schrijf hem voluit, of geef het bestand een @base.",
                file=str(file),
            )
    return quad


def check(file: Path, quad: oxigraph.Quad) -> None:
    """Refuse what can be written down but not be kept.

    Raises:
        InputError: the statement is of RDF 1.2, or stands in a graph without a name.
    """
    if is_new(quad.object):
        raise InputError(
            f"triple terms and text directions (RDF 1.2) cannot be kept, and {quad.subject} has one.",
            f"RDF 1.2 (triple terms, tekstrichting) wordt niet ondersteund, en {quad.subject} gebruikt het.",
            file=str(file),
        )
    if isinstance(quad.graph_name, oxigraph.BlankNode):
        raise InputError(
            "a graph in it has no name: give each graph an IRI.",
            "een graaf heeft geen naam: geef elke graaf een IRI.",
            file=str(file),
        )


def syntax_error(name: str, start: bytes, error: SyntaxError) -> InputError:
    """Say where a file goes wrong.

    Args:
        name: the file as the user named it.
        start: how the file begins.
        error: what Oxigraph's parser said.
    """
    if re.match(rb"(\xef\xbb\xbf)?\s*<(\?xml|rdf:RDF)", start):
        return _no_xml(name)
    reason = re.sub(r"^Parser error [^:]*: ", "", str(error.msg)).rstrip(".")
    if "LoadDocumentCallback" in reason:
        reason = "its @context is a web address, and nothing is fetched: put the context itself in the file"
    return InputError(
        f"{reason}.", f"dit is niet te lezen ({reason}).", file=name, line=error.lineno, column=error.offset
    )


def unreadable(name: str, error: OSError) -> InputError:
    """Say that a file cannot be opened."""
    reason = error.strerror or str(error)
    return InputError(
        f"it cannot be opened ({reason}): give the path of a file that can be read.",
        f"niet te openen ({reason}): geef het pad van een leesbaar bestand.",
        file=name,
    )


def _no_xml(name: str) -> InputError:
    return InputError(
        "RDF/XML is not read: save the data as Turtle (.ttl) or another of the formats that hgkm reads.",
        "RDF/XML wordt niet gelezen: bewaar de gegevens als Turtle (.ttl).",
        file=name,
    )

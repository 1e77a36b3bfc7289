"""Writes what is in the store as TriG, N-Quads, Turtle or JSON-LD, the same content always as the same bytes.

TriG, N-Quads and JSON-LD keep the named graphs, so that loading them gives the same store. Turtle has no
named graphs: it is the union. Word and Excel are not made here, and nothing is written to a file: see
`graph.output`.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pyoxigraph as oxigraph
from rdflib import URIRef

from graph.store import ReadStore
from graph.turtle import Shortener, serialize, serialize_graphs

Quads = Iterable[oxigraph.Quad]


def export(store: ReadStore, format_: str, graphs: Sequence[URIRef] | None = None) -> bytes:
    """Write graphs as one document.

    Args:
        store: where they are.
        format_: one of FORMATS.
        graphs: which; without them all.

    Returns:
        The document in UTF-8.
    """
    return FORMATS[format_](store.quads(graphs)).encode()


def _nquads(quads: Quads) -> str:
    return "".join(sorted(f"{quad} .\n" for quad in quads))


def _jsonld(quads: Quads) -> str:
    in_order = sorted(quads, key=lambda quad: (str(quad.graph_name), str(quad)))
    shortener = Shortener()

    def compact(part: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(part, list):
            return [compact(member) for member in part]
        if not isinstance(part, dict):
            return part
        return {
            short(key): short(value) if key in {"@id", "@type"} else compact(value)
            for key, value in part.items()
        }

    def short(iri: str) -> str:
        return shortener.short(iri) or iri

    expanded = json.loads(oxigraph.serialize(in_order, format=oxigraph.RdfFormat.JSON_LD) or b"[]")
    graphs = compact(expanded)
    document = {"@context": dict(sorted(shortener.used.items())), "@graph": graphs}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


FORMATS: dict[str, Callable[[Quads], str]] = {
    "trig": serialize_graphs,
    "nquads": _nquads,
    "turtle": serialize,
    "jsonld": _jsonld,
}

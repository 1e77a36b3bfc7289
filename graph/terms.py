"""Terms of Oxigraph turned into terms of rdflib, and back.

Oxigraph keeps and queries the facts; everything above the store speaks rdflib. Lexical forms are kept as
they are, and a plain `"x"` stays a literal without datatype, because rdflib and pySHACL hold `"x"` and
`"x"^^xsd:string` for two. It does not know the triple terms and base directions of RDF 1.2: loading refuses
them.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from secrets import choice

import pyoxigraph as oxigraph
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import IdentifiedNode

from ontology.vocabulary import ID

Term = oxigraph.NamedNode | oxigraph.BlankNode | oxigraph.Literal
Node = IdentifiedNode | Literal
Triples = Iterable[oxigraph.Quad] | Iterable[oxigraph.Triple]

STRING = str(XSD.string)
_LETTERS, _MANY = "abcdefghijkmnpqrstuvwxyz", 28  # 128 bits
_KEPT = 50_000  # terms; most stand in many rows, and making one takes longer than finding it again


@lru_cache(_KEPT)
def to_rdflib(term: Term) -> Node:
    """Give the rdflib term for one of Oxigraph.

    Raises:
        TypeError: it is a triple term.
    """
    if isinstance(term, oxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, oxigraph.BlankNode):
        return BNode(term.value)
    if not isinstance(term, oxigraph.Literal):
        raise TypeError(f"no term of RDF 1.1: {term}")
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype.value == STRING:
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def to_oxigraph(node: Node) -> Term:
    """Give the Oxigraph term for one of rdflib."""
    if isinstance(node, URIRef):
        return oxigraph.NamedNode(node)
    if isinstance(node, BNode):
        return oxigraph.BlankNode(node)
    if isinstance(node, Literal):
        if node.language:
            return oxigraph.Literal(str(node), language=node.language)
        return oxigraph.Literal(str(node), datatype=oxigraph.NamedNode(node.datatype or STRING))
    raise TypeError(f"no term of RDF 1.1: {node!r}")


def named(iri: str) -> oxigraph.NamedNode:
    """Give the Oxigraph name for an IRI (a plain string or an rdflib URIRef)."""
    return oxigraph.NamedNode(iri)


def oxigraph_triples(graph: Graph) -> list[oxigraph.Triple]:
    """Turn a graph of rdflib."""
    return [
        oxigraph.Triple(*(to_oxigraph(node) for node in triple))  # type: ignore[arg-type]
        for triple in graph
    ]


def is_blank(term: object) -> bool:
    """Tell whether an Oxigraph term is a blank node."""
    return isinstance(term, oxigraph.BlankNode)


def is_new(term: object) -> bool:
    """Tell whether an Oxigraph term is one that came with RDF 1.2: a triple, or a text with a direction."""
    return isinstance(term, oxigraph.Triple) or (isinstance(term, oxigraph.Literal) and bool(term.direction))


def rdflib_triples(triples: Triples) -> Iterator[tuple[Node, Node, Node]]:
    """Turn many triples (or quads, without their graph)."""
    for triple in triples:
        yield to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)


def new_name(kind: str) -> URIRef:
    """Give an IRI that nothing has yet.

    Of letters only: digits by chance may be taken for the number of a person, and be refused.
    """
    return ID[f"{kind}-{''.join(choice(_LETTERS) for _ in range(_MANY))}"]

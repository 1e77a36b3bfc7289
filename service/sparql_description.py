"""Describes the SPARQL endpoint for programs, in the words of SPARQL 1.1 Service Description."""

from collections.abc import Sequence

from rdflib import BNode, Graph, Namespace, URIRef
from rdflib.namespace import RDF, VOID

from graph.prefixes import PREFIXES
from graph.turtle import serialize
from graph.written import written

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
_FORMATS = Namespace("http://www.w3.org/ns/formats/")
_RESULTS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "RDF_XML", "JSON-LD"),
)


def described(endpoint: URIRef, graphs: Sequence[URIRef], layout: str, *, may_write: bool) -> bytes:
    """Write the description.

    Args:
        endpoint: the address of the service.
        graphs: the named graphs that the reader may see.
        layout: how (see `graph.written`).
        may_write: whether the reader may send updates.
    """
    about, dataset = BNode("dienst"), BNode("gegevens")
    graph = Graph()
    graph.add((about, RDF.type, SD.Service))
    graph.add((about, SD.endpoint, endpoint))
    graph.add((about, SD.supportedLanguage, SD.SPARQL11Query))
    if may_write:
        graph.add((about, SD.supportedLanguage, SD.SPARQL11Update))
    graph.add((about, SD.feature, SD.UnionDefaultGraph))
    for name in _RESULTS:
        graph.add((about, SD.resultFormat, _FORMATS[name]))
    graph.add((about, SD.defaultDataset, dataset))
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, SD.defaultGraph, BNode("alles")))
    graph.add((BNode("alles"), RDF.type, SD.Graph))
    for number, name in enumerate(graphs):
        one = BNode(f"graaf{number}")
        graph.add((dataset, SD.namedGraph, one))
        graph.add((one, RDF.type, SD.NamedGraph))
        graph.add((one, SD.name, name))
    graph.add((dataset, VOID.sparqlEndpoint, endpoint))
    if layout == "turtle":
        return serialize(graph, {**PREFIXES, "sd": str(SD), "void": str(VOID)}).encode()
    return written(graph, layout, rows=len(graph), size=10**9, link="").content

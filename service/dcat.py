"""`/dcat`: a catalogue of the open data, in the words of DCAT-AP-NL, for data portals and for people.

One data set for each graph that is openbaar (a plan, what plans share, a norm, the words), with the files in
which it comes, and the SPARQL service. Who runs the service is not known here: the publisher is called after
the address.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, XSD

from graph.loading import GEDEELD, ONTOLOGIE, norm_files
from graph.names import last_part
from graph.plans import plans
from graph.prefixes import PREFIXES
from graph.store import ReadStore
from graph.turtle import serialize
from ontology.vocabulary import GRAAF
from service.linked_data import HTML, as_data, chosen_form, openbaar
from service.page import page
from service.sparql_endpoint import PATH as SPARQL

_EU = "http://publications.europa.eu/resource/authority/"
_LICENCE = URIRef("http://data.europa.eu/eli/dec_impl/2017/863/oj")  # EUPL-1.2, as the ontology has it
_DUTCH = URIRef(f"{_EU}language/NLD")
_THEMES = (URIRef(f"{_EU}data-theme/SOCI"), URIRef(f"{_EU}data-theme/GOVE"))
_PUBLIC = URIRef(f"{_EU}access-right/PUBLIC")
_MEDIA = "https://www.iana.org/assignments/media-types/"
_FILES = (
    ("trig", "TriG", "application/trig", "RDF_TRIG"),
    ("ttl", "Turtle", "text/turtle", "RDF_TURTLE"),
    ("jsonld", "JSON-LD", "application/ld+json", "JSON_LD"),
)
_TITLE = "Wie doet wat voor wie in de aanpak van huiselijk geweld en kindermishandeling"
_KEYWORDS = ("huiselijk geweld", "kindermishandeling", "taakverdeling", "samenwerkingsafspraken")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class DataSet:
    """An open graph.

    Attributes:
        graph: its IRI.
        slug: the last part of that.
        title: what it is called.
        description: what stands in it.
        places: the municipalities and regions that it is about.
    """

    graph: URIRef
    slug: str
    title: str
    description: str
    places: tuple[URIRef, ...] = ()


@router.get("/dcat")
@router.get("/dcat.{ending}")
def show(request: Request, ending: str = "", formaat: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Describe the data that is open."""
    form = chosen_form(request, ending or formaat)
    sets = openbaar(request).kept(("dcat",), data_sets)
    if form == HTML:
        answer = page(request, "dcat.html", sets=sets, bestanden=_FILES, sparql=SPARQL, licentie=_LICENCE)
        answer.headers["Vary"] = "Accept"
        return answer
    told = catalogue(str(request.base_url).rstrip("/"), sets)
    if form == "text/turtle":
        text = serialize(told, {**PREFIXES, "dcat": str(DCAT), "eu": _EU})
        return as_data(text.encode(), form)
    return as_data(told, form)


def data_sets(store: ReadStore) -> list[DataSet]:
    """List the graphs of a store as data sets, in the order of their names."""
    of_plans = {
        plan.graph: DataSet(
            plan.graph,
            plan.slug,
            plan.label,
            f"Wie doet wat voor wie volgens {plan.label}: activiteiten, taken, afspraken en planning, "
            "elk met de plaats in de bron.",
            tuple(place for place, _ in plan.places),
        )
        for plan in plans(store)
    }
    told = {
        GEDEELD: ("Wat plannen delen", "Organisaties, functies, gemeenten, wetten en bronnen."),
        ONTOLOGIE: ("Woorden en begrippen", "De ontologie en de begrippenlijsten van hgkm."),
    }
    told |= {
        GRAAF[file.stem]: (f"Norm: {file.stem}", "Wat een normatief document eist en vraagt, met de regels.")
        for file in norm_files()
    }
    found = []
    for graph in store.graphs():
        slug = last_part(graph)
        title, description = told.get(graph, (f"Graaf {slug}", "Uitspraken uit één bron."))
        if graph.startswith(GRAAF):
            found.append(of_plans.get(graph) or DataSet(graph, slug, title, description))
    return found


def catalogue(base: str, sets: Sequence[DataSet]) -> Graph:
    """Describe data sets.

    Args:
        base: the address of the service, without a slash at its end.
        sets: what it offers.
    """
    graph = Graph()
    about, publisher, service = (
        URIRef(f"{base}/dcat#{part}") for part in ("catalogus", "uitgever", "sparql")
    )
    everything = DataSet(
        URIRef(f"{base}/dcat#alles"), "", _TITLE, f"{_TITLE}: alle open gegevens bij elkaar."
    )
    graph.add((publisher, RDF.type, FOAF.Agent))
    graph.add((publisher, FOAF.name, Literal(f"Beheerder van {base}", lang="nl")))
    graph.add((about, RDF.type, DCAT.Catalog))
    _name(graph, about, publisher, f"Catalogus: {_TITLE}", "Open gegevens uit plannen en afspraken.")
    graph.add((about, DCTERMS.license, _LICENCE))
    graph.add((about, DCAT.themeTaxonomy, URIRef(f"{_EU}data-theme")))
    graph.add((about, DCAT.service, service))
    graph.add((service, RDF.type, DCAT.DataService))
    _name(graph, service, publisher, "SPARQL-eindpunt", "Vragen in SPARQL 1.1 over de open gegevens.")
    graph.add((service, DCAT.endpointURL, URIRef(base + SPARQL)))
    graph.add((service, DCTERMS.conformsTo, URIRef("https://www.w3.org/TR/sparql11-protocol/")))
    graph.add((service, DCTERMS.license, _LICENCE))
    for one in (everything, *sets):
        _describe(graph, base, one, publisher)
        graph.add((about, DCAT.dataset, one.graph))
        graph.add((service, DCAT.servesDataset, one.graph))
    return graph


def _describe(graph: Graph, base: str, one: DataSet, publisher: URIRef) -> None:
    graph.add((one.graph, RDF.type, DCAT.Dataset))
    _name(graph, one.graph, publisher, one.title, one.description)
    graph.add((one.graph, DCTERMS.identifier, Literal(str(one.graph), datatype=XSD.anyURI)))
    graph.add((one.graph, DCTERMS.accessRights, _PUBLIC))
    graph.add((one.graph, DCAT.landingPage, URIRef(f"{base}/dcat" + (f"#{one.slug}" if one.slug else ""))))
    for theme in _THEMES:
        graph.add((one.graph, DCAT.theme, theme))
    for keyword in _KEYWORDS:
        graph.add((one.graph, DCAT.keyword, Literal(keyword, lang="nl")))
    for place in one.places:
        graph.add((one.graph, DCTERMS.spatial, place))
    address = f"{base}/graaf" + (f"/{one.slug}" if one.slug else "")
    for ending, _, media_type, file_type in _FILES:
        file = URIRef(f"{address}.{ending}")
        graph.add((one.graph, DCAT.distribution, file))
        graph.add((file, RDF.type, DCAT.Distribution))
        graph.add((file, DCTERMS.title, Literal(f"{one.title} ({ending})", lang="nl")))
        graph.add((file, DCAT.accessURL, URIRef(address)))
        graph.add((file, DCAT.downloadURL, file))
        graph.add((file, DCAT.mediaType, URIRef(_MEDIA + media_type)))
        graph.add((file, DCTERMS["format"], URIRef(f"{_EU}file-type/{file_type}")))
        graph.add((file, DCTERMS.license, _LICENCE))


def _name(graph: Graph, about: URIRef, publisher: URIRef, title: str, description: str) -> None:
    graph.add((about, DCTERMS.title, Literal(title, lang="nl")))
    graph.add((about, DCTERMS.description, Literal(description, lang="nl")))
    graph.add((about, DCTERMS.publisher, publisher))
    graph.add((about, DCTERMS.language, _DUTCH))

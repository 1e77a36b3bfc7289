"""Linked data: every IRI answers in the form that is asked for, and only with what is openbaar."""

import html
import re
from pathlib import Path

import pyoxigraph as oxigraph
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, OWL, RDF, SKOS
from starlette.testclient import TestClient

from graph.describing import describe
from graph.loading import load_files, plan_slugs
from graph.store import open_owner, open_reader
from graph.terms import named
from ontology.vocabulary import BEGRIP, GRAAF, HGKM, ID, TOOI_GEMEENTE
from service.desk import Desk
from service.linked_data import path_of
from service.web import create_app

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PLAN = ID["verbeterplan-venlo"]
HIDDEN = """
@prefix begrip: <https://w3id.org/hgkm/begrip/> . @prefix graaf: <https://w3id.org/hgkm/graaf/> .
@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix id: <https://w3id.org/hgkm/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
graaf:open { graaf:open hgkm:vertrouwelijkheid begrip:openbaar . id:a skos:prefLabel "Open ding"@nl . }
graaf:stil { id:a hgkm:betreft id:verzwegen . id:verzwegen skos:prefLabel "Stil ding"@nl . }
"""


@pytest.mark.parametrize(
    ("address", "iri"),
    [
        ("/id/verbeterplan-venlo", PLAN),
        ("/begrip/casusregie", BEGRIP.casusregie),
        ("/def", URIRef(str(HGKM).rstrip("#"))),
        (f"/id?iri={TOOI_GEMEENTE.gm0983}", TOOI_GEMEENTE.gm0983),
    ],
)
@pytest.mark.parametrize(
    ("accept", "format_"),
    [("text/turtle", oxigraph.RdfFormat.TURTLE), ("application/ld+json", oxigraph.RdfFormat.JSON_LD)],
)
def test_an_iri_answers_as_data(
    client: TestClient, address: str, iri: URIRef, accept: str, format_: oxigraph.RdfFormat
) -> None:
    answer = client.get(address, headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(accept)
    assert "Accept" in answer.headers["vary"].split(", ")
    told = {quad.subject for quad in oxigraph.parse(answer.content, format_)}
    assert named(iri) in told


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/id/verbeterplan-venlo", "Verbeterplan gemeente Venlo"),
        ("/begrip/casusregie", "Regie op de samenhang"),
        ("/begrip/schema-rollen", "casusregie"),
        ("/begrip", "Rollen"),
        ("/def", 'id="Toedeling"'),
        ("/dcat", "Verbeterplan gemeente Venlo"),
        (f"/id?iri={TOOI_GEMEENTE.gm0983}", "Venlo"),
    ],
)
def test_an_iri_answers_as_a_page_for_who_reads_html(client: TestClient, address: str, told: str) -> None:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Accept" in answer.headers["vary"].split(", ")
    assert told in answer.text


@pytest.mark.parametrize(
    ("address", "media_type"),
    [
        ("/id/verbeterplan-venlo.ttl", "text/turtle"),
        ("/id/verbeterplan-venlo.jsonld", "application/ld+json"),
        ("/id/verbeterplan-venlo?formaat=nt", "application/n-triples"),
        ("/id/verbeterplan-venlo?formaat=html", "text/html"),
        ("/begrip/casusregie.ttl", "text/turtle"),
        ("/begrip?formaat=turtle", "text/turtle"),
        ("/def.jsonld", "application/ld+json"),
        ("/dcat.ttl", "text/turtle"),
        ("/dcat?formaat=jsonld", "application/ld+json"),
        ("/graaf/venlo.trig", "application/trig"),
        ("/graaf.nq", "application/n-quads"),
    ],
)
def test_the_address_may_say_the_form(client: TestClient, address: str, media_type: str) -> None:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/id/nergens", 404),
        ("/id/nergens.ttl", 404),
        ("/id/a%20b", 400),
        ("/id", 400),
        ("/id?iri=geen-iri", 400),
        ("/begrip/nergens", 404),
        ("/graaf/nergens.ttl", 404),
        ("/graaf/venlo.xml", 404),
        ("/id/verbeterplan-venlo?formaat=pdf", 404),
        ("/def.pdf", 404),
    ],
)
def test_what_is_not_there_is_said_in_dutch(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == status
    assert '<html lang="nl">' in answer.text


def test_a_client_that_reads_none_of_the_forms_is_told_which_there_are(client: TestClient) -> None:
    answer = client.get("/id/verbeterplan-venlo", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.text


def test_a_thing_is_called_by_words_and_leads_on(client: TestClient, shipped: Path) -> None:
    with open_reader(shipped) as store:
        about = describe(store, PLAN)
    assert about.kinds == ("plan",)
    assert dict(about.statements)["voor gemeente"] == (TOOI_GEMEENTE.gm0983,)
    assert about.passages
    assigned = dict(about.pointing)["op grond van"]
    assert all(" (" in about.labels[thing] for thing in assigned)
    page = client.get("/id/verbeterplan-venlo", headers=BROWSER).text
    for thing in (*assigned[:3], TOOI_GEMEENTE.gm0983):
        path = path_of(thing)
        assert path
        assert f'href="{path}"' in page
        assert client.get(path, headers=BROWSER).status_code == 200


@pytest.mark.parametrize(
    "address", ["/organisaties/gm0983", "/plannen/venlo", "/afspraken/ridderkerk-afspraak-vtrr"]
)
def test_the_page_of_a_thing_leads_to_all_that_is_said_of_it_and_that_leads_back(
    client: TestClient, address: str
) -> None:
    found = re.search(r'<a href="(/id[^"]+)">Alles wat.*?Als gegevens: ([^<]+)<', client.get(address).text)
    assert found
    assert path_of(URIRef(found[2])) == html.unescape(found[1])
    assert f'<a href="{address}">' in client.get(html.unescape(found[1]), headers=BROWSER).text


def test_every_word_of_the_ontology_has_its_anchor_and_its_meaning(client: TestClient) -> None:
    page = client.get("/def", headers=BROWSER).text
    words = Graph().parse(data=client.get("/def.ttl").text, format="turtle")
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        for word in words.subjects(RDF.type, kind):
            assert f'id="{str(word).rpartition("#")[2]}"' in page
    schemes = Graph().parse(data=client.get("/begrip?formaat=ttl").text, format="turtle")
    assert BEGRIP["schema-rollen"] in set(schemes.subjects(RDF.type, SKOS.ConceptScheme))


def test_what_is_not_openbaar_is_a_page_for_who_may_see_it_and_never_open_data(tmp_path: Path) -> None:
    file = tmp_path / "grafen.trig"
    file.write_text(HIDDEN, "utf-8")
    with open_owner(tmp_path / "store") as store:
        load_files(store, [file])
    with TestClient(create_app(Desk(tmp_path / "store")), base_url="http://127.0.0.1:8000") as client:
        # Whoever is at this machine sees what is internal on other pages.
        assert client.get("/rdf-graph-store", params={"graph": str(GRAAF.stil)}).status_code == 200
        stranger = BROWSER | {"Via": "1.1 elders"}
        seen = client.get("/id/verzwegen", headers=BROWSER)
        assert seen.status_code == 200
        assert "access-control-allow-origin" not in seen.headers
        assert "Stil ding" in seen.text
        assert "formaat=turtle" not in seen.text
        assert 'href="/id/verzwegen"' in client.get("/id/a", headers=BROWSER).text
        assert client.get("/id/verzwegen", headers=stranger).status_code == 404
        assert "verzwegen" not in client.get("/id/a", headers=stranger).text
        for address in ("/id/verzwegen.ttl", "/graaf/stil.ttl"):
            assert client.get(address).status_code == 404
        for address in ("/id/a.ttl", "/graaf.trig", "/dcat", "/dcat.ttl"):
            answer = client.get(address, headers=BROWSER)
            assert answer.status_code == 200
            assert "verzwegen" not in answer.text
            assert "stil" not in answer.text.casefold()


def test_the_catalogue_tells_of_each_plan_where_it_can_be_had(client: TestClient) -> None:
    graph = Graph().parse(data=client.get("/dcat.ttl").text, format="turtle")
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    sets = set(graph.objects(catalogue, DCAT.dataset))
    assert {GRAAF[slug] for slug in plan_slugs()} <= sets
    for one in {catalogue, *sets}:
        for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.language):
            assert graph.value(one, needed), (one, needed)
    for one in sets:
        assert graph.value(one, DCAT.theme)
        for file in graph.objects(one, DCAT.distribution):
            assert graph.value(file, DCTERMS.license)
            answer = client.get(str(graph.value(file, DCAT.downloadURL)))
            assert str(graph.value(file, DCAT.mediaType)).endswith(
                answer.headers["content-type"].partition(";")[0]
            )
    assert graph.value(next(graph.subjects(RDF.type, DCAT.DataService)), DCAT.endpointURL) == URIRef(
        "http://127.0.0.1:8000/sparql"
    )


def test_everything_that_is_open_is_one_download(client: TestClient, shipped: Path) -> None:
    content = client.get("/graaf.trig").content
    with open_reader(shipped) as store:
        assert set(oxigraph.parse(content, oxigraph.RdfFormat.TRIG)) == set(store.quads())


def test_browsers_are_led_to_a_page(client: TestClient) -> None:
    for address, page in [
        ("/graaf/venlo", "/dcat#venlo"),
        ("/graaf", "/dcat"),
        ("/sparql", "/sparql-vragen"),
    ]:
        answer = client.get(address, headers=BROWSER, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"] == page


def test_hostile_labels_and_iris_are_shown_as_text(tmp_path: Path) -> None:
    file = tmp_path / "grafen.trig"
    file.write_text(
        """@prefix begrip: <https://w3id.org/hgkm/begrip/> . @prefix graaf: <https://w3id.org/hgkm/graaf/> .
@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix id: <https://w3id.org/hgkm/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
graaf:open { graaf:open hgkm:vertrouwelijkheid begrip:openbaar .
  id:a skos:prefLabel "</script><img src=x onerror=alert(1)>\\u202E"@nl ;
    hgkm:betreft <javascript:alert(1)> . }
""",
        "utf-8",
    )
    with open_owner(tmp_path / "store") as store:
        load_files(store, [file])
    with TestClient(create_app(Desk(tmp_path / "store")), base_url="http://127.0.0.1:8000") as client:
        page = client.get("/id/a", headers=BROWSER).text
        assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" in page
        assert "<img" not in page
        assert "\u202e" not in page
        assert 'href="/id?iri=javascript%3Aalert%281%29"' in page
        assert 'href="javascript' not in page
        for ending in ("ttl", "jsonld", "nt"):
            assert client.get(f"/id/a.{ending}").headers["x-content-type-options"] == "nosniff"

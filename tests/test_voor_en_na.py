"""Before and after a draft: what is new, changes, ends and stays; and nothing of it is kept."""

from pathlib import Path

import pyoxigraph as oxigraph
import pytest
from rdflib import URIRef
from starlette.testclient import TestClient

from graph import directory
from graph.drafting import AGREEMENT, Assignment, Draft, drafted
from graph.errors import HgkmError
from graph.store import ReadStore, Store, in_memory
from on_page import proof
from ontology.vocabulary import ID
from viz.before_after import before_and_after, documents_in
from viz.picture import Picture
from viz.sight import Sight

PLAN = """
@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix begrip: <https://w3id.org/hgkm/begrip/> .
@prefix id: <https://w3id.org/hgkm/id/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:proef a hgkm:Plan ; dcterms:identifier "proef" ; skos:prefLabel "Proefplan"@nl ;
    hgkm:volledigheid begrip:geheel .
"""
TASK = """
id:proef-{name} a hgkm:Taak ; skos:prefLabel "{name}"@nl ; hgkm:onderdeelVan id:proef .
id:proef-{name}-toedeling a hgkm:Toedeling ; hgkm:wat id:proef-{name} ; hgkm:opGrondVan id:proef ;
    hgkm:alsRol begrip:{role} ; hgkm:zekerheid begrip:{certainty} {who} .
"""
POST = "/kaart/voor-en-na"


def plan(*tasks: tuple[str, str, str, str]) -> Store:
    """Make a store with a plan of tasks: name, role, certainty and who."""
    text = PLAN + "".join(
        TASK.format(name=name, role=role, certainty=certainty, who=f"; hgkm:wie id:{who}" if who else "")
        for name, role, certainty, who in tasks
    )
    home = oxigraph.NamedNode("https://w3id.org/hgkm/graaf/proef")
    triples = oxigraph.parse(text.encode(), oxigraph.RdfFormat.TURTLE)
    return in_memory(oxigraph.Quad(t.subject, t.predicate, t.object, home) for t in triples)


def marks(made: Picture) -> dict[str, str]:
    label = {node.key: node.label for node in made.nodes}
    return {f"{label[edge.source]} > {label[edge.target]}": edge.mark for edge in made.edges}


def test_each_relation_is_new_changes_ends_or_stays() -> None:
    before = plan(
        ("blijft", "uitvoerend", "vastgesteld", "a"),
        ("rol", "uitvoerend", "vastgesteld", "a"),
        ("zeker", "uitvoerend", "onzeker", "a"),
        ("leeg", "uitvoerend", "nader-te-bepalen", ""),
        ("weg", "uitvoerend", "vastgesteld", "b"),
    )
    after = plan(
        ("blijft", "uitvoerend", "vastgesteld", "a"),
        ("rol", "ondersteunend", "vastgesteld", "a"),
        ("zeker", "uitvoerend", "vastgesteld", "a"),
        ("leeg", "uitvoerend", "vastgesteld", "c"),
        ("erbij", "uitvoerend", "vastgesteld", "a"),
    )
    made = before_and_after(before, Sight(after, [ID["proef"]]), documents_in(after))
    assert marks(made) == {
        "a > blijft": "blijft",
        "a > rol": "anders",
        "a > zeker": "anders",
        "niemand genoemd > leeg": "vervalt",
        "c > leeg": "nieuw",
        "a > erbij": "nieuw",
        "b > weg": "vervalt",
    }
    assert {node.label: node.mark for node in made.nodes} == {
        **dict.fromkeys(["a", "blijft"], "blijft"),
        **dict.fromkeys(["rol", "zeker", "leeg"], "anders"),
        **dict.fromkeys(["niemand genoemd", "b", "weg"], "vervalt"),
        **dict.fromkeys(["erbij", "c"], "nieuw"),
    }
    changed = next(row for row in made.rows if row[3] == "rol")
    assert changed[4:6] == ("uitvoerend, vastgesteld", "ondersteunend, vastgesteld")
    assert made.question == "Wat verandert er door Proefplan?"
    assert made.confidentiality == "intern"


def test_what_parties_have_agreed_already_stays(plans: ReadStore) -> None:
    parties = ("gemeente Ridderkerk", "Veilig Thuis Rotterdam Rijnmond")
    tasks = (Assignment("Warme overdracht", parties[1]), Assignment("Opschalen"))
    draft = drafted(plans, Draft("Proef", parties, "Ridderkerk", subjects=("escalatie",), assignments=tasks))
    with in_memory([*plans.quads(), *draft]) as after, in_memory(draft) as alone:
        assert documents_in(alone) == [AGREEMENT]
        made = before_and_after(plans, Sight(after, [AGREEMENT]), [AGREEMENT])
    told = marks(made)
    assert told["Ridderkerk > Proef"] == told["Proef > escalatie"] == "nieuw"
    assert told["niemand genoemd > Opschalen"] == "nieuw"
    assert told["Ridderkerk > Samenwerkingsafspraak gemeente Ridderkerk en VTRR"] == "blijft"
    assert next(node for node in made.nodes if node.label == "Proef").told == "stand: concept"
    assert {row for edge in made.edges for row in edge.rows} == set(range(len(made.rows)))


def test_a_draft_without_plan_or_agreement_is_told(plans: ReadStore) -> None:
    with in_memory() as nothing, pytest.raises(HgkmError, match="no plan, agreement or commission"):
        documents_in(nothing)
    with pytest.raises(HgkmError, match="no parties and no tasks"):
        before_and_after(plans, Sight(plans, [ID["niets"]]), [URIRef(ID["niets"])])


def send(client: TestClient, file: tuple[str, bytes] | None = None, **fields: str) -> tuple[int, str]:
    told = {"csrf": proof(client, POST), **fields}
    sent = client.post(POST, data=told, files={"bestand": file} if file else None)
    return sent.status_code, sent.text


def test_a_draft_in_words_is_shown_and_not_kept(client: TestClient, shipped: Path) -> None:
    before = directory.state(shipped)
    status, text = send(
        client,
        naam="Afspraken over overdracht",
        gemeente="Ridderkerk",
        partijen="gemeente Ridderkerk\nVeilig Thuis Rotterdam Rijnmond",
        taken="Warme overdracht | Veilig Thuis Rotterdam Rijnmond | uitvoerend | gezinnen en huishoudens",
    )
    assert status == 200
    assert "<h1>Wat verandert er door Afspraken over overdracht?</h1>" in text
    assert '<script type="application/json" id="kaart-gegevens">' in text
    assert "er is niets van vastgelegd" in text
    assert directory.state(shipped) == before
    assert "Afspraken over overdracht" not in client.get("/afspraken").text


def test_a_draft_in_a_file_is_shown_and_comes_as_a_table(client: TestClient) -> None:
    role = TASK.format(name="proeftaak", role="uitvoerend", certainty="vastgesteld", who="")
    status, text = send(client, ("concept.ttl", (PLAN + role).encode()), formaat="csv")
    assert status == 200
    assert "nieuw,niemand genoemd,uitvoerend,proeftaak" in text


@pytest.mark.parametrize(
    ("fields", "file", "sentence"),
    [
        ({}, None, "Geef het concept een naam"),
        ({"naam": "Proef", "partijen": "Nergensdienst"}, None, "Nergensdienst"),
        ({"naam": "Proef", "taken": "| wijkteams"}, None, "Schrijf een taak als"),
        ({"naam": "Proef", "taken": "bel 06 12345678"}, None, 'href="#taken">Geweigerd: in dit veld staat'),
        ({}, ("concept.docx", b"x"), "Kies een bestand op .ttl"),
        ({}, ("concept.ttl", b"geen turtle"), "bericht.ttl"),
    ],
)
def test_what_is_wrong_with_a_draft_is_told(
    client: TestClient, fields: dict[str, str], file: tuple[str, bytes] | None, sentence: str
) -> None:
    status, text = send(client, file, **fields)
    assert status in (400, 404, 422)
    assert sentence in text


def test_a_draft_is_shown_to_who_sends_it_from_here_and_is_known(client: TestClient) -> None:
    assert client.post(POST, data={"naam": "Proef"}).status_code == 403
    stranger = {"Via": "1.1 elders"}
    assert client.get(POST, headers=stranger).status_code == 401
    assert client.post(POST, data={"naam": "Proef"}, headers=stranger).status_code == 401


def test_what_is_only_planned_has_a_map_with_an_address(client: TestClient) -> None:
    page = client.get(POST).text
    assert "/kaart?beeld=voor-en-na&amp;over=Formele+afspraken" in page
    named = "Samenwerkingsafspraak gemeente Ridderkerk en VTRR"
    shown = client.get("/kaart", params={"beeld": "voor-en-na", "over": named})
    assert f"<h1>Wat verandert er door {named}?</h1>" in shown.text
    assert "De kaart doet alsof dit er nog niet was" in shown.text

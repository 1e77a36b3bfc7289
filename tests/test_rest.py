"""REST under `/v1`: what the resources hold, the Dutch API Design Rules, and that nothing breaks it."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import BaseSchema, Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from starlette.testclient import TestClient

from graph.drafting import Assignment, Draft, drafted
from graph.store import in_memory, open_reader, scratch
from ontology.vocabulary import ID, TOOI_GEMEENTE
from service.clock import today
from service.desk import Desk
from service.questions import question
from service.web import create_app
from shapes.check import check
from shapes.scope import Scope

LISTS = ["vragen", "organisaties", "activiteiten", "toedelingen", "plannen", "afspraken", "agenda", "kaarten"]
VENLO = {"id": str(TOOI_GEMEENTE.gm0983), "naam": "Venlo"}
HERE = {"Host": "127.0.0.1"}
DRAFT = """
@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix begrip: <https://w3id.org/hgkm/begrip/> .
@prefix id: <https://w3id.org/hgkm/id/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix gm: <https://identifier.overheid.nl/tooi/id/gemeente/> .
id:proef a hgkm:Plan ; dcterms:identifier "proef" ; skos:prefLabel "Proefplan"@nl ;
  hgkm:voorGemeente gm:gm0983 ; hgkm:volledigheid begrip:geheel .
id:proef-a a hgkm:Activiteit ; skos:prefLabel "Niemands werk"@nl ; hgkm:onderdeelVan id:proef .
"""


@pytest.fixture(scope="module")
def client(desk: Desk) -> Iterator[TestClient]:
    app = create_app(desk)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client, app.state.workers:
        yield client


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/v1/openapi.json").json()
    return found


# --- resources ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
def test_a_list_comes_in_pages_that_together_are_the_whole(client: TestClient, name: str) -> None:
    address: str | None = f"/v1/{name}?paginaGrootte=100"
    found, page = [], {"totaal": 0}
    while address:
        answer = client.get(address)
        assert answer.status_code == 200
        page = answer.json()
        found += page["resultaten"]
        following = page["_links"].get("next", {}).get("href")
        assert (f'<{following}>; rel="next"' in answer.headers["link"]) == bool(following)
        address = following
    assert len(found) == page["totaal"] > 0
    assert len({json.dumps(thing, sort_keys=True) for thing in found}) == len(found)


def test_a_page_beyond_the_last_is_empty_and_leads_back(client: TestClient) -> None:
    page = client.get("/v1/plannen?pagina=1000000").json()
    assert page["resultaten"] == []
    assert page["_links"]["last"]["href"] == "/v1/plannen?pagina=1"


def test_an_assignment_says_who_does_what_for_whom_and_where_that_stands(client: TestClient) -> None:
    page = client.get("/v1/toedelingen?gemeente=Venlo&rol=casusregie&paginaGrootte=100").json()
    assert page["resultaten"]
    for assigned in page["resultaten"]:
        assert assigned["alsRol"]["naam"]
        assert assigned["wat"]["naam"]
        assert assigned["staatIn"][0]["eersteRegel"] <= assigned["staatIn"][0]["laatsteRegel"]
    one = page["resultaten"][0]
    assert client.get(f"/v1/toedelingen/{one['id'].rpartition('/')[2]}").json() == one


def test_what_is_filtered_is_what_the_question_answers(client: TestClient) -> None:
    rows = client.get("/v1/vragen/wie-doet-wat?gemeente=Venlo").json()["results"]["bindings"]
    page = client.get("/v1/toedelingen?gemeente=Venlo").json()
    assert page["totaal"] == len({row["bewijs"]["value"] for row in rows})
    plan = client.get("/v1/plannen/verbeterplan-venlo").json()
    assert plan["voorGemeente"] == [VENLO]
    assert all(
        "2021" in term["einde"]
        for term in client.get("/v1/agenda?van=2021-01-01&tot=2021-12-31").json()["resultaten"]
        if term["einde"]
    )


def test_a_map_is_nodes_and_edges_with_its_table(client: TestClient) -> None:
    listed = client.get("/v1/kaarten?paginaGrootte=100").json()["resultaten"]
    (venlo,) = (one for one in listed if one["gemeente"] == VENLO)
    drawn = client.get(venlo["href"]).json()
    keys = {node["id"] for node in drawn["nodes"]}
    assert all({edge["source"], edge["target"]} <= keys for edge in drawn["edges"])
    assert all(row < len(drawn["table"]["rows"]) for edge in drawn["edges"] for row in edge["rows"])


def test_open_points_can_be_narrowed(client: TestClient) -> None:
    everything = client.get("/v1/open-punten").json()["totaal"]
    counts = [
        client.get(f"/v1/open-punten?ernst={ernst}").json()["totaal"]
        for ernst in ("violation", "warning", "info")
    ]
    assert sum(counts) == everything
    found = client.get("/v1/open-punten?plan=venlo&regel=GR-102").json()["resultaten"]
    assert {finding["rule"] for finding in found} == {"GR-102"}
    assert found[0]["norm"][0]["lines"]
    for field, value in (("gemeente", "Ridderkerk"), ("wie", "nog niet bekend")):
        some = client.get("/v1/open-punten", params={field: value}).json()["totaal"]
        assert 0 < some < everything, field
    assert client.get("/v1/open-punten?gemeente=Nergenshuizen").status_code == 404


def test_a_draft_in_plain_words_becomes_an_agreement(client: TestClient, shipped: Path) -> None:
    draft = Draft(
        "Afspraken met Veilig Thuis",
        ("Veilig Thuis Rotterdam-Rijnmond", "Ridderkerk"),
        place="Ridderkerk",
        end=date(2027, 12, 31),
        subjects=("informatiedeling",),
        assignments=(Assignment("Veiligheidsplan opstellen"), Assignment("Melden", "Veilig Thuis")),
    )
    with open_reader(shipped) as store, in_memory(drafted(store, draft)) as made:
        assert made.ask(
            "ASK { id:concept hgkm:partij gemeente:gm0597, id:veilig-thuis-rotterdam-rijnmond ;"
            " hgkm:status begrip:concept ; hgkm:afspraakonderdeel/hgkm:soortOnderdeel"
            " begrip:onderdeel-informatiedeling }"
        )
        nobody = made.select(
            "SELECT ?t { ?t a hgkm:Toedeling OPTIONAL { ?t hgkm:wie ?w } FILTER(!BOUND(?w)) }"
        )
        assert len(nobody) == 1
    plain: dict[str, object] = {"naam": "Proef", "partijen": ["Niemand die bestaat"]}
    wrong_ones: list[object] = [
        plain,
        {"naam": "Proef"},
        {**plain, "meer": 1},
        {**plain, "geldigTot": "ja"},
        [],
    ]
    for wrong in wrong_ones:
        assert client.post("/v1/controles", json=wrong).status_code in (400, 404)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (
            "application/json",
            json.dumps({"naam": "Proef", "partijen": ["Venlo"], "onderdelen": ["informatiedeling"]}),
        ),
        ("text/turtle", DRAFT),
        (
            "application/ld+json",
            json.dumps(
                {
                    "@id": str(ID.proef),
                    "@type": "https://w3id.org/hgkm/def#Plan",
                    "http://purl.org/dc/terms/identifier": "proef",
                }
            ),
        ),
    ],
)
def test_a_draft_is_checked_and_nothing_of_it_is_kept(client: TestClient, kind: str, content: str) -> None:
    answer = client.post("/v1/controles", content=content, headers={"Content-Type": kind})
    assert answer.status_code == 200
    report = answer.json()
    assert report["about"].startswith("bericht.")
    if kind == "text/turtle":
        assert "Niemands werk" in {finding["focusLabel"] for finding in report["findings"]}
    assert client.get("/v1/plannen/proef").status_code == 404


def test_a_draft_has_the_findings_of_a_check_of_everything(
    client: TestClient, shipped: Path, tmp_path: Path
) -> None:
    (tmp_path / "proef.ttl").write_text(DRAFT, "utf-8")
    with scratch(shipped) as store:
        report = check(store, scope=Scope(file=tmp_path / "proef.ttl"), date=today())
    answer = client.post("/v1/controles", content=DRAFT, headers={"Content-Type": "text/turtle"}).json()
    assert {one["id"] for one in answer["findings"]} == {one.id for one in report.findings} != set()


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        ("text/turtle", "geen turtle", 400),
        ("text/turtle", "", 400),
        ("application/ld+json", '{"@context": "https://example.org/context.jsonld"}', 400),
        ("application/ld+json", "{", 400),
        ("text/csv", "a,b", 415),
        ("text/turtle", "# " + "x" * 1_000_000, 413),
    ],
)
def test_a_draft_that_cannot_be_read_is_refused_without_a_path_of_this_machine(
    client: TestClient, kind: str, content: str, status: int
) -> None:
    answer = client.post("/v1/controles", content=content, headers={"Content-Type": kind})
    assert answer.status_code == status == answer.json()["status"]
    assert "/tmp" not in answer.text  # noqa: S108 - it looks for the name, and makes no file


def test_findings_and_analysis_are_not_for_strangers(client: TestClient) -> None:
    stranger = {"Via": "1.1 elders"}  # who comes from elsewhere is not at this machine
    for method, address in [
        ("GET", "/v1/open-punten"),
        ("POST", "/v1/controles"),
        ("GET", "/v1/kaarten/Venlo?beeld=samenwerking"),
        ("GET", "/v1/vragen/normdekking"),
        ("GET", "/v1/vragen/netwerk-eilanden?gemeente=Venlo"),
    ]:
        answer = client.request(method, address, headers=stranger)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == "Bearer"
        assert "voor wie is aangemeld" in answer.json()["detail"]
    for address in (
        "/vragen/netwerk-eilanden?gemeente=Venlo",
        "/vragen/normdekking?plan=venlo",
        "/kaart?beeld=samenwerking&over=Venlo",
    ):
        shown = client.get(address, headers=stranger)
        assert shown.status_code == 401
        assert "voor wie is aangemeld" in shown.text
        assert f'href="/aanmelden?{urlencode({"naar": address})}">Aanmelden' in shown.text
    assert "voor wie is <a" in client.get("/vragen", headers=stranger).text
    assert "voor wie is <a" not in client.get("/vragen").text
    assert client.get("/v1/kaarten/Venlo", headers=stranger).status_code == 200
    assert client.get("/v1/toedelingen", headers=stranger).json()["totaal"]


def test_the_limits_of_the_endpoint_are_told(client: TestClient) -> None:
    assert client.get("/v1/grenzen").json() == {
        "seconden": 5.0,
        "rijen": 10_000,
        "bytes": 10_000_000,
        "tekens": 100_000,
        "tegelijk": 2,
        "wachtend": 8,
    }
    assert client.get("/v1/gezondheid").json()["status"] == "in orde"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/v1/toedelingen?pagina=0", 400),
        ("/v1/toedelingen?paginaGrootte=101", 400),
        ("/v1/toedelingen?gemeente=Venloo", 404),
        ("/v1/toedelingen?onbekend=1", 404),
        (f"/v1/toedelingen?over={'x' * 401}", 400),
        ("/v1/toedelingen/nergens", 404),
        ("/v1/kaarten/Nergens", 404),
        ("/v1/kaarten/Venlo?beeld=nergens", 404),
        ("/v1/open-punten?ernst=erg", 400),
        ("/v1/agenda?van=gisteren", 400),
        ("/v1/plannen/", 404),
    ],
)
def test_what_cannot_be_given_is_a_problem_document(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status == answer.json()["status"]
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["api-version"] == "1.0.0"


# --- the description ------------------------------------------------------------------------------------


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def test_the_description_keeps_to_the_design_rules(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.")
    assert re.fullmatch(r"\d+\.\d+\.\d+", document["info"]["version"])
    assert [server["url"] for server in document["servers"]] == ["/v1"]
    for path, method, operation in operations(document):
        assert re.fullmatch(r"(/[a-z0-9-]+|/\{[a-z]+\})+", path), (
            "paths are kebab-case without a slash at the end"
        )
        assert method in ("get", "post", "put", "patch", "delete")
        assert operation["summary"]
        assert operation["description"]
        assert operation["operationId"]
        assert {"200", "400", "404"} <= operation["responses"].keys()
        for status, answer in operation["responses"].items():
            if "$ref" in answer:
                answer = document["components"]["responses"][answer["$ref"].rpartition("/")[2]]  # noqa: PLW2901
            assert "API-Version" in answer["headers"]
            if status >= "400":
                assert [*answer["content"]] == ["application/problem+json"]
        for parameter in operation.get("parameters", []):
            assert re.fullmatch(r"[a-z][a-zA-Z]*", parameter["name"]), parameter
            assert parameter["description"], parameter
    for name, schema in document["components"]["schemas"].items():
        for field in schema.get("properties", {}):
            assert re.fullmatch(r"_links|[a-z][a-zA-Z]*", field), f"{name}.{field} is camelCase"


def test_each_filter_of_a_question_is_described(document: dict[str, Any]) -> None:
    described = {parameter["name"] for parameter in document["paths"]["/toedelingen"]["get"]["parameters"]}
    assert described == {param.name for param in question("wie-doet-wat").params} | {
        "pagina",
        "paginaGrootte",
    }


def test_what_is_answered_is_what_is_described(client: TestClient, document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for path in ("/organisaties", "/activiteiten", "/toedelingen", "/plannen", "/afspraken", "/agenda"):
        operation = document["paths"][f"{path}/{{kenmerk}}"]["get"]
        name = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[
            2
        ]
        for thing in client.get(f"/v1{path}").json()["resultaten"]:
            assert set(thing) == set(schemas[name]["properties"])


# --- whatever is sent -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema(client: TestClient) -> BaseSchema:
    return schemathesis.openapi.from_asgi("/v1/openapi.json", client.app, headers=HERE)


@pytest.mark.parametrize("path", ["/gezondheid", "/grenzen", "/open-punten", *(f"/{name}" for name in LISTS)])
def test_whatever_is_sent_the_service_does_not_break(
    client: TestClient, schema: BaseSchema, path: str
) -> None:
    client.get(f"/v1{path}")  # what takes long is made once; what is sent below has to answer at once
    for found in schema.include(path_regex=f"^{path}").get_all_operations():
        assert isinstance(found, Ok)

        @settings(
            max_examples=8,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=found.ok().as_strategy())
        def send(case: Case[Any]) -> None:
            case.call_and_validate(checks=[not_a_server_error], headers=HERE, timeout=120)

        send()

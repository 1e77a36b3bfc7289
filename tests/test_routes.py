"""Every route of the service, and who may do what there: what no table allows is denied."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from graph.confidentiality import Level
from graph.loading import load_files
from graph.store import open_owner, open_reader
from service.access import Access
from service.clock import today
from service.desk import Desk
from service.provider import Provider
from service.questions import questions
from service.site import Site
from service.visitors import Role
from service.web import create_app
from viz.views import VIEWS

# Who asks: nobody known, who is at the machine, and people and programs with each role.
VISITORS: Mapping[str, tuple[Role, tuple[str, ...]] | None] = {
    "vreemde": None,
    "hier": None,
    "lezer": (Role.LEZER, ("p",)),
    "ondertekenaar": (Role.ONDERTEKENAAR, ("p",)),
    "andere redacteur": (Role.REDACTEUR, ("q",)),
    "redacteur": (Role.REDACTEUR, ("p",)),
    "beheerder": (Role.BEHEERDER, ()),
}
# Who may write where. The table and the routes must name each other.
WRITING: Mapping[str, set[str]] = {
    "POST /plannen/{slug}/stand": {"redacteur", "beheerder"},
    "POST /plannen/{slug}/terug": {"redacteur", "beheerder"},
    "POST /open-punten/{kenmerk}/antwoord": {"redacteur", "andere redacteur", "beheerder"},
    "POST /open-punten/{kenmerk}/intrekken": {"redacteur", "andere redacteur", "beheerder"},
    "POST /kaart/sessies/{slug}": {"redacteur", "beheerder"},
    "POST /kaart/sessies/{slug}/{kenmerk}/erbij": {"redacteur", "beheerder"},
    "POST /kaart/sessies/{slug}/{kenmerk}/weg": {"redacteur", "beheerder"},
    "POST /kaart/sessies/{slug}/{kenmerk}/oppakken": {"redacteur", "beheerder"},
    "POST /kaart/sessies/{slug}/{kenmerk}/overnemen": {"redacteur", "beheerder"},
    "POST /kaart/sessies/{slug}/{kenmerk}/terug": {"redacteur", "beheerder"},
    "POST /kaart/sessies/{slug}/{kenmerk}/verwijderen": {"redacteur", "beheerder"},
    "POST /kaart/reeksen/erbij": {"redacteur", "andere redacteur", "beheerder"},
    "POST /kaart/reeksen/inlezen": {"redacteur", "andere redacteur", "beheerder"},
    "POST /kaart/reeksen/{kenmerk}/beeld": {"redacteur", "andere redacteur", "beheerder"},
    "POST /kaart/reeksen/{kenmerk}/weg": {"redacteur", "andere redacteur", "beheerder"},
    "POST /rdf-graph-store": {"beheerder"},
    "PUT /rdf-graph-store": {"beheerder"},
    "DELETE /rdf-graph-store": {"beheerder"},
    "POST /sparql": {"beheerder"},  # with an update; a query changes nothing
}
# What is computed from everything is never openbaar.
KNOWN_ONLY = {"/open-punten", "/v1/open-punten", "/kaart/voor-en-na"}
# What is sent in and changes nothing in the store.
SENDING = {"POST /aanmelden", "POST /afmelden", "POST /v1/controles", "POST /kaart/voor-en-na"}
READING = """
/ /wie-doet-wat /organisaties /organisaties/{name} /plannen /plannen/{slug} /afspraken /afspraken/{name}
/open-punten /namen /zoeken /vraag /vergelijken /agenda /agenda.ics /bronnen /bronnen/{identifier}
/sparql-vragen /over /toegankelijkheid /api /aanmelden /aanmelden/dienst /aanmelden/terug /kaart
/kaart/gegevens /kaart/bestand /kaart/sessies /kaart/sessies/{kenmerk} /kaart/reeksen /kaart/reeksen/{kenmerk}
/kaart/voor-en-na
/kaart/reeksen/{kenmerk}/presenteren
/vragen /vragen/{name} /v1/openapi.json /v1/vragen /v1/vragen/{naam} /v1/organisaties
/v1/organisaties/{kenmerk} /v1/activiteiten /v1/activiteiten/{kenmerk} /v1/toedelingen
/v1/toedelingen/{kenmerk} /v1/plannen
/v1/plannen/{kenmerk} /v1/afspraken /v1/afspraken/{kenmerk} /v1/agenda /v1/agenda/{kenmerk} /v1/open-punten
/v1/kaarten /v1/kaarten/{gemeente} /v1/gezondheid /v1/grenzen /sparql /rdf-graph-store /id /id/{name:path}
/begrip /begrip/{name} /def.{ending} /def /graaf.{ending} /graaf /graaf/{name} /dcat.{ending} /dcat
""".split()

PREFIXES = """
@prefix begrip: <https://w3id.org/hgkm/begrip/> .
@prefix graaf: <https://w3id.org/hgkm/graaf/> .
@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix id: <https://w3id.org/hgkm/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."""
WORD = {Level.OPENBAAR: "Openhartig", Level.INTERN: "Binnenskamers", Level.VERTROUWELIJK: "Zwijgzaam"}


def planted(slug: str, level: Level) -> str:
    """Give a graph of a level in which every label holds the word of that level."""
    word, name = WORD[level], level.name.lower()
    return f"""
    graaf:{slug} {{ graaf:{slug} hgkm:vertrouwelijkheid begrip:{name} .
      id:plan-{slug} a hgkm:Plan ; dcterms:identifier "{slug}" ; skos:prefLabel "{word} plan"@nl ;
        hgkm:volledigheid begrip:geheel ; hgkm:voorGemeente id:plaats-{slug} .
      id:plaats-{slug} a hgkm:Gemeente ; skos:prefLabel "{word} dorp"@nl .
      id:organisatie-{slug} a org:Organization ; skos:prefLabel "{word} huis"@nl .
      id:begrip-{slug} a skos:Concept ; skos:prefLabel "{word} begrip"@nl .
      id:activiteit-{slug} a hgkm:Activiteit ; hgkm:onderdeelVan id:plan-{slug} ;
        skos:prefLabel "{word} werken"@nl ; hgkm:planning id:planning-{slug} .
      id:planning-{slug} a hgkm:Planning ; hgkm:einde "{today()}"^^xsd:date ; hgkm:tekst "{word} snel"@nl .
      id:toedeling-{slug} a hgkm:Toedeling ; hgkm:wie id:organisatie-{slug} ; hgkm:wat id:activiteit-{slug} ;
        hgkm:alsRol begrip:uitvoerend ; hgkm:opGrondVan id:plan-{slug} ; hgkm:voorGemeente id:plaats-{slug} ;
        hgkm:zekerheid begrip:vastgesteld ; hgkm:vindplaats id:vindplaats-{slug} .
      id:vindplaats-{slug} a hgkm:Vindplaats ; oa:hasSource id:bron-{slug} ; hgkm:eersteRegel 1 .
      id:bron-{slug} a hgkm:Bron ; dcterms:identifier "{slug}.txt" ; skos:prefLabel "{word} stuk"@nl .
      id:afspraak-{slug} a hgkm:Samenwerkingsafspraak ; skos:prefLabel "{word} akkoord"@nl ;
        hgkm:partij id:organisatie-{slug} ; hgkm:status begrip:concept . }}"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deuren")
    graphs = [
        planted(*one) for one in (("o", Level.OPENBAAR), ("p", Level.INTERN), ("z", Level.VERTROUWELIJK))
    ]
    (folder / "grafen.trig").write_text(PREFIXES + "".join(graphs), "utf-8")
    with open_owner(folder / "store") as owned:
        load_files(owned, [folder / "grafen.trig"])
    return folder / "store"


PROVIDER = Provider(
    url="http://localhost", issuer="http://localhost:9", client_id="hgkm", client_secret=str(9), grants={}
)


@pytest.fixture(scope="module")
def here(store: Path) -> Iterator[TestClient]:
    """Serve at this machine."""
    with TestClient(create_app(Desk(store)), base_url="http://localhost", follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def online(store: Path) -> Iterator[TestClient]:
    """Serve where strangers come too."""
    app = create_app(Desk(store), Site("127.0.0.1", PROVIDER))
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def tokens(store: Path) -> dict[str, dict[str, str]]:
    """Give the headers with which each visitor asks."""
    access = Access(store)
    levels = {"beheerder": Level.VERTROUWELIJK}
    return {
        name: {
            "Authorization": "Bearer "
            + access.create(name, told[0], levels.get(name, Level.INTERN), told[1], today())
        }
        if told
        else {}
        for name, told in VISITORS.items()
    }


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Give the method and the path of every route; the description of the interface is one too."""

    def walk(found: object, prefix: str) -> Iterator[tuple[str, str]]:
        for route in found:  # type: ignore[attr-defined]
            if inner := getattr(route, "original_router", None):
                yield from walk(inner.routes, prefix + route.include_context.prefix)
            else:
                for method in sorted(getattr(route, "methods", None) or ()):
                    yield method, prefix + route.path

    yield from walk(app.routes, "")


def test_the_tables_name_every_route_and_no_other(here: TestClient) -> None:
    assert isinstance(here.app, FastAPI)
    there = {f"{method} {path}" for method, path in routes(here.app) if method != "HEAD"}
    told = {*WRITING, *SENDING, *(f"GET {path}" for path in READING)}
    assert there - told == set(), "say in the tables above who may do what there"
    assert told - there == set()


def asked(client: TestClient, route: str, headers: Mapping[str, str]) -> int:
    method, path = route.split()
    for part in ("{slug}", "{kenmerk}", "{name}"):
        path = path.replace(part, "p")
    body = {"update": "INSERT DATA { GRAPH <https://w3id.org/hgkm/graaf/q> { <urn:a> <urn:b> <urn:c> } }"}
    query = "?graph=https://w3id.org/hgkm/graaf/r" if "graph-store" in path else ""
    answer = client.request(method, path + query, headers=dict(headers), data=body)
    return answer.status_code


@pytest.mark.parametrize("route", WRITING)
def test_only_those_in_the_table_get_to_write(
    route: str, here: TestClient, online: TestClient, tokens: dict[str, dict[str, str]], store: Path
) -> None:
    for visitor, headers in tokens.items():
        client = online if visitor == "vreemde" else here
        with open_reader(store) as before:
            state = before.state
        status = asked(client, route, headers)
        if visitor in WRITING[route]:
            assert status not in (401, 403, 500), visitor
            continue
        assert status == (401 if VISITORS[visitor] is None else 403), visitor
        with open_reader(store) as after:
            assert after.state == state


def test_what_is_read_changes_nothing_and_is_open_to_all_as_far_as_they_may_see(
    online: TestClient, here: TestClient, tokens: dict[str, dict[str, str]], store: Path
) -> None:
    with open_reader(store) as before:
        state = before.state
    for visitor in VISITORS:
        client = online if visitor == "vreemde" else here
        for path in READING:
            if path.startswith("/aanmelden/"):
                continue
            answer = client.get(path.replace("{slug}", "p"), headers=tokens[visitor])
            refused = visitor == "vreemde" and path in KNOWN_ONLY
            assert (answer.status_code in (401, 403)) == refused, (visitor, path)
            assert answer.status_code != 500, path
    with open_reader(store) as after:
        assert after.state == state


# --- what is hidden -------------------------------------------------------------------------------------

SELECT = "SELECT * WHERE { ?s ?p ?o }"
BY_NAME = "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }"
DESCRIBE = "DESCRIBE <https://w3id.org/hgkm/id/organisatie-%s>"


def doors(slug: str, word: str) -> list[tuple[str, dict[str, str]]]:
    """Give every address at which something of a plan might be asked for; none holds its word as a whole."""
    part = word[:5]
    found: list[tuple[str, dict[str, str]]] = [
        ("/sparql", {"query": SELECT}),
        ("/sparql", {"query": BY_NAME}),
        ("/sparql", {"query": DESCRIBE % slug}),
        ("/sparql", {"query": SELECT, "default-graph-uri": f"https://w3id.org/hgkm/graaf/{slug}"}),
        ("/sparql", {"query": BY_NAME, "named-graph-uri": f"https://w3id.org/hgkm/graaf/{slug}"}),
        ("/rdf-graph-store", {"graph": f"https://w3id.org/hgkm/graaf/{slug}"}),
        ("/namen", {"soort": "actor", "q": part}),
        ("/zoeken", {"q": part}),
        ("/zoeken", {"q": part, "formaat": "csv"}),
        ("/vraag", {"q": f"Wat doet {part}?"}),
        ("/vragen/wie-doet-wat", {"plan": slug}),
        ("/vragen/wie-doet-wat", {"formaat": "csv"}),
        ("/vragen/wie-doet-wat", {"formaat": "xlsx"}),
        ("/open-punten", {"plan": slug}),
        ("/open-punten", {"formaat": "xlsx"}),
        ("/agenda.ics", {}),
        ("/bronnen/" + f"{slug}.txt", {}),
        *_by_place(f"https://w3id.org/hgkm/id/plaats-{slug}"),
        *_by_party(f"https://w3id.org/hgkm/id/organisatie-{slug}"),
        ("/plannen/" + slug, {"formaat": "xlsx"}),
        ("/agenda", {"periode": "alles", "formaat": "csv"}),
        ("/agenda.ics", {"plan": slug}),
        ("/sparql-vragen", {"vraag": SELECT}),
        ("/sparql-vragen", {"vraag": SELECT, "formaat": "csv"}),
        ("/vraag", {"q": f"Wie doet wat in {part}?", "formaat": "csv"}),
        ("/v1/open-punten", {"plan": slug}),
        ("/v1/vragen/wie-doet-wat", {"plan": slug}),
        *(
            (f"/graaf/{slug}", {"Accept": kind})
            for kind in ("text/turtle", "text/html", "application/ld+json")
        ),
        *((path, {}) for path in READING if "{" not in path and not path.startswith("/aanmelden/")),
    ]
    kinds = (
        "plan",
        "organisatie",
        "activiteit",
        "toedeling",
        "afspraak",
        "planning",
        "begrip",
        "plaats",
        "bron",
    )
    for kind in kinds:
        name = f"{kind}-{slug}"
        found += [
            (f"/{place}/{name}", {}) for place in ("id", "organisaties", "plannen", "afspraken", "begrip")
        ]
        found += [(f"/v1/{place}/{name}", {}) for place in ("organisaties", "activiteiten", "toedelingen")]
        found += [(f"/v1/{place}/{name}", {}) for place in ("plannen", "afspraken", "agenda")]
        choices = {"gemeente": f"{word[:6]} dorp", "actor": name}
        found += [(f"/kaart/{view}", choices) for view in ("gegevens", "bestand")]
    return [*found, *((path.replace("{slug}", slug), {}) for path in READING if "{slug}" in path)]


def _by_place(place: str) -> list[tuple[str, dict[str, str]]]:
    """Give every address at which something is asked for by a municipality, here by its IRI."""
    found = [
        *((path, {"gemeente": place}) for path in ("/", "/organisaties", "/agenda", "/agenda.ics")),
        *((path, {"gemeente": place}) for path in ("/open-punten", "/v1/open-punten", "/v1/agenda")),
        *((path, {"gemeente": place}) for path in ("/v1/toedelingen", "/vragen/wie-doet-wat")),
        ("/kaart/bestand", {"gemeente": place}),
        ("/vergelijken", {"plaats": place}),
        (f"/v1/kaarten/{place.replace('/', '%2F')}", {}),
    ]
    both = {"over": place, "ook": place}
    for view in VIEWS:
        found += [("/kaart", {"beeld": view, **both}), ("/kaart/gegevens", {"beeld": view, **both})]
    files = [
        {"beeld": "wie-doet-wat", "formaat": form} for form in ("csv", "graphml", "gexf", "kumu", "html")
    ]
    return found + [("/kaart", {**both, **file}) for file in files]


def _by_party(party: str) -> list[tuple[str, dict[str, str]]]:
    """Give every address at which something is asked for by an organisation, here by its IRI."""
    return [
        ("/", {"functie": party}),
        ("/afspraken", {"partij": party}),
        ("/agenda", {"actor": party}),
        ("/id", {"iri": party}),
        ("/v1/afspraken", {"partij": party}),
        ("/v1/toedelingen", {"actor": party}),
        *((f"/vragen/{name}", {"actor": party}) for name in questions()),
        *((f"/v1/vragen/{name}", {"actor": party}) for name in questions()),
    ]


def text_of(content: bytes) -> str:
    """Give what a file says, an Office file too."""
    if content[:2] != b"PK":
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


@pytest.mark.parametrize("level", [Level.INTERN, Level.VERTROUWELIJK])
def test_what_somebody_may_not_see_comes_out_at_no_door(
    level: Level, online: TestClient, here: TestClient, tokens: dict[str, dict[str, str]]
) -> None:
    slug, word = {Level.INTERN: "p", Level.VERTROUWELIJK: "z"}[level], WORD[level]
    below = (online, {}) if level is Level.INTERN else (here, tokens["lezer"])
    above = (here, tokens["beheerder"])
    shown = 0
    for address, choices in doors(slug, word):
        for client, headers in (below, above):
            accept = {"Accept": choices["Accept"]} if "Accept" in choices else {}
            params = {name: value for name, value in choices.items() if name != "Accept"}
            answer = client.get(address, params=params, headers={**headers, **accept})
            assert answer.status_code < 500, address
            if client is below[0] and headers is below[1]:
                assert word not in text_of(answer.content), (address, choices)
            else:
                shown += word in text_of(answer.content)
    assert shown > 40  # so that this would show a leak


@pytest.mark.parametrize("visitor", [one for one in VISITORS if one not in ("beheerder", "vreemde")])
def test_no_role_sees_more_than_its_level(
    visitor: str, here: TestClient, tokens: dict[str, dict[str, str]]
) -> None:
    word, headers = WORD[Level.VERTROUWELIJK], tokens[visitor]
    for path in READING:
        if not path.startswith("/aanmelden/"):
            address = re.sub(r"\{.*?\}", "organisatie-z", path.replace("{slug}", "z"))
            assert word not in text_of(here.get(address, headers=headers).content), address


def test_a_draft_tells_nothing_of_what_its_sender_may_not_see(
    here: TestClient, tokens: dict[str, dict[str, str]]
) -> None:
    word = WORD[Level.VERTROUWELIJK]
    draft = {"naam": "Proef", "partijen": [f"{word[:6]} huis"], "gemeente": f"{word[:6]} dorp"}
    drafts: list[dict[str, object]] = [
        {"json": draft},
        {"json": {**draft, "partijen": ["https://w3id.org/hgkm/id/organisatie-z"]}},
        {
            "content": "<https://w3id.org/hgkm/id/plan-z> <urn:b> <https://w3id.org/hgkm/id/organisatie-z> .",
            "headers": {"Content-Type": "text/turtle"},
            "params": {"graph": "https://w3id.org/hgkm/graaf/z"},
        },
    ]
    for sent in drafts:
        headers = {**tokens["lezer"], **sent.pop("headers", {})}  # type: ignore[dict-item]
        answer = here.post("/v1/controles", headers=headers, **sent)  # type: ignore[arg-type]
        assert answer.status_code < 500
        assert word not in answer.text


def test_open_points_are_never_for_strangers(online: TestClient, here: TestClient) -> None:
    for address in ("/plannen/o", "/organisaties/organisatie-o"):
        assert "voor wie is aangemeld" in online.get(address).text
        assert "voor wie is aangemeld" not in here.get(address).text


# --- what is planted ------------------------------------------------------------------------------------

STREET = "Kerkstraat 12"
TURTLE = f'<https://w3id.org/hgkm/id/o> <http://www.w3.org/2004/02/skos/core#note> "{STREET}" .'


@pytest.mark.parametrize("route", WRITING)
def test_a_planted_address_is_refused_at_every_way_in(
    route: str, here: TestClient, tokens: dict[str, dict[str, str]], store: Path
) -> None:
    method, path = route.split()
    for part in ("{slug}", "{kenmerk}"):
        path = path.replace(part, "p")
    content: dict[str, object] = {"data": {"opmerking": STREET, "activiteit": STREET, "wijziging": STREET}}
    if path == "/sparql":
        content = {
            "data": {"update": f"INSERT DATA {{ GRAPH <https://w3id.org/hgkm/graaf/q> {{ {TURTLE} }} }}"}
        }
    elif path == "/rdf-graph-store" and method != "DELETE":
        path += "?graph=https://w3id.org/hgkm/graaf/q"
        content = {"content": TURTLE, "headers": {"Content-Type": "text/turtle"}}
    headers = {**tokens["beheerder"], **content.pop("headers", {})}  # type: ignore[dict-item]
    with open_reader(store) as before:
        state = before.state
    answer = here.request(method, path, headers=headers, **content)  # type: ignore[arg-type]
    assert answer.status_code == 400
    assert STREET not in answer.text
    with open_reader(store) as after:
        assert after.state == state


def test_a_draft_with_a_planted_address_is_refused(here: TestClient) -> None:
    answer = here.post("/v1/controles", content=TURTLE, headers={"Content-Type": "text/turtle"})
    assert answer.status_code == 400
    assert STREET not in answer.text

"""The map: what it shows, and what can never get into it."""

import json
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path

import pyoxigraph as oxigraph
import pytest

from graph.errors import UnknownNameError
from graph.loading import GEDEELD, load_files
from graph.store import ReadStore, Store, in_memory
from ontology.vocabulary import GRAAF, ID, TOOI_GEMEENTE
from viz.facts import Kind
from viz.layout import Box, arrange, text_width
from viz.network import MOST_NODES, project, readable
from viz.onefile import map_html
from viz.relations import read
from viz.walk import Scope

TODAY = date(2026, 11, 22)
VEN, BEEK = TOOI_GEMEENTE.gm0001, TOOI_GEMEENTE.gm0002
HOSTILE = (
    """</script><script>alert(1)</script><img src=x onerror="alert(2)">'"`{{7*7}}\u202egro.live\u2028&lt;"""
)
PREFIXES = """
@prefix begrip: <https://w3id.org/hgkm/begrip/> . @prefix hgkm: <https://w3id.org/hgkm/def#> .
@prefix id: <https://w3id.org/hgkm/id/> .
@prefix gemeente: <https://identifier.overheid.nl/tooi/id/gemeente/> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix oa: <http://www.w3.org/ns/oa#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHARED = """
gemeente:gm0001 a hgkm:Gemeente ; skos:prefLabel "Ven"@nl .
gemeente:gm0002 a hgkm:Gemeente ; skos:prefLabel "Beek"@nl .
id:team a org:Organization ; skos:prefLabel "wijkteam Ven"@nl .
id:post a org:Post ; skos:prefLabel "beleidsmedewerker Ven"@nl ; org:postIn gemeente:gm0001 .
id:bron a hgkm:Bron ; skos:prefLabel "Plan Ven"@nl ; dcterms:identifier "ven.txt" .
begrip:uitvoerend a skos:Concept ; skos:prefLabel "uitvoerend"@nl, "executing"@en .
begrip:casusregie a skos:Concept ; skos:prefLabel "casusregie"@nl .
begrip:ondersteunend a skos:Concept ; skos:prefLabel "ondersteunend"@nl .
begrip:vastgesteld a skos:Concept ; skos:prefLabel "vastgesteld"@nl .
begrip:nader-te-bepalen a skos:Concept ; skos:prefLabel "nader te bepalen"@nl .
begrip:gezinnen a skos:Concept ; skos:prefLabel "gezinnen"@nl .
"""
# No store takes these in; the map leaves them out all the same.
PRIVATE = """
id:team foaf:phone <tel:0612345678> ; org:hasPrimarySite id:plek ;
    dcterms:description "Kerkstraat 1, 1234 AB Ven"@nl .
id:plek <https://schema.org/streetAddress> "Kerkstraat 1" ; <https://schema.org/postalCode> "1234 AB" .
id:post foaf:mbox <mailto:jan@ven.example> ; org:heldBy id:jan .
id:jan a foaf:Person ; foaf:name "Jan Jansen" .
"""
VEN_PLAN = """
id:plan-ven a hgkm:Plan ; dcterms:identifier "ven" ; skos:prefLabel "Plan Ven 2026"@nl ;
    hgkm:voorGemeente gemeente:gm0001 .
id:deel a hgkm:Planonderdeel ; skos:prefLabel "Prioriteit 1"@nl ; hgkm:onderdeelVan id:plan-ven .
id:trainen a hgkm:Activiteit ; skos:prefLabel "Trainen"@nl ; hgkm:onderdeelVan id:deel ;
    hgkm:vindplaats id:vp1 ;
    hgkm:planning id:p1 .
id:p1 a hgkm:Planning ; hgkm:tekst "najaar 2026" ; hgkm:begin "2026-09-01"^^xsd:date .
id:fase a hgkm:Activiteit ; skos:prefLabel "Fase I"@nl ; hgkm:onderdeelVan id:trainen ;
    hgkm:vindplaats id:vp2 .
id:rest a hgkm:Activiteit ; skos:prefLabel "Fase II"@nl ; hgkm:onderdeelVan id:trainen .
id:regie a hgkm:Taak ; skos:prefLabel "Regie in een casus"@nl ; hgkm:onderdeelVan id:deel ;
    hgkm:vindplaats id:vp3 .
id:los a hgkm:Activiteit ; skos:prefLabel "Evalueren"@nl ; hgkm:onderdeelVan id:deel ;
    hgkm:vindplaats id:vp3 .
id:vp1 a hgkm:Vindplaats ; oa:hasSource id:bron ; hgkm:eersteRegel 10 ; hgkm:laatsteRegel 12 .
id:vp2 a hgkm:Vindplaats ; oa:hasSource id:bron ; hgkm:eersteRegel 14 ; hgkm:laatsteRegel 14 .
id:vp3 a hgkm:Vindplaats ; oa:hasSource id:bron ; hgkm:eersteRegel 20 ; hgkm:laatsteRegel 20 .
id:t1 a hgkm:Toedeling ; hgkm:wie id:team ; hgkm:wat id:trainen ; hgkm:alsRol begrip:uitvoerend ;
    hgkm:voorWie begrip:gezinnen ; hgkm:zekerheid begrip:vastgesteld ; hgkm:vindplaats id:vp1 ;
    hgkm:opGrondVan id:plan-ven ; hgkm:voorGemeente gemeente:gm0001 .
id:t2 a hgkm:Toedeling ; hgkm:wie id:post ; hgkm:wat id:fase ; hgkm:alsRol begrip:ondersteunend ;
    hgkm:zekerheid begrip:vastgesteld ; hgkm:vindplaats id:vp2 ; hgkm:voorGemeente gemeente:gm0001 .
id:t3 a hgkm:Toedeling ; hgkm:wat id:regie ; hgkm:alsRol begrip:casusregie ;
    hgkm:zekerheid begrip:nader-te-bepalen ; hgkm:vindplaats id:vp3 ; hgkm:voorGemeente gemeente:gm0001 .
"""
BEEK_PLAN = """
id:plan-beek a hgkm:Plan ; dcterms:identifier "beek" ; skos:prefLabel "Plan Beek"@nl ;
    hgkm:voorGemeente gemeente:gm0002 .
id:delen a hgkm:Taak ; skos:prefLabel "Informatie delen"@nl ; hgkm:onderdeelVan id:plan-beek .
id:t9 a hgkm:Toedeling ; hgkm:wie gemeente:gm0002 ; hgkm:wat id:delen ; hgkm:alsRol begrip:uitvoerend ;
    hgkm:voorWie id:team ; hgkm:zekerheid begrip:vastgesteld ; hgkm:voorGemeente gemeente:gm0002 .
"""


class Page(HTMLParser):
    """A map as a browser reads it: elements with their attributes, rows of the table, and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.rows: list[list[str]] = []
        self.inside: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.inside.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        while self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.texts.append((self.inside[-1] if self.inside else "", data))
        if {"td", "th"} & set(self.inside):
            self.rows[-1][-1] += data

    @property
    def table(self) -> list[list[str]]:
        return self.rows[1:]

    def text(self, tag: str) -> str:
        return "".join(text for inside, text in self.texts if inside == tag)


def made(tmp_path: Path, **graphs: str) -> Store:
    store = in_memory()
    for name, turtle in {"gedeeld": SHARED, **graphs}.items():
        path = tmp_path / f"{name}.ttl"
        path.write_text(PREFIXES + turtle, encoding="utf-8")
        load_files(store, [path], GRAAF[name])
    return store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with made(tmp_path, ven=VEN_PLAN, beek=BEEK_PLAN) as store:
        yield store


def own(html: str) -> str:
    """Leave out the library that draws, which is not ours."""
    return re.sub(r"<script>/\*\*.*?</script>", "", html, flags=re.DOTALL)


def data_of(html: str) -> dict[str, list[dict[str, object]]]:
    found = re.search(r'<script type="application/json" id="gegevens">(.*?)</script>', html, re.DOTALL)
    assert found
    content: dict[str, list[dict[str, object]]] = json.loads(found[1])
    return content


def boxes_of(store: ReadStore, scope: Scope) -> list[Box]:
    facts = read(store, scope)
    return arrange(readable(project(facts), facts.things)[0])


def test_it_says_its_question_its_date_its_confidentiality_and_what_it_leaves_out(store: Store) -> None:
    html = map_html(store, gemeente=VEN, today=TODAY)
    page = Page(html)
    assert page.text("h1") == page.text("title") == "Wie doet wat voor wie in Ven?"
    assert page.text("time") == "22 november 2026"
    assert page.text("strong").startswith("intern")
    assert "1 deelactiviteiten" in page.text("li")
    assert "Contactgegevens" in page.text("li")


def test_the_table_says_who_does_what_for_whom_how_sure_when_and_where_that_stands(store: Store) -> None:
    rows = Page(map_html(store, gemeente=VEN, today=TODAY)).table
    assert rows == [
        [
            "wijkteam Ven",
            "uitvoerend",
            "Trainen",
            "gezinnen",
            "vastgesteld",
            "najaar 2026",
            "Plan Ven, regel 10-12",
        ],
        [
            "beleidsmedewerker Ven",
            "ondersteunend",
            "Fase I (deel van: Trainen)",
            "",
            "vastgesteld",
            "najaar 2026",
            "Plan Ven, regel 14",
        ],
        ["niemand genoemd", "", "Evalueren", "", "niet aangetroffen", "", "Plan Ven, regel 20"],
        [
            "niemand genoemd",
            "casusregie",
            "Regie in een casus",
            "",
            "nader te bepalen",
            "",
            "Plan Ven, regel 20",
        ],
    ]


def test_a_missing_owner_is_an_empty_seat_that_says_so(store: Store) -> None:
    boxes = boxes_of(store, Scope(gemeente=VEN))
    seats = [box.text for box in boxes if box.thing and box.thing.kind is Kind.NIEMAND]
    assert seats == ["niemand genoemd", "niemand genoemd: casusregie"]


def test_a_part_of_an_activity_that_somebody_does_has_no_empty_seat(store: Store) -> None:
    assert "Fase II" not in map_html(store, gemeente=VEN, today=TODAY)


@pytest.mark.parametrize("gemeente", ["gm0597", "gm0983"])
def test_every_line_stands_for_rows_of_the_table_and_every_row_has_its_lines(
    plans: ReadStore, gemeente: str
) -> None:
    facts = read(plans, Scope(gemeente=TOOI_GEMEENTE[gemeente]))
    network, _ = readable(project(facts), facts.things)
    data = data_of(map_html(plans, gemeente=TOOI_GEMEENTE[gemeente], today=TODAY))
    assert len(data["rijen"]) == len(facts.relations)
    lines = [(edge["role"], sorted(edge["rows"])) for *_, edge in network.edges(data=True)]
    assert [(line["rol"], line["rijen"]) for line in data["edges"]] == lines
    for number, relation in enumerate(facts.relations):
        ends = [(start, end) for start, end, edge in network.edges(data=True) if number in edge["rows"]]
        whole = facts.things[relation.what].whole
        who = facts.things[relation.who].whole
        assert sorted(ends) == sorted([(who, whole), *((whole, target) for target in relation.for_whom)])


def test_an_actor_brings_its_posts_and_everybody_it_works_with(store: Store) -> None:
    rows = Page(map_html(store, actor=VEN, today=TODAY)).table
    assert [row[0] for row in rows] == ["beleidsmedewerker Ven"]
    html = map_html(store, actor=ID.team, today=TODAY)
    assert Page(html).text("h1") == "Wat hangt er aan wijkteam Ven?"
    assert {row[0] for row in Page(html).table} == {"wijkteam Ven", "Beek"}


def test_a_plan_is_found_by_its_slug(store: Store) -> None:
    page = Page(map_html(store, plan="beek", today=TODAY))
    assert page.text("h1") == "Wie doet wat voor wie volgens Plan Beek?"
    assert [row[2] for row in page.table] == ["Informatie delen"]


def test_who_acts_and_is_acted_for_stands_in_both_columns(store: Store) -> None:
    boxes = boxes_of(store, Scope())
    assert sorted(box.column for box in boxes if box.text == "wijkteam Ven") == ["voor wie", "wie"]


def test_only_the_graphs_that_a_reader_may_see_are_drawn(store: Store) -> None:
    html = map_html(store, today=TODAY, graphs=[GEDEELD, GRAAF.ven])
    assert "Informatie delen" not in html


def test_an_unknown_plan_and_a_choice_without_content_are_told(store: Store) -> None:
    with pytest.raises(UnknownNameError, match="No plan is called 'utopia'"):
        map_html(store, plan="utopia", today=TODAY)
    with pytest.raises(UnknownNameError, match="Nothing is known"):
        map_html(store, gemeente=TOOI_GEMEENTE.gm9999, today=TODAY)


@pytest.mark.parametrize(("mark", "said"), [("openbaar", "openbaar"), ("vertrouwelijk", "vertrouwelijk, ")])
def test_it_is_as_confidential_as_the_graphs_it_shows(tmp_path: Path, mark: str, said: str) -> None:
    marked = f"{VEN_PLAN} <{GRAAF.ven}> hgkm:vertrouwelijkheid begrip:{mark} ."
    with made(tmp_path, ven=marked) as store:
        assert Page(map_html(store, today=TODAY)).text("strong").startswith(said)


def test_one_graph_without_mark_makes_all_of_it_intern(tmp_path: Path) -> None:
    marked = f"{VEN_PLAN} <{GRAAF.ven}> hgkm:vertrouwelijkheid begrip:openbaar ."
    with made(tmp_path, ven=marked, beek=BEEK_PLAN) as store:
        assert Page(map_html(store, today=TODAY)).text("strong").startswith("intern")


def test_the_same_facts_give_the_same_file_whatever_their_order(store: Store) -> None:
    first = map_html(store, today=TODAY)
    with in_memory(sorted(store.quads(), key=str, reverse=True)) as turned:
        assert map_html(turned, today=TODAY) == first


def test_a_plan_in_two_graphs_is_drawn_once(store: Store, tmp_path: Path) -> None:
    first = map_html(store, gemeente=VEN, today=TODAY)
    load_files(store, [tmp_path / "ven.ttl"], GRAAF["nog-eens"])
    assert map_html(store, gemeente=VEN, today=TODAY) == first


def test_no_address_contact_or_name_of_a_person_gets_in(store: Store) -> None:
    private = oxigraph.parse((PREFIXES + PRIVATE).encode(), oxigraph.RdfFormat.TURTLE)
    home = oxigraph.NamedNode(GEDEELD)
    store._database.extend(oxigraph.Quad(t.subject, t.predicate, t.object, home) for t in private)
    html = map_html(store, today=TODAY)
    for planted in ("Kerkstraat", "1234 AB", "0612345678", "jan@ven", "Jansen"):
        assert planted not in html


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[str]:
    label = json.dumps(HOSTILE)
    turtle = f"""
        <javascript:alert(3)> a org:Organization ; skos:prefLabel {label}@nl .
        <https://x.example/%3C/script%3E'onload=alert(4)> a hgkm:Taak ; skos:prefLabel {label}@nl ;
            hgkm:onderdeelVan id:kwaad .
        id:kwaad a hgkm:Plan ; dcterms:identifier "kwaad" ; skos:prefLabel {label}@nl .
        id:kwaadbron a hgkm:Bron ; skos:prefLabel {label}@nl ; dcterms:identifier {label} .
        id:vpk a hgkm:Vindplaats ; oa:hasSource id:kwaadbron ; hgkm:eersteRegel 1 ; hgkm:laatsteRegel 1 .
        begrip:kwaad a skos:Concept ; skos:prefLabel {label}@nl .
        id:tk a hgkm:Toedeling ; hgkm:wie <javascript:alert(3)> ; hgkm:alsRol begrip:kwaad ;
            hgkm:wat <https://x.example/%3C/script%3E'onload=alert(4)> ; hgkm:zekerheid begrip:kwaad ;
            hgkm:voorWie begrip:kwaad ; hgkm:opGrondVan id:kwaad ; hgkm:vindplaats id:vpk .
    """
    with made(tmp_path, kwaad=turtle) as store:
        yield map_html(store, plan="kwaad", today=TODAY)


def test_a_hostile_label_is_only_text(hostile: str) -> None:
    page = Page(hostile)
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == 3
    assert "img" not in tags
    assert not any(name.startswith("on") for _, attrs in page.elements for name in attrs)
    assert "alert(1)" in page.text("h1")
    assert "</script><script>alert(1)" not in hostile
    assert data_of(hostile)["nodes"]


def test_a_hostile_identifier_is_not_in_the_file(hostile: str) -> None:
    assert "javascript:" not in own(hostile)
    assert "x.example" not in own(hostile)


def test_nothing_in_a_label_can_turn_the_text_around(hostile: str) -> None:
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2028\u2066-\u2069]", own(hostile))


def test_nothing_is_fetched_and_only_its_own_script_may_run(store: Store) -> None:
    html = map_html(store, today=TODAY)
    page = Page(html)
    for tag, attrs in page.elements:
        assert tag not in {"link", "iframe", "object", "embed", "base", "img", "video", "audio"}
        assert not {"src", "srcset", "action", "style", "ping"} & attrs.keys()
        assert attrs.get("href", "#").startswith("#")
    style = page.text("style")
    assert "url(" not in style
    assert "@import" not in style
    policy = next(attrs["content"] for tag, attrs in page.elements if tag == "meta" and "http-equiv" in attrs)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    for text in (style, *scripts):
        assert b64encode(sha256(text.encode()).digest()).decode() in policy


def test_the_page_is_dutch_has_landmarks_and_names_every_control(store: Store) -> None:
    page = Page(map_html(store, today=TODAY))
    tags = [tag for tag, _ in page.elements]
    assert ("html", {"lang": "nl"}) in page.elements
    assert {"header", "main", "footer", "h1", "h2", "table", "caption"} - {"caption"} <= set(tags)
    named = {attrs["for"] for tag, attrs in page.elements if tag == "label"}
    controls = {attrs["id"] for tag, attrs in page.elements if tag in {"input", "select"}}
    assert controls == named
    assert any(attrs.get("aria-live") == "polite" for _, attrs in page.elements)


def test_the_legend_names_every_kind_and_line_that_is_drawn(store: Store) -> None:
    html = map_html(store, today=TODAY)
    legend = {text.strip() for inside, text in Page(html).texts if inside == "li"}
    assert {"organisatie", "functie", "activiteit", "taak", "doelgroep", "niemand genoemd"} <= legend
    assert {"voert uit", "stuurt of heeft regie", "werkt mee of is betrokken", "voor wie"} - legend == {
        "stuurt of heeft regie"  # the only one who should is missing
    }


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_are_told_from_the_ground(store: Store, scheme: int) -> None:
    style = Page(map_html(store, today=TODAY)).text("style")
    blocks = re.findall(r":root[^{]*\{(.*?)\}", style, re.DOTALL)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", blocks[scheme]))

    def contrast(one: str, other: str) -> float:
        low, high = sorted((luminance(colours[one]), luminance(colours[other])))
        return (high + 0.05) / (low + 0.05)

    for ground in ("grond", "vlak", "wie", "wat", "doelgroep", "leeg"):
        assert contrast("tekst", ground) >= 7, ground
    for name in colours:
        if name.startswith("lijn") or name in {"rand", "accent"}:
            assert contrast(name, "grond") >= 3, name
    assert contrast("zacht", "grond") >= 4.5


@pytest.mark.parametrize("gemeente", ["gm0597", "gm0983"])
def test_no_two_boxes_overlap_and_every_text_fits(plans: ReadStore, gemeente: str) -> None:
    boxes = boxes_of(plans, Scope(gemeente=TOOI_GEMEENTE[gemeente]))
    assert len(boxes) > 60
    for one, other in combinations(boxes, 2):
        across = abs(one.x - other.x) < (one.width + other.width) / 2
        down = abs(one.y - other.y) < (one.height + other.height) / 2
        assert not (across and down), (one.text, other.text)
    for box in boxes:
        assert max(map(text_width, box.lines)) <= box.width + (0 if box.thing else 90)


def test_a_picture_that_would_be_too_big_is_put_together_and_says_so(tmp_path: Path) -> None:
    work = "".join(
        f"""id:w{n} a hgkm:Activiteit ; skos:prefLabel "Werk {n}"@nl ; hgkm:onderdeelVan id:d{n % 3} .
        id:t{n} a hgkm:Toedeling ; hgkm:wie id:o{n} ; hgkm:wat id:w{n} ; hgkm:alsRol begrip:uitvoerend .
        id:o{n} a org:Organization ; skos:prefLabel "Organisatie {n}"@nl ;
            org:classification begrip:s{n % 4} .
        begrip:s{n % 4} skos:prefLabel "soort {n % 4}"@nl .
        id:d{n % 3} a hgkm:Planonderdeel ; skos:prefLabel "Deel {n % 3}"@nl ."""
        for n in range(200)
    )
    with made(tmp_path, groot=work) as store:
        boxes = boxes_of(store, Scope())
        html = map_html(store, today=TODAY)
    assert sum(box.thing is not None for box in boxes) <= MOST_NODES
    # No more than has to be: of the organisations only as many kinds as make it fit.
    drawn = {box.text for box in boxes if box.thing}
    assert drawn == {"Deel 0", "Deel 1", "Deel 2", "soort 0", "soort 1"} | {
        f"Organisatie {n}" for n in range(200) if n % 4 > 1
    }
    assert html.count("Omdat er meer dan 150 vakken zouden zijn") == 2
    assert len(Page(html).table) == 200


def test_asking_for_help_does_not_load_what_draws() -> None:
    code = "import sys, service.cli; sys.exit(bool({'pyvis', 'IPython', 'networkx'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-P", "-c", code], check=False).returncode == 0

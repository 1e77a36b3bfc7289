"""Any map as one file to mail: nothing overlaps, the table is that of the map, and nothing gets in or out."""

import json
import re
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from rdflib import URIRef

from graph.names import Kind
from graph.store import ReadStore
from ontology.vocabulary import TOOI_GEMEENTE
from viz.mailing import picture_html
from viz.picture import Edge, Node, Picture
from viz.views import VIEWS, picture

TODAY = date(2026, 11, 22)
ABOUT = {
    Kind.GEMEENTE: [TOOI_GEMEENTE.gm0597, TOOI_GEMEENTE.gm0983],
    Kind.ACTOR: [URIRef("https://w3id.org/hgkm/id/veilig-thuis-rotterdam-rijnmond")],
    Kind.AFSPRAAK: [URIRef("https://w3id.org/hgkm/id/ridderkerk-afspraak-vtrr")],
}
# The view of the gaps takes the whole check.
DRAWN = [view for view in VIEWS if view != "gaten"]


def data_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="gegevens">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.mark.parametrize("view", DRAWN)
def test_each_map_comes_as_one_file_that_can_be_read(view: str, plans: ReadStore) -> None:
    about = [ABOUT[kind][number] for number, kind in enumerate(VIEWS[view].about)]
    made = picture(plans, view, about)
    html = picture_html(made, today=TODAY)
    assert f"<h1>{made.question}</h1>" in html
    assert "22 november 2026" in html
    assert html.count("<tr") == len(made.rows) + 1
    data = data_of(html)
    boxes = [node for node in data["nodes"] if "hoogte" in node]
    assert len(boxes) == len(made.nodes)
    assert {edge["familie"] for edge in data["edges"]} == {
        edge.family.replace(" ", "-") for edge in made.edges
    }
    for one, other in combinations(boxes, 2):
        across = abs(one["x"] - other["x"]) < (one["breedte"] + other["breedte"]) / 2
        down = abs(one["y"] - other["y"]) < (one["hoogte"] + other["hoogte"]) / 2
        assert not (across and down), (one["label"], other["label"])
    assert {row for edge in data["edges"] for row in edge["rijen"]} == set(range(len(data["rijen"])))


HOSTILE = "</script><script>alert(1)</script>"
SMALL = Picture(
    *("rond", f"Wie {HOSTILE}?", {}),
    (Node("http://example.org/a", HOSTILE, "organisatie", told=HOSTILE), Node("b", "bellen", "taak")),
    edges=(Edge("http://example.org/a", "b", HOSTILE, HOSTILE, (0,), mark="nieuw"),),
    headers=("Wie", "Wat"),
    rows=((HOSTILE, "bellen"),),
    notes=(HOSTILE,),
    confidentiality="vertrouwelijk",
)


@pytest.mark.parametrize("free", [False, True])
def test_a_hostile_label_is_only_text_and_nothing_is_fetched(free: bool) -> None:
    html = picture_html(replace(SMALL, free=free), today=TODAY)
    assert html == picture_html(replace(SMALL, free=free), today=TODAY)
    assert "<script>alert" not in html
    assert "example.org" not in html
    assert "default-src &#39;none&#39;" in html
    assert "vertrouwelijk, alleen voor wie ertoe is aangewezen" in html
    assert not re.search(r'(?:src|href)="(?!#)', html)
    assert {node["label"] for node in data_of(html)["nodes"] if "hoogte" in node} == {HOSTILE, "bellen"}

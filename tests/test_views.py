"""The views of the live map: one question each, in step with their table, and never more than can be read."""

import json
from collections.abc import Callable
from datetime import date
from io import BytesIO

import networkx as nx
import pytest
from rdflib import URIRef

from graph.errors import HgkmError, UnknownNameError
from graph.names import Kind, Names
from graph.store import ReadStore, Store
from shapes.check import check
from shapes.findings import SEVERITY_WORDS
from shapes.judging import judge
from shapes.report import Report
from shapes.rules import load_rules
from shapes.scope import Scope
from viz.asked import QUESTIONS
from viz.exchange import FORMATS, exchanged
from viz.network import MOST_NODES
from viz.picture import Picture
from viz.views import VIEWS, picture

DAY = date(2026, 11, 22)
PLACES = ["Ridderkerk", "Venlo", "Utrecht-West", "Kennemerland", "Woerden", "Haarlem"]
OOSTWOUD, WESTWOUD = (
    URIRef(f"https://identifier.overheid.nl/tooi/id/gemeente/gm{number}") for number in (9991, 9992)
)


def about(store: ReadStore, view: str, place: str) -> list[URIRef]:
    names = Names(store)
    if VIEWS[view].about == (Kind.AFSPRAAK,):
        # Of a place without an agreement there is nothing to show before and after.
        party = names.resolve(place, Kind.GEMEENTE)[0].n3()
        own = f"{{ ?one hgkm:partij {party} }} UNION {{ ?one hgkm:partij/hgkm:werkgebied/hgkm:lid* {party} }}"
        rows = store.select(f"SELECT DISTINCT ?one WHERE {{ {own} }} ORDER BY ?one").bindings()
        return [URIRef(row["one"]) for row in rows][:1]
    others = {"Ridderkerk": "Venlo"}.get(place, "Ridderkerk")
    wanted = [place, others]
    return [names.resolve(name, kind)[0] for name, kind in zip(wanted, VIEWS[view].about, strict=False)]


@pytest.fixture(scope="module")
def open_points(plans: ReadStore) -> Callable[[URIRef], Report]:
    rules = load_rules(DAY)
    outcome = judge(plans, rules, "sparql")
    return lambda place: check(plans, scope=Scope(place=place), date=DAY, rules=rules, outcome=outcome)


NETWORK = [name for name, view in VIEWS.items() if view.asked]
DRAWN = [
    *((view, place) for view in VIEWS if view != "verschil" and view not in NETWORK for place in PLACES),
    *((view, place) for view in NETWORK for place in ("Ridderkerk", "Utrecht-West")),
]


@pytest.mark.parametrize(("view", "place"), DRAWN)
def test_each_view_of_each_place_can_be_read_and_keeps_in_step_with_its_table(
    view: str, place: str, plans: ReadStore, open_points: Callable[[URIRef], Report]
) -> None:
    made = picture(plans, view, about(plans, view, place), open_points=open_points)
    keys = {node.key for node in made.nodes}
    assert made.question.endswith("?")
    assert 0 < len(keys) == len(made.nodes) <= MOST_NODES
    assert {end for edge in made.edges for end in (edge.source, edge.target)} <= keys
    assert {node.group for node in made.nodes if node.group} <= set(made.groups)
    assert all(edge.rows and edge.label for edge in made.edges)
    assert {row for edge in made.edges for row in edge.rows} <= set(range(len(made.rows)))
    assert all(len(row) == len(made.headers) for row in made.rows)


@pytest.mark.parametrize("view", VIEWS)
def test_the_same_facts_give_the_same_picture_and_each_picture_a_file(
    view: str, plans: ReadStore, open_points: Callable[[URIRef], Report]
) -> None:
    one, other = (
        picture(plans, view, about(plans, view, "Ridderkerk"), open_points=open_points) for _ in range(2)
    )
    assert one == other
    assert all(exchanged(one, layout, DAY) for layout in FORMATS)


def test_each_view_of_the_network_says_what_it_means_and_what_it_does_not(plans: ReadStore) -> None:
    assert {f"netwerk-{view}" for view in NETWORK} == {question.name for question in QUESTIONS}
    for view in NETWORK:
        assert VIEWS[view].meaning
        assert VIEWS[view].internal
        made = picture(plans, view, about(plans, view, "Ridderkerk"))
        words = " ".join([made.question, *made.notes, *(f"{node.mark} {node.told}" for node in made.nodes)])
        assert "belast" not in words
        assert made.confidentiality == "intern"


def test_without_somebody_what_nobody_else_does_leads_to_an_empty_seat(plans: ReadStore) -> None:
    veilig_thuis = Names(plans).resolve("Veilig Thuis Rotterdam Rijnmond", Kind.ACTOR)
    made = picture(plans, "weggevallen", veilig_thuis)
    nobody = {node.key for node in made.nodes if node.mark == "bij niemand meer"}
    empty = {node.key for node in made.nodes if node.empty}
    assert nobody == {edge.source for edge in made.edges if edge.target in empty} != set()
    assert sum(row[-1] == "niemand genoemd" for row in made.rows) == len(empty)
    with pytest.raises(UnknownNameError, match="has to do with nothing"):
        picture(plans, "weggevallen", [URIRef("https://w3id.org/hgkm/id/niet-genoemd")])


def test_two_municipalities_are_compared_without_what_is_alike(plans: ReadStore) -> None:
    made = picture(plans, "verschil", about(plans, "verschil", "Venlo"))
    assert {edge.family for edge in made.edges} == {"alleen in Venlo", "alleen in Ridderkerk"}
    assert made.confidentiality == "intern"


def test_a_place_without_roles_cannot_be_compared(plans: ReadStore) -> None:
    with pytest.raises(UnknownNameError, match="regio Kennemerland"):
        picture(plans, "verschil", about(plans, "verschil", "Kennemerland"))


def test_an_escalation_line_is_drawn_step_by_step_and_an_empty_one_as_an_empty_seat(woudland: Store) -> None:
    made = picture(woudland, "escalatie", [OOSTWOUD])
    label = {node.key: node.label for node in made.nodes}
    steps = {(label[edge.source], label[edge.target]) for edge in made.edges if edge.family == "escalatie"}
    assert any("nog geen trede ingevuld" in target for _, target in steps)
    assert any("Dan de managers" in target and "Dan de managers" not in source for source, target in steps)
    assert {node.label for node in made.nodes if node.empty and not node.kind.startswith("niveau")}


@pytest.mark.parametrize("place", ["Ridderkerk", "Utrecht-West"])
def test_the_gaps_are_all_that_the_check_finds_and_whoever_is_missing(
    place: str, plans: ReadStore, open_points: Callable[[URIRef], Report]
) -> None:
    (iri,) = about(plans, "gaten", place)
    found = open_points(iri).findings
    made = picture(plans, "gaten", [iri], open_points=open_points)
    told = [row[2] for row in made.rows]
    assert {" ".join(finding.message.split()) for finding in found} <= set(told)
    assert sum(node.open for node in made.nodes) == len(found)
    assert sum(len(edge.rows) for edge in made.edges) == len(made.rows) > len(found)
    assert all(row[4] for row in made.rows if row[0] in SEVERITY_WORDS.values())
    empty = {node.key for node in made.nodes if node.empty}
    assert empty == {edge.source for edge in made.edges if edge.family == "niemand genoemd"} != set()
    assert made.confidentiality == "intern"


def test_a_view_of_open_points_needs_a_check(plans: ReadStore) -> None:
    with pytest.raises(HgkmError, match="not checked here"):
        picture(plans, "gaten", about(plans, "gaten", "Venlo"))


def test_a_missing_owner_is_an_empty_seat(plans: ReadStore) -> None:
    made = picture(plans, "wie-doet-wat", about(plans, "wie-doet-wat", "Ridderkerk"))
    empty = {node.key for node in made.nodes if node.empty}
    assert empty
    assert {edge.family for edge in made.edges if edge.source in empty} == {"niemand genoemd"}


def test_open_points_are_counted_at_what_they_are_about(plans: ReadStore) -> None:
    made = picture(plans, "wie-doet-wat", about(plans, "wie-doet-wat", "Ridderkerk"))
    first = made.nodes[0].key
    counted = made.with_open_points({first: 3})
    assert [node.open for node in counted.nodes if node.key == first] == [3]
    assert sum(node.open for node in counted.nodes) == 3


@pytest.fixture(scope="module")
def small(woudland: Store) -> Picture:
    return picture(woudland, "wie-doet-wat", [OOSTWOUD])


def test_other_programs_get_the_same_network_with_what_it_is_about(small: Picture) -> None:
    graphml = nx.read_graphml(BytesIO(exchanged(small, "graphml", DAY)), force_multigraph=True)
    assert graphml.graph["name"] == small.question
    assert {node: data["label"] for node, data in graphml.nodes(data=True)} == {
        n.key: n.label for n in small.nodes
    }
    assert graphml.number_of_edges() == len(small.edges)
    gexf = nx.read_gexf(BytesIO(exchanged(small, "gexf", DAY)))
    assert set(gexf) == set(graphml)
    kumu = json.loads(exchanged(small, "kumu", DAY))
    assert len(kumu["elements"]) == len(small.nodes)
    assert len(kumu["connections"]) == len(small.edges)
    assert "2026-11-22" in kumu["description"]
    assert "Contactgegevens" in kumu["description"]
    assert "Contactgegevens" in graphml.graph["notes"]


@pytest.mark.parametrize("layout", FORMATS)
def test_the_same_picture_gives_the_same_file(layout: str, small: Picture) -> None:
    content = exchanged(small, layout, DAY)
    assert content == exchanged(small, layout, DAY)
    assert b"2026-11-22" in content

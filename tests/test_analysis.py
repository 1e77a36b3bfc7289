"""What the network says: against an example that is small enough to work out by hand."""

from collections import Counter
from datetime import date

import pytest
from rdflib import URIRef

from graph.computed import Computed
from graph.store import Quad, ReadStore, Store, in_memory
from graph.terms import named
from ontology.vocabulary import BEGRIP, GRAAF, HGKM, ID
from service.questions import answer
from viz import analysis
from viz.asked import QUESTIONS
from viz.said import said_of
from viz.ties import Bond, Tie, Ties, read_ties

DAY = date(2026, 11, 22)

# By work team, gemeente and veilig-thuis are a chain; veilig-thuis, politie and ggz meet; opvang is alone.
WORK = [
    ("intake", "team", "uitvoerend"),
    ("intake", "gemeente", "opdrachtgever"),
    ("beleid", "gemeente", "beslissend"),
    ("beleid", "veilig-thuis", "uitvoerend"),
    ("onderdak", "opvang", "uitvoerend"),
]
MEETING = ["veilig-thuis", "politie", "ggz"]


def ties(*more: Tie) -> Ties:
    found = [Tie(ID[thing], ID[who], BEGRIP[role], Bond.WERK, ID[who]) for thing, who, role in WORK]
    found += [Tie(ID["tafel"], ID[who], None, Bond.OVERLEG, ID[who]) for who in MEETING]
    found += [
        Tie(ID["afspraak"], ID[who], None, Bond.AFSPRAAK, ID[who]) for who in ("gemeente", "veilig-thuis")
    ]
    found += more
    named = {thing for tie in found for thing in (tie.thing, tie.who, tie.role) if thing}
    labels = {thing: thing.rpartition("/")[2] for thing in named}
    return Ties(tuple(sorted(found, key=str)), labels, {}, {})


def names(things: tuple[URIRef, ...] | list[URIRef]) -> list[str]:
    return [thing.rpartition("/")[2] for thing in things]


def test_two_organisations_work_together_when_they_share_something() -> None:
    network = analysis.together(ties())
    assert {frozenset(names(list(edge))) for edge in network.edges} == {
        frozenset(pair)
        for pair in [
            ("team", "gemeente"),
            ("gemeente", "veilig-thuis"),
            ("veilig-thuis", "politie"),
            ("veilig-thuis", "ggz"),
            ("politie", "ggz"),
        ]
    }
    assert names(network.edges[ID["gemeente"], ID["veilig-thuis"]]["things"]) == ["afspraak", "beleid"]


def test_each_thing_at_which_an_organisation_is_named_counts_once_a_role() -> None:
    twice = Tie(ID["intake"], ID["team"], BEGRIP.uitvoerend, Bond.WERK, ID["post-in-team"])
    counts = analysis.mentions(ties(twice))
    assert counts[ID["team"]] == Counter({"uitvoerend": 1})
    assert counts[ID["gemeente"]] == Counter({"opdrachtgever": 1, "beslissend": 1, "afspraak": 1})


def test_the_chain_breaks_without_whom_is_the_only_one_between() -> None:
    found = {
        tuple(names(link.parties)): [names(group) for group in link.cut_off]
        for link in analysis.links(ties())
    }
    assert found == {
        ("gemeente",): [["team"]],
        ("veilig-thuis",): [["ggz", "politie"]],
        ("gemeente", "team"): [["team"]],
        ("gemeente", "veilig-thuis"): [["gemeente", "team"]],
    }


def test_an_island_shares_nothing_with_the_rest() -> None:
    assert [names(group) for group in analysis.islands(ties())] == [
        ["gemeente", "ggz", "politie", "team", "veilig-thuis"],
        ["opvang"],
    ]


def test_what_falls_with_an_organisation_is_first_what_nobody_else_does() -> None:
    lost = analysis.without(ties(), {ID["veilig-thuis"]})
    assert [(names([loss.tie.thing])[0], names(loss.left)) for loss in lost] == [
        ("beleid", []),
        ("afspraak", ["gemeente"]),
        ("tafel", ["ggz", "politie"]),
    ]


def test_a_post_that_goes_leaves_the_rest_of_its_organisation() -> None:
    post = Tie(ID["beleid"], ID["gemeente"], BEGRIP.uitvoerend, Bond.WERK, ID["post"])
    (loss,) = analysis.without(ties(post), {ID["post"]})
    assert names(loss.left) == ["veilig-thuis"]


def test_who_shares_work_and_is_in_no_agreement_is_told_with_whom() -> None:
    found = [(names([who])[0], names(others), n) for who, others, n in analysis.without_agreement(ties())]
    assert found == [("team", ["gemeente"], 1)]


def test_the_way_to_a_decision_is_the_shortest_there_is() -> None:
    ways = analysis.route_to_decision(ties())
    assert {names([who])[0]: way and names([*way]) for who, way in ways.items()} == {
        "team": ["team", "gemeente"],
        "veilig-thuis": ["veilig-thuis", "gemeente"],
        "opvang": None,
    }


def test_a_part_of_an_organisation_reaches_who_decides_through_the_whole() -> None:
    found = ties(Tie(ID["raad"], ID["college"], BEGRIP.beslissend, Bond.WERK, ID["college"]))
    within = {ID["opvang"]: frozenset([ID["stad"]]), ID["college"]: frozenset([ID["stad"]])}
    whole = Ties(found.all, {**found.labels, ID["stad"]: "stad"}, {}, within)
    way = analysis.route_to_decision(whole)[ID["opvang"]]
    assert way is not None
    assert names([*way]) == ["opvang", "stad", "college"]


def test_who_shares_most_forms_a_group() -> None:
    groups = [set(names(group)) for group in analysis.communities(ties())]
    assert {"opvang"} in groups
    assert any({"politie", "ggz"} <= group and "team" not in group for group in groups)


def test_likeness_is_what_both_have_of_all_that_one_of_them_has() -> None:
    a, b, c, d = ((ID[name], BEGRIP.uitvoerend, None) for name in "abcd")
    like = analysis.likeness({a, b, c}, {b, c, d})
    assert [set(part) for part in (like.both, like.first, like.second)] == [{b, c}, {a}, {d}]
    assert like.share == pytest.approx(2 / 4)
    assert analysis.likeness((), ()).share == 0


def test_ties_are_those_of_the_place_and_a_post_counts_as_its_organisation(woudland: Store) -> None:
    everything = read_ties(woudland)
    posts = {tie.party for tie in everything.all if tie.party != tie.who}
    assert posts
    assert not posts & {tie.who for tie in everything.all}
    here = read_ties(woudland, [URIRef("https://identifier.overheid.nl/tooi/id/gemeente/gm9991")])
    assert here.all
    assert set(here.all) < set(everything.all)
    contact = [tie for tie in everything.all if tie.bond is Bond.ESCALATIE]
    assert [names([tie.thing, tie.party]) for tie in contact] == [["trede-1", "post-leider"]]


def test_what_falls_needs_only_the_ties_of_what_somebody_is_named_in(plans: ReadStore) -> None:
    everything = read_ties(plans)
    parties = sorted({one for tie in everything.all for one in (tie.who, tie.party)})
    for gone in parties[::20]:
        known = analysis.without(everything, {gone})
        assert known
        assert analysis.without(read_ties(plans, parties=[gone]), {gone}) == known


def test_an_agreement_ties_only_in_the_place_that_it_is_for(woudland: Store) -> None:
    def agreements(place: str) -> list[str]:
        return sorted(names([*read_ties(store, [URIRef(place)]).by_thing(Bond.AFSPRAAK)]))

    place = "https://identifier.overheid.nl/tooi/id/gemeente/"
    added = [
        Quad(named(ID["afspraak-vt"]), named(HGKM.voorGemeente), named(URIRef(f"{place}gm9991")), graph)
        for graph in [named(GRAAF["oostwoud"])]
    ]
    with in_memory([*woudland.quads(), *added]) as store:
        assert "afspraak-vt" in agreements(f"{place}gm9991")
        assert "afspraak-vt" in agreements(ID["regio-woudland"])
        assert "afspraak-vt" not in agreements(f"{place}gm9992")


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.name)
def test_each_question_answers_its_example_and_says_what_it_does_not_mean(
    asked: Computed, plans: ReadStore
) -> None:
    result = answer(plans, asked.name, dict(asked.example), today=DAY)
    headers, rows = result.table()
    assert rows
    assert all(len(row) == len(headers) for row in rows)
    assert rows == answer(plans, asked.name, dict(asked.example), today=DAY).table()[1]


def test_what_the_norm_asks_of_everybody_is_no_tie(plans: ReadStore) -> None:
    assert not [tie for tie in read_ties(plans).all if "leidraad-" in tie.thing]


def test_of_one_organisation_the_network_says_what_each_question_says() -> None:
    said = {one.asked: one.text for one in said_of(ties(), ID["veilig-thuis"])}
    assert said["netwerk-genoemd"] == "Zij worden 3 keer genoemd: afspraak 1, overleg 1, uitvoerend 1."
    assert said["netwerk-schakels"] == "Zonder hen verliest de verbinding met de rest: ggz, politie."
    assert "van de 3 keer dat zij iets hebben, 1 keer niets meer bij een ander" in said["netwerk-weggevallen"]
    assert said["netwerk-eilanden"] == "Zij hangen, direct of via anderen, samen met 4 andere."
    assert said["netwerk-zonder-afspraak"] == "Zij zijn partij bij 1 afspraak."
    assert said["netwerk-afstand"] == "Naar wie beslist: veilig-thuis → gemeente."
    assert set(said) < {question.name for question in QUESTIONS}
    alone = {one.asked: one.text for one in said_of(ties(), ID["opvang"])}
    assert "Zij delen geen werk" in alone["netwerk-eilanden"]
    assert "niet gevonden" in alone["netwerk-afstand"]
    assert said_of(ties(), ID["niemand"]) == []

"""Names as people write them lead to the thing that is meant, or to candidates."""

import pytest
from rdflib import URIRef

from graph.errors import UnknownNameError
from graph.names import Kind, Names
from graph.store import Store
from ontology.vocabulary import BEGRIP, ID, TOOI_GEMEENTE

OOST, WEST = TOOI_GEMEENTE["gm9991"], TOOI_GEMEENTE["gm9992"]


@pytest.fixture(scope="module")
def names(woudland: Store) -> Names:
    return Names(woudland)


@pytest.mark.parametrize(
    ("text", "kind", "thing"),
    [
        ("Oostwoud", Kind.GEMEENTE, OOST),
        ("gemeente Oostwoud", Kind.GEMEENTE, OOST),
        ("GEMEENTE  westwoud", Kind.GEMEENTE, WEST),
        ("de gemeente Westwoud", Kind.GEMEENTE, WEST),
        ("Woudland", Kind.GEMEENTE, ID["regio-woudland"]),
        (str(OOST), Kind.GEMEENTE, OOST),
        ("VTW", Kind.ACTOR, ID["vt-woudland"]),
        ("v.t.w.", Kind.ACTOR, ID["vt-woudland"]),
        ("veilig-thuis woudland", Kind.ACTOR, ID["vt-woudland"]),
        ("wijkteams Oostwoud", Kind.ACTOR, ID["team-oost"]),
        ("beleidsmedewerker van Oostwoud", Kind.ACTOR, ID["post-beleid-oost"]),
        ("aandachtsfunctionaris", Kind.ACTOR, ID["post-leider"]),
        ("ouderen", Kind.DOELGROEP, BEGRIP["ouderen"]),
        ("Casusregisseur", Kind.ROL, BEGRIP["casusregie"]),
        ("herstel", Kind.FASE, BEGRIP["herstel"]),
        ("oostwoud", Kind.PLAN, ID["plan-oost"]),
        ("woud.txt", Kind.BRON, ID["bron-woud"]),
        ("Oostwoud", Kind.BRON, ID["bron-woud"]),
        ("scholing", Kind.TAAK, BEGRIP["deskundigheidsbevordering"]),
    ],
)
def test_a_name_is_found_as_people_write_it(names: Names, text: str, kind: Kind, thing: URIRef) -> None:
    assert names.resolve(text, kind) == (thing,)


@pytest.mark.parametrize("text", ["VT", "Veilig Thuis", "veilig thuis"])
def test_the_name_of_a_kind_of_organisation_means_all_of_that_kind(names: Names, text: str) -> None:
    assert names.resolve(text, Kind.ACTOR) == (ID["vt-duinen"], ID["vt-woudland"])


def test_near_a_municipality_its_own_organisation_is_meant(names: Names) -> None:
    assert names.resolve("wijkteam", Kind.ACTOR) == (ID["team-oost"], ID["team-west"])
    assert names.resolve("wijkteam", Kind.ACTOR, [WEST]) == (ID["team-west"],)


def test_near_a_municipality_the_organisation_of_its_region_is_meant(names: Names) -> None:
    assert names.resolve("VT", Kind.ACTOR, [OOST]) == (ID["vt-woudland"],)


def test_a_municipality_completes_the_name_of_a_post(names: Names) -> None:
    assert names.resolve("beleidsmedewerker", Kind.ACTOR, [WEST]) == (ID["post-beleid-west"],)


def test_part_of_a_name_is_no_name_but_gives_candidates(names: Names) -> None:
    with pytest.raises(UnknownNameError) as caught:
        names.resolve("beleidsmedewerker", Kind.ACTOR)
    meant = {names.resolve(candidate, Kind.ACTOR) for candidate in caught.value.candidates}
    assert meant == {(ID["post-beleid-oost"],), (ID["post-beleid-west"],)}


def test_a_misspelt_name_gives_candidates_in_both_languages(names: Names) -> None:
    with pytest.raises(UnknownNameError) as caught:
        names.resolve("Oostwout", Kind.GEMEENTE)
    assert caught.value.candidates[0] == "Oostwoud"
    assert caught.value.english.startswith("No municipality or region is called 'Oostwout'. Did you mean: ")
    assert caught.value.dutch.startswith("Geen gemeente of regio heet 'Oostwout'. Bedoelt u: ")


def test_a_name_that_several_things_bear_gives_names_that_tell_them_apart(names: Names) -> None:
    with pytest.raises(UnknownNameError) as caught:
        names.resolve("coördinator", Kind.ACTOR)
    assert caught.value.candidates == ("coördinator (keten)", "coördinator (zorg)")
    for candidate in caught.value.candidates:
        assert len(names.resolve(candidate, Kind.ACTOR)) == 1


def test_a_kind_without_organisations_says_so(names: Names) -> None:
    with pytest.raises(UnknownNameError, match="no organisation of the kind 'GGD'"):
        names.resolve("GGD", Kind.ACTOR)


@pytest.mark.parametrize("text", ["", "  ", "?", "https://w3id.org/hgkm/id/niets", "qqqq"])
def test_what_resembles_nothing_gives_an_error_without_candidates(names: Names, text: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        names.resolve(text, Kind.ROL)
    assert not caught.value.candidates


def test_a_reader_finds_no_names_in_graphs_that_he_may_not_see(woudland: Store) -> None:
    with pytest.raises(UnknownNameError) as caught:
        Names(woudland, graphs=[]).resolve("Oostwoud", Kind.GEMEENTE)
    assert not caught.value.candidates


def test_the_name_to_show_is_the_dutch_one(names: Names) -> None:
    assert names.label(ID["plan-oost"]) == "Plan Oostwoud"


def test_what_has_no_name_is_shown_by_the_end_of_its_iri(names: Names) -> None:
    assert names.label(ID["t-1"]) == "t-1"

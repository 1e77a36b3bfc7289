"""The named questions: what their files promise, what they answer, and what they refuse."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from graph.errors import HgkmError, UnknownNameError
from graph.loading import GEDEELD, ONTOLOGIE
from graph.store import Quad, ReadStore, Store, in_memory
from graph.terms import named
from ontology.vocabulary import GRAAF
from queries.catalogue import parse, question, questions
from queries.run import Result, run

TODAY = date(2022, 6, 1)
NAMES = list(questions())
HOSTILE = [
    "Oostwoud> } DROP ALL #",
    '" } UNION { ?s ?p ?o } #',
    "' } ; DELETE WHERE { ?s ?p ?o } #",
    "\\u003E } {",
    "x\n} SELECT * WHERE { ?s ?p ?o",
    "<https://w3id.org/hgkm/id/plan-oost>",
    "?wie",
]


@pytest.fixture(scope="module")
def example(plans: ReadStore) -> Callable[[str], Result]:
    """Give a function that answers the example of a question, once."""
    return cache(lambda name: run(plans, name, question(name).example, today=TODAY))


def ask(store: ReadStore, name: str, **params: str) -> list[dict[str, str]]:
    """Give the rows of a question as people see them."""
    headers, rows = run(store, name, params, today=TODAY).table()
    return [dict(zip(headers, row, strict=True)) for row in rows]


def column(rows: list[dict[str, str]], header: str) -> list[str]:
    return [row[header] for row in rows]


# What every file promises


def test_there_are_enough_questions() -> None:
    assert len(NAMES) >= 18


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_put_as_a_question_and_explained_in_a_sentence(name: str) -> None:
    asked = question(name)
    assert asked.title.endswith("?")
    assert asked.answers.endswith(".")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_is_used_in_the_query_and_the_other_way_round(name: str) -> None:
    asked = question(name)
    assert {param.name for param in asked.params} == set(re.findall(r"#\? ([a-z]+)", asked.sparql))


@pytest.mark.parametrize("name", NAMES)
def test_merged_columns_exist(name: str) -> None:
    asked = question(name)
    selected = set(re.findall(r"\?(\w+)", asked.sparql.partition("WHERE")[0]))
    assert set(asked.merged) <= selected


@pytest.mark.parametrize("name", NAMES)
def test_a_query_says_distinct_and_gives_an_order(name: str) -> None:
    sparql = question(name).sparql
    assert re.search(r"^SELECT DISTINCT ", sparql, re.MULTILINE)
    assert re.search(r"^ORDER BY ", sparql, re.MULTILINE)
    assert "COUNT(?" not in sparql


@pytest.mark.parametrize("name", NAMES)
def test_a_query_negates_one_pattern_at_most(name: str) -> None:
    for pattern in re.findall(r"EXISTS \{([^}]*)\}", question(name).sparql):
        assert not re.search(r"[.;]\s*\S", pattern.strip().rstrip(".")), "use OPTIONAL and !BOUND instead"


@pytest.mark.parametrize("name", NAMES)
def test_a_query_is_sparql_as_it_stands_in_its_file(name: str, woudland: Store) -> None:
    text = (Path("queries") / f"{name}.rq").read_text("utf-8")
    assert woudland.select(text).variables[-1] == "bewijs"


@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_a_question_has_an_answer_with_passages(
    name: str, example: Callable[[str], Result]
) -> None:
    asked = question(name)
    assert asked.example
    assert {param.name for param in asked.params if param.required} <= set(asked.example)
    result = example(name)
    assert result.answer
    assert all(result.passages.get(row["bewijs"]) for row in result.answer.bindings())


@pytest.mark.parametrize("name", NAMES)
def test_asking_a_query_in_steps_changes_nothing_in_the_answer(
    name: str, plans: ReadStore, example: Callable[[str], Result]
) -> None:
    result = example(name)
    whole = plans.select(result.sparql)
    assert [row[: len(whole.variables)] for row in result.answer.rows] == whole.rows


@pytest.mark.parametrize("name", NAMES)
def test_people_see_dutch_headers_and_no_iri(name: str, example: Callable[[str], Result]) -> None:
    headers, rows = example(name).table()
    assert headers[-1] == "Staat in"
    assert len(set(headers)) == len(headers)
    assert not [cell for row in rows for cell in row if "://" in cell]


def doubled(quads: Iterable[Quad]) -> Store:
    """Make a store in which every statement of a plan stands in a second graph too."""
    shared = {named(GEDEELD), named(ONTOLOGIE)}
    copy = named(GRAAF["kopie"])
    return in_memory(
        place
        for quad in quads
        for place in (quad, Quad(quad.subject, quad.predicate, quad.object, copy))
        if place is quad or quad.graph_name not in shared
    )


@pytest.fixture(scope="module")
def plans_twice(plans: ReadStore) -> Iterator[Store]:
    with doubled(plans.quads()) as store:
        yield store


@pytest.fixture(scope="module")
def woudland_twice(woudland: Store) -> Iterator[Store]:
    with doubled(woudland.quads()) as store:
        yield store


@pytest.mark.parametrize("name", NAMES)
def test_statements_in_two_graphs_change_no_answer(
    name: str,
    example: Callable[[str], Result],
    plans_twice: Store,
    woudland: Store,
    woudland_twice: Store,
) -> None:
    once = example(name)
    twice = run(plans_twice, name, question(name).example, today=TODAY)
    everything = once.question.sparql
    # A plain `==` in an assert would make pytest lay out the differences of thousands of rows.
    same = [
        twice.answer == once.answer,
        twice.table() == once.table(),
        woudland_twice.select(everything) == woudland.select(everything),
    ]
    assert same == [True, True, True], "the answer, the table or the answer for everything is different"


# What they answer


def test_a_municipality_is_answered_with_what_holds_for_its_region(woudland: Store) -> None:
    rows = ask(woudland, "wie-doet-wat", gemeente="Oostwoud")
    assert set(column(rows, "Voor gemeente")) == {"Oostwoud", "regio Woudland"}


def test_a_region_is_answered_with_what_holds_in_its_municipalities(woudland: Store) -> None:
    rows = ask(woudland, "wie-doet-wat", gemeente="Woudland")
    assert set(column(rows, "Voor gemeente")) == {"Oostwoud", "Westwoud", "regio Woudland"}


def test_nobody_named_is_an_answer(woudland: Store) -> None:
    (row,) = ask(woudland, "wie-doet-wat", fase="herstel")
    assert (row["Wie"], row["Zekerheid"]) == ("niemand genoemd", "nader te bepalen")


def test_an_actor_is_asked_with_its_posts_and_teams(woudland: Store) -> None:
    rows = ask(woudland, "taken-van-actor", actor="gemeente Oostwoud")
    assert column(rows, "Wie") == ["beleidsmedewerker Oostwoud", "wijkteam Oostwoud"]


def test_a_post_is_not_asked_with_the_organisation_it_is_in(woudland: Store) -> None:
    rows = ask(woudland, "taken-van-actor", actor="beleidsmedewerker Oostwoud")
    assert column(rows, "Wie") == ["beleidsmedewerker Oostwoud"]
    assert (rows[0]["Begin"], rows[0]["Einde"]) == ("01-01-2021", "31-12-2023")


def test_a_task_without_a_plan_gets_no_planning_of_another(woudland: Store) -> None:
    (row,) = ask(woudland, "taken-van-actor", actor="Veilig Thuis Duinen")
    assert (row["Wat"], row["Wanneer"]) == ("Zorgen delen", "")


def test_a_wider_target_group_includes_the_narrower(woudland: Store) -> None:
    (row,) = ask(woudland, "wie-doet-wat", doelgroep="volwassenen")
    assert row["Voor wie"] == "ouderen; wijkteammedewerkers"


def test_parameters_narrow_each_other(woudland: Store) -> None:
    assert ask(woudland, "wie-doet-wat", actor="wijkteam", gemeente="Oostwoud")
    assert not ask(woudland, "wie-doet-wat", actor="wijkteam", gemeente="Westwoud")


def test_a_name_near_the_municipality_is_preferred(woudland: Store) -> None:
    rows = ask(woudland, "wie-doet-wat", actor="VT", gemeente="Oostwoud")
    assert column(rows, "Wie") == ["Veilig Thuis Woudland"]


def test_rows_that_differ_in_merged_columns_are_one_row_for_people(woudland: Store) -> None:
    result = run(woudland, "wie-doet-wat", {"rol": "uitvoerend", "doelgroep": "ouderen"}, today=TODAY)
    assert len(result.answer) == 2
    headers, rows = result.table()
    assert [dict(zip(headers, row, strict=True))["Voor wie"] for row in rows] == [
        "ouderen; wijkteammedewerkers"
    ]


def test_a_row_says_where_it_stands_for_machines_and_for_people(woudland: Store) -> None:
    result = run(woudland, "wie-doet-wat", {"taak": "scholing", "rol": "uitvoerend"}, today=TODAY)
    assert {str(row["staatIn"]) for row in result.answer.bindings()} == {"woud.txt:2-3, woud.txt:4"}
    assert result.table()[1][0][-1] == "Oostwoud, regel 2-4"


def test_regie_that_nobody_has_and_regie_that_the_source_misses_are_both_told(woudland: Store) -> None:
    rows = ask(woudland, "regie", gemeente="Oostwoud")
    assert [(row["Regie"], row["Wie"]) for row in rows] == [
        ("casusregie", "niemand genoemd"),
        ("procesregie", "door de bron als tekort genoemd"),
    ]
    assert len(ask(woudland, "regie", soort="casusregie")) == 1


def test_an_agreement_tells_what_it_arranges_or_that_nothing_is_laid_down(woudland: Store) -> None:
    rows = ask(woudland, "afspraken", partij="Oostwoud")
    assert [(row["Tussen"], row["Regelt"]) for row in rows] == [
        ("Oostwoud; Veilig Thuis Woudland", "Warme overdracht"),
        ("Oostwoud; Westwoud", "inhoud niet vastgelegd"),
    ]
    assert len(ask(woudland, "afspraken", status="voorgenomen")) == 1


def test_an_escalation_line_is_told_step_by_step(woudland: Store) -> None:
    rows = ask(woudland, "escalatielijn", partij="VTW")
    assert [(row["Volgorde"], row["Trede"], row["Contactpunt"]) for row in rows] == [
        ("1", "Eerst onderling", "aandachtsfunctionarissen"),
        ("2", "Dan de managers", ""),
    ]
    assert rows[0]["Gecontroleerd op"] == "01-03-2021"


def test_an_escalation_line_without_steps_says_so(woudland: Store) -> None:
    (row,) = ask(woudland, "escalatielijn", afspraak="Afspraak Oostwoud met Westwoud")
    assert row["Trede"] == "nog geen treden ingevuld"


@pytest.mark.parametrize(
    ("van", "tot", "found"),
    [
        ("2021-01-01", "2021-06-29", []),
        ("2021-06-30", "2021-06-30", ["Trainingsaanbod inrichten"]),
        ("2021-07-01", "2023-12-31", ["Medewerkers trainen"]),
    ],
)
def test_what_falls_due_between_two_days_counts_both_days(
    woudland: Store, van: str, tot: str, found: list[str]
) -> None:
    assert column(ask(woudland, "termijnen", van=van, tot=tot), "Wat") == found


def test_terms_are_judged_on_the_day_that_is_given_or_else_today(woudland: Store) -> None:
    assert column(ask(woudland, "termijnen"), "Stand") == ["voorbij", "loopt"]
    assert column(ask(woudland, "termijnen", peildatum="2020-01-01"), "Stand") == ["komt nog", "komt nog"]


def test_local_and_regional_planning_are_compared(woudland: Store) -> None:
    (row,) = ask(woudland, "regionaal-lokaal", plan="oostwoud")
    assert (row["Regionaal"], row["Lokaal"]) == ("Trainingsaanbod inrichten", "Medewerkers trainen")
    assert (row["Regionale planning"], row["Lokale planning"]) == ("Q2 2021", "2021-2023")
    assert row["Verschil"] == "lokaal later"


def test_who_executes_the_whole_or_its_local_elaboration_executes_the_part(woudland: Store) -> None:
    rows = ask(woudland, "zonder-uitvoerder")
    assert [(row["Wat"], row["Stand"]) for row in rows] == [
        ("Meedenken over de keten", "Veilig Thuis Woudland (uitvoerend, onzeker)"),
        ("Visie vaststellen", "nader te bepalen"),
    ]


def test_cooperation_is_told_from_both_sides(woudland: Store) -> None:
    pairs = {(row["Wie"], row["Met"]) for row in ask(woudland, "samenwerking")}
    assert ("beleidsmedewerker Oostwoud", "wijkteam Oostwoud") in pairs
    assert ("Oostwoud", "Veilig Thuis Woudland") in pairs
    assert pairs == {(met, wie) for wie, met in pairs}


def test_what_a_source_leaves_open_is_listed_by_kind(woudland: Store) -> None:
    rows = ask(woudland, "open-punten-in-bron", gemeente="Oostwoud")
    assert [(row["Soort"], row["Wat"]) for row in rows] == [
        ("afspraak zonder inhoud", "Afspraak Oostwoud met Westwoud"),
        ("escalatielijn zonder treden", "Escalatielijn, nog leeg"),
        ("tekort dat de bron meldt", "Procesregie ontbreekt"),
        ("wie: leeg", "Casussen volgen"),
        ("wie: nader te bepalen", "Visie vaststellen"),
        ("wie: onzeker", "Meedenken over de keten"),
    ]


def test_a_line_is_answered_with_everything_that_was_taken_from_it(woudland: Store) -> None:
    found = column(ask(woudland, "vindplaats", bron="Oostwoud", regel="3"), "Wat")
    assert "Medewerkers trainen" in found
    assert "Medewerkers trainen: 2021-2023" in found
    assert "beleidsmedewerker Oostwoud (uitvoerend): Medewerkers trainen" in found
    assert "Visie vaststellen" not in found


def test_a_word_is_looked_for_without_regard_to_capitals(woudland: Store) -> None:
    rows = ask(woudland, "zoeken", tekst="KETEN", gemeente="Oostwoud")
    assert column(rows, "Wat") == ["Meedenken over de keten"]


def test_a_reader_gets_no_answer_from_graphs_that_he_may_not_see(woudland: Store) -> None:
    result = run(woudland, "wie-doet-wat", {}, graphs=[GEDEELD, ONTOLOGIE], today=TODAY)
    assert not result.answer


def test_the_query_that_ran_is_shown_with_the_values_in_it(woudland: Store) -> None:
    sparql = run(woudland, "wie-doet-wat", {"gemeente": "Oostwoud"}, today=TODAY).sparql
    assert "VALUES ?gemeente { <https://identifier.overheid.nl/tooi/id/gemeente/gm9991> }" in sparql
    assert "#?" not in sparql
    assert woudland.select(sparql)


# What they refuse


@pytest.mark.parametrize(
    ("name", "params", "told"),
    [
        ("wie-doet-wat", {"gemeente": "Oostwout"}, "Did you mean: Oostwoud"),
        ("wie-doet-wat", {"plaats": "Oostwoud"}, "no parameter 'plaats'.* Did you mean: gemeente"),
        ("wie-doet-iets", {}, "no question 'wie-doet-iets'.* Did you mean: wie-doet-wat"),
        ("taken-van-actor", {}, "needs the parameter actor"),
        ("taken-van-actor", {"actor": "  "}, "needs the parameter actor"),
        ("termijnen", {"van": "31-12-2021"}, "van is no date: '31-12-2021'. Write it as 2021-12-31"),
        ("termijnen", {"van": "2021-02-30"}, "van is no date"),
        ("vindplaats", {"bron": "woud.txt", "regel": "39a"}, "regel is no whole number"),
        ("vindplaats", {"bron": "woud.txt", "regel": "-1"}, "regel is no whole number"),
    ],
)
def test_a_question_that_cannot_be_answered_says_what_to_do(
    woudland: Store, name: str, params: Mapping[str, str], told: str
) -> None:
    with pytest.raises(HgkmError, match=told):
        run(woudland, name, params, today=TODAY)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_no_value_gets_into_the_query_as_text(woudland: Store, name: str, text: str) -> None:
    before = len(woudland)
    required = {"actor": "Oostwoud", "bron": "woud.txt", "ding": "Oostwoud", "tekst": "x"}
    required["over"] = "medewerkers"
    for param in question(name).params:
        params = {p.name: required[p.name] for p in question(name).params if p.required} | {param.name: text}
        if param.kind == "tekst":
            assert not run(woudland, name, params, today=TODAY).answer
        else:
            with pytest.raises(HgkmError):
                run(woudland, name, params, today=TODAY)
    assert len(woudland) == before


def test_an_unknown_name_offers_candidates_and_no_empty_table(woudland: Store) -> None:
    with pytest.raises(UnknownNameError) as caught:
        run(woudland, "afspraken", {"partij": "Veilig Tuis Woudland"}, today=TODAY)
    assert "Veilig Thuis Woudland" in caught.value.candidates


@pytest.mark.parametrize(
    "header",
    [
        "# titel: Wat?",
        "# titel: Wat?\n# antwoord: Dit.\n# parameter actor (actor): Wie.",
        "# titel: Wat?\n# antwoord: Dit.\n# param actor (mens): Wie.",
    ],
)
def test_a_header_that_is_not_understood_is_a_fault_in_the_file(header: str) -> None:
    with pytest.raises(ValueError, match=r"proef\.rq"):
        parse("proef", f"{header}\n\nSELECT DISTINCT ?x WHERE {{ ?x ?y ?z }}\n")

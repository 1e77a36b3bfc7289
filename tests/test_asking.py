"""Questions in Dutch: how many are answered rightly, how they are read, and what is refused."""

import json
import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.store import ReadStore, open_reader
from queries.asking import Reply, ask
from queries.catalogue import questions
from queries.dutch import stem, tokens
from queries.intents import intents, nouns
from queries.knowledge import Knowledge
from queries.periods import find_period
from service.cli import run

TODAY = date(2026, 11, 22)
FILES = {
    "ridderkerk": "000_ee753b1a859cc1be.txt",
    "leidraad": "001_979d5db9c398d6a9.txt",
    "venlo": "002_6e575389afd624cc.txt",
    "utrecht-west": "003_0f17c68b7528a6a2.txt",
    "kennemerland": "004_87e523b27320f9b6.txt",
}


@pytest.fixture(scope="module")
def knowledge(plans: ReadStore) -> Knowledge:
    return Knowledge(plans)


def asked_in(name: str) -> list[dict[str, Any]]:
    """Read a set of questions."""
    found: list[dict[str, Any]] = tomllib.loads(
        (Path(__file__).parent / "vragen" / f"{name}.toml").read_text("utf-8")
    )["vraag"]
    return found


def verdict(wanted: Mapping[str, Any], reply: Reply) -> str:
    """Judge a reply: right, said (that it has no answer) or wrong."""
    rows = bool(reply.result and reply.result.answer)
    if wanted.get("geweigerd"):
        return "wrong" if rows else "right"
    if not reply.result or not rows:
        return "said"
    places = {
        (place.source, line) for place in reply.passages() for line in range(place.first, place.last + 1)
    }
    name = reply.result.question.name
    right = (
        name in wanted.get("query", [name])
        and wanted.get("params", {}).items() <= dict(reply.result.params).items()
        and all(lines_of(place) & places for place in wanted.get("staat_in", []))
    )
    if not right and "niet begrepen" in reply.sentence:
        return "said"
    return "right" if right else "wrong"


def lines_of(place: str) -> set[tuple[str, int]]:
    """Read a place such as 'venlo:48-52' or 'venlo:54,83'; one of its lines is enough."""
    source, parts = place.split(":")
    ends = [tuple(map(int, part.split("-"))) for part in parts.split(",")]
    return {(FILES[source], line) for each in ends for line in range(each[0], each[-1] + 1)}


# How many


@pytest.mark.parametrize(("name", "right"), [("oefening", 0.95), ("toets", 0.85)])
def test_most_questions_are_answered_rightly_and_hardly_any_wrongly(
    knowledge: Knowledge, name: str, right: float
) -> None:
    wanted = asked_in(name)
    verdicts = {each["tekst"]: verdict(each, ask(knowledge, each["tekst"], today=TODAY)) for each in wanted}
    shares = {kind: number / len(wanted) for kind, number in Counter(verdicts.values()).items()}
    failed = [text for text, kind in verdicts.items() if kind != "right"]
    assert shares["right"] >= right, failed
    assert shares.get("wrong", 0) <= 0.05, failed


def test_there_are_enough_questions_and_none_is_in_both_sets() -> None:
    practised, kept = (
        {each["tekst"].casefold() for each in asked_in(name)} for name in ("oefening", "toets")
    )
    assert len(practised) + len(kept) >= 150
    assert len(kept) >= (len(practised) + len(kept)) / 4
    assert not practised & kept


def test_every_example_that_is_offered_is_understood(knowledge: Knowledge) -> None:
    examples = [intent.example for intent in intents() if intent.example]
    assert len(set(examples)) == len(examples)
    assert not [text for text in examples if not ask(knowledge, text, today=TODAY).result]


def test_every_kind_of_question_leads_to_a_named_question_with_a_noun() -> None:
    kinds = [intent for intent in intents() if not intent.refusal]
    assert {intent.query for intent in kinds} <= set(questions())
    assert {intent.query for intent in kinds} <= set(nouns())
    for intent in kinds:
        params = {param.name for param in questions()[intent.query].params}
        assert {*intent.fills, *intent.fixed} <= params, intent


# How they are read


@pytest.mark.parametrize(
    ("text", "query", "params"),
    [
        ("Wie voert casusregie in Venlo?", "regie", {"gemeente": "Venlo", "soort": "casusregie"}),
        ("wie voert casusregie in venlo", "regie", {"gemeente": "Venlo", "soort": "casusregie"}),
        ("Kun je mij vertellen wie de casusregie voert in Venlo?", "regie", {"gemeente": "Venlo"}),
        ("wat loopt af voor 1 juli 2021?", "termijnen", {"tot": "2021-06-30"}),
        ("Wat staat er op regel 39 van Ridderkerk?", "vindplaats", {"regel": "39"}),
        ("Wat is casusregie?", "begrippen", {"begrip": "casusregie"}),
        ("Welke afspraken zijn al vastgesteld?", "afspraken", {"status": "vastgesteld"}),
    ],
)
def test_a_question_is_read_as_a_named_question_with_its_parameters(
    knowledge: Knowledge, text: str, query: str, params: Mapping[str, str]
) -> None:
    reply = ask(knowledge, text, today=TODAY)
    assert reply.result
    assert reply.result.question.name == query
    assert params.items() <= dict(reply.result.params).items()


def test_a_typing_error_is_mended_and_told(knowledge: Knowledge) -> None:
    reply = ask(knowledge, "wat moeten de wijkteamleiders in Riderkerk doen", today=TODAY)
    assert reply.result
    assert reply.result.params["gemeente"] == "Ridderkerk"
    assert "'riderkerk' gelezen als 'ridderkerk'" in str(reply.understood)


def test_a_name_of_several_is_told_with_what_it_was_read_as(knowledge: Knowledge) -> None:
    reply = ask(knowledge, "Met wie heeft Veilig Thuis afspraken?", today=TODAY)
    assert "'veilig thuis' gelezen als" in str(reply.understood)


def test_the_sentence_counts_the_rows_and_those_without_anybody(knowledge: Knowledge) -> None:
    reply = ask(knowledge, "wie voert de regie in Venlo?", today=TODAY)
    assert reply.result
    rows = reply.result.table()[1]
    nobody = sum("niemand genoemd" in row for row in rows)
    assert f"zijn {len(rows)} " in reply.sentence
    assert f"bij {nobody} is niemand genoemd" in reply.sentence


def test_nothing_found_is_no_no(knowledge: Knowledge) -> None:
    reply = ask(knowledge, "Heeft Beesel een aandachtsfunctionaris?", today=TODAY)
    assert not (reply.result and reply.result.answer)
    assert "Ja" not in reply.sentence


def test_a_condition_in_a_row_is_no_answer(knowledge: Knowledge) -> None:
    reply = ask(knowledge, "Zijn cliënten altijd aanwezig bij het RTO in Venlo?", today=TODAY)
    assert reply.result
    assert "lees ze na" in reply.sentence
    assert "In elk daarvan" not in reply.sentence


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Hoeveel basisfuncties hebben lokale teams?", 5),
        ("Hoeveel prioriteiten telt het verbeterplan van Ridderkerk?", 3),
        ("Hoeveel pijlers heeft Veilig Samen Leven, en hoe heten ze?", 3),
        ("Hoeveel aanbevelingen kreeg Venlo van het toezicht?", 6),
    ],
)
def test_things_of_a_kind_are_counted_once(knowledge: Knowledge, text: str, number: int) -> None:
    assert f"zijn er {number}." in ask(knowledge, text, today=TODAY).sentence


def test_a_number_that_is_not_sure_is_said_to_be_one_of_rows(knowledge: Knowledge) -> None:
    reply = ask(knowledge, "Hoeveel moet het aantal signalen in de verwijsindex omhoog?", today=TODAY)
    assert "Geteld zijn de gevonden rijen" in reply.sentence


def test_a_second_question_that_is_not_answered_is_told(knowledge: Knowledge) -> None:
    text = "Wie voert casusregie in Venlo en hoeveel bladzijden telt het parkeerbeleid?"
    sentence = ask(knowledge, text, today=TODAY).sentence
    assert "Op het tweede deel ('hoeveel bladzijden telt het parkeerbeleid') is geen antwoord" in sentence


def test_both_of_two_questions_are_answered(knowledge: Knowledge) -> None:
    text = "Wat is de verwijsindex en wie zorgt dat meer organisaties aansluiten?"
    reply = ask(knowledge, text, today=TODAY)
    lines = {place.first for place in reply.passages() if place.source == FILES["utrecht-west"]}
    assert {157, 177} <= lines
    assert "wie zorgt dat meer organisaties aansluiten" in reply.sentence


def test_a_second_question_that_the_rows_answer_is_answered_from_them(knowledge: Knowledge) -> None:
    reply = ask(knowledge, "Wie stelt in Venlo de regiovisie vast en wanneer?", today=TODAY)
    assert "Wanneer: Jan 2020." in reply.sentence
    assert not reply.more


def test_asking_for_an_address_second_is_refused_as_well(knowledge: Knowledge) -> None:
    reply = ask(knowledge, "Wat doet Veilig Thuis Kennemerland en wat is het telefoonnummer?", today=TODAY)
    assert reply.result is None


def test_every_place_is_looked_at_by_itself(knowledge: Knowledge) -> None:
    text = "Wat is het verschil tussen Venlo en Ridderkerk als het gaat om wie de regie heeft?"
    reply = ask(knowledge, text, today=TODAY)
    assert {FILES["venlo"], FILES["ridderkerk"]} <= {place.source for place in reply.passages()}
    reply = ask(knowledge, "Wie doet in Venlo en Ridderkerk iets aan stalking?", today=TODAY)
    assert "niets gevonden over Venlo" in reply.sentence


def test_the_largest_amount_comes_first(knowledge: Knowledge) -> None:
    reply = ask(knowledge, "Welk project in Kennemerland krijgt het grootste bedrag?", today=TODAY)
    assert reply.result
    amounts = [float(str(row["bedrag"])) for row in reply.result.answer.bindings() if "bedrag" in row]
    assert amounts == sorted(amounts, reverse=True)
    assert "op volgorde van bedrag" in reply.sentence


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("Ik bereid een overleg voor over stalking. Wie pakt dat daarover op in Ridderkerk?", "stalking"),
        (
            "Wij kregen een vraag van een bezorgde inwoner: is er opvang voor mannen in Kennemerland?",
            "opvang",
        ),
        ("richten, inrichten, verrichten - wat houdt dat in?", "inrichten"),
        ("Zijn cliënten in Venlo aanwezig bij het rondetafeloverleg?", "rondetafeloverleg"),
    ],
)
def test_the_subject_is_kept_apart_from_what_leads_up_to_it(
    knowledge: Knowledge, text: str, over: str
) -> None:
    reply = ask(knowledge, text, today=TODAY)
    assert reply.result
    assert over in reply.result.params["over"].split()
    assert not {"overleg", "bezorgde"} & set(reply.result.params["over"].split())


# What is refused


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Wie voert de regie in Assen?", "'assen'"),
        ("Wie voert de regie in Leiden?", "'leiden'"),
        ("Welke taken heeft de brandweer in Venlo?", "'brandweer'"),
        ("Wat is het telefoonnummer van Veilig Thuis?", "telefoonnummers"),
        ("Hoeveel kinderen zijn er mishandeld in Haarlem?", "Aantallen"),
        ("Welke gemeente presteert het beste?", "vergelijken niet"),
        ("", "Stel een vraag"),
        ("?", "Stel een vraag"),
    ],
)
def test_what_is_not_understood_is_said_with_questions_that_can_be_answered(
    knowledge: Knowledge, text: str, told: str
) -> None:
    reply = ask(knowledge, text, today=TODAY)
    assert reply.understood is None
    assert reply.result is None
    assert told in reply.sentence
    assert len(reply.suggestions) >= 3


@pytest.mark.parametrize("word", ["niet", "geen", "nooit"])
def test_a_word_that_turns_the_question_around_is_never_passed_over(knowledge: Knowledge, word: str) -> None:
    reply = ask(knowledge, f"Wie doet in Ridderkerk {word} iets aan stalking?", today=TODAY)
    assert not (reply.result and reply.result.answer)


def test_a_reader_is_answered_from_the_graphs_that_he_may_see(shipped: Path) -> None:
    with open_reader(shipped) as store:
        reply = ask(Knowledge(store, []), "Wie voert casusregie in Venlo?", today=TODAY)
    assert not (reply.result and reply.result.answer)


# Words and times


def test_the_forms_of_a_word_have_one_stem() -> None:
    for forms in (
        "evalueert evalueren geevalueerd evaluatie",
        "monitort monitoren monitoring",
        "kind kinderen",
    ):
        assert len({stem(word) for word in forms.split()}) == 1, forms


def test_brackets_and_pluses_belong_to_their_word() -> None:
    assert tokens("lokale (wijk)teams, Wijkteam + en MDA++") == [
        *("lokale", "wijkteams", "wijkteam+", "en", "mda++"),
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("in 2022", "2022-01-01", "2022-12-31"),
        ("voor 1 juli 2021", None, "2021-06-30"),
        ("voor eind 2022", None, "2022-12-31"),
        ("gepland voor het vierde kwartaal van 2019", "2019-10-01", "2019-12-31"),
        ("Q1 2020", "2020-01-01", "2020-03-31"),
        ("tot en met 2022", None, "2022-12-31"),
        ("tot 2022", None, "2021-12-31"),
        ("na 2021", "2022-01-01", None),
        ("vanaf medio 2021", "2021-06-01", None),
        ("tussen 2021 en 2023", "2021-01-01", "2023-12-31"),
        ("in het najaar van 2021", "2021-09-01", "2021-11-30"),
        ("01-07-2021", "2021-07-01", "2021-07-01"),
        ("dit jaar", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_time_becomes_its_first_and_last_day(text: str, first: str | None, last: str | None) -> None:
    period = find_period(tokens(text), TODAY)
    assert period
    found = tuple(day and day.isoformat() for day in (period.first, period.last))
    assert found == (first, last)


def test_a_number_that_is_no_time_is_left_alone() -> None:
    assert find_period(tokens("regel 39 van de 12 rijen"), TODAY) is None


# The command


def test_the_command_answers_with_a_sentence_a_table_and_the_query(
    shipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ask", "Wie voert casusregie in Venlo?", "--show-query", "--store", str(shipped)]) == 0
    out = capsys.readouterr().out
    assert "niemand genoemd" in out
    assert "Venlo, regel" in out
    assert "SELECT DISTINCT" in out


def test_the_command_gives_json_with_fixed_keys(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "Wie voert casusregie in Venlo?", "--format", "json", "--store", str(shipped)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == [
        *("understood", "sentence", "query", "params", "rows", "passages", "sparql", "suggestions"),
    ]
    assert {"source": FILES["venlo"], "lines": [17, 17]} in told["passages"]


def test_the_command_refuses_in_one_line_and_says_so_in_json(
    shipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ask", "Wie voert de regie in Assen?", "--store", str(shipped)]) == 2
    captured = capsys.readouterr()
    assert not captured.out
    assert len(captured.err.splitlines()) == 1
    assert run(["ask", "Wie voert de regie in Assen?", "--format", "json", "--store", str(shipped)]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["understood"] is False
    assert told["suggestions"]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Wanneer spreek je van stabiele veiligheid?", "Stabiele veiligheid bestaat"),
        ("Wat verstaat het plan van Ridderkerk onder gefaseerde ketenzorg?", "Visie gefaseerde ketenzorg:"),
    ],
)
def test_a_definition_comes_first_however_it_is_asked(
    knowledge: Knowledge, question: str, first: str
) -> None:
    rows: Any = ask(knowledge, question, today=TODAY).as_json()["rows"]
    assert rows[0]["Wat"].startswith(first)


def test_a_row_that_names_nobody_does_not_hide_who_does_it(knowledge: Knowledge) -> None:
    reply = ask(knowledge, "Wie moet in Ridderkerk de regie op casuïstiek ontwikkelen?", today=TODAY)
    rows: Any = reply.as_json()["rows"]
    assert any(row["Wie"].startswith("wijkteamleiders") for row in rows)


def test_a_single_row_brings_those_of_its_passage(knowledge: Knowledge) -> None:
    reply = ask(knowledge, "In welke volgorde krijgt Ridderkerk de basistraining?", today=TODAY)
    rows: Any = reply.as_json()["rows"]
    assert len(rows) > 1
    assert "Basistraining" in rows[0]["Wat"]


def test_an_expression_may_have_its_subject_between(knowledge: Knowledge) -> None:
    reply = ask(knowledge, "Hoe houdt Venlo in de gaten of de verbeteringen werken?", today=TODAY)
    assert reply.as_json()["query"] == "monitoring"

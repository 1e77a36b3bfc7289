"""Tables: nothing is lost at any width, and words stay whole where there is room."""

import csv
import io
import json
import re

import pytest

from service.tables import as_csv, as_json, as_table, widths

HEADERS = ["Wie", "Als rol", "Wat", "Voor wie", "Leeg", "Staat in"]
ROWS = [
    [
        "Veilig Thuis Rotterdam Rijnmond",
        "uitvoerend",
        "Samenwerkingsafspraken met de wijkteams",
        "",
        "",
        "regel 39",
    ],
    [
        "wijkteam+",
        "ondersteunend",
        "Deskundigheidsbevordering",
        "gezinnen en huishoudens",
        "",
        "regel 40 en 41",
    ],
]


def letters(text: str) -> list[str]:
    return sorted(re.sub(r"[\s─]", "", text))


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 120, 200, 400])
def test_nothing_is_cut_off_at_any_width(width: int) -> None:
    table = as_table(HEADERS, ROWS, width)
    assert all(len(line) <= width for line in table.splitlines())
    for row in ROWS:
        for word in " ".join(row).split():
            if len(word) <= 9:
                assert word in table
    assert table.count("Als rol") in (1, len(ROWS)), "columns have one header, blocks one a row"


def test_words_stay_whole_where_there_is_room() -> None:
    table = as_table(HEADERS, ROWS, 100)
    assert all(word in table for row in ROWS for cell in row for word in cell.split())


def test_a_narrow_screen_gets_a_block_for_each_row() -> None:
    assert as_table(HEADERS, ROWS, 40).splitlines()[:2] == [
        "Wie       Veilig Thuis Rotterdam",
        "          Rijnmond",
    ]


def test_an_empty_column_takes_no_room_on_a_screen_and_stays_for_programs() -> None:
    assert "Leeg" not in as_table(HEADERS, ROWS, 120)
    assert "Leeg" in as_table(HEADERS, ROWS)


@pytest.mark.parametrize("width", [None, 80])
def test_a_table_without_rows_still_names_its_columns(width: int | None) -> None:
    assert "Als rol" in as_table(HEADERS, [], width)


def test_for_programs_a_row_is_a_line_however_long() -> None:
    assert len(as_table(["a", "b"], [["x" * 5000, "y\nz"]]).splitlines()) == 2


def test_markup_in_a_label_is_text() -> None:
    assert "[red]x[/red]" in as_table(["a"], [["[red]x[/red]"]], 80, styled=True)


@pytest.mark.parametrize("unsafe", ["\x1b[2J", "\x9b2J", "\u202e", "\u2066", "\x07", "\x00"])
def test_no_character_steers_a_terminal_or_turns_the_text(unsafe: str) -> None:
    texts = [
        as_table(["a"], [[f"x{unsafe}y"]]),
        as_csv(["a"], [[f"x{unsafe}y"]]),
        as_json({"a": f"x{unsafe}y"}),
    ]
    for text in texts:
        assert unsafe[0] not in text
    assert json.loads(texts[2]) == {"a": f"x{unsafe}y"}


@pytest.mark.parametrize("formula", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", " =1", "\x00=1"])
def test_no_cell_is_a_formula(formula: str) -> None:
    cell = next(csv.reader(io.StringIO(as_csv(["a"], [[formula]]).splitlines()[1])))[0]
    assert not re.match(r"\s*[=+\-@]", cell)


@pytest.mark.parametrize("number", ["-5", "+3.5", "1.25", "2021 - 2023"])
def test_a_number_stays_a_number(number: str) -> None:
    assert as_csv(["a"], [[number]]).splitlines()[1] == number


def test_a_column_is_as_wide_as_most_of_its_texts_need() -> None:
    rows = [["GR-1", "lang genoeg " * 20, "", "kort"]] * 10
    short, long, empty, word = widths(["Regel", "Wat", "Opmerking", "W"], rows)
    assert short < word + 3 < long
    assert long == 60
    assert empty > 20
    assert widths(["Kop"], []) == [8]

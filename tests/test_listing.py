"""The tables of the pages: on the screen, and the same as a file."""

import csv
import io

import openpyxl
import pytest
from starlette.requests import Request
from starlette.responses import Response

from service.leafing import Arrangement, opened
from service.listing import Cell, Format, Listing, as_file, cells, severity, text_of
from service.page import address

LISTING = Listing(
    "Wie doet wat: 2 rijen",
    ["Wie", "Wat", "Staat in"],
    [
        [
            "Veilig Thuis",
            Cell("1 maart 2026", order="2026-03-01"),
            [Cell("regel 3", href="/bron/3"), Cell("regel 9")],
        ],
        ["=1+1", severity("eerst regelen"), ""],
    ],
)


def bytes_of(answer: Response) -> bytes:
    return bytes(answer.body)


def test_a_place_in_a_row_is_a_text_a_cell_or_several() -> None:
    assert list(cells("Venlo")) == [Cell("Venlo")]
    assert [cell.text for cell in cells(LISTING.rows[0][2])] == ["regel 3", "regel 9"]
    assert LISTING.texts()[0] == ["Veilig Thuis", "1 maart 2026", "regel 3; regel 9"]


def test_both_files_hold_the_rows_of_the_page() -> None:
    as_csv = as_file(LISTING, Format.CSV, "wie-doet-wat")
    lines = list(csv.reader(io.StringIO(bytes_of(as_csv).decode("utf-8-sig"))))
    assert lines == [list(LISTING.headers), LISTING.texts()[0], ["'=1+1", "eerst regelen", ""]]
    as_xlsx = as_file(LISTING, Format.XLSX, "wie-doet-wat")
    sheet = openpyxl.load_workbook(io.BytesIO(bytes_of(as_xlsx))).worksheets[0]
    assert [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] == [
        list(LISTING.headers),
        *LISTING.texts(),
    ]
    for answer, ending in ((as_csv, "csv"), (as_xlsx, "xlsx")):
        assert answer.headers["content-disposition"] == f'attachment; filename="wie-doet-wat.{ending}"'


def test_a_long_name_still_names_a_sheet() -> None:
    answer = as_file(LISTING, Format.XLSX, "wie-doet-wat-voor-wie-in-ridderkerk-en-omgeving")
    assert len(openpyxl.load_workbook(io.BytesIO(bytes_of(answer))).sheetnames[0]) <= 31


def test_every_severity_has_a_badge_that_says_it() -> None:
    assert severity("eerst regelen").tone == "fout"
    assert severity("aandachtspunt").text == "aandachtspunt"
    with pytest.raises(KeyError):
        severity("onbekend")


@pytest.mark.parametrize(
    ("asked", "changes", "expected"),
    [
        ("plan=venlo", {"formaat": "csv"}, "/open-punten?plan=venlo&formaat=csv"),
        ("plan=venlo&ernst=", {"plan": ""}, "/open-punten"),
        ("plan=a%26b", {"ernst": "info"}, "/open-punten?plan=a%26b&ernst=info"),
    ],
)
def test_an_address_keeps_what_was_chosen(asked: str, changes: dict[str, str], expected: str) -> None:
    request = Request(
        {
            "type": "http",
            "method": "GET",
            "path": "/open-punten",
            "query_string": asked.encode(),
            "headers": [],
            "server": ("127.0.0.1", 8000),
            "scheme": "http",
        }
    )
    assert address(request, **changes) == expected


def test_a_long_table_is_sorted_and_filtered_whole_before_a_page_of_it_is_shown() -> None:
    def shown(asked: Arrangement) -> list[str]:
        return [text_of(row[0]) for row in opened(rows, asked, 3, long.of).listing.rows]

    rows = [[name] for name in ("regel 10", "'s-Graveland", "", "Élan", "regel 9", "zorg regel 9")]
    long = Listing("Namen", ["Naam"], rows)
    assert shown(Arrangement(1, "", "")) == ["regel 10", "'s-Graveland", ""]
    assert shown(Arrangement(1, "Naam", "")) == ["Élan", "regel 9", "regel 10"]
    assert shown(Arrangement(2, "Naam", "")) == ["'s-Graveland", "zorg regel 9", ""]
    assert shown(Arrangement(2, "-Naam", "")) == ["regel 9", "Élan", ""], "what is empty comes last"
    assert shown(Arrangement(1, "-Naam", "9 REGEL")) == ["zorg regel 9", "regel 9"]
    assert shown(Arrangement(1, "Soort", "")) == ["regel 10", "'s-Graveland", ""], "there is no such column"
    found = opened(rows, Arrangement(1, "", "niets"), 3, long.of)
    assert (found.leaf.total, found.whole, found.partly) == (0, 6, True)

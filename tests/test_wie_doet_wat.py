"""Who does what for whom: narrowed along several sides, counted, paged and taken along."""

import csv
import io
import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from graph.names import words
from graph.store import Store
from queries.facets import SIDES, assignments, counted, narrowed

DAY = date(2026, 11, 22)


def rows(page: str) -> int:
    found = re.search(r'<h2 id="antwoord">(\d+) taakverdeling', page)
    assert found
    return int(found[1])


def test_values_of_one_side_widen_and_sides_narrow(woudland: Store) -> None:
    known = assignments(woudland, today=DAY)
    east = narrowed(known, {"gemeente": ["Oostwoud"]})
    both = narrowed(known, {"gemeente": ["Oostwoud", "Westwoud"]})
    assert 0 < len(east) < len(both) <= len(known)
    role = next(iter(east[0].sides["rol"]))
    assert len(narrowed(known, {"gemeente": ["Oostwoud"], "rol": [role]})) <= len(east)
    assert narrowed(known, {"gemeente": []}) == known


def test_what_holds_for_a_region_holds_for_its_municipalities(woudland: Store) -> None:
    known = assignments(woudland, today=DAY)
    regional = [one for one in known if one.labels["voor"] == "regio Woudland"]
    assert regional
    assert all(one.sides["gemeente"] == {"Oostwoud", "Westwoud"} for one in regional)


def test_a_count_says_how_many_rows_a_value_would_give(woudland: Store) -> None:
    known = assignments(woudland, today=DAY)
    chosen = {"gemeente": ["Oostwoud"]}
    for side, counts in counted(known, chosen).items():
        for value, count in counts.items():
            assert count == len(narrowed(known, {**chosen, side: [value]}))


def test_nobody_named_stays_in_the_list(woudland: Store) -> None:
    assert any(one.who is None for one in assignments(woudland, today=DAY))


def test_the_page_narrows_by_what_stands_in_the_address(client: TestClient) -> None:
    everything = client.get("/wie-doet-wat")
    assert everything.status_code == 200
    for side in SIDES:
        assert f'name="{side}"' in everything.text
    some = client.get("/wie-doet-wat?gemeente=Ridderkerk&rol=uitvoerend&rol=casusregie")
    fewer = client.get("/wie-doet-wat?gemeente=Ridderkerk&rol=casusregie")
    assert 0 < rows(fewer.text) < rows(some.text) < rows(everything.text)
    assert re.search(r'value="casusregie" checked', some.text)
    assert 'href="/wie-doet-wat?gemeente=Ridderkerk&amp;rol=uitvoerend"' in some.text


def test_every_row_says_where_it_stands(client: TestClient) -> None:
    page = client.get("/wie-doet-wat?gemeente=Venlo").text
    places = re.findall(r'<td[^>]*data-kop="Staat in"[^>]*>(.*?)</td>', page, re.DOTALL)
    assert len(places) == 50
    assert all("/bronnen/" in place for place in places)


def test_a_long_list_has_pages(client: TestClient) -> None:
    first, second = (client.get(f"/wie-doet-wat?pagina={number}").text for number in (1, 2))
    assert 'rel="next"' in first
    assert "51 tot en met 100 van" in second
    last = client.get("/wie-doet-wat?pagina=9999").text
    assert 'rel="next"' not in last
    assert 'data-kop="Wie"' in last


def test_a_long_list_is_sorted_by_the_address_and_keeps_the_other_choices(client: TestClient) -> None:
    page = client.get("/wie-doet-wat?zekerheid=vastgesteld&volgorde=Als+rol&pagina=2").text
    assert 'aria-sort="ascending"' in page
    assert 'href="/wie-doet-wat?zekerheid=vastgesteld&amp;volgorde=-Als+rol"' in page
    assert 'name="zekerheid" value="vastgesteld"' in page
    down = client.get("/wie-doet-wat?volgorde=-Als+rol&filter=veilig+thuis&formaat=csv").text
    roles = [row[1] for row in csv.reader(io.StringIO(down))][1:]
    assert roles == sorted(roles, key=words, reverse=True)
    assert 0 < len(roles) < len(client.get("/wie-doet-wat?formaat=csv").text.splitlines())


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_whole_choice_is_taken_along(client: TestClient, form: str) -> None:
    answer = client.get(f"/wie-doet-wat?gemeente=Ridderkerk&formaat={form}")
    assert answer.headers["content-disposition"] == f'attachment; filename="wie-doet-wat.{form}"'
    if form == "csv":
        assert len(answer.text.strip().splitlines()) > 50


def test_a_value_that_is_not_there_is_told(client: TestClient) -> None:
    answer = client.get("/wie-doet-wat?gemeente=Riddrkerk<b>")
    assert answer.status_code == 200
    assert "Dit staat niet in de gegevens: Riddrkerk&lt;b&gt;." in answer.text
    assert rows(answer.text) == 0


@pytest.mark.parametrize("address", ["/wie-doet-wat?pagina=x", "/wie-doet-wat?formaat=pdf"])
def test_an_address_that_cannot_be_read_is_refused(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 400

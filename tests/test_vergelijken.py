"""Places side by side: what they share, what differs, and how completely each is known."""

import re

import pytest
from starlette.testclient import TestClient

from on_page import cells

TWO = "/vergelijken?plaats=Venlo&plaats=Ridderkerk"


def test_places_stand_side_by_side_with_what_differs(client: TestClient) -> None:
    page = client.get(TWO).text
    assert "Wat verschilt er tussen Venlo en Ridderkerk?" in page
    rows = list(zip(*(cells(page, name) for name in ("Venlo", "Ridderkerk", "Verschil")), strict=True))
    assert len(rows) > 20
    for venlo, ridderkerk, verdict in rows:
        assert (venlo == "niet genoemd") == ("niet genoemd bij Venlo" in verdict)
        assert (ridderkerk == "niet genoemd") == ("Ridderkerk" in verdict)
    assert {"gelijk", "verschilt"} < {verdict for *_, verdict in rows}


def test_only_differences_can_be_shown(client: TestClient) -> None:
    shown = cells(client.get(f"{TWO}&verschil=ja").text, "Verschil")
    assert shown
    assert "gelijk" not in shown
    assert len(shown) < len(cells(client.get(TWO).text, "Verschil"))


@pytest.mark.parametrize("aspect", ["taken", "regie", "afspraken", "onderdelen", "escalatie", "doelgroepen"])
def test_every_aspect_compares_something(client: TestClient, aspect: str) -> None:
    assert cells(client.get(f"{TWO}&deel={aspect}").text, "Verschil")


def test_municipalities_of_one_region_share_what_the_region_arranges(client: TestClient) -> None:
    page = client.get("/vergelijken?plaats=Haarlem&plaats=Velsen&plaats=Bloemendaal&deel=afspraken").text
    assert set(cells(page, "Verschil")) == {"gelijk"}


def test_a_comparison_says_how_completely_each_place_is_known(client: TestClient) -> None:
    page = client.get(TWO).text
    assert (
        "uittreksel" in page[page.index('id="bekend"') : page.index("</section>", page.index('id="bekend"'))]
    )


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("plaats=Venlo", "Kies 2 tot 10 gemeenten"),
        ("plaats=Venlo&plaats=Venlo", "Kies 2 tot 10 gemeenten"),
        ("plaats=Venlo&plaats=Riddrkerk", "Geen gemeente of regio heet &#39;Riddrkerk&#39;. Bedoelt u:"),
    ],
)
def test_what_cannot_be_compared_is_said_on_the_same_page(
    client: TestClient, query: str, sentence: str
) -> None:
    answer = client.get(f"/vergelijken?{query}")
    assert answer.status_code == 400
    assert sentence in answer.text
    assert "<form" in answer.text


def test_more_than_ten_places_are_refused(client: TestClient) -> None:
    names = re.findall(r'name="plaats" value="([^"]+)"', client.get("/vergelijken").text)
    answer = client.get("/vergelijken", params={"plaats": names[:11]})
    assert answer.status_code == 400
    assert "Kies 2 tot 10" in answer.text
    assert client.get("/vergelijken", params={"plaats": names[:10]}).status_code == 200

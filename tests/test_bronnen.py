"""Sources: what is said at a passage, its text, and who sees that."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from on_page import cells, links
from service.desk import Desk
from service.naslag import bronnen
from service.visitors import ANONYMOUS
from service.web import create_app

RIDDERKERK = "/bronnen/000_ee753b1a859cc1be.txt"


def test_a_passage_shows_everything_that_is_said_there(client: TestClient) -> None:
    page = client.get(f"{RIDDERKERK}?regel=39-40").text
    assert "Wat staat er op regel 39-40 van Ridderkerk?" in page
    lines = cells(page, "Regel")
    assert lines
    for first, _, last in (line.partition("-") for line in lines):
        assert int(first) <= 40
        assert int(last or first) >= 39
    assert "Kwartaalgesprek gemeente Ridderkerk met JBRR" in page


def test_the_part_of_a_document_is_named(client: TestClient) -> None:
    assert "bijlage 4" in client.get("/bronnen/001_979d5db9c398d6a9.txt?regel=520").text


def test_every_passage_of_an_answer_leads_to_its_page(client: TestClient) -> None:
    found = [link for link in links(client.get("/vragen/regie?gemeente=Venlo").text) if "/bronnen/" in link]
    assert found
    assert all(client.get(link).status_code == 200 for link in found)


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "bronnen"
    home.mkdir()
    (home / "000_ee753b1a859cc1be.txt").write_text("\n".join(f"tekst {n}" for n in range(1, 84)), "utf-8")
    monkeypatch.setenv("HGKM_BRONNEN", str(home))
    return home


def test_the_text_of_a_passage_is_shown_with_its_neighbours(client: TestClient, documents: Path) -> None:
    page = client.get(f"{RIDDERKERK}?regel=40-41").text
    assert re.findall(r"<mark>([^<]*)</mark>", page) == ["tekst 40", "tekst 41"]
    assert "tekst 37" in page
    assert "tekst 36" not in page
    assert "tekst 83" in client.get(f"{RIDDERKERK}?regel=83").text


def test_without_the_documents_one_sentence_says_so(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HGKM_BRONNEN", raising=False)
    assert "HGKM_BRONNEN" in client.get(f"{RIDDERKERK}?regel=40").text


def test_a_document_that_is_not_there_or_lies_elsewhere_is_not_shown(
    client: TestClient, documents: Path
) -> None:
    file = documents / "000_ee753b1a859cc1be.txt"
    secret = documents.parent / "geheim.txt"
    secret.write_text("geheim", "utf-8")
    file.unlink()
    assert "niet te lezen in de map" in client.get(f"{RIDDERKERK}?regel=1").text
    file.symlink_to(secret)
    page = client.get(f"{RIDDERKERK}?regel=1").text
    assert "niet te lezen in de map" in page
    assert "<mark>" not in page


@pytest.mark.parametrize("name", ["..%2Fgeheim.txt", "%2Fetc%2Fpasswd", "nee.txt", "%00"])
def test_a_source_that_is_not_known_is_no_page(client: TestClient, documents: Path, name: str) -> None:
    assert client.get(f"/bronnen/{name}?regel=1").status_code == 404


@pytest.mark.parametrize("lines", ["abc", "0", "9-3", "84", "1-2-3", "1-5000", "-4", "9" * 30])
def test_lines_that_are_none_are_refused_on_the_page(client: TestClient, lines: str) -> None:
    answer = client.get(RIDDERKERK, params={"regel": lines})
    assert answer.status_code == 400
    assert "is geen regel van deze bron" in answer.text


def test_strangers_see_what_is_said_but_not_the_document(
    shipped: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bronnen, "visitor_of", lambda _: ANONYMOUS)
    with TestClient(create_app(Desk(shipped)), base_url="http://127.0.0.1:8000") as client:
        page = client.get(f"{RIDDERKERK}?regel=40").text
    assert "<mark>" not in page
    assert "voor wie is aangemeld" in page
    assert cells(page, "Wat")


def test_a_long_source_is_leafed_through(client: TestClient) -> None:
    source = "/bronnen/001_979d5db9c398d6a9.txt"
    first, second = client.get(source).text, client.get(f"{source}?pagina=2").text
    assert f"{source}?pagina=2" in links(first)
    assert cells(first, "Wat") != cells(second, "Wat")
    assert client.get(f"{source}?pagina=9999").status_code == 200

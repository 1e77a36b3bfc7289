"""The live map in a real browser: what is drawn can be read, walked by keyboard, filtered and taken along."""

import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PLACES = ["Ridderkerk", "Venlo", "Utrecht-West", "Kennemerland", "Woerden", "Haarlem"]

OVERLAPS = """() => {
    const alone = {includeEdges: false, includeOverlays: false};
    const boxes = hgkmKaart.nodes().map(node => node.renderedBoundingBox(alone));
    return boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b =>
        a.x1 + 1 < b.x2 && b.x1 + 1 < a.x2 && a.y1 + 1 < b.y2 && b.y1 + 1 < a.y2)).length;
}"""
# How many names of relations are covered for more than a quarter by something else, and how many there are.
COVERED = """() => {
    const zoom = hgkmKaart.zoom();
    const names = hgkmKaart.edges(".benoemd").map(edge => {
        const {x, y} = edge.renderedMidpoint();
        const width = edge.data("kort").length * 5.6 * zoom;
        return {x1: x - width / 2, x2: x + width / 2, y1: y - 7 * zoom, y2: y + 7 * zoom};
    });
    const alone = {includeEdges: false, includeOverlays: false, includeLabels: false};
    const things = hgkmKaart.nodes().map(node => node.renderedBoundingBox(alone));
    const share = (a, b) => Math.max(0, Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1))
        * Math.max(0, Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1)) / ((a.x2 - a.x1) * (a.y2 - a.y1));
    return [names.filter((a, i) => names.some((b, j) => j > i && share(a, b) > 0.25)
        || things.some(thing => share(a, thing) > 0.25)).length, names.length];
}"""
SVG = "{http://www.w3.org/2000/svg}"


def show(page: Page, view: str, over: str, more: str = "") -> None:
    page.set_viewport_size({"width": 1600, "height": 1000})
    page.goto(f"/kaart?{urlencode({'beeld': view, 'over': over, 'ook': 'Venlo'})}{more}")
    page.wait_for_selector("#kaart[data-klaar]")


def drawn(page: Page) -> set[str]:
    names: list[str] = page.evaluate("hgkmKaart.nodes().map(node => node.data('naam'))")
    return set(names)


@pytest.mark.parametrize("view", ["wie-doet-wat", "samenwerking"])
@pytest.mark.parametrize("place", PLACES)
def test_no_name_covers_another(page: Page, view: str, place: str) -> None:
    show(page, view, place)
    assert len(drawn(page)) > 5
    assert page.evaluate(OVERLAPS) == 0
    page.locator("[data-kaart=open]").click()
    assert page.evaluate(OVERLAPS) == 0


@pytest.mark.parametrize(("view", "place"), [("escalatie", "Ridderkerk"), ("rond", "Wijkteam+ Venlo")])
def test_nine_in_ten_names_of_relations_that_are_shown_can_be_read(page: Page, view: str, place: str) -> None:
    show(page, view, place)
    covered, shown = page.evaluate(COVERED)
    assert shown
    assert covered <= shown / 10


def test_the_same_map_looks_the_same_tomorrow(page: Page) -> None:
    places = "Object.fromEntries(hgkmKaart.nodes().map(node => [node.id(), node.position()]))"
    show(page, "samenwerking", "Ridderkerk")
    before = page.evaluate(places)
    page.reload()
    page.wait_for_selector("#kaart[data-klaar]")
    assert page.evaluate(places) == before


def test_the_map_is_walked_by_keyboard_and_says_where_one_is(page: Page) -> None:
    show(page, "wie-doet-wat", "Ridderkerk")
    page.locator("#kaart").focus()
    said = page.locator("#kaart-melding")
    expect(said).to_contain_text("relatie")
    expect(said).to_contain_text("open punt")
    first = said.inner_text()
    page.keyboard.press("ArrowRight")
    expect(said).not_to_have_text(first)
    page.keyboard.press("Backspace")
    expect(said).to_have_text(first)
    page.keyboard.press("Escape")
    expect(page.locator("#kaart-zoek")).to_be_focused()


def test_a_group_opens_and_closes_and_the_address_remembers(page: Page) -> None:
    show(page, "wie-doet-wat", "Ridderkerk")
    assert "Ridderkerk (5)" in drawn(page)
    page.locator("#kaart-zoek").fill("beleidsmedewerker")
    page.keyboard.press("Enter")
    opened = drawn(page)
    assert "Ridderkerk (5)" not in opened
    page.reload()
    page.wait_for_selector("#kaart[data-klaar]")
    assert drawn(page) == opened
    page.locator("[data-kaart=dicht]").click()
    assert "Ridderkerk (5)" in drawn(page)


def test_the_legend_is_the_filter_and_the_table_keeps_in_step(page: Page) -> None:
    show(page, "wie-doet-wat", "Ridderkerk")
    rows = page.locator("#kaarttabel tbody tr:visible")
    everything = rows.count()
    page.get_by_label("niemand genoemd (6)").uncheck()
    assert "niemand genoemd" not in drawn(page)
    assert 0 < rows.count() < everything
    page.get_by_role("button", name="Alles terug").click()
    assert "niemand genoemd" in drawn(page)
    assert rows.count() == everything
    page.locator("#kaart-zoek").fill("Veilig Thuis Rotterdam")
    page.keyboard.press("Enter")
    assert 0 < rows.count() < everything


def test_time_leaves_out_what_does_not_hold_then_and_nothing_jumps(page: Page) -> None:
    show(page, "wie-doet-wat", "Ridderkerk")
    lines = page.evaluate("hgkmKaart.edges().length")
    place = "hgkmKaart.nodes()[0].position()"
    before = page.evaluate(place)
    page.locator("#kaart-dag").evaluate(
        "slider => { slider.value = slider.max; slider.dispatchEvent(new Event('input')) }"
    )
    assert page.evaluate("hgkmKaart.edges().length") < lines
    assert page.evaluate(place) == before
    assert page.locator("#kaart-dag-uitleg").inner_text().startswith("op ")


def test_the_way_between_two_is_told(page: Page) -> None:
    show(page, "samenwerking", "Ridderkerk")
    page.locator("#kaart-zoek").fill("Veilig Thuis Rotterdam Rijnmond")
    page.locator("#kaart-naar").fill("Zorg en Veiligheidshuis Rotterdam Rijnmond")
    page.locator(".kaart-balk button[type=submit]").click()
    expect(page.locator("#kaart-melding")).to_contain_text("De weg: Veilig Thuis Rotterdam Rijnmond, ")
    page.locator("#kaart-zoek").fill("bestaat niet")
    page.locator("#kaart-naar").fill("")
    page.locator(".kaart-balk button[type=submit]").click()
    expect(page.locator("#kaart-melding")).to_have_text("Op deze kaart staat geen 'bestaat niet'.")


def test_what_is_on_the_screen_comes_as_svg_and_png(page: Page, tmp_path: Path) -> None:
    show(page, "escalatie", "Ridderkerk")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download als SVG").click()
    download.value.save_as(tmp_path / "kaart.svg")
    picture = ET.parse(tmp_path / "kaart.svg").getroot()  # noqa: S314  our own file
    texts = " ".join("".join(text.itertext()) for text in picture.iter(f"{SVG}text"))
    assert "Bij wie kom je terecht" in texts
    assert "intern" in texts
    assert "Contactgegevens" in texts
    for name in drawn(page):
        assert name.split()[0] in texts
    arrows = [path for path in picture.iter(f"{SVG}path") if path.get("fill") == "none"]
    assert len(arrows) == page.evaluate("hgkmKaart.edges().length")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download als PNG").click()
    download.value.save_as(tmp_path / "kaart.png")
    assert (tmp_path / "kaart.png").read_bytes().startswith(b"\x89PNG")


def test_a_map_that_cannot_be_made_is_told_on_the_page(page: Page) -> None:
    page.goto("/kaart?beeld=wie-doet-wat&over=Venlo")
    for address, sentence in [
        ("/kaart?beeld=nergens&over=Venlo", "Er is geen kaart 'nergens'"),
        ("/kaart?beeld=wie-doet-wat&over=Venloo", "Geen gemeente of regio heet 'Venloo'"),
        ("/kaart?beeld=verschil&over=Venlo", "kies er nog een"),
    ]:
        answer = page.request.get(address)
        assert answer.status in {400, 404}
        page.set_content(answer.text())
        expect(page.get_by_role("alert")).to_contain_text(sentence)

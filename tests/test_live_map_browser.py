"""The live map in a real browser: what is drawn can be read, walked by keyboard, filtered and taken along."""

import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from graph.names import Kind
from viz.views import VIEWS

pytestmark = pytest.mark.browser

# Each region of the sources, with what a map that is about something else shows of it.
REGIONS = {
    "Ridderkerk": ("Veilig Thuis Rotterdam Rijnmond", "Samenwerkingsafspraak gemeente Ridderkerk en VTRR"),
    "Rotterdam-Rijnmond": (
        "wijkteams Ridderkerk",
        "Afspraak over de positie van het lokaal veld bij regionale partners",
    ),
    "Venlo": (
        "Wijkteam+ Venlo",
        "Formele samenwerkings- en uitvoeringsafspraken, te formuleren door de Leertafel",
    ),
    "Utrecht-West": (
        "Veilig Thuis in Utrecht-West",
        "Samenwerkingsafspraken gemeentelijk team Woerden en SVMN",
    ),
    "Kennemerland": (
        "Veilig Thuis Kennemerland",
        "Samenwerkingsafspraken Veilig Thuis en lokale (wijk)teams Haarlem (voorgenomen)",
    ),
}
# Regions of which no municipality by that name divides roles.
NO_ROLES = ("Rotterdam-Rijnmond", "Utrecht-West", "Kennemerland")
# Counts names of things that touch each other; and of the relations how many ought to say their name, how
# many do, and how many of those have over a quarter of it under another name or under a thing that is not
# faded, or say it at first sight in letters under 7.9 pixels. All from what is drawn on the screen.
MEASURE = """() => {
    const alone = {includeEdges: false, includeOverlays: false};
    const box = new Map(hgkmKaart.nodes().map(node => [node, node.renderedBoundingBox(alone)]));
    const all = [...box.values()];
    const touching = all.flatMap((a, i) => all.slice(i + 1).filter(b =>
        a.x1 + 1 < b.x2 && b.x1 + 1 < a.x2 && a.y1 + 1 < b.y2 && b.y1 + 1 < a.y2)).length;
    const words = {includeNodes: false, includeEdges: false, includeOverlays: false};
    const share = (a, b) => Math.max(0, Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1))
        * Math.max(0, Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1)) / (a.w * a.h);
    const letter = edge => parseFloat(edge.style("font-size")) * hgkmKaart.zoom();
    const count = (edges, smallest) => {
        const named = edges.filter(".benoemd"), names = named.map(edge => edge.renderedBoundingBox(words));
        const things = hgkmKaart.nodes().not(".ver").map(node => box.get(node));
        const covered = names.filter((a, i) => letter(named[i]) < smallest
            || names.some((b, j) => j > i && share(a, b) > 0.25)
            || things.some(thing => share(a, thing) > 0.25));
        return [edges.length, names.length, covered.length];
    };
    let told = count(hgkmKaart.edges(), 7.9);
    // Where there are too many, a relation says its name when one of its things is chosen.
    if (!told[1]) for (const node of hgkmKaart.nodes().sort((a, b) => b.degree() - a.degree()).slice(0, 12)) {
        node.emit("tap");
        told = count(node.connectedEdges(), 0).map((more, i) => more + (i || told[1] ? told[i] : 0));
        node.emit("tap");
    }
    return [touching, ...told];
}"""
SVG = "{http://www.w3.org/2000/svg}"


def show(page: Page, view: str, over: str, more: str = "") -> None:
    page.set_viewport_size({"width": 1600, "height": 1000})
    page.goto(f"/kaart?{urlencode({'beeld': view, 'over': over, 'ook': 'Venlo'})}{more}")
    page.wait_for_selector("#kaart[data-klaar]")


def drawn(page: Page) -> set[str]:
    names: list[str] = page.evaluate("hgkmKaart.nodes().map(node => node.data('naam'))")
    return set(names)


def resized(page: Page, width: int, height: int) -> None:
    """Give the window another size, and wait until the map knows."""
    page.evaluate("() => { window.told = new Promise(done => hgkmKaart.one('resize', () => done())) }")
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("window.told")


@pytest.mark.parametrize("view", VIEWS)
def test_names_can_be_read_on_the_map_of_each_region(page: Page, view: str) -> None:
    for place, (actor, agreement) in REGIONS.items():
        over = {Kind.ACTOR: actor, Kind.AFSPRAAK: agreement}.get(VIEWS[view].about[0], place)
        # What the network says is drawn over who works with whom: two regions tell, and where most is marked.
        told = {"Ridderkerk", "Utrecht-West"} | ({"Kennemerland"} if view == "zonder-afspraak" else set())
        if VIEWS[view].asked and place not in told:
            continue
        # Of the region's own plan is known what Ridderkerk's shows: the same map, but for what is open.
        if place == "Rotterdam-Rijnmond" and view in ("wie-doet-wat", "samenwerking", "escalatie", "fasen"):
            continue
        if len(VIEWS[view].about) > 1 and place in ("Venlo", *NO_ROLES):
            continue
        show(page, view, over)
        assert drawn(page)
        # With all groups open on the maps that have the most to show.
        for _ in range(2 if view in ("wie-doet-wat", "samenwerking", "gaten") else 1):
            touching, relations, shown, hidden = page.evaluate(MEASURE)
            assert touching == 0, place
            assert shown - hidden >= 0.9 * relations > 0, place
            page.locator("[data-kaart=open]").click()


def test_the_same_map_looks_the_same_tomorrow(page: Page) -> None:
    places = "Object.fromEntries(hgkmKaart.nodes().map(node => [node.id(), node.position()]))"
    show(page, "samenwerking", "Ridderkerk")
    before = page.evaluate(places)
    page.reload()
    page.wait_for_selector("#kaart[data-klaar]")
    assert page.evaluate(places) == before


def test_the_map_fits_the_window_until_somebody_zooms(page: Page) -> None:
    show(page, "samenwerking", "Ridderkerk")
    inside = """() => {
        const {x1, y1, x2, y2} = hgkmKaart.nodes().renderedBoundingBox({includeEdges: false});
        return x1 >= 0 && y1 >= 0 && x2 <= hgkmKaart.width() && y2 <= hgkmKaart.height()
            && Math.max((x2 - x1) / hgkmKaart.width(), (y2 - y1) / hgkmKaart.height()) > 0.85;
    }"""
    assert page.evaluate(inside)
    resized(page, 1000, 700)
    assert page.evaluate(inside)
    page.locator("#kaart").press("+")
    zoomed = page.evaluate("hgkmKaart.zoom()")
    resized(page, 1600, 1000)
    assert page.evaluate("hgkmKaart.zoom()") == zoomed
    page.get_by_role("button", name="Passend").click()
    assert page.evaluate(inside)


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
    for sign in ("Wat er staat", "organisatie", "niemand genoemd", "Wat hen verbindt", "escalatie"):
        assert sign in texts
    for name in drawn(page):
        assert name.split()[0] in texts
    arrows = [path for path in picture.iter(f"{SVG}path") if path.get("fill") == "none"]
    assert len(arrows) == page.evaluate("hgkmKaart.edges().length")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download als PNG").click()
    download.value.save_as(tmp_path / "kaart.png")
    assert (tmp_path / "kaart.png").read_bytes().startswith(b"\x89PNG")


def test_names_to_choose_from_come_while_one_types(page: Page) -> None:
    page.goto("/kaart")
    page.locator("#over").press_sequentially("veilig thuis")
    offered = page.locator("#namen-over option")
    expect(offered.first).to_contain_text("Veilig Thuis")
    assert "Veilig Thuis Kennemerland" in offered.all_text_contents()
    page.locator("#over").fill("")
    expect(page.locator("#namen-over option[value=Venlo]")).to_be_attached()


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

"""A session around a map, and a series that is presented, in a real browser and by keyboard."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from graph.confidentiality import Level
from on_page import barriers, nothing_wrong, sign_in
from service.access import Access
from service.clock import today
from service.desk import Desk
from service.visitors import Role
from service.web import create_app

pytestmark = pytest.mark.browser

MAP = "/kaart?beeld=wie-doet-wat&over=Oostwoud"
OVERLAPS = """() => {
    const alone = {includeEdges: false, includeOverlays: false};
    const boxes = hgkmKaart.nodes().map(node => node.renderedBoundingBox(alone));
    return boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b =>
        a.x1 + 1 < b.x2 && b.x1 + 1 < a.x2 && a.y1 + 1 < b.y2 && b.y1 + 1 < a.y2)).length;
}"""
PLACES = """() => Object.fromEntries(hgkmKaart.nodes('[merk != "concept"]').map(
    node => [node.id(), [Math.round(node.position("x")), Math.round(node.position("y"))]]))"""
CONCEPTS = (
    """() => hgkmKaart.nodes('[merk = "concept"]').map(node => node.data("tekst").replaceAll("\\n", " "))"""
)


@pytest.fixture(scope="module")
def address(
    own_store: Path, unchecked: None, serving: Callable[[FastAPI], AbstractContextManager[str]]
) -> Iterator[str]:
    with serving(create_app(Desk(own_store))) as address:
        yield address


@pytest.fixture
def facilitator(browser: Browser, address: str, own_store: Path) -> Iterator[Page]:
    """Open a page as somebody who may change the plan of Oostwoud, and who sees no complaint."""
    token = Access(own_store).create("Sam", Role.REDACTEUR, Level.INTERN, ("oostwoud",), today())
    with browser.new_context(base_url=address, viewport={"width": 1600, "height": 1000}) as context:
        page = context.new_page()
        # A refusal of what was typed is told by the browser too.
        with nothing_wrong(page, address, expected="status of 400"):
            sign_in(page, token, "Sam")
            yield page


def drawn(page: Page) -> Page:
    page.wait_for_selector("#kaart[data-klaar]")
    return page


def no_barriers(page: Page) -> None:
    assert barriers(page) == {}, page.url
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1600, "height": 1000})


def test_a_session_from_the_first_party_to_the_sheet(facilitator: Page, browser: Browser) -> None:
    page = facilitator
    page.goto(MAP)
    before = drawn(page).evaluate(PLACES)
    page.get_by_text("Sessie bij deze kaart beginnen").press("Enter")
    page.get_by_role("button", name="Begin voor Plan Oostwoud").press("Enter")
    items = drawn(page).locator("#parkeerlijst li")

    page.get_by_label("Welke partij? (verplicht)").first.fill("Stichting Zonnehof")
    page.keyboard.press("Enter")
    expect(items).to_have_count(1)
    expect(page.locator("#sessie-melding")).to_contain_text("Stichting Zonnehof doet mee")
    expect(page.locator("#partij-wie")).to_be_focused()
    page.locator("#kaart-zoek").fill("wijkteam Oostwoud")
    page.keyboard.press("Enter")
    page.locator("summary", has_text="Een vraag").press("Enter")
    expect(page.locator("#vraag-wie")).to_have_value("wijkteam Oostwoud")
    page.locator("#vraag-wat").fill("bel 06 12 34 56 78")
    page.locator(".inbreng[open] button").press("Enter")
    expect(page.locator("#sessie-melding")).to_contain_text("Geweigerd")
    page.locator("#vraag-wat").fill("Wie belt er terug?")
    page.locator(".inbreng[open] button").press("Enter")
    expect(items).to_have_count(2)

    for _ in range(2):
        assert page.evaluate(CONCEPTS) == [
            "* concept Stichting Zonnehof",
            "* concept Vraag 2: Wie belt er terug?",
        ]
        assert page.evaluate(PLACES) == before
        page.locator("[data-kaart=alles]").click()
        rows = page.locator("#kaarttabel tbody tr:visible")
        expect(rows.nth(0)).to_contain_text("Stichting Zonnehof")
        expect(rows.nth(1)).to_contain_text("Wie belt er terug?")
        expect(page.get_by_text("* concept (2)")).to_be_visible()
        expect(page.locator(".kaart-stand")).to_contain_text(
            "intern. Met 2 punten uit een sessie als concept"
        )
        page.reload()
        drawn(page)
    assert page.evaluate(OVERLAPS) == 0
    no_barriers(page)
    on_paper(page)
    follows(page, browser)
    sheet(page)


def on_paper(page: Page) -> None:
    """See that the whole map is printed, with what it is and how confidential."""
    page.emulate_media(media="print")
    drawing = page.locator(".kaart-papier svg")
    expect(drawing).to_be_visible()
    expect(page.locator("#kaart")).to_be_hidden()
    for part in ("Wie doet wat voor wie in Oostwoud?", "; intern", "* concept", "Stichting Zonnehof"):
        expect(drawing).to_contain_text(part)
    page.emulate_media(media="screen")
    expect(drawing).to_be_hidden()


def follows(page: Page, browser: Browser) -> None:
    """See that who looks on sees what is added and taken away, without a form to do so."""
    with browser.new_context() as context:
        other = context.new_page()
        other.goto(page.url)
        drawn(other)
        expect(other.locator("#parkeerlijst li")).to_have_count(2)
        expect(other.locator("#sessie form")).to_have_count(0)
        items = page.locator("#parkeerlijst li")
        items.first.get_by_role("button", name="Haal weg").press("Enter")
        expect(items).to_have_count(1)
        assert page.evaluate(CONCEPTS) == ["* concept Stichting Zonnehof"]
        expect(other.locator("#parkeerlijst li")).to_have_count(1, timeout=15_000)


def sheet(page: Page) -> None:
    """Work on what came of the session."""
    page.get_by_role("link", name="Uitkomstenblad").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Uitkomsten van de sessie van")
    point = page.locator("#punt-1")
    point.get_by_label("Wie pakt dit op?").fill("Oostwoud")
    page.keyboard.press("Enter")
    expect(page.locator("#deel-5")).to_contain_text("Oostwoud")
    point.get_by_role("button", name="Neem over in de gegevens").press("Enter")
    expect(page.locator("#deel-2")).to_contain_text("overgenomen")
    no_barriers(page)
    page.emulate_media(media="print")
    expect(point).to_be_hidden()
    page.emulate_media(media="screen")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download als Word").click()
    assert download.value.suggested_filename.startswith("uitkomsten-")


def test_a_series_is_made_arranged_presented_by_keyboard_and_taken_along(
    facilitator: Page, tmp_path: Path
) -> None:
    page = facilitator
    for view in ("wie-doet-wat", "samenwerking", "escalatie"):
        page.goto(f"/kaart?beeld={view}&over=Oostwoud")
        drawn(page).locator("[data-kaart=dicht]").click()
        page.get_by_text("Zet in serie").press("Enter")
        if page.get_by_label("In welke reeks?").count():
            page.get_by_label("In welke reeks?").select_option("Sessie over Oostwoud")
        else:
            page.get_by_label("Naam van de nieuwe reeks").fill("Sessie over Oostwoud")
        page.get_by_label("Titel van deze stap").fill(f"Stap {view}")
        page.get_by_label("Notities voor wie presenteert").fill(f"Zeg iets over {view}.")
        page.get_by_role("button", name="Zet in de reeks").press("Enter")
        expect(page.get_by_role("heading", level=2).last).to_have_text(f"Stap {view}")
    page.locator("#stap-3").get_by_role("button", name="Eerder").press("Enter")
    headings = page.locator(".stappen h2")
    expect(headings).to_have_text(["Stap wie-doet-wat", "Stap escalatie", "Stap samenwerking"])
    no_barriers(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download als bestand").click()
    download.value.save_as(tmp_path / "reeks.json")
    told = json.loads((tmp_path / "reeks.json").read_text("utf-8"))
    assert [(step["view"], step["state"]) for step in told["steps"]] == [
        ("wie-doet-wat", "open="),
        ("escalatie", "open="),
        ("samenwerking", "open="),
    ]

    page.get_by_role("link", name="Presenteren").press("Enter")
    drawn(page)
    assert page.url.endswith("stap=1#open=")
    no_barriers(page)
    page.get_by_role("button", name="Volledig scherm").press("Enter")
    expect(page.get_by_role("button", name="Volledig scherm uit")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    said, title = page.locator("#stap-melding"), page.get_by_role("heading", level=1)
    for key, step, name in (
        ("ArrowRight", 2, "escalatie"),
        ("Space", 3, "samenwerking"),
        ("ArrowRight", 3, "samenwerking"),
        ("PageUp", 2, "escalatie"),
        ("Home", 1, "wie-doet-wat"),
    ):
        page.keyboard.press(key)
        expect(said).to_have_text(f"Stap {step} van 3: Stap {name}")
        expect(title).to_have_text(f"Stap {name}")
        page.wait_for_selector(f"#podium[data-stap='{step}'] #kaart[data-klaar]")
    notes = page.get_by_text("Zeg iets over wie-doet-wat.")
    expect(notes).to_be_hidden()
    page.keyboard.press("n")
    expect(notes).to_be_visible()
    page.get_by_role("link", name="Volgende").press("Enter")
    expect(page.get_by_text("Zeg iets over escalatie.")).to_be_visible()
    expect(page.get_by_role("link", name="Volgende")).to_be_focused()
    assert page.evaluate("!!document.fullscreenElement")
    # On the map, arrows walk from one thing to the other.
    drawn(page)
    page.locator("#kaart").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#kaart-melding")).to_contain_text("relatie")
    expect(said).to_have_text("Stap 2 van 3: Stap escalatie")

    page.goto("/kaart/reeksen")
    page.get_by_label("Een reeks inlezen uit een bestand").set_input_files(tmp_path / "reeks.json")
    page.get_by_role("button", name="Inlezen", exact=True).press("Enter")
    expect(headings).to_have_text(["Stap wie-doet-wat", "Stap escalatie", "Stap samenwerking"])

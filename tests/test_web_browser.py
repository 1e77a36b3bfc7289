"""The pages in a real browser, as somebody uses them who has only a keyboard, a narrow screen or no light."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from on_page import barriers, nothing_wrong

pytestmark = pytest.mark.browser

ADDRESSES = Path(__file__).with_name("addresses.txt").read_text("utf-8").split()

# What one clicks on that can be seen and is less than 24 pixels wide or high.
SMALL = """() => [...document.querySelectorAll("nav a, button, select, input")]
    .filter(target => target.checkVisibility({visibilityProperty: true}))
    .map(target => [target.getBoundingClientRect(), target.outerHTML])
    .filter(([box]) => box.width && box.height && Math.min(box.width, box.height) < 24)
    .map(([, target]) => target)"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.locator(selector).evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{selector} cannot be reached with the keyboard")


@pytest.fixture(scope="module", params=ADDRESSES)
def opened(request: pytest.FixtureRequest, browser: Browser, served: str) -> Iterator[Page]:
    """Open each page in addresses.txt, once for all that is looked at there."""
    with browser.new_context(base_url=served) as context:
        page = context.new_page()
        with nothing_wrong(page, served):
            page.goto(request.param)
            yield page


def test_a_page_has_no_barrier_that_axe_knows_of(opened: Page) -> None:
    assert barriers(opened) == {}


def test_a_page_fits_every_screen(opened: Page) -> None:
    for width, scheme in product((320, 768, 1280), ("light", "dark")):
        opened.set_viewport_size({"width": width, "height": 800})
        opened.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        light = opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert light == (scheme == "light")
        assert opened.evaluate(SMALL) == []


@pytest.fixture(scope="module")
def plain(browser: Browser, served: str) -> Iterator[Page]:
    """Open a page in a browser that runs no scripts."""
    with browser.new_context(base_url=served, java_script_enabled=False) as context:
        yield context.new_page()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_says_the_same_without_scripts(plain: Page, address: str) -> None:
    plain.goto(address)
    expect(plain.get_by_role("heading", level=1)).to_be_visible()
    for scripted in (plain.get_by_role("button", name="Afdrukken"), plain.get_by_label("Filter de rijen")):
        expect(scripted.and_(plain.locator(":visible"))).to_have_count(0)


def test_a_question_is_asked_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_in_viewport()
    tab_to(page, "nav a[href='/vragen']")
    page.keyboard.press("Enter")
    tab_to(page, "main a[href='/vragen/wie-doet-wat']")
    page.keyboard.press("Enter")
    tab_to(page, "#gemeente")
    page.keyboard.type("Venlo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Antwoord")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("regel")
    assert "/vragen/wie-doet-wat?gemeente=Venlo&" in page.url


def test_the_skip_link_leads_past_the_menu(page: Page) -> None:
    page.goto("/vragen")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_what_has_the_focus_can_be_seen(page: Page) -> None:
    page.goto("/vragen/wie-doet-wat?gemeente=Venlo")
    for selector in ("nav a[href='/vragen']", "#gemeente", "main button[type=submit]", "th button"):
        page.locator(selector).first.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        style = "getComputedStyle(document.activeElement)"
        assert page.evaluate(f"{style}.outlineStyle") == "solid", selector
        assert page.evaluate(f"parseFloat({style}.outlineWidth)") >= 2, selector


def test_on_a_narrow_screen_the_menu_folds(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("/open-punten")
    button, menu = page.get_by_role("button", name="Menu"), page.get_by_role("navigation", name="Hoofdmenu")
    expect(menu).to_be_hidden()
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(menu.get_by_role("link", name="Open punten")).to_have_attribute("aria-current", "page")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()


def column(page: Page, at: int) -> list[str]:
    """Give the texts in a column of the rows that are shown, from above to below."""
    return page.locator(f"tbody tr:visible td:nth-child({at})").all_inner_texts()


def test_a_table_sorts_by_a_column_either_way(page: Page) -> None:
    page.goto("/vragen/wie-doet-wat?gemeente=Venlo")
    header = page.get_by_role("columnheader", name="Voor wie", exact=True)
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    up = column(page, 4)
    header.get_by_role("button").press("Enter")
    expect(header).to_have_attribute("aria-sort", "descending")
    down = column(page, 4)
    assert up[0] == [name for name in down if name][-1]
    assert up[-1] == down[-1] == "", "what is empty comes last"
    assert page.locator("th[aria-sort]").count() == 1


def test_numbers_sort_by_their_value(page: Page) -> None:
    page.goto("/vragen/regie")
    headers = page.get_by_role("columnheader")
    at = headers.all_inner_texts().index("Staat in")
    headers.nth(at).get_by_role("button").click()
    lines = [place for place in column(page, at + 1) if place.startswith("Kennemerland")]
    first = [int(re.findall(r"\d+", place)[0]) for place in lines]
    assert first == sorted(first)


def test_a_table_is_filtered_and_says_how_much_is_left(page: Page) -> None:
    page.goto("/vragen/wie-doet-wat?gemeente=Ridderkerk")
    every = page.locator("tbody tr").count()
    page.get_by_label("Filter de rijen").fill("VEILIG uitvoérend")
    left = page.locator("tbody tr:visible").count()
    assert 0 < left < every
    expect(page.get_by_role("status")).to_have_text(f"{left} van {every} rijen")
    for row in page.locator("tbody tr:visible").all_inner_texts():
        assert "veilig" in row.casefold()
    page.emulate_media(media="print")
    assert page.locator("tbody tr:visible").count() == left


def test_cards_sort_too(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("/vragen/wie-doet-wat?gemeente=Ridderkerk")
    before = column(page, 1)
    page.get_by_label("Sorteer op").select_option("Wat")
    assert column(page, 1) != before
    names = [name.casefold() for name in column(page, 3)]
    assert names == sorted(names, key=lambda name: name.lstrip("'"))


def test_open_points_are_narrowed_by_choosing(page: Page) -> None:
    page.goto("/open-punten")
    before = page.get_by_role("row").count()
    page.get_by_label("Plan", exact=True).select_option(index=1)
    page.get_by_label("Ernst", exact=True).select_option("eerst regelen")
    page.get_by_role("button", name="Tonen").click()
    assert page.get_by_role("row").count() < before
    expect(page.get_by_label("Ernst", exact=True)).to_have_value("violation")


@pytest.mark.parametrize(
    ("link", "ending"), [("Download als Excel (xlsx)", "xlsx"), ("Download als CSV", "csv")]
)
def test_a_table_comes_as_a_file(page: Page, link: str, ending: str) -> None:
    page.goto("/open-punten?plan=venlo")
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    assert download.value.suggested_filename == f"open-punten.{ending}"
    assert f"plan=venlo&formaat={ending}" in download.value.url


def test_the_map_comes_as_a_file(page: Page) -> None:
    page.goto("/kaart?beeld=wie-doet-wat&over=Ridderkerk")
    with page.expect_download() as download:
        page.get_by_role("link", name="Eén bestand om te mailen").click()
    assert download.value.suggested_filename == "kaart-ridderkerk.html"


def test_on_paper_there_is_only_what_was_asked(page: Page) -> None:
    page.goto("/vragen/wie-doet-wat?gemeente=Venlo")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("navigation", name="Hoofdmenu")).to_be_hidden()
    for form in page.locator("form").all():
        expect(form).to_be_hidden()
    expect(page.get_by_role("button", name="Afdrukken")).to_be_hidden()
    expect(page.get_by_role("table")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"

"""The pages in a real browser, as somebody uses them who has only a keyboard, a narrow screen or no light."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from service.desk import Desk
from service.serving import address_of, listen
from service.web import create_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(shipped: Path) -> Iterator[str]:
    """Serve the shipped plans on a free port; give the address of the first page."""
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(Desk(shipped)), log_level="error", access_log=False))
    serving = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    serving.start()
    yield address_of(listener)
    server.should_exit = True
    serving.join()
    listener.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Open a page that may ask nothing of anybody else and complain of nothing."""
    asked: list[str] = []
    complaints: list[str] = []
    with browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
    assert [url for url in asked if not url.startswith(address)] == []
    assert complaints == []


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(selector).evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{selector} cannot be reached with the keyboard")


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


def test_open_points_are_narrowed_by_choosing(page: Page) -> None:
    page.goto("/open-punten")
    before = page.get_by_role("row").count()
    page.get_by_label("Plan").select_option(index=1)
    page.get_by_label("Ernst").select_option("eerst regelen")
    page.get_by_role("button", name="Tonen").click()
    assert page.get_by_role("row").count() < before
    expect(page.get_by_label("Ernst")).to_have_value("violation")


def test_the_map_comes_as_a_file(page: Page, tmp_path: Path) -> None:
    page.goto("/kaart")
    page.get_by_label("Gemeente").select_option("Ridderkerk")
    with page.expect_download() as download:
        page.get_by_role("button", name="Kaart downloaden").click()
    assert download.value.suggested_filename == "kaart-ridderkerk.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize(
    "place", ["/", "/vragen", "/vragen/wie-doet-wat?gemeente=Venlo", "/open-punten", "/kaart"]
)
def test_a_page_fits_every_screen(page: Page, tmp_path: Path, place: str, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(place)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    light = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert light == (scheme == "light")
    for target in page.locator("nav a, button, select, input").all():
        box = target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
    page.screenshot(path=tmp_path / "page.png", full_page=True)


def test_on_paper_there_is_only_what_was_asked(page: Page) -> None:
    page.goto("/vragen/wie-doet-wat?gemeente=Venlo")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.locator("form")).to_be_hidden()
    expect(page.get_by_role("table")).to_be_visible()

"""The daily work in a real browser: what is due, a row changed in place, an open point answered."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from graph.confidentiality import Level
from on_page import barriers, sign_in
from service.access import Access
from service.clock import today
from service.desk import Desk
from service.visitors import Role
from service.web import create_app

pytestmark = pytest.mark.browser

ACTIVITY = "venlo-042-aanbieden"


@pytest.fixture(scope="module")
def store(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(shipped, tmp_path_factory.mktemp("work") / "store"))


@pytest.fixture(scope="module")
def address(store: Path, serving: Callable[[FastAPI], AbstractContextManager[str]]) -> Iterator[str]:
    """Serve a store that may be changed; the rules have run."""
    desk = Desk(store)
    desk.report()
    with serving(create_app(desk)) as address:
        yield address


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def editor(browser: Browser, address: str, store: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open a page as somebody who may change the plan of Venlo."""
    token = Access(store).create("Sam", Role.REDACTEUR, Level.INTERN, ("venlo",), today())
    with browser.new_context(base_url=address, java_script_enabled=request.param) as context:
        page = context.new_page()
        sign_in(page, token, "Sam")
        yield page


def test_open_points_come_of_themselves_once_the_rules_have_run(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Desk, "report_so_far", lambda *_: (None, False))
        page.goto("/open-punten?plan=venlo")
        expect(page.get_by_role("status")).to_contain_text("worden op dit moment nagegaan")
    expect(page.get_by_role("button", name="Ernst").first).to_be_visible()


def test_a_row_is_changed_in_place_with_the_keyboard(editor: Page) -> None:
    editor.goto("/plannen/venlo")
    row = editor.locator(f"#{ACTIVITY}")
    row.get_by_role("link", name="Bijwerken").press("Enter")
    editor.get_by_label("Stand", exact=True).select_option("afgerond")
    editor.get_by_label("Opmerking").fill("besproken in de raad")
    editor.get_by_role("button", name="Opslaan").press("Enter")
    expect(row).to_contain_text("afgerond")
    expect(row).to_contain_text("besproken in de raad")
    expect(row).to_be_in_viewport()
    editor.get_by_role("button", name="Maak ongedaan").first.press("Enter")
    expect(row).not_to_contain_text("besproken in de raad")


def test_an_open_point_is_answered_where_it_stands(editor: Page) -> None:
    editor.goto("/open-punten?plan=venlo&regel=GR-102")
    point = editor.locator("li[id^=punt-]").first
    name = point.locator("h3").inner_text()
    point.get_by_role("link", name="Beantwoorden").press("Enter")
    editor.get_by_label("Antwoord (verplicht)").select_option("staat elders")
    editor.get_by_label("Toelichting").fill("staat in de uitvoeringsagenda")
    editor.get_by_role("button", name="Antwoord opslaan").press("Enter")
    answered = editor.locator("li[id^=beantwoord-]").filter(has_text=name)
    expect(answered).to_contain_text("staat elders: staat in de uitvoeringsagenda")
    answered.get_by_role("button", name="Antwoord intrekken").press("Enter")
    expect(editor.locator("li[id^=beantwoord-]").filter(has_text=name)).to_have_count(0)


def test_forms_have_no_barrier_that_axe_knows_of(browser: Browser, address: str, store: Path) -> None:
    token = Access(store).create("Sam", Role.REDACTEUR, Level.INTERN, ("venlo",), today())
    with browser.new_context(base_url=address) as context:
        page = context.new_page()
        sign_in(page, token, "Sam")
        page.goto(f"/plannen/venlo?bewerk={ACTIVITY}")
        assert barriers(page) == {}
        page.goto("/open-punten?plan=venlo&regel=GR-102")
        page.locator("li[id^=punt-]").first.get_by_role("link", name="Beantwoorden").click()
        assert barriers(page) == {}

"""The pages on which things are looked up, in a real browser, as somebody goes through them."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_name_with_a_typing_error_leads_to_its_organisation(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").first.fill("riderkerk")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("riderkerk")
    page.get_by_role("link", name="Ridderkerk", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ridderkerk")


def test_a_question_leads_to_its_answer_and_on_to_the_source(page: Page) -> None:
    page.goto("/vragen")
    page.get_by_label("Uw vraag").fill("Wie voert casusregie in Venlo?")
    page.get_by_role("button", name="Vraag stellen").click()
    expect(page.get_by_role("heading", name="Antwoord")).to_be_visible()
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Venlo")
    expect(page.get_by_role("heading", name="Alles wat hieruit is overgenomen")).to_be_visible()


def test_places_are_chosen_and_narrowed_to_what_differs_with_the_keyboard(page: Page) -> None:
    page.goto("/vergelijken")
    for name in ("Venlo", "Ridderkerk"):
        page.get_by_label(name, exact=True).focus()
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ridderkerk en Venlo")
    before = page.get_by_role("row").count()
    page.get_by_role("link", name="Toon alleen wat verschilt").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Toon ook wat gelijk is")).to_be_visible()
    assert page.get_by_role("row").count() < before


def test_the_agenda_of_a_year_stands_by_month(page: Page) -> None:
    page.goto("/agenda")
    page.get_by_label("Periode").select_option("2021")
    page.get_by_role("button", name="Tonen").click()
    expect(page.get_by_role("heading", name="December 2021")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download als CSV").click()
    assert download.value.suggested_filename == "agenda.csv"


def test_the_editor_takes_an_example_over_and_shows_its_answer(page: Page) -> None:
    page.goto("/sparql-vragen")
    page.locator("summary", has_text="voorbeelden").click()
    page.get_by_role("link", name="Wie heeft welke regie, en waarover?").click()
    expect(page.locator("#yasgui .CodeMirror-code")).to_contain_text("begrip:regie")
    page.locator("#yasgui .yasqe_queryButton").click()
    expect(page.locator("#yasgui .yasr_results table")).to_contain_text("casusregie")


def test_without_scripting_a_query_is_asked_in_a_plain_field(page: Page, served: str) -> None:
    assert page.context.browser
    with page.context.browser.new_context(base_url=served, java_script_enabled=False) as context:
        plain = context.new_page()
        plain.goto("/sparql-vragen")
        plain.get_by_label("Vraag in SPARQL").fill("ASK { ?plan a <https://w3id.org/hgkm/def#Plan> }")
        plain.get_by_role("button", name="Vraag stellen").click()
        expect(plain.get_by_role("cell", name="ja")).to_be_visible()
        expect(plain.locator("#yasgui")).to_be_hidden()

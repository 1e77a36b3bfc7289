"""The map in a real browser, opened as a file on a machine without network."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from graph.loading import load_files
from graph.store import in_memory, open_reader
from ontology.vocabulary import GRAAF, TOOI_GEMEENTE
from viz.mailing import picture_html
from viz.onefile import map_html
from viz.views import picture

pytestmark = pytest.mark.browser
VENLO = TOOI_GEMEENTE.gm0983
SHOWN = "tbody tr:not([hidden])"
PAINTED = """() => {
    const canvas = document.querySelector("canvas");
    const blank = new OffscreenCanvas(canvas.width, canvas.height);
    const copy = blank.getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const dots = copy.getImageData(0, 0, canvas.width, canvas.height).data;
    let painted = 0;
    for (let at = 3; at < dots.length; at += 4) painted += dots[at] > 0;
    return painted;
}"""


@pytest.fixture(scope="module")
def file(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kaart") / "venlo.html"
    with open_reader(shipped) as store:
        path.write_text(map_html(store, gemeente=VENLO, today=date(2026, 11, 22)), encoding="utf-8")
    return path


class Visit:
    """A map that is opened, with everything that went wrong or tried to leave."""

    def __init__(self, browser: Browser, html: Path, dark: bool = False, width: int = 1600) -> None:
        self.address = html.as_uri()
        self.wrong: list[str] = []
        context = browser.new_context(
            viewport={"width": width, "height": 1000}, offline=True, color_scheme="dark" if dark else "light"
        )
        self.page: Page = context.new_page()
        self.page.route("**/*", self._handle)
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        self.page.goto(self.address)
        self.page.wait_for_selector("canvas")

    def _handle(self, route: Route, request: Request) -> None:
        if request.url == self.address:
            route.continue_()
        else:
            self.wrong.append(f"asked for {request.url}")
            route.abort()

    @property
    def rows(self) -> int:
        return self.page.locator(SHOWN).count()

    @property
    def told(self) -> str:
        return self.page.locator("#telling").inner_text()

    @property
    def painted(self) -> int:
        return int(self.page.evaluate(PAINTED))


@pytest.fixture
def visit(browser: Browser, file: Path) -> Iterator[Visit]:
    visit = Visit(browser, file)
    yield visit
    assert visit.wrong == []
    visit.page.context.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1600, 800])
def test_it_draws_without_network_and_without_complaint(
    browser: Browser, file: Path, dark: bool, width: int
) -> None:
    visit = Visit(browser, file, dark, width)
    assert visit.painted > 100_000
    assert visit.rows > 100
    assert visit.told.startswith(f"{visit.rows} van {visit.rows} relaties")
    assert not visit.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert visit.wrong == []
    visit.page.context.close()


def test_a_filter_narrows_picture_table_and_count_alike(visit: Visit) -> None:
    rows, painted = visit.rows, visit.painted
    visit.page.get_by_label("alleen open punten").check()
    assert 0 < visit.rows < rows
    assert visit.painted < painted / 2
    assert visit.told.startswith(f"{visit.rows} van {rows} relaties")
    visit.page.get_by_role("button", name="Alles tonen").click()
    expect(visit.page.locator(SHOWN)).to_have_count(rows)
    assert visit.painted == painted


@pytest.mark.parametrize(
    ("control", "choice", "column"),
    [("Alles van", "Wijkteam+ Venlo", 0), ("Soort", "niemand genoemd", 0), ("Rol", "geïnformeerd", 1)],
)
def test_a_choice_leaves_only_what_fits(visit: Visit, control: str, choice: str, column: int) -> None:
    visit.page.get_by_label(control, exact=True).select_option(label=choice)
    cells = visit.page.locator(f"{SHOWN} > :nth-child({column + 1})").all_inner_texts()
    assert set(cells) == {choice}


def test_searching_by_keyboard_finds_words_whatever_their_capitals_and_accents(visit: Visit) -> None:
    rows = visit.rows
    for _ in range(3):  # past the two links that skip
        visit.page.keyboard.press("Tab")
    visit.page.keyboard.type("GEINFORMEERD gezin")
    assert 0 < visit.rows < rows
    for text in visit.page.locator(SHOWN).all_inner_texts():
        assert "geïnformeerd" in text
        assert "gezin" in text.lower()
    visit.page.keyboard.press("Escape")
    expect(visit.page.locator(SHOWN)).to_have_count(rows)


def test_nothing_found_is_said(visit: Visit) -> None:
    visit.page.get_by_label("Zoek").fill("kwalbak")
    assert visit.rows == 0
    assert visit.told.startswith("0 van ")


def test_a_click_on_a_box_shows_all_of_it_and_a_second_click_everything(visit: Visit) -> None:
    rows = visit.rows
    choice = visit.page.get_by_label("Alles van")
    visit.page.get_by_label("Soort").select_option(label="niemand genoemd")
    narrowed = visit.rows
    canvas = visit.page.locator("canvas")
    canvas.click(position={"x": 700, "y": 88})
    assert choice.input_value().startswith("n")
    assert visit.rows < narrowed
    canvas.click(position={"x": 700, "y": 88})
    assert choice.input_value() == ""
    assert visit.rows == narrowed < rows


def test_the_table_sorts_by_keyboard_and_says_how(visit: Visit) -> None:
    header = visit.page.get_by_role("columnheader", name="rol")
    header.get_by_role("button").focus()
    visit.page.keyboard.press("Enter")
    roles = visit.page.locator("tbody tr > :nth-child(2)").all_inner_texts()
    assert header.get_attribute("aria-sort") == "ascending"
    assert roles == sorted(roles)
    visit.page.keyboard.press("Enter")
    assert header.get_attribute("aria-sort") == "descending"
    assert visit.page.locator("tbody tr > :nth-child(2)").all_inner_texts() == sorted(roles, reverse=True)


def test_a_sorted_table_still_follows_the_filter(visit: Visit) -> None:
    visit.page.get_by_role("columnheader", name="Wie", exact=True).get_by_role("button").click()
    visit.page.get_by_label("Rol", exact=True).select_option(label="casusregie")
    roles = visit.page.locator(f"{SHOWN} > :nth-child(2)").all_inner_texts()
    assert set(roles) == {"casusregie"}


def test_the_whole_map_fits_the_window_when_asked(visit: Visit) -> None:
    canvas = visit.page.locator("canvas")
    before = canvas.bounding_box()
    visit.page.get_by_role("button", name="Hele kaart in beeld").click()
    after = canvas.bounding_box()
    assert before
    assert after
    assert before["height"] > 1000 > after["height"]
    assert after["y"] >= 0


def test_on_paper_are_picture_and_table_without_controls(visit: Visit) -> None:
    visit.page.emulate_media(media="print")
    assert not visit.page.get_by_label("Zoek").is_visible()
    assert visit.page.locator("canvas").is_visible()
    assert visit.page.locator("table").is_visible()


def test_every_control_can_be_reached_and_shows_its_focus(visit: Visit) -> None:
    reached = []
    for _ in range(12):
        visit.page.keyboard.press("Tab")
        reached.append(
            visit.page.evaluate(
                "() => { const at = document.activeElement;"
                " return [at.id || at.className || at.textContent, getComputedStyle(at).outlineStyle] }"
            )
        )
    names = [name for name, _ in reached]
    for name in ("zoek", "alles-van", "soort", "rol", "open", "kleiner", "groter", "passend", "doek"):
        assert name in names
    assert {outline for _, outline in reached} == {"solid"}


def test_a_hostile_label_does_nothing_in_a_browser(browser: Browser, tmp_path: Path) -> None:
    turtle = tmp_path / "kwaad.ttl"
    label = """</script><img src=x onerror=alert(1)>'"&lt;b&gt;<style>*{display:none}</style>"""
    turtle.write_text(
        f"""@prefix hgkm: <https://w3id.org/hgkm/def#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <urn:t> a hgkm:Toedeling ; hgkm:wie <urn:a> ; hgkm:wat <urn:b> ; hgkm:alsRol <urn:r> .
        <urn:a> skos:prefLabel {label!r}@nl . <urn:r> skos:prefLabel {label!r}@nl .
        <urn:b> a hgkm:Taak ; skos:prefLabel {label!r}@nl .""",
        encoding="utf-8",
    )
    html = tmp_path / "kwaad.html"
    with in_memory() as store:
        load_files(store, [turtle], GRAAF.kwaad)
        html.write_text(map_html(store, today=date(2026, 11, 22)), encoding="utf-8")
    visit = Visit(browser, html)
    assert visit.page.locator("tbody th").inner_text() == label
    assert visit.painted > 1000
    place = visit.page.locator("canvas").bounding_box()
    assert place
    visit.page.mouse.move(place["x"] + 90, place["y"] + 80)
    visit.page.mouse.move(place["x"] + 100, place["y"] + 88, steps=5)
    assert visit.page.locator(".vis-tooltip").inner_text() == label
    assert visit.wrong == []
    visit.page.context.close()


def test_another_map_draws_and_filters_too(browser: Browser, shipped: Path, tmp_path: Path) -> None:
    path = tmp_path / "samenwerking.html"
    with open_reader(shipped) as store:
        path.write_text(
            picture_html(picture(store, "samenwerking", [VENLO]), today=date(2026, 11, 22)), "utf-8"
        )
    visit = Visit(browser, path)
    rows, painted = visit.rows, visit.painted
    assert painted > 50_000
    assert visit.told.startswith(f"{rows} van {rows} relaties. Organisatie: ")
    visit.page.locator("#rol").select_option("afspraak")
    assert 0 < visit.rows < rows
    assert visit.painted < painted
    assert visit.wrong == []
    visit.page.context.close()

"""What tests look for on a page: its links, its cells, the proof a form sends along, and barriers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

PATIENCE = 120_000  # milliseconds; what has many tests to run at once takes its time
AXE = Path(__file__).parents[1] / "service" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WORST = """async only => (await axe.run(document, {resultTypes: ["violations"], ...only})).violations.map(
    found => `${found.id}: ${found.nodes.slice(0, 3).map(node => node.html + " " + node.failureSummary)}`)"""


def links(page: str) -> list[str]:
    """Give where the links of a page lead, without those around it."""
    main = page[page.index("<main") : page.index("</main>")]
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', main)]


def cells(page: str, header: str) -> list[str]:
    """Give the texts in the cells under a header."""
    found = re.findall(rf'<td[^>]*data-kop="{header}"[^>]*>(.*?)</td>', page, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip() for cell in found]


def proof(client: TestClient, address: str = "/aanmelden") -> str:
    """Give what the forms on a page send along to show that they stood there."""
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(address).text)
    assert found
    return found[1]


def sign_in(page: Page, token: str, name: str) -> None:
    """Sign in with the token of somebody."""
    page.set_default_timeout(PATIENCE)
    page.goto("/aanmelden")
    page.locator("main input[name=token]").fill(token)
    page.locator("main input[name=token]").press("Enter")
    expect(page.get_by_text(f"Aangemeld als {name}")).to_be_visible()


@contextmanager
def nothing_wrong(page: Page, home: str, expected: str = "\n") -> Iterator[None]:
    """See that a page asks nothing of anybody but its home, and complains of nothing but what is expected."""
    asked: list[str] = []
    complaints: list[str] = []
    page.set_default_timeout(PATIENCE)
    page.on("request", lambda request: asked.append(request.url))
    # What the Content-Security-Policy forbids is a complaint too.
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield
    assert [url for url in asked if not url.startswith((home, "data:", "blob:"))] == []
    assert [line for line in complaints if expected not in line] == []


def barriers(page: Page) -> dict[str, list[str]]:
    """Give what axe finds wrong on a page, on a wide and a narrow screen, by day and by night.

    By night a page has other colours, and is the same for the rest.
    """
    page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, list[str]] = {}
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        found[f"{width} light"] = page.evaluate(WORST, {})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[f"{width} light"].append("wider than the screen")
        page.emulate_media(color_scheme="dark")
        found[f"{width} dark"] = page.evaluate(WORST, {"runOnly": ["color-contrast"]})
    return {how: wrong for how, wrong in found.items() if wrong}

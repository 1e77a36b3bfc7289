"""Measures the live map in a browser: how soon it can be used, and how many frames a second it pans at.

    python -m bench.maps                                    # the biggest map of the shipped plans
    python -m bench.maps --municipalities 20                # that of one municipality in an invented graph

The time goes from the request to the moment at which the map answers to mouse and keyboard; the first is that
of a map nobody has asked for yet. All groups are opened before panning. It prints JSON and keeps nothing.
"""

import argparse
import json
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from urllib.parse import urlencode

import uvicorn
from playwright.sync_api import CDPSession, Page, sync_playwright

from bench.generate import generate
from graph.loading import ONTOLOGIE, load_files, load_shipped
from graph.store import open_owner
from ontology.vocabulary import ontology_files
from service.desk import Desk
from service.serving import address_of, listen
from service.web import create_app

_TIMES = 6
_PANNING = """async () => {
    const began = performance.now();
    const frames = [];
    await new Promise(done => {
        const step = now => {
            frames.push(now);
            hgkmKaart.panBy({x: frames.length % 60 < 30 ? 6 : -6, y: frames.length % 2 ? 2 : -2});
            performance.now() - began < 3000 ? requestAnimationFrame(step) : done();
        };
        requestAnimationFrame(step);
    });
    const gaps = frames.slice(1).map((now, i) => now - frames[i]).sort((a, b) => a - b);
    return [(frames.length - 1) / (frames.at(-1) - frames[0]) * 1000, gaps[Math.floor(gaps.length * 0.95)]];
}"""


def measure(page: Page, address: str) -> dict[str, object]:
    """Measure one map; times in seconds."""
    seconds, serving = [], []
    for _ in range(_TIMES):
        began, busy = perf_counter(), process_time()
        page.goto(address)
        page.wait_for_selector("#kaart[data-klaar]")
        seconds.append(round(perf_counter() - began, 2))
        serving.append(round(process_time() - busy, 2))
        page.goto("about:blank")
    # The processor's time, because a machine is seldom idle.
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _busy(session)
    page.goto(address)
    page.wait_for_selector("#kaart[data-klaar]")
    drawing = _busy(session) - before
    page.locator("[data-kaart=open]").click()
    rate, slow = page.evaluate(_PANNING)
    return {
        "things drawn": page.evaluate("hgkmKaart.nodes().length"),
        "relations drawn": page.evaluate("hgkmKaart.edges().length"),
        "seconds to the first use": seconds[0],
        "seconds to use after that": median(seconds[1:]),
        "seconds of the processor in the service, the first time": serving[0],
        "seconds of the processor in the page": round(drawing, 2),
        "frames a second while panning": round(rate, 1),
        "milliseconds between frames, 95%": round(slow, 1),
    }


def _busy(session: CDPSession) -> float:
    """Give how long the processor has worked on the page, in seconds."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def main() -> None:
    """Make a store, serve it, and measure its map."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--municipalities", type=int, default=0, help="how many to invent; 0: the plans")
    parser.add_argument("--place", default="", help="what the map is about")
    parser.add_argument("--view", default="wie-doet-wat")
    asked = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))))
    with tempfile.TemporaryDirectory() as directory:
        store = Path(directory) / "store"
        with open_owner(store) as owner:
            if asked.municipalities:
                generate(Path(directory), asked.municipalities)
                load_files(owner, ontology_files(), ONTOLOGIE)
                load_files(owner, [Path(directory) / "graph.nq"])
            else:
                load_shipped(owner)
        place = asked.place or ("Gemeente 0001" if asked.municipalities else "Kennemerland")
        listener, desk = listen("127.0.0.1", 0), Desk(store)
        desk.begin()  # as the service does when it starts
        server = uvicorn.Server(uvicorn.Config(create_app(desk), log_level="error", access_log=False))
        serving = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        serving.start()
        try:
            with (
                sync_playwright() as playwright,
                playwright.chromium.launch(executable_path=chromium) as browser,
            ):
                page = browser.new_page(viewport={"width": 1600, "height": 1000})
                choice = urlencode({"beeld": asked.view, "over": place})
                figures = measure(page, f"{address_of(listener)}kaart?{choice}")
        finally:
            server.should_exit = True
            serving.join()
            listener.close()
    figures = {"map": f"{asked.view} {place}", **figures}
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()

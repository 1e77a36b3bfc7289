"""What several test files need: the shipped plans in a store, a small region of its own, and a browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from graph.loading import ONTOLOGIE, load_files, load_shipped
from graph.store import Store, in_memory, open_owner
from ontology.vocabulary import ontology_files


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the path of a store that holds what comes with hgkm; tests only read it."""
    path = tmp_path_factory.mktemp("shipped") / "store"
    with open_owner(path) as store:
        load_shipped(store)
    return path


@pytest.fixture(scope="session")
def woudland() -> Iterator[Store]:
    """Give a store with a region of two municipalities that do not exist; tests only read it."""
    with in_memory() as store:
        load_files(store, ontology_files(), ONTOLOGIE)
        load_files(store, [Path(__file__).parent / "woudland.trig"])
        yield store


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Give the chromium of this machine."""
    names = [os.environ.get("HGKM_CHROMIUM"), "chromium", "google-chrome", "chromium-browser", "chrome"]
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if not found:
        pytest.fail("There is no chromium here: install it, or say where it is in HGKM_CHROMIUM.")
    return Path(found)


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """Give a browser; each test opens a context of its own in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        yield browser
        browser.close()

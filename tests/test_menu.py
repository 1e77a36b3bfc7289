"""The menus lead to pages that are there, and that every check of the pages walks."""

from pathlib import Path

from service.menu import FOOT, MAIN


def test_every_page_in_a_menu_is_walked() -> None:
    walked = Path(__file__).with_name("addresses.txt").read_text("utf-8").split()
    missing = {entry.path for entry in (*MAIN, *FOOT)} - {address.partition("?")[0] for address in walked}
    assert missing == set(), "add these to tests/addresses.txt"


def test_no_page_is_in_the_menus_twice() -> None:
    entries = [*MAIN, *FOOT]
    assert len({entry.path for entry in entries}) == len({entry.word for entry in entries}) == len(entries)

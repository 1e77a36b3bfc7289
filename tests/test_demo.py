"""The demo, from an empty directory to pages that can be opened, and serving as such."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from graph.errors import HgkmError
from graph.export import export
from graph.store import open_owner, open_reader
from service.serving import address_of, listen

PROGRAM = Path(sys.executable).with_name("hgkm")
Starter = Callable[..., subprocess.Popen[str]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Run the demo once; give its store and what it said."""
    store = tmp_path_factory.mktemp("demo") / "store"
    done = subprocess.run(
        [PROGRAM, "demo", "--no-serve", "--store", store],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stderr == ""
    return store, done.stdout


@pytest.mark.parametrize("place", ["Ridderkerk", "Venlo"])
def test_it_says_who_does_what_for_whom(told: tuple[Path, str], place: str) -> None:
    section = next(
        part for part in told[1].split("Wie doet wat voor wie: ")[1:] if place in part.splitlines()[0]
    )
    for header in ("Wie", "Als rol", "Wat", "Voor wie", "Staat in"):
        assert header in section
    assert "regel" in section
    assert "hgkm query wie-doet-wat --param plan=" in section


def test_it_sums_up_what_is_not_arranged_yet(told: tuple[Path, str]) -> None:
    for words in ("eerst regelen", "aandachtspunt", "ter info"):
        assert words in told[1]
    assert re.search(r"GR-102 .+ \d+", told[1])


def test_it_says_where_the_maps_are(told: tuple[Path, str]) -> None:
    maps = [Path(line.removeprefix("Map: ")) for line in told[1].splitlines() if line.startswith("Map: ")]
    assert [file.name for file in maps] == ["kaart-ridderkerk.html", "kaart-venlo.html"]
    assert all(file.read_text("utf-8").startswith("<!doctype html>") for file in maps)


def test_it_fits_a_screen_of_a_hundred_characters_where_there_is_none(told: tuple[Path, str]) -> None:
    tables = [line for line in told[1].splitlines() if not line.startswith(("Map: ", "Loaded ", "Wie doet "))]
    assert max(map(len, tables)) <= 100


@contextmanager
def started(*arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Start a command that serves; give the process, the address that it says and what it said before."""
    process = subprocess.Popen(
        [PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        said = ""
        for line in iter(process.stdout.readline, ""):
            if found := re.match(r"Pages: (\S+)", line):
                yield process, found[1], said
                return
            said += line
        pytest.fail(f"it never said where the pages are, but: {said}")
    finally:
        process.kill()
        process.communicate()


def stop(process: subprocess.Popen[str], how: signal.Signals) -> None:
    """Tell a command to stop, and see that it does so without complaint."""
    process.send_signal(how)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no way to send Ctrl-C to one process")
def test_doing_it_again_changes_nothing_and_serves_until_ctrl_c(told: tuple[Path, str]) -> None:
    def content() -> bytes:
        with open_reader(told[0]) as store:
            return export(store, "nquads")

    before = content()
    with started("demo", "--store", told[0], "--port", "0") as (process, address, said):
        assert address.startswith("http://127.0.0.1:")
        assert said == told[1]
        assert "Wie doet wat voor wie" in httpx2.get(address, timeout=60).text
        stop(process, signal.SIGINT)
    assert content() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no way to end one process in good order")
def test_it_serves_what_is_there_until_it_is_told_to_stop(own_store: Path) -> None:
    with started("serve", "--store", own_store, "--port", "0") as (process, address, _):
        assert "Oostwoud" in httpx2.get(f"{address}plannen", timeout=60).text
        stop(process, signal.SIGTERM)


def test_a_port_that_is_taken_is_told_before_anything_is_done(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        for command in (["demo"], ["serve"]):
            done = subprocess.run(
                [PROGRAM, *command, "--port", port, "--store", tmp_path / "store"],
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
            assert done.returncode == 2
            assert done.stderr.count("\n") == 1
            assert port in done.stderr
            assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_it_listens_on_this_machine(host: str) -> None:
    if host == "::1" and not socket.has_dualstack_ipv6():
        pytest.skip("no IPv6 on this machine")
    with listen(host, 0) as listener:
        assert re.match(r"http://(127\.0\.0\.1|\[::1\]):\d+/$", address_of(listener))


@pytest.mark.parametrize("host", ["192.0.2.7", "", "not an address"])
def test_it_listens_at_no_address_that_is_not_of_this_machine(host: str) -> None:
    with pytest.raises(HgkmError, match="--host"):
        listen(host, 0)


def test_the_first_start_shows_a_token_that_opens_a_session(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with open_owner(store):
        pass
    with started("serve", "--store", store, "--port", "0") as (process, address, _):
        assert process.stdout
        assert "sign in" in process.stdout.readline()
        token = process.stdout.readline().strip()
        with httpx2.Client(base_url=address) as client:
            proof = re.search(r'name="csrf" value="([^"]+)"', client.get("/aanmelden", timeout=60).text)
            assert proof
            answer = client.post("/aanmelden", data={"token": token, "csrf": proof[1]})
            assert answer.status_code == 303
            assert "Aangemeld als beheerder" in client.get("/kaart").text
    assert token.rpartition("_")[2] not in (store / "access" / "tokens.json").read_text("utf-8")
    with started("serve", "--store", store, "--port", "0") as (process, *_):
        process.terminate()
        assert "sign in" not in process.communicate(timeout=20)[0]


def test_elsewhere_it_says_that_everybody_is_a_stranger(own_store: Path) -> None:
    with started("serve", "--store", own_store, "--port", "0", "--host", "0.0.0.0") as (process, address, _):
        assert process.stdout
        assert "openbaar" in process.stdout.readline()
        there = address.replace("0.0.0.0", "127.0.0.1")
        assert "/aanmelden" not in httpx2.get(there, timeout=60).text

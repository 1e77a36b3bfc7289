"""The store on disk: who reads and who changes it when, what is left when one is killed, and where it is."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as oxigraph
import pytest

from graph.directory import store_path
from graph.errors import StoreBusyError, StoreError
from graph.store import ReadStore, Store, open_owner, open_reader, scratch
from graph.terms import named
from ontology.vocabulary import GRAAF, ID

A, B = GRAAF["a"], GRAAF["b"]
ALL = "SELECT DISTINCT ?s WHERE { ?s ?p ?o } ORDER BY ?s"


def quad(subject: str) -> oxigraph.Quad:
    return oxigraph.Quad(named(ID[subject]), named(ID["p"]), oxigraph.Literal("x"), named(A))


def subjects(store: Store) -> list[str]:
    return [str(row[0]).removeprefix(ID) for row in store.select(ALL).rows]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a store with one quad in it."""
    with open_owner(tmp_path / "store") as store:
        store.change([], [quad("first")])
    return tmp_path / "store"


def test_a_reader_may_be_given_all_graphs_there_are(path: Path) -> None:
    with open_reader(path) as reader:
        assert reader.select(ALL, [A, B]).rows == reader.select(ALL, [A]).rows == [(ID["first"],)]
        assert reader.select(ALL, [B]).rows == []


def test_a_store_on_disk_keeps_what_is_in_it(path: Path) -> None:
    with open_owner(path) as store:
        assert subjects(store) == ["first"]


def test_a_reader_sees_the_last_change_beside_the_owner(path: Path) -> None:
    with open_owner(path) as store:
        store.change([], [quad("second")])
        with open_reader(path) as reader:
            assert reader.select(ALL).rows == [(ID["first"],), (ID["second"],)]


def test_a_reader_keeps_what_it_saw_when_it_was_opened(path: Path) -> None:
    with open_owner(path) as store, open_reader(path) as reader:
        for number in range(5):
            store.change(store.quads(), [quad(f"n-{number}")])
        assert reader.select(ALL).rows == [(ID["first"],)]


def test_checkpoints_that_nobody_uses_are_removed(path: Path) -> None:
    def kept() -> int:
        return len(list((path / "checkpoints").iterdir()))

    with open_owner(path) as store:
        with open_reader(path):
            store.change([], [quad("second")])
            store.change([], [quad("third")])
            assert kept() == 2
        store.change([], [quad("fourth")])
        assert kept() == 1


def test_a_what_if_leaves_the_store_as_it_was(path: Path) -> None:
    with scratch(path) as copy:
        copy.replace_graphs([quad("draft")])
        assert subjects(copy) == ["draft"]
        with open_reader(path) as reader:
            assert reader.select(ALL).rows == [(ID["first"],)]
    assert list((path / "scratch").iterdir()) == []
    assert list((path / "leases").iterdir()) == []


def in_another_process(code: str, path: Path) -> subprocess.Popen[str]:
    """Start a program, and wait until it says that it is under way."""
    lines = (
        "from graph.store import *\nfrom pathlib import Path\nimport sys, time\npath = Path(sys.argv[1])\n"
    )
    started = subprocess.Popen(
        [sys.executable, "-P", "-c", lines + code, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert started.stdout
    assert started.stdout.readline() == "under way\n"
    return started


@pytest.fixture
def owned_elsewhere(path: Path) -> Iterator[Path]:
    """Give a store that another process owns."""
    with in_another_process("with open_owner(path): print('under way', flush=True); input()", path) as other:
        yield path
        other.communicate("\n")
    assert other.returncode == 0


def test_a_store_has_one_owner(owned_elsewhere: Path) -> None:
    with pytest.raises(StoreBusyError, match="in use by another process") as raised:
        open_owner(owned_elsewhere)
    assert "\n" not in raised.value.english


def test_a_store_that_is_owned_elsewhere_can_be_read(owned_elsewhere: Path) -> None:
    with open_reader(owned_elsewhere) as reader, scratch(owned_elsewhere) as copy:
        assert len(reader) == len(copy) == 1


WRITER = """
def numbered(number):
    p, g = named("http://x/p"), named("https://w3id.org/hgkm/graaf/a")
    return [Quad(named(f"http://x/{i}"), p, oxigraph.Literal(number), g) for i in range(200)]

with open_owner(path) as store:
    print("under way", flush=True)
    for number in range(1, 1_000_000):
        store.replace_graphs(numbered(number))
"""


def test_readers_beside_a_busy_writer_never_see_half_a_change_nor_does_a_killed_one_leave_it(
    path: Path,
) -> None:
    def seen() -> int:
        with open_reader(path) as reader:
            rows = reader.select("SELECT ?o (COUNT(*) AS ?n) WHERE { ?s <http://x/p> ?o } GROUP BY ?o").rows
        assert [int(str(row[1])) for row in rows] in ([], [200])
        return int(str(rows[0][0])) if rows else 0

    with in_another_process(WRITER, path) as writer:
        values = [seen()]
        while len(set(values)) < 10:
            assert writer.poll() is None
            values.append(seen())
        os.kill(writer.pid, signal.SIGKILL)
    assert values == sorted(values)
    (path / "checkpoints" / "99999999.tmp").mkdir(
        exist_ok=True
    )  # what an owner leaves that is killed while publishing
    with open_owner(path) as store:
        assert len(store) == 200
    assert len(list((path / "checkpoints").iterdir())) == 1
    assert seen() >= values[-1]


def test_what_a_killed_reader_held_is_cleared_away(path: Path) -> None:
    code = "r = open_reader(path); s = scratch(path); print('under way', flush=True); time.sleep(600)"
    with in_another_process(code, path) as reader:
        os.kill(reader.pid, signal.SIGKILL)
    assert list((path / "scratch").iterdir())
    with open_owner(path) as store:
        store.change([], [quad("second")])
    assert list((path / "scratch").iterdir()) == []
    assert list((path / "leases").iterdir()) == []
    assert len(list((path / "checkpoints").iterdir())) == 1


def test_what_was_committed_but_not_published_is_published_by_the_next_owner(path: Path) -> None:
    database = oxigraph.Store(path / "live")
    database.add(quad("second"))
    del database
    open_owner(path).close()
    with open_reader(path) as reader:
        assert len(reader) == 2


# A path that is no store

Opening = Callable[[Path], ReadStore]


@pytest.mark.parametrize("opening", [open_reader, scratch])
@pytest.mark.parametrize("made", [False, True], ids=["no directory", "empty directory"])
def test_there_is_nothing_to_read_before_something_is_loaded(
    tmp_path: Path, opening: Opening, made: bool
) -> None:
    path = tmp_path / "store"
    if made:
        path.mkdir()
    with pytest.raises(StoreError, match="There is no store at"):
        opening(path)
    assert path.exists() == made


@pytest.mark.parametrize("opening", [open_owner, open_reader, scratch])
def test_a_directory_of_somebody_else_is_left_alone(tmp_path: Path, opening: Opening) -> None:
    (tmp_path / "brief.docx").write_text("...")
    with pytest.raises(StoreError, match="is not a store of hgkm"):
        opening(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["brief.docx"]


@pytest.mark.parametrize("opening", [open_owner, open_reader, scratch])
def test_a_file_is_no_store(tmp_path: Path, opening: Opening) -> None:
    path = tmp_path / "store"
    path.write_text("...")
    with pytest.raises(StoreError, match="is not a store of hgkm"):
        opening(path)
    assert path.read_text() == "..."


def test_a_store_of_another_version_is_left_alone(path: Path) -> None:
    (path / "hgkm-store.json").write_text('{"layout": 99}')
    with pytest.raises(StoreError, match="another version of hgkm"):
        open_owner(path)


def test_a_store_that_cannot_be_made_gives_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("...")
    with pytest.raises(StoreError, match="cannot be used: Not a directory"):
        open_owner(tmp_path / "file" / "store")


def test_a_damaged_store_gives_one_clear_line_and_can_be_tried_again(path: Path) -> None:
    (path / "live" / "CURRENT").write_text("broken")
    for _ in range(2):
        with pytest.raises(StoreError, match="cannot be used") as raised:
            open_owner(path)
        assert "\n" not in raised.value.english


# Where the store is


def test_the_option_counts_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HGKM_STORE", "/from/environment")
    assert store_path("/from/option") == Path("/from/option")
    assert store_path() == Path("/from/environment")


def test_without_either_each_user_has_a_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("HGKM_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert store_path().parts[-2:] == ("hgkm", "store")


def test_a_store_on_a_server_is_refused() -> None:
    with pytest.raises(StoreError, match="give a path"):
        store_path("https://sparql.example.org/hgkm")

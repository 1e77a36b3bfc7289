"""The directory in which a store lives: who owns it, and what the others may read.

    hgkm-store.json        says that this is a store, and how it is laid out
    owner.lock             held by the one process that may open `live`
    live/                  the Oxigraph database; never opened by anybody but the owner
    checkpoints/00000007/  the database as it was after a commit: hard links, made in milliseconds
    columns/00000007/      what is kept beside that checkpoint, if it is a big one
    doubtful               there while the database changes: what is kept may not be of what is in it
    newest                 the number of the newest checkpoint, replaced as a whole
    leases/00000007-….lock held by a process that uses checkpoint 7
    scratch/00000007-…/    a writable copy of checkpoint 7, thrown away with its lease

A second process that opens a live Oxigraph directory, even to read, corrupts it. So the owner publishes a
checkpoint after each commit and everybody else uses the newest one. A lease keeps a checkpoint alive while
it is used. The operating system drops the lock of a process that dies, so nothing is left behind for good:
the owner sweeps at every publication.

This module knows paths, locks and copies. What is in the database and how it is asked is the business of
`graph.store`.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import filelock
import platformdirs
import pyoxigraph as oxigraph

from graph.errors import StoreBusyError, StoreError
from graph.output import replace_file

_MARKER = "hgkm-store.json"
_LAYOUT = 1


def store_path(value: str | None = None) -> Path:
    """Say where the store is.

    Args:
        value: what `--store` gave; without it the environment variable HGKM_STORE counts, and without that
            the place where this user's programs keep their data.

    Raises:
        StoreError: the value is a URL, which this version cannot use.
    """
    value = value or os.environ.get("HGKM_STORE")
    if not value:
        return platformdirs.user_data_path("hgkm", appauthor=False) / "store"
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", value):
        raise StoreError(
            f"The store {value} is a URL, and this version keeps its store in a directory: give a path.",
            f"De opslag {value} is een webadres; deze versie bewaart de gegevens in een map: geef een pad.",
        )
    return Path(value).expanduser()


@dataclass(frozen=True)
class Ownership:
    """The right to open and change `live`, until `release`."""

    root: Path
    lock: filelock.BaseFileLock

    @property
    def live(self) -> Path:
        """Give the directory of the database itself."""
        return self.root / "live"

    @property
    def columns(self) -> Path:
        """Give the directory of what is kept beside the newest checkpoint; it need not be there."""
        return _columns(self.root, _newest(self.root) or 0)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Doubt what is kept while the database changes, until `publish`; if it cannot change, no longer."""
        if self._doubtful.exists():  # it changed before, and that was never published
            shutil.rmtree(self.columns, ignore_errors=True)
        elif self.columns.exists():
            replace_file(self._doubtful, b"")
        try:
            yield
        except BaseException:
            self._doubtful.unlink(missing_ok=True)
            raise

    def publish(self, database: oxigraph.Store, keep: Callable[[Path], None] | None = None) -> None:
        """Make what is in the database now the newest checkpoint, and remove those that nobody uses.

        Args:
            database: the database in `live`.
            keep: makes what is kept beside the last checkpoint fit for this one, in a copy that it gets;
                without it nothing has changed since.
        """
        number = max((int(path.stem) for path in self._checkpoints()), default=0) + 1
        making = _columns(self.root, number).with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        if self.columns.exists() and (keep or not self._doubtful.exists()):
            shutil.copytree(self.columns, making, copy_function=_link_or_copy)
        if keep:
            keep(making)
        if making.exists():
            making.rename(_columns(self.root, number))
        database.backup(_checkpoint(self.root, number))
        replace_file(self.root / "newest", f"{number}\n".encode())
        self._doubtful.unlink(missing_ok=True)
        self._sweep(newest=number)

    def _sweep(self, newest: int) -> None:
        held = set()
        for path in (self.root / "leases").glob("*.lock"):
            try:
                with filelock.FileLock(path, timeout=0):
                    pass
            except filelock.Timeout:
                held.add(path.stem)
            else:
                path.unlink(missing_ok=True)
        for path in (self.root / "scratch").iterdir():
            if path.name not in held:
                shutil.rmtree(path, ignore_errors=True)
        used = {int(name.partition("-")[0]) for name in held}
        for path in self._checkpoints():
            # One with an extension was being made by an owner that was killed.
            if path.suffix or (int(path.stem) < newest and int(path.stem) not in used):
                shutil.rmtree(path, ignore_errors=True)
        for path in (self.root / "columns").iterdir():
            if path.suffix or not _checkpoint(self.root, int(path.stem)).exists():
                shutil.rmtree(path, ignore_errors=True)

    def _checkpoints(self) -> list[Path]:
        return list((self.root / "checkpoints").iterdir())

    @property
    def _doubtful(self) -> Path:
        return self.root / "doubtful"

    def release(self) -> None:
        """Let another process own the store."""
        self.lock.release()


def own(root: Path) -> Ownership:
    """Become the owner of the store in a directory, which is made a store when it is empty or not there.

    Raises:
        StoreBusyError: another process (or another part of this one) owns it.
        StoreError: the path is something else than a store, or cannot be written.
    """
    with _readable(root):
        if not _is_store(root):
            root.mkdir(parents=True, exist_ok=True)
            replace_file(root / _MARKER, json.dumps({"layout": _LAYOUT}).encode())
        for part in ("checkpoints", "columns", "leases", "scratch"):
            (root / part).mkdir(exist_ok=True)
        lock = filelock.FileLock(root / "owner.lock", timeout=0, thread_local=False)
        try:
            lock.acquire()
        except filelock.Timeout:
            raise StoreBusyError(
                f"The store {root} is in use by another process: stop that, wait, or use another --store.",
                f"De opslag {root} is in gebruik: stop het andere programma, wacht even, of kies een andere.",
            ) from None
    return Ownership(root, lock)


@dataclass(frozen=True)
class Lease:
    """The use of one checkpoint, which stays where it is until `release`."""

    root: Path
    number: int
    lock: filelock.BaseFileLock

    @property
    def checkpoint(self) -> Path:
        """Give the directory of the checkpoint, to be opened read-only."""
        return _checkpoint(self.root, self.number)

    @property
    def columns(self) -> Path:
        """Give the directory of what is kept beside it; it need not be there."""
        return _columns(self.root, self.number)

    def copy(self) -> Path:
        """Make a copy that may be written; it goes with the lease."""
        shutil.copytree(self.checkpoint, self._scratch, copy_function=_link_or_copy)
        return self._scratch

    def release(self) -> None:
        """Say that the checkpoint and its copy are not used any more."""
        shutil.rmtree(self._scratch, ignore_errors=True)
        self.lock.release()
        with suppress(OSError):
            Path(self.lock.lock_file).unlink()

    @property
    def _scratch(self) -> Path:
        return self.root / "scratch" / Path(self.lock.lock_file).stem


def lease(root: Path) -> Lease:
    """Take the newest checkpoint of a store into use, whether or not a process owns the store.

    Raises:
        StoreError: there is no store, or nothing was ever put in it.
    """
    with _readable(root):
        newest = _newest(root) if _is_store(root) else None
        while newest is not None:
            path = root / "leases" / f"{newest:08d}-{uuid4().hex}.lock"
            taken = Lease(root, newest, filelock.FileLock(path, thread_local=False))
            taken.lock.acquire()
            # The owner publishes before it sweeps: still the newest now means that no sweep missed us.
            if (newest := _newest(root)) == taken.number:
                return taken
            taken.release()
    raise StoreError(
        f"There is no store at {root} yet: make one with 'hgkm demo' or 'hgkm load', or give another.",
        f"Er is nog geen opslag in {root}: laad eerst gegevens, of kies een andere opslag.",
    )


def state(root: Path) -> int | None:
    """Give the number of the newest checkpoint of a store, which tells whether it changed; None for none.

    Raises:
        StoreError: it cannot be read.
    """
    with _readable(root):
        return _newest(root)


def broken(root: Path, error: Exception) -> StoreError:
    """Say that the store cannot be read or written, with the first line of the reason."""
    reason = (isinstance(error, OSError) and error.strerror) or str(error).partition("\n")[0]
    return StoreError(
        f"The store {root} cannot be used: {reason}.", f"De opslag {root} is niet te gebruiken: {reason}."
    )


@contextmanager
def _readable(root: Path) -> Iterator[None]:
    """Turn what the operating system refuses into one clear sentence."""
    try:
        yield
    except OSError as error:
        raise broken(root, error) from error


def _is_store(root: Path) -> bool:
    """Tell a store (true) from a place where one may be made (false)."""
    if not root.exists() or (root.is_dir() and not any(root.iterdir())):
        return False
    try:
        layout = json.loads((root / _MARKER).read_text("utf-8"))["layout"]
    except (OSError, ValueError, TypeError, KeyError):
        raise StoreError(
            f"{root} is not a store of hgkm: give --store (or HGKM_STORE) a store or an empty directory.",
            f"{root} is geen opslag van hgkm: kies een opslag, of een nieuwe of lege map.",
        ) from None
    if layout != _LAYOUT:
        raise StoreError(
            f"The store {root} is of another version of hgkm: use that, or load the files into a new store.",
            f"De opslag {root} is van een andere versie van hgkm: gebruik die, of laad de bestanden opnieuw.",
        )
    return True


def _newest(root: Path) -> int | None:
    try:
        return int((root / "newest").read_text("ascii"))
    except FileNotFoundError:
        return None


def _checkpoint(root: Path, number: int) -> Path:
    return root / "checkpoints" / f"{number:08d}"


def _columns(root: Path, number: int) -> Path:
    return root / "columns" / f"{number:08d}"


def _link_or_copy(source: str, target: str) -> None:
    """Link what is never changed in place, copy the rest."""
    if source.endswith((".sst", ".parquet")):
        with suppress(OSError):
            os.link(source, target)
            return
    shutil.copyfile(source, target)

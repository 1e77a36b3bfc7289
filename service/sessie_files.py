"""Keeps sessions around maps as files beside the store, for many processes at once: `sessies/ID.json`.

They are no part of the graph, so no question, check, search or export finds what is in them. A file is
replaced as a whole, only the user who runs hgkm can read it, and nothing about a person comes into it.
Who may read or change a session is told by its level and its plan; the routes ask.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from secrets import token_hex

import filelock
from pydantic import TypeAdapter, ValidationError

from graph.errors import HgkmError, StoreError, UnknownNameError
from graph.output import replace_file
from graph.privacy import refuse
from graph.sessie import Session

_SESSION = TypeAdapter(Session)
_ID = re.compile(r"\d{8}-[0-9a-f]{6}")
_PRIVATE, _PRIVATE_DIRECTORY = 0o600, 0o700
_PATIENCE = 3  # seconds


class SessionFiles:
    """The sessions beside the store in a directory."""

    def __init__(self, store: Path) -> None:
        """Take the path of the store; nothing is made before it is needed."""
        self._root = store / "sessies"

    def new_id(self, day: date) -> str:
        """Give an id for a session on a day."""
        return f"{day:%Y%m%d}-{token_hex(3)}"

    def all(self, day: date | None = None) -> list[Session]:
        """Give the sessions, or those of one day, the newest first.

        Raises:
            StoreError: one cannot be read.
        """
        found = self._root.glob(f"{day:%Y%m%d}-*.json" if day else "*.json") if self._root.exists() else ()
        files = sorted(found, reverse=True)
        return [self._read(file) for file in files]

    def one(self, identifier: str) -> Session:
        """Give a session.

        Raises:
            UnknownNameError: there is no such session.
            StoreError: it cannot be read.
        """
        file = self._root / f"{identifier}.json"
        if not _ID.fullmatch(identifier) or not file.exists():
            raise UnknownNameError(f"There is no session {identifier!r}.", "Deze sessie is er niet.")
        return self._read(file)

    def keep(self, session: Session) -> None:
        """Keep a new session.

        Raises:
            PersonalDataError: something about a person stands in it.
            StoreError: nothing can be written beside the store.
        """
        try:
            self._root.mkdir(mode=_PRIVATE_DIRECTORY, exist_ok=True)
            for text in _texts(session):
                refuse(text, "the session", "de sessie")
            content = _SESSION.dump_json(session, indent=1)
            replace_file(self._root / f"{session.id}.json", content, _PRIVATE)
        except OSError as error:
            raise _unwritten(error) from error

    def change(self, identifier: str, make: Callable[[Session], Session]) -> Session:
        """Put what is made of a session in its place; others who change it wait.

        Raises:
            UnknownNameError: there is no such session.
            HgkmError: what `make` raises; the session is as it was.
            StoreError: nothing can be written beside the store.
        """
        self.one(identifier)
        with self._alone():
            changed = make(self.one(identifier))
            self.keep(changed)
        return changed

    def remove(self, identifier: str) -> None:
        """Take a session away, with everything in it.

        Raises:
            UnknownNameError: there is no such session.
            HgkmError: something in it stands in the graph, with the session as its source.
            StoreError: nothing can be written beside the store.
        """
        self.one(identifier)
        with self._alone():
            if any(item.change for item in self.one(identifier).items):
                raise HgkmError(
                    "Something of this session was accepted: take that back first.",
                    "Uit deze sessie is iets overgenomen: maak eerst dat ongedaan.",
                )
            try:
                (self._root / f"{identifier}.json").unlink(missing_ok=True)
            except OSError as error:
                raise _unwritten(error) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with filelock.FileLock(self._root / "sessies.lock", timeout=_PATIENCE, mode=_PRIVATE):
                yield
        except filelock.Timeout as error:
            raise _unwritten(error) from error

    def _read(self, file: Path) -> Session:
        try:
            return _SESSION.validate_json(file.read_bytes())
        except (OSError, ValidationError) as error:
            raise StoreError(
                f"The session in {file} cannot be read.", "Een sessie naast de opslag is niet te lezen."
            ) from error


def _texts(session: Session) -> list[str]:
    return [text for item in session.items for text in (item.who, item.what, item.whom, item.taken_by)]


def _unwritten(error: Exception) -> StoreError:
    return StoreError(
        f"The session cannot be kept: {error}.", "De sessie is niet te bewaren naast de opslag."
    )

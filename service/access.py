"""What the service keeps beside the store about who comes in: a key, tokens, and a record of changes.

    access/key            the secret with which sessions are signed and tokens are hashed
    access/tokens.json    who may come in with a token, and until when; never a token itself
    access/sessions.json  who is signed in (`service.session_list`)
    access/record.jsonl   one line for each change that was tried: when, who, where, and what came of it

Only the user who runs hgkm can read these files. They are no part of the graph: no export of the
graph holds them. What a token allows is told by `service.visitors`.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from secrets import token_bytes, token_hex, token_urlsafe
from typing import Any, cast

import filelock

from graph.confidentiality import Level
from graph.errors import StoreError, UnknownNameError
from graph.output import replace_file
from service.clock import now, today
from service.visitors import Role, Visitor

_PREFIX = "hgkm"
_TOKENS = "tokens.json"
_PRIVATE, _PRIVATE_DIRECTORY = 0o600, 0o700
_PATIENCE = 3  # seconds


@dataclass(frozen=True)
class Token:
    """Who may come in with a token.

    Attributes:
        id: by which it is listed and revoked; the first part of the token itself.
        name: who uses it, as changes record it.
        role: what may be done with it.
        level: how much may be read with it.
        scope: as `Visitor.scope`.
        last_day: the last day on which it opens anything.
        digest: keyed hash of its secret part.
    """

    id: str
    name: str
    role: Role
    level: Level
    scope: tuple[str, ...]
    last_day: date
    digest: str

    def visitor(self, *, is_program: bool) -> Visitor:
        """Give whom it lets in."""
        return Visitor(self.name, self.level, self.role, self.scope, is_program=is_program)


class Access:
    """Who may come in to the store in a directory; for many processes at once."""

    def __init__(self, store: Path) -> None:
        """Take the path of the store; nothing is made before it is needed."""
        self._root = store / "access"

    def create(self, name: str, role: Role, level: Level, scope: Sequence[str], last_day: date) -> str:
        """Make a token, which is nowhere to be found after this.

        Raises:
            StoreError: nothing can be written beside the store.
        """
        identifier, secret = token_hex(4), token_urlsafe(32)
        made = Token(identifier, name, role, level, tuple(scope), last_day, self._digest(secret))
        with self.changing(_TOKENS) as tokens:
            tokens[identifier] = _told(made)
        return f"{_PREFIX}_{identifier}_{secret}"

    def create_first(self, name: str, last_day: date) -> str | None:
        """Make the token of the one who runs the service, if none was ever made.

        Raises:
            StoreError: nothing can be written beside the store.
        """
        if self._file.exists():
            return None
        return self.create(name, Role.BEHEERDER, Level.VERTROUWELIJK, (), last_day)

    def tokens(self) -> list[Token]:
        """List the tokens, those that end first before the others.

        Raises:
            StoreError: they cannot be read.
        """
        return sorted(self._read().values(), key=lambda token: (token.last_day, token.name, token.id))

    def revoke(self, identifier: str) -> Token:
        """Take a token away; whoever is signed in with it is not any more.

        Raises:
            UnknownNameError: there is no such token.
            StoreError: nothing can be written beside the store.
        """
        with self.changing(_TOKENS) as tokens:
            if identifier not in tokens:
                raise UnknownNameError(
                    f"There is no token {identifier!r}: 'hgkm token list' names them.",
                    f"Er is geen token '{identifier}'.",
                )
            return _token(identifier, tokens.pop(identifier))

    def opened_by(self, text: str) -> Token | None:
        """Find the token that somebody shows, if it is one and has not ended."""
        prefix, _, rest = text.strip().partition("_")
        identifier, _, secret = rest.partition("_")
        found = self.known(identifier) if prefix == _PREFIX else None
        # The digest is made either way, so that the time says nothing about which tokens there are.
        digest = self._digest(secret) if self._file.exists() else ""
        return found if found and hmac.compare_digest(found.digest, digest) else None

    def known(self, identifier: str) -> Token | None:
        """Find a token that has not ended by its id, for a session that it opened."""
        found = self._read().get(identifier)
        return found if found and today() <= found.last_day else None

    def secret(self, purpose: str) -> str:
        """Give a secret for a purpose, the same each time.

        Raises:
            StoreError: nothing can be written beside the store.
        """
        return hmac.new(self._key(), purpose.encode(), hashlib.sha256).hexdigest()

    def record(self, name: str, method: str, address: str, outcome: str) -> None:
        """Add a line to the record.

        Raises:
            StoreError: nothing can be written beside the store.
        """
        line = {
            "when": now().isoformat(timespec="seconds"),
            "who": name,
            "what": method,
            "where": address,
            "outcome": outcome,
        }
        with self._written():
            descriptor = os.open(
                self._root / "record.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, _PRIVATE
            )
            with os.fdopen(descriptor, "a", encoding="utf-8") as record:
                record.write(json.dumps(line, ensure_ascii=False) + "\n")

    def kept(self, file: str) -> dict[str, Any]:
        """Give the object that is kept in a file; it is empty when there is none.

        Raises:
            StoreError: it cannot be read.
        """
        try:
            content: dict[str, Any] = json.loads((self._root / file).read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise self._unreadable(file) from error
        return content

    @contextmanager
    def changing(self, file: str) -> Iterator[dict[str, Any]]:
        """Give the object that is kept in a file, to be changed; nobody else changes anything meanwhile.

        Raises:
            StoreError: it cannot be read, or nothing can be written beside the store.
        """
        self._key()
        with self._written(), self._alone():
            content = self.kept(file)
            yield content
            text = json.dumps(content, ensure_ascii=False, indent=2)
            replace_file(self._root / file, text.encode(), _PRIVATE)

    @property
    def _file(self) -> Path:
        return self._root / _TOKENS

    def _digest(self, secret: str) -> str:
        return hmac.new(self._key(), secret.encode(), hashlib.sha256).hexdigest()

    def _key(self) -> bytes:
        file = self._root / "key"
        if not file.exists():
            with self._written(), self._alone():
                if not file.exists():
                    replace_file(file, token_bytes(32), _PRIVATE)
        with self._written():
            return file.read_bytes()

    def _read(self) -> dict[str, Token]:
        try:
            return {identifier: _token(identifier, told) for identifier, told in self.kept(_TOKENS).items()}
        except (AttributeError, ValueError, TypeError, KeyError) as error:
            raise self._unreadable(_TOKENS) from error

    def _unreadable(self, file: str) -> StoreError:
        return StoreError(
            f"A file beside the store cannot be read: {self._root / file}.",
            f"Het bestand '{file}' naast de opslag is niet te lezen.",
        )

    def _alone(self) -> filelock.BaseFileLock:
        return filelock.FileLock(self._root / "access.lock", timeout=_PATIENCE)

    @contextmanager
    def _written(self) -> Iterator[None]:
        try:
            self._root.mkdir(mode=_PRIVATE_DIRECTORY, exist_ok=True)
            yield
        except (OSError, filelock.Timeout) as error:
            raise StoreError(
                f"Nothing can be kept in {self._root}: {error}.", "Naast de opslag is niets te bewaren."
            ) from error


def _told(token: Token) -> dict[str, object]:
    told = asdict(token) | {"level": token.level.name.lower(), "last_day": token.last_day.isoformat()}
    del told["id"]
    return told


def _token(identifier: str, told: dict[str, object]) -> Token:
    return Token(
        id=identifier,
        name=str(told["name"]),
        role=Role(str(told["role"])),
        level=Level[str(told["level"]).upper()],
        scope=tuple(cast("list[str]", told["scope"])),
        last_day=date.fromisoformat(str(told["last_day"])),
        digest=str(told["digest"]),
    )

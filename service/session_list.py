"""Who is signed in: the service keeps each session itself, so that it can be ended before its time.

    identifier = Sessions(access).open(Session(name="Sam", groups=("redacteur:venlo",)))

The cookie of somebody holds the id of the session and nothing else of it. A session that was opened with a
token says which, and ends with it. What somebody may do is told by `service.grants` and `service.visitors`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from graph.errors import UnknownNameError
from service.access import Access
from service.clock import now

HOURS = 10  # that somebody stays signed in: a working day
_FILE = "sessions.json"


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in.

    Attributes:
        name: as changes record it.
        groups: what the provider said of them, as far as it means anything here.
        token: the id of the token it was opened with; empty for who signed in at the provider.
    """

    name: str
    groups: tuple[str, ...] = ()
    token: str = ""


class Sessions:
    """The sessions of the service of one store; for many processes at once."""

    def __init__(self, access: Access) -> None:
        """Take what is kept beside the store."""
        self._access = access

    def open(self, session: Session) -> str:
        """Begin a session, and give its id.

        Raises:
            StoreError: nothing can be written beside the store.
        """
        identifier, until = token_hex(8), now() + timedelta(hours=HOURS)
        with self._access.changing(_FILE) as kept:
            for ended in [other for other, told in kept.items() if not _lasts(told)]:
                del kept[ended]
            kept[identifier] = asdict(session) | {"until": until.isoformat(timespec="seconds")}
        return identifier

    def find(self, identifier: str) -> Session | None:
        """Give a session that has not ended.

        Raises:
            StoreError: the file with sessions cannot be read.
        """
        told = self._access.kept(_FILE).get(identifier)
        return _session(told) if told and _lasts(told) else None

    def known(self) -> list[tuple[str, Session, datetime]]:
        """List the sessions that have not ended: the id, who it is, and until when.

        Raises:
            StoreError: the file with sessions cannot be read.
        """
        found = [
            (identifier, _session(told), _until(told))
            for identifier, told in self._access.kept(_FILE).items()
            if _lasts(told)
        ]
        return sorted(found, key=lambda one: (one[2], one[0]))

    def end(self, identifier: str) -> Session:
        """End a session now.

        Raises:
            UnknownNameError: there is no such session.
            StoreError: nothing can be written beside the store.
        """
        with self._access.changing(_FILE) as kept:
            if identifier not in kept:
                raise UnknownNameError(
                    f"There is no session {identifier!r}: 'hgkm session list' names them.",
                    f"Er is geen sessie '{identifier}'.",
                )
            return _session(kept.pop(identifier))


def _session(told: Mapping[str, Any]) -> Session:
    return Session(str(told["name"]), tuple(told["groups"]), str(told["token"]))


def _until(told: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(told["until"]))


def _lasts(told: Mapping[str, Any]) -> bool:
    return now() < _until(told)

"""How often, how much and how slowly somebody may send, so that nobody guesses tokens or holds up the others.

A count is kept in memory, for this process, and is gone with it. What a query may take is the business of
`service.workers`.
"""

import asyncio
from collections import defaultdict, deque
from threading import Lock
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.refusals import TooLargeError, TooOftenError, TooSlowError

_MINUTE = 60.0
_KNOWN = 10_000  # visitors that are remembered at most


class RateLimit:
    """At most so many times a minute for each visitor; for many threads at once."""

    def __init__(self, a_minute: int) -> None:
        """Take how often one visitor may in a minute."""
        self._most = a_minute
        self._times: dict[str, deque[float]] = defaultdict(deque)
        self._counting = Lock()

    def count(self, visitor: str) -> None:
        """Count one time for a visitor.

        Raises:
            TooOftenError: that was one too many.
        """
        now = monotonic()
        with self._counting:
            if len(self._times) > _KNOWN:
                self._times = defaultdict(
                    deque, {who: t for who, t in self._times.items() if t and t[-1] > now - _MINUTE}
                )
            times = self._times[visitor]
            while times and times[0] <= now - _MINUTE:
                times.popleft()
            if len(times) >= self._most:
                raise TooOftenError
            times.append(now)


class Bounded:
    """Hands on what is sent as long as it is not too much and does not take too long."""

    def __init__(self, app: ASGIApp, most: int = 10_000_000, seconds: float = 20) -> None:
        """Take how many bytes a request may hold, and how long it may take to come in."""
        self.app = app
        self._most = most
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; what reads too large or too slow a body gets a refusal."""
        until, size, whole = monotonic() + self._seconds, 0, False

        async def bounded() -> Message:
            nonlocal size, whole
            if whole:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(0, until - monotonic()))
            except TimeoutError:
                raise TooSlowError from None
            size += len(message.get("body", b""))
            if size > self._most:
                raise TooLargeError(self._most)
            whole = not message.get("more_body", False)
            return message

        await self.app(scope, bounded if scope["type"] == "http" else receive, send)

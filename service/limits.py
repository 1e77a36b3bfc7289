"""Counts how often somebody does something, so that nobody can guess tokens or flood the store.

A count is kept in memory, for this process, and is gone with it.
"""

from collections import defaultdict, deque
from threading import Lock
from time import monotonic

from service.refusals import TooOftenError

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

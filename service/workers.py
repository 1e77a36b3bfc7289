"""Runs what strangers typed in processes of their own: a few at once, each stopped when it takes too long.

    with Workers(path) as workers:
        done = workers.query(text, Level.OPENBAAR, "json")

At most `Limits.at_once` run at the same time and `Limits.waiting` wait; who comes then is sent away. A
process stays for the next query, and one that had to be stopped is replaced. What a worker does stands in
`service.sparql_worker`; who may ask what is not known here.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from queue import LifoQueue
from threading import BoundedSemaphore, Timer
from typing import Any, Self
from weakref import finalize

import pyoxigraph as oxigraph
from rdflib import URIRef

from graph.confidentiality import Level
from graph.errors import QueryError
from graph.sparql import allowed_query, allowed_update
from graph.store import Quad
from graph.written import Written
from service.refusals import RefusalError
from service.sparql_worker import Job

_PREPARING = 60  # seconds to open the newest state of a big store


@dataclass(frozen=True)
class Limits:
    """How much of this machine the queries of strangers may take.

    Attributes:
        seconds: how long one query may take.
        rows: how many rows or triples an answer holds.
        size: how many bytes those take.
        text: how many characters a query has.
        at_once: how many run at the same time.
        waiting: how many wait for their turn.
        memory: how many bytes of address space one process may use.
    """

    seconds: float = 5
    rows: int = 10_000
    size: int = 10_000_000
    text: int = 100_000
    at_once: int = 2
    waiting: int = 8
    memory: int = 4 * 2**30


class StoppedError(RefusalError):
    """A query that took too long, or too much memory."""

    status = HTTPStatus.GATEWAY_TIMEOUT


class BusyError(RefusalError):
    """Too many wait already."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class Workers:
    """Processes that run queries and updates on the newest state of one store; for many threads at once."""

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        """Take the path of a store; processes start when they are needed."""
        self.limits = limits or Limits()
        self._admitted = BoundedSemaphore(self.limits.at_once + self.limits.waiting)
        self._free: LifoQueue[_Process] = LifoQueue()
        processes = [_Process(path, self.limits.memory) for _ in range(self.limits.at_once)]
        for process in processes:
            self._free.put(process)
        self.close = finalize(self, _end, processes)

    def __enter__(self) -> Self:
        """Give the workers themselves."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes."""
        self.close()

    def query(
        self,
        text: str,
        level: Level,
        layout: str,
        *,
        graphs: Sequence[URIRef] | None = None,
        by_name: Sequence[URIRef] | None = None,
        link: str = "",
    ) -> Written:
        """Run a query on what a reader may see.

        Args:
            text: what somebody typed.
            level: how much that reader may see.
            layout: how to write the answer (see `graph.written`), as the form of the query asks.
            graphs: the default graph is the union of these; None means all.
            by_name: the graphs that the query may call by name; None means the same.
            link: where a reader finds why an answer is cut off.

        Raises:
            QueryError: it is no query, it may not be run, or it names a graph that is not there.
            StoppedError: it took too long.
            BusyError: too many wait already.
        """
        said, content = self._done(
            Job(
                text=allowed_query(text),
                level=level,
                layout=layout,
                seconds=self.limits.seconds,
                rows=self.limits.rows,
                size=self.limits.size,
                link=link,
                graphs=None if graphs is None else [*graphs],
                by_name=None if by_name is None else [*by_name],
            )
        )
        return Written(content, said["cut"])

    def update(self, text: str, level: Level) -> tuple[list[Quad], list[Quad]]:
        """Say which quads an update takes away and which it adds, of what its writer may see.

        Raises:
            QueryError, StoppedError, BusyError: as `query`.
        """
        said, content = self._done(
            Job(
                text=allowed_update(text),
                level=level,
                layout="",
                seconds=self.limits.seconds,
                rows=0,
                size=0,
                link="",
            )
        )
        quads = list(oxigraph.parse(content, oxigraph.RdfFormat.N_QUADS))
        return quads[: said["gone"]], quads[said["gone"] :]

    def _done(self, job: Job) -> tuple[dict[str, Any], bytes]:
        with self._turn() as process:
            said, content = process.do(job)
        if "dutch" in said:
            raise QueryError(said["english"], said["dutch"])
        return said, content

    @contextmanager
    def _turn(self) -> Iterator["_Process"]:
        if not self._admitted.acquire(blocking=False):
            raise BusyError(
                "Too many queries wait already: try again in a few seconds.",
                "Er wachten al te veel vragen: probeer het over enkele seconden opnieuw.",
            )
        try:
            process = self._free.get()
            try:
                yield process
            finally:
                self._free.put(process)
        finally:
            self._admitted.release()


class _Process:
    """A worker process, started anew whenever it is not there."""

    def __init__(self, path: Path, memory: int) -> None:
        self._command = [sys.executable, "-P", "-m", "service.sparql_worker", str(path), str(memory)]
        self._running: subprocess.Popen[bytes] | None = None

    def do(self, job: Job) -> tuple[dict[str, Any], bytes]:
        """Do a job, and stop the process when that takes too long."""
        ready = self._said(job.line(), _PREPARING)
        if ready is None:  # one that died while it waited is no reason to say no
            ready = self._said(job.line(), _PREPARING)
        if ready is None:
            raise _stopped("the store could not be opened in time", "de opslag kon niet op tijd open")
        said = ready or self._said(b"", job.seconds)
        if said is None:
            self._started()  # ready for the next
            raise _stopped(
                f"it took longer than {job.seconds:g} seconds, or too much memory",
                f"zij duurde langer dan {job.seconds:g} seconden of vroeg te veel geheugen",
            )
        return said, self._started().stdout.read(said["size"])  # type: ignore[union-attr]

    def end(self) -> None:
        """Stop the process, whatever it does."""
        if self._running:
            self._running.kill()
            self._running.wait()
            for pipe in (self._running.stdin, self._running.stdout):
                with suppress(OSError):
                    pipe.close()  # type: ignore[union-attr]
            self._running = None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._running is None:
            self._running = subprocess.Popen(  # noqa: S603  our own program and the path of our own store
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._running

    def _said(self, line: bytes, seconds: float) -> dict[str, Any] | None:
        """Send a line and read the next one back; None, and the process is gone, when it does not come."""
        process = self._started()
        timer = Timer(seconds, process.kill)
        timer.daemon = True
        timer.start()
        try:
            process.stdin.write(line)  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
            said = process.stdout.readline()  # type: ignore[union-attr]
        except OSError:
            said = b""
        finally:
            timer.cancel()
        if not said.endswith(b"\n"):
            self.end()
            return None
        answer: dict[str, Any] = json.loads(said)
        return answer


def _end(processes: Sequence[_Process]) -> None:
    for process in processes:
        process.end()


def _stopped(english: str, dutch: str) -> StoppedError:
    return StoppedError(
        f"The query was stopped: {english}. Ask for less, or for a part at a time.",
        f"De vraag is gestopt: {dutch}. Vraag minder tegelijk, of zet er meer voorwaarden in.",
    )

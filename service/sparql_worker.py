"""The process in which a query typed by a stranger runs, so that it can be stopped at any moment.

    python -P -m service.sparql_worker PATH_OF_THE_STORE

Reads one JSON line for each job, and answers with two lines: one when the newest state of the store stands
ready, from which moment the time counts, and one with the result, behind which the document follows. It holds
the store open between jobs, and only reads: of an update it says what that would change. It trusts whoever
starts it: texts have been judged (`graph.sparql`) and levels are known before they come here.
"""

import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from rdflib import URIRef

from graph.confidentiality import Level
from graph.errors import HgkmError, QueryError
from graph.store import ReadStore, open_reader
from graph.written import written

_NICENESS = 10  # so that the pages go first
_GRACE = 2  # seconds after the limit in which whoever started this may still stop it


@dataclass(frozen=True)
class Job:
    """What is asked of a worker.

    Attributes:
        text: a query or update that was judged and may run.
        level: what the one who asks may see.
        layout: how the answer is written (see `graph.written`); empty for an update.
        seconds: how long it may take.
        rows: how many rows or triples the answer holds at most.
        size: how many bytes those take at most.
        link: where a reader finds why an answer is cut off.
        graphs: the IRIs of the graphs that are the default graph; None means all.
        by_name: the IRIs of those that can be called by name; None means the same.
    """

    text: str
    level: int
    layout: str
    seconds: float
    rows: int
    size: int
    link: str
    graphs: list[str] | None = None
    by_name: list[str] | None = None

    def line(self) -> bytes:
        """Write the job as the worker reads it."""
        return json.dumps(asdict(self)).encode() + b"\n"


class _Worker:
    """Holds the newest state of a store open, for readers of each level that asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._whole: ReadStore | None = None
        self._seen: dict[Level, ReadStore] = {}

    def store(self, level: Level) -> ReadStore:
        """Give the newest state of what readers of a level may see."""
        newest = open_reader(self._path)
        if self._whole is None or self._whole.state != newest.state:
            self._close()
            self._whole = newest
        else:
            newest.close()
        if level not in self._seen:
            self._seen[level] = self._whole.seen_by(level)
        return self._seen[level]

    def _close(self) -> None:
        for store in {*self._seen.values(), *filter(None, [self._whole])}:
            store.close()
        self._seen.clear()


def answer(store: ReadStore, job: Job) -> tuple[dict[str, Any], bytes]:
    """Do a job: give what there is to say about the result, and the result itself.

    Raises:
        HgkmError: the text is no query, names a graph that is not there, or cannot run.
    """
    if not job.layout:
        gone, new = store.planned(job.text)
        return {"gone": len(gone)}, "".join(f"{quad} .\n" for quad in [*gone, *new]).encode()
    known = set(store.graphs())
    for graph in [*(job.graphs or ()), *(job.by_name or ())]:
        if URIRef(graph) not in known:
            raise QueryError(f"There is no graph <{graph}>.", f"Er is geen graaf <{graph}>.")
    result = store.query(job.text, _iris(job.graphs), by_name=_iris(job.by_name), most=job.rows + 1)
    done = written(result, job.layout, rows=job.rows, size=job.size, link=job.link)
    return {"cut": done.cut}, done.content


def _iris(graphs: list[str] | None) -> list[URIRef] | None:
    return None if graphs is None else [URIRef(graph) for graph in graphs]


def work(path: Path, jobs: BinaryIO, results: BinaryIO) -> None:
    """Do jobs until there are no more."""
    worker = _Worker(path)
    for line in jobs:
        job = Job(**json.loads(line))
        said: dict[str, Any]
        try:
            store = worker.store(Level(job.level))
            results.write(b"{}\n")
            results.flush()
            _stop_after(job.seconds + _GRACE)
            said, content = answer(store, job)
        except HgkmError as error:
            said, content = {"english": error.english, "dutch": error.dutch}, b""
        _stop_after(0)
        results.write(json.dumps(said | {"size": len(content)}).encode() + b"\n" + content)
        results.flush()


def _stop_after(seconds: float) -> None:
    """Let the system end this process when nobody is left to do it; 0 takes that back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _alone(memory: int) -> None:
    """Take no more than a stranger's query is worth."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started this
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    with suppress(ImportError):
        import resource  # noqa: PLC0415  not on every system

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    _alone(int(sys.argv[2]))
    work(Path(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer)

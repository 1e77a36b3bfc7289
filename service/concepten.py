"""Draws what a draft changes: it is let in, laid over a copy of the store that is thrown away, and drawn.

    draft = admitted(content, "text/turtle")
    made = laid_over(desk, Level.INTERN, draft)

Here it is kept nowhere; a session that is held around it keeps it (`graph.sessie`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from graph.confidentiality import Level
from graph.loading import load_files
from graph.sessie import Session
from graph.store import Store, in_memory, scratch
from service.desk import Desk
from service.drafts import laid_down
from service.workers import BusyError
from viz.before_after import before_and_after, documents_in
from viz.picture import Picture
from viz.sight import Sight

N_QUADS = "application/n-quads"
_AT_ONCE = BoundedSemaphore(2)  # drawing a draft takes a processor for a second


def admitted(content: bytes, kind: str) -> str:
    """Let a draft in, and give it as N-Quads.

    Args:
        content: linked data.
        kind: its media type, one of `service.drafts.ENDINGS`.

    Raises:
        InputError: it cannot be read.
        PersonalDataError: it holds what is never kept.
    """
    with _read(content, kind) as draft:
        return "".join(f"{quad} .\n" for quad in draft.quads())


def drawn(desk: Desk, level: Level, session: Session) -> Picture:
    """Draw what the draft of a session changes, once for each state of the store; see `laid_over`."""
    return desk.kept(("concept", session.id), lambda _: laid_over(desk, level, session.draft))


def laid_over(desk: Desk, level: Level, draft: str) -> Picture:
    """Draw what a draft changes in what a level may see.

    Args:
        desk: hands out the state without the draft.
        level: what the reader may see.
        draft: what `admitted` gave.

    Raises:
        BusyError: too many drafts are being drawn.
        HgkmError: it describes no plan, agreement or commission, or says nothing that can be drawn.
    """
    if not _AT_ONCE.acquire(blocking=False):
        raise BusyError(
            "Too many drafts are being drawn: try again in a few seconds.",
            "Er worden al concepten getekend: probeer het over enkele seconden opnieuw.",
        )
    try:
        with _read(draft.encode(), N_QUADS) as read, desk.open() as before, scratch(desk.path) as store:
            store.replace_graphs(read.quads())
            documents = documents_in(read)
            return before_and_after(before, Sight(store.quick().seen_by(level), documents), documents)
    finally:
        _AT_ONCE.release()


@contextmanager
def _read(content: bytes, kind: str) -> Iterator[Store]:
    with laid_down(content, kind) as file, in_memory() as draft:
        load_files(draft, [file])
        yield draft

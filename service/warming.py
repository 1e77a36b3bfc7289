"""Makes beforehand what many pages need, so that the first visitor does not wait for it.

    beginning(desk)     # in a thread of its own, once whoever waits for the service has the first page

It only asks the desk for what the pages ask, which the desk keeps until the store changes: the names, who
does what, what search and the question box know, and then the open points. What goes wrong is told to who
asks.
"""

from contextlib import suppress
from threading import Thread, Timer

from graph.errors import HgkmError
from graph.names import Kind
from service.clock import today
from service.desk import Desk
from service.namen import to_choose
from service.naslag.vraag import answered
from service.naslag.zoeken import index
from service.paginas.wie_doet_wat import known_assignments

_KINDS = (Kind.GEMEENTE, Kind.ACTOR, Kind.AFSPRAAK)  # whose names the pages offer to choose from
_QUESTION = "Wie doet wat?"


def beginning(desk: Desk, after: float = 2) -> Thread:
    """Begin to make what the readers of a desk will ask for first, after some seconds."""
    thread = Timer(after, _make, [desk])
    thread.daemon = True
    thread.start()
    return thread


def _make(desk: Desk) -> None:
    with suppress(HgkmError):
        for kind in _KINDS:
            to_choose(desk, kind)
        desk.plans()
        known_assignments(desk)
        index(desk)
        answered(desk, _QUESTION, today())
        desk.report_so_far()

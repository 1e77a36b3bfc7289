"""Listens at an address and serves the pages until it is told to stop.

Who may come in there is told by `service.site`. Questions that are typed in are not logged.
"""

import os
import signal
import socket

from graph.confidentiality import Level
from graph.errors import HgkmError
from service.desk import Desk
from service.site import Site

_AT_ONCE = 500  # connections; who comes then is told to come back
_PATIENCE = 3  # seconds for answers that are on their way when the service stops


def listen(host: str, port: int) -> socket.socket:
    """Take a port, before any other work is done for it.

    Args:
        host: an address of this machine, or a name of one.
        port: 0 takes a free one.

    Raises:
        HgkmError: this machine has no such address, or the port is taken.
    """
    if not host:
        raise HgkmError("--host is empty: give an address.", "Geef een adres om op te luisteren.")
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        # So that a restart need not wait for old connections to die. On Windows it would mean something else:
        # that two programs share the port.
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise HgkmError(
            f"Port {port} on {host} cannot be used: {error.strerror}. Choose another with --port or --host.",
            f"Poort {port} op {host} is niet te gebruiken: {error.strerror}. Kies een andere.",
        ) from error
    return listener


def address_of(listener: socket.socket) -> str:
    """Give the address of the first page."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve(desk: Desk, listener: socket.socket, site: Site) -> None:
    """Serve until Ctrl-C, or until the process is asked to end."""
    desk.seen_by(Level.INTERN if site.is_this_machine else Level.OPENBAAR).begin()
    # It takes as long to import these as to copy the store for who reads the first page.
    import uvicorn  # noqa: PLC0415

    from service.warming import beginning  # noqa: PLC0415
    from service.web import create_app  # noqa: PLC0415

    config = uvicorn.Config(
        create_app(desk, site),
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=_AT_ONCE,
        timeout_graceful_shutdown=_PATIENCE,
    )
    # uvicorn stops, and then passes the signal on; being asked to end is no failure either.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    beginning(desk.seen_by(Level.INTERN if site.knows_people else Level.OPENBAAR))
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()

"""Listens on this machine and serves the pages until it is told to stop.

Only this machine itself is served: there is no sign-in, and not everything in a store is for every reader.
Questions that are typed in are not logged.
"""

import os
import signal
import socket

import uvicorn

from graph.errors import HgkmError
from service.desk import Desk
from service.site import THIS_MACHINE
from service.web import create_app

_PATIENCE = 3  # seconds for answers that are on their way when the service stops


def listen(host: str, port: int) -> socket.socket:
    """Take a port, before any other work is done for it.

    Args:
        host: one of the names of this machine itself.
        port: 0 takes a free one.

    Raises:
        HgkmError: the address is not on this machine, or the port is taken.
    """
    if host not in THIS_MACHINE:
        raise HgkmError(
            f"{host!r} is not 127.0.0.1, localhost or ::1: without sign-in, hgkm serves this machine only.",
            f"De dienst is er alleen voor dit apparaat: {host} is daar geen adres van.",
        )
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
            f"Port {port} on {host} cannot be used: {error.strerror}. Choose another with --port.",
            f"Poort {port} op {host} is niet te gebruiken: {error.strerror}. Kies een andere.",
        ) from error
    return listener


def address_of(listener: socket.socket) -> str:
    """Give the address of the first page."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve(desk: Desk, listener: socket.socket) -> None:
    """Serve until Ctrl-C, or until the process is asked to end."""
    config = uvicorn.Config(
        create_app(desk),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE,
    )
    # uvicorn stops, and then passes the signal on; being asked to end is no failure either.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()

"""`hgkm demo` and `hgkm serve`: the whole of it at a glance, and the pages."""

import os
import shutil
import socket
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.errors import HgkmError
from service.commands.options import progress, store_option

if TYPE_CHECKING:
    from service.desk import Desk
    from service.site import Site

_PORT = 8000
_A_YEAR = timedelta(days=365)
_WIDTH = 100  # of what the demo prints where there is no screen to fit it to


@click.command()
@click.option("--no-serve", is_flag=True, help="Stop before serving the pages.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help=f"Port of the pages: {_PORT}, or else a free one."
)
@store_option
def demo(store: Path, no_serve: bool, port: int | None) -> None:
    """Load the plans, answer, check, draw and serve.

    The plans that come with hgkm go into the store, where the other commands find them; other graphs in it
    stay as they are. Who does what for whom, and how much is not arranged yet, goes to the screen, and the
    maps to the directory `kaarten` in the store.
    """
    from graph.loading import load_shipped
    from graph.store import open_owner
    from service.demo import draw, open_points, who_does_what
    from service.desk import Desk
    from service.tables import as_table

    def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        terminal = sys.stdout.isatty()
        width = shutil.get_terminal_size().columns if terminal else _WIDTH
        return as_table(headers, rows, width, styled=terminal)

    listener = None if no_serve else _listener(port)
    with progress("Loading the plans"), open_owner(store) as owned:
        load_shipped(owned)
        click.echo(f"Loaded the plans that come with hgkm into {store}: {len(owned)} statements.\n")
    desk = Desk(store)
    for text in who_does_what(desk, table):
        click.echo(text)
    with progress("Checking the plans"):
        click.echo(open_points(desk, table))
    with progress("Drawing the maps"):
        maps = draw(desk, store / "kaarten")
    click.echo("".join(f"Map: {file}\n" for file in maps))
    if listener:
        _serve(desk, listener, _site("127.0.0.1"))


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; at first this machine only."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=_PORT,
    show_default=True,
    help="Port; 0 takes a free one.",
)
@store_option
def serve(store: Path, host: str, port: int) -> None:
    """Serve the pages until Ctrl-C.

    On this machine only, unless --host says otherwise: whoever is at it reads what is internal, and changes
    things after signing in with a token. With a provider (HGKM_URL, HGKM_OIDC_ISSUER, HGKM_OIDC_CLIENT_ID
    and HGKM_OIDC_CLIENT_SECRET) people sign in there. Under another address without a provider, everybody
    reads what is openbaar and nobody changes anything.
    """
    from service.desk import Desk
    from service.serving import listen

    site = _site(host)
    listener = listen(host, port)
    _serve(Desk(store), listener, site)


def _site(host: str) -> "Site":
    """Say how the service is reached; the provider takes long to import, for who has none."""
    from service.site import Site

    if not any(name.startswith("HGKM_OIDC_") for name in os.environ):
        return Site(host)
    from service.provider import provider_of

    return Site(host, provider_of())


def _listener(port: int | None) -> socket.socket:
    """Take the port that was asked for; without one the usual port, or else a free one."""
    from service.serving import listen

    try:
        return listen("127.0.0.1", _PORT if port is None else port)
    except HgkmError:
        if port is not None:
            raise
        return listen("127.0.0.1", 0)


def _serve(desk: "Desk", listener: socket.socket, site: "Site") -> None:
    from service.access import Access
    from service.clock import today
    from service.serving import address_of
    from service.serving import serve as serve_until_stopped

    address = site.provider.url + "/" if site.provider else address_of(listener)
    first = site.is_this_machine and Access(desk.path).create_first("beheerder", today() + _A_YEAR)
    click.echo(f"Pages: {address}  (stop with Ctrl-C)")
    if first:
        click.echo(
            f"To change anything, sign in at {address}aanmelden with this token, shown only now:\n  {first}"
        )
    if not site.knows_people:
        click.echo("Everybody who reaches this address reads what is openbaar; nobody changes anything.")
    serve_until_stopped(desk, listener, site)

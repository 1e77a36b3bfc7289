"""`hgkm token` and `hgkm session`: who may come in with a token, who is signed in, and until when."""

from datetime import timedelta
from pathlib import Path

import click

from graph.confidentiality import Level
from service.commands.options import store_option, table
from service.visitors import Role

_DAYS = 90
_LEVELS = [level.name.lower() for level in Level if level is not Level.OPENBAAR]


@click.group()
def token() -> None:
    """Make, list and revoke tokens, with which people and programs come in."""


@token.command()
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option(
    "--level",
    type=click.Choice(_LEVELS),
    default=_LEVELS[0],
    show_default=True,
    help="The most confidential that may be read.",
)
@click.option(
    "--for",
    "scope",
    metavar="SLUG|IRI",
    multiple=True,
    help="A plan (its slug) or an agreement (its IRI) that a redacteur may change, or the IRI of an "
    "organisation that an ondertekenaar signs for. May be given more than once.",
)
@click.option(
    "--days",
    type=click.IntRange(1, 366),
    default=_DAYS,
    show_default=True,
    help="How long it opens anything.",
)
@store_option
def create(store: Path, name: str, role: str, level: str, scope: tuple[str, ...], days: int) -> None:
    """Make a token for NAME, and show it this once.

    Changes are recorded under NAME: a function or a program says enough.
    """
    from graph.store import open_reader
    from service.access import Access
    from service.clock import today

    with open_reader(store):
        pass
    last_day = today() + timedelta(days=days)
    made = Access(store).create(name, Role(role), Level[level.upper()], scope, last_day)
    click.echo(made)
    click.echo(f"This is shown only now. It opens the service until {last_day}.", err=True)


@token.command("list")
@store_option
def list_tokens(store: Path) -> None:
    """List the tokens that there are, also those that have ended."""
    from service.access import Access

    rows = [
        [
            known.id,
            known.name,
            known.role,
            known.level.name.lower(),
            ", ".join(known.scope),
            f"{known.last_day}",
        ]
        for known in Access(store).tokens()
    ]
    click.echo(table(["Id", "Name", "Role", "Level", "For", "Until"], rows))


@token.command()
@click.argument("identifier", metavar="ID")
@store_option
def revoke(store: Path, identifier: str) -> None:
    """Take a token away, and end the sessions that it opened."""
    from service.access import Access

    gone = Access(store).revoke(identifier)
    click.echo(f"Revoked the token of {gone.name}.")


@click.group()
def session() -> None:
    """List who is signed in, and end sessions."""


@session.command("list")
@store_option
def list_sessions(store: Path) -> None:
    """List the sessions that have not ended."""
    from service.access import Access
    from service.session_list import Sessions

    rows = [
        [
            identifier,
            known.name,
            known.token or "provider",
            ", ".join(known.groups),
            f"{until:%Y-%m-%d %H:%M}",
        ]
        for identifier, known, until in Sessions(Access(store)).known()
    ]
    click.echo(table(["Id", "Name", "Token", "Groups", "Until"], rows))


@session.command()
@click.argument("identifier", metavar="ID")
@store_option
def end(store: Path, identifier: str) -> None:
    """End a session at once; whoever holds it has to sign in again."""
    from service.access import Access
    from service.session_list import Sessions

    gone = Sessions(Access(store)).end(identifier)
    click.echo(f"Ended the session of {gone.name}.")

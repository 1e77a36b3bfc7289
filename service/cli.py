"""The command line: `hgkm COMMAND`.

Lists the commands and turns every refusal into one line on standard error and exit status 2, with nothing
changed. An exception that is not a refusal is a fault in hgkm: one line too, and a status that no check
gives. What a command does stands in `service.commands`.
"""

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from graph.errors import HgkmError
from service.commands import ask, asking, checking, data, drawing, serving, token
from service.commands.options import store_before_command
from service.harmless import harmless

REFUSED = 2
BROKEN = 3
INTERRUPTED = 130


class InOrder(click.Group):
    """A group that lists its commands in the order in which they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives it
        """Name the commands."""
        return list(self.commands)


@click.group(
    cls=InOrder,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="hgkm", message="hgkm %(version)s")
@store_before_command
@click.pass_context
def cli(context: click.Context, store: str | None) -> None:
    """Who does what for whom in the approach to domestic violence and child abuse, and what is missing.

    Begin with `hgkm demo`: it loads the plans that come with hgkm, and shows the rest.

    Exit status: 0 done and clean, 1 the check found something, 2 the input was wrong, 3 hgkm itself broke
    down, 130 interrupted.
    """
    context.obj = store
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for command in (
    serving.demo,
    data.load,
    data.export,
    asking.sparql,
    asking.query,
    ask.ask,
    checking.check,
    checking.answer,
    drawing.draw,
    serving.serve,
    token.token,
    token.session,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit status."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: what stands behind `hgkm`; without it what this process was started with.

    Returns:
        The exit status.
    """
    try:
        status = cli.main(arguments, prog_name="hgkm", standalone_mode=False)
    except HgkmError as refusal:
        return _refused(refusal.english)
    except click.UsageError as refusal:
        hint = f" See '{refusal.ctx.command_path} --help'." if refusal.ctx else ""
        return _refused(refusal.format_message().rstrip() + hint)
    except click.ClickException as refusal:
        return _refused(refusal.format_message())
    except click.Abort:
        return INTERRUPTED
    except Exception as fault:  # noqa: BLE001  whatever it is, it must not look like what a check found
        return _broken(fault)
    return status or 0


def _refused(message: str) -> int:
    click.echo(f"hgkm: {harmless(message)}", err=True)
    return REFUSED


def _broken(fault: Exception) -> int:
    where = traceback.extract_tb(fault.__traceback__)[-1]
    what = f"{type(fault).__name__}: {fault}".removesuffix(": ")
    place = f"line {where.lineno} of {Path(where.filename).name}"
    message = (
        f"broke down at {place} ({what}), which is a fault in hgkm: do not count on what this was to do."
    )
    click.echo(f"hgkm: {harmless(message)}", err=True)
    return BROKEN

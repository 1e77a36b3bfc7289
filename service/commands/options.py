"""What commands have in common: the store, the output file, a date, tables, and a sign of progress.

Options only read and check what was typed. What a name or a path stands for is found out by the rooms below.
"""

import getpass
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_STORE_HELP = (
    "Directory of the store. Without it the environment variable HGKM_STORE counts, and without that the "
    "place where your programs keep their data."
)


class Day(click.ParamType[date]):
    """A calendar day, written as 2026-03-31."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").astimezone().date()
        except ValueError:
            self.fail(f"{value!r} is not a date like 2026-03-31.", param, ctx)


class Iri(click.ParamType[str]):
    """An IRI, written in full."""

    name = "IRI"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read the IRI."""
        from graph.terms import named

        try:
            return named(str(value)).value
        except ValueError:
            self.fail(f"{value!r} is not an IRI like https://w3id.org/hgkm/graaf/venlo.", param, ctx)


def store_option(command: Command) -> Command:
    """Give a command `--store`, received as the path `store`; it may also stand before the command."""

    def chosen(context: click.Context, _: click.Parameter, value: str | None) -> Path:
        from graph.directory import store_path

        return store_path(value or context.find_root().obj)

    return click.option("--store", metavar="PATH", callback=chosen, help=_STORE_HELP)(command)


def store_before_command(group: Command) -> Command:
    """Let `--store` stand before the command; the group keeps it for `store_option` as `obj`."""
    return click.option("--store", metavar="PATH", help=_STORE_HELP)(group)


def user() -> str:
    """Give the name under which somebody works at this machine, for the record of changes; maybe empty."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def output_option(required: bool = False) -> Callable[[Command], Command]:
    """Give a command `-o FILE`, which it receives as `output`; where nothing can be written is refused."""

    def usable(_: click.Context, __: click.Parameter, value: Path | None) -> Path | None:
        from graph.output import refuse_unwritable

        if value is not None:
            refuse_unwritable(value)
        return value

    wording = "File to write." if required else "File to write; standard output without it."
    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(path_type=Path),
        required=required,
        callback=usable,
        help=wording,
    )


def alone(**given: object) -> None:
    """Refuse more than one of some options that exclude each other."""
    names = [f"--{name}" for name, value in given.items() if value is not None]
    if len(names) > 1:
        raise click.UsageError(f"{' and '.join(names)} cannot be used together.", click.get_current_context())


def not_on_a_screen(layout: str, output: Path | None) -> None:
    """Refuse to write an Office file to a terminal."""
    if layout in ("xlsx", "docx") and output is None and sys.stdout.isatty():
        raise click.UsageError(f"{layout} is no text: give a file with -o.", click.get_current_context())


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], output: Path | None = None) -> str:
    """Lay out a table for where it goes: fitted to a terminal, or one line a row for other programs."""
    from service.tables import as_table

    if output or not sys.stdout.isatty():
        return as_table(headers, rows)
    return as_table(headers, rows, shutil.get_terminal_size().columns, styled=True)


@contextmanager
def progress(doing: str) -> Iterator[None]:
    """Show what is being done, on a terminal and for as long as it takes; nothing anywhere else."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(doing):
        yield

"""`hgkm check` and `hgkm map`: what is not arranged yet, and the picture of who does what for whom."""

from datetime import date
from pathlib import Path

import click

from service.clock import today
from service.commands.options import Day, alone, output_option, progress, store_option, table


@click.command()
@click.option("--plan", metavar="SLUG", help="Only this plan (its slug or name).")
@click.option("--agreement", metavar="IRI", help="Only this agreement (its IRI or name).")
@click.option(
    "--file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What this file says, laid over the store; the store itself stays as it is.",
)
@click.option("--date", "day", type=Day(), help="The day that counts as today.")
@click.option(
    "--engine",
    type=click.Choice(["sparql", "pyshacl"]),
    default="sparql",
    show_default=True,
    help="What runs the rules; both find the same.",
)
@click.option(
    "--fail-on",
    "level",
    type=click.Choice(["violation", "warning", "info"]),
    default="violation",
    show_default=True,
    help="The severity from which on findings make the exit status 1.",
)
@click.option("--format", "layout", type=click.Choice(["table", "json"]), default="table", show_default=True)
@output_option()
@store_option
@click.pass_context
def check(
    context: click.Context,
    store: Path,
    plan: str | None,
    agreement: str | None,
    file: Path | None,
    day: date | None,
    engine: str,
    level: str,
    layout: str,
    output: Path | None,
) -> None:
    """Find what is not arranged yet.

    Looks at one plan, one agreement or one file, or else at everything in the store.

    Exit status: 0 nothing found at or above --fail-on, 1 something found, 2 the input was wrong.
    """
    from graph.output import write_output
    from graph.store import open_reader, scratch
    from service.tables import as_json
    from shapes.check import check as checked
    from shapes.scope import Scope

    alone(plan=plan, agreement=agreement, file=file)
    scope = Scope(plan=plan, agreement=agreement, file=file)
    # A file is laid over a copy of the store, which is thrown away.
    with scratch(store) if file else open_reader(store) as reader, progress("Checking"):
        report = checked(reader, scope=scope, date=day or today(), engine=engine)
    text = as_json(report.as_json()) if layout == "json" else table(*report.table(), output=output)
    write_output(text, output)
    if report.at_or_above(level):
        context.exit(1)


@click.command("map")
@click.option("--gemeente", metavar="NAME", help="Only what holds for this municipality or region.")
@click.option("--actor", metavar="NAME", help="Only what this organisation or post has to do with.")
@click.option("--plan", metavar="SLUG", help="Only this plan (its slug or name).")
@output_option(required=True)
@store_option
def draw(store: Path, gemeente: str | None, actor: str | None, plan: str | None, output: Path) -> None:
    """Draw who does what for whom as one HTML file.

    The file works without any network, and holds a table of the same relations beside the picture.
    """
    from graph.names import Kind, Names
    from graph.output import write_output
    from graph.store import open_reader
    from viz.onefile import map_html

    alone(gemeente=gemeente, actor=actor, plan=plan)
    with open_reader(store) as reader, progress("Drawing"):
        names = Names(reader)
        html = map_html(
            reader,
            gemeente=names.resolve(gemeente, Kind.GEMEENTE)[0] if gemeente else None,
            actor=names.resolve(actor, Kind.ACTOR)[0] if actor else None,
            plan=plan,
            today=today(),
        )
    write_output(html, output)
    click.echo(f"Map: {output}")

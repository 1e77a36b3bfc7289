"""`hgkm map`: the picture of who does what for whom."""

from pathlib import Path

import click

from service.clock import today
from service.commands.options import alone, output_option, progress, store_option


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

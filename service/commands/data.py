"""`hgkm load` and `hgkm export`: data into the store and out of it."""

from pathlib import Path

import click

from service.commands.options import Iri, output_option, progress, store_option, user


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--graph", type=Iri(), help="Named graph for files that name none, such as Turtle.")
@store_option
def load(store: Path, files: tuple[Path, ...], graph: str | None) -> None:
    """Load Turtle, TriG, N-Quads or JSON-LD into the store.

    Each named graph that the files name is replaced as a whole; other graphs stay as they are. All files are
    loaded, or none.
    """
    from rdflib import URIRef

    from graph.loading import load_files
    from graph.store import open_owner
    from service.clock import now

    with open_owner(store) as owned, progress("Loading"):
        change = load_files(owned, files, URIRef(graph) if graph else None, by=user(), at=now())
        total = len(owned)
    click.echo(f"Loaded: {change.added} added, {change.removed} removed; {total} quads in {store}.")


@click.command()
@click.option(
    "--format",
    "layout",
    type=click.Choice(["trig", "nquads", "turtle", "jsonld"]),
    default="trig",
    show_default=True,
    help="Turtle does not say in which graph a statement stands.",
)
@click.option("--plan", metavar="SLUG", help="Only the graph of this plan (its slug or name).")
@output_option()
@store_option
def export(store: Path, layout: str, plan: str | None, output: Path | None) -> None:
    """Write what is in the store as linked data.

    The same content always gives the same bytes.
    """
    from graph.export import export as exported
    from graph.output import write_output
    from graph.plans import plan as find_plan
    from graph.store import open_reader

    with open_reader(store) as reader, progress("Writing"):
        content = exported(reader, layout, [find_plan(reader, plan).graph] if plan else None)
    write_output(content, output)

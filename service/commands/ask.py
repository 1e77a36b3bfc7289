"""`hgkm ask`: a question in Dutch, as a person types it."""

from pathlib import Path

import click

from service.clock import today
from service.commands.options import progress, store_option, table
from service.harmless import harmless


@click.command()
@click.argument("text", metavar="QUESTION")
@click.option("--show-query", is_flag=True, help="Print the SPARQL query that ran as well.")
@click.option("--format", "layout", type=click.Choice(["table", "json"]), default="table", show_default=True)
@store_option
def ask(store: Path, text: str, show_query: bool, layout: str) -> int:
    """Answer a question in Dutch.

    The answer is one sentence and a table with the passage of every row. What was not understood is said,
    with the nearest questions that can be answered, and exit status 2. Questions are not kept.
    """
    from graph.output import write_output
    from graph.store import open_reader
    from queries.asking import ask as answered
    from queries.knowledge import Knowledge
    from service.tables import as_json

    with open_reader(store) as reader, progress("Reading the question"):
        reply = answered(Knowledge(reader), text, today=today())
    if layout == "json":
        write_output(as_json(reply.as_json()), None)
        return 0 if reply.result else 2
    if not reply.result:
        nearest = " ".join(f"'{suggestion}'" for suggestion in reply.suggestions)
        click.echo(harmless(f"hgkm: {reply.sentence} Wel bijvoorbeeld: {nearest}"), err=True)
        return 2
    query = "".join(f"\n{result.sparql}" for result in reply.results) if show_query else ""
    rows = "\n".join(table(*result.table()) for result in reply.results if result.answer)
    write_output(f"{reply.sentence}\n({reply.understood})\n\n{rows}{query}", None)
    return 0

"""`hgkm check` and `hgkm answer`: what is not arranged yet, and what people say to that."""

from datetime import date
from pathlib import Path

import click

from service.clock import now, today
from service.commands.options import (
    Day,
    Iri,
    alone,
    not_on_a_screen,
    output_option,
    progress,
    store_option,
    table,
    user,
)

_ANSWERS = {"klopt-niet": "klopt-niet", "nvt": "geldt-niet", "opgepakt": "opgepakt", "elders": "staat-elders"}


@click.command()
@click.option("--plan", metavar="SLUG", help="Only this plan (its slug or name).")
@click.option("--gemeente", metavar="NAME", help="Only this municipality or region.")
@click.option("--agreement", metavar="IRI", help="Only this agreement (its IRI or name).")
@click.option(
    "--file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What this file says, laid over the store; the store itself stays as it is.",
)
@click.option("--graph", type=Iri(), help="Named graph for what --file says in none, as in Turtle.")
@click.option("--date", "day", type=Day(), help="The day that counts as today.")
@click.option(
    "--engine",
    type=click.Choice(["sparql", "pyshacl"]),
    default="sparql",
    show_default=True,
    help="What runs the rules; both find the same.",
)
@click.option(
    "--shapes",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Rules of your own (Turtle files), beside those of hgkm.",
)
@click.option(
    "--against",
    "earlier",
    metavar="REPORT.json",
    type=click.Path(path_type=Path),
    help="Say what has opened and closed since this report (written with --format json).",
)
@click.option(
    "--fail-on",
    "level",
    type=click.Choice(["violation", "warning", "info"]),
    default="violation",
    show_default=True,
    help="The severity from which on findings make the exit status 1.",
)
@click.option("--all", "each", is_flag=True, help="Every finding in the table, not only what comes first.")
@click.option(
    "--format",
    "layout",
    type=click.Choice(["table", "json", "turtle", "xlsx", "docx", "html"]),
    default="table",
    show_default=True,
)
@output_option()
@store_option
@click.pass_context
def check(
    context: click.Context,
    store: Path,
    plan: str | None,
    gemeente: str | None,
    agreement: str | None,
    file: Path | None,
    graph: str | None,
    day: date | None,
    engine: str,
    folder: Path | None,
    earlier: Path | None,
    level: str,
    each: bool,
    layout: str,
    output: Path | None,
) -> None:
    """Find what is not arranged yet.

    Looks at one plan, one municipality or region, one agreement or one file, or else at everything in the
    store. The table shows what comes first of each plan; the other forms hold every finding. A finding has a
    short id (Kenmerk), with which `hgkm answer` answers it.

    Exit status: 0 nothing found at or above --fail-on, 1 something found, 2 the input was wrong, 3 hgkm
    itself broke down.
    """
    from functools import partial

    from graph.output import write_output
    from graph.store import open_reader, scratch
    from service.reports import as_file
    from shapes.check import check as checked
    from shapes.comparing import read_report
    from shapes.rules import with_own
    from shapes.scope import Scope

    alone(plan=plan, gemeente=gemeente, agreement=agreement, file=file)
    if graph and not file:
        raise click.UsageError("--graph goes with --file only.", context)
    not_on_a_screen(layout, output)
    day = day or today()
    rules = with_own(folder, day) if folder else None
    before = read_report(earlier) if earlier else None
    scope = Scope(plan=plan, place=gemeente, agreement=agreement, file=file, graph=graph)
    # A file is laid over a copy of the store, which is thrown away.
    with scratch(store) if file else open_reader(store) as reader, progress("Checking"):
        report = checked(reader, scope=scope, date=day, engine=engine, rules=rules, earlier=before)
    write_output(as_file(report, layout, partial(table, output=output), each=each), output)
    if report.at_or_above(level):
        context.exit(1)


@click.command()
@click.argument("finding", metavar="KENMERK")
@click.argument("kind", metavar="ANSWER", type=click.Choice([*_ANSWERS, "intrekken"]))
@click.option("--because", "reason", metavar="TEXT", default="", help="Why it is so, or where it stands.")
@click.option("--by", "actor", metavar="NAME", help="The organisation or function that takes it up.")
@click.option("--until", type=Day(), help="The last day on which the answer holds.")
@store_option
def answer(store: Path, finding: str, kind: str, reason: str, actor: str | None, until: date | None) -> None:
    """Answer a finding of the check, so that the next check respects it.

    ANSWER is one of: klopt-niet (the finding is wrong), nvt (the rule does not apply), opgepakt (somebody
    takes it up: --by and --until), elders (it stands somewhere else), and intrekken (take the answer back).
    All but opgepakt and intrekken say why, with --because. After its last day the finding is back. Answers
    are kept in the store, and are internal.
    """
    from graph.store import open_owner
    from shapes.answering import answer_finding, withdraw

    if kind == "intrekken":
        with open_owner(store) as owner:
            withdraw(owner, finding, who=user(), at=now())
        click.echo(f"Ingetrokken: {finding}")
        return
    with open_owner(store) as owner, progress("Checking"):
        answered = answer_finding(
            owner,
            finding,
            _ANSWERS[kind],
            reason=reason,
            by=actor,
            until=until,
            who=user(),
            at=now(),
        )
    click.echo(f"Beantwoord: {answered}")

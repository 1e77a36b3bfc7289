"""`hgkm sparql` and `hgkm query`: questions in SPARQL, and questions that have a name."""

import shlex
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.errors import InputError
from service.clock import today
from service.commands.options import not_on_a_screen, output_option, progress, store_option, table

if TYPE_CHECKING:
    from queries.catalogue import Question


@click.command()
@click.argument("text", metavar="QUERY|@FILE|-")
@click.option(
    "--format",
    "layout",
    type=click.Choice(["table", "json", "csv", "turtle"]),
    default="table",
    show_default=True,
    help="Turtle is for CONSTRUCT and DESCRIBE.",
)
@store_option
def sparql(store: Path, text: str, layout: str) -> None:
    """Answer a SPARQL query.

    It is the argument itself, a file (@FILE) or standard input (-). The project's prefixes
    (hgkm:, begrip:, skos:, org: and others) need no declaration. A query sees all graphs as one;
    GRAPH ?g tells them apart.
    """
    from graph.output import write_output
    from graph.sparql import allowed_query
    from graph.store import open_reader
    from service.results import result_text

    query_text = allowed_query(_read(text))
    with open_reader(store) as reader, progress("Asking"), _ended_by_ctrl_c():
        result = reader.query(query_text)
    write_output(result_text(result, layout, table), None)


@contextmanager
def _ended_by_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C end the process at once: Oxigraph cannot be interrupted, and reading leaves nothing."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _read(text: str) -> str:
    """Give the query that an argument stands for.

    Raises:
        InputError: the file cannot be read, or is no text.
    """
    if text != "-" and not text.startswith("@"):
        return text
    try:
        return (sys.stdin.buffer.read() if text == "-" else Path(text[1:]).read_bytes()).decode()
    except OSError as error:
        raise InputError(
            f"it cannot be read: {error.strerror}.", f"niet te lezen: {error.strerror}.", file=text[1:]
        ) from error
    except UnicodeDecodeError as error:
        name = "standard input" if text == "-" else text[1:]
        raise InputError("it is not UTF-8 text.", "dit is geen tekst in UTF-8.", file=name) from error


@click.command()
@click.argument("name", required=False)
@click.option(
    "--param",
    "pairs",
    metavar="KEY=VALUE",
    multiple=True,
    help="A parameter of the question; may be repeated.",
)
@click.option(
    "--format",
    "layout",
    type=click.Choice(["table", "json", "csv", "xlsx"]),
    default="table",
    show_default=True,
)
@output_option()
@store_option
def query(store: Path, name: str | None, pairs: tuple[str, ...], layout: str, output: Path | None) -> None:
    """Answer a named question, or list them.

    Without NAME it lists the questions with their parameters and an example. Parameters
    take names as people write them ('VT', 'wijkteam'). A name that is not known, or can mean several things,
    gives the candidates.
    """
    from graph.output import write_output
    from graph.store import open_reader
    from service.questions import answer, question, questions
    from service.tables import as_csv, as_json

    if name is None:
        if pairs:
            raise click.UsageError("--param needs the name of a question before it.")
        if layout == "xlsx":
            raise click.UsageError("xlsx is for the answer to a question: name one.")
        write_output(_listed(questions().values(), layout), output)
        return
    not_on_a_screen(layout, output)
    asked = question(name)
    with open_reader(store) as reader, progress(asked.title):
        result = answer(reader, asked.name, _parameters(pairs), today=today())
    if layout == "xlsx":
        from service.sheets import Sheet, workbook

        write_output(workbook(asked.title, [Sheet(asked.name[:31], *result.table())], today()), output)
    elif layout == "json":
        write_output(as_json(result.answer.sparql_json()), output)
    else:
        lines = as_csv(*result.table()) if layout == "csv" else table(*result.table(), output=output)
        write_output(lines, output)


def _parameters(pairs: Iterable[str]) -> dict[str, str]:
    """Read KEY=VALUE pairs."""
    given: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise click.UsageError(f"--param wants KEY=VALUE, and {pair!r} is not that.")
        if key in given:
            raise click.UsageError(f"--param {key} is given twice.")
        given[key] = value
    return given


def _listed(questions: Iterable["Question"], layout: str) -> str:
    """Lay out the catalogue: a block a question for reading, or all of it for a program."""
    from service.results import described
    from service.tables import as_csv, as_json

    if layout == "json":
        return as_json([described(question) for question in questions])
    if layout == "csv":
        rows = [
            [question.name, question.title, question.answers, _params_in_words(question), _example(question)]
            for question in questions
        ]
        return as_csv(["Naam", "Vraag", "Antwoord", "Gegevens", "Voorbeeld"], rows)
    return "\n".join(
        f"{question.name}\n"
        f"    {question.title}\n"
        f"    {question.answers}\n"
        + "".join(f"      {line}\n" for line in _params_in_words(question).splitlines())
        + f"    {_example(question)}\n"
        for question in questions
    )


def _params_in_words(question: "Question") -> str:
    return "\n".join(
        f"{param.name}{' (verplicht)' if param.required else ''}: {param.description}"
        for param in question.params
    )


def _example(question: "Question") -> str:
    """Give the command that asks the example."""
    pairs = (shlex.quote(f"{key}={value}") for key, value in question.example.items())
    return " ".join(["hgkm query", question.name, *(f"--param {pair}" for pair in pairs)])

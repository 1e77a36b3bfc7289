"""Lays out the project's Turtle files in one fixed way: `python -m graph.formatting [--check] [FILE...]`.

Without files it takes every `.ttl` file of the rooms that hold data. The layout is that of `graph.turtle`,
so a file looks the same whoever wrote it, and a change of one fact is a change of one line. Of the comments
in a file only the block at its head is kept: everything else worth saying belongs in the data.

With `--check` it writes nothing and names the files that are laid out otherwise. Exit status: 0 all is
well, 1 `--check` found files to lay out, 2 a file cannot be read.
"""

import argparse
import sys
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

import pyoxigraph as oxigraph

from graph.errors import HgkmError
from graph.output import write_output
from graph.prefixes import PREFIXES
from graph.reading import syntax_error, unreadable
from graph.turtle import serialize

_ROOMS = ("ontology", "graph", "shapes")


def format_turtle(document: bytes, name: str) -> str:
    """Lay out a Turtle document.

    Args:
        document: Turtle in UTF-8.
        name: the file it is in, for errors.

    Returns:
        The same statements in the fixed layout, with the prefixes of the project and, for other namespaces,
        those of the document.

    Raises:
        InputError: the document is not Turtle.
    """
    parser = oxigraph.parse(document, oxigraph.RdfFormat.TURTLE)
    try:
        triples = list(parser)
    except SyntaxError as error:
        raise syntax_error(name, document, error) from error
    known = set(PREFIXES.values())
    own = {prefix: namespace for prefix, namespace in parser.prefixes.items() if namespace not in known}
    head = list(takewhile(lambda line: line.startswith("#"), document.decode().splitlines()))
    comment = "\n".join([*head, "", ""]) if head else ""
    return comment + serialize(triples, {**own, **PREFIXES})


def project_files() -> list[Path]:
    """Find the Turtle files that come with hgkm, in order."""
    root = Path(__file__).parent.parent
    return sorted(file for room in _ROOMS for file in (root / room).rglob("*.ttl"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Lay out files, or check that they are."""
    parser = argparse.ArgumentParser(prog="python -m graph.formatting", description="Lay out Turtle files.")
    parser.add_argument("--check", action="store_true", help="write nothing, name the files to lay out")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: all .ttl files of hgkm")
    options = parser.parse_args(arguments)
    otherwise = 0
    try:
        for file in options.files or project_files():
            document = _content(file)
            laid_out = format_turtle(document, str(file)).encode()
            if laid_out == document:
                continue
            otherwise += 1
            if options.check:
                sys.stderr.write(f"{file}: run 'python -m graph.formatting' to lay it out\n")
            else:
                write_output(laid_out, file)
    except HgkmError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 1 if options.check and otherwise else 0


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise unreadable(str(file), error) from error


if __name__ == "__main__":
    sys.exit(main())

"""Reads the documents themselves that the facts were taken from, where they lie on this machine.

Sources are not part of the project: `HGKM_BRONNEN` names the directory in which somebody keeps them, under
the names that the graph knows them by (`dcterms:identifier`). A name never leads out of that directory. What
is said in a document is not interpreted here.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.errors import HgkmError

VARIABLE = "HGKM_BRONNEN"
_LARGEST = 20_000_000  # bytes


@dataclass(frozen=True)
class Line:
    """A line of a document.

    Attributes:
        number: counted from 1.
        text: without its end.
        within: whether it belongs to the passage that was asked for, and not to its neighbours.
    """

    number: int
    text: str
    within: bool


class MissingDocumentError(HgkmError):
    """A document that does not lie where documents are kept, or cannot be read."""


def passage_text(
    name: str, first: int, last: int, around: int, environ: Mapping[str, str] = os.environ
) -> list[Line]:
    """Give the lines of a passage with their neighbours.

    Args:
        name: the file name of the source.
        first: the first line of the passage, counted from 1.
        last: its last line.
        around: how many lines to give before and after it.
        environ: where the directory is named.

    Raises:
        MissingDocumentError: no directory is named, or the document is not in it or is no text.
    """
    lines = _read(name, environ)
    begin, end = max(first - around, 1), min(last + around, len(lines))
    return [Line(at, lines[at - 1], first <= at <= last) for at in range(begin, end + 1)]


def _read(name: str, environ: Mapping[str, str]) -> list[str]:
    directory = environ.get(VARIABLE, "")
    if not directory:
        raise MissingDocumentError(
            f"The documents themselves are not here: {VARIABLE} names no directory.",
            "De brondocumenten staan niet bij deze dienst; wie haar beheert kan met "
            f"{VARIABLE} zeggen in welke map ze liggen.",
        )
    home = Path(directory)
    try:
        path = (home / name).resolve()
        # No name and no link leads out of the directory.
        if path.parent != home.resolve() or not path.is_file() or path.stat().st_size > _LARGEST:
            raise FileNotFoundError(name)
        return path.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise MissingDocumentError(
            f"The document {name!r} cannot be read from the directory that {VARIABLE} names.",
            f"Het document {name} is niet te lezen in de map met brondocumenten.",
        ) from error

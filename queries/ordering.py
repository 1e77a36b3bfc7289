"""Says which rows come first among those that are as near to what is asked, and which are the things counted.

What makes rows come first is said in `vragen.toml`. How near a row is to the subject of a question is not for
this module: see `queries.ranking`.
"""

import re
from collections.abc import Mapping, Sequence

from graph.terms import Node
from queries.dutch import stem, tokens
from queries.intents import fits, orders, sizes

_NUMBERED = re.compile(r"(\w+) (\d+)(?=:| \(| -|\.|$)")
_NAMING = {"visie", "definitie", "begrip"}
_DEFINING = {"is", "zijn", "bestaat", "bestaan", "betekent", "omvat", "omvatten"}
_COUNTING = {"hoeveel", "welke", "aantal"}


def counted(words: Sequence[str]) -> str:
    """Give the stem of the word that 'hoeveel' or 'welke' asks for; empty when there is none."""
    at = next((at for at, word in enumerate(words[:-1]) if word in _COUNTING), None)
    return stem(words[at + 1]) if at is not None else ""


def number_of(label: str, kind: str) -> str | None:
    """Give the number of a thing that is called by its kind and a number, such as 'Pijler 2: ...'."""
    found = _NUMBERED.match(label.casefold())
    return found[2] if found and stem(found[1]) == kind else None


def defines(label: str, word: str) -> bool:
    """Say whether a label begins as a definition of a word does: 'Verwijsindex: ...', 'Veiligheid is ...'."""
    said, wanted = tokens(label), tokens(word)
    if ":" in label:
        head = tokens(label.split(":", maxsplit=1)[0])
        return (head[1:] if head[:1] and head[0] in _NAMING else head) == wanted
    return said[: len(wanted)] == wanted and bool(_DEFINING & set(said[len(wanted) : len(wanted) + 1]))


def before(words: Sequence[str], row: Mapping[str, Node]) -> int:
    """Count the reasons for which a row comes before others that are as near.

    Args:
        words: the question.
        row: by column.
    """
    return sum(
        any(fits(sign, word) for sign in signs for word in words)
        and any(fits(value, str(row.get(column, "")).casefold()) for value in values)
        for signs, column, values in orders()
    )


def largest_first(words: Sequence[str], rows: Sequence[Mapping[str, Node]]) -> tuple[str, bool] | None:
    """Give the column of amounts to put in order, and whether the largest comes first.

    None when the question asks for no largest or smallest, or no row has an amount.
    """
    for sign, column, falling in sizes():
        if sign in words and any(column in row for row in rows):
            return column, falling
    return None

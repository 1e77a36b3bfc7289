"""Says which rows come first among those that are as near to what is asked, and which are the things counted.

What makes rows come first is said in `vragen.toml`. How near a row is to the subject of a question is not for
this module: see `queries.ranking`.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from graph.terms import Node
from queries.dutch import stem, tokens
from queries.intents import fits, orders, sizes

_NUMBERED = re.compile(r"(?:^|(?P<inside>, ))(\w+) (\d+)(?=:|,| \(| -|\.|$)")
_NUMBERS = {
    "twee": 2,
    "drie": 3,
    "vier": 4,
    "vijf": 5,
    "zes": 6,
    "zeven": 7,
    "acht": 8,
    "negen": 9,
    "tien": 10,
    "elf": 11,
}
_NAMING = {"visie", "definitie", "begrip"}
_FALLING = {"vallen", "valt", "verstaan", "verstaat"}
_DEFINING = {"is", "zijn", "bestaat", "bestaan", "betekent", "omvat", "omvatten"}
_COUNTING = {"hoeveel", "welke", "aantal"}


def counted(words: Sequence[str]) -> str:
    """Give the stem of the word that 'hoeveel', 'welke' or a number asks for; empty when there is none."""
    signs = _COUNTING | _NUMBERS.keys()
    at = next(
        (at for at, word in enumerate(words[:-1]) if word in signs and words[at + 1] not in signs), None
    )
    return stem(words[at + 1]) if at is not None else ""


def number_asked(words: Sequence[str]) -> int | None:
    """Give the number of things that a question says there are: 'welke vijf fasen'."""
    return next((_NUMBERS[word] for word in words[:-1] if word in _NUMBERS), None)


def number_of(label: str, kind: str, *, inside: bool = False) -> str | None:
    """Give the number of a thing that is called by its kind and a number, such as 'Pijler 2: ...'.

    Args:
        label: its name.
        kind: the stem of the kind.
        inside: whether the kind may stand further on in the name, as in 'Opdracht, deel 2: ...'.
    """
    found = (each for each in _NUMBERED.finditer(label.casefold()) if inside or not each["inside"])
    return next((each[3] for each in found if stem(each[2]) == kind), None)


def of_kind_first(words: Sequence[str], rows: Sequence[dict[str, Node]]) -> list[dict[str, Node]]:
    """Put the rows of the kind that is asked for before the others, and those of a whole with as many parts.

    The kind stands in a column `soort`, the whole in a column `geheel`.
    """
    kind, number = counted(words), number_asked(words)
    parts: dict[Node | None, set[Node | None]] = defaultdict(set)
    for row in rows:
        parts[row.get("geheel")].add(row.get("wat"))

    def behind(row: Mapping[str, Node]) -> tuple[bool, bool]:
        sorts = tokens(str(row.get("soortLabel") or row.get("soort") or ""))
        whole = number is not None and "geheel" in row and len(parts[row["geheel"]]) == number
        return (not (kind and kind in map(stem, sorts)), not whole)

    return sorted(rows, key=behind)


def defines(label: str, word: str) -> bool:
    """Say whether a label begins as a definition of a word does: 'Verwijsindex: ...', 'Veiligheid is ...'."""
    said, wanted = tokens(label), tokens(word)
    if f" onder {' '.join(wanted)} " in f" {' '.join(said)} " and _FALLING & set(said):
        return True
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
        any(fits(value, str(row.get(column, "")).casefold()) for value in values)
        for column, values in _reasons(tuple(words))
    )


@lru_cache(maxsize=1000)
def _reasons(words: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give the columns and values that come first for a question."""
    return tuple(
        (column, values)
        for signs, column, values in orders()
        if any(fits(sign, word) for sign in signs for word in words)
    )


def largest_first(words: Sequence[str], rows: Sequence[Mapping[str, Node]]) -> tuple[str, bool] | None:
    """Give the column of amounts to put in order, and whether the largest comes first.

    None when the question asks for no largest or smallest, or no row has an amount.
    """
    for sign, column, falling in sizes():
        if sign in words and any(column in row for row in rows):
            return column, falling
    return None

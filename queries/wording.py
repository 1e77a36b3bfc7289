"""Says in Dutch how a question was read and what was found, in one sentence each.

It counts the rows that people see. It gives no judgement: what a source does not say is not a no.
"""

from collections.abc import Sequence

from queries.intents import nouns
from queries.run import Result

_NAMED = 3  # names that a sentence still holds
_LONGEST = 160  # letters of those names together
_NOBODY = "niemand genoemd"
_PARAMS = {
    "gemeente": "in {}",
    "over": "over '{}'",
    "doelgroep": "voor {}",
    "actor": "van {}",
    "partij": "met {}",
    "aanbieder": "van {}",
    "organisatie": "van {}",
    "rol": "met de rol {}",
    "soort": "van de soort {}",
    "fase": "in de fase {}",
    "plan": "in {}",
    "begrip": "van {}",
    "groep": "van {}",
    "status": "met de status {}",
    "bron": "in {}",
    "regel": "op regel {}",
    "van": "vanaf {}",
    "tot": "tot en met {}",
}


def understood_in_words(result: Result, notes: Sequence[str], unused: Sequence[str]) -> str:
    """Say how a question was read: as which named question, with what, and what was mended or passed over."""
    params = "; ".join(f"{name} = {value}" for name, value in result.params.items())
    parts = [f"{result.question.title} [{result.question.name}]", params, *notes]
    if unused:
        parts.append(f"niet meegenomen: {', '.join(unused)}")
    return "; ".join(filter(None, parts))


def found_in_words(result: Result, closed: bool, unused: Sequence[str]) -> str:
    """Say in one sentence what was found.

    Args:
        result: the answer.
        closed: whether the question asked for yes or no.
        unused: words that were passed over.
    """
    headers, rows = result.table()
    one, several, counted = nouns()[result.question.name]
    given = result.params
    told = " ".join(wording.format(_day(given[name])) for name, wording in _PARAMS.items() if name in given)
    aside = f" Niet meegenomen: {', '.join(unused)}." if unused else ""
    if not rows:
        doubt = " Dat is nog geen nee: het staat niet in deze bronnen." if closed else ""
        return f"Geen {several} gevonden {told}".rstrip() + f".{doubt}{aside}"
    number = len({row[headers.index(counted)] for row in rows}) if counted in headers else len(rows)
    count = f"is 1 {one}" if number == 1 else f"zijn {number} {several}"
    opening = "Dat staat erin: er" if closed else "Er"
    return f"{opening} {count} gevonden {told}".rstrip() + f"{_names(headers, rows)}.{aside}"


def _names(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Name those who do it, when they are few, and say how often nobody is named."""
    if "Wie" not in headers:
        return ""
    at = headers.index("Wie")
    names = list(dict.fromkeys(row[at] for row in rows if row[at] and row[at] != _NOBODY))
    nobody = sum(row[at] == _NOBODY for row in rows)
    told = f": {', '.join(names)}" if 0 < len(names) <= _NAMED and len("".join(names)) < _LONGEST else ""
    if nobody:
        told += f"; bij {nobody} is niemand genoemd"
    return told


def _day(text: str) -> str:
    """Write 2021-12-31 as 31-12-2021."""
    parts = text.split("-")
    return "-".join(reversed(parts)) if len(parts) == 3 and all(part.isdigit() for part in parts) else text

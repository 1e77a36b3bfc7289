"""Says in Dutch how a question was read and what was found, in one sentence each.

It counts the rows that people see. It gives no judgement: what a source does not say is not a no.
"""

import re
from collections.abc import Sequence
from textwrap import shorten

from queries.intents import headers_of, nouns
from queries.run import Result

_NAMED = 6  # names that a sentence still holds
# The columns of what rows tell of, by which they are named.
_TELLING = (
    *("Wat", "Norm", "Eis", "Doel", "Aanbeveling", "Reactie", "Tekort", "Project", "Overleg", "Aanbod"),
    *(
        "Omschrijving",
        "Kenniseis",
        "Kader",
        "Post",
        "Besluit",
        "Definitie",
        "Onderdeel",
        "Afspraak",
        "Plan",
        "Lid",
    ),
)
_SOME = 5  # things that a sentence names
_LABEL = 110  # letters of a name in a sentence
_FIRST, _TOLD = 5, 6  # rows that come first, and values in them that a sentence still holds
_LONGEST = 240  # letters of those names together
_NEGATIVE = re.compile(r"\b(?:geen|niet|niemand|ontbreekt)\b")
_NOBODY = "niemand genoemd"
_WHEN = {"wanneer", "maand", "kwartaal", "jaar", "datum", "deadline", "termijn", "vaak"}
_TIMES = ("Wanneer", "Begin", "Einde", "Ritme", "Planning", "Termijn")
_AMOUNT = {"bedrag", "bedragen", "budget", "euro"}
_PRICED = {"geld", "kost", "kosten", "subsidie", "betaalt", "begroot"}
_AMOUNTS = ("Bedrag",)
_NUMBER = re.compile(
    r"\b(?!(?:19|20)\d\d\b)\d+|\b(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf)\b"
)
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


def found_in_words(
    result: Result, *, closed: bool, missed: Sequence[str], left_out: int, doubtful: bool
) -> str:
    """Say in one sentence what was found.

    Args:
        result: the answer.
        closed: whether the question asked for yes or no.
        missed: words that no row is about.
        left_out: how many rows are less about the subject.
        doubtful: whether the rows are no more than the nearest ones.
    """
    headers, rows = result.table()
    one, several, counted = nouns()[result.question.name]
    given = result.params
    told = " ".join(wording.format(_day(given[name])) for name, wording in _PARAMS.items() if name in given)
    missing = ", ".join(f"'{word}'" for word in missed)
    if not rows:
        doubt = " Dat is nog geen nee: het staat niet in deze bronnen." if closed else ""
        return f"Geen {several} gevonden {told}".rstrip() + f".{doubt}"
    number = len({row[headers.index(counted)] for row in rows}) if counted in headers else len(rows)
    count = f"is 1 {one}" if number == 1 else f"zijn {number} {several}"
    doubt = f"{missing} is niet begrepen" if missing else "geen regel gaat over alles wat is gevraagd"
    opening = f"Let op: {doubt}; het naast komt dit: er" if doubtful else "Er"
    parts = [
        f"{opening} {count} gevonden {told}".rstrip() + f"{_names(headers, rows)}.",
        _first(headers, rows),
    ]
    if closed:
        parts.append(_decided(headers, rows))
    if missing and not doubtful:
        parts.append(f"Niet op {missing} gelet.")
    if left_out:
        parts.append(f"Wat er minder over gaat, is weggelaten ({left_out} of meer regels).")
    return " ".join(filter(None, parts))


def number_in_words(words: Sequence[str], number: int | None, result: Result, *, sure: bool) -> str:
    """Say what the number of rows is to a question for a number.

    Args:
        words: the question.
        number: how many different things of the kind asked for there are.
        result: the answer.
        sure: whether the rows are what was asked for, and nothing else.
    """
    if "hoeveel" not in words:
        return ""
    if number is not None:
        return f"Als zodanig genummerd of benoemd zijn er {number}."
    if sure:
        return ""
    rows = result.table()[1]
    if not any(_NUMBER.search(cell.casefold()) for row in rows for cell in row[:-1]):
        return "Het gevraagde aantal staat in deze rijen niet; geteld zijn de rijen."
    return "Geteld zijn de gevonden rijen; of het gevraagde aantal in een rij staat, is daar te lezen."


def amounts_in_words(words: Sequence[str], result: Result) -> str:
    """Say that no row has an amount of money, when one is asked for."""
    headers, rows = result.table()
    columns = [at for at, header in enumerate(headers) if header in _AMOUNTS]
    asked = _AMOUNT & set(words) or ("hoeveel" in words and _PRICED & set(words))
    if not asked or not columns or any(row[at] for row in rows for at in columns):
        return ""
    return "Een bedrag staat er in deze rijen niet bij."


def times_in_words(words: Sequence[str], result: Result) -> str:
    """Say that no row has a time, when one is asked for."""
    headers, rows = result.table()
    columns = [at for at, header in enumerate(headers) if header in _TIMES]
    if not _WHEN & set(words) or not columns or any(row[at] for row in rows for at in columns):
        return ""
    return "In deze rijen staat geen termijn of ritme."


def values_in_words(result: Result, words: Sequence[str]) -> str:
    """Tell what stands in the column that answers a short second question, such as 'en wanneer'.

    It is empty when there is no such column, or when it says nothing in the rows that come first.
    """
    headers, rows = result.table()
    for header in headers_of(words):
        at = headers.index(header) if header in headers else None
        cells = (row[at].split("; ") for row in rows[:_FIRST]) if at is not None else ()
        values = [value for value in dict.fromkeys(value for cell in cells for value in cell) if value]
        if values:
            told = "; ".join(values[:_TOLD])
            return f"{header}: {told}{' ...' if len(values) > _TOLD else ''}."
    return ""


def _decided(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Say that the rows decide a question for yes or no: a 'niet' in them may be a condition."""
    texts = [" ".join(row[: len(headers) - 1]).casefold() for row in rows]
    negative = sum(bool(_NEGATIVE.search(text)) for text in texts)
    some = f" In {negative} daarvan staat 'geen', 'niet' of 'niemand'." if negative else ""
    return f"Of dat een ja of een nee is, staat in de regels zelf: lees ze na.{some}"


def _first(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Name what the first rows tell of, and all of them where they are few."""
    at = next((headers.index(header) for header in _TELLING if header in headers), None)
    told = list(dict.fromkeys(row[at] for row in rows if row[at])) if at is not None else []
    if not told:
        return ""
    some = "; ".join(f"'{shorten(each, _LABEL, placeholder=' ...')}'" for each in told[:_SOME])
    return f"Het gaat om: {some}." if len(told) <= _SOME else f"Bovenaan staan: {some}."


def _names(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Name those who do it, when they are few, and say how often nobody is named."""
    if "Wie" not in headers:
        return ""
    at = headers.index("Wie")
    each = [row[at].split("; ") for row in rows]
    names = list(dict.fromkeys(name for cell in each for name in cell if name not in ("", _NOBODY)))
    nobody = sum(_NOBODY in cell for cell in each)
    told = f": {', '.join(names)}" if 0 < len(names) <= _NAMED and len("".join(names)) < _LONGEST else ""
    if nobody:
        told += f"; bij {nobody} is niemand genoemd"
    return told


def _day(text: str) -> str:
    """Write 2021-12-31 as 31-12-2021."""
    parts = text.split("-")
    return "-".join(reversed(parts)) if len(parts) == 3 and all(part.isdigit() for part in parts) else text

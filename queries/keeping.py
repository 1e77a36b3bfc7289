"""Chooses which rows of an answer are kept, and in which order they come.

Rows are kept up to the cliff: the first row that is clearly less about the subject than the best ones. The
best row brings the parts of what it tells ('bestaat uit vier delen'), and few rows bring those of the same
passages. How nearly a row is about a word is not for this module: see `queries.ranking`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import floor

from graph.terms import Node
from queries.dutch import doing_words, stem, tokens
from queries.ordering import before, counted, defines, number_of
from queries.topics import KIND, Word

CLIFF, CLIFF_ITSELF = (
    0.78,
    0.9,
)  # of the best score: what is less is left out; where a thing itself is asked about
_LONELY, _HIDDEN, _SOME = 1, 10, 5  # rows that are kept when one would stay of more than ten
_FAMILY, _SIBLINGS = 3, 6  # so few rows are kept with at most so many others of the same passages
_BEST, _WHOLES, _PARTS = (
    0.97,
    3,
    15,
)  # rows as near as the best, how many of them bring parts, and at most how many
_NEARLY = 0.6  # of the best score: only from there are things of a kind kept and others left out
_MANY = 150  # rows that are kept whatever light words they are about
_HALF = 0.5  # of the best score: what is less about the subject is not kept then either
_VERB = 5  # letters from which a verb says more than that something is done
_STEPS = 10  # how finely scores are told apart when rows are put in order


@dataclass(frozen=True, eq=False)
class Entry:
    """A row with how nearly it is about the subject.

    Attributes:
        score: the weight of the words that it is about, by how near it is to each.
        row: by column.
        levels: how near it is to each word.
        main: what the row tells of; None where that is nothing in particular.
        passages: where it stands.
    """

    score: float
    row: dict[str, Node]
    levels: tuple[float, ...]
    main: Node | None
    passages: tuple[object, ...]


@dataclass(frozen=True)
class Asked:
    """What the rows are asked for.

    Attributes:
        words: the words of the question.
        subject: the words to look for.
        itself: whether a thing that is named counts for more than what is about it.
        defined: whether a definition comes first.
        column: the column of what a row tells of; None for none in particular.
        wholes: what the subject names best, whether a row tells of it or not.
    """

    words: tuple[str, ...]
    subject: tuple[Word, ...]
    itself: bool
    defined: bool
    column: str | None
    wholes: tuple[Node, ...]

    @cached_property
    def doing(self) -> frozenset[str]:
        """Give the stems of the verbs that say what is done, by which rows as near are put in order."""
        return frozenset(stem(word) for word in self.words if word in doing_words() and len(word) >= _VERB)

    @property
    def cliff(self) -> float:
        """Give the part of the best score below which rows are left out."""
        return CLIFF_ITSELF if self.itself else CLIFF


def keep(
    asked: Asked, about: Iterable[Entry], parts: Callable[[Node], Collection[Node]]
) -> tuple[list[Entry], int | None]:
    """Give the rows that are kept, in order, and how many things of the kind asked for they name.

    Args:
        asked: what they are asked for.
        about: all rows that were tried.
        parts: gives the parts of what a row tells of.
    """
    entries = sorted(about, key=lambda entry: -entry.score)
    best = entries[0].score if entries else 0.0
    entries.sort(
        key=lambda entry: (
            not (asked.defined and is_definition(asked, entry.row)),
            -floor(_STEPS * entry.score / (best or 1)),
            -before(asked.words, entry.row),
            -len(asked.doing & set(map(stem, tokens(str(entry.row.get(f"{asked.column}Label", "")))))),
        )
    )
    rows = _before_the_cliff(asked, entries, best)
    if asked.column:
        rows = _with_parts(asked, _whole(entries, rows), entries, parts)
    return _of_kind(asked, entries, rows)


def is_definition(asked: Asked, row: Mapping[str, Node]) -> bool:
    """Say whether a row tells what the subject is."""
    label = str(row.get(f"{asked.column}Label", ""))
    names = [word.text for word in asked.subject]
    each = [part for name in names if " en " in name for part in name.split() if part != "en"]
    return any(defines(label, name) for name in (*names, *each, " ".join(names)))


def _before_the_cliff(asked: Asked, entries: Sequence[Entry], best: float) -> list[Entry]:
    rows = [entry for entry in entries if entry.score >= asked.cliff * best and entry.score > 0]
    heavy = [0.0 if word.light else word.weight for word in asked.subject]
    heaviest = max((_weighed(heavy, entry.levels) for entry in entries), default=0.0)
    near = [
        entry for entry in entries if heaviest and _weighed(heavy, entry.levels) >= asked.cliff * heaviest
    ]
    if len(rows) < len(near) <= _MANY:  # light words put rows in order, and leave none out
        rows = near
    few, passages = len(rows) <= _FAMILY, {place for entry in rows for place in entry.passages}
    if len(rows) == _LONELY and len(entries) > _HIDDEN:
        rows = [entry for entry in entries[:_SOME] if entry.score >= _HALF * best]
    if few:
        beside = (entry for entry in entries if entry not in rows and passages & set(entry.passages))
        rows += [entry for entry in beside if entry.score > 0][:_SIBLINGS]
    return rows


def _whole(entries: Sequence[Entry], rows: Sequence[Entry]) -> list[Entry]:
    """Give all that is told of the things in some rows, whatever stands beside them."""
    chosen = list(dict.fromkeys(entry.main for entry in rows))
    same = (entry for entry in entries if entry.main in set(chosen) and entry.score > 0)
    return sorted(same, key=lambda entry: chosen.index(entry.main))


def _with_parts(
    asked: Asked, rows: Sequence[Entry], entries: Sequence[Entry], parts: Callable[[Node], Collection[Node]]
) -> list[Entry]:
    """Put the parts of what the best rows tell behind these rows, and those of what no row tells first."""
    best = max((entry.score for entry in rows), default=0.0)
    told = dict.fromkeys(entry.main for entry in rows)
    wholes = list(dict.fromkeys(entry.main for entry in rows if entry.score >= _BEST * best))
    found = list(rows)
    few = wholes if len(wholes) <= _WHOLES else []
    for whole in (*reversed(few), *asked.wholes):
        inside = parts(whole) if whole is not None else ()
        if not 1 < len(inside) <= _PARTS or (whole in asked.wholes and whole in told):
            continue
        these = sorted((entry for entry in entries if entry.main in inside), key=lambda entry: entry.passages)
        best_rows = [entry for entry in found if whole in told and entry.main in wholes]
        others = [entry for entry in found if entry not in best_rows and entry not in these]
        found = [*best_rows, *(entry for entry in these if entry not in best_rows), *others]
    return list(dict.fromkeys(found))


def _of_kind(asked: Asked, entries: Sequence[Entry], rows: Sequence[Entry]) -> tuple[list[Entry], int | None]:
    """Keep only things of the kind that is asked for, where there are such, and count them."""
    names = _naming(asked, entries)
    among = entries if "hoeveel" in asked.words else rows
    of_kind = [entry for entry in among if entry.score > 0 and names(entry)] if names else []
    best = max((entry.score for entry in entries), default=0.0)
    if not names or max((entry.score for entry in of_kind), default=0.0) < _NEARLY * best:
        return list(rows), None
    return of_kind, len({names(entry) for entry in of_kind})


def _naming(asked: Asked, entries: Sequence[Entry]) -> Callable[[Entry], str | None] | None:
    """Give what names the thing of a row when it is of the kind that is asked for; None when none of them is.

    Things of a kind are numbered, as 'Pijler 2: ...' is, or are parts of a plan of that kind.
    """
    kind = counted(asked.words)
    at = next((at for at, word in enumerate(asked.subject) if {kind} in word.forms), None)
    if not kind or at is None or asked.column is None:
        return None

    def numbered(entry: Entry, *, inside: bool = False) -> str | None:
        return number_of(str(entry.row.get(f"{asked.column}Label", "")), kind, inside=inside)

    def of_kind(entry: Entry) -> str | None:
        return str(entry.main) if entry.main is not None and entry.levels[at] == KIND else None

    def numbered_inside(entry: Entry) -> str | None:
        return numbered(entry, inside=True)

    ways = (numbered, of_kind, numbered_inside)
    return next((names for names in ways if any(names(entry) for entry in entries)), None)


def _weighed(weights: Sequence[float], levels: Sequence[float]) -> float:
    return sum(weight * level for weight, level in zip(weights, levels, strict=True))

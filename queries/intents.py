"""The kinds of questions in Dutch, each read from its block in `vragen.toml`, with its patterns.

An intent says which named question answers it, by which words it is known and what names may fill. This
module reads the file and matches patterns; it looks up no names, and runs nothing.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Group:
    """One condition of a pattern.

    Attributes:
        alternatives: words, each a row of words with an asterisk for any beginning or ending.
        absent: whether none of them may be there.
        kept: the alternatives whose words are left for a name or the subject.
        opening: whether it must open the question.
        optional: whether it need not be there.
    """

    alternatives: tuple[tuple[str, ...], ...]
    absent: bool
    kept: frozenset[tuple[str, ...]]
    opening: bool
    optional: bool

    @classmethod
    def parse(cls, text: str) -> "Group":
        """Read a group, such as `-a_b|c*`."""
        bare = text.lstrip("-^").rstrip("?")
        signs = text[: len(text) - len(text.lstrip("-^"))]
        rows = {each: tuple(each.lstrip("@").split("_")) for each in bare.split("|")}
        kept = frozenset(row for each, row in rows.items() if each.startswith("@"))
        return cls(tuple(rows.values()), "-" in signs, kept, "^" in signs, text.endswith("?"))

    def find(
        self, words: Sequence[str], opening: int, kinds: Mapping[str, Collection[int]]
    ) -> tuple[set[int], set[int]]:
        """Give the positions of the words that satisfy it, and of those among them that it takes.

        Args:
            words: the question; words that may not be matched are empty.
            opening: the position of the first word of the question proper.
            kinds: the positions of names, by kind.
        """
        found: set[int] = set()
        taken: set[int] = set()
        for row in self.alternatives:
            if row[0].startswith("<"):
                found |= set(kinds.get(row[0].strip("<>"), ()))
                continue
            places = [opening] if self.opening else range(len(words) - len(row) + 1)
            for at in places:
                here = words[at : at + len(row)]
                if len(here) == len(row) and all(map(fits, row, here)):
                    found |= set(range(at, at + len(row)))
                    taken |= (
                        set() if row in self.kept or _says_more(row, here) else set(range(at, at + len(row)))
                    )
        return found, taken


@dataclass(frozen=True)
class Intent:
    """A kind of question; see the head of `vragen.toml`."""

    query: str
    patterns: tuple[tuple[Group, ...], ...]
    fills: tuple[str, ...]
    fixed: Mapping[str, str]
    needed: tuple[tuple[str, ...], ...]
    also: frozenset[str]
    weak: frozenset[str]
    only: frozenset[str] | None
    itself: bool
    example: str
    refusal: str

    def match(
        self, words: Sequence[str], opening: int, kinds: Mapping[str, Collection[int]]
    ) -> frozenset[int] | None:
        """Give the positions of the words by which a question is recognised; None for another kind."""
        for pattern in self.patterns:
            used: set[int] = set()
            for group in pattern:
                found, taken = group.find(words, opening, kinds)
                if group.absent == bool(found) and not group.optional:
                    break
                if not group.absent:
                    used |= taken
            else:
                return frozenset(used)
        return None


@cache
def intents() -> tuple[Intent, ...]:
    """Give the kinds of questions, the most particular first."""
    return tuple(map(_intent, _file()["vraag"]))


def anything() -> Intent:
    """Give the kind of question that says no more than what it is about: the last one."""
    return intents()[-1]


@cache
def nouns() -> Mapping[str, tuple[str, str, str]]:
    """Give the noun for one and for several, and the header whose cells are counted, by named question."""
    return MappingProxyType({name: (*words, "")[:3] for name, words in _file()["rijen"].items()})


@cache
def orders() -> Sequence[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """Give what makes rows come first: by which words of the question, in which column, with which values."""
    return tuple(
        (tuple(order["bij"].split()), order["kolom"], tuple(order["waarden"])) for order in _file()["voorop"]
    )


@cache
def sizes() -> Sequence[tuple[str, str, bool]]:
    """Give the words for the largest or smallest, with the column and whether the largest comes first."""
    return tuple(
        (word, column, falling)
        for falling, key in ((True, "grootste"), (False, "kleinste"))
        for word in _file()["grootte"][key].split()
        for column in _file()["grootte"]["kolommen"].split()
    )


@cache
def gathered(name: str) -> tuple[str, ...]:
    """Give the columns of a named question whose values go into one cell in an answer."""
    return tuple(_file()["bijeen"].get(name, ()))


@cache
def listing() -> frozenset[str]:
    """Give the named questions of which few rows are given with what stands beside them in the source."""
    return frozenset(_file()["ernaast"]["vragen"].split())


def headers_of(words: Sequence[str]) -> tuple[str, ...]:
    """Give the headers under which the answer to a second question stands, by the words it opens with."""
    signs = (
        sign for sign in _file()["tweede"] if tuple(sign.split("_")) == tuple(words[: sign.count("_") + 1])
    )
    return tuple(_file()["tweede"].get(next(signs, ""), ()))


@cache
def vocabulary() -> frozenset[str]:
    """Give the words by which questions are recognised; those with an asterisk are for `recognised`."""
    words: set[str] = set()
    for intent in intents():
        words |= intent.also | (intent.only or frozenset())
        words |= {
            word
            for pattern in intent.patterns
            for group in pattern
            for row in group.alternatives
            for word in row
            if "<" not in word
        }
    return frozenset(word for word in words if "*" not in word)


@cache
def recognised(word: str) -> bool:
    """Say whether some kind of question is recognised by a word."""
    rows = (
        row
        for intent in intents()
        for pattern in intent.patterns
        for group in pattern
        for row in group.alternatives
    )
    return word in vocabulary() or any(wanted != "*" and fits(wanted, word) for row in rows for wanted in row)


def _intent(block: Mapping[str, object]) -> Intent:
    def text(key: str) -> str:
        return str(block.get(key, ""))

    def texts(key: str) -> Iterable[str]:
        value = block.get(key, ())
        return map(str, value) if isinstance(value, list) else ()

    fixed = block.get("vast", {})
    return Intent(
        query=text("query"),
        patterns=tuple(tuple(map(Group.parse, pattern.split())) for pattern in texts("als")),
        fills=tuple(texts("vult")),
        fixed=MappingProxyType(dict(fixed) if isinstance(fixed, dict) else {}),
        needed=tuple(tuple(names.split("|")) for names in texts("nodig")),
        also=frozenset(text("ook").split()),
        weak=frozenset(text("zwak").split()),
        only=frozenset(text("hier").split()) if "hier" in block else None,
        itself=bool(block.get("zelf")),
        example=text("voorbeeld"),
        refusal=text("weiger"),
    )


@cache
def _file() -> Any:  # noqa: ANN401 - what TOML holds
    return tomllib.loads((Path(__file__).parent / "vragen.toml").read_text("utf-8"))


def _says_more(row: Sequence[str], words: Sequence[str]) -> bool:
    """Say whether a compound was found by its last part: 'rondetafeloverleg' is more than an 'overleg'."""
    return row[0].startswith("*") and words[0] != row[0].strip("*")


def fits(wanted: str, word: str) -> bool:
    """Say whether a word is the wanted one, which may have an asterisk for any beginning or ending."""
    if not word:
        return False
    if wanted.startswith("*") and wanted.endswith("*"):
        return wanted.strip("*") in word
    if wanted.startswith("*"):
        return word.endswith(wanted[1:])
    if wanted.endswith("*"):
        return word.startswith(wanted[:-1])
    return word == wanted

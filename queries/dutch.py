"""Takes Dutch text apart into words, and brings the forms of a word together.

`tokens` gives the words as they were written, folded (no capitals, no accents); `stem` gives what the forms
of a word have in common, so that 'evalueert', 'evalueren' and 'evaluatie' are found as one. A stem need be no
word.

What words do in a question is said in `woorden.toml`: which say nothing of their own, and which mean the
same. It knows no names.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from snowballstemmer import stemmer

from graph.names import words

_AND = re.compile(r"(?<=\bB)\s*&\s*(?=W\b)", re.IGNORECASE)  # 'B&W' is read as 'BenW'
_BRACKETS = re.compile(r"\((\w+)\)(?=\w)")  # '(wijk)teams' is read as 'wijkteams'
# The stemmer leaves most conjugated forms of verbs on -eren apart from each other and from their nouns.
_FOREIGN_VERB = re.compile(
    r"(?:ge)?(\w{3,}?)(?:eren|eert|eerde?n?|ering(?:en)?|erend|aties?|ator(?:en|s)?|eer|age)"
)
_NOT_FOREIGN = {"kinderen", "volkeren", "eisen"}
_OWN = {
    **dict.fromkeys(("kinderen", "kind"), "kind"),
    **dict.fromkeys(("gezinnen", "gezin"), "gezin"),
    "brede": "breed",
    "ouderen": "ouderen",  # not 'ouders'
    "geldt": "geldt",  # not 'geld'
    **dict.fromkeys(("monitor", "monitort", "monitoren", "monitoring", "gemonitord"), "monitor"),
}
_stemmer = stemmer("dutch")


def tokens(text: str) -> list[str]:
    """Give the words of a text, folded; a plus belongs to the word before it ('wijkteam+', 'MDA++')."""
    return words(_BRACKETS.sub(r"\1", _AND.sub("en", text))).replace(" +", "+").split()


@cache
def silent_words() -> frozenset[str]:
    """Give the words that say nothing of their own in a question: articles, prepositions, courtesies."""
    return frozenset(_word_lists()["stil"].split())


@cache
def doing_words() -> frozenset[str]:
    """Give the verbs that only say that something is done."""
    return frozenset(_word_lists()["doen"].split())


@cache
def light_words() -> frozenset[str]:
    """Give the words that may be passed over when nothing is about them, which is then told."""
    return frozenset(_word_lists()["licht"].split())


@cache
def back_words() -> frozenset[str]:
    """Give the words that point back at what was said before the question."""
    return frozenset(_word_lists()["terug"].split())


@cache
def same_words() -> Mapping[str, tuple[str, ...]]:
    """Give for each word that has them, by its stem, the words that mean the same."""
    found: dict[str, tuple[str, ...]] = {}
    for group in _word_lists()["gelijk"]:
        alike = tuple(word.replace("_", " ") for word in group.split())
        for word in alike:
            found[stem(word)] = found.get(stem(word), ()) + alike
    return found


@cache
def expressions() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Give the rows of words that mean something together, with the words that they are read as."""
    pairs = (line.split(" = ") for line in _word_lists()["samen"].strip().splitlines())
    return {tuple(row.split()): tuple(meaning.split()) for row, meaning in pairs}


@cache
def _word_lists() -> dict[str, str]:
    return tomllib.loads((Path(__file__).parent / "woorden.toml").read_text("utf-8"))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Give the stem of a folded word."""
    if word in _OWN:
        return _OWN[word]
    if word not in _NOT_FOREIGN and (verb := _FOREIGN_VERB.fullmatch(word)):
        return f"{verb[1]}eer"
    found: str = _stemmer.stemWord(word)
    # Third persons: 'traint' and 'leert' keep their t.
    return found[:-1] if len(found) > 4 and re.search(r"[^aeiou]t$", found) else found

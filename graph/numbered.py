"""Terms and statements as columns: how each is written and numbered, and what is kept of a big store.

A term has a number that is made from how the store writes it in its answers. To get the statements of a big
store out of it costs some five microseconds a term, every time; so when many come in they are numbered in
passing (`Gathering`) and kept in a directory beside the store (`Kept`): a table of statements, one of how
terms are written, and what changed since. Whose directory it is, and when it no longer counts, is the
business of `graph.directory`.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pyoxigraph as oxigraph
from rdflib.namespace import XSD

from graph.answer import as_tsv

NUMBER = pl.UInt64()
TEXTS = {"number": NUMBER, "text": pl.String()}
ENDS = ("s", "p", "o", "g")
_MANY = 30_000  # statements in a batch
_STATEMENTS, _TERMS, _SINCE, _MADE = "statements.parquet", "terms.parquet", "since.nq", "made.json"
# How numbers are made may change with the library that makes them.
_BY = {"layout": 1, "polars": pl.__version__, "pyoxigraph": oxigraph.__version__}
# A line of N-Quads as the store writes it, in a named graph and without blank nodes.
_NAME = r'<[^<>"{}|^`\\\x00-\x20]*>'
_TEXT = rf'"(?:[^"\\\x00-\x1f\x7f]|\\[tbnrf"\\])*"(?:@[a-z]+(?:-[a-z0-9]+)*|\^\^{_NAME})?'
_LINE = rf"^(?<s>{_NAME}) (?<p>{_NAME}) (?<o>{_NAME}|{_TEXT}) (?<g>{_NAME}) \.$"
_NEVER_WRITTEN = f"^^<{XSD.string}>"
# A literal that the store answers as it was written; it makes others shorter: "1"^^xsd:integer is 1.
_AS_WRITTEN = r'^"[^"\\]*"(?:@[a-z-]+)?$'


@dataclass(frozen=True)
class Batch:
    """Some statements.

    Attributes:
        quads: the statements.
        rows: how their parts are written in N-Quads, in the same order, as `s`, `p`, `o` and `g`; `g` is null
            outside a named graph.
    """

    quads: list[oxigraph.Quad]
    rows: pl.DataFrame


def in_batches(quads: Iterable[oxigraph.Quad]) -> Iterator[Batch]:
    """Give very many statements in parts that fit in memory."""
    stream = iter(quads)
    while batch := list(islice(stream, _MANY)):
        yield Batch(batch, rows_of(batch))


def number(texts: pl.Series) -> pl.Series:
    """Give the numbers of terms as the store writes them; null has none."""
    hashed = pl.when(pl.col("text").is_not_null()).then(pl.col("text").hash())
    return texts.to_frame("text").select(hashed.alias("number")).to_series()


def rows_of(quads: Sequence[oxigraph.Quad]) -> pl.DataFrame:
    """Write statements as N-Quads, and take each line apart."""
    return _apart(oxigraph.serialize(quads, format=oxigraph.RdfFormat.N_QUADS) or b"")


def rows_of_lines(lines: bytes) -> pl.DataFrame | None:
    """Take lines of N-Quads apart, as `rows_of`; None if they are not all written as a store writes them."""
    try:
        apart = table(b"line\n" + lines, ["line"])["line"].str.extract_groups(_LINE).struct.unnest()
    except pl.exceptions.ComputeError:  # with a tab in it, or not in UTF-8
        return None
    fit = not apart["g"].has_nulls() and not apart["o"].str.ends_with(_NEVER_WRITTEN).any()
    return apart if fit else None


def _apart(written: bytes) -> pl.DataFrame:
    lines = table(b"line\n" + written, ["line"])
    parts = lines.select(pl.col("line").str.splitn(" ", 3).struct.rename_fields(ENDS[:3])).unnest("line")
    whole = parts.with_columns(pl.col("o").str.strip_suffix(" ."))
    # The last word is a graph, or else the end of a text, or all of the object.
    ended = whole.with_columns(pl.col("o").str.split(" ").list.last().alias("g"))
    last, rest = pl.col("g"), pl.col("o")
    is_graph = (
        last.str.starts_with("<") & last.str.ends_with(">") & ~last.str.contains_any(['"']) & (last != rest)
    )
    placed = ended.with_columns(pl.when(is_graph).then(last).alias("g"))
    return placed.with_columns(rest.str.strip_suffix(last.fill_null("")).str.strip_suffix(" "))


def table(written: bytes, columns: Sequence[str]) -> pl.DataFrame:
    """Read rows of terms as SPARQL writes them, tabs between them; what is unbound is null."""
    kinds = [pl.String()] * len(columns)
    return pl.read_csv(written, separator="\t", quote_char=None, new_columns=columns, schema_overrides=kinds)


def asked(facts: Sequence[str], query: str, *, in_order: bool = True) -> pl.DataFrame:
    """Ask about <urn:0>, <urn:1> and so on; the answers are put in the order of these (`place`, `text`)."""
    store = oxigraph.Store()
    store.load("\n".join(facts).encode(), format=oxigraph.RdfFormat.TURTLE)
    answers = table(as_tsv(store.query(query)), ["place", "text"])
    place = pl.col("place").str.strip_chars("<>").str.slice(4).cast(pl.UInt32)
    return answers.with_columns(place).sort("place") if in_order else answers


def as_answered(terms: Iterable[str]) -> pl.Series:
    """Give how the store writes terms in its answers."""
    facts = [f"<urn:{place}> <urn:is> {term} ." for place, term in enumerate(terms)]
    return asked(facts, "SELECT ?place ?text WHERE { ?place <urn:is> ?text }")["text"]


class Numbered(NamedTuple):
    """Statements as numbers.

    Attributes:
        statements: the columns `s`, `p`, `o` and `g`.
        terms: each number that is in them, with the text of its term.
    """

    statements: pl.DataFrame
    terms: pl.DataFrame

    @classmethod
    def of(cls, parts: Sequence["Numbered"]) -> "Numbered":
        """Lay some together, each statement and term once."""
        statements = pl.concat([_NONE.statements, *(part.statements for part in parts)]).unique()
        return cls(statements, pl.concat([_NONE.terms, *(part.terms for part in parts)]).unique("number"))


_NONE = Numbered(pl.DataFrame(schema=dict.fromkeys(ENDS, NUMBER)), pl.DataFrame(schema=TEXTS))


class Gathering:
    """Numbers statements that come by, and writes them to a directory at the end."""

    def __init__(self, least: int = 0) -> None:
        """Begin with nothing; fewer statements than `least` are not worth keeping."""
        self._least = least
        self._waiting: list[pl.DataFrame] = []
        self._parts: list[Numbered] = []
        self._answered: dict[str, str] = {}

    def begin_with(self, kept: "Kept") -> None:
        """Take what was kept before."""
        self._least = 0
        self._parts.append(Numbered(kept.statements(), kept.terms))

    def add(self, written: pl.DataFrame) -> None:
        """Take statements, as `rows_of` gives them."""
        self._least -= written.height
        self._waiting.append(written)
        if self._least <= 0:
            self._parts += map(self._numbered, self._waiting)
            self._waiting = []

    def numbered(self) -> Numbered:
        """Give what came by."""
        return Numbered.of(self._parts)

    def write(self, directory: Path) -> None:
        """Keep what came by in a directory instead of what is there, if it was enough."""
        if self._least > 0:
            return
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        statements, terms = self.numbered()
        # In the order of properties, so that one of them is read without the rest.
        statements.sort("p").write_parquet(directory / _STATEMENTS)
        terms.write_parquet(directory / _TERMS)
        (directory / _MADE).write_text(json.dumps(_BY), "utf-8")

    def _numbered(self, written: pl.DataFrame) -> Numbered:
        answered = written.with_columns(self._as_answered(written["o"]))
        numbers = answered.select(pl.col(ENDS).hash())
        named = [pl.DataFrame({"number": numbers[end], "text": answered[end]}) for end in ENDS]
        return Numbered(numbers, pl.concat(terms.unique("number") for terms in named))

    def _as_answered(self, objects: pl.Series) -> pl.Series:
        literals = objects.filter(objects.str.starts_with('"'))
        others = literals.filter(~literals.str.contains(_AS_WRITTEN)).unique()
        new = [text for text in others if text not in self._answered]
        self._answered.update(zip(new, as_answered(new), strict=True) if new else ())
        return objects.replace({text: self._answered[text] for text in others})


class Kept:
    """What is kept in a directory."""

    def __init__(self, directory: Path) -> None:
        """Take a directory for which `is_kept` holds."""
        self._statements = pl.scan_parquet(directory / _STATEMENTS)
        self._terms = directory / _TERMS
        self._gone, self._came = self._since(directory / _SINCE)

    def statements(self, properties: Sequence[int] | None = None) -> pl.DataFrame:
        """Give the statements with some properties (by number), or all."""
        chosen = pl.lit(value=True) if properties is None else pl.col("p").is_in(properties)
        before = self._statements.filter(chosen).collect()
        if self._gone is self._came:
            return before
        left = before.join(self._gone.statements, on=ENDS, how="anti")
        return pl.concat([left, self._came.statements.filter(chosen)]).unique()

    @cached_property
    def terms(self) -> pl.DataFrame:
        """Give each number with the text of its term; there may be more than are in the statements."""
        return pl.concat([pl.read_parquet(self._terms), self._came.terms]).unique("number")

    @staticmethod
    def _since(file: Path) -> tuple[Numbered, Numbered]:
        """Read what changed since; of a statement that went and came back the last counts."""
        if not file.exists():
            return _NONE, _NONE
        lines = table(b"line\n" + file.read_bytes(), ["line"])["line"]
        last = pl.DataFrame({"sign": lines.str.head(1), "quad": lines.str.slice(1)}).unique(
            "quad", keep="last"
        )
        gone, came = Gathering(), Gathering()
        for sign, gathering in (("-", gone), ("+", came)):
            quads = last.filter(pl.col("sign") == sign)["quad"]
            gathering.add(_apart("".join(f"{quad}\n" for quad in quads).encode()))
        return gone.numbered(), came.numbered()


def is_kept(directory: Path) -> bool:
    """Tell whether a directory holds statements as they are numbered here and now."""
    made = directory / _MADE
    return made.exists() and json.loads(made.read_text("utf-8")) == _BY


def note(directory: Path, gone: Iterable[oxigraph.Quad], came: Iterable[oxigraph.Quad]) -> None:
    """Write a change down with what is kept in a directory; nothing is done if nothing is kept there."""
    if not directory.exists():
        return
    with (directory / _SINCE).open("ab") as since:
        for sign, quads in ((b"-", gone), (b"+", came)):
            written = oxigraph.serialize(quads, format=oxigraph.RdfFormat.N_QUADS) or b""
            since.writelines(sign + line for line in written.splitlines(keepends=True))

"""Very many statements on their way into a store: let through in batches, and numbered in passing.

What may stand in a store is said in `graph.admission`; here its gate is shown only what could be refused,
which columns of text tell sooner than statements one by one. What is kept of them is the business of
`graph.numbered`, and writing them of `graph.store`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import polars as pl
import pyoxigraph as oxigraph
from rdflib import URIRef

from graph.admission import DAYS, FINE, SCHEMES, SHELTER, Gate, KnownGraphError, Look, is_day
from graph.numbered import Gathering, Kept, in_batches, is_kept, rows_of, rows_of_lines
from graph.privacy import CLOSER, NAME_HINT, PLAIN
from graph.reading import skip_mark, unreadable
from graph.terms import named

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# What the gate looks for, in terms as N-Quads writes them.
_HINTING = rf'^"(?:[^"\\]|\\.)*?(?:{CLOSER})'
_PLAIN = f'^"(?:{PLAIN.pattern})"'
_SCHEME = f"^<(?:{'|'.join(SCHEMES)})"
_DATED = f"(?:{'|'.join(re.escape(str(kind)) for kind in DAYS)})$"
_NEW = r"^<<|--(?:ltr|rtl)$"  # of RDF 1.2
_BLOCK = 1 << 23  # bytes of a file at a time
_FINE_OR_SHELTER = f'^(?:"|<{re.escape(FINE)}|{re.escape(str(SHELTER))}$)'


class Filling:
    """Lets statements through into a store that is filled."""

    def __init__(
        self, there: oxigraph.Store, kept: Path | None, least: int, closed: Iterable[URIRef] = ()
    ) -> None:
        """Begin.

        Args:
            there: the store.
            kept: where what is in it is kept as numbers, if it is; None for a store in memory.
            least: the number of statements from which on a store is worth keeping so.
            closed: the graphs to which nothing may come.
        """
        self.graphs: set[oxigraph.NamedNode] = set()
        self._there = there
        self._closed = {named(graph) for graph in closed}
        self._gate = Gate()
        self._gathering = self._begun(kept, least)

    def _begun(self, kept: Path | None, least: int) -> Gathering | None:
        """Gather what is there already; None if nothing will be kept."""
        if kept is None:
            return None
        gathering = Gathering(least)
        if is_kept(kept):
            gathering.begin_with(Kept(kept))
        elif len(self._there) > least:
            return None  # a check reads what it needs of it as soon
        else:
            for batch in in_batches(self._there):
                gathering.add(batch.rows)
        return gathering

    def through(self, quads: Iterable[oxigraph.Quad]) -> Iterator[oxigraph.Quad]:
        """Let statements through; whoever takes them keeps none if this raises, at the last.

        Raises:
            StoreError: one stands in no named graph or holds a blank node.
            KnownGraphError: one is for a closed graph.
            PersonalDataError: one is about a person, or says where a shelter is.
        """
        for batch in in_batches(quads):
            self._pass(batch.rows, batch.quads.__getitem__)
            yield from batch.quads
        self._gate.close(self._there, ())

    def lines(self, files: Iterable[Path]) -> BinaryIO:
        """Let the statements of N-Quads files through as text, without making each of them; see `through`.

        Reading the stream raises what `through` does, and:

        Raises:
            SyntaxError: a line is no N-Quads.
            InputError: a file cannot be read.
        """

        def passed() -> Iterator[bytes]:
            for lines in _in_blocks(files):
                rows = rows_of_lines(lines)
                if rows is None:
                    quads = _read(lines)
                    self._pass(rows_of(quads), quads.__getitem__)
                else:
                    self._pass(rows, partial(_statement, rows))
                yield lines
            self._gate.close(self._there, ())

        return BufferedReader(_Blocks(_ahead(passed())))

    def keep(self, directory: Path) -> None:
        """Keep what is in the store now in a directory."""
        if self._gathering:
            self._gathering.write(directory)

    def _pass(self, rows: pl.DataFrame, statement: Callable[[int], oxigraph.Quad]) -> None:
        """Look at what could be refused of some statements, and number them."""
        for place in self._doubtful(rows):
            self._gate.look_at(statement(place))
        self.graphs.update(named(name[1:-1]) for name in rows["g"].unique())
        for graph in self.graphs & self._closed:
            raise KnownGraphError(f"{graph} is there already.", f"{graph} is er al.")
        if self._gathering:
            self._gathering.add(rows)

    def _doubtful(self, rows: pl.DataFrame) -> pl.Series:
        """Give the places of the statements that the gate must look at itself."""
        looks = {text: self._gate.look_for(named(text[1:-1])) for text in rows["p"].unique()}

        def looked(look: Look) -> pl.Expr:
            return pl.col("p").is_in([text for text, found in looks.items() if found is look])

        start, value, graph = pl.col("s"), pl.col("o"), pl.col("g")
        names = pl.concat([rows[end].unique() for end in ("s", "o", "g")]).drop_nulls()
        hinting = names.filter(names.str.starts_with("<") & names.str.contains(NAME_HINT.pattern))
        telling = (
            (graph.is_null() | start.str.starts_with("_") | value.str.starts_with("_"))
            | (value.str.contains(_SCHEME) | value.str.contains(_NEW) | looked(Look.CLOSELY))
            | (looked(Look.AT_PLACES) & value.str.contains(_FINE_OR_SHELTER))
        )
        dated = names.filter(names.str.starts_with('"') & names.str.contains(_DATED))
        telling |= value.is_in([text for text in dated if not is_day(text.split('"')[1])])
        for end in (start, value, graph) if hinting.len() else ():
            telling |= end.is_in(hinting.implode()).fill_null(value=False)
        text = value.str.contains(_HINTING) & ~value.str.contains(_PLAIN)
        numbered = rows.with_row_index("place")
        texts = numbered.filter(text & ~telling).unique("o", keep="first")
        return pl.concat([numbered.filter(telling)["place"], texts["place"]]).sort()


class _Blocks(RawIOBase):
    """A file, for who reads one, of blocks that come by."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, room: "WriteableBuffer") -> int:
        self._left = self._left or memoryview(next(self._blocks, b""))
        view = memoryview(room)
        taken = self._left[: len(view)]
        view[: len(taken)] = taken
        self._left = self._left[len(taken) :]
        return len(taken)


def _ahead(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Look at the next block while the store takes this one."""
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, blocks, None)
        while (block := coming.result()) is not None:
            coming = worker.submit(next, blocks, None)
            yield block


def _read(lines: bytes) -> list[oxigraph.Quad]:
    return [*oxigraph.parse(lines, oxigraph.RdfFormat.N_QUADS)]


def _statement(rows: pl.DataFrame, place: int) -> oxigraph.Quad:
    return _read(" ".join([*rows.row(place), "."]).encode())[0]


def _in_blocks(files: Iterable[Path]) -> Iterator[bytes]:
    """Read files in blocks of whole lines."""
    for file in files:
        try:
            with file.open("rb") as content:
                skip_mark(content)
                while block := content.read(_BLOCK):
                    block += content.readline()
                    yield block if block.endswith(b"\n") else block + b"\n"
        except OSError as error:
            raise unreadable(str(file), error) from error

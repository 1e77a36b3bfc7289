"""Paths walked from many things at once, over columns: where each thing leads to.

A walk is a table of pairs, `from` and `to`, each once. What was walked from a set of things is kept with that
set. Paths are those of rdflib; a SHACL path becomes one here. No constraint is known.
"""

from collections.abc import Iterator
from functools import reduce

import numpy as np
import numpy.typing as npt
import polars as pl
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS, SH
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.term import Node

from graph.columns import PAIRS, Columns
from graph.numbered import NUMBER
from shapes.paths import REPEATS, UnsupportedError, items


class Things:
    """A set of things, by number; sets that hold the same are equal."""

    def __init__(self, ordered: npt.NDArray[np.uint64]) -> None:
        """Take the numbers in order, each once."""
        self.ordered = ordered
        # The numbers are spread over 64 bits, so that their sum tells sets apart.
        self._mark = len(ordered), int(ordered.sum(dtype=np.uint64))

    @classmethod
    def of(cls, numbers: pl.Series) -> "Things":
        """Take the numbers in a column, each once."""
        return cls(np.sort(numbers.to_numpy()))

    @property
    def numbers(self) -> pl.Series:
        """Give the numbers, in order."""
        return pl.Series("number", self.ordered, NUMBER)

    def __len__(self) -> int:
        """Count them."""
        return len(self.ordered)

    def __eq__(self, other: object) -> bool:
        """Tell whether another set holds the same."""
        return isinstance(other, Things) and self._mark == other._mark

    def __hash__(self) -> int:
        """Give what equal sets share."""
        return hash(self._mark)

    def __and__(self, other: "Things") -> "Things":
        """Give those that are in both."""
        return self if self == other else Things(self.ordered[self._in(other)])

    def __sub__(self, other: "Things") -> "Things":
        """Give those that are not in the other."""
        return Things(self.ordered[~self._in(other)]) if other else self

    def __or__(self, other: "Things") -> "Things":
        """Give those that are in one of both."""
        return Things(np.union1d(self.ordered, other.ordered)) if other else self

    def _in(self, other: "Things") -> npt.NDArray[np.bool_]:
        if not other:
            return np.zeros(len(self), np.bool_)
        places = np.searchsorted(other.ordered, self.ordered)
        places[places == len(other)] = 0
        return np.equal(other.ordered[places], self.ordered)


class Walk:
    """What a path leads to from each of some things."""

    def __init__(self, pairs: pl.DataFrame) -> None:
        """Take the pairs, each once."""
        self.pairs = pairs
        self._ends: Things | None = None

    @property
    def ends(self) -> Things:
        """Give where it leads, each end once."""
        if self._ends is None:
            self._ends = Things.of(self.pairs["to"].unique())
        return self._ends

    def starts(self, least: int = 1) -> Things:
        """Give the things from which it leads to at least so many ends."""
        if least == 1:
            return Things.of(self.pairs["from"].unique())
        counted = self.pairs.group_by("from").len().filter(pl.col("len") >= least)
        return Things.of(counted["from"])

    def to(self, ends: Things) -> "Walk":
        """Keep what leads to some ends."""
        if ends == self._ends:
            return self
        return Walk(self.pairs.join(ends.numbers.to_frame(), left_on="to", right_on="number", how="semi"))

    def but_to(self, ends: Things) -> "Walk":
        """Keep what does not lead to some ends."""
        return Walk(self.pairs.join(ends.numbers.to_frame(), left_on="to", right_on="number", how="anti"))


class Walker:
    """Walks over one set of columns."""

    def __init__(self, columns: Columns) -> None:
        """Take the columns."""
        self.columns = columns
        self._walks: dict[tuple[str, Things], Walk] = {}
        self._instances: dict[URIRef, Things] = {}

    def instances(self, kind: URIRef) -> Things:
        """Give the things of a class, or of one below it."""
        if kind not in self._instances:
            below = InvPath(MulPath(RDFS.subClassOf, "*"))
            kinds = self.walk(below, Things.of(self.columns.numbers([kind]))).ends
            self._instances[kind] = self.walk(InvPath(RDF.type), kinds).ends
        return self._instances[kind]

    def walk(self, path: URIRef | Path, things: Things) -> Walk:
        """Give where a path leads to from each of some things."""
        about = path.n3(), things
        if about not in self._walks:
            self._walks[about] = Walk(self._pairs(path, things))
        return self._walks[about]

    def _pairs(self, path: URIRef | Path, things: Things) -> pl.DataFrame:
        if not things:
            pairs = pl.DataFrame(schema=PAIRS)
        elif isinstance(path, URIRef):
            pairs = _from(self.columns.pairs(path), things)
        elif isinstance(path, InvPath) and isinstance(path.arg, URIRef):
            pairs = _from(turned(self.columns.pairs(path.arg)), things)
        elif isinstance(path, InvPath):
            pairs = self._pairs(inverse(path.arg), things)
        elif isinstance(path, AlternativePath):
            pairs = pl.concat([self.walk(choice, things).pairs for choice in path.args]).unique()
        elif isinstance(path, SequencePath):
            first = self.walk(path.args[0], things)
            pairs = reduce(self._on, path.args[1:], first).pairs
        elif isinstance(path, MulPath):
            pairs = self._repeated(path, things)
        else:
            raise UnsupportedError(f"the path {path.n3()}")
        return pairs

    def _on(self, walked: Walk, step: URIRef | Path) -> Walk:
        further = self.walk(step, walked.ends).pairs
        joined = walked.pairs.join(further, left_on="to", right_on="from")
        return Walk(joined.select("from", pl.col("to_right").alias("to")).unique())

    def _repeated(self, path: MulPath, things: Things) -> pl.DataFrame:
        own = pl.DataFrame({"from": things.numbers, "to": things.numbers})
        if path.mod == "?":
            return pl.concat([own, self.walk(path.path, things).pairs]).unique()
        steps = self.walk(path.path, things)
        found = steps.pairs if path.mod == "+" else pl.concat([own, steps.pairs]).unique()
        newest = steps
        while newest.pairs.height:
            onwards = self._on(newest, path.path).pairs
            newest = Walk(onwards.join(found, on=["from", "to"], how="anti"))
            found = pl.concat([found, newest.pairs])
        return found


def inverse(path: URIRef | Path) -> URIRef | Path:
    """Give the path that leads back."""
    if isinstance(path, InvPath):
        return path.arg
    if isinstance(path, SequencePath):
        return SequencePath(*(inverse(step) for step in reversed(path.args)))
    if isinstance(path, AlternativePath):
        return AlternativePath(*(inverse(choice) for choice in path.args))
    if isinstance(path, MulPath):
        return MulPath(inverse(path.path), path.mod)
    return InvPath(path)


def turned(pairs: pl.DataFrame) -> pl.DataFrame:
    """Give pairs the other way round."""
    return pairs.rename({"from": "to", "to": "from"})


def steps(path: Node | Path) -> Iterator[URIRef]:
    """Name the properties in a path."""
    if isinstance(path, URIRef):
        yield path
    elif isinstance(path, InvPath):
        yield from steps(path.arg)
    elif isinstance(path, MulPath):
        yield from steps(path.path)
    elif isinstance(path, SequencePath | AlternativePath):
        for part in path.args:
            yield from steps(part)


def from_shacl(shapes: Graph, path: Node) -> URIRef | Path:
    """Give a SHACL path as a path of rdflib."""
    if isinstance(path, URIRef):
        return path
    if (path, RDF.first, None) in shapes:
        return SequencePath(*(from_shacl(shapes, step) for step in items(shapes, path)))
    ((kind, end),) = shapes.predicate_objects(path)
    if kind == SH.alternativePath:
        return AlternativePath(*(from_shacl(shapes, choice) for choice in items(shapes, end)))
    back = from_shacl(shapes, end)
    return inverse(back) if kind == SH.inversePath else MulPath(back, REPEATS[kind])


def _from(pairs: pl.DataFrame, things: Things) -> pl.DataFrame:
    here = pairs.join(things.numbers.to_frame(), left_on="from", right_on="number", how="semi")
    return here.select("from", "to")

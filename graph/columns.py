"""Named graphs as columns of numbers, in which whole sets of things are laid beside each other at once.

Every term has a number that is made from how it is written; a property is a table of pairs of numbers. They
come from what is kept beside a big store, or else from the store, as text, because term by term takes twice
as long. Expressions of SPARQL are left to Oxigraph, for the different values alone. A table is read when it
is first asked for. No shape and no pattern is known here.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from threading import RLock

import polars as pl
import pyoxigraph as oxigraph
from rdflib import Literal, URIRef

from graph.numbered import NUMBER, TEXTS, Kept, as_answered, asked, is_kept, number, table
from graph.store import ReadStore
from graph.terms import Node, to_oxigraph, to_rdflib

PAIRS = {"from": NUMBER, "to": NUMBER}
_ESCAPED = {r"\t": "\t", r"\n": "\n", r"\r": "\r", r"\"": '"', "\\\\": "\\"}
_PLACE, _ANSWER = "?hgkm_place", "?hgkm_answer"  # variables beside those of an expression
_THREADS = 2  # the store answers outside Python's lock; more threads would wait for the same disk


class Columns:
    """What some named graphs of a store say, each statement once; several threads may ask."""

    def __init__(self, store: ReadStore, graphs: Sequence[URIRef] | None = None) -> None:
        """Take a store that stays open and as it is; without graphs all count."""
        self._store, self._graphs = store, graphs
        self._kept = Kept(store.kept) if store.kept and is_kept(store.kept) else None
        self._pairs: dict[URIRef, pl.DataFrame] = {}
        self._texts = [pl.DataFrame(schema=TEXTS)]  # what was read, and then what was worked out
        self._numbers: dict[Node, int] = {}
        self._fans: dict[tuple[URIRef, str], float] = {}
        self._lock = RLock()

    @cached_property
    def size(self) -> int:
        """Count the statements of the whole store."""
        return len(self._store)

    def ask(self, query: str) -> pl.DataFrame:
        """Let the store answer a SELECT query, as numbers."""
        answer = self._store.written(query, self._graphs)
        names = answer.partition(b"\n")[0].decode().replace("?", "").split("\t")
        rows = table(answer, names)
        return rows.select(self._known(rows[name]).alias(name) for name in names)

    def read(self, properties: Iterable[URIRef]) -> None:
        """Read the tables of some properties together, which is quicker than one by one."""
        with self._lock:
            wanted = sorted({*properties} - self._pairs.keys())
            if self._kept:
                self._take(self._kept, wanted)
            else:
                self._read(wanted)

    def pairs(self, name: URIRef) -> pl.DataFrame:
        """Give the table of a property: `from` has the value `to`, each pair once."""
        if name not in self._pairs:
            self.read([name])
        return self._pairs[name]

    def statements(self) -> pl.DataFrame:
        """Give all that the graphs say: the properties too, as `step` between `from` and `to`."""
        if self._kept:
            self._texts[0] = self._kept.terms
            rows = self._counting(self._kept.statements()).drop("g").unique()
        else:
            rows = self.ask("SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o }")
        return rows.rename({"s": "from", "p": "step", "o": "to"})

    def everything(self) -> pl.Series:
        """Give all things and values that the graphs speak of."""
        said = self.statements()
        return pl.concat([said[end].rename("number") for end in PAIRS]).unique()

    def numbers(self, nodes: Iterable[Node]) -> pl.Series:
        """Give the numbers of terms, be they in the graphs or not."""
        wanted = [*nodes]
        new = [node for node in dict.fromkeys(wanted) if node not in self._numbers]
        if new:
            written = as_answered(str(to_oxigraph(node)) for node in new)
            self._numbers.update(zip(new, self._known(written), strict=True))
        return pl.Series("number", [self._numbers[node] for node in wanted], NUMBER)

    def nodes(self, numbers: pl.Series) -> dict[int, Node]:
        """Give the terms behind numbers."""
        found = self._written(numbers.unique())
        facts = "".join(f"<urn:{number}> <urn:is> {text} .\n" for number, text in found.iter_rows())
        said = oxigraph.parse(facts.encode(), oxigraph.RdfFormat.TURTLE)
        return {int(str(fact.subject)[5:-1]): to_rdflib(fact.object) for fact in said}

    def are_some_literals(self, numbers: pl.Series) -> bool:
        """Tell whether there are literals among terms."""
        return not self._written(numbers.unique().drop_nulls())["text"].str.head(1).is_in(["<", "_"]).all()

    def strings(self, numbers: pl.Series) -> pl.Series:
        """Give the text of each string, with a language or without; null for other terms."""
        texts = self._texts_of(numbers).str.extract(r'(?s)^"(.*)"(?:@[-0-9A-Za-z]+)?$')
        return texts.str.replace_many(_ESCAPED, leftmost=True)

    def fan(self, name: URIRef, end: str) -> float:
        """Tell how many pairs of a property share one end on average."""
        if (name, end) not in self._fans:
            pairs = self.pairs(name)
            self._fans[name, end] = pairs.height / max(pairs[end].n_unique(), 1)
        return self._fans[name, end]

    def answers(self, expression: str, values: Mapping[str, pl.Series]) -> pl.Series:
        """Work out an expression of SPARQL.

        Args:
            expression: as SPARQL writes it.
            values: the numbers that each of its variables has, row by row; null where it has none.

        Returns:
            For each row the number of the answer; null where the expression is an error.
        """
        rows = pl.DataFrame({**values})
        different = rows.unique(maintain_order=True)
        facts = [f"<urn:{place}> <urn:is> true ." for place in range(different.height)]
        for name in values:
            texts = enumerate(self._texts_of(different[name]))
            facts += [f"<urn:{place}> <urn:{name}> {text} ." for place, text in texts if text is not None]
        given = "".join(f"OPTIONAL {{ {_PLACE} <urn:{name}> ?{name} }} " for name in values)
        query = f"SELECT {_PLACE} (({expression}) AS {_ANSWER}) WHERE {{ {_PLACE} <urn:is> true {given}}}"
        found = different.with_columns(self._known(asked(facts, query)["text"]).alias(_ANSWER))
        told = rows.join(found, on=[*values], how="left", nulls_equal=True, maintain_order="left")
        return told[_ANSWER]

    def true(self, expression: str, values: Mapping[str, pl.Series]) -> pl.Series:
        """Work out a condition of SPARQL: a truth for each row, null where it is an error."""
        (yes,) = self.numbers([Literal(True)])
        answers = self.answers(f"IF({expression}, true, false)", values).to_frame("answer")
        return answers.select(pl.col("answer") == yes).to_series()

    def ranks(self, numbers: pl.Series) -> pl.DataFrame:
        """Number different terms in the order that SPARQL gives them, as `number` and `rank`."""
        texts = self._written(numbers.unique().drop_nulls())
        facts = [f"<urn:{place}> <urn:is> {text} ." for place, text in enumerate(texts["text"])]
        query = "SELECT ?place ?text WHERE { ?place <urn:is> ?text } ORDER BY ?text"
        ordered = asked(facts, query, in_order=False).with_row_index("rank")
        return ordered.join(texts, on="text").select("number", "rank")

    def _take(self, kept: Kept, wanted: Sequence[URIRef]) -> None:
        """Take tables from what is kept beside the store."""
        names = dict(zip(_numbers(wanted), wanted, strict=True))
        self._texts[0] = kept.terms
        self._pairs |= dict.fromkeys(wanted, pl.DataFrame(schema=PAIRS))
        for (name,), found in (
            self._counting(kept.statements([*names])).partition_by("p", as_dict=True).items()
        ):
            self._pairs[names[name]] = found.select(
                pl.col("s").alias("from"), pl.col("o").alias("to")
            ).unique()

    def _counting(self, statements: pl.DataFrame) -> pl.DataFrame:
        """Keep the statements of the graphs that count."""
        if self._graphs is None:
            return statements
        return statements.filter(pl.col("g").is_in(_numbers(self._graphs)))

    def _read(self, wanted: Sequence[URIRef]) -> None:
        """Let the store write tables down."""
        with ThreadPoolExecutor(_THREADS) as readers:
            written = readers.map(self._statements, wanted)
            texts = [self._texts[0]]
            for name, pairs in zip(wanted, written, strict=True):
                both = pairs.with_columns(pl.col("s").hash().alias("from"), pl.col("o").hash().alias("to"))
                texts += [
                    both.select(number="from", text="s").unique("number"),
                    both.select(number="to", text="o").unique("number"),
                ]
                self._pairs[name] = both.select("from", "to").unique()
            self._texts[0] = pl.concat(texts).unique("number")

    def _statements(self, name: URIRef) -> pl.DataFrame:
        query = f"SELECT ?s ?o WHERE {{ ?s <{name}> ?o }}"
        return table(self._store.written(query, self._graphs), ["s", "o"])

    def _known(self, texts: pl.Series) -> pl.Series:
        """Give the numbers of written terms, and remember how those are written."""
        numbers = pl.DataFrame({"number": number(texts), "text": texts})
        with self._lock:
            more = pl.concat([*self._texts[1:], numbers.drop_nulls()]).unique("number")
            self._texts = [self._texts[0], more]
        return numbers["number"]

    def _written(self, numbers: pl.Series) -> pl.DataFrame:
        asked = pl.DataFrame({"number": numbers})
        return pl.concat([texts.join(asked, on="number", how="semi") for texts in self._texts]).unique(
            "number"
        )

    def _texts_of(self, numbers: pl.Series) -> pl.Series:
        asked = pl.DataFrame({"number": numbers})
        texts = self._written(numbers.unique().drop_nulls())
        return asked.join(texts, on="number", how="left", maintain_order="left")["text"]


def _numbers(names: Iterable[URIRef]) -> pl.Series:
    """Give the numbers of names."""
    return number(pl.Series([f"<{name}>" for name in names], dtype=pl.String))

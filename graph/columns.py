"""Named graphs as columns of numbers, in which whole sets of things are laid beside each other at once.

Every term has a number that is made from how it is written; a property is a table of pairs of numbers. What
comes out of a store term by term costs some ten microseconds a term; here text stays text, and becomes
numbers column by column. Expressions of SPARQL are left to Oxigraph, for the different values alone. A table
is read when it is first asked for. No shape and no pattern is known here.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from threading import RLock

import polars as pl
import pyoxigraph as oxigraph
from rdflib import Literal, URIRef

from graph.answer import as_tsv
from graph.store import ReadStore
from graph.terms import Node, to_oxigraph, to_rdflib

NUMBER = pl.UInt64()
PAIRS = {"from": NUMBER, "to": NUMBER}
_TEXTS = {"number": NUMBER, "text": pl.String()}
_ESCAPED = {r"\t": "\t", r"\n": "\n", r"\r": "\r", r"\"": '"', "\\\\": "\\"}
_PLACE, _ANSWER = "?hgkm_place", "?hgkm_answer"  # variables beside those of an expression
_THREADS = 2  # the store answers outside Python's lock; more threads would wait for the same disk


class Columns:
    """What some named graphs of a store say, each statement once; several threads may ask."""

    def __init__(self, store: ReadStore, graphs: Sequence[URIRef] | None = None) -> None:
        """Take a store that stays open and as it is; without graphs all count."""
        self._store, self._graphs = store, graphs
        self._pairs: dict[URIRef, pl.DataFrame] = {}
        self._texts = [pl.DataFrame(schema=_TEXTS)]  # what was read, and then what was worked out
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
        rows = _table(answer, names)
        return rows.select(self._known(rows[name]).alias(name) for name in names)

    def read(self, properties: Iterable[URIRef]) -> None:
        """Read the tables of some properties together, which is quicker than one by one."""
        with self._lock, ThreadPoolExecutor(_THREADS) as readers:
            wanted = sorted({*properties} - self._pairs.keys())
            written = readers.map(self._statements, wanted)
            texts = [*self._texts]
            for name, table in zip(wanted, written, strict=True):
                both = table.with_columns(pl.col("s").hash().alias("from"), pl.col("o").hash().alias("to"))
                texts += [
                    both.select(number="from", text="s").unique("number"),
                    both.select(number="to", text="o").unique("number"),
                ]
                self._pairs[name] = both.select("from", "to").unique()
            self._texts = [pl.concat(texts).unique("number")]

    def pairs(self, name: URIRef) -> pl.DataFrame:
        """Give the table of a property: `from` has the value `to`, each pair once."""
        if name not in self._pairs:
            self.read([name])
        return self._pairs[name]

    def statements(self) -> pl.DataFrame:
        """Give all that the graphs say: the properties too, as `step` between `from` and `to`."""
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
            # The store writes a term as it does in its answers: "1"^^xsd:integer is 1 there.
            facts = [f"<urn:{place}> <urn:is> {to_oxigraph(node)} ." for place, node in enumerate(new)]
            query = "SELECT ?place ?text WHERE { ?place <urn:is> ?text }"
            self._numbers.update(zip(new, self._known(_asked(facts, query)["text"]), strict=True))
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
        found = different.with_columns(self._known(_asked(facts, query)["text"]).alias(_ANSWER))
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
        ordered = _asked(facts, query, in_order=False).with_row_index("rank")
        return ordered.join(texts, on="text").select("number", "rank")

    def _statements(self, name: URIRef) -> pl.DataFrame:
        query = f"SELECT ?s ?o WHERE {{ ?s <{name}> ?o }}"
        return _table(self._store.written(query, self._graphs), ["s", "o"])

    def _known(self, texts: pl.Series) -> pl.Series:
        """Give the numbers of written terms, and remember how those are written."""
        numbers = pl.DataFrame({"text": texts}).select(
            pl.when(pl.col("text").is_not_null()).then(pl.col("text").hash()).alias("number"), "text"
        )
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


def _asked(facts: Sequence[str], query: str, *, in_order: bool = True) -> pl.DataFrame:
    """Ask about <urn:0>, <urn:1> and so on; the answers are put in the order of these (`?place`)."""
    store = oxigraph.Store()
    store.load("\n".join(facts).encode(), format=oxigraph.RdfFormat.TURTLE)
    table = _table(as_tsv(store.query(query)), ["place", "text"])
    place = pl.col("place").str.strip_chars("<>").str.slice(4).cast(pl.UInt32)
    return table.with_columns(place).sort("place") if in_order else table


def _table(written: bytes, columns: Sequence[str]) -> pl.DataFrame:
    """Read rows of terms as SPARQL writes them, tabs between them; what is unbound is null."""
    kinds = [pl.String()] * len(columns)
    return pl.read_csv(written, separator="\t", quote_char=None, new_columns=columns, schema_overrides=kinds)

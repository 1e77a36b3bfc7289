"""The store: named graphs on disk that can be asked and, by their owner, changed.

    with open_reader(path) as store:
        answer = store.select("SELECT ?plan WHERE { ?plan a hgkm:Plan }")

A query sees the union of the named graphs it is given, or of all. What a reader may see is a set of named
graphs: `ReadStore.seen_by` gives a store in which the others are not there at all. All writing passes
`Store.change` or `Store.fill`, each of them atomic. Queries are trusted here; what a user typed goes through
`graph.sparql.allowed_query` first. Time limits, a record of changes and stores on a server are not here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Self
from weakref import finalize

import pyoxigraph as oxigraph
from rdflib import Graph, URIRef

from graph import directory
from graph.admission import admitted
from graph.answer import Answer, as_graph, as_tsv, of_form
from graph.confidentiality import Level, hidden
from graph.errors import StoreError
from graph.prefixes import PREFIXES
from graph.sparql import allowed_update, cannot_run, syntax_error
from graph.terms import named, to_rdflib
from graph.updates import Change, as_stored, as_update, effect

if TYPE_CHECKING:
    from graph.filling import Filling

Quad = oxigraph.Quad
Names = tuple[URIRef, ...]
_COPIED = 500_000  # quads that a store has at most to be copied into memory


class ReadStore:
    """A store that can be asked. Close it, use it in a `with` statement, or forget it."""

    _changes = False  # whether a graph may come while a query is prepared
    _whole: "ReadStore | None" = None  # what this is a part of, and has to stay open for it

    def __init__(
        self,
        database: oxigraph.Store,
        on_close: Callable[[], None] | None = None,
        state: int = 0,
        copy: Callable[[], Path] | None = None,
        kept: Path | None = None,
    ) -> None:
        """Take an opened database; `on_close` runs after it was closed.

        `state` tells readers of one path apart: with the same number they read the same. `copy` makes a
        directory with the same content that may be changed, and goes when this is closed. `kept` is where
        `graph.numbered` may keep what is in it.
        """
        self._database = database
        self.on_close = on_close
        self._copy = copy
        self.state = state
        self.kept = kept
        self.is_copy = False

    def __enter__(self) -> Self:
        """Give the store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the files; the store cannot be used after this."""
        del self._database
        if self.on_close:
            self.on_close()

    def __len__(self) -> int:
        """Count the quads."""
        return len(self._database)

    def query(
        self,
        query: str,
        graphs: Sequence[URIRef] | None = None,
        *,
        by_name: Sequence[URIRef] | None = None,
        most: int | None = None,
    ) -> Answer | bool | Graph:
        """Run a query of any form.

        Args:
            query: trusted SPARQL; the project's prefixes need not be declared.
            graphs: the named graphs that the query may see, as its default graph (their union) and by name;
                without them all graphs.
            by_name: the named graphs that it may see by name, where those are others than `graphs`.
            most: the number of rows or triples after which it stops; None gives all.

        Returns:
            An Answer for SELECT, a truth for ASK, a graph for CONSTRUCT and DESCRIBE.

        Raises:
            QueryError: the text is no query, or it calls a function or makes a term that does not exist here.
            StoreError: the store cannot be read.
        """
        with self._answered(query, graphs, by_name) as result:
            if isinstance(result, oxigraph.QueryBoolean):
                return bool(result)
            if isinstance(result, oxigraph.QueryTriples):
                return as_graph(islice(result, most))
            variables = tuple(variable.value for variable in result.variables)
            rows = [tuple(term and to_rdflib(term) for term in row) for row in islice(result, most)]
            return Answer(variables, rows)

    @contextmanager
    def _answered(
        self, query: str, graphs: Sequence[URIRef] | None, by_name: Sequence[URIRef] | None = None
    ) -> Iterator[oxigraph.QuerySolutions | oxigraph.QueryBoolean | oxigraph.QueryTriples]:
        """Run a query, and put in words what goes wrong, also while the answer is read."""
        if by_name is not None and graphs is None:
            graphs = self.graphs()
        names = None if graphs is None else [named(graph) for graph in dict.fromkeys(graphs)]
        # Over a hundred listed graphs a join takes minutes, over all graphs seconds.
        if (
            graphs is not None
            and by_name is None
            and not self._changes
            and set(graphs).issuperset(self.graphs())
        ):
            names = None
        named_ones = names if by_name is None else [named(graph) for graph in by_name]
        try:
            yield self._database.query(
                query,
                prefixes=PREFIXES,
                use_default_graph_as_union=names is None,
                default_graph=None if names is None else [*names],
                named_graphs=None if named_ones is None else [*named_ones],
            )
        except SyntaxError as error:
            raise syntax_error(query, error) from error
        except (RuntimeError, TypeError) as error:
            raise cannot_run(error) from error
        except OSError as error:
            raise _unreadable(error) from error

    def select(self, query: str, graphs: Sequence[URIRef] | None = None) -> Answer:
        """Run a SELECT query; see `query`."""
        return of_form(Answer, "SELECT", self.query(query, graphs))

    def written(self, query: str, graphs: Sequence[URIRef] | None = None) -> bytes:
        """Run a SELECT query, and give its rows as tab-separated values: far quicker than term by term."""
        with self._answered(query, graphs) as result:
            return as_tsv(result)

    def ask(self, query: str, graphs: Sequence[URIRef] | None = None) -> bool:
        """Run an ASK query; see `query`."""
        return of_form(bool, "ASK", self.query(query, graphs))

    def construct(self, query: str, graphs: Sequence[URIRef] | None = None) -> Graph:
        """Run a CONSTRUCT or DESCRIBE query; see `query`."""
        return of_form(Graph, "CONSTRUCT", self.query(query, graphs))

    def graphs(self) -> list[URIRef]:
        """Name the graphs that hold something, in order."""
        names = _in_order(self._database.named_graphs())
        return [name for name in names if next(self.quads([name]), None)]

    def quads(self, graphs: Iterable[URIRef] | None = None) -> Iterator[Quad]:
        """Give the quads of some graphs, or of all, in no particular order."""
        if graphs is None:
            yield from self._database
        else:
            for graph in graphs:
                yield from self._database.quads_for_pattern(None, None, None, named(graph))

    def planned(self, update: str) -> tuple[set[Quad], set[Quad]]:
        """Say which quads a SPARQL update would take away and which it would add, without doing it.

        Args:
            update: what `graph.sparql.allowed_update` gave; blank nodes in it get an IRI.

        Raises:
            QueryError: the text is no update.
        """
        return effect(set(self.quads()), update)

    def quick(self) -> "ReadStore":
        """Give what answers many queries fastest: a copy in memory, some five times as fast as a directory.

        A store that is such a copy, or too big to copy, gives itself.
        """
        if self.is_copy or self._is_big:
            return self
        return self._copied(None)

    @property
    def _is_big(self) -> bool:
        """Tell whether a copy would take too much memory."""
        # Of a big store are columns kept; to count its quads takes a second.
        return (self.kept is not None and self.kept.exists()) or len(self) > _COPIED

    def seen_by(self, level: Level) -> "ReadStore":
        """Give what a reader of a level may see: a store in which other graphs are not there at all.

        It is this store if nothing has to be hidden, and else a copy: in memory if it is small enough. Close
        it before this one.
        """
        unseen = hidden(self, level)
        if not unseen:
            return self
        if self._copy is None or not self._is_big:
            return self._copied([graph for graph in self.graphs() if graph not in unseen])
        database = oxigraph.Store(self._copy())
        for graph in unseen:
            database.remove_graph(named(graph))
        seen = ReadStore(database, state=self.state)
        seen._whole = self
        return seen

    def _copied(self, graphs: Sequence[URIRef] | None) -> "ReadStore":
        database = oxigraph.Store()
        if graphs is None:
            content = self._database.dump(format=oxigraph.RdfFormat.N_QUADS)
            database.bulk_load(content or b"", format=oxigraph.RdfFormat.N_QUADS)
        else:
            database.bulk_extend(self.quads(graphs))
        copy = ReadStore(database, state=self.state)
        copy.is_copy = True
        return copy

    def rdflib_graph(self, graphs: Sequence[URIRef] | None = None) -> Graph:
        """Copy the union of some graphs, or of all, into memory."""
        return as_graph(self.quads(graphs))


class Store(ReadStore):
    """A store that can be changed, by one thread at a time; readers see a change whole or not at all."""

    _changes = True

    def __init__(
        self,
        database: oxigraph.Store,
        on_close: Callable[[], None] | None = None,
        ownership: directory.Ownership | None = None,
    ) -> None:
        """Take an opened database; without the ownership of a directory nobody else is told of changes."""
        super().__init__(database, on_close)
        self._ownership = ownership
        self._writing = RLock()

    def change(self, remove: Iterable[Quad], add: Iterable[Quad]) -> Change:
        """Take some quads away and add others, in one step; what is in both stays or comes.

        Raises:
            StoreError: a quad stands in no named graph or holds a blank node, or nothing can be written.
        """
        with self._writing:
            # Through a store, because a store knows "01"^^xsd:integer and 1 for the same.
            leaving = as_stored(remove)
            wanted = set(as_stored(admitted(add, self._database, leaving)))
            new = {quad for quad in wanted if quad not in self._database}
            gone = {quad for quad in leaving if quad in self._database and quad not in wanted}

            def keep(kept: Path) -> None:
                if kept.exists():
                    from graph.numbered import note  # noqa: PLC0415  it takes long to import, and most stores are small

                    note(kept, gone, new)

            if gone:
                self._commit(lambda: self._database.update(as_update(gone, new)), keep)
            elif new:
                self._commit(lambda: self._database.extend(new), keep)
            return Change(len(gone), len(new), _in_order(quad.graph_name for quad in gone | new))

    def replace_graphs(self, quads: Iterable[Quad]) -> Change:
        """Make each graph that the quads name hold exactly these quads; other graphs stay as they are.

        Raises:
            StoreError: as `change`.
        """
        with self._writing:
            wanted = list(quads)
            return self.change(self.quads(_in_order(quad.graph_name for quad in wanted)), wanted)

    def fill(self, quads: Iterable[Quad], *, only_new: bool = False) -> Change:
        """Add very many quads without holding them in memory; still all or nothing.

        Faster than `change` from some 100,000 quads on, and slower for a few.

        Args:
            quads: what comes.
            only_new: no graph may be in the store already.

        Raises:
            KnownGraphError: one is.
            StoreError: as `change`.
        """
        return self._filled(
            lambda filling: self._database.bulk_extend(filling.through(quads)), only_new=only_new
        )

    def fill_with_lines(self, files: Sequence[Path]) -> Change:
        """Add what is in big N-Quads files, for new graphs only; like `fill`, and a quarter faster.

        Raises:
            InputError: a file cannot be read.
            KnownGraphError: a graph is there already.
            StoreError: as `change`.
            SyntaxError: a line is no N-Quads.
        """
        format_ = oxigraph.RdfFormat.N_QUADS
        return self._filled(
            lambda filling: self._database.bulk_load(filling.lines(files), format=format_), only_new=True
        )

    def _filled(self, load: Callable[["Filling"], None], *, only_new: bool) -> Change:
        from graph.filling import Filling  # noqa: PLC0415  as above

        with self._writing:
            before = len(self)
            kept = self._ownership.columns if self._ownership else None
            known = self.graphs() if only_new else ()
            filling = Filling(self._database, kept, least=_COPIED, closed=known)

            def write() -> None:
                load(filling)
                # What comes in parts lies in as many files, and each question would look in all of them.
                if len(self) > _COPIED:
                    self._database.optimize()

            self._commit(write, filling.keep)
            return Change(0, len(self) - before, _in_order(filling.graphs))

    def update(self, text: str) -> Change:
        """Run a SPARQL update, in one step. It works on a copy in memory: the cost grows with the store.

        Args:
            text: what may come from a user; blank nodes in it get an IRI.

        Raises:
            QueryError: the text is no update, or it reaches outside the store (LOAD, SERVICE).
            StoreError: as `change`.
        """
        allowed = allowed_update(text)
        with self._writing:
            return self.change(*self.planned(allowed))

    def _commit(self, write: Callable[[], None], keep: Callable[[Path], None]) -> None:
        """Write; then tell readers, and keep what is kept of the new state."""
        try:
            if not self._ownership:
                write()
                return
            with self._ownership.changing():
                write()
            self._ownership.publish(self._database, keep)
        except (OSError, RuntimeError) as error:
            raise _unreadable(error) from error


def in_memory(quads: Iterable[Quad] = ()) -> Store:
    """Make a store that is gone when it is closed."""
    store = Store(oxigraph.Store())
    store.change((), quads)
    return store


def open_owner(path: Path) -> Store:
    """Open the store in a directory as the one that may change it; an empty or new directory becomes a store.

    Raises:
        StoreBusyError: another process owns it.
        StoreError: the path is something else, or cannot be used.
    """
    ownership = directory.own(path)
    with _opening(path, ownership.release):
        database = oxigraph.Store(ownership.live)
        # Also what was committed by an owner that died before it could publish.
        ownership.publish(database)
    return Store(database, on_close=ownership.release, ownership=ownership)


def open_reader(path: Path) -> ReadStore:
    """Open the state of a store after its last change, beside whatever process owns it.

    Raises:
        StoreError: there is no store, or it cannot be read.
    """
    lease = directory.lease(path)
    with _opening(path, lease.release):
        database = oxigraph.Store.read_only(str(lease.checkpoint))
        store = ReadStore(database, None, lease.number, lease.copy, lease.columns)
        store.on_close = finalize(store, lease.release)  # also when nobody reads from it any more
        return store


def scratch(path: Path) -> Store:
    """Open a copy of a store that may be changed at will and is thrown away when it is closed.

    Raises:
        StoreError: there is no store, or it cannot be copied.
    """
    lease = directory.lease(path)
    with _opening(path, lease.release):
        return Store(oxigraph.Store(lease.copy()), on_close=lease.release)


@contextmanager
def _opening(path: Path, release: Callable[[], None]) -> Iterator[None]:
    """Let go of the store when it cannot be opened, and say why."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        release()
        raise directory.broken(path, error) from error


def _in_order(names: Iterable[oxigraph.NamedNode | oxigraph.BlankNode | oxigraph.DefaultGraph]) -> Names:
    return tuple(
        URIRef(name) for name in sorted({n.value for n in names if isinstance(n, oxigraph.NamedNode)})
    )


def _unreadable(error: Exception) -> StoreError:
    return StoreError(
        f"The store cannot be read or written: {error}.",
        f"De opslag is niet te lezen of te schrijven: {error}.",
    )

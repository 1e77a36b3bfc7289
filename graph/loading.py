"""Puts files of linked data in the store, each statement in one named graph, and knows hgkm's own files.

The graph of a statement is the one its file says, else the one the caller says, else that of the one plan
which the file describes. Blank nodes get an IRI made from what stands around them, so that loading a file
twice changes nothing the second time. Loading replaces every graph that the files name: all of them or,
when anything is wrong, none. Whether the content makes sense is not judged here: that is for `shapes`.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

import pyoxigraph as oxigraph
from rdflib import URIRef
from rdflib.namespace import DCTERMS, RDF

from graph.admission import FormlessError, KnownGraphError
from graph.blanks import without_blanks
from graph.changes import Reason, noted, replaced
from graph.errors import InputError
from graph.reading import check, read_quads
from graph.store import Quad, Store
from graph.terms import is_blank, named
from graph.updates import Change
from ontology.vocabulary import GRAAF, HGKM, ontology_files

GEDEELD = GRAAF["gedeeld"]
ONTOLOGIE = GRAAF["ontologie"]

_ROOM = Path(__file__).parent
_BIG = 30_000_000  # bytes from which on files for new graphs stream into the store
_LINES = ".nq"
_TYPE, _PLAN, _IDENTIFIER = named(RDF.type), named(HGKM.Plan), named(DCTERMS.identifier)


def load_files(
    store: Store,
    files: Sequence[Path],
    graph: URIRef | None = None,
    *,
    by: str = "",
    at: datetime | None = None,
) -> Change:
    """Load files into a store, replacing each graph that they name.

    Args:
        store: the store to change.
        files: what to read, known by their extension; files for the same graph are laid together.
        graph: where statements go that stand in no named graph of their file.
        by: who loads them.
        at: when, with its time zone; without it the change is not remembered.

    Raises:
        InputError: a file cannot be read, with the line and column where known; the store is as it was.
        StoreError: the store cannot be written.
    """
    change = _filled(store, files, graph)
    names = ", ".join(file.name for file in files)
    if change is None:
        sources = [_survey(file, graph) for file in files]
        quads = chain.from_iterable(source.quads() for source in sources)
        if at is None:
            return store.replace_graphs(quads)
        about = min(chain.from_iterable(source.graphs for source in sources))
        return replaced(store, quads, Reason(by, at, f"ingelezen: {names}", about))
    if at is not None:
        noted(store, change, Reason(by, at, f"ingelezen: {names}", change.graphs[0]))
    return change


def _filled(store: Store, files: Sequence[Path], graph: URIRef | None) -> Change | None:
    """Let big files stream into the store if all their graphs are new; None if they are not such files."""
    if sum(file.stat().st_size for file in files if file.is_file()) < _BIG:
        return None
    # What is wrong with a file is told by who reads it from the beginning, below.
    with suppress(FormlessError, KnownGraphError, SyntaxError):
        if all(file.suffix.lower() == _LINES for file in files):
            return store.fill_with_lines(files)
        return store.fill(chain.from_iterable(map(read_quads, files)), only_new=True)
    sources = [_survey(file, graph) for file in files]
    if set(store.graphs()).intersection(*(source.graphs for source in sources)):
        return None
    return store.fill(chain.from_iterable(source.quads() for source in sources))


def load_shipped(store: Store) -> Change:
    """Load all that comes with hgkm: the ontology, the plans and what they share."""
    quads = shipped_quads()
    return store.replace_graphs(quads) if len(store) else store.fill(quads)


def shipped_quads() -> list[Quad]:
    """Read all that comes with hgkm, each file into its graph."""
    graphs = dict.fromkeys(ontology_files(), ONTOLOGIE)
    graphs |= dict.fromkeys(sorted((_ROOM / "gedeeld").glob("*.ttl")), GEDEELD)
    for file in (*norm_files(), *sorted((_ROOM / "plannen").glob("*.ttl"))):
        graphs[file] = GRAAF[file.stem]
    return [quad for file, graph in graphs.items() for quad in _survey(file, graph).quads()]


def norm_files() -> list[Path]:
    """Name the files of the normative documents that come with hgkm, in order."""
    return sorted((_ROOM / "normen").glob("*.ttl"))


def plan_graph(slug: str) -> URIRef:
    """Name the graph of a plan by its slug, which is also the plan's `dcterms:identifier`."""
    return GRAAF[slug]


def plan_slugs() -> list[str]:
    """Name the plans that come with hgkm, in order."""
    return sorted(file.stem for file in (_ROOM / "plannen").glob("*.ttl"))


@dataclass(frozen=True)
class _Source:
    """A file that was read once, from beginning to end, without being held in memory.

    Attributes:
        file: what to read again.
        graphs: the graphs that its statements go to.
        default: the one among them for statements outside a named graph of the file.
        statements: how many there are.
        blanks: whether some are about a blank node.
    """

    file: Path
    graphs: frozenset[URIRef]
    default: URIRef | None
    statements: int
    blanks: bool

    def quads(self) -> Iterator[Quad]:
        """Read the file again, as it goes into the store."""
        return without_blanks(list(self._placed())) if self.blanks else self._placed()

    def _placed(self) -> Iterator[Quad]:
        for quad in read_quads(self.file):
            if self.default and isinstance(quad.graph_name, oxigraph.DefaultGraph):
                yield Quad(quad.subject, quad.predicate, quad.object, named(self.default))
            else:
                yield quad


def _survey(file: Path, graph: URIRef | None) -> _Source:
    """Read a file, and settle where each of its statements belongs."""
    statements, loose, blanks = 0, 0, False
    names: set[URIRef] = set()
    plans: set[object] = set()
    identifiers: dict[object, str] = {}
    for quad in read_quads(file):
        check(file, quad)
        statements += 1
        blanks = blanks or is_blank(quad.subject) or is_blank(quad.object)
        if isinstance(quad.graph_name, oxigraph.NamedNode):
            names.add(URIRef(quad.graph_name.value))
            continue
        loose += 1
        if quad.predicate == _TYPE and quad.object == _PLAN:
            plans.add(quad.subject)
        elif quad.predicate == _IDENTIFIER and isinstance(quad.object, oxigraph.Literal):
            identifiers[quad.subject] = quad.object.value
    if not statements:
        raise InputError("it holds no statements.", "er staat geen enkele uitspraak in.", file=str(file))
    if not loose:
        return _Source(file, frozenset(names), None, statements, blanks)
    slugs = [identifiers[plan] for plan in plans if plan in identifiers]
    if graph is None and (names or len(slugs) != 1):
        raise InputError(
            f"{loose} of its statements stand in no named graph, and it is not the file of one hgkm:Plan "
            "with a dcterms:identifier: say with --graph IRI where they belong.",
            f"{loose} uitspraken staan niet in een graaf, en het bestand beschrijft niet precies één "
            "hgkm:Plan met een dcterms:identifier: zeg in welke graaf ze horen.",
            file=str(file),
        )
    graph = graph or plan_graph(slugs[0])
    return _Source(file, frozenset({*names, graph}), graph, statements, blanks)

"""Series of maps: views with a title and notes, in an order, to be shown one after another.

A series stands in the store in a graph that is as confidential as what its maps show and never openbaar, and
every change of it is remembered (`graph.changes`). What a map shows is not in it: only how to ask for it.
Whether there is such a map is known above.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDF

from graph.changes import Reason, changed
from graph.confidentiality import Level
from graph.errors import HgkmError, UnknownNameError
from graph.store import Quad, ReadStore, Store
from graph.terms import Node, named, to_oxigraph
from ontology.vocabulary import BEGRIP, GRAAF, HGKM, ID

SERIES = {Level.INTERN: GRAAF["kaartreeksen"], Level.VERTROUWELIJK: GRAAF["kaartreeksen-vertrouwelijk"]}
LONGEST_TITLE, LONGEST_NOTES, MOST = 120, 2000, 60  # characters, characters, maps
_STATE = re.compile(r"[\w.~*+%=&:/-]{0,4000}")
_ALL = """SELECT DISTINCT ?series ?title ?graph ?step ?order ?choice ?name ?notes WHERE {
    GRAPH ?graph { ?series a hgkm:Kaartreeks ; dcterms:title ?title }
    OPTIONAL {
        ?step dcterms:isPartOf ?series ; hgkm:volgorde ?order .
        ?step hgkm:kaartkeuze ?choice ; dcterms:title ?name .
        OPTIONAL { ?step dcterms:description ?notes }
    }
} ORDER BY ?title ?series ?order"""


@dataclass(frozen=True)
class Step:
    """A map in a series.

    Attributes:
        title: what stands above it.
        view, over, ook: which map, as in the address of its page.
        state: how it is shown: what stands behind the # in that address.
        notes: for who presents it.
    """

    title: str
    view: str
    over: str
    ook: str = ""
    state: str = ""
    notes: str = ""

    @property
    def query(self) -> str:
        """Give what stands behind the question mark in the address of the map."""
        return urlencode({"beeld": self.view, "over": self.over, "ook": self.ook})

    @property
    def choice(self) -> str:
        """Give the address of the map, from the question mark on, without that."""
        return f"{self.query}#{self.state}" if self.state else self.query


@dataclass(frozen=True)
class Series:
    """Maps in an order.

    Attributes:
        id: its short name in addresses.
        title: what it is called.
        level: how confidential it is; never openbaar.
        steps: its maps.
    """

    id: str
    title: str
    level: Level = Level.INTERN
    steps: tuple[Step, ...] = ()

    @property
    def iri(self) -> URIRef:
        """Give its IRI."""
        return ID[f"kaartreeks-{self.id}"]

    def moved(self, at: int, by: int) -> "Series":
        """Put a map some places further; at the ends nothing happens.

        Raises:
            UnknownNameError: there is no such map in it.
        """
        self.step(at)
        steps, to = [*self.steps], min(max(at + by, 1), len(self.steps))
        steps.insert(to - 1, steps.pop(at - 1))
        return replace(self, steps=tuple(steps))

    def step(self, at: int) -> Step:
        """Give the map at a place, counted from 1.

        Raises:
            UnknownNameError: there is none.
        """
        if not 1 <= at <= len(self.steps):
            raise UnknownNameError(f"The series has no map {at}.", f"De reeks heeft geen kaart {at}.")
        return self.steps[at - 1]

    def with_step(self, at: int, step: Step | None) -> "Series":
        """Put a map in the place of another, or take that away; one place past the last adds it."""
        if at != len(self.steps) + 1:
            self.step(at)
        put = () if step is None else (step,)
        return replace(self, steps=(*self.steps[: at - 1], *put, *self.steps[at:]))


def all_series(store: ReadStore) -> list[Series]:
    """Give the series that the reader may see, by their titles."""
    found: dict[str, Series] = {}
    levels = {graph: level for level, graph in SERIES.items()}
    for row in store.select(_ALL).bindings():
        level = levels.get(URIRef(row["graph"]))
        if level is None:
            continue
        name = str(row["series"]).removeprefix(str(ID["kaartreeks-"]))
        before = found.get(name, Series(name, str(row["title"]), level))
        if "step" in row:
            query, _, state = str(row["choice"]).partition("#")
            of = {key: values[0] for key, values in parse_qs(query).items()}
            step = Step(
                *(str(row["name"]), of.get("beeld", ""), of.get("over", ""), of.get("ook", ""), state),
                notes=str(row.get("notes", "")),
            )
            before = replace(before, steps=(*before.steps, step))
        found[name] = before
    return list(found.values())


def one_series(store: ReadStore, name: str) -> Series:
    """Give a series.

    Raises:
        UnknownNameError: there is none, or not for this reader.
    """
    for one in all_series(store):
        if one.id == name:
            return one
    raise UnknownNameError(f"There is no series {name!r}.", "Deze reeks is er niet.")


def save(store: Store, series: Series, reason: Reason) -> URIRef | None:
    """Keep a series in the place of what it was.

    Returns:
        The name of the change; None when nothing changed.

    Raises:
        HgkmError: it does not say what it must, or is too long.
        PersonalDataError: something about a person stands in it.
    """
    _complete(series)
    graph = SERIES[series.level]
    said: list[tuple[URIRef, URIRef, Node]] = [
        (graph, HGKM.vertrouwelijkheid, BEGRIP[series.level.name.lower()]),
        (series.iri, RDF.type, HGKM.Kaartreeks),
        (series.iri, DCTERMS.title, Literal(series.title, lang="nl")),
    ]
    for number, step in enumerate(series.steps, start=1):
        iri = ID[f"kaartreeks-{series.id}-{number}"]
        said += [
            (iri, RDF.type, HGKM.Kaartbeeld),
            (iri, DCTERMS.isPartOf, series.iri),
            (iri, HGKM.volgorde, Literal(number)),
            (iri, DCTERMS.title, Literal(step.title, lang="nl")),
            (iri, HGKM.kaartkeuze, Literal(step.choice)),
        ]
        if step.notes:
            said.append((iri, DCTERMS.description, Literal(step.notes, lang="nl")))
    quads = [Quad(named(s), named(p), to_oxigraph(o), named(graph)) for s, p, o in said]
    return changed(store, _kept(store, series), quads, reason)


def remove(store: Store, series: Series, reason: Reason) -> URIRef | None:
    """Take a series away; as `save`."""
    return changed(store, _kept(store, series), (), reason)


def _kept(store: Store, series: Series) -> Sequence[Quad]:
    own = str(named(series.iri))[:-1]
    return [
        quad
        for quad in store.quads(SERIES.values())
        if str(quad.subject) == f"{own}>" or str(quad.subject).startswith(f"{own}-")
    ]


def _complete(series: Series) -> None:
    for title in (series.title, *(step.title for step in series.steps)):
        if not 0 < len(title) <= LONGEST_TITLE:
            raise HgkmError(
                f"A series and each map in it have a title of at most {LONGEST_TITLE} characters.",
                f"Geef de reeks en elke kaart erin een titel van ten hoogste {LONGEST_TITLE} tekens.",
            )
    if len(series.steps) > MOST:
        raise HgkmError(
            f"A series has at most {MOST} maps.", f"Een reeks heeft ten hoogste {MOST} kaarten: maak er twee."
        )
    for step in series.steps:
        if len(step.notes) > LONGEST_NOTES:
            raise HgkmError(
                f"The notes at a map are longer than {LONGEST_NOTES} characters.",
                f"De notities bij een kaart zijn langer dan {LONGEST_NOTES} tekens: maak ze korter.",
            )
        if not _STATE.fullmatch(step.state):
            raise HgkmError(
                "How a map is shown cannot be read.", "Hoe de kaart wordt getoond, is niet te lezen."
            )

"""Makes facts of what the store says within a scope: who does what for whom.

What is read is found by `viz.walk`. Nothing is laid out, counted or grouped here: see `viz.network` and
`viz.layout`.
"""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rdflib import ORG, RDF, SKOS, URIRef

from graph.errors import UnknownNameError
from graph.names import last_part
from graph.passages import Passage, find_passages
from graph.store import ReadStore
from graph.terms import Node
from ontology.vocabulary import BEGRIP, HGKM
from viz.facts import EMPTY_SEAT, Facts, Kind, Relation, Thing
from viz.walk import Scope, walk

_KINDS = {
    ORG.Post: Kind.FUNCTIE,
    ORG.Role: Kind.FUNCTIE,
    HGKM.Groep: Kind.GROEP,
    HGKM.Overleg: Kind.GROEP,
    HGKM.Actorsoort: Kind.SOORT,
    HGKM.Keuze: Kind.KEUZE,
    SKOS.Concept: Kind.DOELGROEP,
}
SETTLED = str(BEGRIP.vastgesteld)


def read(store: ReadStore, scope: Scope, graphs: Sequence[URIRef] | None = None) -> Facts:
    """Read the relations of a scope; an activity to which nobody is assigned comes with an empty seat.

    Args:
        store: where the facts are.
        scope: which of them are wanted.
        graphs: the named graphs that the reader may see; without them all.

    Raises:
        UnknownNameError: the scope holds no activity and no task.
    """
    walked = walk(store, scope, graphs)
    reader = _Reader(
        walked.values, find_passages(store, {URIRef(thing) for thing, _ in walked.values}, graphs)
    )
    relations = reader.relations(walked.whats)
    if not relations:
        raise UnknownNameError(
            "Nothing is known of who does what within this choice: load a plan, or choose something else.",
            "Binnen deze keuze staat nergens wie wat doet: laad een plan, of kies iets anders.",
        )
    return Facts(reader.things, tuple(relations), walked.confidentiality)


@lru_cache(maxsize=4096)  # the same names come back in every row
def one_line(text: str) -> str:
    """Make a label harmless: no line ends, no control characters, nothing that turns the direction."""
    kept = (" " if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} else char for char in text)
    return " ".join("".join(kept).split())


class _Reader:
    """Turns the values that were read, by subject and property, into things and relations."""

    def __init__(
        self, values: dict[tuple[str, str], set[str]], passages: Mapping[Node, tuple[Passage, ...]]
    ) -> None:
        self.values = values
        self.found_passages = passages
        self.names = Counter(
            one_line(name)
            for (_, prop), labels in values.items()
            if prop == str(SKOS.prefLabel)
            for name in labels
        )
        self.things: dict[str, Thing] = {}
        self.headings: dict[str, str] = {}
        self.homes = {
            home for (_, prop), homes in values.items() if prop == str(ORG.postIn) for home in homes
        }

    def all(self, thing: str, prop: URIRef) -> list[str]:
        return sorted(self.values.get((thing, str(prop)), ()))

    def one(self, thing: str, prop: URIRef) -> str:
        return next(iter(self.all(thing, prop)), "")

    def is_a(self, thing: str, *types: URIRef) -> bool:
        return not self.values.get((thing, str(RDF.type)), set()).isdisjoint(map(str, types))

    def label(self, thing: str) -> str:
        return one_line(self.one(thing, SKOS.prefLabel)) or last_part(URIRef(thing)) if thing else ""

    def relations(self, whats: set[str]) -> list[Relation]:
        """Give the relations about some activities and tasks, in the order of the sources."""
        given = sorted(
            (what, t) for t, prop in self.values if prop == str(HGKM.wat) for what in self.all(t, HGKM.wat)
        )
        taken = {part for what, _ in given for part in self.line(what)}
        found = [self.relation(what, t) for what, t in given]
        found += [self.relation(what) for what in whats - taken if self.line(what) == [what]]
        return sorted(
            found, key=lambda relation: (self.place(relation.what), relation.passages, relation.who)
        )

    def relation(self, what: str, assignment: str = "") -> Relation:
        """Make a relation of an assignment, or of an activity to which nobody is assigned."""
        who, role = self.one(assignment, HGKM.wie), self.one(assignment, HGKM.alsRol)
        certainty = self.one(assignment, HGKM.zekerheid)
        when, begin, end = self.time(what)
        return Relation(
            who=self.actor(who) if who else self.empty_seat(what),
            role=self.label(role),
            role_slug=last_part(URIRef(role)),
            what=self.activity(what),
            for_whom=tuple(self.actor(target) for target in self.all(assignment, HGKM.voorWie)),
            certainty=self.label(certainty) if assignment else "niet aangetroffen",
            when=when,
            begin=begin,
            end=end,
            passages=self.passages(assignment or what),
            is_open=not who or certainty not in {"", SETTLED},
        )

    def actor(self, thing: str) -> str:
        """Keep an organisation, post or target group."""
        kind = next((kind for type_, kind in _KINDS.items() if self.is_a(thing, type_)), Kind.ORGANISATIE)
        home = self.one(thing, ORG.postIn)
        if not home:
            home = thing if thing in self.homes else self.one(thing, ORG.classification)
        return self.keep(Thing(thing, kind, self.label(thing), self.label(home), thing))

    def activity(self, what: str) -> str:
        """Keep an activity or task, and the whole that it is a part of."""
        if what in self.things:
            return what
        whole = self.line(what)[-1]
        for part in (whole, what):
            kind = Kind.ACTIVITEIT if self.is_a(part, HGKM.Activiteit) else Kind.TAAK
            self.keep(Thing(part, kind, self.label(part), self.heading(whole), whole))
        return what

    def empty_seat(self, what: str) -> str:
        """Keep the empty seat at an activity or task."""
        whole = self.line(what)[-1]
        key, group = EMPTY_SEAT + what, self.heading(whole)
        return self.keep(Thing(key, Kind.NIEMAND, Kind.NIEMAND, group, EMPTY_SEAT + whole))

    def keep(self, thing: Thing) -> str:
        self.things.setdefault(thing.key, thing)
        return thing.key

    def line(self, what: str) -> list[str]:
        """Give an activity or task and the ones that it is a part of, the whole last."""
        found = [what]
        for part in found:
            wholes = (
                w for w in self.all(part, HGKM.onderdeelVan) if self.is_a(w, HGKM.Activiteit, HGKM.Taak)
            )
            found += [w for w in wholes if w not in found][:1]
        return found

    def heading(self, whole: str) -> str:
        """Name the outermost part of the plan in which an activity or task stands, once for each."""
        if whole not in self.headings:
            self.headings[whole] = self.outermost(whole)
        return self.headings[whole]

    def outermost(self, whole: str) -> str:
        """Name the outermost part of the plan around an activity or task, telling plans apart.

        What the plan itself is a part of, such as a programme, would put all of it under one name.
        """
        above = [whole]
        for part in above:
            above += [w for w in self.all(part, HGKM.onderdeelVan) if w not in above][:1]
        around = above[1:]
        within = next((place for place, part in enumerate(around) if self.is_a(part, HGKM.Plan)), len(around))
        parts, plan = around[:within], "".join(self.label(part) for part in around[within : within + 1])
        if not parts:
            return plan or "buiten een plan"
        name = self.label(parts[-1])
        return f"{name} ({plan})" if plan and self.names[name] > 1 else name

    def time(self, what: str) -> tuple[str, str, str]:
        """Give the time of an activity as written, or that of its whole, and its first and last day."""
        for part in self.line(what):
            plannings = sorted(
                (self.one(planning, HGKM.begin), self.one(planning, HGKM.einde), self.written(planning))
                for planning in self.all(part, HGKM.planning)
            )
            if plannings:
                begins, ends, texts = zip(*plannings, strict=True)
                return "; ".join(dict.fromkeys(texts)), begins[0], max(ends)
        return "", "", ""

    def written(self, planning: str) -> str:
        text = one_line(self.one(planning, HGKM.tekst))
        return text or f"planning {self.label(self.one(planning, HGKM.zekerheid)) or 'onbekend'}"

    def passages(self, thing: str) -> tuple[Passage, ...]:
        return self.found_passages.get(URIRef(thing), ())

    def place(self, what: str) -> tuple[object, ...]:
        """Say where an activity stands among the others: by its whole's first passage, then its own."""
        whole = self.line(what)[-1]
        return self.passages(whole)[:1], whole, self.passages(what)[:1], what

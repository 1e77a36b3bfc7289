"""The answers that people give to findings: kept in the graph, respected by every check that sees them.

An answer stands in a named graph of its own, which is internal. It says which finding it is about (its id,
rule and focus node), what the answer is, why, who has taken it up, and until when it holds; without a last
day it stays. Who may answer is not known here.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pyoxigraph as oxigraph
from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SH, XSD

from graph.changes import Reason, changed
from graph.store import Quad, ReadStore, Store
from graph.terms import Node, named, to_oxigraph
from ontology.vocabulary import BEGRIP, GRAAF, HGKM, ID

ANSWERS = GRAAF["antwoorden"]
NOT_CORRECT, NOT_APPLICABLE, TAKEN_UP, ELSEWHERE = "klopt-niet", "geldt-niet", "opgepakt", "staat-elders"
KINDS = {
    NOT_CORRECT: "klopt niet",
    NOT_APPLICABLE: "n.v.t.",
    TAKEN_UP: "opgepakt",
    ELSEWHERE: "staat elders",
}
_ANSWERS = """SELECT DISTINCT ?finding ?kind ?reason ?by ?name ?until ?given WHERE {
    %s
    ?answer dcterms:identifier ?finding ; a hgkm:Bevindingsantwoord ; hgkm:antwoord ?kind .
    ?answer hgkm:datum ?given .
    OPTIONAL { ?answer hgkm:grond ?reason }
    OPTIONAL { ?answer hgkm:eigenaar ?by OPTIONAL { ?by skos:prefLabel ?name FILTER(LANG(?name) != "en") } }
    OPTIONAL { ?answer hgkm:geldigTot ?until }
} ORDER BY ?finding ?given ?answer ?name"""


@dataclass(frozen=True)
class Answer:
    """What somebody has answered to a finding.

    Attributes:
        kind: one of KINDS.
        reason: why it is so, or where it stands; may be empty when it is taken up.
        by: the organisation or function that has taken it up.
        by_label: its name.
        until: the last day on which the answer holds; None if it stays.
        given: the day on which it was given.
    """

    kind: str
    reason: str
    by: URIRef | None
    by_label: str
    until: date | None
    given: date

    def holds(self, day: date) -> bool:
        """Tell whether it still holds on a day."""
        return self.until is None or day <= self.until

    @property
    def told(self) -> str:
        """Say it in words: 'opgepakt door X, voor 1-3-2027'."""
        told = KINDS[self.kind]
        if self.by_label:
            told += f" door {self.by_label}"
        if self.until:
            told += f", tot en met {self.until.day}-{self.until.month}-{self.until.year}"
        return f"{told}: {self.reason}" if self.reason else told

    def as_json(self) -> dict[str, object]:
        """Give it as the command line's JSON has it."""
        return {
            "kind": self.kind,
            "reason": self.reason or None,
            "by": self.by_label or None,
            "until": self.until and self.until.isoformat(),
            "given": self.given.isoformat(),
        }


def read_answers(
    store: ReadStore, findings: Sequence[str] | None = None, graphs: Sequence[URIRef] | None = None
) -> dict[str, Answer]:
    """Give the newest answer to each finding, or to some, by the finding's id."""
    terms = " ".join(str(oxigraph.Literal(finding)) for finding in findings or ())
    chosen = "" if findings is None else f"VALUES ?finding {{ {terms} }}"
    answers: dict[str, list[Answer]] = defaultdict(list)
    for row in store.select(_ANSWERS % chosen, graphs).bindings():
        kind = str(row["kind"]).removeprefix(str(BEGRIP))
        if kind in KINDS:
            answers[str(row["finding"])].append(
                Answer(
                    kind=kind,
                    reason=str(row.get("reason", "")),
                    by=URIRef(row["by"]) if "by" in row else None,
                    by_label=str(row.get("name", "")),
                    until=date.fromisoformat(row["until"]) if "until" in row else None,
                    given=date.fromisoformat(row["given"]),
                )
            )
    return {finding: given[-1] for finding, given in answers.items()}


def give_answer(
    store: Store, finding: str, rule: str, focus: URIRef, answer: Answer, *, who: str, at: datetime
) -> None:
    """Keep an answer to a finding, in the place of the one before, and remember that change.

    Args:
        store: what keeps it.
        finding: the id of the finding.
        rule: the number of its rule.
        focus: the thing it is about.
        answer: what is answered.
        who: who answers.
        at: when, with its time zone.

    Raises:
        StoreError: nothing can be written.
    """
    node = _node(finding)
    told: dict[URIRef, Node | None] = {
        RDF.type: HGKM.Bevindingsantwoord,
        DCTERMS.identifier: Literal(finding),
        HGKM.regel: Literal(rule),
        SH.focusNode: focus,
        HGKM.antwoord: BEGRIP[answer.kind],
        HGKM.grond: Literal(answer.reason, lang="nl") if answer.reason else None,
        HGKM.eigenaar: answer.by,
        HGKM.geldigTot: _day(answer.until) if answer.until else None,
        HGKM.datum: _day(answer.given),
    }
    quads = [_quad(node, name, value) for name, value in told.items() if value is not None]
    quads.append(_quad(ANSWERS, HGKM.vertrouwelijkheid, BEGRIP.intern))
    reason = Reason(who, at, f"open punt beantwoord: {answer.told}", focus)
    changed(store, _kept(store, finding), quads, reason)


def withdraw_answer(store: Store, finding: str, *, who: str, at: datetime) -> bool:
    """Take the answer to a finding away, and remember that; false if there was none.

    Raises:
        StoreError: nothing can be written.
    """
    kept = _kept(store, finding)
    about = [quad.object for quad in kept if quad.predicate == named(SH.focusNode)]
    focus = next((URIRef(one.value) for one in about if isinstance(one, oxigraph.NamedNode)), _node(finding))
    return changed(store, kept, (), Reason(who, at, "antwoord op open punt ingetrokken", focus)) is not None


def _kept(store: ReadStore, finding: str) -> list[Quad]:
    return [quad for quad in store.quads([ANSWERS]) if quad.subject == named(_node(finding))]


def _node(finding: str) -> URIRef:
    return ID[f"bevindingsantwoord-{finding}"]


def _day(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)


def _quad(subject: URIRef, predicate: URIRef, value: Node) -> Quad:
    return Quad(named(subject), named(predicate), to_oxigraph(value), named(ANSWERS))

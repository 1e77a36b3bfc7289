"""Turns what an engine found into findings: worded, with their norm and passages, and who can arrange it.

It also says what could not be judged. Which findings are asked for, and how they are laid out, is decided
elsewhere (`shapes.check`, `shapes.report`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from rdflib import URIRef

from graph.passages import Passage, Sources, find_passages
from graph.plans import Plan
from graph.store import ReadStore
from graph.terms import Node
from shapes.answers import Answer, read_answers
from shapes.engines import Violation
from shapes.findings import Finding, NotChecked, finding_id
from shapes.messages import Case, fill, names
from shapes.owners import Owners
from shapes.rules import Rules
from shapes.scope import where_told

_WITHOUT_TEAM = """SELECT DISTINCT ?place ?label WHERE {
    ?plan a hgkm:Plan ; hgkm:voorGemeente ?place .
    ?place a hgkm:Gemeente ; skos:prefLabel ?label .
    OPTIONAL {
        ?team org:classification begrip:lokaal-team ;
            hgkm:werkgebied|org:unitOf|org:subOrganizationOf ?place .
    }
    FILTER(!BOUND(?team))
}"""


class Wording:
    """Words violations in the names that a store has for things."""

    def __init__(self, store: ReadStore, rules: Rules, graphs: Sequence[URIRef] | None = None) -> None:
        """Take what the findings are about: a store, the rules that ran, and what the reader may see."""
        self._store = store
        self._graphs = graphs
        self._rules = rules
        self._shapes = {shape.iri: shape for shape in rules.shapes}

    def findings(self, violations: Iterable[Violation], plans: Sequence[Plan]) -> list[Finding]:
        """Give a finding for each violation, or for all values together where the shape says so; worst first.

        Args:
            violations: what an engine found.
            plans: the plans that the things may stand in.
        """
        wanted = self._together(violations)
        where = where_told(self._store, (violation.focus for violation, _ in wanted), self._graphs)
        homes = [_home(plans, where.get(violation.focus, set())) for violation, _ in wanted]
        cases = [
            Case(self._shapes[v.shape].message, v.focus, values, home.iri if home else None)
            for (v, values), home in zip(wanted, homes, strict=True)
        ]
        things = {node for case in cases for node in (case.focus, *case.values, case.plan) if node}
        passages = find_passages(self._store, things, self._graphs)
        labels = names(self._store, things, self._graphs)
        norms = self._norms()
        messages = fill(self._store, cases, self._rules.graph, self._graphs)
        concerned = [plan for plan in plans if plan in homes]
        owners = Owners(self._store, {case.focus for case in cases}, concerned, self._graphs)
        found = []
        for (violation, values), case, home, message in zip(wanted, cases, homes, messages, strict=True):
            shape = self._shapes[violation.shape]
            path = None if violation.path is None else str(violation.path)
            value = " ".join(map(str, values)) or None
            focus = URIRef(str(violation.focus))
            found.append(
                Finding(
                    id=finding_id(shape.rule, shape.topic, focus, path, None if shape.together else value),
                    rule=shape.rule,
                    severity=shape.severity,
                    status=shape.status,
                    focus=focus,
                    focus_label=labels[focus],
                    message=message,
                    norm=norms[shape.rule],
                    source=_first(passages, (case.focus, *values, case.plan)),
                    path=path,
                    value=value,
                    plan=home.iri if home else None,
                    plan_label=home.label if home else "",
                    owner=owners.of(focus, home),
                    shape=shape.iri,
                    values=values,
                )
            )
        return sorted(found, key=Finding.order)

    def not_checked(self, plans: Sequence[Plan]) -> list[NotChecked]:
        """Say what was not judged: what rules leave out, of plans in part, and where there is no team."""
        found = [
            NotChecked(rule.id, rule.not_judged, None)
            for rule in self._rules.rules.values()
            if rule.not_judged
        ]
        parts = [plan for plan in plans if plan.completeness and not plan.whole]
        passages = find_passages(self._store, [plan.iri for plan in parts], self._graphs)
        for plan in parts:
            source = next((passage.source for passage in passages.get(plan.iri, ())), None)
            reason = (
                f"{plan.label} is niet als geheel bekend ({plan.completeness}): wat hier niet staat, kan in "
                "het plan zelf wel staan, en is daarom hooguit een aandachtspunt."
            )
            found += [NotChecked(r.id, reason, source) for r in self._rules.rules.values() if r.completeness]
        places = {place for plan in plans for place, _ in plan.places}
        rows = self._store.select(_WITHOUT_TEAM, self._graphs).bindings() if places else ()
        found += [
            NotChecked("GR-303", f"Van {row['label']} is geen lokaal team bekend.", None)
            for row in rows
            if row["place"] in places
        ]
        return sorted(found, key=lambda told: (told.rule, told.reason))

    def _together(self, violations: Iterable[Violation]) -> list[tuple[Violation, tuple[Node, ...]]]:
        """Give each violation with its values: one, none, or all that the shape finds for the focus node."""
        found: dict[tuple[URIRef, Node, Node | None], list[Violation]] = defaultdict(list)
        for violation in sorted(violations, key=lambda v: tuple(map(str, vars(v).values()))):
            apart = None if self._shapes[violation.shape].together else violation.value
            found[violation.shape, violation.focus, apart].append(violation)
        return [
            (alike[0], tuple(violation.value for violation in alike if violation.value is not None))
            for alike in found.values()
        ]

    def _norms(self) -> dict[str, tuple[Passage, ...]]:
        """Give the passages of the norm behind each rule, named as the store names their source."""
        rules = self._rules.rules.values()
        sources = Sources(self._store, {norm.source for rule in rules for norm in rule.norms}, self._graphs)
        return {
            rule.id: tuple(
                sources.passage(norm.source, norm.first, norm.last)
                if norm.source in sources
                else Passage(str(norm.source), norm.first, norm.last, str(norm.source))
                for norm in rule.norms
            )
            for rule in rules
        }


def with_answers(
    store: ReadStore, findings: Sequence[Finding], day: date, graphs: Sequence[URIRef] | None
) -> tuple[list[Finding], list[tuple[Finding, Answer]]]:
    """Set the findings apart that have an answer which holds on a day; the others know what they had."""
    answers = read_answers(store, [finding.id for finding in findings], graphs)
    still_open = [
        replace(finding, lapsed=answers.get(finding.id))
        for finding in findings
        if finding.id not in answers or not answers[finding.id].holds(day)
    ]
    answered = [
        (finding, answers[finding.id])
        for finding in findings
        if finding.id in answers and answers[finding.id].holds(day)
    ]
    return still_open, answered


def _home(plans: Sequence[Plan], told_in: set[Node]) -> Plan | None:
    """Give the one plan that says something of a thing, if there is one."""
    homes = [plan for plan in plans if plan.graph in told_in]
    return homes[0] if len(homes) == 1 else None


def _first(passages: dict[Node, tuple[Passage, ...]], bearers: Iterable[Node | None]) -> tuple[Passage, ...]:
    return next((passages[bearer] for bearer in bearers if bearer in passages), ())

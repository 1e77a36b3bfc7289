"""Turns what an engine found into findings: worded, with their norm and their passages.

It also says what could not be judged. Which findings are asked for, and how they are laid out, is decided
elsewhere (`shapes.check`, `shapes.report`).
"""

from collections.abc import Iterable, Sequence

from rdflib import URIRef

from graph.passages import Passage, find_passages
from graph.plans import Plan
from graph.store import ReadStore
from graph.terms import Node, to_oxigraph
from shapes.engines import Violation
from shapes.messages import Case, fill, names
from shapes.report import Finding, NotChecked
from shapes.rules import Norm, Rules

_WHERE = "SELECT DISTINCT ?node ?graph WHERE { VALUES ?node { %s } GRAPH ?graph { ?node ?property ?value } }"
_SOURCES = """SELECT DISTINCT ?source ?file ?name WHERE {
    ?source a hgkm:Bron ; dcterms:identifier ?file .
    OPTIONAL { ?source skos:altLabel|skos:prefLabel ?name FILTER(LANG(?name) != "en") }
}"""
_WITHOUT_TEAM = """SELECT DISTINCT ?place ?label WHERE {
    ?plan a hgkm:Plan ; hgkm:voorGemeente ?place .
    ?place a hgkm:Gemeente ; skos:prefLabel ?label .
    OPTIONAL {
        ?team org:classification begrip:lokaal-team ;
            hgkm:werkgebied|org:unitOf|org:subOrganizationOf ?place .
    }
    FILTER(!BOUND(?team))
}"""


class Findings:
    """Words violations in the names that a store has for things."""

    def __init__(
        self, store: ReadStore, rules: Rules, plans: Sequence[Plan], graphs: Sequence[URIRef] | None = None
    ) -> None:
        """Take what the findings are about: a store, the rules that ran, and the plans in the store."""
        self._store = store
        self._graphs = graphs
        self._rules = rules
        self._plans = plans
        self._shapes = {shape.iri: shape for shape in rules.shapes}

    def of(self, violations: Sequence[Violation]) -> list[Finding]:
        """Give a finding for each violation, in the same order."""
        where = where_told(self._store, (violation.focus for violation in violations), self._graphs)
        homes = [self._home(where.get(violation.focus, set())) for violation in violations]
        cases = [
            Case(self._shapes[v.shape].message, v.focus, v.value, home.iri if home else None)
            for v, home in zip(violations, homes, strict=True)
        ]
        things = {node for case in cases for node in (case.focus, case.value, case.plan) if node is not None}
        passages = find_passages(self._store, things, self._graphs)
        labels = names(self._store, things, self._graphs)
        norms = self._norms()
        return [
            Finding(
                rule=(shape := self._shapes[violation.shape]).rule,
                severity=shape.severity,
                status=shape.status,
                focus=URIRef(str(violation.focus)),
                focus_label=labels[violation.focus],
                message=message,
                norm=norms[shape.rule],
                source=_first(passages, (case.focus, case.value, case.plan)),
                path=_text(violation.path),
                value=_text(violation.value),
                plan=home.iri if home else None,
                plan_label=home.label if home else "",
            )
            for violation, case, home, message in zip(
                violations,
                cases,
                homes,
                fill(self._store, cases, self._rules.graph, self._graphs),
                strict=True,
            )
        ]

    def not_checked(self, plans: Sequence[Plan]) -> list[NotChecked]:
        """Say what was not judged: what rules leave out, of plans in part, and where there is no team."""
        found = [
            NotChecked(rule.id, f"Niet nagegaan: {rule.not_judged}", None)
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
        found += [
            NotChecked("GR-303", f"Van {row['label']} is geen lokaal team bekend.", None)
            for row in self._store.select(_WITHOUT_TEAM, self._graphs).bindings()
            if row["place"] in places
        ]
        return sorted(found, key=lambda told: (told.rule, told.reason))

    def _home(self, told_in: set[Node]) -> Plan | None:
        """Give the one plan that says something of a thing, if there is one."""
        homes = [plan for plan in self._plans if plan.graph in told_in]
        return homes[0] if len(homes) == 1 else None

    def _norms(self) -> dict[str, tuple[Passage, ...]]:
        """Give the passages of the norm behind each rule, named as the store names their source."""
        files: dict[Node, str] = {}
        called: dict[Node, str] = {}
        for row in self._store.select(_SOURCES, self._graphs).bindings():
            source, name = row["source"], str(row.get("name", row["file"]))
            files[source] = str(row["file"])
            called[source] = min(called.get(source, name), name, key=lambda text: (len(text), text))

        def passage(norm: Norm) -> Passage:
            file = files.get(norm.source, str(norm.source))
            return Passage(file, norm.first, norm.last, called.get(norm.source, file))

        return {rule.id: tuple(map(passage, rule.norms)) for rule in self._rules.rules.values()}


def where_told(
    store: ReadStore, nodes: Iterable[Node], graphs: Sequence[URIRef] | None
) -> dict[Node, set[Node]]:
    """Name the graphs that say something of each node."""
    terms = " ".join(sorted({str(to_oxigraph(node)) for node in nodes if isinstance(node, URIRef)}))
    found: dict[Node, set[Node]] = {}
    for row in store.select(_WHERE % terms, graphs).bindings():
        found.setdefault(row["node"], set()).add(row["graph"])
    return found


def _first(passages: dict[Node, tuple[Passage, ...]], bearers: Iterable[Node | None]) -> tuple[Passage, ...]:
    return next((passages[bearer] for bearer in bearers if bearer in passages), ())


def _text(node: Node | None) -> str | None:
    return None if node is None else str(node)

"""Checks plans and agreements against the gap rules.

    report = check(store, scope=Scope(plan="ridderkerk"), date=date(2026, 11, 22))

The rules always run over all that the reader may see, since whether something is arranged may stand anywhere;
the scope says whose findings are reported. The store is only read, unless a file is to be checked: that is
loaded into a throw-away store, which the caller hands in.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from rdflib import URIRef

from graph.errors import UnknownNameError
from graph.loading import load_files
from graph.names import Kind, Names
from graph.plans import plan, plans
from graph.store import ReadStore, Store, in_memory
from shapes.engines import ENGINES, Outcome, Violation, run_rules
from shapes.findings import Findings, where_told
from shapes.report import Finding, Report
from shapes.rules import load_rules


@dataclass(frozen=True)
class Scope:
    """Whose findings are reported: of one plan, one agreement or one file; of everything if none is given.

    Attributes:
        plan: a plan's slug, name or IRI.
        agreement: an agreement's name or IRI.
        file: a file of linked data, laid over the store.
    """

    plan: str | None = None
    agreement: str | None = None
    file: Path | None = None


def check(
    store: ReadStore,
    *,
    scope: Scope | None = None,
    date: dt.date,
    engine: str = "sparql",
    graphs: Sequence[URIRef] | None = None,
    outcome: Outcome | None = None,
) -> Report:
    """Find what is not arranged yet.

    Args:
        store: what is checked; for a scope with a file a throw-away `Store`, which then holds the file.
        scope: whose findings to report; without it all.
        date: the reference date.
        engine: 'sparql' (inside the store) or 'pyshacl' (the reference, slow); both find the same.
        graphs: the named graphs that the reader may see; None means all.
        outcome: what `run_rules` gave before for the same store, date, engine and graphs, when several scopes
            are asked for; without it the rules run now.

    Raises:
        UnknownNameError: there is no such plan, agreement or engine.
        InputError: the file cannot be read.
        HgkmError: the rules are broken, or an engine broke down.
    """
    began = perf_counter()
    if engine not in ENGINES:
        raise UnknownNameError(f"There is no engine '{engine}'.", f"Motor '{engine}' bestaat niet.", ENGINES)
    rules = load_rules(date)
    reach = _Reach(store, scope or Scope(), graphs)
    outcome = outcome or run_rules(store, rules, engine, graphs)
    known = plans(store, graphs)
    findings = Findings(store, rules, known, graphs)
    return Report(
        peildatum=date,
        engine=engine,
        findings=tuple(sorted(findings.of(reach.of(outcome.violations)), key=Finding.order)),
        not_checked=tuple(findings.not_checked([plan for plan in known if reach.holds(plan.graph)])),
        seconds=perf_counter() - began,
        titles={rule.id: rule.title for rule in rules.rules.values()},
        untranslated=outcome.untranslated,
    )


class _Reach:
    """What a scope takes in.

    A finding on something that plans share, such as a team, belongs to each plan that says something of it.
    """

    def __init__(self, store: ReadStore, scope: Scope, graphs: Sequence[URIRef] | None) -> None:
        self._store = store
        self._agreement: URIRef | None = None
        self._graphs: set[URIRef] | None = None
        if scope.plan is not None:
            self._graphs = {plan(store, scope.plan, graphs).graph}
        elif scope.agreement is not None:
            (self._agreement,) = Names(store, graphs).resolve(scope.agreement, Kind.AFSPRAAK)
        elif scope.file is not None:
            self._graphs = _laid_over(store, scope.file)

    def holds(self, graph: URIRef) -> bool:
        return self._agreement is None and (self._graphs is None or graph in self._graphs)

    def of(self, violations: Iterable[Violation]) -> list[Violation]:
        wanted = [*violations]
        if self._agreement is not None:
            return [violation for violation in wanted if violation.focus == self._agreement]
        if self._graphs is None:
            return wanted
        told = where_told(self._store, (violation.focus for violation in wanted), [*self._graphs])
        return [violation for violation in wanted if violation.focus in told]


def _laid_over(store: ReadStore, file: Path) -> set[URIRef]:
    """Load a file into a throw-away store, and name the graphs it holds."""
    if not isinstance(store, Store):
        raise TypeError("a file is checked in a throw-away store: open it with graph.store.scratch")
    with in_memory() as draft:
        load_files(draft, [file])
        store.replace_graphs(draft.quads())
        return set(draft.graphs())

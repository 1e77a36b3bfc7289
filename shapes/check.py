"""Checks plans and agreements against the gap rules.

    report = check(store, scope=Scope(plan="ridderkerk"), date=date(2026, 11, 22))

The store is only read, unless a file is to be checked: that is loaded into a throw-away store, which the
caller hands in. What a scope takes in, how things are judged and how findings are worded stands in the
modules beside this one.
"""

import datetime as dt
from collections.abc import Sequence
from importlib.metadata import version
from time import perf_counter

from rdflib import URIRef

from graph.errors import UnknownNameError
from graph.plans import plans
from graph.store import ReadStore
from shapes.comparing import EarlierReport, compare, refuse_other
from shapes.counting import possible_things
from shapes.engines import ENGINES, Outcome
from shapes.judging import judge
from shapes.report import Report
from shapes.rules import Rules, load_rules
from shapes.scope import Reach, Scope, where_told
from shapes.wording import Wording, with_answers

_MADE_WITH = {"sparql": "pyoxigraph", "pyshacl": "pyshacl"}


def check(
    store: ReadStore,
    *,
    scope: Scope | None = None,
    date: dt.date,
    engine: str = "sparql",
    graphs: Sequence[URIRef] | None = None,
    rules: Rules | None = None,
    outcome: Outcome | None = None,
    earlier: EarlierReport | None = None,
) -> Report:
    """Find what is not arranged yet.

    Args:
        store: what is checked; for a scope with a file a throw-away `Store`, which then holds the file.
        scope: whose findings to report; without it all.
        date: the reference date.
        engine: 'sparql' (inside the store) or 'pyshacl' (the reference, slow); both find the same.
        graphs: the named graphs that the reader may see; None means all.
        rules: the rules, for the same date; without them those that come with hgkm.
        outcome: what `judge` gave before for the same store, rules, engine and graphs, when several scopes
            are asked for; without it the rules run now.
        earlier: a report to compare with.

    Raises:
        UnknownNameError: there is no such plan, place, agreement or engine.
        InputError: the file cannot be read.
        HgkmError: the earlier report is about something else, the rules are broken, or an engine broke down.
    """
    began = perf_counter()
    if engine not in ENGINES:
        raise UnknownNameError(f"There is no engine '{engine}'.", f"Motor '{engine}' bestaat niet.", ENGINES)
    rules = rules or load_rules(date)
    reach = Reach(store, scope or Scope(), graphs)
    if earlier:
        refuse_other(earlier, reach.label)
    outcome = outcome or judge(store, rules, engine, graphs, reach.focuses)
    violations = reach.of(outcome.violations)
    told = where_told(store, {violation.focus for violation in violations}, graphs)
    known = plans(store, graphs, {URIRef(graph) for told_in in told.values() for graph in told_in})
    wording = Wording(store, rules, graphs)
    findings, answered = with_answers(store, wording.findings(violations, known), date, graphs)
    possible = possible_things(store, rules, findings, known, graphs) if reach.in_plans else {}
    return Report(
        about=reach.label,
        extent=reach.extent,
        peildatum=date,
        engine=engine,
        findings=tuple(findings),
        answered=tuple(answered),
        not_checked=tuple(wording.not_checked(reach.plans())),
        seconds=perf_counter() - began,
        rules=rules.rules,
        shapes=rules.shapes,
        possible=possible,
        versions={
            "hgkm": version("hgkm"),
            "regels": rules.digest,
            _MADE_WITH[engine]: version(_MADE_WITH[engine]),
        },
        untranslated=outcome.untranslated,
        comparison=compare((finding.id for finding in findings), earlier) if earlier else None,
    )

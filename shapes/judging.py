"""Judges everything on the reference date, but what stands in an expired plan on that plan's last day.

That a plan has expired is one finding, about the plan itself; what was still open in it on its last day stays
open, and nothing in it becomes late by its expiry.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from rdflib import URIRef

from graph.plans import plans
from graph.store import ReadStore
from graph.terms import Node
from shapes.engines import Outcome, run_rules
from shapes.rules import Rules
from shapes.scope import where_told


def judge(
    store: ReadStore,
    rules: Rules,
    engine: str,
    graphs: Sequence[URIRef] | None = None,
    focuses: Sequence[URIRef] | None = None,
) -> Outcome:
    """Find every violation of the rules.

    Args:
        store: what is judged.
        rules: what it must be like, on the reference date.
        engine: one of `shapes.engines.ENGINES`.
        graphs: the named graphs that the reader may see; None means all.
        focuses: the only focus nodes to judge; None means all.

    Raises:
        HgkmError: an engine broke down; nothing can be said about the data.
    """
    outcome = run_rules(store, rules, engine, graphs, focuses=focuses)
    near = None
    if focuses is not None:
        near = {URIRef(graph) for told in where_told(store, focuses, graphs).values() for graph in told}
    known = plans(store, graphs, near)
    expired = {plan.graph: plan for plan in known if plan.expired(rules.day)}
    if not expired:
        return outcome
    found = set(outcome.violations)
    homes = {plan.graph for plan in known}
    for day in sorted({plan.until for plan in expired.values() if plan.until}):
        over = {graph: plan.iri for graph, plan in expired.items() if plan.until == day}
        then = run_rules(store, rules.on(day), engine, graphs, focuses=focuses, shapes=rules.dated).violations
        now = {violation for violation in found if violation.shape in rules.dated}
        told = where_told(store, {violation.focus for violation in now | then}, graphs)
        within = {
            focus for focus, graphs_of in told.items() if _stands_in_one(focus, graphs_of & homes, over)
        }
        found -= {violation for violation in now if violation.focus in within}
        found |= {violation for violation in then if violation.focus in within}
    return replace(outcome, violations=frozenset(found))


def _stands_in_one(thing: Node, told_in: Collection[Node], plans_over: Mapping[URIRef, URIRef]) -> bool:
    """Tell whether a thing stands in one plan only, which is over, and is not that plan."""
    return len(told_in) == 1 and any(plans_over.get(URIRef(graph), thing) != thing for graph in told_in)

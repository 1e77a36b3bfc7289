"""Counts on how many things in a plan a rule could have found what it found there.

Only things of the kinds that it was found on count: that a plan has many activities says nothing of its aims.
What a source reports itself, and what could not be read, is no part of it. How a report uses the counts is
decided in `shapes.grouping`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rdflib import URIRef

from graph.plans import Plan
from graph.store import ReadStore
from shapes.engines import possible_focuses
from shapes.findings import Finding
from shapes.rules import Rules


def possible_things(
    store: ReadStore,
    rules: Rules,
    findings: Iterable[Finding],
    plans: Sequence[Plan],
    graphs: Sequence[URIRef] | None = None,
) -> dict[tuple[str, URIRef], int]:
    """Count for each rule that found something in a plan, on how many things there it could have.

    Args:
        store: what was checked.
        rules: what found the findings.
        findings: what was found.
        plans: the plans that it stands in.
        graphs: the named graphs that the reader may see; None means all.

    Returns:
        The counts by rule number and IRI of the plan; what cannot be counted by type is absent.
    """
    used: dict[tuple[str, URIRef], set[URIRef]] = defaultdict(set)
    for finding in findings:
        if finding.plan is not None and finding.counts:
            used[finding.rule, finding.plan].add(finding.shape)
    alike = {frozenset(shapes): f"{number}" for number, shapes in enumerate(used.values())}
    asked = tuple(
        replace(shape, rule=name)
        for shapes, name in alike.items()
        for shape in rules.shapes
        if shape.iri in shapes
    )
    counts = possible_focuses(store, replace(rules, shapes=asked), graphs) if asked else {}
    homes = {plan.iri: plan.graph for plan in plans}
    found = {
        (rule, plan): counts.get((alike[frozenset(shapes)], homes[plan]))
        for (rule, plan), shapes in used.items()
    }
    return {key: count for key, count in found.items() if count is not None}

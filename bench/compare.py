"""Lets both engines judge the shipped plans, rule by rule, and shows where they disagree.

    python -m bench.compare [--date YYYY-MM-DD] [RULE ...]

pySHACL takes minutes for some rules, so this is no test. A disagreement is a bug, whoever is wrong: it goes
into `tests/conformance.toml` as a minimal case. The exit status is 1 if there is one.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from time import perf_counter

import click
from rdflib import Graph, URIRef

from graph.loading import load_shipped
from graph.store import ReadStore, in_memory
from shapes.engines import Violation, by_pyshacl, only, run_rules
from shapes.rules import Rules, load_rules


@click.command()
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), default="2026-11-22", help="The reference date.")
@click.argument("rule", nargs=-1)
@click.pass_context
def main(context: click.Context, date: datetime, rule: Sequence[str]) -> None:
    """Compare the engines on the shipped plans, for each RULE (all without one)."""
    rules = load_rules(date.date())
    differing = []
    with in_memory() as store:
        load_shipped(store)
        data = store.rdflib_graph()
        for number, shapes in groupby(rules.shapes, key=lambda shape: shape.rule):
            if (not rule or number in rule) and not _agree(
                store, data, rules, number, [shape.iri for shape in shapes]
            ):
                differing.append(number)
    click.echo(f"The engines differ on {', '.join(differing)}." if differing else "The engines agree.")
    context.exit(1 if differing else 0)


def _agree(store: ReadStore, data: Graph, rules: Rules, number: str, shapes: Sequence[URIRef]) -> bool:
    """Run one rule with both engines, and tell of it in a line, and a line for each difference."""
    began = perf_counter()
    by_store = run_rules(store, rules, "sparql", shapes=shapes)
    between = perf_counter()
    by_reference = by_pyshacl(data, only(rules.graph, shapes))
    ended = perf_counter()
    left = f", {len(by_store.untranslated)} shapes by pySHACL alone" if by_store.untranslated else ""
    click.echo(
        f"{number}: {len(by_reference)} violations; sparql {between - began:.2f} s, "
        f"pyshacl {ended - between:.1f} s{left}"
    )
    _tell("only sparql", by_store.violations - by_reference)
    _tell("only pyshacl", by_reference - by_store.violations)
    return by_store.violations == by_reference


def _tell(engine: str, violations: Iterable[Violation]) -> None:
    for found in sorted(violations, key=str):
        click.echo(f"  {engine}: {found.shape} on {found.focus}, path {found.path}, value {found.value}")


if __name__ == "__main__":
    main()

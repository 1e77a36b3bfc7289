"""What SHACL asks is what both engines find: for each part of SHACL Core one or more small cases.

The cases stand in `conformance.toml`: a shape, facts, and what is to be found, as focus nodes, each with its
value where there is one. For those under `left` the report says that pySHACL was asked. Those under
`departures` are where pySHACL finds something else than the specification asks.
"""

import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from unittest.mock import patch

import pytest
from rdflib import URIRef
from rdflib.term import Node

from graph.errors import HgkmError
from graph.store import Store
from shapes.engines import Violation, run_rules
from shapes.rules import Rules

SHAPE = URIRef("http://example.org/shape")
SOMETHING = URIRef("http://example.org/a")  # stands in most cases, and is well in many
ALL = tomllib.loads((Path(__file__).parent / "conformance.toml").read_text(encoding="utf-8"))

Case = dict[str, str]
Pairs = set[tuple[Node, Node | None]]
Stored = Callable[[str], Store]
OneShape = Callable[[str], Rules]


def cases(kind: str) -> pytest.MarkDecorator:
    """Give a test all cases of a kind."""
    return pytest.mark.parametrize("case", ALL[kind].values(), ids=ALL[kind])


def found(violations: Iterable[Violation]) -> Pairs:
    """Give the pairs of focus node and value that were found."""
    return {(violation.focus, violation.value) for violation in violations}


def told(pairs: str, stored: Stored) -> Pairs:
    """Give the pairs of focus node and value that a case tells of: `:a | :b 3`."""

    def term(text: str) -> Node | None:
        return next((end for _, _, end in stored(f":x :x {text} .").rdflib_graph()), None) if text else None

    parts = [pair.strip().partition(" ") for pair in pairs.split("|") if pair.strip()]
    return {(node, term(value)) for focus, _, value in parts if (node := term(focus)) is not None}


@cases("translated")
def test_both_engines_find_what_shacl_asks(case: Case, stored: Stored, one_shape: OneShape) -> None:
    with stored(case["facts"]) as store:
        outcome = run_rules(store, one_shape(case["shape"]), "sparql")
        with patch("shapes.at_once.MANY", 0):
            as_a_big_one = run_rules(store, one_shape(case["shape"]), "sparql")
        reference = run_rules(store, one_shape(case["shape"]), "pyshacl")
    assert outcome.untranslated == ()
    assert as_a_big_one == outcome
    assert found(outcome.violations) == told(case["found"], stored)
    assert outcome.violations == reference.violations


@cases("translated")
def test_looking_at_some_nodes_only_finds_the_same_of_them(
    case: Case, stored: Stored, one_shape: OneShape
) -> None:
    rules = one_shape(case["shape"])
    with stored(case["facts"]) as store:
        whole = run_rules(store, rules, "sparql").violations
        nodes = sorted({v.focus for v in whole if isinstance(v.focus, URIRef)} | {SOMETHING})
        some = run_rules(store, rules, "sparql", focuses=nodes).violations
        one = run_rules(store, rules, "sparql", focuses=[SOMETHING]).violations
    assert some == {violation for violation in whole if violation.focus in nodes}
    assert one == {violation for violation in whole if violation.focus == SOMETHING}


@cases("left")
def test_what_is_not_translated_is_left_to_pyshacl_and_named(
    case: Case, stored: Stored, one_shape: OneShape
) -> None:
    with stored(case["facts"]) as store:
        outcome = run_rules(store, one_shape(case["shape"]), "sparql")
    assert outcome.untranslated == (SHAPE,)
    assert found(outcome.violations) == told(case["found"], stored)


@cases("departures")
def test_where_pyshacl_departs_from_shacl_the_store_does_not(
    case: Case, stored: Stored, one_shape: OneShape
) -> None:
    rules, asked = one_shape(case["shape"]), told(case["found"], stored)
    with stored(case["facts"]) as store:
        assert found(run_rules(store, rules, "sparql").violations) == asked
        if case["pyshacl"] == "a broken check":
            with pytest.raises(HgkmError, match="broke down"):
                run_rules(store, rules, "pyshacl")
        else:
            reference = found(run_rules(store, rules, "pyshacl").violations)
            assert reference == told(case["pyshacl"], stored) != asked

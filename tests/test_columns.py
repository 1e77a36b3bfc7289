"""Named graphs as columns of numbers: each statement once, each term as it was, and SPARQL's own answers."""

from collections.abc import Callable, Iterator

import polars as pl
import pyoxigraph as oxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from graph.columns import Columns
from graph.errors import StoreError
from graph.store import Store
from graph.terms import Node

Stored = Callable[[str], Store]
HERE = "http://example.org/"
FACTS = r"""
:a :p 1, 2, :b, "b", "b"@nl, "tab\tand \"mark\" and \\ and\nline" .
:b :p :c . :c :q "2026-01-31"^^xsd:date .
"""


@pytest.fixture(scope="module")
def columns(stored: Stored) -> Iterator[Columns]:
    """Open the facts as columns."""
    with stored(FACTS) as store:
        yield Columns(store)


def number(columns: Columns, node: Node) -> int:
    """Give the number of one term."""
    return int(columns.numbers([node])[0])


def test_a_property_is_a_table_of_pairs_that_stand_for_terms(columns: Columns) -> None:
    pairs = columns.pairs(URIRef(HERE + "p"))
    terms = columns.nodes(pl.concat([pairs["from"], pairs["to"].rename("from")]))
    told = {(str(terms[one]), terms[other]) for one, other in pairs.iter_rows()}
    assert told == {
        (HERE + "a", Literal("1", datatype=XSD.integer)),
        (HERE + "a", Literal("2", datatype=XSD.integer)),
        (HERE + "a", URIRef(HERE + "b")),
        (HERE + "a", Literal("b")),
        (HERE + "a", Literal("b", lang="nl")),
        (HERE + "a", Literal('tab\tand "mark" and \\ and\nline')),
        (HERE + "b", URIRef(HERE + "c")),
    }


def test_what_several_graphs_say_is_there_once(stored: Stored) -> None:
    with stored(":a :p :b .") as store:
        (quad,) = store.quads()
        elsewhere = oxigraph.NamedNode(HERE + "other")
        store.change((), [oxigraph.Quad(quad.subject, quad.predicate, quad.object, elsewhere)])
        assert Columns(store).pairs(URIRef(HERE + "p")).height == 1
        assert Columns(store, []).pairs(URIRef(HERE + "p")).height == 0


def test_a_property_that_nobody_uses_has_no_pairs(columns: Columns) -> None:
    assert columns.pairs(URIRef(HERE + "unheard-of")).height == 0


def test_the_text_of_strings_alone_is_text(columns: Columns) -> None:
    pairs = columns.pairs(URIRef(HERE + "p"))
    texts = set(columns.strings(pairs["to"]))
    assert texts == {None, "b", 'tab\tand "mark" and \\ and\nline'}


def test_an_expression_is_answered_row_by_row_and_an_error_is_nothing(columns: Columns) -> None:
    one, word, none = number(columns, Literal(1)), number(columns, Literal("x")), None
    given = {"text": pl.Series([one, word, one, none], dtype=pl.UInt64())}
    answers = columns.answers("?text + 1", given)
    two = number(columns, Literal(2))
    assert answers.to_list() == [two, None, two, None]
    assert columns.true("?text < 2", given).to_list() == [True, None, True, None]


def test_terms_are_ranked_as_sparql_orders_them(columns: Columns) -> None:
    days = [Literal(day, datatype=XSD.date) for day in ("2026-02-01", "2025-12-31", "2026-01-31")]
    ranks = dict(columns.ranks(columns.numbers(days)).iter_rows())
    assert sorted(days, key=lambda day: ranks[number(columns, day)]) == sorted(days, key=str)


@settings(max_examples=100)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), unique=True))
def test_every_text_comes_back_as_it_was(columns: Columns, texts: list[str]) -> None:
    literals = [Literal(text) for text in texts]
    numbers = columns.numbers(literals)
    assert [columns.nodes(numbers)[number] for number in numbers] == literals
    assert columns.strings(numbers).to_list() == texts


def test_a_store_that_fails_is_named(columns: Columns, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> bytes:
        raise StoreError("disk is gone", "schijf is weg")

    monkeypatch.setattr(Store, "written", failing)
    with pytest.raises(StoreError, match="disk is gone"):
        columns.pairs(URIRef(HERE + "q"))

"""Very many statements at once: all of them pass the gate, though few are looked at one by one."""

import pyoxigraph as oxigraph
import pytest
from rdflib.namespace import RDFS, XSD

from graph.errors import PersonalDataError, StoreError
from graph.store import in_memory
from graph.terms import named
from ontology.vocabulary import GRAAF, ID

MAIL = oxigraph.Literal("a.devries@venlo.nl")
NOTE = named(RDFS.comment)
HAS_MAIL = named("http://www.w3.org/2006/vcard/ns#hasEmail")


def quad(
    value: oxigraph.Literal, graph: str = "proef", prop: oxigraph.NamedNode = NOTE, subject: str = "a"
) -> oxigraph.Quad:
    return oxigraph.Quad(named(ID[subject]), prop, value, named(GRAAF[graph]))


@pytest.mark.parametrize("before", [0, 1])
def test_what_may_stand_among_contacts_may_not_stand_elsewhere_too(before: int) -> None:
    both = [quad(MAIL, "contacten", HAS_MAIL), quad(MAIL)]
    with in_memory() as store:
        assert store.fill(both[:1])
        with pytest.raises(PersonalDataError, match=r"comment of <https://w3id\.org/hgkm/id/a>"):
            store.fill(both[before:])
        assert len(store) == 1


def test_of_several_things_the_first_is_told() -> None:
    with in_memory() as store, pytest.raises(PersonalDataError, match="id/n-40>"):
        store.fill(quad(MAIL, subject=f"n-{number}") for number in range(40, 30, -1))


def test_what_stands_behind_many_that_are_in_order_is_found() -> None:
    many = [quad(oxigraph.Literal(f"activiteit {number}")) for number in range(31_000)]
    with in_memory() as store:
        with pytest.raises(PersonalDataError):
            store.fill([*many, quad(oxigraph.Literal("bel 06-12345678"))])
        assert len(store) == 0
        assert store.fill(many).added == len(many)


def test_a_text_with_a_direction_is_refused() -> None:
    directed = oxigraph.Literal("x", language="ar", direction=oxigraph.BaseDirection.RTL)
    with in_memory() as store, pytest.raises(StoreError, match=r"RDF 1\.2"):
        store.fill([quad(directed)])


@pytest.mark.parametrize("day", ["2026-02-31", "31-12-2026", "2026-13-01T00:00:00", "morgen"])
def test_a_day_that_does_not_exist_is_refused_whichever_way_it_comes(day: str) -> None:
    kind = XSD.dateTime if "T" in day else XSD.date
    wrong = quad(oxigraph.Literal(day, datatype=named(kind)), subject="plan")
    with in_memory() as store:
        for way in (store.fill, lambda quads: store.change((), quads)):
            with pytest.raises(StoreError, match=r"comment of <https://w3id\.org/hgkm/id/plan> is no day"):
                way([wrong])
        for right in ("2028-02-29", "2026-01-31Z", "2026-01-31+01:00"):
            assert store.fill([quad(oxigraph.Literal(right, datatype=named(XSD.date)), subject=right[:4])])

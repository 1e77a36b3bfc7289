"""Confidentiality: what a reader may not see is not in the store that the reader gets."""

from pathlib import Path

import pytest
from rdflib import URIRef

from graph import directory
from graph.confidentiality import Level, levels
from graph.errors import HgkmError
from graph.loading import load_files
from graph.store import open_owner, open_reader
from ontology.vocabulary import GRAAF, ID
from service.desk import Desk

TEXT = """
@prefix begrip: <https://w3id.org/hgkm/begrip/> . @prefix graaf: <https://w3id.org/hgkm/graaf/> .
@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix id: <https://w3id.org/hgkm/id/> .
graaf:open { graaf:open hgkm:vertrouwelijkheid begrip:openbaar . id:a a hgkm:Plan . }
graaf:stil { id:b a hgkm:Plan . }
graaf:geheim { graaf:geheim hgkm:vertrouwelijkheid begrip:vertrouwelijk . id:c a hgkm:Plan . }
graaf:lek { graaf:geheim hgkm:vertrouwelijkheid begrip:openbaar .
    graaf:lek hgkm:vertrouwelijkheid begrip:openbaar , begrip:intern . id:d a hgkm:Plan . }
graaf:raar { graaf:raar hgkm:vertrouwelijkheid begrip:ja . id:e a hgkm:Plan . }
"""
PLANS = "SELECT DISTINCT ?plan WHERE { ?plan a hgkm:Plan } ORDER BY ?plan"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "grafen.trig"
    file.write_text(TEXT, encoding="utf-8")
    with open_owner(tmp_path / "store") as store:
        load_files(store, [file])
    return tmp_path / "store"


def test_a_graph_says_how_confidential_it_is_itself_and_is_internal_if_it_does_not(path: Path) -> None:
    with open_reader(path) as store:
        assert levels(store) == {
            GRAAF.open: Level.OPENBAAR,
            GRAAF.stil: Level.INTERN,
            GRAAF.geheim: Level.VERTROUWELIJK,
            GRAAF.lek: Level.INTERN,
            GRAAF.raar: Level.VERTROUWELIJK,
        }


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize(
    ("level", "seen"),
    [
        (Level.OPENBAAR, [ID.a]),
        (Level.INTERN, [ID.a, ID.b, ID.d]),
        (Level.VERTROUWELIJK, [ID.a, ID.b, ID.c, ID.d, ID.e]),
    ],
)
def test_a_reader_gets_a_store_without_what_is_hidden(
    level: Level, seen: list[URIRef], small: bool, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not small:
        monkeypatch.setattr("graph.store._COPIED", 0)
    with open_reader(path) as store:
        limited = store.seen_by(level)
        assert [row[0] for row in limited.select(PLANS).rows] == seen
        assert [row[0] for row in limited.select(PLANS, [GRAAF.geheim]).rows] == (
            [ID.c] if level == Level.VERTROUWELIJK else []
        )
        assert len(limited.select("SELECT ?s WHERE { GRAPH ?g { ?s ?p ?o } }").rows) == len(limited)
        assert (GRAAF.geheim in limited.graphs()) == (level == Level.VERTROUWELIJK)
    with open_reader(path) as store:
        assert len(store.select(PLANS).rows) == 5


def test_what_is_computed_from_findings_and_the_network_is_never_public(shipped: Path) -> None:
    desk = Desk(shipped)
    assert desk.answer("netwerk-eilanden", {"gemeente": "Venlo"}).answer
    with pytest.raises(HgkmError, match="signed in"):
        desk.seen_by(Level.OPENBAAR).answer("netwerk-eilanden", {"gemeente": "Venlo"})


@pytest.mark.parametrize("small", [True, False])
def test_a_desk_hands_out_what_its_readers_may_see_and_follows_each_change(
    small: bool, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not small:
        monkeypatch.setattr("graph.store._COPIED", 0)
    desk = Desk(path)
    public = desk.seen_by(Level.OPENBAAR)
    assert public.seen_by(Level.INTERN) is desk
    assert desk.seen_by(Level.OPENBAAR) is public

    def seen(of: Desk) -> int:
        with of.open() as store:
            return len(store.select(PLANS).rows)

    assert (seen(public), seen(desk), seen(desk.seen_by(Level.VERTROUWELIJK))) == (1, 3, 5)
    with desk.owned() as store:
        store.change(store.quads([GRAAF.stil]), [])
    assert (seen(public), seen(desk), seen(desk.seen_by(Level.VERTROUWELIJK))) == (1, 2, 4)
    # What is kept open for who reads next, is of the newest state.
    held = {lease.name.partition("-")[0] for lease in (path / "leases").iterdir()}
    assert held == (set() if small else {f"{directory.state(path):08d}"})

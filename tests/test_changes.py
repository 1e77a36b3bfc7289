"""What is changed is remembered: by whom, when, why and what was there before; and it can be taken back."""

import re
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from rdflib import URIRef

from graph.changes import RECORDS, Reason, history, undo
from graph.confidentiality import Level
from graph.errors import HgkmError
from graph.loading import load_files
from graph.plans import Plan, plan
from graph.progress import STATUSES, Progress, progress_graph, progress_of, report_progress
from graph.store import Store, open_owner
from graph.terms import new_name
from ontology.vocabulary import BEGRIP, ID

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DAY = NOW.date()
ACTIVITY = ID["venlo-042-aanbieden"]
RUNNING = Progress(BEGRIP.lopend, DAY, ID["gemeenteraad-venlo"], date(2027, 3, 1), "agenda van maart")


@pytest.fixture
def store(shipped: Path, tmp_path: Path) -> Store:
    """Give a store of one's own with the shipped plans."""
    return open_owner(shutil.copytree(shipped, tmp_path / "store"))


@pytest.fixture
def venlo(store: Store) -> Plan:
    return plan(store, "venlo")


def because(minutes: int = 0) -> Reason:
    return Reason("R. Redacteur", NOW + timedelta(minutes=minutes), "stand bijgewerkt", ACTIVITY)


def content(store: Store) -> set[str]:
    records = set(RECORDS.values())
    return {str(quad) for graph in store.graphs() if graph not in records for quad in store.quads([graph])}


def test_the_newest_report_counts_and_the_plan_itself_stays_what_its_source_says(
    store: Store, venlo: Plan
) -> None:
    published = set(store.quads([venlo.graph]))
    report_progress(store, venlo, ACTIVITY, RUNNING, because())
    done = Progress(BEGRIP.afgerond, DAY)
    report_progress(store, venlo, ACTIVITY, done, because(5))
    assert progress_of(store, venlo)[ACTIVITY] == done
    assert set(store.quads([venlo.graph])) == published
    said = f"SELECT ?status WHERE {{ <{ACTIVITY}> hgkm:status ?status }}"
    assert store.select(said).rows == [(BEGRIP.afgerond,)]


def test_the_history_says_who_when_why_and_what_was_there_before(store: Store, venlo: Plan) -> None:
    report_progress(store, venlo, ACTIVITY, RUNNING, because())
    report_progress(store, venlo, ACTIVITY, Progress(BEGRIP.afgerond, DAY), because(5))
    newest, oldest = history(store, [ACTIVITY])
    assert (newest.by, newest.at, newest.why) == (
        "R. Redacteur",
        NOW + timedelta(minutes=5),
        "stand bijgewerkt",
    )
    assert not oldest.removed
    before = {str(quad.object.value) for quad in newest.removed if "status" in quad.predicate.value}  # type: ignore[union-attr]
    assert before == {str(BEGRIP.lopend)}
    assert history(store, since=NOW) == [newest]
    assert history(store, [venlo.iri]) == []


def test_names_by_chance_hold_no_number_that_could_be_somebodys() -> None:
    names = [str(new_name("wijziging")).removeprefix(ID) for _ in range(200)]
    assert len(set(names)) == 200
    assert all(re.fullmatch("wijziging-[a-z]{28}", name) for name in names)


def test_a_change_is_taken_back_and_that_is_a_change_too(store: Store, venlo: Plan) -> None:
    before = content(store)
    first = report_progress(store, venlo, ACTIVITY, RUNNING, because())
    assert first
    undone = undo(store, first, by="R. Redacteur", at=NOW + timedelta(minutes=1))
    assert content(store) == before
    assert history(store, [ACTIVITY])[0].undoes == first
    assert undone
    undo(store, undone, by="R. Redacteur", at=NOW + timedelta(minutes=2))
    assert progress_of(store, venlo)[ACTIVITY] == RUNNING


def test_what_was_changed_again_is_not_taken_back(store: Store, venlo: Plan) -> None:
    first = report_progress(store, venlo, ACTIVITY, RUNNING, because())
    report_progress(store, venlo, ACTIVITY, Progress(BEGRIP.afgerond, DAY), because(5))
    assert first
    before = set(store.quads())
    with pytest.raises(HgkmError, match="changed again since"):
        undo(store, first, by="", at=NOW)
    with pytest.raises(HgkmError, match="no change"):
        undo(store, URIRef("http://example.org/geen"), by="", at=NOW)
    assert set(store.quads()) == before


def test_saying_the_same_again_changes_nothing(store: Store, venlo: Plan) -> None:
    report_progress(store, venlo, ACTIVITY, RUNNING, because())
    before = set(store.quads())
    assert report_progress(store, venlo, ACTIVITY, RUNNING, because(5)) is None
    assert set(store.quads()) == before


@pytest.mark.parametrize(
    ("told", "thing", "sentence"),
    [
        (Progress(BEGRIP.vastgesteld, DAY), ACTIVITY, "no status"),
        (Progress(BEGRIP.lopend, DAY + timedelta(days=1)), ACTIVITY, "still to come"),
        (Progress(BEGRIP.lopend, DAY, remark="x" * 501), ACTIVITY, "longer than"),
        (Progress(BEGRIP.lopend, DAY), ID["beleidsmedewerker-ridderkerk"], "no activity or task"),
    ],
)
def test_a_report_that_does_not_fit_is_refused(
    store: Store, venlo: Plan, told: Progress, thing: URIRef, sentence: str
) -> None:
    before = set(store.quads())
    with pytest.raises(HgkmError, match=sentence):
        report_progress(store, venlo, thing, told, because())
    assert set(store.quads()) == before


def test_progress_and_its_history_are_never_public(store: Store, venlo: Plan) -> None:
    report_progress(store, venlo, ACTIVITY, RUNNING, because())
    with store.seen_by(Level.OPENBAAR) as public:
        assert progress_of(public, venlo) == {}
        assert history(public) == []
        assert not public.ask(f"ASK {{ <{ACTIVITY}> hgkm:status ?status }}")
    with store.seen_by(Level.INTERN) as internal:
        assert history(internal)


def test_the_progress_of_a_confidential_plan_is_as_confidential(tmp_path: Path) -> None:
    file = tmp_path / "plan.trig"
    file.write_text(
        """@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix begrip: <https://w3id.org/hgkm/begrip/> .
@prefix id: <https://w3id.org/hgkm/id/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix graaf: <https://w3id.org/hgkm/graaf/> .
graaf:geheim { graaf:geheim hgkm:vertrouwelijkheid begrip:vertrouwelijk .
  id:p a hgkm:Plan ; dcterms:identifier "geheim" . id:a a hgkm:Activiteit ; hgkm:onderdeelVan id:p . }""",
        "utf-8",
    )
    with open_owner(tmp_path / "store") as store:
        load_files(store, [file])
        secret = plan(store, "geheim")
        report_progress(store, secret, ID.a, Progress(STATUSES[0], DAY), because())
        hidden = {progress_graph(secret), RECORDS[Level.VERTROUWELIJK]}
        assert hidden <= set(store.graphs())
        with store.seen_by(Level.INTERN) as internal:
            assert history(internal) == []
            assert not hidden & set(internal.graphs())

"""Answers to findings: given, respected, back when their day has passed, and refused when incomplete."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from graph.changes import history, undo
from graph.errors import HgkmError, UnknownNameError
from graph.loading import load_files
from graph.store import Store, in_memory
from ontology.vocabulary import BEGRIP, GRAAF, HGKM, ID
from shapes.answering import answer_finding, withdraw
from shapes.answers import ANSWERS, read_answers
from shapes.check import check
from shapes.findings import Finding
from shapes.report import Report

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DAY = NOW.date()
PLAN = """
@prefix begrip: <https://w3id.org/hgkm/begrip/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix hgkm: <https://w3id.org/hgkm/def#> . @prefix id: <https://w3id.org/hgkm/id/> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:plan a hgkm:Plan ; dcterms:identifier "plan" ; skos:prefLabel "plan"@nl ; hgkm:volledigheid begrip:geheel .
id:doen a hgkm:Activiteit ; skos:prefLabel "overleg voeren"@nl ; hgkm:onderdeelVan id:plan .
id:team a org:Organization ; skos:prefLabel "wijkteam X"@nl .
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    file = tmp_path_factory.mktemp("plan") / "plan.ttl"
    file.write_text(PLAN, encoding="utf-8")
    with in_memory() as store:
        load_files(store, [file], GRAAF.plan)
        yield store


@pytest.fixture(scope="module")
def before(plan: Store) -> Report:
    """Give what the rules find before anything is answered."""
    return check(plan, date=DAY)


@pytest.fixture
def store(plan: Store) -> Iterator[Store]:
    with in_memory(plan.quads()) as store:
        yield store


def executor(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule == "GR-102"]


def answered(store: Store, before: Report, kind: str = "klopt-niet", **given: object) -> str:
    (finding,) = executor(before)
    told: dict[str, object] = {"reason": "", "by": None, "until": None} | given
    answer_finding(store, finding.id, kind, **told, at=NOW, report=before)  # type: ignore[arg-type]
    return finding.id


@pytest.mark.parametrize("kind", ["klopt-niet", "geldt-niet", "staat-elders"])
def test_an_answer_closes_a_finding_for_the_next_check(kind: str, store: Store, before: Report) -> None:
    finding = answered(store, before, kind, reason="zie het jaarplan")
    report = check(store, date=DAY)
    assert finding not in {one.id for one in report.findings}
    assert [(one.id, answer.kind) for one, answer in report.answered] == [(finding, kind)]
    assert executor(check(store, date=DAY + timedelta(days=3650))) == []


def test_what_is_taken_up_is_back_when_its_day_has_passed(store: Store, before: Report) -> None:
    until = DAY + timedelta(days=30)
    finding = answered(store, before, "opgepakt", by="wijkteam x", until=until)
    assert executor(check(store, date=until)) == []
    (back,) = executor(check(store, date=until + timedelta(days=1)))
    assert back.id == finding
    assert "opgepakt door wijkteam X" in back.told


def test_answers_are_counted_per_rule(store: Store, before: Report) -> None:
    answered(store, before, reason="staat er wel")
    report = check(store, date=DAY)
    assert report.summary["answers"] == {"GR-102": {"klopt-niet": 1}}
    assert [one["answer"] for one in report.as_json()["answered"]] == [  # type: ignore[attr-defined]
        {"kind": "klopt-niet", "reason": "staat er wel", "by": None, "until": None, "given": "2026-11-22"}
    ]


def test_a_new_answer_takes_the_place_of_the_old_one(store: Store, before: Report) -> None:
    finding = answered(store, before, reason="eerst dit")
    answer_finding(store, finding, "geldt-niet", reason="toch dat", by=None, until=None, at=NOW)
    assert [answer.reason for answer in read_answers(store).values()] == ["toch dat"]


def test_an_answer_can_be_taken_back(store: Store, before: Report) -> None:
    finding = answered(store, before, reason="vergissing")
    withdraw(store, finding, who="Sam", at=NOW)
    assert [one.id for one in executor(check(store, date=DAY))] == [finding]
    with pytest.raises(UnknownNameError):
        withdraw(store, finding, who="Sam", at=NOW)


def test_what_is_answered_is_remembered_with_who_when_and_what_there_was_before(
    store: Store, before: Report
) -> None:
    finding = answered(store, before, reason="eerst dit")
    given = {"reason": "toch dat", "by": None, "until": None}
    answer_finding(store, finding, "geldt-niet", **given, who="Sam", at=NOW + timedelta(hours=1))  # type: ignore[arg-type]
    withdraw(store, finding, who="Kim", at=NOW + timedelta(hours=2))
    back, again, first = history(store)
    assert [(one.by, one.at.hour) for one in (first, again, back)] == [("", 9), ("Sam", 10), ("Kim", 11)]
    assert {one.about for one in (first, again, back)} == {ID.doen}
    assert "eerst dit" in first.why
    assert any("eerst dit" in str(quad.object) for quad in again.removed)
    assert any("toch dat" in str(quad.object) for quad in back.removed)
    undo(store, back.iri, by="Sam", at=NOW + timedelta(hours=3))
    assert [answer.reason for answer in read_answers(store).values()] == ["toch dat"]


def test_answers_stand_in_a_graph_of_their_own_that_is_internal(store: Store, before: Report) -> None:
    told = {str(quad) for quad in store.quads([GRAAF.plan])}
    answered(store, before, reason="zie het jaarplan")
    assert {str(quad) for quad in store.quads([GRAAF.plan])} == told
    internal = f"ASK {{ GRAPH <{ANSWERS}> {{ <{ANSWERS}> <{HGKM.vertrouwelijkheid}> <{BEGRIP.intern}> }} }}"
    assert store.ask(internal)
    assert [f.rule for f in check(store, date=DAY, graphs=[GRAAF.plan]).findings if f.rule == "GR-102"]


@pytest.mark.parametrize(
    ("kind", "given", "complaint"),
    [
        ("klopt-niet", {}, "--because"),
        ("staat-elders", {"reason": "  "}, "--because"),
        ("opgepakt", {"by": "wijkteam X"}, "--until"),
        ("opgepakt", {"until": DAY}, "--by"),
        ("opgepakt", {"by": "wijkteam X", "until": DAY - timedelta(days=1)}, "passed"),
        ("opgepakt", {"by": "Jan Jansen", "until": DAY}, "Jan Jansen"),
        ("klopt-niet", {"reason": "zo", "by": "wijkteam X"}, "opgepakt"),
        ("misschien", {"reason": "zo"}, "klopt-niet, geldt-niet"),
    ],
)
def test_an_answer_that_does_not_say_enough_is_refused(
    kind: str, given: dict[str, object], complaint: str, store: Store, before: Report
) -> None:
    with pytest.raises(HgkmError, match=complaint):
        answered(store, before, kind, **given)
    assert read_answers(store) == {}


def test_an_answer_to_no_finding_is_refused(store: Store) -> None:
    with pytest.raises(UnknownNameError, match="bestaatniet"):
        answer_finding(store, "bestaatniet", "klopt-niet", reason="x", by=None, until=None, at=NOW)

"""The invented graph of the bench: each gap that was made in it is found, and nothing else."""

import datetime as dt
import json
from pathlib import Path

from bench.generate import Size, gaps, generate
from graph.loading import ONTOLOGIE, load_files
from graph.store import in_memory
from ontology.vocabulary import ontology_files
from shapes.engines import run_rules
from shapes.rules import load_rules

SMALL = Size(activities=30, agreements=16, gaps=80)


def test_every_gap_that_was_made_is_found_and_nothing_else(tmp_path: Path) -> None:
    generate(tmp_path, 4, size=SMALL)
    rules = load_rules(dt.date(2026, 11, 22))
    told = {shape.iri: shape for shape in rules.shapes}
    with in_memory() as store:
        load_files(store, ontology_files(), ONTOLOGIE)
        load_files(store, [tmp_path / "graph.nq"])
        violations = run_rules(store, rules, "sparql").violations
    found = {(told[v.shape].rule, told[v.shape].status, str(v.focus)) for v in violations}
    made = {tuple(finding) for finding in json.loads((tmp_path / "truth.json").read_text())["findings"]}
    assert made - found == set()
    assert found - made == set()


def test_the_same_seed_gives_the_same_graph_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        generate(tmp_path / name, 2, size=SMALL, seed=seed)
    one, again, other = (tmp_path / name / "graph.nq" for name in ("one", "again", "other"))
    assert one.read_bytes() == again.read_bytes() != other.read_bytes()


def test_each_kind_of_gap_comes_up(tmp_path: Path) -> None:
    generate(tmp_path, 20, size=SMALL)
    findings = json.loads((tmp_path / "truth.json").read_text())["findings"]
    made = {(rule, status) for rule, status, _ in findings}
    assert made == {finding[:2] for gap in gaps() for finding in gap.findings}

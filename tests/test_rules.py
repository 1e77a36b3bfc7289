"""The gap rules: each finds what its bad examples show, and nothing in its good ones, with both engines."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest

import shapes
from graph.loading import load_files
from graph.store import Store, in_memory
from ontology.vocabulary import GRAAF, ID
from shapes.check import check
from shapes.engines import Outcome, run_rules
from shapes.findings import Finding
from shapes.report import Report
from shapes.rules import load_rules

DAY = date(2026, 11, 22)
EXAMPLES = sorted((Path(shapes.__file__).parent / "voorbeelden").glob("*.ttl"))
RULES = sorted({file.stem[:6] for file in EXAMPLES})
GOOD = [file.stem for file in EXAMPLES if "-goed" in file.stem]
BAD = [file.stem for file in EXAMPLES if "-goed" not in file.stem]


def with_own_names(file: Path, folder: Path) -> Path:
    """Write an example so that it shares nothing with another: all can then be judged at once."""
    text = file.read_text(encoding="utf-8").replace(f"<{ID}>", f"<{ID}{file.stem}/>")
    written = folder / file.name
    written.write_text(text, encoding="utf-8")
    return written


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("voorbeelden")
    with in_memory() as store:
        with pytest.MonkeyPatch.context() as patch:
            # The addresses that one rule finds are refused by every store of hgkm itself.
            patch.setattr("graph.store.admitted", lambda quads, *_: quads)
            for file in EXAMPLES:
                load_files(store, [with_own_names(file, folder)], GRAAF[file.stem])
        yield store


@pytest.fixture(scope="module")
def report(examples: Store) -> Report:
    return check(examples, date=DAY)


def found_in(report: Report, example: str) -> list[Finding]:
    """Give what the rule of an example finds in it."""
    there = f"{ID}{example}/"
    return [f for f in report.findings if f.focus.startswith(there) and f.rule == example[:6]]


@pytest.mark.parametrize("example", BAD)
def test_a_rule_finds_what_a_bad_example_shows(example: str, report: Report) -> None:
    (shape,) = [shape for shape in load_rules(DAY).shapes if shape.iri == ID[example]]
    assert [(f.severity, f.status, f.focus) for f in found_in(report, example)] == [
        (shape.severity, shape.status, ID[f"{example}/voorbeeld"])
    ]


@pytest.mark.parametrize("example", GOOD)
def test_a_rule_finds_nothing_in_a_good_example(example: str, report: Report) -> None:
    assert [finding.message for finding in found_in(report, example)] == []


def test_a_message_names_the_conditions_that_are_not_met(report: Report) -> None:
    (finding,) = found_in(report, "GR-304-niet-aangetroffen")
    assert finding.message == (
        "In \u2018werkafspraak\u2019 staat niet: wat er bij nieuwe zorgen gebeurt."
        " Neem dat op in de afspraak."
    )


def test_every_shape_has_a_bad_example_and_every_rule_a_good_one() -> None:
    rules = load_rules(DAY)
    assert set(BAD) == {str(shape.iri).removeprefix(str(ID)) for shape in rules.shapes}
    assert {example[:6] for example in GOOD} == set(rules.rules)


def test_a_finding_is_the_same_one_however_much_is_known() -> None:
    """What its name is made of says what a mild shape looks at, not how sure it is: an answer to it stays."""
    shapes_ = load_rules(DAY).shapes
    words = {shape.status for shape in shapes_} | {"mild"}
    mild = [shape for shape in shapes_ if shape.iri.endswith("-mild")]
    assert mild
    assert not [shape.iri for shape in mild if any(word in shape.topic for word in words)]


def test_one_rule_says_one_thing_about_one_value_and_topic(report: Report) -> None:
    said = defaultdict(list)
    for finding in report.findings:
        said[finding.id].append((finding.rule, finding.focus, finding.status))
    assert [told for told in said.values() if len(told) > 1] == []


@pytest.fixture(scope="module")
def outcome(examples: Store) -> Outcome:
    return run_rules(examples, load_rules(DAY), "sparql")


def test_the_store_finds_the_same_with_many_things_at_once(examples: Store, outcome: Outcome) -> None:
    assert outcome.untranslated == ()
    with patch("shapes.at_once.MANY", 0):
        assert outcome == run_rules(examples, load_rules(DAY), "sparql")


@pytest.mark.parametrize("rule", RULES)
def test_pyshacl_finds_the_same_as_the_store(rule: str, examples: Store, outcome: Outcome) -> None:
    rules = load_rules(DAY)
    of_rule = {shape.iri for shape in rules.shapes if shape.rule == rule}
    names = [file.stem for file in EXAMPLES if file.stem.startswith(rule)]
    graphs = [GRAAF[name] for name in names]
    there = tuple(f"{ID}{name}/" for name in names)
    found = {v for v in outcome.violations if v.shape in of_rule and str(v.focus).startswith(there)}
    assert found
    assert found == run_rules(examples, rules, "pyshacl", graphs, shapes=of_rule).violations
    focuses = [ID[f"{name}/voorbeeld"] for name in names]
    alone = run_rules(examples, rules, "sparql", graphs, shapes=of_rule, focuses=focuses)
    assert alone.violations == {one for one in found if one.focus in focuses}

"""Measures hgkm on an invented graph, in one run, so that the figures can be laid beside each other.

    python -m bench.measure --municipalities 50 [--pyshacl] [--parts load,questions,check,agreement]

Loading is compared with the plain store's bulk load, the set-based check with pySHACL, and one agreement in
the whole graph with one in a graph of one municipality. Seconds are of the processor, because a machine is
seldom idle; the time on the wall stands beside them. It prints JSON and keeps nothing.
"""

import argparse
import datetime as dt
import json
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time

import pyoxigraph as oxigraph
from rdflib import URIRef

from bench.generate import generate
from graph.loading import ONTOLOGIE, load_files
from graph.store import ReadStore, open_owner, open_reader
from ontology.vocabulary import ID, ontology_files
from queries.run import run
from shapes.engines import run_rules
from shapes.rules import Rules, load_rules

DAY = dt.date(2026, 11, 22)
PARTS = ("load", "questions", "check", "agreement")
# The ten questions that are asked most, about one municipality or one organisation.
QUESTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("wie-doet-wat", {"gemeente": "Gemeente 0001"}),
    ("taken-van-actor", {"actor": "wijkteam 0001"}),
    ("regie", {"gemeente": "Gemeente 0001"}),
    ("zonder-uitvoerder", {"gemeente": "Gemeente 0001"}),
    ("afspraken", {"partij": "wijkteam 0001"}),
    ("escalatielijn", {"partij": "wijkteam 0001"}),
    ("contactpunten", {"organisatie": "wijkteam 0001"}),
    ("informatiedeling", {"gemeente": "Gemeente 0001"}),
    ("monitoring", {"gemeente": "Gemeente 0001"}),
    ("overleggen", {"gemeente": "Gemeente 0001"}),
)

Figures = dict[str, object]


def load(directory: Path, figures: Figures) -> None:
    """Load the graph, and the same file in the plain store, which is then compacted as ours is."""
    file = directory / "graph.nq"
    with open_owner(directory / "store") as store:
        load_files(store, ontology_files(), ONTOLOGIE)
        ours, wall = _timed(lambda: load_files(store, [file]))
        figures["quads"] = len(store)
    plain = oxigraph.Store(str(directory / "plain"))
    loading, loading_wall = _timed(lambda: plain.bulk_load(path=str(file), format=oxigraph.RdfFormat.N_QUADS))
    compacting, compacting_wall = _timed(plain.optimize)
    figures["load"] = {
        "cpu": ours,
        "wall": wall,
        "plain cpu": loading,
        "plain wall": loading_wall,
        "plain compacted cpu": loading + compacting,
        "plain compacted wall": loading_wall + compacting_wall,
        "ratio": round(ours / loading, 2),
        "ratio compacted": round(ours / (loading + compacting), 2),
    }


def questions(store: ReadStore, figures: Figures, times: int = 11) -> None:
    """Ask each question a number of times; the first time does not count."""
    asked = {}
    for name, params in QUESTIONS:
        ask = partial(run, store, name, params, today=DAY)
        spent = [_timed(ask)[0] for _ in range(times)]
        asked[name] = _p95(spent[1:])
    figures["questions, p95 ms"] = asked


def check(store: ReadStore, directory: Path, rules: Rules, engine: str, figures: Figures) -> None:
    """Run all rules, and lay what is found beside the gaps that were made."""
    violations: set[tuple[str, str, str]] = set()
    told = {shape.iri: shape for shape in rules.shapes}

    def all_rules() -> None:
        for violation in run_rules(store, rules, engine).violations:
            shape = told[violation.shape]
            violations.add((shape.rule, shape.status, str(violation.focus)))

    cpu, wall = _timed(all_rules)
    truth = {tuple(finding) for finding in json.loads((directory / "truth.json").read_text())["findings"]}
    figures[f"check by {engine}"] = {
        "cpu": cpu,
        "wall": wall,
        "shapes": len(rules.shapes),
        "rules": len(rules.rules),
        "rules with a gap": len({rule for rule, _, _ in truth}),
        "gaps found": len(truth & violations),
        "missed by rule": dict(Counter(rule for rule, _, _ in truth - violations)),
        "false by rule": dict(Counter(rule for rule, _, _ in violations - truth)),
    }


def agreement(store: ReadStore, rules: Rules, times: int = 11) -> float:
    """Check one agreement a number of times, and give the 95th percentile in milliseconds."""
    focus = URIRef(ID["bench-afspraak-0001-05"])
    spent = [_timed(lambda: run_rules(store, rules, "sparql", focuses=[focus]))[0] for _ in range(times)]
    return _p95(spent[1:])


def measure(directory: Path, municipalities: int, parts: Sequence[str], *, pyshacl: bool) -> Figures:
    """Measure some parts on a graph of so many municipalities, made in a directory that is thrown away."""
    figures: Figures = {"municipalities": municipalities}
    rules = load_rules(DAY)
    generate(directory, municipalities)
    load(directory, figures)
    with open_reader(directory / "store") as store:
        if "questions" in parts:
            questions(store, figures)
        if "check" in parts:
            check(store, directory, rules, "sparql", figures)
        if pyshacl:
            check(store, directory, rules, "pyshacl", figures)
        if "agreement" in parts:
            whole = agreement(store, rules)
            figures["agreement, p95 ms"] = {"whole": whole, **_of_one(directory / "one", rules, whole)}
    figures["memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def _of_one(directory: Path, rules: Rules, whole: float) -> dict[str, float]:
    generate(directory, 1)
    load(directory, {})
    with open_reader(directory / "store") as store:
        one = agreement(store, rules)
    return {"one municipality": one, "ratio": round(whole / one, 2)}


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Give the seconds of the processor and on the wall that some work takes."""
    wall, cpu = perf_counter(), process_time()
    work()
    return round(process_time() - cpu, 4), round(perf_counter() - wall, 4)


def _p95(seconds: Sequence[float]) -> float:
    return round(quantiles(seconds, n=20, method="inclusive")[-1] * 1000, 1)


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description="Measure hgkm on a graph of invented municipalities.")
    parser.add_argument("--municipalities", type=int, default=10)
    parser.add_argument("--pyshacl", action="store_true", help="let pySHACL check the same graph too")
    parser.add_argument("--parts", default=",".join(PARTS), help="what to measure; loading always is")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        parts = asked.parts.split(",")
        figures = measure(Path(directory), asked.municipalities, parts, pyshacl=asked.pyshacl)
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()

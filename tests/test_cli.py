"""The command line: what it answers, how it refuses, and that a refusal changes nothing."""

import csv
import io
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.directory import state
from graph.export import export
from graph.store import open_owner, open_reader
from service.cli import run

ACTIVITY = "https://w3id.org/hgkm/id/proef-activiteit"
PREFIXES = """
@prefix hgkm: <https://w3id.org/hgkm/def#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix id: <https://w3id.org/hgkm/id/> .
"""
PLAN = f"""{PREFIXES}id:proefplan a hgkm:Plan ; dcterms:identifier "proef" ; skos:prefLabel "Proefplan"@nl .
"""


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str


Hgkm = Callable[..., Outcome]


@pytest.fixture
def hgkm(capfd: pytest.CaptureFixture[str]) -> Hgkm:
    """Run a command in this process."""

    def ran(*arguments: str | Path) -> Outcome:
        status = run([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return Outcome(status, captured.out, captured.err)

    return ran


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the path of a new store, which commands take when nothing else is said."""
    monkeypatch.setenv("HGKM_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


def content(path: Path) -> bytes:
    with open_reader(path) as reader:
        return export(reader, "nquads")


def assert_refused(outcome: Outcome, *words: str) -> None:
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1, outcome.err
    assert outcome.err.startswith("hgkm: ")
    for word in words:
        assert word in outcome.err


# --- what people do with it -------------------------------------------------------------------------


def test_without_a_command_it_says_what_there_is(hgkm: Hgkm) -> None:
    outcome = hgkm()
    assert outcome.status == 0
    assert outcome == hgkm("--help")
    assert "hgkm demo" in outcome.out


def test_what_was_loaded_comes_out_again(hgkm: Hgkm, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "proef.ttl"
    file.write_text(PLAN, "utf-8")
    assert hgkm("load", file).status == 0
    before = content(store)
    assert "0 added, 0 removed" in hgkm("load", file).out
    for layout, ending in [("trig", "trig"), ("nquads", "nq"), ("jsonld", "jsonld")]:
        copy = tmp_path / f"copy.{ending}"
        assert hgkm("export", "--format", layout, "-o", copy).status == 0
        assert hgkm("load", copy).status == 0
        assert content(store) == before
    assert "Proefplan" in hgkm("export", "--plan", "proef", "--format", "turtle").out


def test_the_store_may_be_named_before_or_after_the_command(hgkm: Hgkm, shipped: Path, store: Path) -> None:
    query = "SELECT (COUNT(DISTINCT ?plan) AS ?n) WHERE { ?plan a hgkm:Plan }"
    before = hgkm("--store", shipped, "sparql", query)
    assert before.status == 0
    assert before == hgkm("sparql", query, "--store", shipped)
    assert_refused(hgkm("sparql", query), str(store))


def test_a_query_comes_from_the_argument_a_file_or_standard_input(
    hgkm: Hgkm, shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "SELECT DISTINCT ?slug WHERE { ?plan a hgkm:Plan ; dcterms:identifier ?slug } ORDER BY ?slug"
    file = tmp_path / "vraag.rq"
    file.write_text(query, "utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(query.encode())))
    told = [hgkm("--store", shipped, "sparql", text).out for text in (query, f"@{file}", "-")]
    assert "venlo" in told[0]
    assert told == [told[0]] * 3


def test_a_query_answers_in_every_layout(hgkm: Hgkm, shipped: Path) -> None:
    def sparql(query: str, layout: str) -> str:
        outcome = hgkm("--store", shipped, "sparql", query, "--format", layout)
        assert (outcome.status, outcome.err) == (0, "")
        return outcome.out

    rows = 'SELECT ?a ?b WHERE { VALUES (?a ?b) { (begrip:casusregie "=1+1") (1 "x,y") } }'
    assert sparql(rows, "table").split() == ["a", "b", "begrip:casusregie", "=1+1", "1", "x,y"]
    assert list(csv.reader(io.StringIO(sparql(rows, "csv"), newline=""))) == [
        ["a", "b"],
        ["https://w3id.org/hgkm/begrip/casusregie", "'=1+1"],
        ["1", "x,y"],
    ]
    assert json.loads(sparql(rows, "json"))["results"]["bindings"][0]["b"] == {
        "type": "literal",
        "value": "=1+1",
    }
    assert json.loads(sparql("ASK {}", "json")) == {"head": {}, "boolean": True}
    assert sparql("ASK {}", "table") == "true\n"
    triple = "CONSTRUCT { begrip:a skos:broader begrip:b } WHERE {}"
    assert "begrip:a skos:broader begrip:b ." in sparql(triple, "turtle")
    assert sparql(triple, "table").split()[3:] == ["begrip:a", "skos:broader", "begrip:b"]
    assert json.loads(sparql(triple, "json"))["head"]["vars"] == ["subject", "predicate", "object"]


def test_the_questions_are_listed_with_an_example_that_runs(hgkm: Hgkm, shipped: Path) -> None:
    listed = hgkm("query")
    assert listed.status == 0
    catalogue = json.loads(hgkm("query", "--format", "json").out)
    assert len(catalogue) >= 15
    for question in catalogue:
        assert f"\n{question['name']}\n    {question['title']}\n" in f"\n{listed.out}"
    for question in (catalogue[0], catalogue[-1]):
        pairs = [f"--param={key}={value}" for key, value in question["example"].items()]
        answer = hgkm("--store", shipped, "query", question["name"], *pairs, "--format", "json")
        assert (question["name"], answer.status, answer.err) == (question["name"], 0, "")
        assert json.loads(answer.out)["head"]["vars"]
    assert len(list(csv.reader(io.StringIO(hgkm("query", "--format", "csv").out)))) == len(catalogue) + 1


def test_a_question_answers_in_words_with_its_passages(hgkm: Hgkm, shipped: Path) -> None:
    asked = ["--store", shipped, "query", "wie-doet-wat", "--param", "gemeente=Ridderkerk"]
    header, *rows = csv.reader(io.StringIO(hgkm(*asked, "--format", "csv").out, newline=""))
    assert header[:4] == ["Wie", "Als rol", "Wat", "Voor wie"]
    assert rows
    assert all("regel " in row[header.index("Staat in")] for row in rows)
    table = hgkm(*asked).out.splitlines()
    assert len(table) == len(rows) + 1, "for another program a row is a line"


def test_check_says_with_its_status_whether_there_is_something(
    hgkm: Hgkm, store: Path, tmp_path: Path
) -> None:
    file = tmp_path / "proef.ttl"
    file.write_text(PLAN, "utf-8")
    assert hgkm("load", file).status == 0
    check = ["check", "--plan", "proef", "--date", "2026-01-01"]
    found = hgkm(*check, "--format", "json", "--fail-on", "info")
    report = json.loads(found.out)
    assert (found.status, report["peildatum"]) == (1, "2026-01-01")
    severities = {finding["severity"] for finding in report["findings"]}
    assert hgkm(*check).status == int("violation" in severities)
    assert hgkm(*check, "--fail-on", "warning", "-o", tmp_path / "punten.txt").out == ""
    assert (tmp_path / "punten.txt").read_text("utf-8")


def test_check_of_a_file_leaves_the_store_as_it_is(hgkm: Hgkm, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "proef.ttl"
    file.write_text(PLAN, "utf-8")
    hgkm("load", file)
    before = content(store)
    file.write_text(PLAN + f"<{ACTIVITY}> a hgkm:Activiteit ; skos:prefLabel 'Proef'@nl .", "utf-8")
    found = hgkm("check", "--file", file, "--format", "json")
    assert ACTIVITY in {finding["focus"] for finding in json.loads(found.out)["findings"]}
    file.write_text(f"{PREFIXES} <{ACTIVITY}> a hgkm:Activiteit ; skos:prefLabel 'Proef'@nl .", "utf-8")
    assert_refused(hgkm("check", "--file", file), "--graph IRI")
    found = hgkm("check", "--file", file, "--graph", "https://example.org/g", "--format", "json")
    assert {finding["focus"] for finding in json.loads(found.out)["findings"]} == {ACTIVITY}
    assert content(store) == before


@pytest.mark.parametrize(
    "choice", [["--gemeente", "Venlo"], ["--actor", "gemeente Venlo"], ["--plan", "venlo"], []]
)
def test_a_map_is_one_file(hgkm: Hgkm, shipped: Path, tmp_path: Path, choice: list[str]) -> None:
    file = tmp_path / "kaart.html"
    outcome = hgkm("--store", shipped, "map", *choice, "-o", file)
    assert (outcome.status, outcome.err) == (0, "")
    assert file.read_text("utf-8").startswith("<!doctype html>")


# --- what it refuses ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def exported(shipped: Path) -> bytes:
    return content(shipped)


@pytest.fixture
def in_empty_folder(
    shipped: Path, exported: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Run commands in an empty directory, on the shipped plans, and see that both stay as they are."""
    monkeypatch.setenv("HGKM_STORE", str(shipped))
    monkeypatch.chdir(tmp_path)
    before = state(shipped)
    yield
    assert state(shipped) == before or content(shipped) == exported
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["query", "wie-doet-wat", "--param", "gemeente=Riddrkerk"],
            ["'Riddrkerk'", "Did you mean", "Ridderkerk"],
        ),
        (["query", "wie-doet-wat", "--param", "actor=Wijkteem"], ["'Wijkteem'", "Did you mean"]),
        (["query", "wie-doet-wat", "--param", "gemeente"], ["KEY=VALUE"]),
        (["query", "wie-doet-wat", "--param", "plan=a", "--param", "plan=b"], ["plan", "twice"]),
        (["query", "wie-doet-wat", "--param", "gemente=Venlo"], ["'gemente'", "gemeente"]),
        (["query", "wie-doet-wta"], ["'wie-doet-wta'", "wie-doet-wat"]),
        (["query", "--param", "gemeente=Venlo"], ["name of a question"]),
        (["check", "--plan", "riddrkerk"], ["'riddrkerk'", "ridderkerk"]),
        (["check", "--agreement", "https://example.org/nee"], ["https://example.org/nee"]),
        (["check", "--plan", "venlo", "--file", "x.ttl"], ["--plan", "--file", "together"]),
        (["check", "--date", "31-12-2026"], ["31-12-2026", "2026-03-31"]),
        (["check", "--engine", "andere"], ["--engine"]),
        (["check", "--fail-on", "ramp"], ["--fail-on"]),
        (["check", "--against", "eerder.json"], ["eerder.json", "cannot be opened"]),
        (["check", "--graph", "https://example.org/g"], ["--graph", "--file"]),
        (["load", "proef.ttl", "--graph", "proef"], ["'proef'", "IRI"]),
        (["export", "--plan", "vennlo"], ["'vennlo'", "venlo"]),
        (["export", "--format", "rdfxml"], ["rdfxml"]),
        (["map", "--gemeente", "Venloo", "-o", "x.html"], ["'Venloo'", "Venlo"]),
        (["map", "--actor", "Wijkteem", "-o", "x.html"], ["'Wijkteem'"]),
        (["map", "--gemeente", "Venlo"], ["-o"]),
        (["sparql", "dit is geen vraag"], ["dit is geen vraag"]),
        (["sparql", "SELECT * WHERE { ?s ?p }"], ["SPARQL"]),
        (["sparql", "DELETE WHERE { ?s ?p ?o }"], ["DELETE"]),
        (["sparql", "SELECT * WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"], ["SERVICE"]),
        (["sparql", "SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }"], ["FROM"]),
        (["sparql", "SELECT * WHERE { ?s ?p ?o }", "--format", "turtle"], ["CONSTRUCT"]),
        (["sparql", "@/nergens/vraag.rq"], ["/nergens/vraag.rq"]),
        (["load", "/nergens/plan.ttl"], ["/nergens/plan.ttl"]),
        (["load"], ["FILE"]),
        (["serve", "--host", "192.0.2.7"], ["192.0.2.7", "--host"]),
        (["vraag"], ["'vraag'", "hgkm --help"]),
        (["query", "--nee"], ["--nee"]),
        (["--store", "https://example.org/sparql", "query", "regie"], ["https://example.org/sparql", "path"]),
        (["--store", "/nergens/opslag", "query", "regie"], ["/nergens/opslag", "hgkm load"]),
    ],
    ids=lambda value: " ".join(value[:3]),
)
def test_wrong_input_is_one_line_and_changes_nothing(
    hgkm: Hgkm, in_empty_folder: None, arguments: list[str], words: list[str]
) -> None:
    assert_refused(hgkm(*arguments), *words)


def test_an_error_in_a_file_is_told_by_line_and_loads_nothing(
    hgkm: Hgkm, store: Path, tmp_path: Path
) -> None:
    good, bad = tmp_path / "goed.ttl", tmp_path / "fout.ttl"
    good.write_text(PLAN, "utf-8")
    bad.write_text("\n".join([*PLAN.splitlines()[:2], "@prefix dcterms <geen dubbele punt> ."]), "utf-8")
    hgkm("load", good)
    before = content(store)
    good.write_text(PLAN + f"<{ACTIVITY}> a hgkm:Activiteit .", "utf-8")
    assert_refused(hgkm("load", good, bad), "fout.ttl", "line 3")
    assert content(store) == before


@pytest.mark.parametrize(
    "command", [["load", "plan.ttl"], ["query", "regie"], ["demo", "--no-serve"]], ids=lambda c: c[0]
)
def test_a_directory_that_is_no_store_stays_what_it_is(
    hgkm: Hgkm, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "foto.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "plan.ttl").write_text(PLAN, "utf-8")
    before = sorted(tmp_path.iterdir())
    arguments = [str(tmp_path / word) if word.endswith(".ttl") else word for word in command]
    assert_refused(hgkm("--store", tmp_path, *arguments), str(tmp_path), "not a store")
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "command", [["export"], ["check"], ["map", "--gemeente", "Venlo"]], ids=lambda command: command[0]
)
def test_a_place_where_nothing_can_be_written_is_named(
    hgkm: Hgkm, shipped: Path, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "bezet").mkdir()
    for path in (tmp_path / "bezet", tmp_path / "nergens" / "uit"):
        assert_refused(hgkm("--store", shipped, *command, "-o", path), str(path), "cannot be written")
    assert [path.name for path in tmp_path.iterdir()] == ["bezet"]


@pytest.fixture
def busy_store(tmp_path: Path) -> Iterator[Path]:
    """Give a store that another process owns."""
    path = tmp_path / "bezet"
    with open_owner(path):
        pass
    script = (
        "import sys, pathlib; from graph.store import open_owner\n"
        "store = open_owner(pathlib.Path(sys.argv[1]))\n"
        "print('bezet', flush=True); sys.stdin.read(); store.close()"
    )
    owner = subprocess.Popen(
        [sys.executable, "-P", "-c", script, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with owner:
        assert owner.stdout
        assert owner.stdout.readline() == "bezet\n"
        yield path


def test_a_store_that_another_process_writes_can_be_read_and_not_written(
    hgkm: Hgkm, busy_store: Path, tmp_path: Path
) -> None:
    file = tmp_path / "proef.ttl"
    file.write_text(PLAN, "utf-8")
    assert_refused(hgkm("--store", busy_store, "load", file), str(busy_store), "another process")
    assert_refused(hgkm("--store", busy_store, "demo", "--no-serve"), str(busy_store))
    assert hgkm("--store", busy_store, "sparql", "ASK {}").out == "true\n"


def test_a_label_cannot_steer_the_terminal_or_a_spreadsheet(hgkm: Hgkm, store: Path, tmp_path: Path) -> None:
    label = "=HYPERLINK(1)\\u001B[31m\\u202Egroen\\u009B2J"
    file = tmp_path / "proef.ttl"
    file.write_text(PLAN.replace("Proefplan", label), "utf-8")
    hgkm("load", file)
    query = "SELECT ?label WHERE { ?plan a hgkm:Plan ; skos:prefLabel ?label }"
    for layout in ("table", "json", "csv"):
        told = hgkm("sparql", query, "--format", layout).out
        assert not set(told) & set("\x1b\u202e\x9b"), layout
        assert "groen" in told
    assert "'=HYPERLINK" in hgkm("sparql", query, "--format", "csv").out


def test_a_fault_in_hgkm_is_one_line_and_no_finding(
    hgkm: Hgkm, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plan.ttl").write_text(PLAN, "utf-8")
    hgkm("load", tmp_path / "plan.ttl")
    monkeypatch.setattr("shapes.check.check", lambda *_, **__: dict[str, str]()["\x1b[1mweg"])
    told = hgkm("check")
    assert (told.status, told.out) == (3, "")
    assert re.fullmatch(r"hgkm: broke down at line \d+ of test_cli.py \(KeyError: [^\x1b\n]+\n", told.err)
    assert "3 hgkm itself broke down" in " ".join(hgkm("check", "--help").out.split())


def test_the_program_itself_refuses_without_a_traceback_and_at_once(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("hgkm")
    began = time.monotonic()
    told = subprocess.run(
        [program, "--store", tmp_path / "nergens", "query", "regie"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert time.monotonic() - began < 10
    assert_refused(Outcome(told.returncode, told.stdout, told.stderr), "nergens")

"""The project as a whole: its rooms, its papers and its lock say the same thing."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.questions import questions

ROOT = Path(__file__).parents[1]
KNOWS = {
    "ontology": set[str](),
    "graph": {"ontology"},
    "shapes": {"ontology", "graph"},
    "queries": {"ontology", "graph"},
    "viz": {"ontology", "graph", "shapes", "queries"},
    "service": {"ontology", "graph", "shapes", "queries", "viz"},
}
MODULES = sorted(path for room in KNOWS for path in (ROOT / room).rglob("*.py"))
PAPERS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rooms_imported(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_bytes())):
        match node:
            case ast.Import(names=names):
                yield from (alias.name.split(".")[0] for alias in names)
            case ast.ImportFrom(module=str(name)):
                yield name.split(".")[0]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_room_imports_only_the_rooms_that_it_knows(module: Path) -> None:
    room = module.relative_to(ROOT).parts[0]
    unknown = {name for name in rooms_imported(module) if name in KNOWS} - KNOWS[room] - {room}
    assert not unknown, f"{module.name} imports {unknown}: move code down, or hand its result in"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_says_what_it_does(module: Path) -> None:
    assert ast.get_docstring(ast.parse(module.read_bytes())), f"{module} begins without a docstring"


def test_the_version_is_the_same_everywhere() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    newest = re.search(r"^## \[(.+?)\] - (\S+)$", read("CHANGELOG.md"), re.MULTILINE)
    assert newest
    assert newest[1] == version
    assert f"softwareVersion: {version}\n" in read("publiccode.yml")
    assert f'releaseDate: "{newest[2]}"\n' in read("publiccode.yml")


@pytest.mark.parametrize("paper", PAPERS)
def test_every_link_in_a_paper_leads_somewhere(paper: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", read(paper))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_lock_holds_versions_and_hashes_and_no_address() -> None:
    for line in read("requirements.lock").splitlines():
        assert re.match(r"[a-z0-9][a-z0-9._-]*==[^ ]+ .*\\$|    --hash=sha256:[0-9a-f]{64}( \\)?$", line), (
            line
        )


def test_readme_names_every_command_and_no_other() -> None:
    hgkm = Path(sys.executable).with_name("hgkm")
    told = subprocess.run([hgkm, "--help"], capture_output=True, text=True, check=True).stdout
    commands = set(re.findall(r"^  ([a-z]+)(?:  |$)", told.partition("Commands:")[2], re.MULTILINE))
    assert set(re.findall(r"^\| `hgkm ([a-z]+)", read("README.md"), re.MULTILINE)) == commands


def test_readme_asks_questions_about_plans_that_exist() -> None:
    names = re.findall(r"^hgkm query ([a-z-]+) ", read("README.md"), re.MULTILINE)
    plans = re.findall(r"^hgkm .*--plan ([a-z-]+)", read("README.md"), re.MULTILINE)
    assert names
    assert plans
    assert [name for name in names if name not in questions()] == []
    assert [plan for plan in plans if not (ROOT / "graph" / "plannen" / f"{plan}.ttl").exists()] == []

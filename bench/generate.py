"""Makes a graph of invented municipalities in which everything is arranged, but for gaps that are known.

    python -m bench.generate --municipalities 10 --out DIRECTORY

`sjabloon/` holds a TriG template for each part of a municipality and of its region, which satisfies all
rules; `gaten.toml` holds what is changed in a part to make a gap, and the findings that it must give. The
gaps are dealt like cards from a shuffled deck, so each kind is there as often as any other; which ones were
made where is written beside the graph. The same seed gives the same bytes. It checks nothing, and knows no
rule.
"""

import argparse
import json
import random
import tomllib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as oxigraph

from graph.prefixes import PREFIXES

_ROOM = Path(__file__).parent
_BENCH = PREFIXES["id"] + "bench-"
_PREFIXES = {**PREFIXES, "bench": _BENCH}
_PER_REGION = 13  # municipalities; 342 of them make 27 regions
# The first three agreements of each local team are with these, the others with a partner of the region.
_PARTNERS = ("veilig-thuis", "gi", "raad")

Finding = tuple[str, str, str]


@dataclass(frozen=True)
class Size:
    """How much there is of each part.

    Attributes:
        activities: the number of activities of a local plan, beside those for its points for development.
        agreements: the number of agreements of a local team, at least three.
        gaps: the number of gaps that each municipality is dealt, as far as there is a place for them.
    """

    activities: int = 120
    agreements: int = 28
    gaps: int = 40

    def parts(self) -> dict[str, int]:
        """Count the parts of a municipality by the name of their template."""
        return {
            "gemeente": 1,
            "ontwikkelpunt": 10,
            "activiteit": self.activities,
            "uitwerking": 8,
            "taak": 10,
            "regie": 6,
            "tekort": 10,
            "afspraak": self.agreements,
        }

    def shared(self) -> dict[str, int]:
        """Count the parts of a region."""
        return {"regio": 1, "regioactiviteit": 8, "partner": self.agreements - len(_PARTNERS)}


@dataclass(frozen=True)
class Gap:
    """A change to one part of a municipality.

    Attributes:
        part: the name of the template.
        findings: what must be found: rule, status and the focus node, with the tokens of the template.
        remove: patterns of SPARQL; whatever matches one goes.
        add: Turtle that comes instead, in the graph of the plan.
        numbers: the only ones of these parts in which it can be made; empty if any will do.
        place: gaps of one place do not meet in one part.
        alone: whether it changes what all other gaps of the municipality give.
    """

    part: str
    findings: tuple[Finding, ...]
    remove: tuple[str, ...]
    add: str
    numbers: tuple[int, ...]
    place: str
    alone: bool


def gaps() -> list[Gap]:
    """Read which gaps can be made."""
    with (_ROOM / "gaten.toml").open("rb") as file:
        return [_gap(entry) for entry in tomllib.load(file)["gat"]]


def _gap(entry: Mapping[str, Any]) -> Gap:
    findings = tuple((rule, status, focus) for rule, status, focus in entry["bevindingen"])
    return Gap(
        part=entry["deel"],
        findings=findings,
        remove=tuple(entry.get("weg", ())),
        add=entry.get("bij", ""),
        numbers=tuple(entry.get("nummers", ())),
        place=entry.get("plaats", ""),
        alone=entry.get("alleen", False),
    )


def generate(directory: Path, municipalities: int, *, size: Size | None = None, seed: int = 1) -> None:
    """Write `graph.nq`, and `truth.json` with the findings that a check must give, to a directory."""
    size = size or Size()
    truth: list[Finding] = []
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "graph.nq").open("w", encoding="utf-8") as file:
        for text, findings in _texts(municipalities, size, random.Random(seed)):  # noqa: S311  no secret
            file.write(text)
            truth += findings
    described = {"municipalities": municipalities, "seed": seed, "findings": sorted(truth)}
    (directory / "truth.json").write_text(json.dumps(described, indent=0) + "\n", encoding="utf-8")


def _texts(municipalities: int, size: Size, rng: random.Random) -> Iterator[tuple[str, list[Finding]]]:
    """Give each region and municipality as N-Quads, with what must be found in it."""
    deck = deque(rng.sample(known := gaps(), len(known)))
    for number in range(municipalities):
        region = f"{number // _PER_REGION + 1:03}"
        if number % _PER_REGION == 0:
            for part, count in size.shared().items():
                for instance in range(1, count + 1):
                    yield _filled(_quads(part), RRRR=region, NNN=f"{instance:02}"), []
        yield _municipality(f"{number + 1:04}", region, size, _hand(deck, size))


def _hand(deck: deque[Gap], size: Size) -> dict[tuple[str, int], list[Gap]]:
    """Take the next gaps from the deck and lay each in a part that is free; the deck goes round."""
    laid: dict[tuple[str, int], list[Gap]] = {}
    counts, waiting = size.parts(), []
    for _ in range(min(size.gaps, len(deck))):
        gap = deck.popleft()
        numbers = [n for n in gap.numbers or range(1, counts[gap.part] + 1) if n <= counts[gap.part]]
        free = (n for n in numbers if all(_apart(gap, other) for other in laid.get((gap.part, n), ())))
        if (number := next(free, None)) is None or (gap.alone and laid):
            waiting.append(gap)
            continue
        laid.setdefault((gap.part, number), []).append(gap)
        deck.append(gap)
        if gap.alone:
            break
    waiting.sort(key=lambda gap: not gap.alone)
    deck.extendleft(reversed(waiting))
    return laid


def _apart(one: Gap, other: Gap) -> bool:
    return bool(one.place and other.place and one.place != other.place)


def _municipality(
    number: str, region: str, size: Size, laid: Mapping[tuple[str, int], Sequence[Gap]]
) -> tuple[str, list[Finding]]:
    texts, findings = [], []
    for part, count in size.parts().items():
        for instance in range(1, count + 1):
            made = tuple(laid.get((part, instance), ()))
            tokens = {"RRRR": region, "GGGG": number, "NNN": f"{instance:02}", "PPPP": _partner(instance)}
            texts.append(_filled(_quads(part, made), **tokens))
            for rule, status, focus in (finding for gap in made for finding in gap.findings):
                findings.append((rule, status, _filled(_BENCH + focus, **tokens)))
    return "".join(texts), findings


def _partner(agreement: int) -> str:
    if agreement <= len(_PARTNERS):
        return _PARTNERS[agreement - 1]
    return f"partner-{agreement - len(_PARTNERS):02}"


def _filled(text: str, **tokens: str) -> str:
    for token, value in tokens.items():
        text = text.replace(token, value)
    return text


@cache
def _quads(part: str, made: tuple[Gap, ...] = ()) -> str:
    """Give the N-Quads of a template in which some gaps were made, in order."""
    store = oxigraph.Store()
    store.load((_ROOM / "sjabloon" / f"{part}.trig").read_bytes(), oxigraph.RdfFormat.TRIG)
    for gap in made:
        before = len(store)
        for pattern in gap.remove:
            there = f"GRAPH ?graph {{ {pattern} }}"
            store.update(f"DELETE {{ {there} }} WHERE {{ {there} }}", prefixes=_PREFIXES)
        if gap.remove and len(store) == before:
            raise ValueError(f"nothing to take away for {gap.findings}")
        if gap.add:
            store.update(f"INSERT DATA {{ GRAPH graaf:bench-GGGG {{ {gap.add} }} }}", prefixes=_PREFIXES)
    return "".join(sorted(f"{quad} .\n" for quad in store))


def main() -> None:
    """Make a graph from the command line."""
    parser = argparse.ArgumentParser(description="Make a graph of invented municipalities with known gaps.")
    parser.add_argument("--municipalities", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    generate(asked.out, asked.municipalities, seed=asked.seed)


if __name__ == "__main__":
    main()

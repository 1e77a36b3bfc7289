"""Compares a report with an earlier one: what has opened, what has closed, and what is as it was."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graph.errors import HgkmError, InputError
from graph.reading import unreadable

_TOLD = ("id", "rule", "severity", "focusLabel", "message")


@dataclass(frozen=True)
class Earlier:
    """A finding of an earlier report.

    Attributes:
        id: its short name.
        rule: the number of its rule.
        severity: violation, warning or info.
        focus_label: what it was about.
        message: what it said.
    """

    id: str
    rule: str
    severity: str
    focus_label: str
    message: str


@dataclass(frozen=True)
class EarlierReport:
    """What an earlier report says.

    Attributes:
        about: what was checked.
        peildatum: its reference date.
        findings: what was open then.
    """

    about: str
    peildatum: date
    findings: tuple[Earlier, ...]


@dataclass(frozen=True)
class Comparison:
    """What has changed since an earlier report.

    Attributes:
        peildatum: the reference date of that report.
        opened: the ids of the findings that are new.
        closed: the findings that are open no more.
        unchanged: how many are in both.
    """

    peildatum: date
    opened: frozenset[str]
    closed: tuple[Earlier, ...]
    unchanged: int

    def as_json(self) -> dict[str, object]:
        """Give it as the command line's JSON has it."""
        return {
            "peildatum": self.peildatum.isoformat(),
            "opened": sorted(self.opened),
            "closed": [dict(zip(_TOLD, vars(earlier).values(), strict=True)) for earlier in self.closed],
            "unchanged": self.unchanged,
        }


def read_report(file: Path) -> EarlierReport:
    """Read a report that `hgkm check --format json` wrote.

    Raises:
        InputError: the file cannot be read, or is no such report.
    """
    try:
        told = json.loads(file.read_bytes())
        findings = [Earlier(*(str(finding[name]) for name in _TOLD)) for finding in told["findings"]]
        return EarlierReport(str(told["about"]), date.fromisoformat(told["peildatum"]), tuple(findings))
    except OSError as error:
        raise unreadable(str(file), error) from error
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(
            "it is no report of 'hgkm check --format json'.",
            "dit is geen rapport van 'hgkm check --format json'.",
            file=str(file),
        ) from error


def refuse_other(earlier: EarlierReport, about: str) -> None:
    """Refuse a report about something else than what is checked now: much would seem to be closed.

    Raises:
        HgkmError: it is.
    """
    if earlier.about != about:
        raise HgkmError(
            f"The report is about '{earlier.about}', and the check about '{about}': compare like with like.",
            f"Het rapport gaat over '{earlier.about}', en de controle over '{about}'.",
        )


def compare(ids: Iterable[str], earlier: EarlierReport) -> Comparison:
    """Compare what is open now, told by the ids of the findings, with an earlier report."""
    now = set(ids)
    known = {finding.id for finding in earlier.findings}
    return Comparison(
        peildatum=earlier.peildatum,
        opened=frozenset(now - known),
        closed=tuple(finding for finding in earlier.findings if finding.id not in now),
        unchanged=len(now & known),
    )

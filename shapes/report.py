"""The report of a check: its findings, worst first, as JSON and as a table for people.

The JSON holds every finding. The table says the same in the words of the field, and takes together what one
rule finds often in one plan. Making findings is the work of `shapes.findings`.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rdflib import URIRef

from graph.passages import Passage, stands_in
from shapes.rules import SEVERITIES

# The words on the screen.
SEVERITY_WORDS = {"violation": "eerst regelen", "warning": "aandachtspunt", "info": "ter info"}
STATUS_WORDS = {
    "te-vaag": "te vaag",
    "niet-aangetroffen": "niet aangetroffen",
    "door-bron-benoemd": "door bron benoemd",
}
HEADERS = ("Ernst", "Regel", "Status", "Plan", "Open punt", "Staat in", "Norm")
_FEW = 3  # so many findings of one rule, severity and status in a plan have a row each
_NAMED = 8  # so many are named in a row for all of them


@dataclass(frozen=True)
class Finding:
    """Something that is not arranged yet.

    Attributes:
        rule: the number of the rule.
        severity: violation, warning or info.
        status: what is the matter, as 'niet-aangetroffen'.
        focus: the IRI of the thing it is about.
        focus_label: its name.
        message: what is missing, where, and what to do; in Dutch.
        norm: the passages of the norm behind it.
        source: the passages of the thing.
        path: the property concerned, where the shape names one.
        value: the value concerned, where there is one.
        plan: the plan that the thing stands in; None for what plans share.
        plan_label: its name; empty without plan.
    """

    rule: str
    severity: str
    status: str
    focus: URIRef
    focus_label: str
    message: str
    norm: tuple[Passage, ...]
    source: tuple[Passage, ...]
    path: str | None
    value: str | None
    plan: URIRef | None
    plan_label: str

    def as_json(self) -> dict[str, object]:
        """Give the finding as the command line's JSON has it."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "status": self.status,
            "focus": str(self.focus),
            "focusLabel": self.focus_label,
            "message": self.message,
            "norm": [_as_json(passage) for passage in self.norm],
            "source": [_as_json(passage) for passage in self.source],
            "path": self.path,
            "value": self.value,
        }

    def order(self) -> tuple[object, ...]:
        """Sort by severity, rule, and the place in the sources."""
        return (
            SEVERITIES.index(self.severity),
            self.rule,
            self.source[:1],
            self.focus,
            self.status,
            self.value or "",
        )


@dataclass(frozen=True)
class NotChecked:
    """Something that a rule did not judge, and why (in Dutch).

    Attributes:
        rule: the number of the rule.
        reason: why.
        source: the source concerned, where there is one.
    """

    rule: str
    reason: str
    source: str | None


@dataclass(frozen=True)
class Report:
    """What a check found.

    Attributes:
        peildatum: the reference date.
        engine: the engine that ran the rules.
        findings: worst first.
        not_checked: what was not judged.
        seconds: how long it took.
        titles: the title of each rule, by its number.
        untranslated: the shapes that the set-based engine left to pySHACL.
    """

    peildatum: date
    engine: str
    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]
    seconds: float
    titles: Mapping[str, str]
    untranslated: tuple[URIRef, ...] = ()

    @property
    def summary(self) -> dict[str, object]:
        """Count the findings, by severity and by rule."""
        rules: dict[str, Counter[str]] = defaultdict(Counter)
        for finding in self.findings:
            rules[finding.rule][finding.severity] += 1
        total: Counter[str] = sum(rules.values(), Counter())
        return {
            **{severity: total[severity] for severity in SEVERITIES},
            "rules": {rule: dict(sorted(counts.items())) for rule, counts in sorted(rules.items())},
            "byPyshacl": [str(shape) for shape in self.untranslated],
        }

    def at_or_above(self, level: str) -> bool:
        """Tell whether there is a finding of a severity or a worse one."""
        worst = SEVERITIES[: SEVERITIES.index(level) + 1]
        return any(finding.severity in worst for finding in self.findings)

    def as_json(self) -> dict[str, object]:
        """Give the report as the command line's JSON has it."""
        return {
            "peildatum": self.peildatum.isoformat(),
            "engine": self.engine,
            "findings": [finding.as_json() for finding in self.findings],
            "summary": self.summary,
            "notChecked": [
                {"rule": n.rule, "reason": n.reason, "source": n.source} for n in self.not_checked
            ],
            "seconds": round(self.seconds, 3),
        }

    def table(self, *, each: bool = False) -> tuple[list[str], list[list[str]]]:
        """Give headers and rows of plain text for people.

        What a rule finds often in one plan is one row, unless each finding is asked for.
        """
        alike: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
        for finding in self.findings:
            alike[finding.severity, finding.rule, finding.plan_label, finding.status].append(finding)
        rows = []
        for findings in alike.values():
            if len(findings) > _FEW and not each:
                rows.append(self._together(findings))
            else:
                rows += [_row(finding, finding.message, finding.source) for finding in findings]
        return list(HEADERS), rows

    def _together(self, findings: Sequence[Finding]) -> list[str]:
        names = [*dict.fromkeys(finding.focus_label for finding in findings)]
        more = f"; en nog {len(names) - _NAMED}" if len(names) > _NAMED else ""
        message = f"{self.titles[findings[0].rule]}, {len(findings)} keer: {'; '.join(names[:_NAMED])}{more}."
        return _row(findings[0], message, {passage for finding in findings for passage in finding.source})


def _row(finding: Finding, message: str, source: Sequence[Passage] | set[Passage]) -> list[str]:
    return [
        SEVERITY_WORDS[finding.severity],
        finding.rule,
        STATUS_WORDS.get(finding.status, finding.status),
        finding.plan_label,
        message,
        stands_in(source),
        stands_in(finding.norm),
    ]


def _as_json(passage: Passage) -> dict[str, object]:
    return {"source": passage.source, "lines": [passage.first, passage.last]}

"""The report of a check: its findings, worst first, and what was answered, not judged and not checked.

Its JSON holds every finding. How people read it stands in `shapes.grouping`, as SHACL it stands in
`shapes.validation`. Making findings is the work of `shapes.findings`.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rdflib import URIRef

from shapes.answers import Answer
from shapes.comparing import Comparison
from shapes.findings import Finding, NotChecked
from shapes.grouping import HEADERS, Group, grouped, row
from shapes.rules import SEVERITIES, Rule, Shape


@dataclass(frozen=True)
class Report:
    """What a check found.

    Attributes:
        about: what was checked, in Dutch.
        extent: what of that was judged and what was not, in Dutch; may be empty.
        peildatum: the reference date.
        engine: the engine that ran the rules.
        findings: what is open, worst first.
        answered: what was found and has an answer that holds.
        not_checked: what was not judged.
        seconds: how long it took.
        rules: the rules that ran, by number.
        shapes: the shapes that ran.
        possible: on how many things in a plan a rule could have found what it found there.
        versions: what the check was made with, by name.
        untranslated: the shapes that the set-based engine left to pySHACL.
        comparison: what has changed since an earlier report, where one was given.
    """

    about: str
    extent: str
    peildatum: date
    engine: str
    findings: tuple[Finding, ...]
    answered: tuple[tuple[Finding, Answer], ...]
    not_checked: tuple[NotChecked, ...]
    seconds: float
    rules: Mapping[str, Rule]
    shapes: tuple[Shape, ...]
    possible: Mapping[tuple[str, URIRef], int]
    versions: Mapping[str, str]
    untranslated: tuple[URIRef, ...] = ()
    comparison: Comparison | None = None

    @property
    def titles(self) -> dict[str, str]:
        """Give the title of each rule, by its number."""
        return {number: rule.title for number, rule in self.rules.items()}

    @property
    def summary(self) -> dict[str, object]:
        """Count the findings by severity and by rule, and the answers by rule."""
        rules: dict[str, Counter[str]] = defaultdict(Counter)
        for finding in self.findings:
            rules[finding.rule][finding.severity] += 1
        answers: dict[str, Counter[str]] = defaultdict(Counter)
        for finding, answer in self.answered:
            answers[finding.rule][answer.kind] += 1
        total: Counter[str] = sum(rules.values(), Counter())
        return {
            **{severity: total[severity] for severity in SEVERITIES},
            "rules": {rule: dict(sorted(counts.items())) for rule, counts in sorted(rules.items())},
            "answers": {rule: dict(sorted(counts.items())) for rule, counts in sorted(answers.items())},
            "byPyshacl": [str(shape) for shape in self.untranslated],
        }

    @property
    def groups(self) -> list[Group]:
        """Give the findings of one rule in one plan together, the worst of each plan first."""
        return grouped(self.findings, self.rules, self.possible)

    def at_or_above(self, level: str) -> bool:
        """Tell whether there is a finding of a severity or a worse one."""
        worst = SEVERITIES[: SEVERITIES.index(level) + 1]
        return any(finding.severity in worst for finding in self.findings)

    def as_json(self) -> dict[str, object]:
        """Give the report as the command line's JSON has it."""
        widespread = {f.id: group.id for group in self.groups if group.widespread for f in group.findings}
        return {
            "peildatum": self.peildatum.isoformat(),
            "engine": self.engine,
            "findings": [
                finding.as_json() | {"group": widespread.get(finding.id)} for finding in self.findings
            ],
            "summary": self.summary,
            "notChecked": [
                {"rule": n.rule, "reason": n.reason, "source": n.source} for n in self.not_checked
            ],
            "seconds": round(self.seconds, 3),
            "about": self.about,
            "extent": self.extent,
            "answered": [
                finding.as_json() | {"answer": answer.as_json()} for finding, answer in self.answered
            ],
            "against": self.comparison and self.comparison.as_json(),
            "versions": dict(self.versions),
        }

    def table(self, *, each: bool = False) -> tuple[list[str], list[list[str]]]:
        """Give headers and rows of plain text for people.

        What a rule finds in one plan is one row, unless each finding is asked for.
        """
        if each:
            return list(HEADERS), [row(finding) for finding in self.findings]
        return list(HEADERS), [group.row() for group in self.groups]

"""What a check finds, and what it does not judge: one thing at a time.

Violations become findings in `shapes.wording`; a report (`shapes.report`) holds them together.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import URIRef

from graph.passages import Passage
from graph.terms import Node
from shapes.answers import Answer
from shapes.rules import SEVERITIES

# The words on the screen.
SEVERITY_WORDS = {"violation": "eerst regelen", "warning": "aandachtspunt", "info": "ter info"}
_TO_COUNT = {
    "violation": ("eerst te regelen", "eerst te regelen"),
    "warning": ("aandachtspunt", "aandachtspunten"),
    "info": ("ter info", "ter info"),
}
STATUS_WORDS = {
    "te-vaag": "te vaag",
    "niet-aangetroffen": "niet aangetroffen",
    "door-bron-benoemd": "door bron benoemd",
}
NOT_LEGIBLE = "onleesbaar"  # the status of what a person has to look up in the document itself
TOLD_BY_SOURCE = "door-bron-benoemd"  # the status of a shortcoming that the source reports


@dataclass(frozen=True)
class Finding:
    """Something that is not arranged yet.

    Attributes:
        id: its short name, the same in every check that finds it.
        rule: the number of the rule.
        severity: violation, warning or info.
        status: what is the matter, as 'niet-aangetroffen'.
        focus: the IRI of the thing it is about.
        focus_label: its name.
        message: what is missing, where, and what to do; in Dutch.
        norm: the passages of the norm behind it.
        source: the passages of the thing.
        path: the property concerned, where the shape names one.
        value: the value concerned, where there is one; several are told with a space between.
        plan: the plan that the thing stands in; None for what plans share.
        plan_label: its name; empty without plan.
        owner: who can arrange it, as far as the graph says; may be empty.
        shape: the shape that reports it.
        values: the values concerned, as terms.
        lapsed: the answer that it had, whose day has passed.
    """

    id: str
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
    owner: str
    shape: URIRef
    values: tuple[Node, ...] = ()
    lapsed: Answer | None = None

    @property
    def severity_word(self) -> str:
        """Give the severity in the words of the field."""
        return SEVERITY_WORDS[self.severity]

    @property
    def status_word(self) -> str:
        """Give the status in words."""
        return STATUS_WORDS.get(self.status, self.status)

    @property
    def counts(self) -> bool:
        """Tell whether it is a gap that was found on the thing itself."""
        return self.status not in (NOT_LEGIBLE, TOLD_BY_SOURCE)

    @property
    def told(self) -> str:
        """Give the message, and the answer whose day has passed."""
        if not self.lapsed:
            return self.message
        return f"{self.message} (Eerder beantwoord: {self.lapsed.told}.)"

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
            "id": self.id,
            "plan": None if self.plan is None else str(self.plan),
            "owner": self.owner or None,
            "lapsedAnswer": self.lapsed and self.lapsed.as_json(),
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
            self.shape,
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


def by_severity(findings: Iterable[Finding]) -> str:
    """Count findings by severity, in words: '3 eerst te regelen, 1 aandachtspunt'."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(
        f"{counts[severity]} {one if counts[severity] == 1 else more}"
        for severity, (one, more) in _TO_COUNT.items()
        if counts[severity]
    )


def finding_id(rule: str, topic: str, focus: str, path: str | None, value: str | None) -> str:
    """Make the short name of a finding: alike as long as the rule finds this on this, however bad it is."""
    told = "\n".join((rule, topic, focus, path or "", value or ""))
    return base64.b32encode(hashlib.sha256(told.encode()).digest())[:10].decode().lower()


def _as_json(passage: Passage) -> dict[str, object]:
    return {"source": passage.source, "lines": [passage.first, passage.last]}

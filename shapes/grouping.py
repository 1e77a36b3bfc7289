"""Takes findings together as people read them: what one rule finds in one plan is one line, worst first.

What a rule finds on over half of the things in a plan that it could find it on is said of the plan.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from graph.names import last_part
from graph.passages import Passage, stands_in
from shapes.findings import NOT_LEGIBLE, SEVERITY_WORDS, Finding, by_severity
from shapes.rules import SEVERITIES, Rule

HEADERS = (
    "Ernst",
    "Regel",
    "Status",
    "Plan",
    "Open punt",
    "Wie kan dit regelen",
    "Staat in",
    "Norm",
    "Kenmerk",
)
SHARED = "Wat plannen delen"  # for what stands in no plan, or in several
FIRST = 10  # lines of a first report on a plan
_MANY = 4  # things that are more than a few
_NAMED = 3  # things that are named in a line for many
_QUOTED = "\N{LEFT SINGLE QUOTATION MARK}{}\N{RIGHT SINGLE QUOTATION MARK}"


@dataclass(frozen=True)
class Group:
    """What one rule finds in one plan; what could not be read stands apart, for it is no gap.

    Attributes:
        rule: the rule.
        findings: at least one, worst first.
        possible: how many things in the plan it could have found it on; 0 where that is not known.
    """

    rule: Rule
    findings: tuple[Finding, ...]
    possible: int

    @property
    def id(self) -> str:
        """Name the group: the rule and the plan."""
        plan = self.findings[0].plan
        return f"{self.rule.id} {last_part(plan)}" if plan else self.rule.id

    @property
    def plan_label(self) -> str:
        """Name the plan."""
        return self.findings[0].plan_label or SHARED

    @property
    def severity(self) -> str:
        """Give the worst severity in it."""
        return self.findings[0].severity

    @property
    def things(self) -> list[str]:
        """Name the things that the findings are about, each once."""
        return list({finding.focus: finding.focus_label for finding in self.findings}.values())

    @property
    def widespread(self) -> bool:
        """Tell whether it is over half of what there could be, and so is said of the plan."""
        found = self._gaps
        return found >= _MANY and found <= self.possible < 2 * found

    @property
    def _gaps(self) -> int:
        return len({finding.focus for finding in self.findings if finding.counts})

    @property
    def legible(self) -> bool:
        """Tell whether it is a gap, and not something that could not be read."""
        return self.findings[0].status != NOT_LEGIBLE

    @property
    def owners(self) -> list[str]:
        """Name who can arrange it."""
        return list(dict.fromkeys(finding.owner for finding in self.findings if finding.owner))

    @property
    def norm(self) -> tuple[Passage, ...]:
        """Give the passages of the norm behind it."""
        return self.findings[0].norm

    @property
    def source(self) -> list[Passage]:
        """Give the passages of all the things."""
        return sorted({passage for finding in self.findings for passage in finding.source})

    @property
    def brief(self) -> str:
        """Say it in one sentence, in Dutch."""
        if len(self.findings) == 1:
            return self.findings[0].told
        times = f"{len(self.findings)} keer"
        if not self.legible:
            return f"{self.rule.title}: {times} niet te beoordelen, want onleesbaar in de brontekst."
        much = (
            f"bij {self._gaps} van de {self.possible}, en daarmee een punt van het hele plan"
            if self.widespread
            else times
        )
        if len({finding.severity for finding in self.findings}) > 1:
            much += f" ({by_severity(self.findings)})"
        return f"{self.rule.title}: {much}."

    @property
    def told(self) -> str:
        """Say it in a few sentences: what, about which things, and what to do."""
        if len(self.findings) == 1:
            return self.findings[0].told
        named = [_QUOTED.format(name) for name in self.things]
        if len(named) > _NAMED:
            named = [*named[:_NAMED], f"nog {len(named) - _NAMED}"]
        told = " en ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
        remedy = self.rule.remedy if self.legible else "Kijk het na in het oorspronkelijke document."
        return f"{self.brief} Het gaat om {told}. {remedy}"

    def row(self) -> list[str]:
        """Give it as a row of a table, under HEADERS."""
        if len(self.findings) == 1:
            return row(self.findings[0])
        statuses = dict.fromkeys(finding.status_word for finding in self.findings)
        return [
            SEVERITY_WORDS[self.severity],
            self.rule.id,
            ", ".join(statuses),
            self.findings[0].plan_label,
            self.told,
            "; ".join(self.owners[:_NAMED]),
            stands_in(self.source),
            stands_in(self.norm),
            f"{len(self.findings)} kenmerken",
        ]


def grouped(
    findings: Iterable[Finding], rules: Mapping[str, Rule], possible: Mapping[tuple[str, URIRef], int]
) -> list[Group]:
    """Take together what one rule finds in one plan: plan by plan, in each the worst and the most first."""
    alike: dict[tuple[str, URIRef | None, bool], list[Finding]] = defaultdict(list)
    for finding in findings:
        alike[finding.rule, finding.plan, finding.status == NOT_LEGIBLE].append(finding)
    groups = [
        Group(rules[rule], tuple(found), possible.get((rule, plan), 0) if plan else 0)
        for (rule, plan, _), found in alike.items()
    ]
    return sorted(groups, key=_order)


def by_plan(groups: Iterable[Group]) -> dict[str, list[Group]]:
    """Give the groups of each plan, those of what plans share last."""
    plans: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        plans[group.plan_label].append(group)
    return dict(plans)


def by_owner(findings: Sequence[Finding]) -> dict[str, Counter[str]]:
    """Count the findings by who can arrange them and by severity; who has most comes first."""
    owners: dict[str, Counter[str]] = defaultdict(Counter)
    for finding in findings:
        owners[finding.owner][finding.severity] += 1
    return dict(sorted(owners.items(), key=lambda one: (-one[1].total(), one[0])))


def row(finding: Finding) -> list[str]:
    """Give a finding as a row of a table, under HEADERS."""
    return [
        finding.severity_word,
        finding.rule,
        finding.status_word,
        finding.plan_label,
        finding.told,
        finding.owner,
        stands_in(finding.source),
        stands_in(finding.norm),
        finding.id,
    ]


def _order(group: Group) -> tuple[object, ...]:
    worst = sum(finding.severity == group.severity for finding in group.findings)
    shared = group.findings[0].plan is None
    return (shared, group.plan_label, SEVERITIES.index(group.severity), -worst, group.rule.id)

"""Coverage of the norm: which requirements and questions are met, not met or not judged, and why.

A requirement is judged only by what was found: a recorded answer to a question, or the rules that rest on it.
A finding means not met. Rules that found nothing mean met only where there was something to judge, in plans
that were read whole, and where the rules look into all that the norm asks. All else is not judged: this says
nothing good or bad of a municipality. It adds nothing up and compares nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS

from graph.answer import Answer
from graph.computed import Computed
from graph.names import Names
from graph.passages import Passage, find_passages, stands_in
from graph.plans import Plan, plans
from graph.store import ReadStore
from graph.terms import Node
from ontology.vocabulary import BEGRIP, HGKM
from shapes.answers import TAKEN_UP
from shapes.engines import possible_focuses
from shapes.findings import NOT_LEGIBLE, Finding
from shapes.judging import judge
from shapes.rules import Rule, Rules, load_rules
from shapes.scope import Reach, Scope
from shapes.wording import Wording, with_answers

MET, NOT_MET, NOT_JUDGED = "voldaan", "niet voldaan", "niet beoordeeld"
_VARIABLES = (
    *("gemeente", "gemeenteLabel", "norm", "normLabel", "soort", "sterkte"),
    *("stand", "blijktUit", "gevondenIn", "bewijs"),
)
_NORMS = """SELECT DISTINCT ?norm ?label ?question ?strength WHERE {
    ?norm a hgkm:Norm ; skos:prefLabel ?label .
    OPTIONAL { ?norm a hgkm:Toetsvraag BIND(true AS ?question) }
    OPTIONAL { ?norm hgkm:sterkte/skos:prefLabel ?strength FILTER(LANG(?strength) = "nl") }
    FILTER(LANG(?label) = "nl")
}"""
_RECORDED = """SELECT DISTINCT ?question ?place ?answer ?label ?day WHERE {
    ?given a hgkm:Toetsantwoord ; hgkm:vraag ?question ; hgkm:voorGemeente ?place ; hgkm:antwoord ?answer .
    ?answer skos:prefLabel ?label FILTER(LANG(?label) = "nl")
    OPTIONAL { ?given hgkm:datum ?day }
} ORDER BY ?day ?given"""
_STANDS: Mapping[Node, str] = {BEGRIP.ja: MET, BEGRIP.deels: NOT_MET, BEGRIP.nee: NOT_MET}


@dataclass(frozen=True)
class _Norm:
    """A requirement or question of the norm."""

    iri: URIRef
    label: str
    question: bool
    strength: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class _Judged:
    """What is known of a place: what is open, how much each rule could judge, and what was answered."""

    findings: Mapping[str, Sequence[Finding]]
    possible: Mapping[str, int]
    recorded: Mapping[Node, tuple[str, str]]

    def stand(self, norm: _Norm, rules: Sequence[Rule]) -> tuple[str, str, Sequence[Finding]]:
        """Say how it stands with a norm, by which evidence, and what was found."""
        if norm.iri in self.recorded:
            return (*self.recorded[norm.iri], ())
        found = [finding for rule in rules for finding in self.findings.get(rule.id, ())]
        telling = [finding for finding in found if _tells(finding)]
        if telling:
            return NOT_MET, _counted("open punten", telling), telling
        if found:
            return NOT_JUDGED, _counted("keer niet aangetroffen of niet te lezen", found), found
        judged = [rule for rule in rules if self.possible.get(rule.id)]
        if not judged:
            return NOT_JUDGED, "", ()
        said = "; ".join(f"{rule.id} vond niets open bij {self.possible[rule.id]}" for rule in judged)
        whole = len(judged) == len(rules) and not any(rule.not_judged for rule in rules)
        return (
            (MET, said, ())
            if whole
            else (NOT_JUDGED, f"{said}; niet alles wat de norm vraagt is nagegaan", ())
        )


def coverage(
    store: ReadStore,
    values: Mapping[str, Sequence[Node]],
    graphs: Sequence[URIRef] | None,
    today: date,
) -> Answer:
    """Say for each municipality and region how it stands with each requirement and question of the norm.

    Args:
        store: what is judged.
        values: `gemeente`, the places to look at, and `peildatum`.
        graphs: the named graphs that the reader may see; None means all.
        today: the reference date if none is given.

    Raises:
        HgkmError: the rules are broken, or an engine broke down.
    """
    day = next((date.fromisoformat(str(value)) for value in values.get("peildatum", ())), today)
    rules = load_rules(day)
    norms = _norms(store, graphs)
    resting = _resting(rules)
    known = plans(store, graphs)
    judged = _judge(store, rules, known, graphs)
    wanted = values["gemeente"]
    rows: list[tuple[Node | None, ...]] = []
    labels = Names(store, graphs).labels(wanted)
    for place in sorted({URIRef(str(one)) for one in wanted}, key=lambda one: (labels[one], one)):
        there = judged(place)
        for norm in norms:
            stand, evidence, findings = there.stand(norm, resting.get(norm.iri, ()))
            source = {passage for finding in findings for passage in finding.source}
            kind = "vraag" if norm.question else "eis"
            said = (kind, norm.strength, stand, evidence, stands_in(source))
            known_as = (place, Literal(labels[place]), norm.iri, Literal(norm.label))
            rows.append((*known_as, *map(Literal, said), norm.iri))
    return Answer(_VARIABLES, rows)


def _norms(store: ReadStore, graphs: Sequence[URIRef] | None) -> list[_Norm]:
    """Give all requirements and questions, in the order in which the norm has them."""
    rows = {URIRef(row["norm"]): row for row in store.select(_NORMS, graphs).bindings()}
    passages = find_passages(store, rows, graphs)
    norms = [
        _Norm(
            iri=norm,
            label=str(row["label"]),
            question="question" in row,
            strength=str(row.get("strength", "")),
            passages=passages.get(norm, ()),
        )
        for norm, row in rows.items()
    ]
    return sorted(norms, key=lambda norm: (norm.passages[:1], norm.label, norm.iri))


def _resting(rules: Rules) -> dict[URIRef, list[Rule]]:
    """Give for each norm the rules that rest on it, in order."""
    resting: dict[URIRef, list[Rule]] = defaultdict(list)
    for subject, norm in rules.graph.subject_objects(HGKM.norm):
        number = rules.graph.value(subject, DCTERMS.identifier)
        if isinstance(norm, URIRef) and str(number) in rules.rules:
            resting[norm].append(rules.rules[str(number)])
    return {norm: sorted(found, key=lambda rule: rule.id) for norm, found in resting.items()}


def _judge(
    store: ReadStore, rules: Rules, known: Sequence[Plan], graphs: Sequence[URIRef] | None
) -> Callable[[URIRef], _Judged]:
    """Judge everything once, and give what picks from it what a place has to do with."""
    violations = judge(store, rules, "sparql", graphs).violations
    findings, answered = with_answers(
        store, Wording(store, rules, graphs).findings(violations, known), rules.day, graphs
    )
    # What somebody has taken up is not there yet.
    findings += [finding for finding, answer in answered if answer.kind == TAKEN_UP]
    possible = possible_focuses(store, rules, graphs)
    recorded: dict[Node, dict[Node, tuple[str, str]]] = defaultdict(dict)
    for row in store.select(_RECORDED, graphs).bindings():
        told = f"antwoord {row['label']}" + (f" op {row['day']}" if "day" in row else "")
        recorded[row["place"]][row["question"]] = (_STANDS.get(row["answer"], NOT_JUDGED), told)

    def of(place: URIRef) -> _Judged:
        reach = Reach(store, Scope(place=place), graphs)
        inside = reach.among({finding.focus for finding in findings})
        found: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            if finding.focus in inside:
                found[finding.rule].append(finding)
        whole = {plan.graph for plan in reach.plans() if plan.whole}
        counts: Counter[str] = Counter()
        for (rule, graph), count in possible.items():
            if graph in whole:
                counts[rule] += count
        return _Judged(found, counts, recorded[place])

    return of


def _tells(finding: Finding) -> bool:
    """Tell whether a finding is evidence: that nothing was found in a part, or could be read, is none."""
    silent = finding.status == "niet-aangetroffen" and finding.severity != "violation"
    return not silent and finding.status != NOT_LEGIBLE


def _counted(what: str, findings: Iterable[Finding]) -> str:
    counts = Counter(finding.rule for finding in findings)
    return f"{what}: " + ", ".join(f"{rule} ({count})" for rule, count in sorted(counts.items()))


COVERAGE = Computed(
    name="normdekking",
    title="Aan welke eisen en vragen van de norm is voldaan?",
    answers="Elke eis en vraag van de Leidraad, of een gemeente of regio eraan voldoet, en waarom.",
    params=(
        ("gemeente", "gemeente", "De gemeente of regio."),
        ("peildatum", "datum", "De dag die telt als vandaag."),
    ),
    example={"gemeente": "Ridderkerk"},
    compute=coverage,
    required=("gemeente",),
)

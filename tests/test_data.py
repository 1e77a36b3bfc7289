"""The shipped data, record by record: each failure names the record and says how to mend it.

The source documents are not shipped, so a passage is held against the length that its source states, not
against its text.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, SKOS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from graph.formatting import format_turtle
from ontology.vocabulary import BEGRIP, HGKM, ID, OA, ORG, ontology_files

ROOM = Path(__file__).parents[1] / "graph"
PLANS = {path.stem: Graph().parse(path) for path in sorted((ROOM / "plannen").glob("*.ttl"))}
NORMS = {path.stem: Graph().parse(path) for path in sorted((ROOM / "normen").glob("*.ttl"))}
TAKEN = PLANS | NORMS
SHARED = {f"gedeeld/{path.stem}": Graph().parse(path) for path in sorted((ROOM / "gedeeld").glob("*.ttl"))}
DATA = TAKEN | SHARED
WORDS = Graph()
for file in ontology_files():
    WORDS.parse(file)
EVERYTHING = Graph()
for one in [*DATA.values(), WORDS]:
    EVERYTHING += one

ACTORS = [ORG.Organization, ORG.FormalOrganization, ORG.Post, ORG.Role]
ACTORS += [HGKM[kind] for kind in ("Gemeente", "Regio", "Groep", "Overleg", "Actorsoort", "Keuze")]
NAMED = [*ACTORS, *(HGKM[kind] for kind in ("Plan", "Instrument", "Document", "Wet", "Programma", "Project"))]
UNLABELLED = {HGKM.Toedeling, HGKM.Planning, HGKM.Vindplaats}

# From the official list of municipalities (TOOI, waardelijst version 4) and from wetten.overheid.nl.
GEMEENTEN = {
    "gm0014": "Groningen", "gm0222": "Doetinchem", "gm0518": "'s-Gravenhage", "gm0852": "Waterland",
    "gm0034": "Almere", "gm0335": "Montfoort", "gm0361": "Alkmaar", "gm0375": "Beverwijk",
    "gm0377": "Bloemendaal", "gm0392": "Haarlem", "gm0394": "Haarlemmermeer", "gm0396": "Heemskerk",
    "gm0397": "Heemstede", "gm0453": "Velsen", "gm0473": "Zandvoort", "gm0489": "Barendrecht",
    "gm0597": "Ridderkerk", "gm0599": "Rotterdam", "gm0613": "Albrandswaard", "gm0632": "Woerden",
    "gm0736": "De Ronde Venen", "gm0889": "Beesel", "gm0983": "Venlo", "gm1904": "Stichtse Vecht",
}  # fmt: skip
WETTEN = {
    "https://wetten.overheid.nl/BWBR0034925": "Jeugdwet",
    "https://wetten.overheid.nl/BWBR0035362": "Wet maatschappelijke ondersteuning 2015",
    "https://wetten.overheid.nl/BWBR0040940": "Uitvoeringswet AVG",
    "https://wetten.overheid.nl/BWBR0015703": "Participatiewet",
    "https://wetten.overheid.nl/BWBR0005537": "Algemene wet bestuursrecht",
    "https://wetten.overheid.nl/BWBR0033723": (
        "Besluit verplichte meldcode huiselijk geweld en kindermishandeling"
    ),
    "https://wetten.overheid.nl/BWBR0024649": "Wet tijdelijk huisverbod",
    "https://wetten.overheid.nl/BWBR0031331": "Wet gemeentelijke schuldhulpverlening",
    "https://wetten.overheid.nl/BWBV0002508": "Verdrag inzake de rechten van het kind",
    "http://data.europa.eu/eli/reg/2016/679/oj": "Algemene verordening gegevensbescherming",
}
TOOI = "https://identifier.overheid.nl/tooi/id/gemeente/"


def of_kind(graph: Graph, *kinds: Node) -> list[URIRef]:
    return sorted({s for kind in kinds for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef)})


def things(graph: Graph) -> list[URIRef]:
    """Every record of a file: what it gives a type."""
    return sorted({s for s in graph.subjects(RDF.type, None) if isinstance(s, URIRef)})


def label(thing: Node) -> Node | None:
    return EVERYTHING.value(thing, SKOS.prefLabel)


def fail_on(problems: Iterable[str]) -> None:
    found = sorted(problems)
    assert not found, f"{len(found)} to mend:\n" + "\n".join(found)


def test_there_is_data_to_hold_to_account() -> None:
    assert {"ridderkerk", "rotterdam-rijnmond", "venlo"} <= set(PLANS)
    assert all(len(graph) > 100 for graph in PLANS.values())


@pytest.mark.parametrize("name", DATA)
def test_each_record_has_one_dutch_label(name: str) -> None:
    def problems() -> Iterator[str]:
        for thing in things(DATA[name]):
            kinds = set(EVERYTHING.objects(thing, RDF.type))
            labels = [x for x in EVERYTHING.objects(thing, SKOS.prefLabel) if isinstance(x, Literal)]
            if kinds & UNLABELLED:
                continue
            if [x.language for x in labels] != ["nl"]:
                yield f"{thing}: give it exactly one skos:prefLabel in nl, it has {labels}"
            elif not 2 <= len(labels[0].strip()) <= 250 or str(labels[0]) != labels[0].strip():
                yield f"{thing}: shorten or trim its label {str(labels[0])!r}"

    fail_on(problems())


@pytest.mark.parametrize("name", TAKEN)
def test_each_record_of_a_plan_stands_somewhere(name: str) -> None:
    fail_on(
        f"{thing}: add hgkm:vindplaats with the lines it was taken from"
        for thing in things(TAKEN[name])
        if not set(TAKEN[name].objects(thing, RDF.type)) & {HGKM.Vindplaats, HGKM.Bron}
        and (thing, HGKM.vindplaats, None) not in TAKEN[name]
    )


@pytest.mark.parametrize("name", TAKEN)
def test_each_passage_exists_and_lies_in_its_source(name: str) -> None:
    def problems() -> Iterator[str]:
        for thing, place in TAKEN[name].subject_objects(HGKM.vindplaats):
            if (place, RDF.type, HGKM.Vindplaats) not in TAKEN[name]:
                yield f"{thing}: its passage {place} is not described in this file; add the hgkm:Vindplaats"
        for place in of_kind(TAKEN[name], HGKM.Vindplaats):
            source = TAKEN[name].value(place, OA.hasSource)
            length = EVERYTHING.value(source, HGKM.aantalRegels)
            first = TAKEN[name].value(place, HGKM.eersteRegel)
            last = TAKEN[name].value(place, HGKM.laatsteRegel)
            if not isinstance(length, Literal) or (source, DCTERMS.identifier, None) not in EVERYTHING:
                yield f"{place}: let oa:hasSource name a hgkm:Bron with file name and hgkm:aantalRegels"
            elif not (isinstance(first, Literal) and isinstance(last, Literal)):
                yield f"{place}: give it hgkm:eersteRegel and hgkm:laatsteRegel"
            elif not 1 <= int(first) <= int(last) <= int(length):
                yield f"{place}: lines {first}-{last} do not lie in a source of {length} lines"
            if (None, HGKM.vindplaats, place) not in TAKEN[name]:
                yield f"{place}: nothing stands there; remove it or let its statement point to it"

    fail_on(problems())


@pytest.mark.parametrize("name", DATA)
def test_each_reference_leads_to_a_record(name: str) -> None:
    own = (str(ID), str(BEGRIP), str(HGKM), TOOI, "https://wetten.overheid.nl/")
    fail_on(
        f"{s} {p} {o}: describe {o}, or correct its spelling"
        for s, p, o in DATA[name]
        if isinstance(o, URIRef) and str(o).startswith(own) and (o, RDF.type, None) not in EVERYTHING
    )


@pytest.mark.parametrize("name", DATA)
def test_only_words_of_the_ontology_are_used(name: str) -> None:
    used = set(DATA[name].predicates()) | set(DATA[name].objects(None, RDF.type))
    fail_on(
        f"{word}: the ontology does not know it; use one of its words or add it there"
        for word in used
        if isinstance(word, URIRef) and word.startswith(str(HGKM)) and (word, RDF.type, None) not in WORDS
    )


@pytest.mark.parametrize("name", TAKEN)
def test_each_assignment_answers_who_does_what(name: str) -> None:
    graph = TAKEN[name]
    roles = set(WORDS.subjects(SKOS.inScheme, BEGRIP["schema-rollen"]))
    certainties = set(WORDS.subjects(SKOS.inScheme, BEGRIP["schema-zekerheden"]))

    def problems() -> Iterator[str]:
        for one in of_kind(graph, HGKM.Toedeling):
            who, what = list(graph.objects(one, HGKM.wie)), list(graph.objects(one, HGKM.wat))
            role, certainty = list(graph.objects(one, HGKM.alsRol)), list(graph.objects(one, HGKM.zekerheid))
            if len(who) > 1:
                yield f"{one}: split it, one hgkm:wie each"
            if any(not set(EVERYTHING.objects(actor, RDF.type)) & set(ACTORS) for actor in who):
                yield f"{one}: {who} is no organisation, post, role, group, meeting, kind or choice"
            if len(what) != 1 or not set(EVERYTHING.objects(what[0], RDF.type)) & {
                HGKM.Activiteit,
                HGKM.Taak,
            }:
                yield f"{one}: give it one hgkm:wat that is a hgkm:Activiteit or hgkm:Taak"
            if len(role) != 1 or role[0] not in roles:
                yield f"{one}: give it one hgkm:alsRol from the scheme of roles"
            if len(certainty) != 1 or certainty[0] not in certainties:
                yield f"{one}: give it one hgkm:zekerheid from the scheme of certainties"
            elif not who and certainty[0] == BEGRIP.vastgesteld:
                yield f"{one}: nobody is named: its certainty is leeg or nader-te-bepalen"
            if (one, HGKM.opGrondVan, None) not in graph:
                yield f"{one}: say with hgkm:opGrondVan on which plan, agreement or law it rests"

    fail_on(problems())


@pytest.mark.parametrize("name", TAKEN)
def test_each_planning_has_its_words_and_a_sound_period(name: str) -> None:
    graph = TAKEN[name]

    def problems() -> Iterator[str]:
        for one in of_kind(graph, HGKM.Planning):
            begin, end = graph.value(one, HGKM.begin), graph.value(one, HGKM.einde)
            certainty = graph.value(one, HGKM.zekerheid)
            if certainty is None:
                yield f"{one}: give it a hgkm:zekerheid"
            if (one, HGKM.tekst, None) not in graph and certainty not in {BEGRIP.leeg, BEGRIP.onleesbaar}:
                yield f"{one}: give hgkm:tekst as the source writes it, or zekerheid leeg or onleesbaar"
            for date in (begin, end):
                if date is not None and not (isinstance(date, Literal) and date.datatype == XSD.date):
                    yield f"{one}: write {date} as an xsd:date"
            if isinstance(begin, Literal) and isinstance(end, Literal) and str(begin) > str(end):
                yield f"{one}: it ends on {end} before it begins on {begin}"
            if (begin or end) and (one, HGKM.precisie, None) not in graph:
                yield f"{one}: say with hgkm:precisie how precise its dates are"
            if (None, HGKM.planning, one) not in graph:
                yield f"{one}: let the activity it belongs to point to it with hgkm:planning"

    fail_on(problems())


@pytest.mark.parametrize("name", PLANS)
def test_each_activity_hangs_in_its_plan(name: str) -> None:
    graph = PLANS[name]
    wholes = set(of_kind(EVERYTHING, HGKM.Plan, HGKM.Programma, HGKM.Document))
    fail_on(
        f"{thing}: let hgkm:onderdeelVan lead from it to a plan, programme or vision"
        for thing in of_kind(graph, HGKM.Activiteit, HGKM.Planonderdeel)
        if not wholes & set(graph.transitive_objects(thing, HGKM.onderdeelVan))
    )


@pytest.mark.parametrize("name", TAKEN)
def test_an_agreement_has_two_parties_and_a_status_and_shares_nothing(name: str) -> None:
    graph = TAKEN[name]

    def problems() -> Iterator[str]:
        for one in of_kind(graph, HGKM.Samenwerkingsafspraak):
            if len(set(graph.objects(one, HGKM.partij))) != 2:
                yield f"{one}: make one agreement per pair, with two hgkm:partij"
            if len(set(graph.objects(one, HGKM.status))) != 1:
                yield f"{one}: give it one hgkm:status"
            for part in (HGKM.afspraakonderdeel, HGKM.escalatielijn):
                for other in graph.objects(one, part):
                    if len(set(graph.subjects(part, other))) > 1:
                        yield f"{other}: two agreements share it; give each its own"

    fail_on(problems())


def test_each_plan_file_holds_the_plan_it_is_named_after() -> None:
    for slug, graph in PLANS.items():
        identifiers = [str(graph.value(plan, DCTERMS.identifier)) for plan in of_kind(graph, HGKM.Plan)]
        assert slug in identifiers, f"{slug}.ttl: give its hgkm:Plan the dcterms:identifier {slug!r}"


def test_each_plan_says_how_complete_it_is() -> None:
    fail_on(
        f"{plan}: give it hgkm:volledigheid and hgkm:voorGemeente"
        for graph in PLANS.values()
        for plan in of_kind(graph, HGKM.Plan)
        if (plan, HGKM.volledigheid, None) not in graph or (plan, HGKM.voorGemeente, None) not in graph
    )


def test_each_municipality_is_its_official_iri_under_its_own_name() -> None:
    found = {str(iri): str(label(iri)) for iri in of_kind(EVERYTHING, HGKM.Gemeente)}
    fail_on(
        f"{iri}: the official name with this code is {GEMEENTEN.get(iri.removeprefix(TOOI))!r}, not {name!r}"
        for iri, name in found.items()
        if GEMEENTEN.get(iri.removeprefix(TOOI)) != name
    )


def test_each_law_is_its_official_iri_under_its_own_name() -> None:
    found = {str(iri): str(label(iri)) for iri in of_kind(EVERYTHING, HGKM.Wet)}
    fail_on(
        f"{iri}: use the verified BWB or ELI IRI; this is {WETTEN.get(iri)!r}, not {name!r}"
        for iri, name in found.items()
        if WETTEN.get(iri) != name
    )


def test_no_actor_is_an_orphan() -> None:
    structure = {HGKM.vindplaats, HGKM.werkgebied, ORG.classification, RDF.type}
    fail_on(
        f"{actor}: no plan says anything about it; name its passage there, or take it out"
        for actor in of_kind(EVERYTHING, *ACTORS)
        if (actor, HGKM.vindplaats, None) not in EVERYTHING
        and not set(EVERYTHING.predicates(None, actor)) - structure
    )


def test_each_spelling_of_a_name_belongs_to_one_thing() -> None:
    bearers: dict[str, set[str]] = defaultdict(set)
    for thing in of_kind(EVERYTHING, *NAMED):
        for predicate in (SKOS.prefLabel, SKOS.altLabel):
            for name in EVERYTHING.objects(thing, predicate):
                bearers[" ".join(str(name).casefold().split())].add(thing)
    fail_on(
        f"{spelling!r}: take this spelling away from all but one of {', '.join(sorted(named))}"
        for spelling, named in bearers.items()
        if len(named) > 1
    )


def test_every_triple_stands_in_one_file() -> None:
    where = defaultdict(list)
    for name, graph in DATA.items():
        for triple in graph:
            where[triple].append(name)
    fail_on(f"{t}: keep it in one of {names}" for t, names in where.items() if len(names) > 1)


def test_no_statement_is_about_a_nameless_thing() -> None:
    fail_on(
        f"{name}: give {node!r} an IRI"
        for name, graph in DATA.items()
        for node in graph.all_nodes()
        if not isinstance(node, URIRef | Literal)
    )


@pytest.mark.parametrize(
    "path", sorted(ROOM.glob("*/*.ttl")), ids=lambda path: path.relative_to(ROOM).as_posix()
)
def test_each_file_is_formatted(path: Path) -> None:
    data = path.read_bytes()
    assert format_turtle(data, path.name).encode() == data, f"run `make format`: {path.name} is not formatted"

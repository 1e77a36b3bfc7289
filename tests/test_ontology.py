"""The words: every term is labelled and defined in two languages, and the concept schemes meet NL-SBB."""

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from ontology.vocabulary import BEGRIP, HGKM, ontology_files

TERMS = [OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty]

# The names that tools outside the project use: they may get company, never another name.
FIXED_CLASSES = """Toedeling Vindplaats Bron Plan Planonderdeel Activiteit Taak Planning Samenwerkingsafspraak
    Escalatielijn Trede Tekortkoming Keuze Besluit Toezegging Aanbeveling Aanbod Implementatiestand""".split()
FIXED_PROPERTIES = """wie wat voorWie alsRol opGrondVan zekerheid vindplaats voorGemeente geldigVan geldigTot
    eersteRegel laatsteRegel pagina cel onderdeelVan soortTaak uitwerkingVan volledigheid planning begin einde
    precisie tijdsoort tekst partij afspraakonderdeel status escalatielijn trede volgorde niveau contactpunt
    gecontroleerdOp betreft openLijst regel bevindingStatus""".split()
FIXED_CONCEPTS = """uitvoerend eindverantwoordelijk ondersteunend geraadpleegd geinformeerd regie casusregie
    procesregie planregie programmaregie opdrachtgever vastgesteld onzeker voorwaardelijk nader-te-bepalen
    leeg onleesbaar geheel gedeeltelijk uittreksel alleen-genoemd voorgenomen concept ondertekend beeindigd
    professionals-lokaal-veld openbaar intern vertrouwelijk""".split()


@pytest.fixture(scope="module")
def words() -> Graph:
    graph = Graph()
    for file in ontology_files():
        graph.parse(file)
    return graph


def own_terms(words: Graph) -> list[URIRef]:
    return sorted(
        term
        for kind in TERMS
        for term in words.subjects(RDF.type, kind)
        if isinstance(term, URIRef) and term.startswith(str(HGKM))
    )


def texts(words: Graph, subject: URIRef, predicate: URIRef) -> dict[str | None, list[str]]:
    found: dict[str | None, list[str]] = {}
    for text in words.objects(subject, predicate):
        assert isinstance(text, Literal)
        found.setdefault(text.language, []).append(str(text))
    return found


def concepts(words: Graph) -> list[URIRef]:
    return sorted(c for c in words.subjects(RDF.type, SKOS.Concept) if isinstance(c, URIRef))


def languages_amiss(words: Graph, subject: URIRef, predicate: URIRef) -> list[str]:
    """Say what is wrong unless there is exactly one text in Dutch and one in English."""
    counts = {language: len(found) for language, found in texts(words, subject, predicate).items()}
    if counts == {"nl": 1, "en": 1}:
        return []
    return [f"{subject}: give it one {predicate} in nl and one in en; it has {counts}"]


def test_every_term_is_labelled_and_defined_in_dutch_and_english(words: Graph) -> None:
    terms = own_terms(words)
    assert len(terms) > 100
    amiss = [
        line for t in terms for p in (RDFS.label, SKOS.definition) for line in languages_amiss(words, t, p)
    ]
    assert not amiss, "\n".join(amiss)


@pytest.mark.parametrize("name", FIXED_CLASSES)
def test_a_fixed_class_exists(words: Graph, name: str) -> None:
    assert (HGKM[name], RDF.type, OWL.Class) in words


@pytest.mark.parametrize("name", FIXED_PROPERTIES)
def test_a_fixed_property_exists(words: Graph, name: str) -> None:
    assert any((HGKM[name], RDF.type, kind) in words for kind in TERMS[1:])


@pytest.mark.parametrize("name", FIXED_CONCEPTS)
def test_a_fixed_concept_exists(words: Graph, name: str) -> None:
    assert (BEGRIP[name], RDF.type, SKOS.Concept) in words


def test_every_kind_of_regie_is_narrower_than_regie(words: Graph) -> None:
    kinds = {"casusregie", "procesregie", "planregie", "programmaregie"}
    narrower = set(words.subjects(SKOS.broader, BEGRIP.regie))
    assert {BEGRIP[kind] for kind in kinds} <= narrower


def test_every_concept_has_one_preferred_label_a_language_and_a_definition(words: Graph) -> None:
    amiss = [
        line
        for concept in concepts(words)
        for predicate in (SKOS.prefLabel, SKOS.definition)
        for line in languages_amiss(words, concept, predicate)
    ]
    assert not amiss, "\n".join(amiss)


def test_no_concept_is_an_orphan(words: Graph) -> None:
    amiss = []
    for concept in concepts(words):
        schemes = set(words.objects(concept, SKOS.inScheme))
        broader = set(words.objects(concept, SKOS.broader))
        if not schemes or any((scheme, RDF.type, SKOS.ConceptScheme) not in words for scheme in schemes):
            amiss.append(f"{concept}: give it the skos:inScheme of a scheme that exists")
        if not broader and set(words.objects(concept, SKOS.topConceptOf)) != schemes:
            amiss.append(f"{concept}: give it a skos:broader, or make it skos:topConceptOf its scheme")
        for wider in broader:
            if not schemes & set(words.objects(wider, SKOS.inScheme)):
                amiss.append(
                    f"{concept}: its skos:broader {wider} is in another scheme; choose one in its own"
                )
            if (wider, SKOS.narrower, concept) not in words:
                amiss.append(f"{wider}: add skos:narrower {concept}, which names it as broader")
    assert not amiss, "\n".join(amiss)


def test_top_concepts_are_said_on_both_sides(words: Graph) -> None:
    up = set(words.subject_objects(SKOS.topConceptOf))
    down = {(concept, scheme) for scheme, concept in words.subject_objects(SKOS.hasTopConcept)}
    assert up == down


def test_the_broader_relation_has_no_circle(words: Graph) -> None:
    for concept in concepts(words):
        for wider in words.objects(concept, SKOS.broader):
            assert concept not in set(words.transitive_objects(wider, SKOS.broader))


def test_notations_are_unique(words: Graph) -> None:
    notations = [str(notation) for notation in words.objects(None, SKOS.notation)]
    assert len(notations) == len(set(notations)) == len(concepts(words))


def test_a_spelling_names_one_concept_in_its_scheme(words: Graph) -> None:
    bearers: dict[tuple[Node, str], set[Node]] = {}
    for predicate in (SKOS.prefLabel, SKOS.altLabel):
        for concept, text in words.subject_objects(predicate):
            if isinstance(text, Literal) and text.language == "nl":
                for scheme in words.objects(concept, SKOS.inScheme):
                    bearers.setdefault((scheme, text.casefold()), set()).add(concept)
    amiss = [
        f"{spelling!r} in {scheme}: take it away from all but one of {sorted(map(str, named))}"
        for (scheme, spelling), named in bearers.items()
        if len(named) > 1
    ]
    assert not amiss, "\n".join(amiss)


@pytest.mark.parametrize(
    "vocabulary",
    [
        "http://www.w3.org/ns/org#",
        "http://www.w3.org/ns/prov#",
        "http://purl.org/dc/terms/",
        "http://www.w3.org/2006/time#",
        "http://www.w3.org/ns/odrl/2/",
        "http://data.europa.eu/m8g/",
        "http://www.w3.org/ns/oa#",
    ],
)
def test_the_ontology_is_aligned_with(words: Graph, vocabulary: str) -> None:
    relations = {RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.exactMatch}
    aligned = {
        target
        for term in own_terms(words)
        for relation in relations
        for target in words.objects(term, relation)
        if str(target).startswith(vocabulary)
    }
    assert aligned

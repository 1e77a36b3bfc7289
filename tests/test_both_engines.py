"""Both engines find the same in graphs and shapes that nobody thought of."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyoxigraph as oxigraph
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, URIRef

import shapes
from graph.store import Store, in_memory
from ontology.vocabulary import GRAAF
from shapes.engines import Violation, by_pyshacl, only, run_rules
from shapes.rules import Rules, load_rules

DAY = date(2026, 11, 22)
FIXED = settings(derandomize=True, database=None, deadline=None)
EXAMPLES = sorted((Path(shapes.__file__).parent / "voorbeelden").glob("*.ttl"))
PREFIXES = """
@prefix : <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


SHAPE = URIRef("http://example.org/shape")


def one_rule(shape: str) -> Rules:
    graph = Graph().parse(data=f"{PREFIXES} :shape sh:severity sh:Warning ; {shape} .", format="turtle")
    shipped = load_rules(DAY)
    return replace(shipped, graph=graph, shapes=(replace(shipped.shapes[0], iri=SHAPE),), rules={})


def stored(triples: list[oxigraph.Triple]) -> Store:
    home = oxigraph.NamedNode(GRAAF.voorbeeld)
    return in_memory(oxigraph.Quad(t.subject, t.predicate, t.object, home) for t in triples)


def parsed(turtle: str) -> list[oxigraph.Triple]:
    return [quad.triple for quad in oxigraph.parse(turtle.encode(), oxigraph.RdfFormat.TURTLE)]


def judged(store: Store, rules: Rules, wanted: list[URIRef]) -> frozenset[Violation]:
    """Give what both engines find, once they agree, also where only some nodes are looked at."""
    outcome = run_rules(store, rules, "sparql", shapes=wanted)
    assert outcome.untranslated == ()
    assert outcome.violations == by_pyshacl(store.rdflib_graph(), only(rules.graph, wanted))
    named = {violation for violation in outcome.violations if isinstance(violation.focus, URIRef)}
    nodes = sorted({URIRef(violation.focus) for violation in named})
    assert run_rules(store, rules, "sparql", shapes=wanted, focuses=nodes).violations == named
    return outcome.violations


# --- our rules, on examples of them that are laid over each other and damaged


@st.composite
def damaged(draw: st.DrawFn) -> tuple[list[oxigraph.Triple], list[str]]:
    """Give what some examples tell, with triples left out, moved or changed, and the rules they are of."""
    files = draw(st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=3, unique=True))
    triples = list(
        dict.fromkeys(triple for file in files for triple in parsed(file.read_text(encoding="utf-8")))
    )
    places = st.integers(0, len(triples) - 1)
    for place in draw(st.lists(places, max_size=4)):
        model, damage = triples[draw(places)], draw(st.sampled_from(["left out", "moved", "changed"]))
        hurt = triples[place]
        if damage == "left out":
            triples[place] = model
        elif damage == "moved":
            triples[place] = oxigraph.Triple(model.subject, hurt.predicate, hurt.object)
        else:
            triples[place] = oxigraph.Triple(hurt.subject, hurt.predicate, model.object)
    return triples, sorted({file.stem[:6] for file in files})


@settings(FIXED, max_examples=40)
@given(damaged())
def test_on_damaged_examples_of_our_rules(facts: tuple[list[oxigraph.Triple], list[str]]) -> None:
    triples, numbers = facts
    rules = load_rules(DAY)
    wanted = [shape.iri for shape in rules.shapes if shape.rule in numbers]
    with stored(triples) as store:
        judged(store, rules, wanted)


# --- any shapes, on any facts; but for what pySHACL is known to understand differently

STEPS = st.sampled_from([":p", ":q", "[ sh:inversePath :p ]", "[ sh:inversePath :q ]"])
PATHS = st.recursive(
    STEPS,
    lambda paths: st.one_of(
        st.lists(paths, min_size=2, max_size=3).map(lambda steps: f"( {' '.join(steps)} )"),
        st.lists(paths, min_size=2, max_size=2).map(lambda p: f"[ sh:alternativePath ( {' '.join(p)} ) ]"),
        paths.map(lambda path: f"[ sh:zeroOrMorePath {path} ]"),
        paths.map(lambda path: f"[ sh:oneOrMorePath {path} ]"),
        paths.map(lambda path: f"[ sh:zeroOrOnePath {path} ]"),
    ),
    max_leaves=3,
)
ABOUT_VALUES = st.sampled_from(
    """sh:class :C|sh:class :D|sh:nodeKind sh:IRI|sh:nodeKind sh:Literal|sh:datatype xsd:integer
    |sh:datatype xsd:string|sh:minInclusive 2|sh:maxExclusive 2|sh:minLength 2|sh:maxLength 1|sh:pattern "b"
    |sh:languageIn ( "nl" )|sh:in ( :a 1 "b" "b"@nl )|sh:in ()|sh:disjoint :q|sh:equals :n""".split("|")
)
TOGETHER = st.sampled_from(
    """sh:minCount 0|sh:minCount 1|sh:minCount 2|sh:maxCount 0|sh:maxCount 1|sh:hasValue :a|sh:hasValue 1
    |sh:uniqueLang true""".split("|")
)


def conditions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Give constraints that hold other shapes, `[ ... ]`."""
    lists = st.lists(inner, min_size=1, max_size=3).map(" ".join)
    of_nodes = inner.filter(lambda shape: "sh:path" not in shape.partition("[")[2].partition("[")[0])
    return st.one_of(
        inner.map(lambda shape: f"sh:not {shape}"),
        of_nodes.map(lambda shape: f"sh:node {shape}"),
        st.tuples(st.sampled_from(["and", "or", "xone"]), lists).map(lambda t: f"sh:{t[0]} ( {t[1]} )"),
    )


def qualified(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    counts = st.sampled_from(["sh:qualifiedMinCount 1", "sh:qualifiedMaxCount 0", "sh:qualifiedMaxCount 1"])
    return st.tuples(inner, counts).map(lambda t: f"sh:qualifiedValueShape {t[0]} ; {t[1]}")


def bodies(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Give shapes of one constraint, with or without a path."""
    of_node = st.one_of(ABOUT_VALUES, conditions(inner))
    of_path = st.one_of(of_node, TOGETHER, qualified(inner))
    return st.one_of(of_node, st.tuples(PATHS, of_path).map(lambda t: f"sh:path {t[0]} ; {t[1]}"))


def in_brackets(shapes: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return shapes.map(lambda shape: f"[ {shape} ]")


SHAPES = bodies(
    st.recursive(in_brackets(ABOUT_VALUES), lambda inner: in_brackets(bodies(inner)), max_leaves=4)
)
NODES = st.sampled_from([":a", ":b", ":c", ":d"])
VALUES = st.sampled_from(["1", "2", '"b"', '"b"@nl', '"bc"@nl', '"bc"'])
FACTS = st.lists(
    st.one_of(
        st.tuples(NODES, st.sampled_from([":p", ":q"]), st.one_of(NODES, VALUES)),
        st.tuples(NODES, st.just(":n"), VALUES),
        st.tuples(NODES, st.just("a"), st.sampled_from([":C", ":D"])),
    ).map(lambda parts: " ".join(parts) + " ."),
    min_size=1,
    max_size=12,
).map("\n".join)
TARGETS = st.sampled_from(["sh:targetClass :C", "sh:targetSubjectsOf :p", "sh:targetObjectsOf :q"])


@settings(FIXED, max_examples=300)
@given(TARGETS, SHAPES, FACTS)
def test_on_any_shape_and_facts(target: str, shape: str, facts: str) -> None:
    rules = one_rule(f"{target} ; {shape}")
    with stored(parsed(f"{PREFIXES} :D rdfs:subClassOf :C . {facts}")) as store:
        judged(store, rules, [SHAPE])

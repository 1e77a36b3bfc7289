"""Both engines find the same in graphs and shapes that nobody thought of."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pyoxigraph as oxigraph
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import URIRef

import shapes
from graph.store import Store
from shapes.engines import run_rules
from shapes.rules import Rules, load_rules

DAY = date(2026, 11, 22)
EXAMPLES = sorted((Path(shapes.__file__).parent / "voorbeelden").glob("*.ttl"))


def agree(store: Store, rules: Rules, shapes: list[URIRef]) -> None:
    """See that both engines find the same, also where only some nodes are looked at."""
    found = run_rules(store, rules, "sparql", shapes=shapes)
    assert found.untranslated == ()
    with patch("shapes.at_once.MANY", 0):
        assert found == run_rules(store, rules, "sparql", shapes=shapes)
    assert found.violations == run_rules(store, rules, "pyshacl", shapes=shapes).violations
    named = {violation for violation in found.violations if isinstance(violation.focus, URIRef)}
    nodes = sorted({URIRef(violation.focus) for violation in named})
    assert run_rules(store, rules, "sparql", shapes=shapes, focuses=nodes).violations == named


# --- our rules, on examples of them that are laid over each other and damaged


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Give what some examples tell, with triples left out, moved or changed, and the rules they are of."""
    files = draw(st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=3, unique=True))
    told = (oxigraph.parse(file.read_bytes(), oxigraph.RdfFormat.TURTLE) for file in files)
    triples = list(dict.fromkeys(quad.triple for quads in told for quad in quads))
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
    return "".join(f"{triple} .\n" for triple in triples), sorted({file.stem[:6] for file in files})


@settings(max_examples=15)
@given(facts=damaged())
def test_on_damaged_examples_of_our_rules(
    facts: tuple[str, list[str]], stored: Callable[[str], Store]
) -> None:
    triples, numbers = facts
    rules = load_rules(DAY)
    with stored(triples) as store:
        agree(store, rules, [shape.iri for shape in rules.shapes if shape.rule in numbers])


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


@settings(max_examples=200)
@given(target=TARGETS, shape=SHAPES, facts=FACTS)
def test_on_any_shape_and_facts(
    target: str,
    shape: str,
    facts: str,
    stored: Callable[[str], Store],
    one_shape: Callable[[str], Rules],
) -> None:
    rules = one_shape(f"{target} ; {shape}")
    with stored(f":D rdfs:subClassOf :C . {facts}") as store:
        agree(store, rules, [rules.shapes[0].iri])

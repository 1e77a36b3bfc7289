"""Queries that are written for one focus node (`sh:select`), made to find all focus nodes at once.

It runs nothing, and does not judge whether a query means what its author wanted.
"""

import re

from rdflib import Graph
from rdflib.namespace import OWL, SH
from rdflib.paths import MulPath
from rdflib.term import Node

from shapes.paths import UnsupportedError

# What may hold a brace or a variable without being one: comments, IRIs, strings.
_TOKEN = re.compile(
    r"""
    \#[^\n]* | <[^<>"{}|^`\\\s]*>
  | "{3}.*?"{3} | '{3}.*?'{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
  | [$?]?\w+ | .
    """,
    re.VERBOSE | re.DOTALL,
)


# What SHACL lets an engine fill in, and has no meaning for a shape without a path.
_FILLED = re.compile(r"[$?](?:PATH|shapesGraph|currentShape)\b")


def for_all(shapes: Graph, shape: Node, target: str) -> str:
    """Give the query of a shape (`sh:sparql`) for all focus nodes that a pattern binds to `?this`.

    Raises:
        UnsupportedError: the shape has a path or another query too, or its query is no SELECT query, is
            switched off, or asks the engine to fill something in.
    """
    queries = [*shapes.objects(shape, SH.sparql)]
    if (shape, SH.path, None) in shapes or len(queries) != 1:
        raise UnsupportedError("sh:sparql beside a path or another query")
    select = str(shapes.value(queries[0], SH.select) or "")
    if not select or (queries[0], SH.deactivated, None) in shapes or _FILLED.search(select):
        raise UnsupportedError("sh:sparql without sh:select, switched off, or with $PATH and the like")
    return prefixes(shapes, queries[0]) + with_target(select, target)


def prefixes(shapes: Graph, constraint: Node) -> str:
    """Give the prefixes that are declared for a query (sh:prefixes)."""
    declared = shapes.objects(constraint, SH.prefixes / MulPath(OWL.imports, "*") / SH.declare)
    pairs = {(str(shapes.value(d, SH.prefix)), str(shapes.value(d, SH.namespace))) for d in declared}
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(pairs))


def with_target(select: str, target: str) -> str:
    """Let a query that is written for one focus node find them all.

    SHACL binds $this in every group before the query runs. Here the target pattern opens every group in which
    $this occurs: in the outer one alone is wrong for subselects, UNION, OPTIONAL and counts of zero.
    """
    words = [word for word in _TOKEN.findall(select) if not word.startswith("#")]
    words = ["?this" if word == "$this" else word for word in words]
    opened: list[int] = []
    about_this: set[int] = set()
    for place, word in enumerate(words):
        if word == "{":
            opened.append(place)
        elif word == "}":
            opened.pop()
        elif word == "?this":
            about_this.update(opened)
    for place in about_this:
        following = next((word for word in words[place + 1 :] if word.strip()), "")
        if following.upper() != "SELECT":
            words[place] = f"{{ {target} "
    return "".join(words)

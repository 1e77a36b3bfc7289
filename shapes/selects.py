"""Queries that are written for one focus node (`sh:select`), made to find all focus nodes at once.

It runs nothing, and does not judge whether a query means what its author wanted.
"""

import re

from rdflib import Graph
from rdflib.namespace import SH

# What may hold a brace or a variable without being one: comments, IRIs, strings.
_TOKEN = re.compile(
    r"""
    \#[^\n]* | <[^<>"{}|^`\\\s]*>
  | "{3}.*?"{3} | '{3}.*?'{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
  | [$?]?\w+ | .
    """,
    re.VERBOSE | re.DOTALL,
)


def prefixes(shapes: Graph) -> str:
    """Give the prefixes that the shapes declare for their queries (sh:declare)."""
    declared = shapes.subject_objects(SH.declare)
    return "".join(
        f"PREFIX {shapes.value(prefix, SH.prefix)}: <{shapes.value(prefix, SH.namespace)}>\n"
        for _, prefix in sorted(declared, key=lambda pair: str(shapes.value(pair[1], SH.prefix)))
    )


def with_target(select: str, target: str, prefixes: str) -> str:
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
    return prefixes + "".join(words)

"""Conditions of shapes as flags of SPARQL, `OPTIONAL { SELECT DISTINCT ?focus (true AS ?flag) WHERE ... }`.

What a condition asks of a graph is written by `shapes.translation`; here each is asked once, and they are
combined.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rdflib.namespace import SH
from rdflib.term import Node

_VARIABLE = re.compile(r"\?x\d+")


@dataclass(frozen=True)
class Test:
    """A condition on a variable.

    Attributes:
        flags: the OPTIONAL groups that bind what the expression looks at, each once.
        expression: true for the nodes that meet the condition; never an error.
    """

    flags: tuple[str, ...]
    expression: str

    @property
    def pattern(self) -> str:
        """Give the groups as they stand in a query."""
        return "".join(self.flags)


class Flags:
    """The flags of one query; conditions that ask the same of the same variable share one."""

    def __init__(self, names: Iterator[str]) -> None:
        """Take fresh variables, which begin with `?x`."""
        self._names = names
        self._asked: dict[tuple[str, str], Test] = {}

    def ask(self, variable: str, pattern: str, having: str = "") -> Test:
        """Test whether a pattern matches for a node; `having` groups the matches and judges them together."""
        asked = variable, _renamed(f"{variable} {pattern} {having}")
        if asked not in self._asked:
            flag = next(self._names)
            distinct = "" if having else "DISTINCT "
            group = f"SELECT {distinct}{variable} (true AS {flag}) WHERE {{ {pattern} }} {having}"
            self._asked[asked] = Test((f"OPTIONAL {{ {group} }} ",), f"BOUND({flag})")
        return self._asked[asked]


def _renamed(pattern: str) -> str:
    """Number the variables of a pattern as they come, so that two that ask the same are alike."""
    names: dict[str, str] = {}
    return _VARIABLE.sub(lambda name: names.setdefault(name[0], f"?y{len(names)}"), pattern)


def every(tests: Sequence[Test]) -> Test:
    """Test whether a node meets all of some conditions."""
    expressions = dict.fromkeys(test.expression for test in tests if test.expression != "true")
    flags = dict.fromkeys(flag for test in tests for flag in test.flags)
    return Test(tuple(flags), " && ".join(f"({e})" for e in expressions) or "true")


def negated(test: Test) -> Test:
    """Test whether a node does not meet a condition."""
    return Test(test.flags, f"!({test.expression})")


def _any(tests: Sequence[Test]) -> Test:
    return negated(every([negated(test) for test in tests]))


def _one(tests: Sequence[Test]) -> Test:
    met = " + ".join(f"IF({test.expression}, 1, 0)" for test in tests)
    return Test(every(tests).flags, f"({met or 0}) = 1")


COMBINED: dict[Node, Callable[[Sequence[Test]], Test]] = {
    SH["and"]: every,
    SH["or"]: _any,
    SH.xone: _one,
}

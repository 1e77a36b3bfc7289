"""Expressions of SPARQL worked out for all rows of a table at once.

What is logic, or asks whether terms are the same, is worked out on columns; the rest goes to the store as
text. A condition is true, false, or null where SPARQL speaks of an error. EXISTS is not translated. No
pattern is known here.
"""

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_

import polars as pl
from rdflib import Literal, URIRef, Variable
from rdflib.plugins.sparql.parserutils import CompValue

from graph.columns import Columns
from graph.numbered import NUMBER
from shapes.paths import UnsupportedError

# Operators that ask whether terms are the same, and whether they deny it.
_DENIED = {"=": False, "!=": True, "IN": False, "NOT IN": True}
_WORDS = {"ConditionalAndExpression": " && ", "ConditionalOrExpression": " || "}


class Expressions:
    """Works out expressions on tables: a variable is a column of numbers, null where it is unbound."""

    def __init__(self, columns: Columns) -> None:
        """Take what knows the terms behind the numbers."""
        self._columns = columns

    def condition(self, expression: object, rows: pl.DataFrame) -> pl.Expr:
        """Give a truth for each row.

        Raises:
            UnsupportedError: a part of the expression is not translated.
        """
        known = self._logic(expression, rows) if isinstance(expression, CompValue) else None
        if known is None:
            known = pl.lit(self._columns.true(text(expression), _variables(expression, rows)))
        return known

    def value(self, expression: object, rows: pl.DataFrame) -> pl.Expr:
        """Give the number of a term for each row, null where there is none.

        Raises:
            UnsupportedError: a part of the expression is not translated.
        """
        if isinstance(expression, Variable):
            return pl.col(str(expression)) if str(expression) in rows.columns else pl.lit(None, NUMBER)
        if isinstance(expression, URIRef | Literal):
            return pl.lit(self._columns.numbers([expression])[0], NUMBER)
        return pl.lit(self._columns.answers(text(expression), _variables(expression, rows)))

    def _logic(self, expression: CompValue, rows: pl.DataFrame) -> pl.Expr | None:
        """Give a truth for each row, if it takes no more than comparing columns."""
        known: pl.Expr | None = None
        if expression.name in _WORDS:
            parts = [self.condition(part, rows) for part in (expression.expr, *expression.other)]
            known = reduce(and_ if expression.name == "ConditionalAndExpression" else or_, parts)
        elif expression.name == "UnaryNot":
            known = ~self.condition(expression.expr, rows)
        elif expression.name == "Builtin_BOUND":
            known = self.value(expression.arg, rows).is_not_null()
        elif expression.name == "TrueFilter":
            known = pl.lit(value=True)
        elif expression.name == "Builtin_REGEX" and not expression.flags:
            if isinstance(expression.text, Variable) and str(expression.text) in rows.columns:
                strings = self._columns.strings(rows[str(expression.text)])
                known = pl.lit(strings.str.contains(str(expression.pattern)))
        elif expression.name == "RelationalExpression" and expression.op in _DENIED:
            same = self._same(expression, rows)
            known = ~same if same is not None and _DENIED[expression.op] else same
        return known

    def _same(self, expression: CompValue, rows: pl.DataFrame) -> pl.Expr | None:
        """Compare terms by their numbers, where one side can be no literal that is written in another way."""
        others = expression.other if isinstance(expression.other, list) else [expression.other]
        if not isinstance(expression.expr, Variable):
            return None
        mine = self.value(expression.expr, rows)
        if all(isinstance(other, URIRef) for other in others):
            listed = mine.is_in(self._columns.numbers(others).implode())
            return pl.when(mine.is_not_null()).then(listed)
        if len(others) == 1 and isinstance(others[0], Variable):
            theirs = self.value(others[0], rows)
            sides = [rows[str(side)] for side in (expression.expr, others[0]) if str(side) in rows.columns]
            if not all(self._columns.are_some_literals(side) for side in sides):
                return mine == theirs
        return None


def text(expression: object) -> str:
    """Write an expression as SPARQL.

    Raises:
        UnsupportedError: a part of it is not known here.
    """
    if isinstance(expression, Variable | URIRef | Literal):
        return expression.n3()
    if isinstance(expression, list | tuple):
        return f"({', '.join(map(text, expression))})"
    if isinstance(expression, CompValue):
        return _composed(expression)
    raise UnsupportedError(f"the expression {expression}")


def _composed(expression: CompValue) -> str:
    name = expression.name
    if name in _WORDS:
        written = f"({_WORDS[name].join(map(text, (expression.expr, *expression.other)))})"
    elif name == "UnaryNot":
        written = f"!({text(expression.expr)})"
    elif name == "RelationalExpression":
        written = f"({text(expression.expr)} {expression.op} {text(expression.other)})"
    elif name in ("AdditiveExpression", "MultiplicativeExpression"):
        steps = zip(expression.op, expression.other, strict=True)
        written = f"({text(expression.expr)}{''.join(f' {sign} {text(other)}' for sign, other in steps)})"
    elif name == "Function":
        written = text(expression.iri) + text(expression.expr)
    elif name.startswith("Builtin_") and "graph" not in expression:
        parts = [part for part in _parts(expression) if part is not None]
        listed = parts[0] if len(parts) == 1 and isinstance(parts[0], list) else parts
        written = name.removeprefix("Builtin_") + text(listed)
    else:
        raise UnsupportedError(f"the expression {name}")
    return written


def _variables(expression: object, rows: pl.DataFrame) -> dict[str, pl.Series]:
    """Give the columns of what an expression speaks of; one at least, so that there is a row for each row."""
    names = dict.fromkeys(name for name in _spoken_of(expression) if name in rows.columns)
    return {name: rows[name] for name in names or rows.columns[:1]}


def _spoken_of(expression: object) -> Iterable[str]:
    if isinstance(expression, Variable):
        yield str(expression)
    elif isinstance(expression, CompValue):
        yield from (name for part in _parts(expression) for name in _spoken_of(part))
    elif isinstance(expression, list | tuple):
        yield from (name for part in expression for name in _spoken_of(part))


def _parts(expression: CompValue) -> list[object]:
    """Give what an expression consists of, but for what rdflib notes on it (`_vars`)."""
    return [part for name, part in expression.items() if not name.startswith("_")]

"""The constraints of SHACL Core that look at one value alone, written as expressions of SPARQL.

What follows a path, counts, or compares with other values is in `shapes.translation`.
"""

from rdflib import Graph, Literal
from rdflib.namespace import SH, XSD
from rdflib.term import Node

from shapes.paths import UnsupportedError, items, n3

# The value stands in a template as {0}, the argument as {1}.
_COMPARED: dict[Node, str] = {
    SH.hasValue: "sameTerm({0}, {1})",
    SH.minInclusive: "{0} >= {1}",
    SH.maxInclusive: "{0} <= {1}",
    SH.minExclusive: "{0} > {1}",
    SH.maxExclusive: "{0} < {1}",
    SH.minLength: "!isBlank({0}) && STRLEN(STR({0})) >= {1}",
    SH.maxLength: "!isBlank({0}) && STRLEN(STR({0})) <= {1}",
}
_KINDS: dict[Node, str] = {
    SH.IRI: "isIRI({0})",
    SH.Literal: "isLiteral({0})",
    SH.BlankNode: "isBlank({0})",
    SH.BlankNodeOrIRI: "!isLiteral({0})",
    SH.IRIOrLiteral: "!isBlank({0})",
    SH.BlankNodeOrLiteral: "!isIRI({0})",
}
# Datatypes whose literals may be ill typed, as "three" is for a number: a cast tells; where it knows no big
# numbers, a pattern.
_CAST = {XSD.boolean, XSD.float, XSD.double, XSD.date, XSD.time, XSD.dateTime}
_WRITTEN: dict[Node, str] = {
    XSD.integer: "^[+-]?[0-9]+$",
    XSD.decimal: "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)$",
}
# Datatypes of which no engine looks at more than the name. For others of XML Schema the store has no cast.
_NAMED = {XSD.string, XSD.anyURI, XSD.gYear, XSD.gMonth, XSD.gDay, XSD.gYearMonth, XSD.gMonthDay}
_FLAGS = {"i", "m"}  # what flags mean the same everywhere


def holds(shapes: Graph, shape: Node, parameter: Node, argument: Node, variable: str) -> str:
    """Give an expression that is true for the values that meet a constraint, and false for others.

    Args:
        shapes: the graph that holds the shape.
        shape: the shape, for parameters that go together.
        parameter: the parameter of the constraint, as `sh:in`.
        argument: its value.
        variable: the variable that stands for the value.

    Raises:
        UnsupportedError: the constraint is not translated.
    """
    return f"COALESCE({_expression(shapes, shape, parameter, argument, variable)}, false)"


def _expression(shapes: Graph, shape: Node, parameter: Node, argument: Node, variable: str) -> str:
    if parameter == SH["in"]:
        return _among(items(shapes, argument), variable)
    if parameter in _COMPARED:
        return _COMPARED[parameter].format(variable, n3(argument))
    if parameter == SH.datatype:
        return _of_datatype(argument, variable)
    if parameter == SH.pattern:
        flags = "".join(map(str, shapes.objects(shape, SH.flags)))
        if set(flags) - _FLAGS:
            raise UnsupportedError(f'sh:flags "{flags}"')
        text = Literal(str(argument)).n3()
        return f'!isBlank({variable}) && REGEX(STR({variable}), {text}, "{flags}")'
    if parameter == SH.languageIn:
        ranges = (f"LANGMATCHES(LANG({variable}), {n3(wanted)})" for wanted in items(shapes, argument))
        return " || ".join(ranges) or "false"
    if parameter == SH.nodeKind and argument in _KINDS:
        return _KINDS[argument].format(variable)
    raise UnsupportedError(f"sh:{str(parameter).removeprefix(str(SH))}")


def _among(members: list[Node], variable: str) -> str:
    """Give an expression that is true for the members of a list; literals only as they are written."""
    things = ", ".join(n3(member) for member in members if not isinstance(member, Literal))
    texts = [f"sameTerm({variable}, {n3(member)})" for member in members if isinstance(member, Literal)]
    return " || ".join([f"{variable} IN ({things})", *texts])


def _of_datatype(datatype: Node, variable: str) -> str:
    named = f"DATATYPE({variable}) = {n3(datatype)}"
    if datatype in _WRITTEN:
        return f'{named} && REGEX(STR({variable}), "{_WRITTEN[datatype]}")'
    if datatype in _CAST:
        return f"{named} && DATATYPE({n3(datatype)}(STR({variable}))) = {n3(datatype)}"
    if datatype not in _NAMED and str(datatype).startswith(str(XSD)):
        raise UnsupportedError(f"sh:datatype {n3(datatype)}")
    return named

"""Writes triples as Turtle in one fixed layout: the same triples give the same text, whatever their order.

Prefixes: those in use, by name. Subjects: by IRI, with numbers as numbers (`-9` stands before `-10`). Of a
subject first its types, its labels and its path, then the rest by name; objects in order too. Blank nodes
and lists stand where they are used, as `[ ... ]` and `( ... )`; only a blank node that is used twice, or
within itself, gets a label.

It writes statements and knows nothing of files: the comment at the head of a file is `graph.formatting`'s,
and the choice of graphs `graph.export`'s.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import pyoxigraph as oxigraph
from rdflib import Graph
from rdflib.namespace import RDF, RDFS, SH, SKOS, XSD

from graph.prefixes import PREFIXES
from graph.terms import STRING, Term, Triples, is_blank, named, oxigraph_triples

_WIDTH = 100  # of a line of objects
_SHORT = 60  # of a blank node or list on one line
_FIRST, _REST, _NIL, _TYPE = named(RDF.first), named(RDF.rest), named(RDF.nil), named(RDF.type)
_LEADING = [_TYPE, *map(named, (SKOS.prefLabel, RDFS.label, SH.path))]
_LOCAL = re.compile(r"\w(?:[\w.-]*[\w-])?", re.ASCII)
_BARE = {
    str(XSD.integer): re.compile(r"[+-]?[0-9]+"),
    str(XSD.decimal): re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    str(XSD.double): re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+"),
    str(XSD.boolean): re.compile(r"true|false"),
}


_End = Term | oxigraph.Triple
Properties = dict[oxigraph.NamedNode, list[_End]]


class Shortener:
    """Gives IRIs their short form, and remembers which prefixes that took."""

    def __init__(self, prefixes: Mapping[str, str] = PREFIXES) -> None:
        """Take the prefixes; where two fit, the longer namespace counts."""
        self.used: dict[str, str] = {}
        self._namespaces = sorted(prefixes.items(), key=lambda item: -len(item[1]))
        self._known: dict[str, str | None] = {}

    def short(self, iri: str) -> str | None:
        """Give `prefix:local`, or nothing where the IRI has no such form that every reader understands."""
        if iri not in self._known:
            self._known[iri] = self._find(iri)
        return self._known[iri]

    def _find(self, iri: str) -> str | None:
        for prefix, namespace in self._namespaces:
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                self.used[prefix] = namespace
                return f"{prefix}:{iri[len(namespace) :]}"
        return None


def serialize(triples: Triples | Graph, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Write triples (or quads without their graphs, or an rdflib graph) as a Turtle document."""
    if isinstance(triples, Graph):
        triples = oxigraph_triples(triples)
    shortener = Shortener(prefixes)
    body = _Statements(triples, shortener).text()
    return _header(shortener) + body


def serialize_graphs(quads: Iterable[oxigraph.Quad], prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Write quads, all in named graphs and without blank nodes, as a TriG document."""
    graphs: dict[str, list[oxigraph.Quad]] = defaultdict(list)
    for quad in quads:
        graphs[str(quad.graph_name)].append(quad)
    shortener = Shortener(prefixes)
    bodies = [
        f"{shortener.short(name[1:-1]) or name} {{\n\n{_Statements(graphs[name], shortener).text()}\n}}\n"
        for name in sorted(graphs)
    ]
    return _header(shortener) + "\n".join(bodies)


def natural(text: str) -> tuple[list[str | int], str]:
    """Give the key that sorts numbers within a text as numbers; the text itself breaks ties."""
    parts = re.split(r"([0-9]{1,18})", text)
    return [int(part) if i % 2 else part for i, part in enumerate(parts)], text


def _header(shortener: Shortener) -> str:
    lines = [f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in sorted(shortener.used.items())]
    return "".join(lines) + ("\n" if lines else "")


class _Statements:
    """The statements of one graph, on their way to text."""

    def __init__(self, triples: Triples, shortener: Shortener) -> None:
        self._shorten = shortener.short
        plain = {oxigraph.Triple(t.subject, t.predicate, t.object) for t in triples}
        self._take(plain)
        if self._labelled:
            self._take(_with_fixed_labels(plain))

    def _take(self, triples: set[oxigraph.Triple]) -> None:
        self._of: dict[object, Properties] = defaultdict(lambda: defaultdict(list))
        self._uses: Counter[object] = Counter()
        for triple in triples:
            self._of[triple.subject][triple.predicate].append(triple.object)
            self._uses[triple.object] += is_blank(triple.object)
        self._labelled = {node for node, uses in self._uses.items() if uses > 1}
        self._labelled |= {node for node in self._of if is_blank(node)} - self._in_place()

    def _in_place(self) -> set[object]:
        """Find the subjects that are written by themselves, and what can be written within them."""
        waiting = [node for node in self._of if not self._uses[node] or node in self._labelled]
        reached = set()
        while waiting:
            node = waiting.pop()
            reached.add(node)
            if node in self._of:
                waiting += [end for ends in self._of[node].values() for end in ends if self._uses[end] == 1]
        return reached

    def text(self) -> str:
        """Write all statements, with a blank line between the subjects."""
        named_ones = [node for node in self._of if isinstance(node, oxigraph.NamedNode)]
        subjects = [
            (self._term(node), node) for node in sorted(named_ones, key=lambda node: natural(node.value))
        ]
        blanks = [node for node in self._of if is_blank(node)]
        apart = [("[]", node) for node in blanks if not self._uses[node]]
        apart += [(str(node), node) for node in blanks if node in self._labelled]
        blocks = [f"{name} {self._lines(node, '  ')} .\n" for name, node in subjects]
        blocks += sorted(f"{name} {self._lines(node, '  ')} .\n" for name, node in apart)
        return "\n".join(blocks)

    def _lines(self, node: object, indent: str) -> str:
        return f" ;\n{indent}".join(self._properties(node, indent))

    def _properties(self, node: object, indent: str) -> list[str]:
        """Write each property of a node with its objects."""
        properties = self._of[node]
        leading = [verb for verb in _LEADING if verb in properties]
        others = sorted(properties.keys() - set(leading), key=self._term)
        return [
            f"{'a' if verb == _TYPE else self._term(verb)}{self._ends(properties[verb], indent)}"
            for verb in [*leading, *others]
        ]

    def _ends(self, ends: Iterable[_End], indent: str) -> str:
        """Write the objects behind their property: on its line if they fit there, else one a line."""
        texts = [text for *_, text in sorted(self._sortable(end, indent) for end in ends)]
        line = ", ".join(texts)
        nested = any(text[0] in "[(" and "\n" in text for text in texts)
        if len(texts) == 1 or nested or (len(line) <= _WIDTH and "\n" not in line):
            return f" {line}"
        return f"\n{indent}  " + f",\n{indent}  ".join(texts)

    def _sortable(self, end: _End, indent: str) -> tuple[bool, str, list[str | int], str]:
        """Write an object, behind what puts it in order: blank nodes last, texts by language."""
        text = self._end(end, indent)
        language = (end.language if isinstance(end, oxigraph.Literal) else None) or ""
        return is_blank(end), language, *natural(text)

    def _end(self, end: _End, indent: str) -> str:
        if end == _NIL:
            return "()"
        if not is_blank(end) or end in self._labelled:
            return self._term(end)
        if end not in self._of:
            return "[]"
        deeper = indent + "  "
        members = self._members(end)
        if members:
            return _enclosed("(", " ", [self._end(member, deeper) for member in members], ")", indent)
        return _enclosed("[", " ;", self._properties(end, deeper), "]", indent)

    def _members(self, node: _End) -> list[_End]:
        """Give the members of a well-formed list that is used here only; nothing for another node."""
        members = []
        while node != _NIL:
            properties = self._of.get(node)
            if not is_blank(node) or node in self._labelled or properties is None:
                return []
            if properties.keys() != {_FIRST, _REST}:
                return []
            if len(properties[_FIRST]) != 1 or len(properties[_REST]) != 1:
                return []
            members.append(properties[_FIRST][0])
            node = properties[_REST][0]
        return members

    def _term(self, term: object) -> str:
        if isinstance(term, oxigraph.NamedNode):
            return self._shorten(term.value) or str(term)
        if isinstance(term, oxigraph.Literal) and not term.language:
            return self._literal(term.value, term.datatype.value)
        if isinstance(term, oxigraph.Literal):
            return f"{_quoted(term.value)}@{term.language}"
        return str(term)

    def _literal(self, value: str, datatype: str) -> str:
        if datatype in _BARE and _BARE[datatype].fullmatch(value):
            return value
        if datatype == STRING:
            return _quoted(value)
        return f"{_quoted(value)}^^{self._shorten(datatype) or f'<{datatype}>'}"


def _enclosed(opening: str, separator: str, parts: list[str], closing: str, indent: str) -> str:
    line = f"{opening} {f'{separator.rstrip()} '.join(parts)} {closing}"
    if len(line) <= _SHORT and "\n" not in line:
        return line
    deeper = f"\n{indent}  "
    return f"{opening}{deeper}{f'{separator.rstrip()}{deeper}'.join(parts)}\n{indent}{closing}"


def _quoted(value: str) -> str:
    """Write a text over several lines where it has them, as SPARQL in a shape does."""
    if "\n" not in value or re.search(r"[\x00-\x08\x0b-\x1f\x7f]", value):
        return str(oxigraph.Literal(value))
    escaped = value.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = escaped[:-1] + '\\"'
    return f'"""{escaped}"""'


def _with_fixed_labels(triples: Iterable[oxigraph.Triple]) -> set[oxigraph.Triple]:
    """Label blank nodes by RDFC-1.0, so that the labels do not depend on the order of what was read."""
    dataset = oxigraph.Dataset(oxigraph.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(oxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return {quad.triple for quad in dataset}

"""Asks a question of the catalogue: names become IRIs, the query runs, and every row says where it stands.

    result = run(store, "wie-doet-wat", {"gemeente": "Ridderkerk"}, today=date.today())

Values go into the query as terms that are written out by the store's own library, never as text. A variable
`?bewijs` names what carries the passages of a row; they are looked up for all rows at once and added as the
last column, `staatIn`. `Result.table` makes the answer readable: labels for IRIs, Dutch dates, and one row
for what belongs together. This module holds no question and writes nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from graph.answer import Answer
from graph.errors import HgkmError
from graph.names import Kind, Names, last_part
from graph.passages import Passage, find_passages, stands_in
from graph.store import ReadStore
from graph.terms import Node, to_oxigraph
from queries.catalogue import Param, Question, question
from queries.steps import in_steps
from queries.topics import Topics

_GUARD = re.compile(r"(?P<indent> *)#\? (?P<name>[a-z]+) (?P<pattern>.+)")


@dataclass(frozen=True)
class Result:
    """The answer to a question.

    Attributes:
        question: what was asked.
        params: the values as they were given.
        answer: the rows as the query gave them, with the column `staatIn` ("FILE:39, FILE:42-43") added when
            the query says what carries the passages (`bewijs`).
        passages: the passages of each `bewijs`, in order.
        sparql: the query that ran.
    """

    question: Question
    params: Mapping[str, str]
    answer: Answer
    passages: Mapping[Node, tuple[Passage, ...]]
    sparql: str

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Give Dutch headers and rows of plain text, for people.

        Rows that differ only in the merged columns of the question, or in their passages, are one row.
        """
        headers, rows, places = self.laid_out()
        if self.is_located:
            return [*headers, "Staat in"], [
                [*row, stands_in(where)] for row, where in zip(rows, places, strict=True)
            ]
        return headers, rows

    @property
    def is_located(self) -> bool:
        """Tell whether the rows say where they stand."""
        return "bewijs" in self.answer.variables

    def laid_out(self) -> tuple[list[str], list[list[str]], list[tuple[Passage, ...]]]:
        """Give the headers and rows of `table` without the last column, and the passages of each row."""
        columns = [name for name in self.answer.variables if name not in ("bewijs", "staatIn")]
        columns = [name for name in columns if f"{name}Label" not in columns]
        merged = {f"{name}{end}" for name in self.question.merged for end in ("", "Label")}
        cells: dict[tuple[str, ...], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        places: dict[tuple[str, ...], set[Passage]] = defaultdict(set)
        for row in self.answer.bindings():
            shown = {name: readable(row.get(name) or row.get(name.removesuffix("Label"))) for name in columns}
            key = tuple("" if name in merged else shown[name] for name in columns)
            for name in columns:
                cells[key][name].add(shown[name])
            if "bewijs" in row:
                places[key].update(self.passages.get(row["bewijs"], ()))
        rows = [["; ".join(sorted(cell[name] - {""})) for name in columns] for cell in cells.values()]
        headers = [_header(name.removesuffix("Label")) for name in columns]
        return headers, rows, [tuple(sorted(places[key])) for key in cells]


def run(
    store: ReadStore,
    name: str,
    params: Mapping[str, str],
    *,
    graphs: Sequence[URIRef] | None = None,
    today: date,
) -> Result:
    """Answer a question.

    Args:
        store: what is asked.
        name: the name of the question.
        params: values as people write them, by the name of the parameter.
        graphs: the named graphs that the reader may see; None means all.
        today: the value of a parameter `peildatum` that is not given.

    Raises:
        UnknownNameError: the question, a parameter or a value is unknown, or a value means several things.
        HgkmError: a parameter is missing, or is no date or number.
    """
    asked = question(name)
    given, values = values_of(store, asked, params, graphs=graphs, today=today)
    return answer(store, asked, given, values, graphs)


def values_of(
    store: ReadStore,
    asked: Question,
    params: Mapping[str, str],
    *,
    graphs: Sequence[URIRef] | None = None,
    today: date,
) -> tuple[dict[str, str], dict[str, Sequence[Node]]]:
    """Give the values for a question as people read them, and as terms; see `run`."""
    given = {asked.param(key).name: value.strip() for key, value in params.items() if value.strip()}
    if missing := [param for param in asked.params if param.required and param.name not in given]:
        wanted = ", ".join(param.name for param in missing)
        raise HgkmError(
            f"The question '{asked.name}' needs the parameter {wanted}: add --param {missing[0].name}=...",
            f"Voor de vraag '{asked.title}' is nog nodig: {wanted}.",
        )
    return given, _values(asked, given, store, graphs, today)


def answer(
    store: ReadStore,
    asked: Question,
    given: Mapping[str, str],
    values: Mapping[str, Sequence[Node]],
    graphs: Sequence[URIRef] | None = None,
) -> Result:
    """Answer a question whose values are known.

    Args:
        store: what is asked.
        asked: the question.
        given: the values as people read them, by the name of the parameter.
        values: the same values as terms.
        graphs: the named graphs that the reader may see; None means all.
    """
    sparql = bind(asked, values)
    found, passages = located(store, in_steps(store, sparql, graphs), graphs)
    return Result(asked, given, found, passages, sparql)


def located(
    store: ReadStore, found: Answer, graphs: Sequence[URIRef] | None = None
) -> tuple[Answer, Mapping[Node, tuple[Passage, ...]]]:
    """Add to rows that say what carries their passages (`bewijs`) where that stands, as `staatIn`."""
    if "bewijs" not in found.variables:
        return found, {}
    at = found.variables.index("bewijs")
    passages = find_passages(store, (evidence for row in found.rows if (evidence := row[at])), graphs)
    rows = [
        (*row, _machine_readable(passages.get(evidence, ()) if (evidence := row[at]) else ()))
        for row in found.rows
    ]
    return Answer((*found.variables, "staatIn"), rows), passages


def bind(asked: Question, values: Mapping[str, Sequence[Node]]) -> str:
    """Write the query for some values.

    A line guarded by a parameter stays only when that has a value, which comes behind its `VALUES ?name`.
    """
    lines = []
    for line in asked.sparql.splitlines():
        guard = _GUARD.fullmatch(line)
        if not guard:
            lines.append(line)
        elif guard["name"] in values:
            terms = " ".join(str(to_oxigraph(term)) for term in values[guard["name"]])
            values_clause = f"VALUES ?{guard['name']}"
            pattern = guard["pattern"].replace(values_clause, f"{values_clause} {{ {terms} }}")
            lines.append(guard["indent"] + pattern)
    return "\n".join(lines) + "\n"


def readable(term: Node | None) -> str:
    """Give a term as people read it: 31-12-2021, ja, a text, or the last part of an IRI."""
    if term is None:
        return ""
    if isinstance(term, URIRef):
        return last_part(term)
    if isinstance(term, Literal) and term.datatype == XSD.boolean:
        return "ja" if str(term) in ("true", "1") else "nee"
    if isinstance(term, Literal) and term.datatype == XSD.date:
        return re.sub(r"^(\d{4})-(\d\d)-(\d\d)$", r"\3-\2-\1", str(term))
    return str(term)


def _header(name: str) -> str:
    """Turn 'voorWie' into 'Voor wie'."""
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: " " + found[1].lower(), name).capitalize()


def _machine_readable(passages: Iterable[Passage]) -> Literal:
    return Literal(", ".join(f"{passage.source}:{passage.lines}" for passage in passages))


def _values(
    asked: Question,
    given: Mapping[str, str],
    store: ReadStore,
    graphs: Sequence[URIRef] | None,
    today: date,
) -> dict[str, Sequence[Node]]:
    """Turn what people wrote into terms; municipalities first, since other names are looked for near them."""
    names = Names(store, graphs)
    values: dict[str, Sequence[Node]] = {}
    near: tuple[URIRef, ...] = ()
    for param in sorted(asked.params, key=lambda param: param.kind != Kind.GEMEENTE.value):
        if param.name in given:
            text = given[param.name]
            if param.kind == "onderwerp":
                values[param.name] = Topics(store, graphs).resolve(text)
            else:
                values[param.name] = _terms(param, text, names, near)
            if param.kind == Kind.GEMEENTE.value:
                near = names.with_subregions([URIRef(term) for term in values[param.name]])
                values[param.name] = near
        elif param.name == "peildatum":
            values[param.name] = [Literal(today)]
    return values


def _terms(param: Param, text: str, names: Names, near: Sequence[URIRef]) -> Sequence[Node]:
    match param.kind:
        case "datum":
            return [_date(param, text)]
        case "getal":
            return [_number(param, text)]
        case "tekst":
            return [Literal(text)]
        case kind:
            return names.resolve(text, Kind(kind), near)


def _date(param: Param, text: str) -> Literal:
    try:
        return Literal(datetime.strptime(text, "%Y-%m-%d").date())  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        raise HgkmError(
            f"The parameter {param.name} is no date: '{text}'. Write it as 2021-12-31.",
            f"'{text}' is geen datum. Schrijf {param.name} als 2021-12-31.",
        ) from None


def _number(param: Param, text: str) -> Literal:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise HgkmError(
            f"The parameter {param.name} is no whole number: '{text}'.",
            f"'{text}' is geen heel getal. Schrijf {param.name} in cijfers.",
        )
    return Literal(int(text))

"""The questions that can be asked by name, each read from its own `.rq` file.

A file opens with comment lines that say what the question is:

    # titel: Wat moet een organisatie doen?
    # antwoord: Eén zin die zegt wat de rijen zijn.
    # param actor (actor, verplicht): Wie het betreft.
    # param gemeente (gemeente): Alleen wat voor deze gemeente geldt.
    # voorbeeld: actor=wijkteams; gemeente=Ridderkerk
    # samen: voorWie, wanneer

The word between brackets is the kind of value: a `graph.names.Kind`, or datum, getal, onderwerp or tekst.
`samen` names the columns of which several values go into one cell for people. Below the header stands a query
that is valid SPARQL as it is, and then answers for everything. A line that begins with `#? actor` counts only
when that parameter is given; `queries.run` then completes `VALUES ?actor` in it. A group between
`{ # first` and `} # first` says what few things the rows are about: it is run on its own, before the rest,
and another may begin with it (`queries.steps`).

The catalogue is read once, when it is first asked for. It runs nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from rapidfuzz import process

from graph.errors import UnknownNameError
from graph.names import Kind

LITERAL_KINDS = (
    "datum",
    "getal",
    "onderwerp",
    "tekst",
)  # `onderwerp`: words, which `queries.topics` looks for
_KINDS = (*LITERAL_KINDS, *(kind.value for kind in Kind))
_HEADER = re.compile(r"# (?P<field>titel|antwoord|voorbeeld|samen): (?P<text>.+)")
_PARAM = re.compile(r"# param (?P<name>[a-z]+) \((?P<kind>[a-z-]+)(?P<required>, verplicht)?\): (?P<text>.+)")


@dataclass(frozen=True)
class Param:
    """A value that a question takes.

    Attributes:
        name: how it is given, and the variable that it binds.
        kind: the value of a `graph.names.Kind`, or one of LITERAL_KINDS.
        required: whether the question cannot be asked without it.
        description: what it does, in Dutch.
    """

    name: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True)
class Question:
    """A question with a name.

    Attributes:
        name: the name of the file without `.rq`.
        title: the question as a person asks it, in Dutch.
        answers: a Dutch sentence saying what the rows are.
        params: the parameters, in the order in which they are best asked for.
        example: values that give an answer on the plans of the project.
        merged: the columns whose values go together into one cell.
        sparql: the query without its header.
    """

    name: str
    title: str
    answers: str
    params: tuple[Param, ...]
    example: Mapping[str, str]
    merged: tuple[str, ...]
    sparql: str

    def param(self, name: str) -> Param:
        """Give a parameter by its name.

        Raises:
            UnknownNameError: the question has no such parameter.
        """
        for param in self.params:
            if param.name == name:
                return param
        known = [param.name for param in self.params]
        raise UnknownNameError(
            f"The question '{self.name}' has no parameter '{name}'.",
            f"De vraag '{self.name}' kent geen gegeven '{name}'.",
            known,
        )


@cache
def questions() -> Mapping[str, Question]:
    """Give all questions by name, in alphabetical order."""
    files = sorted(Path(__file__).parent.glob("*.rq"))
    return MappingProxyType({file.stem: parse(file.stem, file.read_text("utf-8")) for file in files})


def question(name: str) -> Question:
    """Give the question with a name.

    Raises:
        UnknownNameError: there is none; it offers the nearest ones.
    """
    return named(name, questions())


def named(name: str, known: Mapping[str, Question]) -> Question:
    """Give the question with a name from some questions; see `question`."""
    if name in known:
        return known[name]
    near = [found for found, _, _ in process.extract(name, list(known), limit=4, score_cutoff=55)]
    raise UnknownNameError(
        f"There is no question '{name}': 'hgkm query' without a name lists them.",
        f"Er is geen vraag '{name}'.",
        near,
    )


def parse(name: str, text: str) -> Question:
    """Read a question from the text of its file.

    Raises:
        ValueError: the header is not as this module describes it.
    """
    fields: dict[str, str] = {}
    params: list[Param] = []
    lines = text.splitlines()
    body = next((at for at, line in enumerate(lines) if not line.startswith("# ")), len(lines))
    for line in lines[:body]:
        if found := _HEADER.fullmatch(line):
            fields[found["field"]] = found["text"]
        elif (found := _PARAM.fullmatch(line)) and found["kind"] in _KINDS:
            params.append(Param(found["name"], found["kind"], bool(found["required"]), found["text"]))
        else:
            raise ValueError(f"{name}.rq: this line of the header says nothing known: {line}")
    if missing := {"titel", "antwoord"} - fields.keys():
        raise ValueError(f"{name}.rq: the header lacks {', '.join(sorted(missing))}")
    example = dict(pair.strip().split("=", 1) for pair in fields.get("voorbeeld", "").split(";") if pair)
    merged = tuple(column.strip() for column in fields.get("samen", "").split(",") if column)
    sparql = "\n".join(lines[body:]).strip() + "\n"
    return Question(
        name, fields["titel"], fields["antwoord"], tuple(params), MappingProxyType(example), merged, sparql
    )

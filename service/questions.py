"""All questions that can be asked by name: those of `queries`, and those that other rooms compute.

The list is put together here, since no room below knows the others.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from types import MappingProxyType

from rdflib import URIRef

from graph.computed import Computed
from graph.store import ReadStore
from queries import catalogue
from queries.catalogue import Param, Question
from queries.run import Result, located, run, values_of
from shapes.coverage import COVERAGE
from viz.asked import QUESTIONS

_COMPUTED: Mapping[str, Computed] = {computed.name: computed for computed in (COVERAGE, *QUESTIONS)}


@cache
def questions() -> Mapping[str, Question]:
    """Give all questions by name, in alphabetical order."""
    known = {**catalogue.questions(), **{name: _described(one) for name, one in _COMPUTED.items()}}
    return MappingProxyType(dict(sorted(known.items())))


def is_computed(name: str) -> bool:
    """Tell whether a question is computed from findings or from the network, which are internal."""
    return name in _COMPUTED


def question(name: str) -> Question:
    """Give the question with a name.

    Raises:
        UnknownNameError: there is none; it offers the nearest ones.
    """
    return catalogue.named(name, questions())


def answer(
    store: ReadStore,
    name: str,
    params: Mapping[str, str],
    *,
    graphs: Sequence[URIRef] | None = None,
    today: date,
) -> Result:
    """Answer a question; see `queries.run.run`."""
    asked = question(name)
    if name not in _COMPUTED:
        return run(store, name, params, graphs=graphs, today=today)
    given, values = values_of(store, asked, params, graphs=graphs, today=today)
    found, passages = located(store, _COMPUTED[name].compute(store, values, graphs, today), graphs)
    return Result(asked, given, found, passages, sparql="")


def _described(computed: Computed) -> Question:
    params = tuple(Param(name, kind, name in computed.required, told) for name, kind, told in computed.params)
    return Question(
        computed.name, computed.title, computed.answers, params, computed.example, merged=(), sparql=""
    )

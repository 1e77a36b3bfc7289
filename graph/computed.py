"""Questions whose answer takes more than a query: what a room says of one that it computes.

A room that computes an answer describes it with this; `service` lists it among the questions that are asked
by name. It computes nothing itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rdflib import URIRef

from graph.answer import Answer
from graph.store import ReadStore
from graph.terms import Node

# What is asked, the values of the parameters as terms, the graphs that the reader may see, and today.
Compute = Callable[[ReadStore, Mapping[str, Sequence[Node]], Sequence[URIRef] | None, date], Answer]


@dataclass(frozen=True)
class Computed:
    """A question with a name, and what answers it.

    Attributes:
        name: how it is asked, such as 'normdekking'.
        title: the question as a person asks it, in Dutch.
        answers: a Dutch sentence saying what the rows are.
        params: of each parameter the name, the kind of value (a `graph.names.Kind`, or
            'datum') and what it does, in Dutch.
        example: values that give an answer on the plans of the project.
        required: the parameters that must be given.
        compute: gives the answer; a variable `xLabel` is what people see of `x`, and `bewijs` names what
            carries the passages of a row.
    """

    name: str
    title: str
    answers: str
    params: tuple[tuple[str, str, str], ...]
    example: Mapping[str, str]
    compute: Compute
    required: tuple[str, ...] = ()

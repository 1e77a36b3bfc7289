"""Organisations, activities, assignments, plans, agreements and terms: what questions tell, as things.

A question has as many rows as its values have combinations; here what belongs to one thing is one thing. The
filters of a resource are the parameters of its question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter, Path, Request, Response
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from graph.errors import UnknownNameError
from graph.names import last_part
from graph.passages import Passage
from graph.terms import Node
from queries.run import Result
from service.questions import question
from service.requests import desk_of
from service.rest.description import described_parameter
from service.rest.models import (
    Activiteit,
    Afspraak,
    Bladzijde,
    Ding,
    Organisatie,
    Plan,
    Termijn,
    Toedeling,
    Verwijzing,
    Vindplaats,
)
from service.rest.paging import Asked, filters, paged

Thing = TypeVar("Thing", bound=Ding)
Kenmerk = Annotated[
    str, Path(max_length=200, description="Het laatste deel van de IRI.", pattern=r"^[^/\x00-\x20]+$")
]

_KEPT = 50  # lists of each resource

router = APIRouter()


@dataclass(frozen=True)
class Found:
    """What an answer tells of things; making all of them takes longer than answering.

    Attributes:
        rows: those about each thing.
        passages: where a `bewijs` stands.
    """

    rows: Mapping[Node, Sequence[dict[str, Node]]]
    passages: Mapping[Node, Sequence[Passage]]


@dataclass(frozen=True)
class Collection(Generic[Thing]):
    """Things of one kind.

    Attributes:
        path: where they are listed.
        question: the named question that lists them.
        key: the column that tells them apart.
        model: what each is.
        told: what they are, in Dutch.
    """

    path: str
    question: str
    key: str
    model: type[Thing]
    told: str

    def found(self, result: Result) -> Found:
        """Put together the rows of an answer that are about the same thing, in the order of the answer."""
        of: dict[Node, list[dict[str, Node]]] = {}
        for row in result.answer.bindings():
            of.setdefault(row[self.key], []).append(row)
        return Found(of, result.passages)

    def thing(self, key: Node, found: Found) -> Thing:
        """Make one of the things that were found."""
        rows = found.rows[key]
        told: dict[str, object] = {"id": str(key)}
        for name, field in self.model.model_fields.items():
            column = field.alias or name
            if column in ("id", "staatIn"):
                continue
            if column == "naam":
                told[column] = str(rows[0].get(f"{self.key}Label") or last_part(URIRef(key)))
                continue
            values = dict.fromkeys(_value(row, column) for row in rows if column in row)
            many = field.get_default(call_default_factory=True) == []
            if many or values:
                told[column] = list(values) if many else next(iter(values))
        places = {place for row in rows if "bewijs" in row for place in found.passages.get(row["bewijs"], ())}
        told["staatIn"] = [
            Vindplaats(bron=place.source, eerste_regel=place.first, laatste_regel=place.last)
            for place in sorted(places)
        ]
        return self.model.model_validate(told)


def _value(row: dict[str, Node], column: str) -> object:
    value = row[column]
    if isinstance(value, URIRef):
        return Verwijzing(id=str(value), naam=str(row.get(f"{column}Label") or last_part(value)))
    if isinstance(value, Literal) and value.datatype == XSD.integer:
        return int(value)
    return str(value)


def _one(request: Request, of: Collection[Thing], name: str) -> Thing:
    found = _all(request, of, {})
    for key in found.rows:
        if last_part(URIRef(key)) == name:
            return of.thing(key, found)
    raise UnknownNameError(f"There is nothing called {name!r} here.", f"Hier is niets met kenmerk '{name}'.")


def _all(request: Request, of: Collection[Thing], given: dict[str, str]) -> Found:
    desk = desk_of(request)

    def asked(chosen: tuple[tuple[str, str], ...]) -> Found:
        return of.found(desk.answer(of.question, dict(chosen)))

    # Of choices there is no end: those asked for last are kept, for as long as the store stays as it is.
    kept = desk.kept(("rest", of.question), lambda _: lru_cache(_KEPT)(asked))
    return kept(tuple(sorted(given.items())))


def _open(of: Collection[Thing]) -> None:
    """Add the list of things and the things themselves to the routes."""
    asked = question(of.question)

    def listed(request: Request, response: Response, paging: Asked) -> Bladzijde[Thing]:
        found = _all(request, of, filters(request))
        shown = [of.thing(key, found) for key in paging.part([*found.rows])]
        return paged(request, response, paging, shown, len(found.rows))

    def one(request: Request, kenmerk: Kenmerk) -> Thing:
        return _one(request, of, kenmerk)

    name = of.path.strip("/")
    router.add_api_route(
        of.path,
        listed,
        response_model=Bladzijde[of.model],  # type: ignore[name-defined]
        operation_id=f"lijst-{name}",
        summary=f"Lijst: {of.told}",
        description=f"{asked.answers} Dezelfde vraag: `/v1/vragen/{of.question}`.",
        tags=[name],
        openapi_extra={"parameters": [*map(described_parameter, asked.params)]},
    )
    router.add_api_route(
        f"{of.path}/{{kenmerk}}",
        one,
        response_model=of.model,
        operation_id=f"een-uit-{name}",
        summary=f"Eén uit de lijst: {of.told}",
        description="Op zijn kenmerk: het laatste deel van de IRI.",
        tags=[name],
    )


_COLLECTIONS: tuple[Collection[Any], ...] = (
    Collection("/organisaties", "actoren", "actor", Organisatie, "organisaties, functies en groepen"),
    Collection("/activiteiten", "activiteiten", "wat", Activiteit, "activiteiten uit plannen"),
    Collection("/toedelingen", "wie-doet-wat", "bewijs", Toedeling, "wie wat doet, als wat, voor wie"),
    Collection("/plannen", "plannen", "plan", Plan, "plannen"),
    Collection("/afspraken", "afspraken", "afspraak", Afspraak, "samenwerkingsafspraken"),
    Collection("/agenda", "termijnen", "bewijs", Termijn, "alles met een datum"),
)
for _collection in _COLLECTIONS:
    _open(_collection)

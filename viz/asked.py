"""The questions that the network answers, for `service` to list among the questions asked by name.

Each says what its rows mean and what they do not. What is computed stands in `viz.analysis`; here it becomes
rows. All of it is internal: it is made of what is public, but says more than its parts.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from rdflib import BNode, Literal, URIRef

from graph.answer import Answer
from graph.computed import Compute, Computed
from graph.names import Names
from graph.store import ReadStore
from graph.terms import Node
from viz import analysis
from viz.roles import divisions
from viz.ties import Bond, Ties, read_ties

_Row = Sequence[Node | str | None]
_PLACE = ("gemeente", "gemeente", "Alleen wat voor deze gemeente of regio geldt.")
_ROLELESS = {Bond.AFSPRAAK: "partij", Bond.ESCALATIE: "contactpunt", Bond.OVERLEG: "deelnemer"}
_NAMED = 8  # names in a cell; the number of the others follows


def _rows(variables: str, make: Callable[[Ties], Iterable[_Row]]) -> Compute:
    """Make what answers a question from what gives its rows."""

    def compute(
        store: ReadStore,
        values: Mapping[str, Sequence[Node]],
        graphs: Sequence[URIRef] | None,
        today: date,  # noqa: ARG001  the network has no calendar
    ) -> Answer:
        ties = read_ties(store, [URIRef(place) for place in values.get("gemeente", ())], graphs)
        return _answer(variables, make(ties))

    return compute


def _answer(variables: str, rows: Iterable[_Row]) -> Answer:
    told = [tuple(_term(cell) for cell in row) for row in rows]
    return Answer(tuple(variables.split()), told)


def _term(cell: Node | str | None) -> Node | None:
    return cell if cell is None or isinstance(cell, URIRef | Literal | BNode) else Literal(cell)


def _mentioned(ties: Ties) -> Iterator[_Row]:
    for who, counts in analysis.mentions(ties).items():
        roles = ", ".join(f"{word} {count}" for word, count in sorted(counts.items()))
        yield who, ties.labels[who], Literal(counts.total()), roles


def _links(ties: Ties) -> Iterator[_Row]:
    for link in analysis.links(ties):
        kind = "organisatie" if len(link.parties) == 1 else "verbinding"
        cut_off = "; ".join(_listed(ties, group) for group in link.cut_off)
        yield kind, " en ".join(ties.labels[who] for who in link.parties), cut_off, _listed(ties, link.things)


def _islands(ties: Ties) -> Iterator[_Row]:
    for number, group in enumerate(analysis.islands(ties), start=1):
        for who in group:
            yield Literal(number), Literal(len(group)), who, ties.labels[who]


def _without_agreement(ties: Ties) -> Iterator[_Row]:
    for who, others, shared in analysis.without_agreement(ties):
        yield who, ties.labels[who], Literal(shared), _listed(ties, others)


def _routes(ties: Ties) -> Iterator[_Row]:
    for who, way in analysis.route_to_decision(ties).items():
        route = (
            " → ".join(ties.labels[step] for step in way) if way else "geen weg gevonden in wat is ingelezen"
        )
        yield who, ties.labels[who], Literal(len(way) - 1) if way else None, route


def _communities(ties: Ties) -> Iterator[_Row]:
    for number, group in enumerate(analysis.communities(ties), start=1):
        for who in group:
            places = sorted(ties.places.get(who, ()), key=ties.order)
            yield Literal(number), who, ties.labels[who], ", ".join(ties.labels[place] for place in places)


def _fallen(
    store: ReadStore,
    values: Mapping[str, Sequence[Node]],
    graphs: Sequence[URIRef] | None,
    today: date,  # noqa: ARG001  the network has no calendar
) -> Answer:
    actors = {URIRef(one) for one in values["actor"]}
    ties = read_ties(store, [URIRef(place) for place in values.get("gemeente", ())], graphs, parties=actors)
    rows = (
        (
            *(str(loss.tie.bond), loss.tie.thing, ties.labels[loss.tie.thing]),
            ties.labels[loss.tie.role] if loss.tie.role else _ROLELESS[loss.tie.bond],
            _listed(ties, loss.left) or "niemand genoemd",
            loss.tie.thing,
        )
        for loss in analysis.without(ties, actors)
    )
    return _answer("soort wat watLabel alsRol wieErDanNogIs bewijs", rows)


def _likeness(
    store: ReadStore,
    values: Mapping[str, Sequence[Node]],
    graphs: Sequence[URIRef] | None,
    today: date,  # noqa: ARG001  the network has no calendar
) -> Answer:
    roles = divisions(store, graphs)
    labels = Names(store, graphs).labels(roles)
    chosen = set(values.get("gemeente", ())) & set(roles)
    rows: list[_Row] = []
    for one, other in combinations(sorted(roles, key=lambda place: (labels[place], place)), 2):
        if not chosen or chosen & {one, other}:
            like = analysis.likeness(roles[one], roles[other])
            counts = [Literal(len(part)) for part in (like.both, like.first, like.second)]
            rows.append((one, labels[one], other, labels[other], *counts, f"{like.share:.0%}"))
    return _answer("gemeente gemeenteLabel andere andereLabel inBeide alleenEerste alleenAndere gelijk", rows)


def _listed(ties: Ties, things: Sequence[URIRef]) -> str:
    more = f" en nog {len(things) - _NAMED}" if len(things) > _NAMED else ""
    return ", ".join(ties.labels[thing] for thing in things[:_NAMED]) + more


QUESTIONS = (
    Computed(
        name="netwerk-genoemd",
        title="Hoe vaak en in welke rollen wordt een organisatie genoemd?",
        answers=(
            "Van elke organisatie bij hoeveel werk, afspraken en overleggen zij is genoemd, en als wat. Het "
            "zegt hoe vaak een naam in plannen staat, niet hoe druk iemand het heeft."
        ),
        params=(_PLACE,),
        example={"gemeente": "Venlo"},
        compute=_rows("wie wieLabel aantal rollen", _mentioned),
    ),
    Computed(
        name="netwerk-schakels",
        title="Zonder wie of welke verbinding breekt de keten?",
        answers=(
            "Organisaties en verbindingen die als enige een deel van het netwerk met de rest verbinden, "
            "en wie daarachter zit. Het gaat om wat in de plannen staat; buiten de plannen om kan men elkaar "
            "wel kennen."
        ),
        params=(_PLACE,),
        example={"gemeente": "Ridderkerk"},
        compute=_rows("soort schakel raaktLos waaraan", _links),
    ),
    Computed(
        name="netwerk-weggevallen",
        title="Wat valt er weg als deze organisatie of functie verdwijnt?",
        answers=(
            "Al het werk, de afspraken, treden en overleggen waarbij zij is genoemd, met wie er dan nog is "
            "in dezelfde rol; eerst wat bij niemand meer ligt. Het is een rekensom, geen voorspelling."
        ),
        params=(("actor", "actor", "De organisatie of functie die wegvalt."), _PLACE),
        example={"actor": "Veilig Thuis Noord- en Midden-Limburg"},
        compute=_fallen,
        required=("actor",),
    ),
    Computed(
        name="netwerk-eilanden",
        title="Welke organisaties staan los van de rest?",
        answers=(
            "Groepen van organisaties die geen werk, afspraak of overleg delen met die in andere groepen. "
            "Wie alleen staat, is in deze plannen bij niemand anders genoemd."
        ),
        params=(_PLACE,),
        example={"gemeente": "Ridderkerk"},
        compute=_rows("groep grootte wie wieLabel", _islands),
    ),
    Computed(
        name="netwerk-zonder-afspraak",
        title="Wie werkt met anderen samen en is bij geen afspraak partij?",
        answers=(
            "Organisaties die werk delen met andere, zonder dat een samenwerkingsafspraak hen als partij "
            "noemt. Niet elke samenwerking heeft een afspraak nodig."
        ),
        params=(_PLACE,),
        example={"gemeente": "Venlo"},
        compute=_rows("wie wieLabel aantal met", _without_agreement),
    ),
    Computed(
        name="netwerk-afstand",
        title="Langs wie gaat het van de uitvoering naar wie beslist?",
        answers=(
            "Van elke organisatie die iets uitvoert de kortste weg naar een die beslist, over gedeeld werk, "
            "overleg en de eigen organisatie. Een lange weg is niet slecht, en een weg op papier is nog geen "
            "gesprek."
        ),
        params=(_PLACE,),
        example={"gemeente": "Venlo"},
        compute=_rows("wie wieLabel stappen weg", _routes),
    ),
    Computed(
        name="netwerk-groepen",
        title="Welke organisaties vormen in de plannen samen een groep?",
        answers=(
            "Groepen van organisaties die onderling meer delen dan met de rest, naast de gemeenten en "
            "regio's waarvoor zij werken. De grenzen zijn berekend en niet vastgesteld."
        ),
        params=(_PLACE,),
        example={"gemeente": "Utrecht-West"},
        compute=_rows("groep wie wieLabel werktVoor", _communities),
    ),
    Computed(
        name="netwerk-gelijkenis",
        title="Hoe verschillend verdelen gemeenten de rollen?",
        answers=(
            "Van elke twee gemeenten wat zij gelijk hebben verdeeld (dezelfde soort taak, rol en soort "
            "organisatie) en wat maar een van beide noemt. Het is geen rangorde: meer of minder gelijk is "
            "niet beter."
        ),
        params=(("gemeente", "gemeente", "Alleen deze gemeente naast de andere."),),
        example={"gemeente": "Venlo"},
        compute=_likeness,
    ),
)

"""The facts behind a picture, as plain data: things, and the relations between them.

They are read by `viz.relations`. This module knows neither the store nor how anything is drawn.
"""

from dataclasses import dataclass
from enum import StrEnum

from graph.passages import Passage

# The columns of a table of relations, on the screen and in a file.
HEADERS = ("Wie", "Als rol", "Wat", "Voor wie", "Zekerheid", "Wanneer", "Staat in")
EMPTY_SEAT = "niemand:"  # begins the key of the empty seat at an activity; the activity's own key follows


class Kind(StrEnum):
    """What a thing in a picture is; the value is the word on the screen."""

    ORGANISATIE = "organisatie"
    FUNCTIE = "functie"
    GROEP = "groep of overleg"
    SOORT = "soort organisatie"
    KEUZE = "keuze tussen partijen"
    NIEMAND = "niemand genoemd"
    ACTIVITEIT = "activiteit"
    TAAK = "taak"
    PLANDEEL = "deel van een plan"
    DOELGROEP = "doelgroep"


@dataclass(frozen=True)
class Thing:
    """An organisation, post, activity, task or target group.

    Attributes:
        key: its IRI, or that of an activity behind `EMPTY_SEAT`.
        kind: what it is.
        label: its name on the screen: one line, without control or direction characters.
        group: the organisation, kind or part of a plan under which it is shown; empty when there is none.
        whole: key of the activity that it is a part of; its own key when it is a whole.
    """

    key: str
    kind: Kind
    label: str
    group: str
    whole: str


@dataclass(frozen=True)
class Relation:
    """One answer to the question: who does what, as what, for whom.

    Attributes:
        who: key of the actor, or of an empty seat.
        role: the role in words; empty where not even a role is named.
        role_slug: the end of the role concept's IRI.
        what: key of the activity or task.
        for_whom: keys of target groups or actors; empty when the source names none.
        certainty: the certainty in words.
        when: the time as the source writes it; empty when there is none.
        begin, end: ISO dates of the first and last day; empty when there is none.
        passages: where it stands, in order.
        is_open: whether something about it is still to be settled.
    """

    who: str
    role: str
    role_slug: str
    what: str
    for_whom: tuple[str, ...]
    certainty: str
    when: str
    begin: str
    end: str
    passages: tuple[Passage, ...]
    is_open: bool


@dataclass(frozen=True)
class Facts:
    """What a scope holds.

    Attributes:
        things: every thing in a relation, and the wholes of those that are parts, by key.
        relations: in the order of the sources.
        confidentiality: openbaar, intern or vertrouwelijk: the strictest of the graphs that were read.
    """

    things: dict[str, Thing]
    relations: tuple[Relation, ...]
    confidentiality: str

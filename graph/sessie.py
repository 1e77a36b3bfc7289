"""What people bring up around a map in a session: a party, a role, a question, something that is missing.

A session is plain data that stands beside the graph: nothing of it is a statement before somebody accepts
it (`graph.accepting`). Each change gives a new session and leaves a line in its course; what is taken away
leaves nothing else. Who may change it, and where it is kept, is the business of `service`.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from graph.confidentiality import Level
from graph.errors import HgkmError, UnknownNameError

LONGEST_NAME, LONGEST_TEXT, MOST = 120, 500, 200  # characters, characters, items


class Kind(StrEnum):
    """What somebody brings up; the value is the word on the screen."""

    PARTY = "partij"
    ROLE = "rol"
    TOGETHER = "samenwerking"
    QUESTION = "vraag"
    MISSING = "ontbreekt"


@dataclass(frozen=True)
class Item:
    """Something that was brought up.

    Attributes:
        kind: what it is.
        who: the party, who does it, or the thing on the map that it is about; may be empty.
        what: what is done, asked or missing, in a few words; may be empty.
        whom: for whom it is done, or with whom; may be empty.
        role: the name of a role; only of a role.
        number: its place in the list, counted from 1 and never used again.
        by: who wrote it down.
        taken_by: the organisation or function that takes it up; empty when that is open.
        until: by when.
        change: the change of the graph with which it was accepted; empty until then.
    """

    kind: Kind
    who: str = ""
    what: str = ""
    whom: str = ""
    role: str = ""
    number: int = 0
    by: str = ""
    taken_by: str = ""
    until: date | None = None
    change: str = ""

    @property
    def told(self) -> str:
        """Say it in one sentence."""
        more = f": {self.what}" if self.what else ""
        match self.kind:
            case Kind.PARTY:
                return f"{self.who} doet mee{more}"
            case Kind.ROLE:
                whom = f" voor {self.whom}" if self.whom else ""
                return f"{self.who or 'Nog niemand'} doet {self.what}{whom} ({self.role})"
            case Kind.TOGETHER:
                return f"{self.who} werkt samen met {self.whom}{more}"
            case Kind.QUESTION:
                return f"{self.what} (bij {self.who})" if self.who else self.what
            case Kind.MISSING:
                return f"Bij {self.who} ontbreekt{more or ' iets'}"

    @property
    def can_be_stated(self) -> bool:
        """Tell whether it can become a statement in the graph."""
        return self.kind in (Kind.PARTY, Kind.ROLE, Kind.TOGETHER)


@dataclass(frozen=True)
class Event:
    """A line in the course of a session: when, who, what was done, and to which item (0: the session)."""

    at: datetime
    by: str
    what: str
    number: int = 0


@dataclass(frozen=True)
class Session:
    """A session around one map.

    Attributes:
        id: its short name in addresses: small letters, digits and hyphens.
        plan: the slug of the plan for which it is held; who may change that may change this.
        view, over, ook: the map: what `viz.views` calls it, and the names that it is about.
        question: what the map answers.
        level: how confidential it is; never openbaar.
        day: on which it is held.
        items: what was brought up and not taken away, in order.
        course: what happened, in order.
        draft: what its map lays over what is known, as N-Quads; empty where the map has an address by itself.
    """

    id: str
    plan: str
    view: str
    over: str
    ook: str
    question: str
    level: Level
    day: date
    items: tuple[Item, ...] = ()
    course: tuple[Event, ...] = ()
    draft: str = ""

    @property
    def label(self) -> str:
        """Name it, as a source."""
        return f"Sessie {self.day.day}-{self.day.month}-{self.day.year} over {self.over}"

    def item(self, number: int) -> Item:
        """Give an item.

        Raises:
            UnknownNameError: it is not there, or not any more.
        """
        for one in self.items:
            if one.number == number:
                return one
        raise UnknownNameError(
            f"The session has no item {number}.", "Dit punt staat niet (meer) op de parkeerlijst."
        )

    def opened(self, by: str, at: datetime) -> "Session":
        """Note that it begins."""
        return replace(self, course=(Event(at, by, "begonnen"),))

    def with_item(self, item: Item, by: str, at: datetime) -> "Session":
        """Put something on the list.

        Raises:
            HgkmError: it does not say what it must, is too long, or is one too many.
        """
        _complete(item)
        if len(self.items) >= MOST:
            raise HgkmError(
                f"The session has {MOST} items: begin another.",
                f"Deze sessie heeft al {MOST} punten: begin een nieuwe.",
            )
        number = 1 + max((event.number for event in self.course), default=0)
        added = replace(item, number=number, by=by)
        return self._after(Event(at, by, "toegevoegd", number), (*self.items, added))

    def without(self, number: int, by: str, at: datetime) -> "Session":
        """Take something from the list; nothing of what it said is kept.

        Raises:
            HgkmError: it is not there, or it stands in the graph.
        """
        if self.item(number).change:
            raise HgkmError(
                "This item was accepted: take that back first.",
                "Dit punt is overgenomen: maak eerst dat ongedaan.",
            )
        kept = tuple(one for one in self.items if one.number != number)
        return self._after(Event(at, by, "weggehaald", number), kept)

    def taken_up(self, number: int, who: str, until: date | None, by: str, at: datetime) -> "Session":
        """Say who takes something up, and by when; an empty name says that nobody does yet.

        Raises:
            HgkmError: it is not there, or the name is too long.
        """
        _not_longer(who, LONGEST_NAME, "wie dit oppakt")
        item = replace(self.item(number), taken_by=who, until=until)
        return self._changed(item, Event(at, by, "opgepakt" if who else "losgelaten", number))

    def accepted(self, number: int, change: str, by: str, at: datetime) -> "Session":
        """Note with which change something became a statement; an empty one says that it is a draft again."""
        item = replace(self.item(number), change=change)
        return self._changed(item, Event(at, by, "overgenomen" if change else "teruggenomen", number))

    def _changed(self, item: Item, event: Event) -> "Session":
        return self._after(event, tuple(item if one.number == item.number else one for one in self.items))

    def _after(self, event: Event, items: tuple[Item, ...]) -> "Session":
        return replace(self, items=items, course=(*self.course, event))


_NEEDED = {
    Kind.PARTY: {"who": "de naam van de partij"},
    Kind.ROLE: {"what": "wat er wordt gedaan", "role": "de rol"},
    Kind.TOGETHER: {"who": "de ene partij", "whom": "de andere partij"},
    Kind.QUESTION: {"what": "de vraag"},
    Kind.MISSING: {"who": "bij wie of waar iets ontbreekt"},
}
_NAMES = {"who": "de naam", "whom": "voor of met wie", "role": "de rol"}


def _complete(item: Item) -> None:
    for field, told in _NEEDED[item.kind].items():
        if not getattr(item, field):
            raise HgkmError(f"A {item.kind} needs '{field}'.", f"Vul dit nog in: {told}.")
    for field, told in _NAMES.items():
        _not_longer(getattr(item, field), LONGEST_NAME, told)
    _not_longer(item.what, LONGEST_TEXT, "de omschrijving")


def _not_longer(text: str, most: int, told: str) -> None:
    if len(text) > most:
        raise HgkmError(
            f"A text is longer than {most} characters.",
            f"Bij {told} staan meer dan {most} tekens: maak dat korter.",
        )

"""Who visits: what a visitor may read, and which changes a visitor may make.

Everything is denied unless a role allows it. Who somebody is, is found out by the sign-in; nothing here looks
at passwords, tokens or cookies.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from fastapi import Request

from graph.confidentiality import Level


class Role(StrEnum):
    """What somebody is here for."""

    LEZER = "lezer"
    REDACTEUR = "redacteur"
    ONDERTEKENAAR = "ondertekenaar"
    BEHEERDER = "beheerder"


@dataclass(frozen=True)
class Visitor:
    """Somebody, or a program, that asks for something.

    Attributes:
        name: who it is, as changes record it; empty for somebody unknown.
        level: how much may be read.
        role: what may be done; None is reading only.
        scope: slugs of the plans and IRIs of the agreements that a redacteur may change, or the IRIs of the
            organisations that an ondertekenaar signs for.
    """

    name: str
    level: Level
    role: Role | None = None
    scope: Collection[str] = ()

    def may_write(self, what: str) -> bool:
        """Tell whether this visitor may change a plan (by its slug) or an agreement (by its IRI)."""
        return self.role == Role.BEHEERDER or (self.role == Role.REDACTEUR and what in self.scope)

    @property
    def may_answer(self) -> bool:
        """Tell whether this visitor may answer open points."""
        return self.role in (Role.REDACTEUR, Role.BEHEERDER)


ANONYMOUS = Visitor("", Level.OPENBAAR)
AT_THIS_MACHINE = Visitor("", Level.INTERN)


def visitor_of(request: Request) -> Visitor:
    """Give who asks: known to the middleware of the sign-in, and else nobody."""
    found: Visitor = getattr(request.state, "visitor", ANONYMOUS)
    return found

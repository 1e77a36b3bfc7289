"""Who visits: what a visitor may read, and which changes a visitor may make.

Everything is denied unless a role allows it. Who somebody is, is found out by `service.sessions`; nothing
here looks at tokens or cookies.
"""

from collections.abc import Callable, Collection
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
        is_program: shows a token with each request, so that no page elsewhere can ask in its name.
    """

    name: str
    level: Level
    role: Role | None = None
    scope: Collection[str] = ()
    is_program: bool = False

    def may_write(self, what: str) -> bool:
        """Tell whether this visitor may change a plan (by its slug) or an agreement (by its IRI)."""
        return self.role == Role.BEHEERDER or (self.role == Role.REDACTEUR and what in self.scope)

    def may_sign(self, organisation: str) -> bool:
        """Tell whether this visitor may sign for an organisation (by its IRI)."""
        return self.role == Role.ONDERTEKENAAR and organisation in self.scope

    @property
    def may_answer(self) -> bool:
        """Tell whether this visitor may answer open points."""
        return self.role in (Role.REDACTEUR, Role.BEHEERDER)


ANONYMOUS = Visitor("", Level.OPENBAAR)
AT_THIS_MACHINE = Visitor("", Level.INTERN)


def visitor_of(request: Request) -> Visitor:
    """Give who asks, as the service recognises it; found out once for each request.

    Raises:
        HgkmError: a token is shown that opens nothing.
    """
    if not hasattr(request.state, "visitor"):
        # Who shows a token that opens nothing gets the page that says so as a stranger.
        request.state.visitor = ANONYMOUS
        recognise: Callable[[Request], Visitor] = request.app.state.recognise
        request.state.visitor = recognise(request)
    found: Visitor = request.state.visitor
    return found

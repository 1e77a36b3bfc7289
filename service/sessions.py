"""Finds out who asks: by a token, by the session in a signed cookie, or by being at this machine.

    app.state.recognise = recogniser(access, site)

The cookie holds the id of a session that the service keeps (`service.session_list`), and that ends when the
token ends with which it was opened. How it is opened and closed is the business of `service.signin`; what a
visitor may do, of `service.visitors`.
"""

from collections.abc import Callable
from secrets import token_urlsafe
from typing import Literal, TypedDict

from fastapi import Request

from service.access import Access
from service.grants import visitor
from service.refusals import WrongTokenError
from service.session_list import HOURS, Sessions
from service.site import Site
from service.visitors import ANONYMOUS, AT_THIS_MACHINE, Visitor

SESSION = "session"  # the place of its id in the cookie
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class SessionCookie(TypedDict):
    """What Starlette's SessionMiddleware is made with."""

    secret_key: str
    session_cookie: str
    max_age: int
    same_site: Literal["lax", "strict", "none"]
    https_only: bool


def recogniser(access: Access, site: Site) -> Callable[[Request], Visitor]:
    """Make what tells who asks."""
    sessions = Sessions(access)

    def signed_in(identifier: str) -> Visitor | None:
        session = sessions.find(identifier) if identifier else None
        if session and session.token:
            token = access.known(session.token)
            return token.visitor(is_program=False) if token else None
        if session and site.provider:
            return visitor(session.name, session.groups, site.provider.grants)
        return None

    def recognise(request: Request) -> Visitor:
        if not site.knows_people:
            return ANONYMOUS
        scheme, _, shown = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            if found := access.opened_by(shown):
                return found.visitor(is_program=True)
            raise WrongTokenError
        if known := signed_in(str(request.session.get(SESSION, ""))):
            return known
        if site.is_this_machine and not any(name in request.headers for name in _PASSED_ON):
            return AT_THIS_MACHINE
        return ANONYMOUS

    return recognise


def session_cookie(access: Access, site: Site) -> SessionCookie:
    """Give how sessions are kept; only where people are known does a session have to outlive the process."""
    return {
        "secret_key": access.secret("sessions") if site.knows_people else token_urlsafe(),
        # With this name a browser takes the cookie from this host and over https only.
        "session_cookie": "__Host-hgkm" if site.is_https else "hgkm",
        "max_age": HOURS * 3600,
        # Who comes back from the provider must still have the session that began there.
        "same_site": "lax" if site.provider else "strict",
        "https_only": site.is_https,
    }

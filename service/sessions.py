"""Finds out who asks: by a token, by the session in a signed cookie, or by being at this machine.

    app.state.recognise = recogniser(access, site)

A session keeps the id of the token it was opened with, so that it ends when that token ends, or the name and
groups that the provider gave. How it
is opened and closed is the business of `service.signin`; what a visitor may do, of `service.visitors`.
"""

from collections.abc import Callable
from secrets import token_urlsafe
from typing import Literal, TypedDict

from fastapi import Request

from service.access import Access
from service.grants import visitor
from service.refusals import WrongTokenError
from service.site import Site
from service.visitors import ANONYMOUS, AT_THIS_MACHINE, Visitor

TOKEN = "token"  # noqa: S105 - the place in the session of a token's id
PERSON = "person"  # the place in the session of somebody's name and groups
_HOURS = 10  # that somebody stays signed in: a working day
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

    def recognise(request: Request) -> Visitor:
        if not site.knows_people:
            return ANONYMOUS
        scheme, _, shown = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            if found := access.opened_by(shown):
                return found.visitor(is_program=True)
            raise WrongTokenError
        if found := access.known(request.session.get(TOKEN, "")):
            return found.visitor(is_program=False)
        if site.provider and (person := request.session.get(PERSON)):
            return visitor(person["name"], person["groups"], site.provider.grants)
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
        "max_age": _HOURS * 3600,
        # Who comes back from the provider must still have the session that began there.
        "same_site": "lax" if site.provider else "strict",
        "https_only": site.is_https,
    }

"""`/aanmelden` and `/afmelden`: opens a session with a token or at the provider, and closes it.

Every session is a new one. What it lets somebody do is looked up again for each request (`service.sessions`).
"""

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from graph.errors import UnknownNameError
from service.access import Access
from service.grants import meaningful
from service.limits import RateLimit
from service.page import page
from service.refusals import NotServedError, WrongTokenError
from service.session_list import Session, Sessions
from service.sessions import SESSION
from service.site import CALLBACK, Site
from service.visitors import visitor_of
from service.writing import CSRF, address_of, prove_page

if TYPE_CHECKING:
    from service.provider import Provider

SIGN_IN, SIGN_OUT, AT_PROVIDER = "/aanmelden", "/afmelden", "/aanmelden/dienst"
_A_MINUTE = 10  # tokens that may be tried from one address

router = APIRouter(include_in_schema=False, default_response_class=Response)
Field = Annotated[str, Form(max_length=400)]


def tries_allowed() -> RateLimit:
    """Make the count of tried tokens that a service keeps as `app.state.tries`."""
    return RateLimit(_A_MINUTE)


@router.get(SIGN_IN)
def form(request: Request) -> Response:
    """Show how to sign in."""
    return _shown(request)


@router.post(SIGN_IN)
def sign_in(request: Request, token: Field = "", csrf: Field = "") -> Response:
    """Open a session with a token."""
    site, access = _site(request), cast("Access", request.app.state.access)
    if not site.knows_people:
        raise NotServedError
    tries: RateLimit = request.app.state.tries
    tries.count(address_of(request))
    prove_page(request, {CSRF: csrf})
    found = access.opened_by(token)
    access.record(found.name if found else "", "POST", SIGN_IN, "done" if found else "refused")
    if not found:
        return _shown(request, WrongTokenError())
    return _opened(request, Session(found.name, token=found.id))


@router.get(AT_PROVIDER)
async def to_provider(request: Request) -> Response:
    """Send somebody to the provider."""
    return await _provider(request).send_there(request)


@router.get(CALLBACK)
async def back_from_provider(request: Request) -> Response:
    """Open a session for who comes back from the provider."""
    provider = _provider(request)
    person = await provider.person(request)
    groups = meaningful(person.groups, provider.grants)
    access: Access = request.app.state.access
    access.record(person.name, "GET", CALLBACK, "done")
    return await run_in_threadpool(_opened, request, Session(person.name, tuple(groups)))


@router.post(SIGN_OUT)
def sign_out(request: Request, csrf: Field = "") -> Response:
    """Close the session."""
    prove_page(request, {CSRF: csrf})
    _ended(request)
    return RedirectResponse("/", 303)


def _opened(request: Request, session: Session) -> Response:
    """Begin a new session in the place of the one there was."""
    _ended(request)
    request.session[SESSION] = Sessions(cast("Access", request.app.state.access)).open(session)
    return RedirectResponse("/", 303)


def _ended(request: Request) -> None:
    identifier = request.session.get(SESSION)
    request.session.clear()
    if identifier:
        with suppress(UnknownNameError):  # it was ended elsewhere
            Sessions(cast("Access", request.app.state.access)).end(identifier)


def _shown(request: Request, error: WrongTokenError | None = None) -> Response:
    site = _site(request)
    return page(
        request,
        "aanmelden.html",
        error.status if error else 200,
        zin=error.dutch if error else "",
        wie=visitor_of(request),
        mogelijk=site.knows_people,
        dienst=AT_PROVIDER if site.provider else "",
    )


def _site(request: Request) -> Site:
    return cast("Site", request.app.state.site)


def _provider(request: Request) -> "Provider":
    provider = _site(request).provider
    if provider is None:
        raise NotServedError
    return provider

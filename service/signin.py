"""`/aanmelden` and `/afmelden`: opens a session with a token or at the provider, and closes it.

    /aanmelden?naar=/plannen/venlo      and goes on to that page; never to one elsewhere

Every session is a new one. What it lets somebody do is looked up again for each request (`service.sessions`).
"""

import re
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from graph.errors import HgkmError, UnknownNameError
from service.access import Access
from service.grants import meaningful
from service.limits import RateLimit
from service.page import page
from service.refusals import NotServedError, RefusalError, WrongTokenError
from service.session_list import Session, Sessions
from service.sessions import SESSION
from service.site import CALLBACK, Site
from service.visitors import visitor_of
from service.writing import CSRF, address_of, prove_page

if TYPE_CHECKING:
    from service.provider import Provider

SIGN_IN, SIGN_OUT, AT_PROVIDER = "/aanmelden", "/afmelden", "/aanmelden/dienst"
_A_MINUTE = 10  # tokens that may be tried from one address
_LONGEST = 1000  # characters of an address to go on to, which a cookie must hold
_ONWARD = "naar"  # the page to go on to, in addresses, forms and the cookie
_OF_HERE = re.compile(r"/(?:[!-.0-\[\]-~][!-~]*)?")  # not //elsewhere, which browsers see in /\elsewhere too

router = APIRouter(include_in_schema=False, default_response_class=Response)
Field = Annotated[str, Form(max_length=400)]
Onward = Annotated[str, Query(max_length=_LONGEST)]


def tries_allowed() -> RateLimit:
    """Make the count of tried tokens that a service keeps as `app.state.tries`."""
    return RateLimit(_A_MINUTE)


@router.get(SIGN_IN)
def form(request: Request, naar: Onward = "/") -> Response:
    """Show how to sign in."""
    return _shown(request, onward=naar)


@router.post(SIGN_IN)
def sign_in(
    request: Request,
    token: Field = "",
    csrf: Field = "",
    naar: Annotated[str, Form(max_length=_LONGEST)] = "/",
) -> Response:
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
        return _shown(request, WrongTokenError(), naar)
    return _opened(request, Session(found.name, token=found.id), naar)


@router.get(AT_PROVIDER)
async def to_provider(request: Request, naar: Onward = "/") -> Response:
    """Send somebody to the provider."""
    provider = _provider(request)
    try:
        there = await provider.send_there(request)
    except HgkmError as error:
        return await run_in_threadpool(_shown, request, error, naar)
    request.session[_ONWARD] = naar
    return there


@router.get(CALLBACK)
async def back_from_provider(request: Request) -> Response:
    """Open a session for who comes back from the provider."""
    provider = _provider(request)
    onward = str(request.session.get(_ONWARD, "/"))
    try:
        person = await provider.person(request)
    except HgkmError as error:
        return await run_in_threadpool(_shown, request, error, onward)
    groups = meaningful(person.groups, provider.grants)
    access: Access = request.app.state.access
    access.record(person.name, "GET", CALLBACK, "done")
    # Who may do nothing here is told so, and whom to ask.
    return await run_in_threadpool(
        _opened, request, Session(person.name, tuple(groups)), onward if groups else SIGN_IN
    )


@router.post(SIGN_OUT)
def sign_out(request: Request, csrf: Field = "") -> Response:
    """Close the session."""
    prove_page(request, {CSRF: csrf})
    _ended(request)
    return RedirectResponse("/", 303)


def _opened(request: Request, session: Session, onward: str) -> Response:
    """Begin a new session in the place of the one there was, and go on."""
    _ended(request)
    request.session[SESSION] = Sessions(cast("Access", request.app.state.access)).open(session)
    return RedirectResponse(onward if _OF_HERE.fullmatch(onward) else "/", 303)


def _ended(request: Request) -> None:
    identifier = request.session.get(SESSION)
    request.session.clear()
    if identifier:
        with suppress(UnknownNameError):  # it was ended elsewhere
            Sessions(cast("Access", request.app.state.access)).end(identifier)


def _shown(request: Request, error: HgkmError | None = None, onward: str = "/") -> Response:
    site = _site(request)
    status = error.status if isinstance(error, RefusalError) else HTTPStatus.BAD_REQUEST
    return page(
        request,
        "aanmelden.html",
        status if error else HTTPStatus.OK,
        zin=error.dutch if error else "",
        bij_code=isinstance(error, WrongTokenError),
        naar=onward,
        wie=visitor_of(request),
        site=site,
        dienst=AT_PROVIDER if site.provider else "",
    )


def _site(request: Request) -> Site:
    return cast("Site", request.app.state.site)


def _provider(request: Request) -> "Provider":
    provider = _site(request).provider
    if provider is None:
        raise NotServedError
    return provider

"""The web service: pages in Dutch under `/`, the same as JSON under `/v1`.

    app = create_app(Desk(path_of_the_store))

Puts pages and JSON together, and guards what they share: only the names of the site are served, every answer
carries the security headers, and an error is a page or a problem document, never a stack trace. Who may do
what is told by `service.visitors`, and who somebody is by `service.sessions`.
"""

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.errors import HgkmError, UnknownNameError
from service import api, kaarten, namen, naslag, pages, paginas, reeksen, sessies, signin, voor_en_na
from service.access import Access
from service.desk import Desk
from service.limits import Bounded
from service.machines import open_doors
from service.packed import EXCEL, WORD
from service.page import error_page
from service.problems import for_programs, problem
from service.refusals import RefusalError
from service.sessions import recogniser, session_cookie
from service.site import Site
from service.writing import ReturnedFormError, changes_allowed

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # What is shown depends on who asks: no cache that others share may keep it.
    "Cache-Control": "private, no-cache",
}
_ONLY_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}
_PACKED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, WORD, EXCEL)  # as small as they get
_STATIC = Path(__file__).parent / "static"


def create_app(desk: Desk, site: Site | None = None) -> FastAPI:
    """Make the service for what a desk hands out, reached as a site says; without one, at this machine."""
    site = site or Site()
    access = Access(desk.path)
    app = FastAPI(
        title="hgkm: wie doet wat voor wie",
        version=api.VERSION,
        openapi_url="/v1/openapi.json",
        docs_url=None,  # these pages fetch their scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.desk = desk
    app.state.site = site
    app.state.access = access
    app.state.recognise = recogniser(access, site)
    app.state.changes = changes_allowed()
    app.state.tries = signin.tries_allowed()
    for router in (*paginas.ROUTERS, *naslag.ROUTERS):
        app.include_router(router)
    app.include_router(signin.router)
    for router in (namen.router, kaarten.router, sessies.router, reeksen.router, voor_en_na.router):
        app.include_router(router)
    app.include_router(pages.router)
    app.include_router(api.router)
    open_doors(app, desk)
    app.mount("/static", StaticFiles(directory=_STATIC))
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4, exclude_content_types=_PACKED)
    app.add_middleware(Bounded)
    app.add_middleware(SessionMiddleware, **session_cookie(access, site))
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=site.names)
    app.add_middleware(_Guarded, headers=HEADERS | (_ONLY_HTTPS if site.is_https else {}))
    app.exception_handler(HgkmError)(_refused)
    app.exception_handler(HTTPException)(_not_served)
    app.exception_handler(RequestValidationError)(_not_understood)
    app.exception_handler(Exception)(_broken)
    return app


class _Guarded:
    """Puts the security headers on every answer, and answers HEAD as GET without the content."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self.app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_head = scope.get("method") == "HEAD"

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            elif is_head and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        await self.app({**scope, "method": "GET"} if is_head else scope, receive, guarded)


def _said(request: Request, status: int, title: str, sentence: str) -> Response:
    """Say what is wrong as the one who asks can read it."""
    if for_programs(request.url.path):
        return problem(status, title, sentence, api.HEADERS)
    return error_page(request, status, title, sentence)


def _refused(request: Request, error: HgkmError) -> Response:
    if isinstance(error, ReturnedFormError):
        with suppress(HgkmError):  # what the form was about is not there
            return error.again()
    status = HTTPStatus.BAD_REQUEST
    if isinstance(error, RefusalError):
        status = error.status
    elif isinstance(error, UnknownNameError):
        status = HTTPStatus.NOT_FOUND
    answer = _said(request, status, "Dit lukt niet", error.dutch)
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _not_served(request: Request, error: HTTPException) -> Response:
    if error.status_code == HTTPStatus.NOT_FOUND:
        return _said(request, 404, "Deze pagina is er niet", "Het adres klopt niet, of is vervallen.")
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return _said(request, 405, "Dit kan hier niet", "Op dit adres kunt u alleen lezen.")
    return _said(
        request, error.status_code, "Dit lukt niet", "Wat u verstuurde is niet te lezen, of is te groot."
    )


def _not_understood(request: Request, _: Exception) -> Response:
    return _said(request, 400, "Dit lukt niet", "Een van de gegevens is niet te lezen, of is te lang.")


def _broken(request: Request, _: Exception) -> Response:
    """Answer for a fault in hgkm itself; the server's own log has the details."""
    answer = _said(
        request,
        500,
        "Er ging iets mis",
        "Dat ligt niet aan u. Probeer het opnieuw; blijft het misgaan, meld dan wat u deed.",
    )
    # What handles faults stands outside every middleware.
    answer.headers.update(HEADERS)
    return answer

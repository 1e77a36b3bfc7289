"""What every route that changes something depends on, before it does anything.

    @router.post("/plan/{slug}/activiteit")
    def change(request: Request, sent: Annotated[Sent, Depends(writing(may_change))]) -> Response: ...

    def may_change(visitor: Visitor, sent: Mapping[str, str]) -> bool:
        return visitor.may_write(sent["slug"])      # from the address, else a field of the form

    writing(may_change, again=form)     # form(request, sent) shows the form again, without what was refused

Whoever asks must be allowed to, must send a form from a page of this service (`{{ csrf(request) }}` puts the
proof in it; programs with a token need none), not too often, and without anything about a person in it. What
was tried goes into the record of the service, without what was in it. What a change does and what the graph
keeps of it is the business of the route.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from hmac import compare_digest
from secrets import token_bytes, token_urlsafe

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from graph.errors import HgkmError, PersonalDataError
from graph.privacy import concern, refusal, refuse
from service.access import Access
from service.limits import RateLimit
from service.refusals import NotAllowedError, OtherPageError, SignInNeededError
from service.visitors import Visitor, visitor_of

Allowed = Callable[[Visitor, Mapping[str, str]], bool]
CSRF = "csrf"  # the field of a form, and its place in the session
_A_MINUTE = 60  # changes of one visitor
_SECRET = 32  # bytes


@dataclass(frozen=True)
class Sent:
    """What was sent by somebody who may change what it is about.

    Attributes:
        visitor: who sent it.
        fields: the fields of the form or of the JSON object and the files with it, as text, and the parts
            of the address; what was chosen more than once stands on lines.
        refused: a Dutch sentence for each field that holds something about a person, and is emptied in
            `fields`; a route that changes something never gets such a form.
    """

    visitor: Visitor
    fields: Mapping[str, str]
    refused: Mapping[str, str] = field(default_factory=dict)


Again = Callable[[Request, Sent], Response]


class ReturnedFormError(HgkmError):
    """A form that comes back to who sent it, because something in it is about a person."""

    def __init__(self, refused: PersonalDataError, again: Callable[[], Response]) -> None:
        """Take what was refused first, and what makes the page with the form."""
        super().__init__(refused.english, refused.dutch)
        self.again = again


def writing(allowed: Allowed, again: Again | None = None) -> Callable[[Request], AsyncIterator[Sent]]:
    """Make the dependency of a route that changes something.

    Args:
        allowed: tells whether a visitor may, going by what was sent.
        again: shows the form again when something in it is refused; without it a page says so.
    """

    async def checked(request: Request) -> AsyncIterator[Sent]:
        visitor = visitor_of(request)
        access: Access = request.app.state.access
        # What was refused may say in its address what is not to be kept.
        address, outcome = request.scope["route"].path, "refused"
        try:
            sent = await _sent(request, visitor, allowed, again)
            address = request.url.path
            yield sent
            outcome = "done"
        finally:
            await request.close()
            access.record(visitor.name, request.method, address, outcome)

    return checked


async def _sent(request: Request, visitor: Visitor, allowed: Allowed, again: Again | None) -> Sent:
    limit: RateLimit = request.app.state.changes
    limit.count(visitor.name or address_of(request))
    if visitor.role is None:
        raise SignInNeededError
    fields = await _fields(request)
    if not visitor.is_program:
        prove_page(request, fields)
    fields.pop(CSRF, None)
    if not allowed(visitor, fields):
        raise NotAllowedError
    kept, refused = sifted(fields)
    try:
        for name, text in fields.items():
            refuse(text, f"the field {name!r}", f"het veld '{name}'")
    except PersonalDataError as error:
        if again is None or not refused.keys().isdisjoint(request.path_params):
            raise
        raise ReturnedFormError(error, partial(again, request, Sent(visitor, kept, refused))) from None
    return Sent(visitor, kept)


def sifted(fields: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Empty the fields that hold something about a person, and say for each of those in Dutch what it is."""
    refused = {
        name: refusal(kind, "this field", "dit veld").dutch
        for name, text in fields.items()
        if (kind := concern(text))
    }
    return {**fields, **dict.fromkeys(refused, "")}, refused


def changes_allowed() -> RateLimit:
    """Make the count of changes that a service keeps as `app.state.changes`."""
    return RateLimit(_A_MINUTE)


def address_of(request: Request) -> str:
    """Give the address that a request comes from."""
    return request.client.host if request.client else ""


def csrf_field(request: Request) -> Markup:
    """Give the hidden field that proves that a form comes from a page of this session.

    It is another text each time: how well a page is compressed would else tell its letters one by one.
    """
    secret, mask = _digest(request.session.setdefault(CSRF, token_urlsafe())), token_bytes(_SECRET)
    shown = (mask + _xor(mask, secret)).hex()
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF, shown)


def prove_page(request: Request, fields: Mapping[str, str]) -> None:
    """Refuse a form that was not made for this session.

    Raises:
        OtherPageError: it was not.
    """
    try:
        given = bytes.fromhex(fields.get(CSRF, ""))
    except ValueError:
        raise OtherPageError from None
    known, mask, masked = request.session.get(CSRF), given[:_SECRET], given[_SECRET:]
    if not known or len(masked) != _SECRET or not compare_digest(_digest(known), _xor(mask, masked)):
        raise OtherPageError


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


async def _fields(request: Request) -> dict[str, str]:
    """Read a form or a JSON object of texts; any other body is left to the route."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    fields: dict[str, str] = {}
    body = await request.body()  # kept, so that a route can read it again
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        form = await request.form()
        for name, value in form.multi_items():
            text = value if isinstance(value, str) else (await value.read()).decode("utf-8", "replace")
            fields[name] = f"{fields[name]}\n{text}" if name in fields else text
    elif kind == "application/json":
        fields = _texts(body)
    return fields | {name: str(value) for name, value in request.path_params.items()}


def _texts(body: bytes) -> dict[str, str]:
    """Give the fields of a JSON object as text; what is no object has none."""
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    if not isinstance(content, dict):
        return {}
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in content.items()
    }

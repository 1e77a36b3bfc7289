"""The provider where people sign in, with OpenID Connect: Authlib does the protocol, this says with whom.

    HGKM_URL                  the address under which people reach the service, such as https://hgkm.example.org
    HGKM_OIDC_ISSUER          the provider; its description is at /.well-known/openid-configuration below this
    HGKM_OIDC_CLIENT_ID       as the provider knows this service
    HGKM_OIDC_CLIENT_SECRET   what proves that
    HGKM_OIDC_CLAIM           the claim with groups or roles; `roles` unless given
    HGKM_ROLES                a file that says what groups may do (`service.grants`)

Authorization code with PKCE, state and nonce. Nothing but the provider's own address is ever asked: where its
description leads elsewhere, that fails. What somebody may do is told by `service.grants`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client import MismatchingStateError, OAuthError
from authlib.integrations.starlette_client import OAuth
from authlib.oidc.core import CodeIDToken
from fastapi import Request
from fastapi.responses import Response
from joserfc.errors import JoseError

from graph.errors import HgkmError
from service.grants import Grant, read_grants
from service.site import CALLBACK

_NEEDED = ("HGKM_URL", "HGKM_OIDC_ISSUER", "HGKM_OIDC_CLIENT_ID", "HGKM_OIDC_CLIENT_SECRET")
_SECONDS = 10  # that an answer of the provider may take


class ProviderError(HgkmError):
    """The provider did not sign somebody in."""


@dataclass(frozen=True)
class Person:
    """Somebody who signed in.

    Attributes:
        name: what the provider calls them; no mail address.
        groups: the values of the claim.
    """

    name: str
    groups: tuple[str, ...]


class Provider:
    """Where people sign in."""

    def __init__(
        self,
        *,
        url: str,
        issuer: str,
        client_id: str,
        client_secret: str,
        claim: str = "roles",
        grants: Mapping[str, Grant] | None = None,
    ) -> None:
        """Take what the environment says; nothing is asked before somebody signs in.

        Raises:
            HgkmError: an address is no address, or one that others can listen in on.
        """
        for name, address in (("HGKM_URL", url), ("HGKM_OIDC_ISSUER", issuer)):
            _check(name, address)
        self.url = url.rstrip("/")
        self.grants = grants
        self._claim = claim
        self._claims = {
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": client_id},
        }
        home = _origin(issuer)

        async def only_there(request: httpx2.Request) -> None:
            if _origin(str(request.url)) != home:
                raise ProviderError(
                    "The provider's description leads to another address than its own, which is not asked.",
                    "De aanmelddienst verwijst naar een ander adres; dat wordt niet benaderd.",
                )

        self._client = OAuth().register(
            "provider",
            client_id=client_id,
            client_secret=client_secret,
            server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile",
                "code_challenge_method": "S256",
                "event_hooks": {"request": [only_there]},
                "follow_redirects": False,
                "trust_env": False,
                "timeout": _SECONDS,
            },
        )

    async def send_there(self, request: Request) -> Response:
        """Send somebody to the provider.

        Raises:
            ProviderError: it does not answer as it should.
        """
        # What it told of itself before is asked anew: nobody is sent to one that does not answer any more.
        self._client.server_metadata.pop("_loaded_at", None)
        try:
            answer: Response = await self._client.authorize_redirect(request, self.url + CALLBACK)
        except (httpx2.HTTPError, OAuthError, RuntimeError, ValueError) as error:
            raise _failed(error) from error
        return answer

    async def person(self, request: Request) -> Person:
        """Find out who comes back from the provider.

        Raises:
            ProviderError: nobody, or not from what this session began.
        """
        try:
            token = await self._client.authorize_access_token(
                request, claims_options=self._claims, claims_cls=CodeIDToken
            )
        except (httpx2.HTTPError, OAuthError, JoseError, RuntimeError, ValueError) as error:
            raise _failed(error) from error
        claims = token.get("userinfo")
        if not claims:
            raise _failed(ValueError("no id token"))
        name = (
            claims.get("name") or str(claims.get("preferred_username", "")).partition("@")[0] or claims["sub"]
        )
        said = claims.get(self._claim) or []
        return Person(str(name), tuple(str(group) for group in ([said] if isinstance(said, str) else said)))


def provider_of(environment: Mapping[str, str] | None = None) -> Provider | None:
    """Give the provider that the environment names; None when it names none.

    Raises:
        HgkmError: it names one by half, or what it names cannot be used.
    """
    given = os.environ if environment is None else environment
    if not any(given.get(name) for name in _NEEDED[1:]):
        return None
    if missing := [name for name in _NEEDED if not given.get(name)]:
        raise HgkmError(
            f"To let people sign in, set {', '.join(missing)} too.",
            f"Om mensen te laten aanmelden zijn ook nodig: {', '.join(missing)}.",
        )
    file = given.get("HGKM_ROLES")
    return Provider(
        url=given["HGKM_URL"],
        issuer=given["HGKM_OIDC_ISSUER"],
        client_id=given["HGKM_OIDC_CLIENT_ID"],
        client_secret=given["HGKM_OIDC_CLIENT_SECRET"],
        claim=given.get("HGKM_OIDC_CLAIM") or "roles",
        grants=read_grants(Path(file)) if file else None,
    )


def _check(name: str, address: str) -> None:
    parts = urlsplit(address)
    safe = parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    )
    if not safe or not parts.hostname or parts.query or parts.fragment:
        raise HgkmError(
            f"{name} is no https address (http is for this machine only).",
            f"{name} is geen https-adres (http kan alleen op dit apparaat).",
        )


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _failed(error: Exception) -> ProviderError:
    told = "Aanmelden is niet gelukt. Probeer het opnieuw, of vraag het de beheerder."
    said = error.error if isinstance(error, OAuthError) else ""
    if isinstance(error, httpx2.HTTPError) or said in ("server_error", "temporarily_unavailable"):
        told = "De aanmelddienst werkt nu niet of is niet te bereiken. Probeer het straks opnieuw."
    elif isinstance(error, MismatchingStateError):
        told = "Deze aanmelding is al gebruikt, duurde te lang of begon ergens anders. Begin opnieuw."
    elif said == "access_denied":
        told = "Bij de aanmelddienst is geen toestemming gegeven. U bent niet aangemeld."
    return ProviderError(
        f"Signing in did not work ({type(error).__name__}): try again, or ask whoever runs this service.",
        told,
    )

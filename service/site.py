"""How the service is reached, and what follows from it for who may come in.

On this machine only (the default) whoever is at the machine reads what is internal, and changes things with
a token. With a provider, people sign in there, and everybody else is a stranger. Under any other address
without a provider everybody is a stranger: they read what is openbaar, and change nothing.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from service.provider import Provider  # which takes long to import, for who has no provider

CALLBACK = "/aanmelden/terug"  # where people come back from the provider
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Site:
    """How the service is reached.

    Attributes:
        host: the address it listens on.
        provider: where people sign in; None for nowhere.
    """

    host: str = THIS_MACHINE[0]
    provider: "Provider | None" = None

    @property
    def is_this_machine(self) -> bool:
        """Tell whether whoever reaches it is at this machine."""
        return self.host in THIS_MACHINE and self.provider is None

    @property
    def knows_people(self) -> bool:
        """Tell whether anybody can be more than a stranger."""
        return self.is_this_machine or self.provider is not None

    @property
    def is_https(self) -> bool:
        """Tell whether people reach it in a way that others cannot listen in on."""
        return self.provider is not None and self.provider.url.startswith("https:")

    @property
    def names(self) -> list[str]:
        """Give the names that a request may ask it under; what every stranger may read, under any."""
        if self.provider:
            return [_name(urlsplit(self.provider.url).hostname or "")]
        return [_name(host) for host in THIS_MACHINE] if self.is_this_machine else ["*"]


def _name(host: str) -> str:
    return f"[{host}]" if ":" in host else host

"""How the service is reached, and what follows from it for who may come in.

On this machine only (the default) whoever is at the machine reads what is internal, and changes things with a
token. Under any other address, without a provider that signs people in, everybody is a stranger: they read
what is openbaar, and change nothing.
"""

from dataclasses import dataclass

THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Site:
    """How the service is reached.

    Attributes:
        host: the address it listens on.
    """

    host: str = THIS_MACHINE[0]

    @property
    def is_this_machine(self) -> bool:
        """Tell whether only this machine reaches it."""
        return self.host in THIS_MACHINE

    @property
    def knows_people(self) -> bool:
        """Tell whether anybody can be more than a stranger."""
        return self.is_this_machine

    @property
    def names(self) -> list[str]:
        """Give the names that a request may ask it under; what every stranger may read, under any."""
        if not self.is_this_machine:
            return ["*"]
        return [f"[{host}]" if ":" in host else host for host in THIS_MACHINE]

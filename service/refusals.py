"""What the doors refuse although the question itself is sound: who asks may not, or asks too much.

Each is an HgkmError that knows its HTTP status; `service.web` turns it into a page or a problem document.
"""

from http import HTTPStatus

from graph.errors import HgkmError


class RefusalError(HgkmError):
    """A refusal with its HTTP status."""

    status = HTTPStatus.FORBIDDEN


class SignInNeededError(RefusalError):
    """Nobody known asks for what only somebody known may do."""

    status = HTTPStatus.UNAUTHORIZED

    def __init__(self) -> None:
        """Say where to sign in."""
        super().__init__(
            "This takes a sign-in, or a token in the header Authorization.",
            "Meld u eerst aan: wijzigen kan alleen wie bekend is.",
        )


class KnownOnlyError(RefusalError):
    """A stranger asks for what is computed from everything, which is never openbaar."""

    status = HTTPStatus.UNAUTHORIZED

    def __init__(self, what: str = "Open points are", dutch: str = "Open punten zijn er") -> None:
        """Say for whom it is, after what it is."""
        super().__init__(f"{what} for people who are signed in.", f"{dutch} voor wie is aangemeld.")


class NotAllowedError(RefusalError):
    """Somebody known, who may not do this."""

    def __init__(self) -> None:
        """Say whom to ask."""
        super().__init__(
            "Your role does not allow this change: ask whoever runs this service.",
            "Met uw rol mag u dit niet wijzigen. Vraag het de beheerder.",
        )


class OtherPageError(RefusalError):
    """A form that was not sent from a page of this service, or from one that was open too long."""

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__(
            "This form does not come from a page of this session: reload the page and send it again.",
            "Dit formulier hoort niet bij uw sessie. Open de pagina opnieuw en verstuur het nog eens.",
        )


class WrongTokenError(RefusalError):
    """A token that opens nothing: never made, ended or revoked."""

    status = HTTPStatus.UNAUTHORIZED

    def __init__(self) -> None:
        """Say where tokens come from."""
        super().__init__(
            "This token opens nothing: it was never made, has ended or was revoked ('hgkm token' makes one).",
            "Deze toegangscode werkt niet (meer). Vraag de beheerder om een nieuwe.",
        )


class NotServedError(RefusalError):
    """What this service does not offer as it is set up."""

    status = HTTPStatus.NOT_FOUND

    def __init__(self) -> None:
        """Say so."""
        super().__init__(
            "This service is not set up for signing in.",
            "Aanmelden kan hier niet: deze dienst is alleen om te lezen.",
        )


class TooOftenError(RefusalError):
    """More in a minute than one visitor may."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self) -> None:
        """Say how long to wait."""
        super().__init__(
            "Too many requests: wait a minute.", "Dat is te vaak achter elkaar: wacht een minuut."
        )


class TooLargeError(RefusalError):
    """A body over the limit.

    Attributes:
        most: the limit in bytes.
    """

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE

    def __init__(self, most: int) -> None:
        """Say what the limit is."""
        self.most = most
        super().__init__(
            f"The body is larger than {most // 1000} kB.", f"Wat u verstuurt is groter dan {most // 1000} kB."
        )


class TooSlowError(RefusalError):
    """A body that does not come in."""

    status = HTTPStatus.REQUEST_TIMEOUT

    def __init__(self) -> None:
        """Say so."""
        super().__init__("The body did not come in within time.", "Wat u verstuurt kwam niet op tijd binnen.")

"""What a program sends as linked data, laid down as a file for as long as it takes to read it.

The rooms below read files; a message that they say something about is called `bericht`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.errors import InputError
from service.refusals import RefusalError

ENDINGS = {
    "text/turtle": ".ttl",
    "application/trig": ".trig",
    "application/n-triples": ".nt",
    "application/n-quads": ".nq",
    "application/ld+json": ".jsonld",
}


class UnknownKindError(RefusalError):
    """What was sent is of a kind that is not taken here."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE

    def __init__(self, taken: Iterable[str]) -> None:
        """Say what is taken."""
        kinds = ", ".join(taken)
        super().__init__(f"Send {kinds}.", f"Verstuur {kinds} (kop Content-Type).")


@contextmanager
def laid_down(content: bytes, media_type: str) -> Iterator[Path]:
    """Give the path of a file with what was sent, which goes when this ends.

    Args:
        content: the body of a request.
        media_type: one of `ENDINGS`, with or without parameters.

    Raises:
        UnknownKindError: the media type is none of those.
        InputError: what is read while the file is there is wrong; it says so of a `bericht`.
    """
    ending = ENDINGS.get(media_type.partition(";")[0].strip().lower())
    if ending is None:
        raise UnknownKindError(ENDINGS)
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"bericht{ending}"
        file.write_bytes(content)
        try:
            yield file
        except InputError as error:
            place = f"{folder}/"
            raise InputError(
                error.english.replace(place, "").partition(": ")[2],
                error.dutch.replace(place, "").partition(": ")[2],
                file=file.name,
                line=error.line,
                column=error.column,
            ) from error

"""Chooses the form of an answer from what a client says it can read (the header Accept, RFC 9110, 12.5.1).

It knows nothing of what the forms are.
"""

from collections.abc import Sequence


def best(accept: str, offered: Sequence[str]) -> str | None:
    """Give the media type that suits a client best.

    Args:
        accept: the header Accept; empty accepts everything.
        offered: the media types there are; of two that suit equally well the first one counts.

    Returns:
        One of `offered`; None when the client can read none of them.
    """
    asked = [_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    weighed = [(_weight(media_type, asked), media_type) for media_type in offered]
    weight, chosen = max(weighed, key=lambda one: one[0])
    return chosen if weight > 0 else None


def _range(part: str) -> tuple[str, float]:
    """Read one media range and its weight; a weight that is no number counts for nothing."""
    media_range, *parameters = (piece.strip() for piece in part.lower().split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return media_range, float(value)
            except ValueError:
                return media_range, 0.0
    return media_range, 1.0


def _weight(media_type: str, asked: Sequence[tuple[str, float]]) -> float:
    """Give the weight that the most precise range which fits gives a media type."""
    fitting = dict(asked)
    for media_range in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        if media_range in fitting:
            return fitting[media_range]
    return 0.0

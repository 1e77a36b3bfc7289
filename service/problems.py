"""What programs get when something cannot be done: a problem document (RFC 9457), in Dutch.

Pages for people say it their own way.
"""

from collections.abc import Mapping

from fastapi.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"
# Where programs ask; elsewhere people do.
PLACES = ("/v1", "/sparql", "/rdf-graph-store")


def for_programs(path: str) -> bool:
    """Tell whether what is asked for at a path is asked by programs."""
    return any(path == place or path.startswith(f"{place}/") for place in PLACES)


def problem(status: int, title: str, sentence: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Say what is wrong and what to do."""
    content = {"type": "about:blank", "title": title, "status": status, "detail": sentence}
    return JSONResponse(content, status, media_type=MEDIA_TYPE, headers=headers)

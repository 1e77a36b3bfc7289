"""The REST service of `/v1`, put together from its resources (see `service.rest`)."""

from fastapi import APIRouter, Depends, Response

from service.rest import asked, findings, maps, status, things
from service.rest.description import HEADERS, PREFIX, VERSION

__all__ = ["HEADERS", "VERSION", "router"]


def _with_version(response: Response) -> None:
    response.headers.update(HEADERS)


router = APIRouter(prefix=PREFIX, dependencies=[Depends(_with_version)])
for _resources in (asked, things, findings, maps, status):
    router.include_router(_resources.router)

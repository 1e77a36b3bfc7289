"""The same as the pages for programs: questions and open points as JSON under `/v1`.

Follows the Dutch API Design Rules in what there is: the version in the address and in a header, no slash at
the end, problem documents for errors, and a description at `/v1/openapi.json`.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from service.questions import questions
from service.requests import desk_of, given
from service.results import described

VERSION = "1.0.0"
HEADERS = {"API-Version": VERSION}


def _with_version(response: Response) -> None:
    response.headers.update(HEADERS)


router = APIRouter(prefix="/v1", dependencies=[Depends(_with_version)])


@router.get("/vragen")
def list_questions() -> list[dict[str, Any]]:
    """List the named questions with their parameters and an example."""
    return [described(asked) for asked in questions().values()]


@router.get("/vragen/{name}")
def answer(request: Request, name: str) -> dict[str, Any]:
    """Answer a question with the parameters in the query string, as SPARQL 1.1 Query Results JSON."""
    return desk_of(request).answer(name, given(request)).answer.sparql_json()


@router.get("/open-punten")
def open_points(request: Request, plan: Annotated[str, Query(max_length=400)] = "") -> dict[str, Any]:
    """Give the open points of a plan or of everything, as `hgkm check --format json` does."""
    return desk_of(request).report(plan or None).as_json()

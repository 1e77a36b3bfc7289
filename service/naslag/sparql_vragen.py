"""The SPARQL page: an editor, examples, and a plain field with a table for who has no scripting.

A query runs where those of `/sparql` run, within the same limits and on what the visitor may see.
"""

import json
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from graph.errors import HgkmError, QueryError
from graph.prefixes import PREFIXES
from graph.sparql import query_form
from queries.catalogue import Question, questions
from service.listing import Format, Listing, Value, as_file
from service.page import page
from service.paginas.adressen import named_cell
from service.sparql_endpoint import workers_of
from service.visitors import visitor_of

router = APIRouter(include_in_schema=False, default_response_class=Response)

_START = """PREFIX hgkm: <https://w3id.org/hgkm/def#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?plan ?naam WHERE {
  ?plan a hgkm:Plan ; skos:prefLabel ?naam
}
LIMIT 100
"""
Text = Annotated[str, Query(max_length=100_000)]


@router.get("/sparql-vragen")
def ask(request: Request, vraag: Text = "", voorbeeld: Text = "", formaat: Format | None = None) -> Response:
    """Show the editor and the examples, and the answer to what was asked in the plain field."""
    known = questions()
    start = _whole(known[voorbeeld]) if voorbeeld in known else _START
    filled: dict[str, object] = {
        "vraag": vraag or start,
        "voorbeelden": sorted((one.title, name) for name, one in known.items()),
        "prefixen": sorted(PREFIXES.items()),
    }
    if not vraag.strip():
        return page(request, "sparql_vragen.html", zin="", lijst=None, afgekapt=None, **filled)
    try:
        listing, cut = _answered(request, vraag)
    except HgkmError as error:
        nothing = {"zin": error.dutch, "lijst": None, "afgekapt": None}
        return page(request, "sparql_vragen.html", HTTPStatus.BAD_REQUEST, **filled, **nothing)
    if formaat:
        return as_file(listing, formaat, "sparql")
    return page(request, "sparql_vragen.html", zin="", lijst=listing, afgekapt=cut, **filled)


def _whole(question: Question) -> str:
    """Give a named question as it asks for everything: without what narrows it."""
    return "".join(
        line for line in question.sparql.splitlines(keepends=True) if not line.lstrip().startswith("#?")
    )


def _answered(request: Request, text: str) -> tuple[Listing, int | None]:
    """Run a query in a worker, and lay its answer out; the number says after how many rows it was cut off."""
    form = query_form(text)
    if form not in ("SELECT", "ASK"):
        raise QueryError(
            "This page shows SELECT and ASK; ask /sparql for graphs.",
            "Deze pagina toont SELECT en ASK. Een graaf (CONSTRUCT, DESCRIBE) geeft het adres /sparql.",
        )
    done = workers_of(request).query(text, visitor_of(request).level, "json")
    answer = json.loads(done.content)
    if "boolean" in answer:
        return Listing("1 rij", ["Antwoord"], [["ja" if answer["boolean"] else "nee"]]), None
    names = answer["head"]["vars"]
    rows = [
        [_cell(row[name]) if name in row else "" for name in names] for row in answer["results"]["bindings"]
    ]
    return Listing(f"{len(rows)} {'rij' if len(rows) == 1 else 'rijen'}", names, rows), done.cut


def _cell(term: dict[str, str]) -> Value:
    """Show a term: an IRI by its prefix, leading to all about it; a literal as its text."""
    if term["type"] != "uri":
        return term["value"]
    iri = term["value"]
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return named_cell(iri, f"{prefix}:{iri.removeprefix(namespace)}")
    return iri

"""Where things are shown that were found by looking them up, and tables of answers that lead there."""

from urllib.parse import urlencode

from rdflib import URIRef

from ontology.vocabulary import BEGRIP, ID
from queries.run import Result
from service.listing import Cell, Listing, Value
from service.paginas.adressen import passages

_HOMES = {str(BEGRIP): "/begrip/", str(ID): "/id/"}


def thing_address(iri: URIRef) -> str:
    """Give the address of the page that tells everything about a thing."""
    for namespace, path in _HOMES.items():
        if iri.startswith(namespace):
            return path + iri.removeprefix(namespace)
    return "/id?" + urlencode({"iri": iri})


def answer_listing(result: Result) -> Listing:
    """Give the answer to a question as a table whose rows lead to where they stand."""
    headers, rows, places = result.laid_out()
    caption = "1 rij" if len(rows) == 1 else f"{len(rows)} rijen"
    if not result.is_located:
        return Listing(caption, headers, rows)
    located: list[list[Value]] = [[*row, passages(where)] for row, where in zip(rows, places, strict=True)]
    return Listing(caption, [*headers, "Staat in"], located)


def named_cell(iri: str, label: str) -> Cell:
    """Give a name that leads to everything about its thing; a name of nothing leads nowhere."""
    return Cell(label, href=thing_address(URIRef(iri)) if iri else "")

"""The answer to a question as a table whose rows lead to where they stand."""

from queries.run import Result
from service.listing import Listing, Value
from service.paginas.adressen import passages


def answer_listing(result: Result) -> Listing:
    """Give the answer to a question as a table whose rows lead to where they stand."""
    headers, rows, places = result.laid_out()
    caption = "1 rij" if len(rows) == 1 else f"{len(rows)} rijen"
    if not result.is_located:
        return Listing(caption, headers, rows)
    located: list[list[Value]] = [[*row, passages(where)] for row, where in zip(rows, places, strict=True)]
    return Listing(caption, [*headers, "Staat in"], located)

"""Reads how municipalities divide roles: for each kind of task, which role which kind of organisation has.

What holds for a region holds for its municipalities. Nothing is compared here.
"""

from collections import defaultdict
from collections.abc import Sequence

from rdflib import URIRef

from graph.store import ReadStore

_ROLES = """SELECT DISTINCT ?place ?kind ?role ?who WHERE {
    ?given a hgkm:Toedeling ; hgkm:voorGemeente ?held ; hgkm:wat/hgkm:soortTaak ?kind ; hgkm:alsRol ?role .
    ?held hgkm:lid* ?place .
    ?place a hgkm:Gemeente .
    OPTIONAL {
        ?given hgkm:wie ?named .
        OPTIONAL { ?named org:postIn ?home }
        BIND(COALESCE(?home, ?named) AS ?party)
        OPTIONAL { ?party org:classification ?sort }
        BIND(COALESCE(?sort, ?party) AS ?who)
    }
}"""

# The kind of task, the role, and the kind of organisation: None where nobody is named.
Division = tuple[URIRef, URIRef, URIRef | None]


def divisions(store: ReadStore, graphs: Sequence[URIRef] | None = None) -> dict[URIRef, set[Division]]:
    """Give how each municipality divides its roles."""
    found: dict[URIRef, set[Division]] = defaultdict(set)
    for row in store.select(_ROLES, graphs).bindings():
        who = URIRef(row["who"]) if "who" in row else None
        found[URIRef(row["place"])].add((URIRef(row["kind"]), URIRef(row["role"]), who))
    return found

"""Reads how municipalities divide roles: for each kind of task, which role which kind of organisation has.

What holds for a region holds for its municipalities. Nothing is compared here.
"""

from collections import defaultdict
from collections.abc import Sequence

from rdflib import ORG, RDF, URIRef

from graph.store import ReadStore
from ontology.vocabulary import HGKM

# The kind of task, the role, and the kind of organisation: None where nobody is named.
Division = tuple[URIRef, URIRef, URIRef | None]


def divisions(store: ReadStore, graphs: Sequence[URIRef] | None = None) -> dict[URIRef, set[Division]]:
    """Give how each municipality divides its roles."""
    # They take long to import. The store itself would walk all assignments of a country one by one.
    import polars as pl  # noqa: PLC0415

    from graph.columns import Columns  # noqa: PLC0415

    columns = Columns(store, graphs)
    properties = (HGKM.voorGemeente, HGKM.lid, HGKM.wat, HGKM.soortTaak, HGKM.alsRol, HGKM.wie)
    columns.read([RDF.type, *properties, ORG.postIn, ORG.classification])

    def told(name: URIRef, start: str, end: str) -> pl.DataFrame:
        return columns.pairs(name).rename({"from": start, "to": end})

    def are(sort: URIRef, name: str) -> pl.DataFrame:
        (number,) = columns.numbers([sort])
        return told(RDF.type, name, "sort").filter(pl.col("sort") == number).select(name)

    held = told(HGKM.voorGemeente, "given", "place").join(
        are(HGKM.Toedeling, "given"), on="given", how="semi"
    )
    more = held
    while more.height:
        within = more.join(told(HGKM.lid, "place", "part"), on="place").select("given", place="part").unique()
        more = within.join(held, on=["given", "place"], how="anti")
        held = pl.concat([held, more])
    rows = (
        held.join(are(HGKM.Gemeente, "place"), on="place", how="semi")
        .join(told(HGKM.wat, "given", "what"), on="given")
        .join(told(HGKM.soortTaak, "what", "kind"), on="what")
        .join(told(HGKM.alsRol, "given", "role"), on="given")
        .join(told(HGKM.wie, "given", "named"), on="given", how="left")
        .join(told(ORG.postIn, "named", "home"), on="named", how="left")
        .with_columns(party=pl.coalesce("home", "named"))
        .join(told(ORG.classification, "party", "class"), on="party", how="left")
        .select("place", "kind", "role", who=pl.coalesce("class", "party"))
        .unique()
    )
    nodes = columns.nodes(pl.concat([rows[name].rename("number") for name in rows.columns]).drop_nulls())
    iri = {number: URIRef(node) for number, node in nodes.items()}
    found: dict[URIRef, set[Division]] = defaultdict(set)
    for place, kind, role, who in rows.iter_rows():
        found[iri[place]].add((iri[kind], iri[role], None if who is None else iri[who]))
    return found

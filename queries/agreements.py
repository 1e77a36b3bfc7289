"""What an agreement does and does not say: the subjects it is silent about, and what is said about it."""

from rdflib import URIRef

from graph.names import Names
from graph.store import ReadStore
from graph.terms import named

_SUBJECTS = """SELECT DISTINCT ?subject ?said WHERE {
    ?subject skos:inScheme begrip:schema-afspraakonderwerpen .
    OPTIONAL { %s hgkm:afspraakonderdeel ?said . ?said hgkm:soortOnderdeel ?subject }
}"""
_ABOUT = "SELECT DISTINCT ?thing WHERE { ?thing hgkm:betreft %s }"


def silent_about(store: ReadStore, agreement: URIRef) -> list[str]:
    """Name the subjects of agreements that an agreement has no part for, in order."""
    rows = [*store.select(_SUBJECTS % named(agreement)).bindings()]
    missing = {row["subject"] for row in rows} - {row["subject"] for row in rows if "said" in row}
    return sorted(Names(store).labels(missing).values(), key=str.casefold)


def said_about(store: ReadStore, agreement: URIRef) -> set[URIRef]:
    """Give what is about an agreement, such as its evaluation."""
    return {URIRef(row["thing"]) for row in store.select(_ABOUT % named(agreement)).bindings()}

"""The namespaces of hgkm and the files that hold its words.

Gives every other room the IRIs' beginnings and the list of Turtle files that together form the named graph
`graaf/ontologie`: the classes and properties (`hgkm.ttl`), the alignments with other vocabularies
(`aansluiting.ttl`) and the concept schemes (`begrippen/`). It does not parse or store
them: that is the work of `graph`.
"""

from pathlib import Path

from rdflib import Namespace

HGKM = Namespace("https://w3id.org/hgkm/def#")
BEGRIP = Namespace("https://w3id.org/hgkm/begrip/")
ID = Namespace("https://w3id.org/hgkm/id/")
GRAAF = Namespace("https://w3id.org/hgkm/graaf/")
TOOI_GEMEENTE = Namespace("https://identifier.overheid.nl/tooi/id/gemeente/")
ORG = Namespace("http://www.w3.org/ns/org#")
OA = Namespace("http://www.w3.org/ns/oa#")

_ROOM = Path(__file__).parent


def ontology_files() -> list[Path]:
    """Return the Turtle files of the ontology, in a fixed order."""
    return [_ROOM / "hgkm.ttl", _ROOM / "aansluiting.ttl", *sorted((_ROOM / "begrippen").glob("*.ttl"))]

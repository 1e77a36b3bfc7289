"""The short names for namespaces that are used everywhere: in Turtle, in queries and in exports.

A query may use them without declaring them. Names that a user's file or query declares itself come first.
"""

from rdflib.namespace import DCTERMS, FOAF, ODRL2, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, TIME, XSD

from ontology.vocabulary import BEGRIP, GRAAF, HGKM, ID, OA, TOOI_GEMEENTE

PREFIXES: dict[str, str] = {
    "hgkm": str(HGKM),
    "begrip": str(BEGRIP),
    "id": str(ID),
    "graaf": str(GRAAF),
    "gemeente": str(TOOI_GEMEENTE),
    "cpov": "http://data.europa.eu/m8g/",
    "dcterms": str(DCTERMS),
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": str(FOAF),
    "oa": str(OA),
    "odrl": str(ODRL2),
    "org": str(ORG),
    "owl": str(OWL),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "sh": str(SH),
    "skos": str(SKOS),
    "time": str(TIME),
    "xsd": str(XSD),
}

"""The norms: the gap rules as SHACL, the engine that runs them, and the report they give.

A rule is a data file: adding one is adding a shape. The room knows `graph` and `ontology`. It changes nothing
in the store and answers no question about who does what. What it could not check it reports as not checked.
"""

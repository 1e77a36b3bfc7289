"""The norms: the gap rules as SHACL, the engine that runs them, and the report they give.

A rule is a data file: adding one is adding a shape. The room knows `graph` and `ontology`. It changes nothing in
the store, answers no question about who does what, and says nothing about what it could not check other than
that it was not checked.
"""

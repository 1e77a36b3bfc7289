"""The questions: named SPARQL queries with their parameters, and the names people use in them.

A question is a data file: adding one is adding a `.rq`. The room knows `graph` and `ontology`. It reads only:
nothing here changes the store, and nothing here decides whether an answer is a gap (that is `shapes`).
"""

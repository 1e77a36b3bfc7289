"""The pictures: the graph projected to networks, laid out, and drawn as a map with its table.

The room knows `shapes`, `queries`, `graph` and `ontology`. A map shows what the graph holds and what the
check found; it adds no fact of its own, fetches nothing from outside, and ranks no municipality and nobody.
"""

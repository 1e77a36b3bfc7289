"""The facts: the plans as Turtle, and the store that keeps them.

The room holds one named graph per plan (`plannen/`), what plans share (`gedeeld/`), and the code to load,
keep, change, export and format them. It knows `ontology`. It does not judge whether a plan is complete (that
is `shapes`) and does not answer questions (that is `queries`).
"""

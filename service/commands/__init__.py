"""The commands of `hgkm`, one module for each kind of work.

A command reads its options, calls one function of a room below or a module beside it, and lays out what comes
back. It imports what it needs when it runs, so that help and refusals come at once.
"""

"""The doors: the command line and the web service.

The room knows all others and stays thin: a command and a route call the same function one floor below and
only turn its result into text, a table, a page or an exit status. No rule, question or fact is decided here.
"""

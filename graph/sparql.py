"""Decides whether a SPARQL text typed by a user may be run, and puts Oxigraph's complaints in plain words.

Oxigraph follows SERVICE and LOAD to the network and has no switch against it, so a text is judged before
Oxigraph sees it. The judgement does not parse. It blots out the terminals that may hold any word (strings,
comments, IRIs, variables, local names, language tags) and looks at the words that are left. It errs on the
safe side: a prefix named `service:` is refused too. Two readers could disagree about where a comment begins
(is `<?b#>` in a filter an IRI?), so what comes back has no comments, and a line ends after an IRI with a
`#`.

It does not check the grammar, which Oxigraph does when the query runs, and sets no limit to time or rows.
"""

import re

from graph.errors import QueryError

# SPARQL 1.1, section 19.8: the terminals whose content is no keyword.
_OPAQUE = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3} | "{3}(?:"{0,2}(?:[^"\\]|\\.))*"{3}
  | '(?:[^'\\\n\r]|\\.)*'             | "(?:[^"\\\n\r]|\\.)*"
  | [?$]\w+                                      # variable
  | :(?:[\w:%-]|\\[_~.\-!$&'()*+,;=/?\#@%])*      # local name; what follows a dot stays in sight
  | @[A-Za-z]+(?:-[A-Za-z0-9]+)*                 # language tag
    """,
    re.VERBOSE | re.DOTALL,
)
_BLOT = "\N{FULL BLOCK}"
_FIRST_WORD = re.compile(rf"(?:\s|BASE\s*{_BLOT}|PREFIX\s*[\w.-]*{_BLOT}\s*{_BLOT})*([A-Z]*)")
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_NEAR = 30  # characters of the text that an error shows


def allowed_query(text: str) -> str:
    """Give a query in a form that is safe to run on a store.

    Args:
        text: what the user typed: one SELECT, ASK, CONSTRUCT or DESCRIBE query.

    Returns:
        The same query, without its comments.

    Raises:
        QueryError: it is an update or no query at all, it reads from elsewhere (SERVICE, FROM), or a string
            in it has no end.
    """
    query_form(text)
    _refuse(_words(text), "SERVICE", "FROM")
    return _OPAQUE.sub(_settled, text)


def query_form(text: str) -> str:
    """Give the form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises:
        QueryError: it is an update or no query at all, or a string in it has no end.
    """
    first = _FIRST_WORD.match(_words(text))
    if not first or first[1] not in _FORMS:
        begin = " ".join(text.split())[:_NEAR]
        raise QueryError(
            f'A query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, after any PREFIX; this is "{begin}".',
            f'Een vraag begint met SELECT, ASK, CONSTRUCT of DESCRIBE, na PREFIX; dit is "{begin}".',
        )
    return first[1]


def allowed_update(text: str) -> str:
    """Give a SPARQL update in a form that reaches nothing outside the store.

    Raises:
        QueryError: it holds SERVICE or LOAD, or a string in it has no end.
    """
    _refuse(_words(text), "SERVICE", "LOAD")
    return _OPAQUE.sub(_settled, text)


def cannot_run(error: Exception) -> QueryError:
    """Say that the store cannot run a query or update."""
    return QueryError(f"The query cannot run: {error}.", f"De vraag is niet uit te voeren: {error}.")


def syntax_error(text: str, error: SyntaxError) -> QueryError:
    """Say in plain words what Oxigraph says in the words of its grammar."""
    place = re.match(r"error at (\d+):(\d+)", str(error))
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    rest = " ".join(" ".join([*text.splitlines(), ""][line - 1 :])[column - 1 :].split())
    near, bij = (
        (f'near "{rest[:_NEAR]}"', f'bij "{rest[:_NEAR]}"') if rest else ("at its end", "aan het eind")
    )
    if "Prefix not found" in str(error):
        why, waarom = "a prefix is used that is not declared", "een gebruikte prefix is niet gedeclareerd"
    elif "variable that is unbound" in str(error):
        why = "SELECT names a variable that the query does not bind or group by"
        waarom = "SELECT noemt een variabele die niet voorkomt of waarop niet gegroepeerd is"
    else:
        why, waarom = "this is not SPARQL", "dit is geen SPARQL"
    return QueryError(
        f"The query cannot be read {near}: {why}.", f"De vraag is niet te lezen {bij}: {waarom}."
    )


def _words(text: str) -> str:
    """Give the text in capitals with everything blotted out that may hold any word."""
    words = _OPAQUE.sub(_blot, text).upper()
    if re.search(r"""['"\\]""", words):
        raise QueryError(
            "A string in the query has no end, or a backslash stands outside a string.",
            "Een tekst tussen aanhalingstekens heeft geen einde, of er staat een backslash buiten een tekst.",
        )
    return words


def _blot(terminal: re.Match[str]) -> str:
    return " " if terminal["comment"] else _BLOT


def _settled(terminal: re.Match[str]) -> str:
    if terminal["comment"]:
        return ""
    return terminal[0] + "\n" if terminal["iri"] and "#" in terminal["iri"] else terminal[0]


def _refuse(words: str, *forbidden: str) -> None:
    for word in forbidden:
        if word in words:
            raise QueryError(
                f"{word} is not allowed: a query reads the graphs of this store and nothing else.",
                f"{word} mag niet: een vraag leest de grafen van deze opslag en niets anders.",
            )

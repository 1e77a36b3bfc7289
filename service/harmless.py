"""Makes text from a plan harmless wherever it is shown.

A label may hold characters that steer a terminal, or that turn the reading direction so that a name looks
like another one. They are shown as �. What HTML and CSV want besides is done where HTML and CSV are made.
"""

import re

# C0 and C1 controls, line and paragraph separators, and the marks, embeddings and isolates of Unicode's
# bidirectional algorithm.
UNSAFE = re.compile("(?![\n\t])[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SPACE = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")


def visible(text: str) -> str:
    """Give the text without such characters; its lines stay lines."""
    return UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def harmless(text: str) -> str:
    """Give the text without such characters, on one line."""
    return visible(_SPACE.sub(" ", text))

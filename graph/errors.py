"""Every error that hgkm tells a user about, in English for the command line and in Dutch for the pages.

    HgkmError                what all of them are: the doors catch this one, print one line and change nothing
    ├── InputError           a file that cannot be read as what it should be, with its line and column
    ├── StoreError           a store that is not there, is no store, or cannot be read or written
    │   └── StoreBusyError   another process owns the store at this moment
    ├── QueryError           a text that is no query, or one that may not be run
    ├── UnknownNameError     a name that nothing in the graph bears, or several things do; with candidates
    ├── OutputError          a place where nothing can be written
    └── PersonalDataError    something about a person, or a place where a shelter could be found

Each sentence says what is wrong and what to do about it. An error that is not one of these is a fault in hgkm
itself. This module says nothing about exit statuses or HTTP codes: the doors do.
"""

from collections.abc import Sequence


class HgkmError(Exception):
    """Something a user can mend, said in two languages.

    Attributes:
        english: one sentence (or two) for the command line; also what `str()` gives.
        dutch: the same for a page.
    """

    def __init__(self, english: str, dutch: str) -> None:
        """Keep both sentences."""
        super().__init__(english)
        self.english = english
        self.dutch = dutch


class InputError(HgkmError):
    """A file that cannot be read as what it should be; the place stands before both sentences.

    Attributes:
        file: the file as the user named it.
        line: 1-based, where known.
        column: 1-based, where known.
    """

    def __init__(
        self, english: str, dutch: str, *, file: str, line: int | None = None, column: int | None = None
    ) -> None:
        """Put file, line and column before what is wrong."""
        at_line, op_regel = (f", line {line}", f", regel {line}") if line else ("", "")
        at_column, op_kolom = (f", column {column}", f", kolom {column}") if column else ("", "")
        super().__init__(f"{file}{at_line}{at_column}: {english}", f"{file}{op_regel}{op_kolom}: {dutch}")
        self.file = file
        self.line = line
        self.column = column


class StoreError(HgkmError):
    """A store that is not there, is no store, or cannot be read or written."""


class StoreBusyError(StoreError):
    """Another process owns the store at this moment."""


class QueryError(HgkmError):
    """A text that is no query, or one that may not be run."""


class UnknownNameError(HgkmError):
    """A name that nothing in the graph bears, or that several things do.

    Attributes:
        candidates: the names that may have been meant, best first; the sentences list them.
    """

    def __init__(self, english: str, dutch: str, candidates: Sequence[str] = ()) -> None:
        """Put the candidates behind both sentences."""
        listed = ", ".join(candidates)
        super().__init__(
            f"{english} Did you mean: {listed}?" if listed else english,
            f"{dutch} Bedoelt u: {listed}?" if listed else dutch,
        )
        self.candidates = tuple(candidates)


class OutputError(HgkmError):
    """A place where nothing can be written."""


class PersonalDataError(HgkmError):
    """Something about a person, or a place where a shelter could be found; never with the thing itself."""

"""What every page links to in its header and footer: one line for each page that there is."""

from typing import NamedTuple


class Entry(NamedTuple):
    """A link in a menu.

    Attributes:
        path: the address of the page; its first part is also the section of all pages below it.
        word: what the link says.
    """

    path: str
    word: str


MAIN = (
    Entry("/", "Start"),
    Entry("/vragen", "Vragen"),
    Entry("/wie-doet-wat", "Wie doet wat"),
    Entry("/plannen", "Plannen"),
    Entry("/organisaties", "Organisaties"),
    Entry("/afspraken", "Afspraken"),
    Entry("/open-punten", "Open punten"),
    Entry("/vergelijken", "Vergelijken"),
    Entry("/agenda", "Agenda"),
    Entry("/kaart", "Kaart"),
    Entry("/sparql-vragen", "SPARQL"),
)
FOOT = (
    Entry("/bronnen", "Bronnen"),
    Entry("/over", "Over deze dienst"),
    Entry("/toegankelijkheid", "Toegankelijkheid"),
    Entry("/dcat", "Open gegevens"),
    Entry("/api", "API"),
)

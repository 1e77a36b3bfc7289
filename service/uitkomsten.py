"""What came of a session, as chapters with tables: a page and a Word file only lay it out."""

from collections.abc import Iterable, Sequence

from graph.days import in_words
from graph.sessie import Item, Kind, Session
from shapes.chapters import Chapter, Table

_NOBODY = "nog niemand"
_DRAFT = (
    "Wat hier 'concept' heet, is ingebracht en nog niet vastgelegd: het staat niet in de gegevens totdat "
    "iemand die het plan mag wijzigen het overneemt. Op dit blad horen geen namen of gegevens van personen."
)

_LAID_OVER = (
    "De kaart legt een concept over de gegevens. Dat wordt bij deze sessie bewaard en met haar verwijderd."
)


def sheet_title(session: Session) -> str:
    """Give the title of the sheet."""
    return f"Uitkomsten van de sessie van {in_words(session.day)}"


def sheet(session: Session, plan: str) -> list[Chapter]:
    """Give the chapters of the sheet of a session for a plan with a name."""
    brought = [item for item in session.items if item.kind not in (Kind.QUESTION, Kind.MISSING)]
    questions = [item for item in session.items if item.kind is Kind.QUESTION]
    missing = [item for item in session.items if item.kind is Kind.MISSING]
    return [
        Chapter(
            "Waarover",
            (
                f"De vraag op de kaart: {session.question}",
                f"Voor: {plan}. Vertrouwelijkheid: {session.level.name.lower()}.",
                *([_LAID_OVER] if session.draft else []),
                _DRAFT,
            ),
        ),
        _chapter("Wat is ingebracht", brought, "Er is geen partij, rol of samenwerking ingebracht."),
        _chapter("Vragen", questions, "Er zijn geen vragen gesteld."),
        _chapter("Wat ontbreekt", missing, "Er is niets genoemd dat ontbreekt."),
        _taken_up(session.items),
        Chapter(
            "Verloop",
            tables=[
                Table(
                    "Wat er gebeurde",
                    ("Wanneer", "Wie", "Wat", "Punt"),
                    [
                        (
                            f"{in_words(event.at.date())} {event.at.astimezone():%H:%M}",
                            event.by,
                            event.what,
                            str(event.number or ""),
                        )
                        for event in session.course
                    ],
                    behind=True,
                )
            ],
        ),
    ]


def _chapter(title: str, items: Sequence[Item], nothing: str) -> Chapter:
    if not items:
        return Chapter(title, (nothing,))
    rows = [
        (str(item.number), item.kind, item.told, "overgenomen" if item.change else "concept")
        for item in items
    ]
    return Chapter(title, tables=[Table(_counted(rows), ("Nr", "Soort", "Wat", "Stand"), rows)])


def _taken_up(items: Iterable[Item]) -> Chapter:
    """Say who takes what up; what nobody takes up comes last."""
    rows = [
        (
            item.taken_by or _NOBODY,
            item.told,
            in_words(item.until) if item.until else "",
            str(item.number),
        )
        for item in sorted(items, key=lambda item: (not item.taken_by, item.taken_by, item.number))
    ]
    title = "Wie pakt wat op"
    if not rows:
        return Chapter(title, ("Er is nog niets om op te pakken.",))
    return Chapter(title, tables=[Table(_counted(rows), ("Wie", "Wat", "Voor wanneer", "Nr"), rows)])


def _counted(rows: Sequence[object]) -> str:
    return "1 punt" if len(rows) == 1 else f"{len(rows)} punten"

"""Writes days out in Dutch. When it is today is not known here: a door gives the date."""

from datetime import date

MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


def in_words(day: date) -> str:
    """Write a day out: '22 november 2026'."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

"""Writes the agenda as an iCalendar file (RFC 5545), to subscribe to in Outlook and other calendars.

A point of the agenda is an all-day event. What is only known to the month, quarter or year says so in its
text and lies on the last day of it. What returns has a rule where its rhythm and its first day are known;
without a day it is left out, since a calendar has no place for it. The same agenda gives the same bytes, and
a point keeps its identity as long as its planning does.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from queries.agenda import Point
from service.harmless import visible

_RHYTHMS = {
    "wekelijks": {"freq": "weekly"},
    "maandelijks": {"freq": "monthly"},
    "tweemaandelijks": {"freq": "monthly", "interval": 2},
    "per-kwartaal": {"freq": "monthly", "interval": 3},
    "driemaal-per-jaar": {"freq": "monthly", "interval": 4},
    "halfjaarlijks": {"freq": "monthly", "interval": 6},
    "jaarlijks": {"freq": "yearly"},
    "tweejaarlijks": {"freq": "yearly", "interval": 2},
}
_EXACT = "dag"


def feed(points: Iterable[Point], name: str, stamp: date) -> bytes:
    """Write points of the agenda as a calendar.

    Args:
        points: what stands on the agenda.
        name: of the calendar, as Outlook shows it.
        stamp: the day as of which the calendar is (DTSTAMP, at midnight UTC).
    """
    calendar = Calendar()
    calendar.add("prodid", "-//hgkm//agenda//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", visible(name))
    calendar.add("x-wr-calname", visible(name))
    calendar.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    at = datetime(stamp.year, stamp.month, stamp.day, tzinfo=UTC)
    for point in points:
        if point.day:
            calendar.add_component(_event(point, point.day, at))
    return bytes(calendar.to_ical())


def _event(point: Point, day: date, at: datetime) -> Event:
    event = Event()
    # Of the planning and its kind alone, so that a point that is renamed or moved stays the same point.
    identity = sha256(f"{point.evidence} {point.thing} {point.kind}".encode()).hexdigest()[:32]
    event.add("uid", f"{identity}@hgkm")
    event.add("dtstamp", at)
    event.add("summary", visible(f"{point.kind.capitalize()}: {point.label}"))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("categories", [point.kind])
    if rule := _RHYTHMS.get(point.rhythm):
        event.add("rrule", rule)
    vague = point.precision not in ("", _EXACT)
    told = [
        f"In de bron: {point.written}." if point.written else "",
        f"Nauwkeurigheid: {point.precision}; de dag zelf staat niet vast." if vague else "",
        f"Ritme: {point.rhythm_label}." if point.rhythm_label else "",
        f"Wie: {', '.join(who.label for who in point.who)}." if point.who else "",
        f"Staat in: {point.stands_in}." if point.stands_in else "",
    ]
    event.add("description", visible("\n".join(filter(None, told))))
    return event

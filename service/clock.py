"""The clock. Only the doors ask what time it is; the rooms below are given a date."""

from datetime import date, datetime


def today() -> date:
    """Give the day it is where hgkm runs."""
    return now().date()


def now() -> datetime:
    """Give the time it is where hgkm runs."""
    return datetime.now().astimezone()

"""Dates and instants of the stand-in.

Written apart from lib.seasons on purpose: what is tested against the stand-in
must not share its mistakes.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")


def instant(text):
    """`2025-01-15T11:00:00Z`, or a datetime, as an aware UTC datetime."""
    if not isinstance(text, datetime):
        text = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    return text.replace(tzinfo=UTC) if text.tzinfo is None else text.astimezone(UTC)


def to_utc(eastern):
    """A naive Eastern datetime as an aware UTC one."""
    return eastern.replace(tzinfo=EASTERN).astimezone(UTC)


def to_eastern(moment):
    """An aware datetime as a naive Eastern one."""
    return moment.astimezone(EASTERN).replace(tzinfo=None)


def next_weekday(day, weekday):
    """The first such weekday (Monday is 0) on or after the day."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def iso(moment):
    """`2025-01-15T11:00:00Z`."""
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"

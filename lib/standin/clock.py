"""Dates and instants of the stand-in; apart from lib.seasons, since its tests must not share its mistakes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")


def instant(text):
    """`2025-01-15T11:00:00Z`, or a datetime, as an aware UTC datetime."""
    moment = text if isinstance(text, datetime) else datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def to_utc(eastern):
    """A naive Eastern datetime as an aware UTC one."""
    return eastern.replace(tzinfo=EASTERN).astimezone(UTC)


def to_eastern(moment):
    """An aware datetime as a naive Eastern one."""
    return moment.astimezone(EASTERN).replace(tzinfo=None)


def iso(moment):
    """`2025-01-15T11:00:00Z`."""
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"

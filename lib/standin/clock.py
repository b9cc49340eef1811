"""Dates and instants of the stand-in: US Eastern time without a time-zone database.

Written apart from lib.seasons on purpose: what is tested against the stand-in
must not share its mistakes.
"""

from datetime import UTC, date, datetime, timedelta

UTC = UTC


def instant(text):
    """`2025-01-15T11:00:00Z`, or a datetime, as an aware UTC datetime."""
    if not isinstance(text, datetime):
        text = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    return text.replace(tzinfo=UTC) if text.tzinfo is None else text.astimezone(UTC)


def eastern_offset(moment):
    """Hours from UTC to Eastern at a naive UTC datetime: -4 in summer, -5 in winter."""
    march = _sunday(moment.year, 3, 2)
    november = _sunday(moment.year, 11, 1)
    # clocks change at 02:00 local time: 07:00 UTC in March, 06:00 UTC in November
    begins = datetime(march.year, march.month, march.day, 7)
    ends = datetime(november.year, november.month, november.day, 6)
    return -4 if begins <= moment < ends else -5


def to_utc(eastern):
    """A naive Eastern datetime as an aware UTC one."""
    guess = eastern + timedelta(hours=5)
    guess = eastern - timedelta(hours=eastern_offset(guess))
    return guess.replace(tzinfo=UTC)


def to_eastern(moment):
    """An aware datetime as a naive Eastern one."""
    naive = moment.astimezone(UTC).replace(tzinfo=None)
    return naive + timedelta(hours=eastern_offset(naive))


def next_weekday(day, weekday):
    """The first such weekday (Monday is 0) on or after the day."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def iso(moment):
    """`2025-01-15T11:00:00Z`."""
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _sunday(year, month, nth):
    return next_weekday(date(year, month, 1), 6) + timedelta(weeks=nth - 1)

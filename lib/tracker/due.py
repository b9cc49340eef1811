"""Decides whether a dataset is due and what to fetch, without any I/O."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from lib import config, seasons
from lib.asked import Asked
from lib.datasets import Dataset
from lib.seasons import Span

PERIOD_DAYS = {"daily": 1, "weekly": 7, "monthly": 30, "yearly": 365}
# A schedule changes at some days' notice, so one that is older does not prove that nothing was played.
SCHEDULE_TRUSTED_DAYS = 7


@dataclass(frozen=True)
class Known:
    """What the tracker and the kept schedules know about a dataset."""

    frequency: str
    last_fetched: datetime | None = None
    last_game_date: date | None = None
    is_complete: Callable[[str, str], bool] = lambda season, season_type: False
    schedule_of: Callable = lambda season: None  # season -> lib.schedule.Schedule | None
    season_types: tuple[str, ...] = ()  # those that the dataset is fetched of; (): every one

    def types_played(self, season: str, span: Span) -> list[str]:
        """The dataset's season types that can have games in a span, by the calendar."""
        played = seasons.types_played(season, span)
        return [season_type for season_type in played if not self.season_types or season_type in self.season_types]


@dataclass(frozen=True)
class Due:
    """What to fetch, or None if nothing is due; and why."""

    asked: Asked | None
    why: str = field(compare=False)


def decide(dataset: Dataset, known: Known, asked: Asked, now: datetime, look_back: int = 0) -> Due:
    """What to fetch of a dataset at a moment."""
    if not dataset.is_of_games:
        return _whole(dataset, known, asked, now)
    if dataset.request == "season" or not asked.force:
        asked = replace(asked, new=True)
    if asked.game:
        return Due(asked, f"game {asked.game} asked for")
    if asked.season or asked.span:
        return _asked_games(known, asked, now)
    if dataset.request == "season" and not config.league().has_schedule:
        look_back = max(look_back, 1)  # a log without the games of the last stored date is known to be no answer
    looks_back = dataset.request != "game" or dataset.is_revisited
    return _missing_games(known, asked, now, look_back if looks_back else 0)


def _whole(dataset: Dataset, known: Known, asked: Asked, now: datetime) -> Due:
    """decide() for a dataset that is fetched whole once a period."""
    today = seasons.eastern_date(now)
    fetch = replace(asked, span=Span(today, today))
    if dataset.request == "player":
        fetch = replace(fetch, active=not (asked.player or asked.season), new=not asked.force)
    season = asked.season or seasons.of_day(today)
    wanted = [asked.season_type] if asked.season_type else dataset.season_types
    left = [season_type for season_type in wanted if not known.is_complete(season, season_type)]
    if wanted and not left and not asked.force:
        return Due(None, f"{season} is complete")
    if len(left) < len(wanted) and not (asked.force or asked.season):
        fetch = replace(fetch, left=seasons.alias(left[0]))
    if asked.force or asked.season or asked.season_type or asked.team or asked.player or asked.measure:
        return Due(fetch, "asked for")
    if known.last_fetched is None:
        return Due(fetch, "never fetched")
    # Dates, not hours: a weekly cron that starts a second early must not wait another week.
    last = seasons.eastern_date(known.last_fetched)
    if (today - last).days < PERIOD_DAYS[known.frequency]:
        return Due(None, f"fetched {known.last_fetched:%Y-%m-%d}, {known.frequency}")
    since = Span(last, max(last, seasons.yesterday(now)))
    if dataset.in_season and _nothing_played(known, since, now):
        return Due(None, f"no game since it was fetched on {last}")
    return Due(fetch, f"fetched {known.last_fetched:%Y-%m-%d}, {known.frequency}")


def _asked_games(known: Known, asked: Asked, now: datetime) -> Due:
    """decide() for a season or dates that the user named: due unless all of it is stored."""
    yesterday = seasons.yesterday(now)
    span = seasons.bounds(asked.season) if asked.season else asked.span
    is_current = span.last > yesterday
    if is_current:
        span = Span(span.first, max(span.first, yesterday))
    fetch = asked if asked.season else replace(asked, span=span)
    if asked.force:
        return Due(fetch, "asked for with FORCE")
    if _is_complete(known, span, asked.season_type):
        return Due(None, f"{asked.season or span} is complete")
    if (last := known.last_game_date) and seasons.of_day(last) == seasons.of_day(span.first):
        missing = Span(max(span.first, last + timedelta(days=1)), span.last)
        if missing.first > missing.last or _nothing_played(known, missing, now):
            return Due(None, f"every game to {last} is stored")
        if is_current and asked.season:
            return Due(replace(asked, season=None, span=missing), f"last game date {last}")
    return Due(fetch, f"{asked.season or span} asked for")


def _missing_games(known: Known, asked: Asked, now: datetime, look_back: int) -> Due:
    """decide() without dates: the dates since the last stored game; on a first run, the season so far."""
    yesterday = seasons.yesterday(now)
    last = known.last_game_date
    if last is None:
        return Due(replace(asked, span=seasons.so_far(yesterday)), "never fetched")
    if last >= yesterday and not asked.force:
        return Due(None, f"last game date {last}")
    missing = Span(min(last + timedelta(days=1), yesterday), yesterday)
    oldest = seasons.bounds(seasons.name(seasons.start_year(seasons.of_day(yesterday)) - 1)).first
    if missing.first < oldest:  # a gap of years is for make backfill, not for a daily run
        missing = Span(seasons.bounds(seasons.of_day(yesterday)).first, yesterday)
    if not asked.force:
        if _nothing_played(known, missing, now):
            return Due(None, f"no game since {last}")
        if known.last_fetched and known.frequency != "daily":
            age = (seasons.eastern_date(now) - seasons.eastern_date(known.last_fetched)).days
            if age < PERIOD_DAYS[known.frequency]:
                return Due(None, f"fetched {known.last_fetched:%Y-%m-%d}, {known.frequency}")
    return Due(replace(asked, span=missing, look_back=look_back), f"last game date {last}")


def _is_complete(known: Known, span: Span, season_type: str | None) -> bool:
    """Whether every season type that may have games in the span is marked as complete."""
    for season, part in seasons.parts(span).items():
        season_types = [season_type] if season_type else known.types_played(season, part)
        if not all(known.is_complete(season, season_type) for season_type in season_types):
            return False
    return True


def _nothing_played(known: Known, span: Span, now: datetime) -> bool:
    """Whether certainly no game was played in a span."""
    for season, part in seasons.parts(span).items():
        schedule = known.schedule_of(season)
        if (
            schedule
            and not schedule.played(part, known.season_types)
            and (schedule.is_over() or _is_recent(schedule, now))
        ):
            continue
        if any(not known.is_complete(season, season_type) for season_type in known.types_played(season, part)):
            return False
    return True


def _is_recent(schedule, now: datetime) -> bool:
    return (now - datetime.fromisoformat(schedule.fetched_at)).days < SCHEDULE_TRUSTED_DAYS

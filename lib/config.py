"""Every environment variable, read in one place; an empty one counts as unset."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lib.errors import Misconfigured

LEAGUE_STATS_URL = "https://stats.nba.com/stats"
LEAGUE_CDN_URL = "https://cdn.nba.com/static/json"


@dataclass(frozen=True)
class Variable:
    """One environment variable: its default as text (None: unset), how to read it, what it means."""

    default: str | None
    read: type | tuple[str, ...]
    meaning: str


VARIABLES = {
    "NBA_STATS_URL": Variable(LEAGUE_STATS_URL, str, "base of the stats service"),
    "NBA_CDN_URL": Variable(LEAGUE_CDN_URL, str, "base of the CDN"),
    "NBA_SOURCE": Variable("auto", ("auto", "stats", "cdn"), "auto, stats or cdn: who is asked"),
    "NBA_API_PROXY": Variable(None, str, "proxy, or several with commas, rotated when blocked"),
    "NBA_MIN_INTERVAL": Variable("0.6", float, "seconds between requests, across every process on the machine"),
    "NBA_PER_MINUTE": Variable(None, int, "requests a minute at most; unset: 25 to the league, no limit elsewhere"),
    "NBA_PER_HOUR": Variable(None, int, "requests an hour at most; unset: 500 to the league, no limit elsewhere"),
    "NBA_TIMEOUT": Variable("30", float, "seconds a request may take"),
    "NBA_RETRIES": Variable("4", int, "tries before giving up on a request"),
    "NBA_MAX_REQUESTS": Variable("100", int, "requests a run may send; the rest is for the next run"),
    "NBA_DEADLINE": Variable("1800", float, "seconds a run may go on asking; the rest is for the next run"),
    "CORRECTION_DAYS": Variable("7", int, "days a daily run looks back for corrected games"),
    "DATA_DIR": Variable("data", str, "local root of the data"),
    "DATA_STORE": Variable("local", ("local", "s3"), "local or s3"),
    "COMPRESS": Variable("none", ("none", "gzip"), "none or gzip: how DATA_STORE=s3 writes its objects"),
    "TRACKER": Variable("file", ("file", "sqlite", "s3", "dynamodb", "exists"), "what remembers what was fetched"),
    "S3_BUCKET": Variable(None, str, "bucket to sync to; unset: no sync"),
    "S3_PREFIX": Variable(None, str, "folder inside the bucket"),
    "DYNAMODB_TABLE": Variable("nba-data-fetch-log", str, "table of the dynamodb tracker"),
    "SEASON": Variable(None, str, "a season, such as 2018-19"),
    "DATE": Variable(None, str, "a game date, US Eastern, such as 2024-01-20"),
    "DATE_FROM": Variable(None, str, "first game date"),
    "DATE_TO": Variable(None, str, "last game date"),
    "TEAM": Variable(None, str, "a team: LAL or 1610612747"),
    "PLAYER": Variable(None, str, 'a player: 2544 or "LeBron James"'),
    "GAME": Variable(None, str, "a game id: 0022400123"),
    "SEASON_TYPE": Variable(None, str, "regular, play-in, playoffs, cup, pre-season or all-star"),
    "FORCE": Variable(None, str, "1: fetch even what is not due"),
    "FULL": Variable(None, str, "1: sync compares everything instead of what changed"),
    "NOW": Variable(None, str, "fixes the clock: 2025-01-15T11:00:00Z"),
    "LOG_FORMAT": Variable("text", ("text", "json"), "text, or json: one object a line"),
    "LOG_LEVEL": Variable("info", ("debug", "info", "warning", "error"), "debug, info, warning or error"),
}

FREQUENCIES = ("daily", "weekly", "monthly", "yearly")
CLOCK_SKEW = timedelta(minutes=5)  # by how much two machines' clocks may differ


def get(name: str):
    """The value of one of VARIABLES, of its type; None when unset and without a default.

    Raises Misconfigured where the text cannot be read as that type.
    """
    variable = VARIABLES[name]
    text = os.environ.get(name, "").strip() or variable.default
    if text is None:
        return None
    if isinstance(variable.read, tuple):
        if text not in variable.read:
            raise Misconfigured(f"{name}={text}: must be one of {', '.join(variable.read)}")
        return text
    try:
        value = variable.read(text)
    except ValueError:
        kind = {int: "a whole number", float: "a number"}[variable.read]
        raise Misconfigured(f"{name}={text}: must be {kind}, such as {variable.default or 25}") from None
    if variable.read in (int, float) and not 0 <= value < float("inf"):
        raise Misconfigured(f"{name}={text}: must not be negative")
    return value


def frequency(dataset) -> str:
    """How often a dataset is fetched: its own frequency, or what e.g. TEAM_GAMES_FREQUENCY says."""
    name = dataset.name.upper().replace("-", "_") + "_FREQUENCY"
    value = os.environ.get(name, "").strip() or dataset.frequency
    if value not in FREQUENCIES:
        raise Misconfigured(f"{name}={value}: must be one of {', '.join(FREQUENCIES)}")
    return value


def data_dir() -> Path:
    return Path(get("DATA_DIR"))


def metadata(*parts: str) -> Path:
    """A path below the data's _metadata: trackers, locks, the schedule, what a run leaves for the next."""
    return data_dir().joinpath("_metadata", *parts)


def now() -> datetime:
    """The time, in UTC, to the second; NOW fixes it."""
    text = get("NOW")
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    return instant(text, "NOW")


def is_future(when: datetime) -> bool:
    """Whether a time read from a file lies ahead of the clock. No clock wrote it honestly: it is damage, not a fact.

    NOW in the past does not make what was written since then damaged.
    """
    return when > max(now(), datetime.now(UTC)) + CLOCK_SKEW


def instant(text: str, what: str) -> datetime:
    """A UTC time from its ISO 8601 text; without an offset it is taken as UTC."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise Misconfigured(f"{what}={text}: must be a time such as 2025-01-15T11:00:00Z") from None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def stamp(when: datetime) -> str:
    """A UTC time as it is written down: 2024-01-15T06:00:00Z."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

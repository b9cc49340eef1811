"""A season's schedule as last fetched, kept in _metadata/schedule/<season>.json.

It imports nothing heavy, because the tracker check uses it to see whether a game was played since the last fetch.
"""

import functools
import json
from collections import Counter
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta

from . import config, files, seasons
from .errors import Misconfigured

SCHEDULED, LIVE, FINAL, POSTPONED, CANCELLED = "scheduled", "live", "final", "postponed", "cancelled"
OFF = (POSTPONED, CANCELLED)
SETTLED = timedelta(days=3)  # after the last game, until its numbers are what they will be
LOST_FOR = timedelta(days=3)  # so long a game counts that was to be played by now and is in no schedule any more
STATES = (SCHEDULED, LIVE, FINAL, *OFF)


@dataclass(frozen=True)
class Game:
    """One game of the schedule. game_date is US Eastern; teams are ids."""

    game_id: str
    game_date: str
    state: str
    home_team_id: str
    away_team_id: str
    home_score: int
    away_score: int

    @functools.cached_property
    def season_type(self) -> str:
        return seasons.of_game(self.game_id)[1]

    def is_of(self, team_ids: tuple[str, ...]) -> bool:
        """Whether one of these teams plays it; true if team_ids is empty."""
        return not team_ids or self.home_team_id in team_ids or self.away_team_id in team_ids


@dataclass(frozen=True)
class Schedule:
    season: str
    fetched_at: str
    source: str
    games: tuple[Game, ...]

    def played(self, span: seasons.Span, season_types: tuple[str, ...] = ()) -> list[Game]:
        """The games of a span that are neither postponed nor cancelled; season_types: only these types."""
        first, last = f"{span.first}", f"{span.last}"
        return [
            game
            for game in self.games
            if game.state not in OFF
            and first <= game.game_date <= last
            and (not season_types or game.season_type in season_types)
        ]

    def types_played(self, span: seasons.Span) -> list[str]:
        found = {game.season_type for game in self.played(span)}
        return [season_type for season_type in seasons.TYPES if season_type in found]

    def last_game_date(self, season_type: str | None = None) -> date | None:
        """The date of the last game of the season, or of a season type."""
        dates = [
            game.game_date for game in self.games if game.state not in OFF and season_type in (None, game.season_type)
        ]
        return date.fromisoformat(max(dates)) if dates else None

    def is_over(self) -> bool:
        """Whether the Finals are decided: a team has four wins in the fourth round of the playoffs."""
        finals = (game for game in self.games if game.season_type == "Playoffs" and game.game_id[7] == "4")
        return any(map(self._is_decided, finals))

    def _is_decided(self, of: Game) -> bool:
        """Whether the playoff series of a game is: a team has four wins."""
        wins = Counter(
            game.home_team_id if game.home_score > game.away_score else game.away_team_id
            for game in self.games
            if game.season_type == "Playoffs" and game.game_id[:9] == of.game_id[:9] and game.state == FINAL
        )
        return max(wins.values(), default=0) >= 4

    def lost_of(self, earlier: "Schedule", today: date) -> list[Game]:
        """The games of an earlier copy that are not listed any more, though they were final or to be played by now.

        The league lists postponed and cancelled games; only those of a decided series disappear, and are not lost.
        """
        listed = {game.game_id for game in self.games}
        return [
            game
            for game in earlier.games
            if game.game_id not in listed
            and (
                game.state == FINAL
                or game.state not in OFF
                and f"{today - LOST_FOR}" <= game.game_date <= f"{today}"
                and not self._is_decided(game)
            )
        ]

    def and_games(self, games: list[Game]) -> "Schedule":
        ordered = sorted([*self.games, *games], key=lambda game: (game.game_date, game.game_id))
        return replace(self, games=tuple(ordered))

    def is_of_today(self, now: datetime) -> bool:
        """Whether it was fetched on today's Eastern date; it is fetched once a day."""
        heard = config.instant(self.fetched_at, "fetched_at")
        return seasons.eastern_date(heard) == seasons.eastern_date(now) and heard <= now


def _path(season: str):
    return config.metadata("schedule", f"{season}.json")


def stored(season: str) -> Schedule | None:
    """The season's kept schedule; None if absent or unreadable, and it is asked for again."""
    try:
        return read(season, _path(season).read_bytes())
    except OSError:
        return None


def read(season: str, body: bytes) -> Schedule | None:
    """A kept schedule from its bytes; None if they are unreadable or dated in the future."""
    try:
        known = _parsed(season, config.league(), body)
        return None if config.is_future(config.instant(known.fetched_at, "fetched_at")) else known
    except (ValueError, KeyError, TypeError, AttributeError, Misconfigured):
        return None


@functools.lru_cache(maxsize=4)  # a run reads the same file several times
def _parsed(season: str, _league, body: bytes) -> Schedule:
    """A kept schedule from its bytes; raises ValueError, KeyError, TypeError, AttributeError."""
    kept = files.parsed(body)
    games = tuple(Game(*game) for game in kept["games"])
    if not all(map(_is_sound, games)):
        raise ValueError("a game that cannot be")
    return Schedule(season, kept["fetched_at"], f"{kept['source']}", games)


def _is_sound(game: Game) -> bool:
    """Whether a game's fields are valid; raises ValueError or TypeError for an invalid date."""
    date.fromisoformat(game.game_date)
    scores = type(game.home_score) is int and type(game.away_score) is int
    return scores and seasons.is_game_id(game.game_id) and game.state in STATES


def has_begun(season: str, season_type: str, yesterday: date) -> bool:
    """Whether a game of a season type was played by this day, from the kept schedule, else from the calendar."""
    if known := stored(season):
        return any(game.season_type == season_type for game in known.played(_until(season, yesterday)))
    when = seasons.window(season, season_type)
    return bool(when) and when.first + config.league().late_opening <= yesterday


def is_over(season: str, season_type: str, yesterday: date) -> bool:
    """Whether a season type ended some days ago, so that its totals no longer change."""
    known, when = stored(season), seasons.window(season, season_type)
    if not when or when.last < yesterday:
        return True
    if not known or (season_type == "Playoffs" and not known.is_over()):
        return False
    last = known.last_game_date(season_type)
    return last is not None and last + SETTLED < yesterday


def _until(season: str, day: date) -> seasons.Span:
    return seasons.Span(seasons.bounds(season).first, day)


def keep(schedule: Schedule) -> None:
    """Keeps a schedule for the day. Raises StorageFailed."""
    names = [field.name for field in fields(Game)]
    games = [[getattr(game, name) for name in names] for game in schedule.games]
    kept = {"season": schedule.season, "fetched_at": schedule.fetched_at, "source": schedule.source, "games": games}
    files.write(_path(schedule.season), json.dumps(kept, separators=(",", ":")).encode())

"""One question to the league: the games of a season type on some dates, and what an answer must contain."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from lib import completeness, config, seasons
from lib.completeness import Missing
from lib.datasets import REGULAR, Dataset
from lib.errors import Nonsense
from lib.nba import schedule as league_schedule
from lib.schedule import Game, Schedule
from lib.seasons import Span


@dataclass(frozen=True)
class Question:
    """One request to the stats service, or one request for each game to the CDN.

    part      the dates asked for
    new       the same without the days that are only looked back at; the CDN is asked for these alone
    schedule  the season's schedule, if there is one; doubt: why it is not believed
    stored    span -> ids of the stored games
    """

    dataset: Dataset
    season: str
    season_type: str
    part: Span
    new: Span
    today: date
    schedule: Schedule | None = None
    doubt: Nonsense | None = None
    stored: Callable | None = None

    def __str__(self) -> str:
        return f"{self.season} {self.season_type}"

    @property
    def what(self) -> str:
        """Its name in messages and in the quarantine: team-games 2018-19 Regular Season"""
        return f"{self.dataset.name} {self}"

    @cached_property
    def have(self) -> set[str]:
        """The ids of its stored games: an answer must contain them, and the CDN is not asked for them."""
        stored = self.stored(self.part) if self.stored else ()
        of = (self.season, self.season_type)
        return {game_id for game_id in stored if seasons.is_game_id(game_id) and seasons.of_game(game_id) == of}

    @property
    def around(self) -> Span:
        """The dates for which the stats service is asked: for a past season, one more day on either side.

        The rows of a game may be dated a day apart, as those of 0027803003 (January 1979) are.
        """
        if self.is_current:
            return self.part
        return Span(self.part.first - timedelta(days=1), self.part.last + timedelta(days=1))

    @property
    def window(self) -> Span:
        """When games of its season type can be played."""
        return seasons.window(self.season, self.season_type) or self.part

    @property
    def is_over(self) -> bool:
        """Whether it asks for a whole season type that is over."""
        when = self.window
        return self.part.first <= when.first and when.last <= self.part.last and when.last < self.today

    @property
    def may_be_empty(self) -> bool:
        """Whether an answer without any game may be true: no regular season goes on for late_opening without one.

        With a schedule, the games that it calls final are missing.
        """
        if self.schedule or self.season_type != REGULAR or not self.is_current:
            return True
        first, last = max(self.part.first, self.window.first), min(self.part.last, self.window.last)
        return min(last, self.today - timedelta(days=1)) - first < config.league().late_opening

    @property
    def is_current(self) -> bool:
        """Whether it is of the season that is on."""
        return self.season == seasons.of_day(self.today)

    def games(self) -> list[Game]:
        """The games for which the CDN is asked, oldest first: on new dates, over, and not stored."""
        played = self.schedule.played(self.new) if self.schedule else []
        stored = () if config.get("FORCE") == "1" or not played else self.have
        return [
            game
            for game in played
            if game.season_type == self.season_type and game.game_id not in stored and game.game_date < f"{self.today}"
        ]

    def missing(self, decided: completeness.Decided, besides: set[str]) -> Missing:
        """What an answer with these games lacks; besides: ids that it may lack."""
        if not (decided.games or besides or self.have or self.may_be_empty):
            return Missing(self.season, self.season_type, reason=completeness.EMPTY)
        return completeness.missing(
            self.season, self.season_type, decided, self.schedule, self.part, self.have, besides, self.is_over
        )


def questions(
    dataset: Dataset, span: Span, season_type: str | None, look_back: int, now: datetime, schedule_of=None, stored=None
) -> list[Question]:
    """The questions for a span and for look_back days before it.

    season_type: None means all that are played on these dates and that the dataset has.
    schedule_of: season -> Schedule or None; given where the league must not be asked for it. stored: see Question.
    """
    asked, today, found = Span(span.first - timedelta(days=look_back), span.last), seasons.eastern_date(now), []
    for season, part in seasons.parts(asked).items():
        if part.last < span.first:  # looking back costs no request of its own
            continue
        known, doubt = (schedule_of(season), None) if schedule_of else league_schedule.heard(season, now)
        new = Span(max(part.first, span.first), part.last)
        played = known.types_played(new) if known else seasons.types_played(season, new)
        found += [
            Question(dataset, season, played_type, part, new, today, known, doubt, stored)
            for played_type in played
            if played_type == season_type or (season_type is None and dataset.has(played_type))
        ]
    return found

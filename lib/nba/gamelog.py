"""Game logs: one request brings every team's, or every player's, games of a season and type."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pandas as pd

from lib import config, seasons
from lib.datasets import Dataset
from lib.errors import Nonsense, Trouble
from lib.nba import answer, budget, check, quarantine, schedule, sources
from lib.nba.fetched import Fetched, blocking_date, one_by_one, shortage
from lib.nba.sources import cdn, stats
from lib.schedule import Schedule
from lib.seasons import Span

log = logging.getLogger("nba-data")

NO_PROOF = "stored, but the schedule that should prove it complete makes no sense; asked for again next time"


@dataclass(frozen=True)
class Question:
    """What is asked in one request to the stats service, or in one a game to the CDN.

    part: the dates asked for; new: those that are not only looked back at, which cost the CDN nothing.
    """

    season: str
    season_type: str
    part: Span
    new: Span
    schedule: Schedule | None

    def __str__(self) -> str:
        return f"{self.season} {self.season_type}"

    def games(self, stored, today: date) -> list:
        """The games the CDN would be asked for, oldest first."""
        played = self.schedule.played(self.new) if self.schedule else []
        stored = () if config.get("FORCE") == "1" else stored
        return [
            game
            for game in played
            if game.season_type == self.season_type and game.game_id not in stored and game.game_date < f"{today}"
        ]


@dataclass
class Log:
    """Rows as they came, who sent them, and what could not be had of them."""

    rows: pd.DataFrame
    failures: list[Trouble] = field(default_factory=list)
    pending: int = 0
    not_asked: set = field(default_factory=set)  # games that are stored, and were not worth a request


def questions(span: Span, season_type: str | None, look_back: int, schedule_of: Callable) -> list[Question]:
    """What to ask for a span; schedule_of: season -> Schedule or None."""
    asked, found = Span(span.first - timedelta(days=look_back), span.last), []
    for season, part in seasons.parts(asked).items():
        if part.last < span.first:  # looking back costs no request of its own
            continue
        known = schedule_of(season)
        new = Span(max(part.first, span.first), part.last)
        played = known.types_played(new) if known else seasons.types_played(season, new)
        found += [Question(season, one, part, new, known) for one in played if season_type in (None, one)]
    return found


def fetch(dataset: Dataset, span: Span, season_type: str | None, look_back: int, now: datetime, stored=None) -> Fetched:
    """The final games of a span (and of look_back days before it), one row a team or a player.

    dataset: TEAM_GAMES or PLAYER_GAMES; sources.stats.COLUMNS are its columns, in the league's order.
    season_type: a season type; None: every one that is played on these dates.
    stored: span -> ids of the games that are stored: an answer must not lack one, and the CDN is not asked for them.
    A season type that cannot be had is among the failures; the others are there all the same.
    """
    today = seasons.eastern_date(now)
    fetched, frames, blocks = Fetched(pd.DataFrame(), season_type=season_type), [], [today]
    for question in questions(span, season_type, look_back, lambda season: schedule.of_season(season, now)):
        have = {game for game in (stored(question.part) if stored else ()) if _is_of(game, question)}
        try:
            found, source = _ask(dataset, question, have, today)
        except Trouble as failure:
            if isinstance(failure, budget.BudgetSpent):
                fetched.pending += 1
            else:
                fetched.failures.append(failure)
            window = seasons.window(question.season, question.season_type) or question.part
            blocks.append(max(question.new.first, window.first))
            continue
        if question.season == seasons.of_day(today) and not question.schedule:
            if question.season in budget.run.doubtful:
                blocks.append(question.new.first)
                fetched.failures.append(Nonsense(f"{dataset.name} {question}: {NO_PROOF}"))
            else:
                budget.say_once(log, logging.WARNING, f"{dataset.name}: no schedule; the log itself is believed")
        good = _take(dataset, question, found, have, today, fetched)
        blocks.append(
            blocking_date(found.rows, good, have, question.schedule, question.season_type, question.part, today)
        )
        frames.append(good)
        fetched.sources.add(source)
    first_block = min((when for when in blocks if when and when >= span.first), default=today)
    fetched.complete_through = min(span.last, first_block - timedelta(days=1))
    fetched.rows = pd.concat(frames) if frames else empty(dataset)
    dates = fetched.rows["GAME_DATE"]
    fetched.last_game_date = max((day for day in dates if day <= f"{fetched.complete_through}"), default=None)
    return fetched


def ways(dataset: Dataset, question: Question, have=(), today: date | None = None) -> list[sources.Way]:
    """How a question can be answered, best first: the CDN knows the games of a season by its schedule only."""
    found = stats.ways(dataset, question.season, question.season_type, question.part)
    can_cdn = question.schedule and question.season >= cdn.FIRST_SEASON
    return found + ([cdn.way(lambda: _from_cdn(dataset, question, have, today))] if can_cdn else [])


def _ask(dataset: Dataset, question: Question, have: set, today: date) -> tuple[Log, str]:
    """The rows of the dates asked for. Raises what sources.first() does; Nonsense, with the body put aside."""
    what = f"{dataset.name} {question}"
    try:
        found, source = sources.first(what, ways(dataset, question, have, today))
        found = found if isinstance(found, Log) else Log(found)
        found.rows = tidy(found.rows, dataset, question.part)
    except Nonsense as failure:
        quarantine.keep(what, [f"{failure}"])
        raise
    return found, source


def _take(dataset: Dataset, question: Question, found: Log, have: set, today: date, fetched: Fetched) -> pd.DataFrame:
    """The rows that pass the checks; what is wrong or missing goes to fetched."""
    what = f"{dataset.name} {question}"
    good, bad = check.games(
        found.rows[is_final(found.rows)], dataset, question.season, question.season_type, question.schedule
    )
    fetched.failures += found.failures
    fetched.pending += found.pending
    if bad:
        fetched.failures.append(_quarantined(what, bad))
    is_over = _is_over(question, today)
    listed = found.not_asked | set(found.rows["GAME_ID"].astype(str).str.zfill(10))
    short = None if found.failures or found.pending else shortage(question, listed, good, have, is_over)
    if short:
        fetched.failures.append(Nonsense(f"{what}: the answer {short}; asked for again next time, see make gaps"))
    elif not bad and is_over:
        fetched.complete[question.season, question.season_type] = len(good)
    return good


def _from_cdn(dataset: Dataset, question: Question, have: set, today: date) -> Log:
    """Each game's box score, but of those stored, as far as the budget goes."""
    dates = {game.game_id: game.game_date for game in question.games(have, today)}

    def rows(game_id: str) -> pd.DataFrame:
        box = cdn.game(game_id)
        return cdn.log_rows(dataset, box, dates[game_id]) if box else pd.DataFrame()

    fetched = one_by_one(dates, rows)
    if dates and not fetched.brought:  # not one of them: the CDN does not answer
        if fetched.failures:
            raise fetched.failures[0]
        raise budget.BudgetSpent("no request is left; run again for the rest")
    looked_back = {game.game_id for game in question.schedule.played(question.part)} - set(dates)
    return Log(
        fetched.rows if len(fetched.rows) else empty(dataset), fetched.failures, fetched.pending, looked_back | have
    )


def empty(dataset: Dataset) -> pd.DataFrame:
    """No rows, in COLUMNS' shape."""
    return pd.DataFrame(columns=stats.COLUMNS[dataset.name], dtype=object)


def _is_of(game_id: str, question: Question) -> bool:
    return seasons.is_game_id(game_id) and seasons.of_game(game_id) == (question.season, question.season_type)


def _quarantined(what: str, bad: dict[str, str]) -> Nonsense:
    path = quarantine.keep(what, [f"{game_id}: {reason}" for game_id, reason in bad.items()])
    game_id, reason = next(iter(bad.items()))
    more = f" (and {len(bad) - 1} more games)" if len(bad) > 1 else ""
    return Nonsense(f"{what}: game {game_id} {reason}{more}; left out and asked for again next time: see {path}")


def _is_over(question: Question, today: date) -> bool:
    """Whether a question is for all of a season type, and that is in the past."""
    when, part = seasons.window(question.season, question.season_type), question.part
    return when is not None and part.first <= when.first and when.last <= part.last and when.last < today


def tidy(found: pd.DataFrame, dataset: Dataset, span: Span) -> pd.DataFrame:
    """Dates spelled as YYYY-MM-DD, rows outside the span left out; a column nobody knows is kept and noted."""
    answer.require(found, (*dataset.key, *dataset.partition_fields, "WL", "PTS", "MATCHUP"), dataset.name)
    answer.note_new(found, dataset)
    try:
        days = [seasons.game_day(text) for text in found["GAME_DATE"]]
    except (ValueError, TypeError, AttributeError) as error:
        raise Nonsense(f"{dataset.name}: a GAME_DATE is no date ({error}); try later, and see make doctor") from None
    found["GAME_DATE"] = pd.Series(days, found.index, dtype=object)
    return found[pd.Series([f"{span.first}" <= day <= f"{span.last}" for day in days], found.index, dtype=bool)]


def is_final(found: pd.DataFrame) -> pd.Series:
    """Which rows are of games that are over: somebody has won. A cancelled game stays without a winner."""
    return found["WL"].isin(["W", "L"]) & found["PTS"].notna()

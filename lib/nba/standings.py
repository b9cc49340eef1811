"""The standings of a regular season, in one request."""

from collections.abc import Callable
from datetime import datetime

from lib import schedule, seasons
from lib.asked import Asked
from lib.datasets import REGULAR, STANDINGS
from lib.errors import Nonsense
from lib.nba import answer, whole
from lib.nba.answer import Rows
from lib.nba.fetched import Fetched


def fetch(asked: Asked, now: datetime, least: Callable[[str, str], int]) -> Fetched:
    """A row for each team, as of now; none before the season begins. Source: leaguestandingsv3.

    least: (season, season type) -> number of stored games of teams; an answer with fewer is out of date. Raises what
    whole.fetch() raises; Nonsense where the answer is of another season, lacks a team, is out of date, or is empty
    though games were played; Usage for a season before the league's first.
    """
    yesterday = seasons.yesterday(now)
    season = asked.season or seasons.of_day(seasons.eastern_date(now))
    seasons.require(STANDINGS, season)
    fetched = whole.fetch(STANDINGS, "Standings", True, season=season, season_type=REGULAR)
    if strangers := {row["SeasonID"] for row in fetched.rows} - {f"2{seasons.start_year(season)}"}:
        raise Nonsense(f"standings {season}: the answer is of {strangers.pop()}; left out, run again")
    if not fetched.failures:
        _refuse_fewer_games(fetched.rows, f"standings {season}", least(season, REGULAR))
    is_over = schedule.is_over(season, REGULAR, yesterday)
    if not fetched.rows and is_over:
        raise Nonsense(f"standings {season}: the league sent no team; it may have none of a season that old")
    if not fetched.rows and schedule.has_begun(season, REGULAR, yesterday):
        raise Nonsense(f"standings {season}: no team in it, though the season has begun; try later")
    if is_over:
        fetched.complete = {(season, REGULAR): len(fetched.rows)}
    return fetched


def _refuse_fewer_games(rows: Rows, what: str, stored: int) -> None:
    """Raises Nonsense where a team is missing, or the teams have played less than what is stored of them."""
    if rows:
        answer.require(rows.columns, ("WINS", "LOSSES"), what)
    wins, losses = (sum(row[column] or 0 for row in rows) for column in ("WINS", "LOSSES"))
    if wins != losses:
        raise Nonsense(f"{what}: {wins:,} games won and {losses:,} lost; the answer lacks a team, try later")
    if rows and wins + losses < stored:
        raise Nonsense(
            f"{what}: {wins:,} games, and {stored // 2:,} are stored; the answer is of an earlier day, try later"
        )

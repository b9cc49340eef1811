"""The standings of a regular season, in one request."""

from collections.abc import Callable
from datetime import datetime

from lib import schedule, seasons
from lib.asked import Asked
from lib.datasets import REGULAR, STANDINGS
from lib.errors import Nonsense
from lib.nba import answer, cut, teams, whole
from lib.nba.answer import Rows
from lib.nba.fetched import Fetched


def fetch(asked: Asked, now: datetime, least: Callable[[str, str], int], who_played: Callable[[str], set]) -> Fetched:
    """A row for each team, as of now; none before the season begins. Source: leaguestandingsv3.

    least: (season, season type) -> number of stored games of teams; an answer with fewer is out of date. who_played:
    season -> abbreviations of the teams that played them. Raises what whole.fetch() raises; Nonsense where the answer
    is of another season, lacks a team, is out of date, or is empty though games were played; Usage for a season before
    the league's first.
    """
    yesterday = seasons.yesterday(now)
    this_season = seasons.of_day(seasons.eastern_date(now))
    season = asked.season or this_season
    seasons.require(STANDINGS, season)
    fetched = whole.fetch(STANDINGS, "Standings", True, season=season, season_type=REGULAR)
    if strangers := {row["SeasonID"] for row in fetched.rows} - {f"2{seasons.start_year(season)}"}:
        raise Nonsense(f"standings {season}: the answer is of {strangers.pop()}; left out, run again")
    is_over = schedule.is_over(season, REGULAR, yesterday)
    if fetched.rows and not fetched.failures:
        answer.require(fetched.rows.columns, ("WINS", "LOSSES"), f"standings {season}")
        listed = {*teams.ids()} if season == this_season else set()
        wrong = _wrong(fetched.rows, least(season, REGULAR), who_played(season), listed)
        if wrong := wrong or cut.regular_season(2 * _sum(fetched.rows, "WINS"), season, yesterday):
            raise Nonsense(f"standings {season}: {wrong}, try later")
    if not fetched.rows and is_over:
        raise Nonsense(f"standings {season}: the league sent no team; it may have none of a season that old")
    if not fetched.rows and schedule.has_begun(season, REGULAR, yesterday):
        raise Nonsense(f"standings {season}: no team in it, though the season has begun; try later")
    if is_over:
        fetched.complete = {(season, REGULAR): len(fetched.rows)}
    return fetched


def _wrong(rows: Rows, stored: int, who_played: set[str], listed: set[str]) -> str | None:
    """What shows that a team is missing, or that the table is of an earlier day.

    stored: games of teams that are stored. listed: the ids of the season's teams, where they are known.
    """
    wins, losses = _sum(rows, "WINS"), _sum(rows, "LOSSES")
    if wins != losses:
        return f"{wins:,} games won and {losses:,} lost; the answer lacks a team"
    if len(rows) < len(who_played):
        return f"{len(rows)} teams, and the stored team-games have {len(who_played)}; the answer lacks a team"
    if missing := listed - {row["TeamID"] for row in rows}:
        return f"{len(rows)} teams without {min(missing)}; the answer lacks a team"
    if wins + losses < stored:
        return f"{wins:,} games, and {stored // 2:,} are stored; the answer is of an earlier day"
    return None


def _sum(rows: Rows, column: str) -> int:
    return sum(row[column] or 0 for row in rows)

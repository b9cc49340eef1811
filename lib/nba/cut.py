"""What shows that a list which comes whole was cut: the teams, players or picks that it must have and lacks.

Each returns why the answer is cut, or None. As many may be missing as rows were left out of it.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from itertools import count

from lib import config, schedule, seasons
from lib.datasets import PLAYOFFS, REGULAR
from lib.leagues import NBA
from lib.nba import teams
from lib.nba.answer import Rows

FIRST_DRAFT = 1947  # of the NBA; there has been one every year
MOST = 0.95  # of those who played; in the recorded list all of them are
A_TEAM = 10  # players of each team, on average, during a season: the leagues' rules ask for more
OF_A_SEASON = 0.97  # of the games of a season that is over: without one of thirty teams there are fewer


def franchises(rows: Rows) -> str | None:
    """Teams of the league that are missing; one in its first year may not be a franchise yet."""
    last_year = seasons.eastern_date(config.now()).year - 1
    missing = {*teams.ids(founded_by=last_year)} - {row["TEAM_ID"] for row in rows}
    return _lacks("team", missing, len(rows.spoiled))


def players(rows: Rows, season: str, who_played: Callable[[str], set[str]]) -> str | None:
    """Players who are missing while a season is on; nobody recorded who is listed in summer.

    who_played: season -> the ids in the stored games of its regular season.
    """
    yesterday = seasons.yesterday(config.now())
    if not schedule.has_begun(season, REGULAR, yesterday) or schedule.is_over(season, PLAYOFFS, yesterday):
        return None
    if len(rows) + len(rows.spoiled) < (least := A_TEAM * len(teams.ids())):
        return f"{len(rows)} players, and the teams of a season have more than {least}"
    played = who_played(season)
    missing = played - {row["PERSON_ID"] for row in rows}
    return _lacks("player", missing, (1 - MOST) * len(played) + len(rows.spoiled))


def picks(rows: Rows) -> str | None:
    """Years without a draft, and numbers that a year's picks skip. Only of the NBA's is it known that none does."""
    if config.league() is not NBA:
        return None
    numbers, skipped = defaultdict(set), []
    for row in rows:
        numbers[row["SEASON"]].add(row.get("OVERALL_PICK") or 0)
    years = {f"{year}" for year in range(FIRST_DRAFT, seasons.eastern_date(config.now()).year)}
    for year, picked in numbers.items():
        if max(picked) > len(picked - {0}):
            skipped.append(f"{year} {next(number for number in count(1) if number not in picked)}")
    return _lacks("the draft of", years - numbers.keys(), len(rows.spoiled)) or _lacks(
        "pick", {*skipped}, len(rows.spoiled)
    )


def regular_season(games: int, season: str, yesterday: date) -> str | None:
    """Games that the teams of a regular season lack, once it is over; games: those of each team, added up."""
    had = seasons.regular_games(season) or 0
    if games / 2 < OF_A_SEASON * had and schedule.is_over(season, REGULAR, yesterday):
        return f"{games // 2:,} games, and the season had {had:,}; the answer lacks a team"
    return None


def _lacks(what: str, missing: set[str], most: float) -> str | None:
    """lacks team 1610612740 and 14 more; None if at most so many are missing"""
    more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
    return f"lacks {what} {min(missing)}{more}" if len(missing) > most else None

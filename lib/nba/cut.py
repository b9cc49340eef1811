"""What shows that a list which comes whole was cut: the teams, players or picks that it must have and lacks.

Each returns why the answer is cut, and what to do, or None. As many may be missing as rows were left out of it. They
hold with FORCE=1 too, which people type only to fetch again.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from itertools import count

from lib import config, schedule, seasons
from lib.datasets import PLAYOFFS, REGULAR, ROSTERS, Dataset
from lib.leagues import NBA
from lib.nba import teams
from lib.nba.answer import Rows

LATER = "nothing was stored, try later"
FIRST_DRAFT = 1947  # of the NBA; there has been one every year
MOST = 0.95  # of those who played; in the recorded list all of them are
A_TEAM = 10  # players of each team, on average, during a season: the leagues' rules ask for more
A_ROSTER = 12  # players at least, during a season of the NBA: the recorded teams have 16 and more
A_SMALL_ROSTER = 10  # in the WNBA, whose teams have 11 or 12, and in seasons of long ago
A_BEGINNING = 5  # before the first game
STAY = 0.8  # of the rows of the newest copy must be in the next one
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
        return f"{len(rows)} players, and the teams of a season have more than {least}; {LATER}"
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


def roster(rows: Rows, season: str, team_id: str, key: str, had: int) -> str | None:
    """A team with too few players for one, or with far fewer than its newest stored roster; one of the past may be
    empty. key, had: the path of that roster and its number of rows.
    """
    came = len(rows) + len(rows.spoiled)
    if 0 < came < A_ROSTER and came < _least(season):
        return f"{came} players are no team, of {team_id} in {season}; {LATER}"
    return fewer(rows, ROSTERS, key, had)


def _least(season: str) -> int:
    """Players that a team has at least."""
    yesterday = seasons.yesterday(config.now())
    if schedule.is_over(season, PLAYOFFS, yesterday):
        return A_SMALL_ROSTER
    if not schedule.has_begun(season, REGULAR, yesterday):
        return A_BEGINNING
    return A_ROSTER if config.league() is NBA else A_SMALL_ROSTER


def fewer(rows: Rows, dataset: Dataset, key: str, had: int) -> str | None:
    """Far fewer rows than in the newest stored copy; key, had: its path and its number of rows."""
    came = len(rows) + len(rows.spoiled)
    if came >= had * (1 if dataset.only_grows else STAY):
        return None
    return (
        f"{came:,} rows, and {key} has {had:,}; {LATER}, or move the copies in {dataset.folder}/ away if they are gone"
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
    return f"lacks {what} {min(missing)}{more}; {LATER}" if len(missing) > most else None

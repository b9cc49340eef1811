#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch the standings as CSV: one row for each team, as of now; the final ones of a past season.

The columns differ by season. A season that has not begun has no row yet.

examples:
  scripts/fetch_standings.py | cut -d, -f4,5,14,15
  scripts/fetch_standings.py --season 2018-19 --output standings.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib import config, schedule, seasons
from lib.datasets import REGULAR, STANDINGS, TEAM_GAMES
from lib.errors import Nonsense
from lib.jobs.stored import rows_of
from lib.nba import answer, whole
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    yesterday = seasons.yesterday(config.now())
    season = asked.season or seasons.of_day(seasons.eastern_date(config.now()))
    seasons.require(STANDINGS, season)
    fetched = whole.fetch(STANDINGS, "Standings", True, season=season, season_type=REGULAR)
    if strangers := {row["SeasonID"] for row in fetched.rows} - {f"2{seasons.start_year(season)}"}:
        raise Nonsense(f"standings {season}: the answer is of {strangers.pop()}; left out, run again")
    if not fetched.failures:
        refuse_fewer_games(fetched.rows, f"standings {season}", rows_of(TEAM_GAMES)(season, REGULAR))
    is_over = schedule.is_over(season, REGULAR, yesterday)
    if not fetched.rows and is_over:
        raise Nonsense(f"standings {season}: the league sent no team; it may have none of a season that old")
    if not fetched.rows and schedule.has_begun(season, REGULAR, yesterday):
        raise Nonsense(f"standings {season}: no team in it, though the season has begun; try later")
    if is_over:
        fetched.complete = {(season, REGULAR): len(fetched.rows)}
    return fetched


def refuse_fewer_games(rows, what: str, stored: int) -> None:
    """Raises Nonsense where a team lacks, or where they have played less than what is stored of them."""
    if rows:
        answer.require(rows.columns, ("WINS", "LOSSES"), what)
    wins, losses = (sum(row[column] or 0 for row in rows) for column in ("WINS", "LOSSES"))
    if wins != losses:
        raise Nonsense(f"{what}: {wins:,} games won and {losses:,} lost; the answer lacks a team, try later")
    if rows and wins + losses < stored:
        raise Nonsense(
            f"{what}: {wins:,} games, and {stored // 2:,} are stored; the answer is of an earlier day, try later"
        )


def main(argv=None):
    hand_over(STANDINGS, fetch, options(__doc__, STANDINGS).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch the standings as CSV: one row for each team, as of now; the final ones of a past season.

The columns differ by season. A season that has not begun has no row yet.

examples:
  scripts/fetch_standings.py | cut -d, -f4,5,14,15
  scripts/fetch_standings.py --season 2018-19 --output standings.csv
"""

from datetime import timedelta

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib import config, schedule, seasons
from lib.datasets import STANDINGS
from lib.errors import Nonsense
from lib.nba import whole
from lib.nba.fetched import Fetched

REGULAR = "Regular Season"


def fetch(asked) -> Fetched:
    yesterday = seasons.yesterday(config.now())
    season = asked.season or seasons.of_day(yesterday + timedelta(days=1))
    fetched = whole.fetch(STANDINGS, "Standings", season=season, season_type=REGULAR)
    if strangers := {row["SeasonID"] for row in fetched.rows} - {f"2{seasons.start_year(season)}"}:
        raise Nonsense(f"standings {season}: the answer is of {strangers.pop()}; left out, run again")
    if not fetched.rows and has_begun(season, yesterday):
        raise Nonsense(f"standings {season}: no team in it, though the season has begun; try later")
    if fetched.rows and seasons.window(season, REGULAR).last < yesterday:
        fetched.complete = {(season, REGULAR): len(fetched.rows)}
    return fetched


def has_begun(season: str, yesterday) -> bool:
    """Whether a game of the regular season was played: by the kept schedule, else by the calendar."""
    if known := schedule.stored(season):
        played = known.played(seasons.Span(seasons.bounds(season).first, yesterday))
        return any(game.season_type == REGULAR for game in played)
    return seasons.window(season, REGULAR).first + config.league().late_opening <= yesterday


def main(argv=None):
    hand_over(STANDINGS, fetch, options(__doc__, STANDINGS).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

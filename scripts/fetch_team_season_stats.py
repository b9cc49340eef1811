#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch a season's totals by team as CSV: one row for each team, measure and season type, as of now.

examples:
  scripts/fetch_team_season_stats.py --measure advanced | head
  scripts/fetch_team_season_stats.py --season 2018-19 --season-type playoffs --output playoffs.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib import config
from lib.datasets import TEAM_GAMES, TEAM_SEASON_STATS
from lib.jobs.stored import points_of, rows_of
from lib.nba import season_stats
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return season_stats.fetch(
        TEAM_SEASON_STATS, "LeagueDashTeamStats", asked, config.now(), rows_of(TEAM_GAMES), points_of
    )


def main(argv=None):
    hand_over(TEAM_SEASON_STATS, fetch, options(__doc__, TEAM_SEASON_STATS).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

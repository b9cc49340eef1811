#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch team game logs as CSV: one row for each team and final game.

examples:
  scripts/fetch_team_games.py --season 2018-19 --team LAL | head
  scripts/fetch_team_games.py --date-from 2024-01-20 --output games.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib import config
from lib.datasets import TEAM_GAMES
from lib.jobs.stored import games_in
from lib.nba import gamelog
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    stored = games_in(TEAM_GAMES) if asked.new else None
    fetched = gamelog.fetch(TEAM_GAMES, asked.dates, asked.season_type, asked.look_back, config.now(), stored)
    if asked.team:
        fetched.select("TEAM_ID", asked.team)
    return fetched


def main(argv=None):
    hand_over(TEAM_GAMES, fetch, options(__doc__, TEAM_GAMES).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

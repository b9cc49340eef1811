#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch team game logs as CSV: one row for each team and final game.

examples:
  scripts/fetch_team_games.py --season 2018-19 --team LAL | head
  scripts/fetch_team_games.py --date-from 2024-01-20 --output games.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib.datasets import TEAM_GAMES
from lib.jobs import logs
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return logs.fetch(TEAM_GAMES, asked)


def main(argv=None):
    hand_over(TEAM_GAMES, fetch, options(__doc__, TEAM_GAMES).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

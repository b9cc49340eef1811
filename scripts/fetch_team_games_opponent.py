#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch the opponents' numbers by game as CSV: one row for each team and final game.

example:
  scripts/fetch_team_games_opponent.py --date 2024-01-20 --team LAL | head
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib.datasets import TEAM_GAMES_OPPONENT
from lib.jobs import logs
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return logs.fetch(TEAM_GAMES_OPPONENT, asked)


def main(argv=None):
    hand_over(TEAM_GAMES_OPPONENT, fetch, options(__doc__, TEAM_GAMES_OPPONENT).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

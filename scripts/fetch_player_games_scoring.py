#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch shares of the points and shots by game as CSV: one row for each player and final game he played in.

example:
  scripts/fetch_player_games_scoring.py --date 2024-01-20 --team LAL | head
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib.datasets import PLAYER_GAMES_SCORING
from lib.jobs import logs
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return logs.fetch(PLAYER_GAMES_SCORING, asked)


def main(argv=None):
    hand_over(PLAYER_GAMES_SCORING, fetch, options(__doc__, PLAYER_GAMES_SCORING).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch player game logs as CSV: one row for each player and final game he played in.

examples:
  scripts/fetch_player_games.py --season 2018-19 --player "LeBron James" | head
  scripts/fetch_player_games.py --date 2024-01-20 --team LAL --output games.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib.datasets import PLAYER_GAMES
from lib.jobs import logs
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return logs.fetch(PLAYER_GAMES, asked)


def main(argv=None):
    hand_over(PLAYER_GAMES, fetch, options(__doc__, PLAYER_GAMES).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

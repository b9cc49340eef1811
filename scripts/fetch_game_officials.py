#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch the officials as CSV: one row for each official of a final game.

examples:
  scripts/fetch_game_officials.py --game 0022400123
  scripts/fetch_game_officials.py --date 2025-01-14 --output officials.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import progress, run
from lib.datasets import GAME_OFFICIALS
from lib.jobs import by_game
from lib.nba.fetched import Fetched
from lib.nba.officials import Officials


def fetch(asked) -> Fetched:
    return by_game.fetch(GAME_OFFICIALS, asked, Officials, progress)


def main(argv=None):
    hand_over(GAME_OFFICIALS, fetch, options(__doc__, GAME_OFFICIALS).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

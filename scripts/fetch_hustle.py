#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch hustle statistics as CSV: one row for each player of a final game.

examples:
  scripts/fetch_hustle.py --game 0022400123
  scripts/fetch_hustle.py --date 2025-01-14 --output hustle.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import progress, run
from lib.datasets import HUSTLE
from lib.jobs import by_game
from lib.nba import at_once
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return by_game.fetch(HUSTLE, asked, at_once.hustle, progress)


def main(argv=None):
    hand_over(HUSTLE, fetch, options(__doc__, HUSTLE).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

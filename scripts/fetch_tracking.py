#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch tracking statistics as CSV: one row for each player of a final game; twelve requests a date.

examples:
  scripts/fetch_tracking.py --game 0022400123
  scripts/fetch_tracking.py --date 2025-01-14 --output tracking.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import progress, run
from lib.datasets import TRACKING
from lib.jobs import by_game
from lib.nba import at_once
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return by_game.fetch(TRACKING, asked, at_once.tracking, progress)


def main(argv=None):
    hand_over(TRACKING, fetch, options(__doc__, TRACKING).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

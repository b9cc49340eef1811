#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch line-ups as CSV: one row for each five players who were on the floor together in a final game.

examples:
  scripts/fetch_lineups.py --game 0022400123
  scripts/fetch_lineups.py --date 2025-01-14 --output lineups.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import progress, run
from lib.datasets import LINEUPS
from lib.jobs import by_game
from lib.nba import at_once
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return by_game.fetch(LINEUPS, asked, at_once.lineups, progress)


def main(argv=None):
    hand_over(LINEUPS, fetch, options(__doc__, LINEUPS).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

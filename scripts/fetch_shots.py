#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch shots as CSV: one row for each field goal attempted in a final game, with its place on the floor.

examples:
  scripts/fetch_shots.py --game 0022400123
  scripts/fetch_shots.py --date 2025-01-14 --output shots.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import progress, run
from lib.datasets import SHOTS
from lib.jobs import by_game
from lib.nba import at_once
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return by_game.fetch(SHOTS, asked, at_once.shots, progress)


def main(argv=None):
    hand_over(SHOTS, fetch, options(__doc__, SHOTS).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

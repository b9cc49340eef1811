#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch every team's coaches as CSV, as of now, or as of the end of a past season.

examples:
  scripts/fetch_coaches.py --team LAL
  scripts/fetch_coaches.py --season 2018-19 --output coaches.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib import config
from lib.datasets import COACHES
from lib.nba import rosters
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return rosters.fetch(COACHES, "Coaches", asked, config.now())


def main(argv=None):
    hand_over(COACHES, fetch, options(__doc__, COACHES).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

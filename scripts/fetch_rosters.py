#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch every team's players as CSV, as of now, or as of the end of a past season.

examples:
  scripts/fetch_rosters.py --team LAL
  scripts/fetch_rosters.py --season 2018-19 --output rosters.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib import config
from lib.datasets import ROSTERS
from lib.jobs.stored import newest_rosters
from lib.nba import rosters
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return rosters.fetch(ROSTERS, "CommonTeamRoster", asked, config.now(), newest_rosters(ROSTERS))


def main(argv=None):
    hand_over(ROSTERS, fetch, options(__doc__, ROSTERS).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

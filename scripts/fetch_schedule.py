#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch a season's schedule as CSV: a row for each game: teams, tip-off, arena, status, labels of Cup and play-in.

examples:
  scripts/fetch_schedule.py | cut -d, -f3-6
  scripts/fetch_schedule.py --season 2023-24 --output schedule.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib import config
from lib.datasets import SCHEDULE
from lib.nba import schedule_games
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return schedule_games.fetch(asked, config.now())


def main(argv=None):
    hand_over(SCHEDULE, fetch, options(__doc__, SCHEDULE).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

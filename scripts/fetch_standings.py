#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch the standings as CSV: one row for each team, as of now; the final ones of a past season.

The columns differ by season. A season that has not begun has no row yet.

examples:
  scripts/fetch_standings.py | cut -d, -f4,5,14,15
  scripts/fetch_standings.py --season 2018-19 --output standings.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib import config
from lib.datasets import STANDINGS, TEAM_GAMES
from lib.jobs.stored import rows_of, who_played
from lib.nba import standings
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return standings.fetch(asked, config.now(), rows_of(TEAM_GAMES), who_played(TEAM_GAMES))


def main(argv=None):
    hand_over(STANDINGS, fetch, options(__doc__, STANDINGS).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch the thirty teams as CSV: id, full_name, abbreviation, nickname, city, state, year_founded.

example:
  scripts/fetch_teams.py | column -s, -t
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib.datasets import TEAMS
from lib.nba import teams
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return Fetched(teams.fetch(), {"static"})


def main(argv=None):
    hand_over(TEAMS, fetch, options(__doc__, TEAMS).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

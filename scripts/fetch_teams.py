#!/usr/bin/env python3
"""Fetch the thirty teams as CSV: id, full_name, abbreviation, nickname, city, state, year_founded.

example:
  scripts/fetch_teams.py | column -s, -t
"""

from _asked import date_argument  # first: the root on sys.path
from _fetch import hand_over
from _script import arguments, run

from lib.datasets import TEAMS
from lib.nba import teams
from lib.nba.fetched import Fetched


def main(argv=None):
    options = arguments(__doc__)
    date_argument(options)
    args = options.parse_args(argv)

    hand_over(Fetched(teams.fetch(), {"static"}), TEAMS, None, args)


if __name__ == "__main__":
    run(main)

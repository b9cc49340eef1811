#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch the franchises as CSV: a row for each franchise and for each of its names, then the defunct ones.

example:
  scripts/fetch_franchises.py | column -s, -t
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib.datasets import FRANCHISES
from lib.nba import cut, whole
from lib.nba.fetched import Fetched

SETS = {"FranchiseHistory": {"IS_DEFUNCT": 0}, "DefunctTeams": {"IS_DEFUNCT": 1}}


def fetch(asked) -> Fetched:
    return whole.fetch(FRANCHISES, SETS, cut=cut.franchises)


def main(argv=None):
    hand_over(FRANCHISES, fetch, options(__doc__, FRANCHISES).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

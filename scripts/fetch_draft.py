#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch every pick of every draft since 1947 as CSV. A pick without a known number has OVERALL_PICK 0.

example:
  scripts/fetch_draft.py | column -s, -t
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib.datasets import DRAFT
from lib.nba import cut, whole
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return whole.fetch(DRAFT, "DraftHistory", cut=cut.picks)


def main(argv=None):
    hand_over(DRAFT, fetch, options(__doc__, DRAFT).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch points after turnovers, on fast breaks and in the paint as CSV: one row for each player and final game.

example:
  scripts/fetch_player_games_misc.py --date 2024-01-20 --team LAL | head
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib.datasets import PLAYER_GAMES_MISC
from lib.jobs import logs
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return logs.fetch(PLAYER_GAMES_MISC, asked)


def main(argv=None):
    hand_over(PLAYER_GAMES_MISC, fetch, options(__doc__, PLAYER_GAMES_MISC).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

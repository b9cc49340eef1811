#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch box scores as CSV: one row for each player of a final game, also for those who did not play.

examples:
  scripts/fetch_player_boxscores.py --game 0022400123
  scripts/fetch_player_boxscores.py --date 2024-01-20 --output boxscores.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import progress, run
from lib.datasets import PLAYER_BOXSCORES
from lib.jobs import by_game
from lib.nba.boxscores import BoxScores
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return by_game.fetch(PLAYER_BOXSCORES, asked, BoxScores, progress)


def main(argv=None):
    hand_over(PLAYER_BOXSCORES, fetch, options(__doc__, PLAYER_BOXSCORES).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch play-by-play as CSV: one row for each event of a final game, in the stats service's columns.

examples:
  scripts/fetch_play_by_play.py --game 0022400123
  scripts/fetch_play_by_play.py --date 2025-01-14 --output events.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import progress, run
from lib.datasets import PLAY_BY_PLAY
from lib.jobs import by_game
from lib.nba.fetched import Fetched
from lib.nba.playbyplay import PlayByPlay


def fetch(asked) -> Fetched:
    return by_game.fetch(PLAY_BY_PLAY, asked, lambda games: PlayByPlay(PLAY_BY_PLAY, games), progress)


def main(argv=None):
    hand_over(PLAY_BY_PLAY, fetch, options(__doc__, PLAY_BY_PLAY).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

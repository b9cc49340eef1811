#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch this season's players as CSV: team, number, position, height, weight, college, country, draft.

example:
  scripts/fetch_player_info.py | cut -d, -f1-3,10-13
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib import config, seasons
from lib.datasets import PLAYER_GAMES, PLAYER_INFO
from lib.jobs.stored import who_played
from lib.nba import cut, whole
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    season = seasons.of_day(seasons.eastern_date(config.now()))

    def is_cut(rows):
        return cut.players(rows, season, who_played(PLAYER_GAMES))

    return whole.fetch(PLAYER_INFO, "PlayerIndex", cut=is_cut, season=season, historical_nullable=0)


def main(argv=None):
    hand_over(PLAYER_INFO, fetch, options(__doc__, PLAYER_INFO).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

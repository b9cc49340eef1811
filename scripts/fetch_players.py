#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch all players ever as CSV: id, full_name, first_name, last_name, is_active.

The list comes with nba_api and costs no request; NBA_SOURCE=stats asks the league for the current one.

examples:
  scripts/fetch_players.py | grep James
  NBA_SOURCE=stats scripts/fetch_players.py --output players.csv
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
from lib import config, seasons
from lib.datasets import PLAYERS
from lib.nba import players
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    source = "stats" if config.get("NBA_SOURCE") == "stats" else PLAYERS.source
    season = seasons.of_day(seasons.eastern_date(config.now()))
    return players.fetch(source, season)


def main(argv=None):
    hand_over(PLAYERS, fetch, options(__doc__, PLAYERS).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)

#!/usr/bin/env python3
"""Fetch everybody who ever played as CSV: id, full_name, first_name, last_name, is_active.

The list comes with nba_api and costs no request; NBA_SOURCE=stats asks the league for today's.

examples:
  scripts/fetch_players.py | grep James
  NBA_SOURCE=stats scripts/fetch_players.py --output players.csv
"""

from _asked import date_argument  # first: the root on sys.path
from _fetch import hand_over
from _script import arguments, run

from lib import config, seasons
from lib.datasets import PLAYERS
from lib.nba import players
from lib.nba.fetched import Fetched


def main(argv=None):
    options = arguments(__doc__)
    date_argument(options)
    args = options.parse_args(argv)

    source = "stats" if config.get("NBA_SOURCE") == "stats" else PLAYERS.source
    season = seasons.of_day(seasons.eastern_date(config.now()))
    hand_over(Fetched(players.fetch(source, season), {source}), PLAYERS, None, args)


if __name__ == "__main__":
    run(main)

#!/usr/bin/env python3
"""Fetch team game logs as CSV: one row a team a final game.

examples:
  scripts/fetch_team_games.py --season 2018-19 --team LAL | head
  scripts/fetch_team_games.py --date-from 2024-01-20 --output games.csv
"""

from _asked import game_arguments, game_span  # first: the root on sys.path
from _fetch import hand_over
from _script import arguments, run

from lib import config
from lib.datasets import TEAM_GAMES
from lib.jobs.stored import games_in
from lib.nba import gamelog, teams


def parse(argv):
    options = arguments(__doc__)
    game_arguments(options)
    options.add_argument("--team", metavar="TEAM", default=config.get("TEAM"), help="LAL, Lakers or 1610612747")
    return options.parse_args(argv)


def main(argv=None):
    args = parse(argv)
    span, season_type = game_span(args)
    team_id = teams.find_id(args.team) if args.team else None

    stored = games_in(TEAM_GAMES) if args.report else None  # a run of make does not ask for what is there
    fetched = gamelog.fetch(TEAM_GAMES, span, season_type, args.look_back, config.now(), stored)
    if team_id:
        fetched.select("TEAM_ID", team_id)
    hand_over(fetched, TEAM_GAMES, span, args)


if __name__ == "__main__":
    run(main)

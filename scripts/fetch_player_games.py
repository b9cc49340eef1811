#!/usr/bin/env python3
"""Fetch player game logs as CSV: one row a player a final game he played in.

examples:
  scripts/fetch_player_games.py --season 2018-19 --player "LeBron James" | head
  scripts/fetch_player_games.py --date 2024-01-20 --team LAL --output games.csv
"""

from _asked import game_arguments, game_span  # first: the root on sys.path
from _fetch import hand_over
from _script import arguments, run

from lib import config
from lib.datasets import PLAYER_GAMES
from lib.jobs.stored import games_in
from lib.nba import gamelog, players, teams


def parse(argv):
    options = arguments(__doc__)
    game_arguments(options)
    options.add_argument("--team", metavar="TEAM", default=config.get("TEAM"), help="LAL, Lakers or 1610612747")
    options.add_argument("--player", metavar="PLAYER", default=config.get("PLAYER"), help="an id or a name")
    return options.parse_args(argv)


def main(argv=None):
    args = parse(argv)
    span, season_type = game_span(args)
    wanted = {
        "TEAM_ID": teams.find_id(args.team) if args.team else None,
        "PLAYER_ID": players.find_id(args.player) if args.player else None,
    }

    stored = games_in(PLAYER_GAMES) if args.report else None  # a run of make does not ask for what is there
    fetched = gamelog.fetch(PLAYER_GAMES, span, season_type, args.look_back, config.now(), stored)
    for column, value in wanted.items():
        if value:
            fetched.select(column, value)
    hand_over(fetched, PLAYER_GAMES, span, args)


if __name__ == "__main__":
    run(main)

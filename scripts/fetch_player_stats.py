#!/usr/bin/env python3
"""Fetch career stats as CSV: one row a player, season and team; totals.

examples:
  scripts/fetch_player_stats.py --player "LeBron James"
  scripts/fetch_player_stats.py --player 2544 --result-set SeasonTotalsPostSeason
  scripts/fetch_player_stats.py --active --output careers.csv
"""

from datetime import timedelta

import pandas as pd
from _script import arguments, date_argument, hand_over, progress, run  # first: it puts the root on sys.path

from lib import config, seasons, tracker
from lib.datasets import PLAYER_STATS
from lib.errors import Usage
from lib.nba import careers, players
from lib.nba.fetched import one_by_one
from lib.tracker.due import PERIOD_DAYS


def parse(argv):
    options = arguments(__doc__)
    date_argument(options)
    options.add_argument("--player", metavar="PLAYER", default=config.get("PLAYER"), help="an id or a name")
    options.add_argument("--active", action="store_true", help="everybody on a roster")
    options.add_argument("--new", action="store_true", help="but those whose career is stored and not yet old")
    options.add_argument(
        "--result-set",
        metavar="NAME",
        choices=careers.RESULT_SETS,
        default=careers.BY_TEAM,
        help=f"default: {careers.BY_TEAM}; others: {', '.join(careers.RESULT_SETS[1:])}",
    )
    args = options.parse_args(argv)
    if not args.player and not args.active:
        raise Usage("whose career? give --player, or --active for everybody")
    return args


def main(argv=None):
    args = parse(argv)
    wanted = [players.find_id(args.player)] if args.player else players.active_ids()
    if args.new:
        wanted = waiting(wanted)

    def career(player_id):
        return careers.fetch(player_id, [args.result_set])[args.result_set]

    fetched = one_by_one(progress(wanted, "player-stats"), career)
    fetched.is_part = bool(args.player)
    if fetched.rows.empty:
        fetched.rows = pd.DataFrame(columns=list(PLAYER_STATS.types))
    hand_over(fetched, PLAYER_STATS, None, args)


def waiting(wanted: list[str]) -> list[str]:
    """Those whose career was not asked for in the current period, the longest waiting first."""
    asked = {one.entity: one.date for one in tracker.open_tracker().history(PLAYER_STATS)}
    today = seasons.eastern_date(config.now())
    fresh_from = f"{today - timedelta(days=PERIOD_DAYS[config.frequency(PLAYER_STATS)] - 1)}"
    last = {player_id: asked.get(player_id, "") for player_id in wanted}
    return sorted((one for one in wanted if last[one] < fresh_from), key=lambda one: (last[one], int(one)))


if __name__ == "__main__":
    run(main)

#!/usr/bin/env python3
"""Fetch career stats as CSV: one row a player, season and team; totals.

examples:
  scripts/fetch_player_stats.py --player "LeBron James"
  scripts/fetch_player_stats.py --player 2544 --result-set SeasonTotalsPostSeason
  scripts/fetch_player_stats.py --active --output careers.csv
"""

import pandas as pd
from _script import arguments, date_argument, hand_over, progress, run  # first: it puts the root on sys.path
from _stored import careers_wanted

from lib import config, seasons
from lib.datasets import PLAYER_STATS
from lib.errors import Nonsense, Usage
from lib.nba import careers, client, players
from lib.nba.fetched import one_by_one


def parse(argv):
    options = arguments(__doc__)
    date_argument(options)
    options.add_argument("--player", metavar="PLAYER", default=config.get("PLAYER"), help="an id or a name")
    options.add_argument("--active", action="store_true", help="who played this season, by the stored player-games")
    options.add_argument("--season", metavar="YYYY-YY", help="who played in a season, by the stored player-games")
    options.add_argument("--new", action="store_true", help="but those who have not played since they were asked about")
    options.add_argument(
        "--result-set",
        metavar="NAME",
        choices=careers.RESULT_SETS,
        default=careers.BY_TEAM,
        help=f"{', '.join(careers.RESULT_SETS)}; default: the first",
    )
    args = options.parse_args(argv)
    if not args.player and not args.active and not args.season:
        raise Usage("whose career? give --player, --season, or --active for everybody")
    return args


def main(argv=None):
    args = parse(argv)
    if args.player:
        played = {players.find_id(args.player): ""}
        wanted = list(played)
    else:
        span = seasons.bounds(args.season) if args.season else seasons.so_far(seasons.yesterday(config.now()))
        played, wanted = careers_wanted(span, args.new)

    def career(player_id):
        rows = careers.fetch(player_id, [args.result_set])[args.result_set]
        if rows.empty and played[player_id] and args.result_set == careers.BY_TEAM:
            raise Nonsense(
                f"player-stats {player_id}: nothing of somebody who played on {played[player_id]}; run again"
            )
        return rows

    fetched = one_by_one(progress(wanted, "player-stats"), career)
    fetched.sources.add(client.STATS)
    fetched.is_part = bool(args.player or args.season)
    if len(fetched.brought) > 1 and fetched.rows.empty:
        fetched.failures.append(Nonsense(f"player-stats: {len(fetched.brought)} careers came, all empty; try later"))
    # Who has no career yet may have one tomorrow: he is not noted as done.
    fetched.brought = {player_id: rows for player_id, rows in fetched.brought.items() if rows}
    if fetched.rows.empty:
        fetched.rows = pd.DataFrame(columns=list(PLAYER_STATS.types))
    hand_over(fetched, PLAYER_STATS, None, args)


if __name__ == "__main__":
    run(main)

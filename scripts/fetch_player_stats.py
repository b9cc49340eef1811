#!/usr/bin/env python3
"""Fetch career stats as CSV: one row a player, season and team; totals.

examples:
  scripts/fetch_player_stats.py --player "LeBron James"
  scripts/fetch_player_stats.py --player 2544 --result-set SeasonTotalsPostSeason
  scripts/fetch_player_stats.py --player 2544 --result-set SeasonHighs --result-set CareerHighs --output highs.csv
  scripts/fetch_player_stats.py --active --output careers.csv
"""

from pathlib import Path

import pandas as pd
from _asked import date_argument
from _fetch import as_csv, hand_over
from _script import arguments, progress, run, write_output

from lib import config, seasons
from lib.datasets import PLAYER_STATS
from lib.errors import Nonsense, Usage
from lib.jobs.due import open_tracker
from lib.jobs.stored import careers_wanted
from lib.nba import careers, client, players
from lib.nba.fetched import one_by_one


def parse(argv):
    options = arguments(__doc__)
    date_argument(options)
    options.add_argument("--player", metavar="PLAYER", default=config.get("PLAYER"), help="an id or a name")
    options.add_argument("--active", action="store_true", help="who played this season, by the stored player-games")
    options.add_argument("--season", metavar="YYYY-YY", help="who played in a season, by the stored player-games")
    options.add_argument("--new", action="store_true", help="but who has not played since he was asked about")
    options.add_argument(
        "--result-set",
        metavar="NAME",
        choices=careers.RESULT_SETS,
        action="append",
        help=f"{', '.join(careers.RESULT_SETS)}; default: the first. Others go to FILE.NAME.csv beside --output",
    )
    args = options.parse_args(argv)
    if not args.player and not args.active and not args.season:
        raise Usage("whose career? give --player, --season, or --active for everybody")
    args.result_set = args.result_set or [careers.BY_TEAM]
    if len(args.result_set) > 1 and not args.output:
        raise Usage("more than one --result-set needs --output: stdout carries one CSV")
    return args


def main(argv=None):
    args = parse(argv)
    if args.player:
        played = {players.find_id(args.player): ""}
        wanted = list(played)
    else:
        span = seasons.bounds(args.season) if args.season else seasons.so_far(seasons.yesterday(config.now()))
        played, wanted = careers_wanted(span, args.new)

    first, *others = args.result_set
    beside = {name: [] for name in others}

    def career(player_id):
        found = careers.fetch(player_id, args.result_set)
        for name in others:
            beside[name].append(found[name])
        rows, last = found[first], played[player_id]
        if rows.empty and first == careers.BY_TEAM and last and seasons.is_regular(seasons.day(last)):
            raise Nonsense(f"player-stats {player_id}: nothing of somebody who played on {last}; run again")
        return rows

    fetched = one_by_one(progress(wanted, "player-stats"), career)
    fetched.sources.add(client.STATS)
    fetched.is_part = bool(args.player or args.season)
    if fetched.rows.empty:
        # A newcomer has no career yet; but where nobody ever had one, it is the league that is at a loss.
        if len(fetched.brought) > 1 and not any(one.rows for one in open_tracker().history(PLAYER_STATS)):
            fetched.failures.append(Nonsense(f"player-stats: {len(fetched.brought)} came, all empty; try later"))
            fetched.brought = {}
        fetched.rows = pd.DataFrame(columns=list(PLAYER_STATS.types))
    for name, frames in beside.items():
        if frames:
            path = Path(args.output)
            write_output(as_csv(pd.concat(frames), PLAYER_STATS), str(path.with_name(f"{path.stem}.{name}.csv")))
    hand_over(fetched, PLAYER_STATS, None, args)


if __name__ == "__main__":
    run(main)

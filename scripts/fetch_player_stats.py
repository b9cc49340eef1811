#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch career totals as CSV: one row for each player, season and team.

examples:
  scripts/fetch_player_stats.py --player "LeBron James"
  scripts/fetch_player_stats.py --player 2544 --result-set SeasonTotalsPostSeason
  scripts/fetch_player_stats.py --player 2544 --result-set SeasonHighs --result-set CareerHighs --output highs.csv
  scripts/fetch_player_stats.py --active --output careers.csv
"""

from pathlib import Path

from _fetch import hand_over, options
from _script import progress, run, write_output
from lib import config, seasons
from lib.asked import Asked
from lib.datasets import PLAYER_STATS
from lib.errors import Usage
from lib.jobs.due import open_tracker
from lib.jobs.report import as_csv
from lib.jobs.stored import careers_wanted
from lib.nba import answer, careers, client
from lib.nba.answer import Rows
from lib.nba.fetched import Fetched, one_by_one


def parse(argv):
    parser = options(__doc__, PLAYER_STATS)
    parser.add_argument(
        "--result-set",
        metavar="NAME",
        choices=careers.RESULT_SETS,
        action="append",
        help=f"{', '.join(careers.RESULT_SETS)}; default: the first. Others go to FILE.NAME.csv beside --output",
    )
    args = parser.parse_args(argv)
    args.result_set = args.result_set or [careers.BY_TEAM]
    if len(args.result_set) > 1 and not args.output:
        raise Usage("more than one --result-set needs --output: stdout carries one CSV")
    return args


def fetch(asked: Asked, result_sets=(careers.BY_TEAM,), output: str | None = None) -> Fetched:
    """result_sets: the first is what is fetched, the others are written beside output."""
    if asked.player:
        played, wanted = {asked.player: ""}, [asked.player]
    elif asked.active or asked.season:
        span = asked.dates if asked.season else seasons.so_far(seasons.yesterday(config.now()))
        if config.get("DATA_STORE") == "s3":  # in a bucket it takes long to find out who is wanted
            client.require(client.STATS)
        played, wanted = careers_wanted(span, asked.new)
    else:
        raise Usage("whose career? give --player, --season, or --active for everybody")
    first, *others = result_sets
    beside = {name: [] for name in others}

    def career(player_id):
        tables = careers.fetch(player_id, result_sets, has_played=bool(asked.player), last_played=played[player_id])
        for name in others:
            beside[name].append(tables[name])
        return tables[first]

    fetched = one_by_one(wanted, career, progress=lambda ids: progress(ids, PLAYER_STATS.name))
    fetched.sources.add(client.STATS)
    fetched.is_part = bool(asked.player or asked.season)
    if not fetched.rows:
        careers.refuse_empty(fetched, lambda: any(entry.rows for entry in open_tracker().history(PLAYER_STATS)))
        fetched.rows = Rows(PLAYER_STATS.types)
    for name, parts in beside.items():
        if parts:
            path = Path(output)
            rows = answer.joined(parts, parts[0].columns)
            write_output(as_csv(rows, PLAYER_STATS), str(path.with_name(f"{path.stem}.{name}.csv")))
    return fetched


def main(argv=None):
    args = parse(argv)
    hand_over(PLAYER_STATS, lambda asked: fetch(asked, args.result_set, args.output), args)


if __name__ == "__main__":
    run(main, finishes=True)

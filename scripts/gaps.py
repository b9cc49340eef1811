#!/usr/bin/env python3
"""List per season, season type and team the games that should be stored and are not; exit 65 if there are any.

The season that is on by its schedule, which is asked for once a day; past ones by their own game numbers.
SEASON and SEASON_TYPE narrow it down.

example:
  SEASON=2018-19 scripts/gaps.py
"""

from _script import arguments, run  # first: the root on sys.path
from lib import completeness, config, data_store, holes, seasons
from lib.datasets import PLAYER_BOXSCORES, PLAYER_GAMES, TEAM_GAMES
from lib.errors import Nonsense
from lib.jobs.due import open_tracker
from lib.jobs.stored import games, readable_boxscores, seasons_of, team_rows
from lib.nba import schedule

SHOWN = 10


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("--season", metavar="YYYY-YY", default=config.get("SEASON"), help="one season only")
    season = options.parse_args(argv).season
    stored = seasons_of(TEAM_GAMES)
    if not stored and not season:
        print("team-games: nothing is stored yet; run make team-games")
        return
    today = seasons.of_day(seasons.yesterday(config.now()))
    wanted = [season] if season else seasons.between(stored[0], max(stored[-1], today))
    alarms = sum(check(one) for one in wanted)
    if alarms:
        raise Nonsense(f"{alarms} of the above lack games; FORCE=1 SEASON=… make DATASET asks for them again")


def check(season: str) -> int:
    """Prints a line a season type and dataset; returns how many are alarms."""
    rows = team_rows(seasons.bounds(season))
    only = seasons.season_type(config.get("SEASON_TYPE")) if config.get("SEASON_TYPE") else None
    others, alarms = followers(season, {row["GAME_ID"] for row in rows}), 0
    for count in counts(season, rows):
        if only in (None, count.season_type):
            alarms += tell(TEAM_GAMES.name, count)
            ids = {row["GAME_ID"] for row in rows if seasons.of_game(row["GAME_ID"])[1] == count.season_type}
            alarms += sum(follows(name, have, ids, count) for name, have in others.items())
    return alarms + sum(unreadable(dataset, season) for dataset in (TEAM_GAMES, PLAYER_GAMES))


def unreadable(dataset, season: str) -> bool:
    """Prints the partitions of a season that cannot be read; whether there are any."""
    found = list(data_store.open_store().unreadable(dataset, seasons.bounds(season)))
    for damage in found[:SHOWN]:
        print(f"{season} {dataset.name}: {damage}")
    if len(found) > SHOWN:
        print(f"{season} {dataset.name}: and {len(found) - SHOWN} more that cannot be read")
    return bool(found)


def counts(season: str, rows: list[dict]) -> list[completeness.Count]:
    now = config.now()
    season_types = seasons.types_played(season, seasons.Span(seasons.bounds(season).first, seasons.yesterday(now)))
    is_current = season == seasons.of_day(seasons.eastern_date(now))
    known = schedule.of_season(season, now) if is_current else None
    names = {row["TEAM_ID"]: row["TEAM_ABBREVIATION"] for row in rows}
    of_type = {season_type: [] for season_type in season_types}
    for row in rows:
        of_type.setdefault(seasons.of_game(row["GAME_ID"])[1], []).append(row)
    today, own = f"{seasons.eastern_date(now)}", holes.of_the_league(TEAM_GAMES.name)
    return [
        completeness.count(season, season_type, of_type[season_type], known, names, today, own)
        for season_type in season_types
    ]


def followers(season: str, ids: set[str]) -> dict[str, set[str]]:
    """The games that the other datasets of games hold, of those that were ever fetched."""
    found, tracker = {}, open_tracker()
    if tracker.history(PLAYER_GAMES):
        found[PLAYER_GAMES.name] = set(games(PLAYER_GAMES, seasons.bounds(season)))
    if tracker.history(PLAYER_BOXSCORES):
        found[PLAYER_BOXSCORES.name] = readable_boxscores(ids)
    return found


def follows(name: str, have: set[str], ids: set[str], count: completeness.Count) -> int:
    missing = sorted(ids - have - holes.of_the_league(name).keys())
    return tell(name, completeness.Count(count.season, count.season_type, len(ids & have), len(ids), missing))


def tell(name: str, count: completeness.Count) -> int:
    should = "" if count.should is None else f" of {count.should:,}"
    print(f"{count.season} {count.season_type} {name}: {count.have:,}{should} games{'' if count.is_alarm else ', ok'}")
    teams = [f"{team} {have} of {should}" for team, (have, should) in count.teams.items()]
    for what, listed in (
        ("missing", count.missing),
        ("teams", teams),
        ("not final yet", count.waiting),
        ("no error", count.leagues),
    ):
        if listed:
            more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
            print(
                f"  {what}: {', '.join(listed if what == 'teams' else listed[:SHOWN])}{'' if what == 'teams' else more}"
            )
    return count.is_alarm


if __name__ == "__main__":
    run(main, uses=("SEASON", "SEASON_TYPE"))

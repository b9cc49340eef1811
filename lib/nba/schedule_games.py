"""The schedule as a dataset, a row for each game, from the same answer that lib/nba/schedule.py uses."""

from datetime import datetime

from lib import schedule as kept
from lib import seasons
from lib.asked import Asked
from lib.datasets import REGULAR, SCHEDULE
from lib.errors import Nonsense
from lib.nba import answer, cache, quarantine, schedule
from lib.nba.fetched import Fetched

# Local times that the league wrongly marks with the Z of UTC.
LOCAL = ("gameTimeEst", "gameDateTimeEst", "awayTeamTime", "homeTeamTime")


def fetch(asked: Asked, now: datetime) -> Fetched:
    """A season's games in SCHEDULE's columns: teams, tip-off in UTC and Eastern time, arena, status, labels.

    seasonYear, seasonType and gameState come first; the last two are ours. Only times in UTC keep their Z. A
    postponed game that is listed at its old and its new date gets one row, with the new date.
    Asked for once a day, together with lib/nba/schedule.py.
    Sources: the CDN's scheduleLeagueV2 (the current season only), the stats service's scheduleleaguev2.
    """
    today = seasons.of_day(seasons.eastern_date(now))
    season = asked.season or today
    with cache.one_asks("schedule"):
        found = cache.kept(schedule.KEPT_AS, season)
        if found is None:
            heard = schedule.ask(season, now)
            if season == today:
                kept.keep(heard)
            found = cache.kept(schedule.KEPT_AS, season, is_forced=False)
    rows = _rows(found["games"], season)
    fetched = Fetched(rows, {found["source"]})
    if season != today:
        fetched.complete = {(season, REGULAR): len(rows)}
    if rows.spoiled:
        reasons = [spoiled.reason for spoiled in rows.spoiled]
        path = quarantine.keep(f"schedule {season}", found, reasons)
        fetched.failures.append(Nonsense(f"schedule: {len(reasons)} games left out, such as {reasons[0]}: see {path}"))
    return fetched


def _rows(games: list[dict], season: str) -> answer.Rows:
    flat, spoiled = {}, []
    for entry in games:
        try:
            game = schedule.game_of(entry)
            if game and not (game.game_id in flat and game.state in kept.OFF):
                own = {"seasonYear": season, "seasonType": game.season_type, "gameState": game.state}
                flat[game.game_id] = own | _flat(entry)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            spoiled.append(answer.Spoiled(entry if isinstance(entry, dict) else {}, answer.shown(error)))
    # The CDN has not every column; the catalogue's are always there.
    columns = list(dict.fromkeys([*SCHEDULE.types, *(column for row in flat.values() for column in row)]))
    rows = answer.normalised(columns, [[row.get(column) for column in columns] for row in flat.values()], SCHEDULE)
    rows.spoiled += spoiled
    return rows


def _flat(entry: dict) -> dict:
    """homeTeam: {teamId, wins} -> homeTeamId, homeTeamWins"""
    flat = {}
    for name, value in entry.items():
        if isinstance(value, dict):
            for inner, cell in value.items():
                word = inner.removeprefix("team")
                flat[f"{name}{word[:1].upper()}{word[1:]}"] = cell
        else:
            flat[name] = value.removesuffix("Z") if name in LOCAL and isinstance(value, str) else value
    return flat

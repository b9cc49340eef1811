#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch box scores as CSV: one row for each player of a final game, also for those who did not play.

examples:
  scripts/fetch_player_boxscores.py --game 0022400123
  scripts/fetch_player_boxscores.py --date 2024-01-20 --output boxscores.csv
"""

from datetime import timedelta

from _fetch import hand_over, options  # first: the root on sys.path
from _script import log, progress, run
from lib import config, holes, schedule, seasons
from lib.datasets import PLAYER_BOXSCORES
from lib.jobs.stored import boxscores as stored_boxscores
from lib.jobs.stored import known_games
from lib.nba import answer, boxscores
from lib.nba.answer import Rows
from lib.nba.fetched import Fetched, one_by_one


def fetch(asked) -> Fetched:
    games = Fetched(boxscores.as_games([(asked.game, "")])) if asked.game else games_of(asked)
    stored = stored_boxscores([game["GAME_ID"] for game in games.rows]) if asked.new else set()
    wanted = [game["GAME_ID"] for game in games.rows if game["GAME_ID"] not in stored]

    league = boxscores.BoxScores()
    fetched = one_by_one(progress(wanted, "player-boxscores"), league.fetch, PLAYER_BOXSCORES)
    fetched.sources = league.sources
    fetched.is_part = bool(asked.game or asked.team)
    fetched.season_type = games.season_type
    fetched.failures += games.failures
    have = stored | {game_id for game_id, rows in fetched.brought.items() if rows}
    fetched.listed = len(have)
    have |= holes.of_the_league(PLAYER_BOXSCORES.name).keys()
    fetched.complete_through, fetched.last_game_date = how_far(games, have)
    fetched.complete = {
        of: len(ids) for of in games.complete if (ids := games_of_type(games, *of)) and not set(ids) - have
    }
    if asked.game in fetched.brought and not fetched.brought[asked.game]:
        log.info("player-boxscores: %s", why_none(asked.game))
    if not fetched.rows:
        fetched.rows = Rows(boxscores.COLUMNS)
    return fetched


def main(argv=None):
    hand_over(PLAYER_BOXSCORES, fetch, options(__doc__, PLAYER_BOXSCORES).parse_args(argv))


def why_none(game_id: str) -> str:
    """Why the league sent no box score of a game."""
    season, _ = seasons.of_game(game_id)
    known = schedule.stored(season)
    if known and game_id not in {game.game_id for game in known.games}:
        return f"the schedule of {season} has no game {game_id}; give another id"
    return f"game {game_id} has no box score yet; ask again when it is over"


def games_of(asked) -> Fetched:
    """The games asked for, as rows GAME_ID and GAME_DATE: from the stored logs, else from the league."""
    season_type, team_ids = asked.season_type, asked.teams
    parts = seasons.parts(asked.dates).values()
    found = [
        known_games(part, season_type, team_ids) or boxscores.games_of(part, season_type, config.now(), team_ids)
        for part in parts
    ]
    games = Fetched(answer.joined([part.rows for part in found]), season_type=season_type)
    for part, one in zip(parts, found):
        games.complete |= one.complete
        games.failures += one.failures
        if games.complete_through in (None, part.first - timedelta(days=1)):  # no gap before it
            games.complete_through = one.complete_through
    return games


def games_of_type(games: Fetched, season: str, season_type: str) -> list[str]:
    ids = (game["GAME_ID"] for game in games.rows)
    return [game_id for game_id in ids if seasons.of_game(game_id) == (season, season_type)]


def how_far(games: Fetched, have: set[str]):
    """(the last date up to which every game is there, the last such date with games)"""
    if games.complete_through is None:
        return None, None
    through = games.complete_through
    missing = [game["GAME_DATE"] for game in games.rows if game["GAME_ID"] not in have]
    if missing:
        through = min(through, seasons.day(min(missing)) - timedelta(days=1))
    dates = [game["GAME_DATE"] for game in games.rows]
    return through, max((day for day in dates if day <= f"{through}"), default=None)


if __name__ == "__main__":
    run(main, finishes=True)

"""Believe nothing: which games of an answer make sense, and what is wrong with the others."""

from collections import defaultdict

import pandas as pd

from lib import seasons
from lib.datasets import Dataset
from lib.schedule import Schedule


def games(rows: pd.DataFrame, dataset: Dataset, season: str, season_type: str, schedule: Schedule | None):
    """Splits final rows of a season and type into (good rows, {game id: what is wrong}).

    A game listed twice with its teams switched keeps the rows that agree with the schedule on who was at home.
    """
    homes = {game.game_id: game.home_team_id for game in schedule.games} if schedule else {}
    by_game = defaultdict(dict)
    columns = [*dict.fromkeys((*dataset.key, "GAME_DATE", "TEAM_ID", "MATCHUP", "WL", "PTS"))]
    columns += ["PLUS_MINUS"] if "PLUS_MINUS" in rows else []
    for place, row in enumerate(rows[columns].to_dict("records")):
        by_game[row["GAME_ID"]][place] = row

    whole = list(zip(*(rows[column] for column in rows.columns if column != "MATCHUP"), strict=True))
    kept, bad = [], {}
    for game_id, game in by_game.items():
        wrong = _id(game_id, season, season_type) or _date(game.values(), season)
        if not wrong:
            game, wrong = _unique(game, whole, dataset.key, homes.get(game_id))
        wrong = wrong or (_teams if dataset.key[-1] == "TEAM_ID" else _players)(list(game.values()))
        if wrong:
            bad[str(game_id)] = wrong
        else:
            kept += game
    return rows.iloc[sorted(kept)], bad


def _id(game_id, season: str, season_type: str) -> str | None:
    if not isinstance(game_id, str) or not seasons.is_game_id(game_id):
        return f"its GAME_ID {game_id!r} is not ten digits"
    if seasons.of_game(game_id) != (season, season_type):
        return f"its id is not of {season} {season_type}"
    return None


def _date(game, season: str) -> str | None:
    dates = sorted({row["GAME_DATE"] for row in game})
    if len(dates) > 1:
        return f"has several dates: {', '.join(dates)}"
    whole = seasons.bounds(season)
    return None if f"{whole.first}" <= dates[0] <= f"{whole.last}" else f"is dated {dates[0]}, outside {season}"


def _unique(game: dict, whole: list, key: tuple, home: str | None):
    """(the game with one row a key, what is wrong)"""
    same_key = defaultdict(list)
    for place, row in game.items():
        same_key[tuple(row[column] for column in key)].append(place)
    if len(same_key) == len(game):
        return game, None

    def rank(place):
        # Home reads "LAL vs. BOS"; without a schedule the first in the alphabet, so that it is always the same one.
        row = game[place]
        disagrees = home is not None and (" vs. " in row["MATCHUP"]) != (str(row["TEAM_ID"]) == home)
        return disagrees, row["MATCHUP"], place

    if any(len({whole[place] for place in places}) > 1 for places in same_key.values()):
        return game, "has rows of the same key that differ"
    return {place: game[place] for place in sorted(min(places, key=rank) for places in same_key.values())}, None


def _teams(game: list[dict]) -> str | None:
    """Two teams, one winner, points and plus-minus that fit each other."""
    if len(game) != 2 or game[0]["TEAM_ID"] == game[1]["TEAM_ID"]:
        return f"has {len(game)} team rows instead of 2"
    won, lost = sorted(game, key=lambda row: row["WL"], reverse=True)
    if (won["WL"], lost["WL"]) != ("W", "L"):
        return "has not one winner and one loser"
    if not won["PTS"] > lost["PTS"]:
        return f"has a winner with {won['PTS']} points and a loser with {lost['PTS']}"
    margins = won.get("PLUS_MINUS"), lost.get("PLUS_MINUS")
    if None not in margins and margins[0] != -margins[1]:
        return f"has plus-minus that do not mirror: {margins[0]} and {margins[1]}"
    return None


def _players(game: list[dict]) -> str | None:
    """Two teams, one of them the winner."""
    results = {(row["TEAM_ID"], row["WL"]) for row in game}
    if len(results) != 2 or len({team for team, _ in results}) != 2:
        return f"has players of {len({team for team, _ in results})} teams with {len(results)} results instead of 2"
    return None if {letter for _, letter in results} == {"W", "L"} else "has not one winner and one loser"

"""Careers: one request a player brings every result set of it."""

import pandas as pd
from nba_api.stats.endpoints.playercareerstats import PlayerCareerStats

from lib.datasets import PLAYER_STATS
from lib.errors import Nonsense
from lib.nba import answer, cache, client, sources
from lib.nba.sources import Way

ENDPOINT = "playercareerstats"
BY_TEAM, IN_ALL = "SeasonTotalsRegularSeason", "CareerTotalsRegularSeason"
EVERY_TEAM = 0  # TEAM_ID of a season's total, where somebody played for several
RESULT_SETS = (
    BY_TEAM,
    IN_ALL,
    "SeasonTotalsPostSeason",
    "CareerTotalsPostSeason",
    "SeasonTotalsAllStarSeason",
    "CareerTotalsAllStarSeason",
    "SeasonTotalsCollegeSeason",
    "CareerTotalsCollegeSeason",
    "SeasonTotalsShowcaseSeason",
    "CareerTotalsShowcaseSeason",
    "SeasonRankingsRegularSeason",
    "SeasonRankingsPostSeason",
    "SeasonHighs",
    "CareerHighs",
)


def fetch(player_id: str, result_sets=(BY_TEAM,)) -> dict[str, pd.DataFrame]:
    """A player's career, by result set; totals.

    Source: playercareerstats. Columns of the default set: PLAYER_ID, SEASON_ID, LEAGUE_ID, TEAM_ID (0: all teams of
    a season), TEAM_ABBREVIATION, PLAYER_AGE, GP, GS, MIN, FGM … PTS. Empty for somebody who has not played yet.
    Raises what sources.first() raises; Nonsense where the answer is of somebody else.
    """
    endpoint = PlayerCareerStats(player_id=player_id, per_mode36="Totals", get_request=False)

    def ask():
        return cache.once(
            ENDPOINT, player_id, lambda: client.stats(endpoint), lambda found: _read(found, player_id, result_sets)
        )

    career = sources.first("player-stats", [Way(client.STATS, ENDPOINT, ask)])[0]
    return career or {name: pd.DataFrame() for name in result_sets}


def _read(found: dict, player_id: str, result_sets) -> dict[str, pd.DataFrame] | None:
    """The result sets; None where there is nothing in any: that is not kept, he may play tomorrow. Raises Nonsense."""
    career = {name: answer.result_set(found, name) for name in result_sets}
    for name, rows in career.items():
        answer.require(rows, ["PLAYER_ID"], f"player-stats {player_id} {name}")
        strangers = set(rows["PLAYER_ID"].astype(str)) - {player_id}
        if strangers:
            raise Nonsense(f"player-stats {player_id}: the answer is of {strangers.pop()}; left out, run again")
        keys = [key for key in PLAYER_STATS.key if key in rows]
        if name == BY_TEAM:
            if len(keys) < 3 or rows.duplicated(keys).any():
                raise Nonsense(
                    f"player-stats {player_id}: {name} has rows of the same season and team; left out, run again"
                )
            totals = answer.result_set(found, IN_ALL)
            answer.require(totals, ["GP"], f"player-stats {player_id} {IN_ALL}")
            listed, played = rows[rows["TEAM_ID"] != EVERY_TEAM]["GP"].sum(), totals["GP"].sum()
            if listed < played or (listed and not played):
                raise Nonsense(f"player-stats {player_id}: has {listed} games of {played}; left out, run again")
            answer.note_new(rows, PLAYER_STATS)
    return career if any(map(len, career.values())) else None

"""Careers: one request for each player returns all result sets."""

from collections.abc import Callable

from nba_api.stats.endpoints.playercareerstats import PlayerCareerStats

from lib import seasons
from lib.datasets import PLAYER_STATS
from lib.errors import Nonsense
from lib.nba import answer, cache, client, sources
from lib.nba.answer import Rows
from lib.nba.fetched import Fetched
from lib.nba.sources import Way

ENDPOINT = "playercareerstats"
BY_TEAM, IN_ALL = "SeasonTotalsRegularSeason", "CareerTotalsRegularSeason"
EVERY_TEAM = "0"  # TEAM_ID of a season's total, where somebody played for several
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
# The rankings write NR where a season has no such count.
_OTHERWISE = {name: dict.fromkeys(("PLAYER_AGE", "GP", "GS")) for name in RESULT_SETS if "Rankings" in name}


def fetch(player_id: str, result_sets=(BY_TEAM,), has_played: bool = False, last_played: str = "") -> dict[str, Rows]:
    """A player's career in totals: {result set: rows}.

    has_played: he is known to have played, so that an empty answer is Nonsense. last_played: the date of his last
    stored game, "" if unknown; if that was of a regular season, an empty BY_TEAM is Nonsense.

    Source: playercareerstats. Columns of the default set: PLAYER_ID, SEASON_ID, LEAGUE_ID, TEAM_ID (0: all teams of
    a season), TEAM_ABBREVIATION, PLAYER_AGE, GP, GS, MIN, FGM … PTS. Empty for somebody who has not played yet.
    Raises what sources.first() raises; Nonsense where the answer is of somebody else.
    """
    endpoint = PlayerCareerStats(player_id=player_id, per_mode36="Totals", get_request=False)

    def read(document):
        return _read(document, player_id, result_sets, has_played)

    def ask():
        return cache.once(ENDPOINT, player_id, lambda: client.stats(endpoint), read)

    career = sources.first(PLAYER_STATS.name, [Way(client.STATS, ENDPOINT, ask)])[0]
    career = career or {name: Rows(PLAYER_STATS.types) for name in result_sets}
    if last_played and not career.get(BY_TEAM, True) and seasons.is_regular(seasons.day(last_played)):
        raise Nonsense(f"player-stats {player_id}: an empty career of somebody who played on {last_played}; run again")
    return career


def refuse_empty(fetched: Fetched, were_any: Callable[[], bool]) -> None:
    """Replaces several careers that are all empty by a failure; were_any: whether a career with rows ever came.

    A newcomer has no career yet; but if nobody has one, the league's answers are wrong.
    """
    if len(fetched.brought) > 1 and not were_any():
        fetched.failures.append(Nonsense(f"player-stats: {len(fetched.brought)} came, all empty; try later"))
        fetched.brought = {}


def _read(document: dict, player_id: str, result_sets, has_played: bool = False) -> dict[str, Rows] | None:
    """The result sets; None if all are empty: that is not kept, since he may play tomorrow. Raises Nonsense."""
    what = f"{PLAYER_STATS.name} {player_id}"
    with answer.reading(what, document):
        career = {
            name: answer.result_set(document, name, PLAYER_STATS, ["PLAYER_ID"], **_OTHERWISE.get(name, {}))
            for name in result_sets
        }
        for name, rows in career.items():
            if rows.spoiled:
                raise Nonsense(f"{what}: {name}: {rows.spoiled[0].reason}; left out, run again")
            if strangers := {row["PLAYER_ID"] for row in rows} - {player_id}:
                raise Nonsense(f"{what}: the answer is of {strangers.pop()}; left out, run again")
        if BY_TEAM in career:
            totals = answer.result_set(document, IN_ALL, PLAYER_STATS, ["GP"])
            if wrong := _wrong(career[BY_TEAM], totals):
                raise Nonsense(f"{what}: {wrong}; left out, run again")
            answer.note_new(career[BY_TEAM], PLAYER_STATS)
        if has_played and not any(table.get("rowSet") for table in answer.result_sets(document)):
            raise Nonsense(f"{what}: an empty career; if he has played, run again")
    return career if any(career.values()) else None


def _wrong(rows: Rows, totals: Rows) -> str | None:
    """How the seasons by team contradict each other or the career's totals; None if they agree."""
    answer.require(rows.columns, PLAYER_STATS.key, PLAYER_STATS.name)
    if len({tuple(row[column] for column in PLAYER_STATS.key) for row in rows}) != len(rows):
        return f"{BY_TEAM} has rows of the same season and team"
    if totals.spoiled:
        return f"{IN_ALL}: {totals.spoiled[0].reason}"
    listed = sum(row["GP"] or 0 for row in rows if row["TEAM_ID"] != EVERY_TEAM)
    played = sum(row["GP"] or 0 for row in totals)
    return f"has {listed} games of {played}" if listed < played or (listed and not played) else None

"""Views over what is known of the tables: how fresh and whole each is, which games there are, and which are missing."""

import json
from pathlib import Path

from .. import schedule, seasons
from ..datasets import ALL, TEAM_GAMES, TEAMS
from . import names, package, places
from .typed import literal
from .views import SEASON_TYPE, View

SHOWN = ("dataset", "season", "rowCount", "lastGameDate", "gamesStored", "gamesKnown", "madeAt", "bytes")


def every(root: Path, tables_of: dict[str, dict[str, Path]]) -> dict:
    """name -> how to make it, of each of these views."""
    found = {"tables": lambda: tables(root)}
    if TEAM_GAMES.name in tables_of:
        has_teams = TEAMS.name in tables_of
        found |= {"known_games": lambda: known_games(root, has_teams), "missing": lambda: missing(tables_of)}
    return found


def tables(root: Path) -> View:
    """A row a table, as datapackage.json describes it."""
    listed = [
        [entry.get(name) for name in SHOWN] for entry in package.read(root)["resources"] if entry["format"] == "parquet"
    ]
    return View(
        f"""CREATE VIEW tables AS
SELECT row[1] AS dataset, row[2] AS season, CAST(row[3] AS BIGINT) AS rows, CAST(row[4] AS DATE) AS last_game_date,
       CAST(row[5] AS BIGINT) AS games_stored, CAST(row[6] AS BIGINT) AS games_known,
       CAST(row[7] AS TIMESTAMP) AS made_at, CAST(row[8] AS BIGINT) AS bytes
FROM ({_rows(listed)})"""
    )


def known_games(root: Path, has_teams: bool) -> View:
    """A row a game: as the kept schedules have it, of other seasons as it is stored.

    Schedules name teams by ids: their abbreviations are those of the games, else of the list of teams.
    """
    named = "SELECT TEAM_ID, TEAM_ABBREVIATION AS name, GAME_DATE AS day FROM team_games"
    if has_teams:
        named += " UNION ALL SELECT TEAM_ID, ABBREVIATION, DATE '1946-01-01' FROM teams"
    found = sorted(path.stem for path in (root / "_metadata" / "schedule").glob("*.json"))
    kept = [calendar for calendar in (places.schedule_of(root, season) for season in found) if calendar]
    listed = [[calendar.season, *map(str, vars(game).values())] for calendar in kept for game in calendar.games]
    return View(
        f"""CREATE VIEW known_games AS
WITH kept AS (
  SELECT row[1] AS season, row[2] AS GAME_ID, CAST(row[3] AS DATE) AS GAME_DATE, row[4] AS state,
         row[5] AS home_team_id, row[6] AS away_team_id, CAST(row[7] AS BIGINT) AS home_pts,
         CAST(row[8] AS BIGINT) AS away_pts
  FROM ({_rows(listed)})),
     names AS (SELECT TEAM_ID, arg_max(name, day) AS name FROM ({named}) GROUP BY TEAM_ID)
SELECT GAME_ID, GAME_DATE, season, {SEASON_TYPE} AS season_type, state, coalesce(home.name, home_team_id) AS home,
       coalesce(away.name, away_team_id) AS away, home_pts, away_pts, home_team_id, away_team_id
FROM kept LEFT JOIN names AS home ON home.TEAM_ID = home_team_id LEFT JOIN names AS away ON away.TEAM_ID = away_team_id
UNION ALL BY NAME
SELECT GAME_ID, GAME_DATE, season, season_type, '{schedule.FINAL}' AS state, home, away, home_pts, away_pts,
       home_team_id, away_team_id
FROM games WHERE season NOT IN (SELECT season FROM kept)""",
        ("team_games", "games", *(["teams"] if has_teams else [])),
    )


def missing(tables_of: dict[str, dict[str, Path]]) -> View:
    """One row for each dataset and final game that it lacks, in seasons with a table."""
    parts, needs = [], ["known_games"]
    for dataset in ALL.values():
        its = tables_of.get(dataset.name)
        if its and dataset.is_of_games and names.game_column(dataset):
            view = names.view(dataset.name)
            of_types = ", ".join(map(literal, dataset.season_types or seasons.TYPES))
            needs.append(view)
            parts.append(
                f"SELECT {literal(dataset.name)} AS dataset, known.* EXCLUDE (state) FROM known_games AS known "
                f"WHERE state = '{schedule.FINAL}' AND season IN ({', '.join(map(literal, its))}) "
                f"AND season_type IN ({of_types}) "
                f"AND NOT EXISTS (SELECT 1 FROM {view} AS stored WHERE stored.GAME_ID = known.GAME_ID)"
            )
    return View(
        f"CREATE VIEW missing AS {' UNION ALL '.join(parts)} ORDER BY GAME_DATE, GAME_ID, dataset", tuple(needs)
    )


def _rows(listed: list[list]) -> str:
    """SQL that gives these rows, each as a list of texts named `row`."""
    return f"SELECT unnest(from_json({literal(json.dumps(listed))}, '[[\"VARCHAR\"]]')) AS row"

"""The views over the tables: one for each dataset, and common derived ones. SQL only; nothing is read here.

A view's columns are the league's, in one spelling (names.py); ours are in small letters:

    season, season_type     of the game, or of the row's SEASON_ID
    is_home, opponent       on game logs and box scores
    GAME_DATE               on what has only a game id as well
    seconds                 beside minutes that are written m:ss
    corrected, fetched      when the league's correction was found; the day of this copy
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .. import config, seasons
from ..datasets import ALL, Dataset
from . import corrected, names
from .typed import SQL_TYPES, literal, quoted

Tables = dict[str, dict[str, Path]]  # dataset, or `corrections` -> season -> Parquet

TYPES_BY_DIGIT = " ".join(f"WHEN '{code}' THEN '{name}'" for name, code in seasons.CODES.items())
SEASON_TYPE = f"CASE substr(GAME_ID, 3, 1) {TYPES_BY_DIGIT} END"
# 22024 and 2024-25 are both 2024-25; of the WNBA 22024 and 2024 are both 2024.
SEASON = (
    "CASE WHEN SEASON_ID LIKE '____-__' THEN SEASON_ID ELSE substr(SEASON_ID, 2) || '-' || "
    "lpad(CAST((TRY_CAST(substr(SEASON_ID, 2) AS INTEGER) + 1) % 100 AS VARCHAR), 2, '0') END"
)
ONE_YEAR = "CASE WHEN SEASON_ID LIKE '____-__' THEN substr(SEASON_ID, 1, 4) ELSE substr(SEASON_ID, -4) END"
SECONDS = "TRY_CAST(split_part(MINUTES, ':', 1) AS INTEGER) * 60 + TRY_CAST(split_part(MINUTES, ':', 2) AS INTEGER)"


@dataclass(frozen=True)
class View:
    """A view or a macro: the SQL that makes it, the views it stands on, and the files it reads."""

    sql: str
    needs: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()


def every(tables: Tables, ask: Callable[[str], list[tuple]]) -> dict[str, Callable[[], View]]:
    """name -> how to make it, of each view that these tables allow. ask: SQL -> its rows, for what a Parquet holds."""
    found: dict[str, Callable[[], View]] = {corrected.NAME: lambda: _corrections(tables.get(corrected.NAME))}
    for dataset in ALL.values():
        if parquets := tables.get(dataset.name):
            found |= _of_dataset(dataset, parquets, tables, ask)
    for name, (sql, needs) in DERIVED.items():
        if needs <= set(found):
            found[name] = lambda sql=sql, needs=needs: View(sql, tuple(needs))
    return found


def derived(made: set[str]) -> dict[str, str]:
    """name -> SQL of the views that stand on those of datasets alone."""
    return {name: sql for name, (sql, needs) in DERIVED.items() if needs <= made}


def reads(name: str, season: str, tables: Tables) -> Tables:
    """The Parquets that one season of a table's view is made from: its own, and the log that dates its games."""
    dataset = ALL.get(name)
    of_season = {table: {season: parquets[season]} for table, parquets in tables.items() if season in parquets}
    needed = {name}
    if dataset and dataset.is_of_games and "MATCHUP" not in dataset.types:
        needed |= {table for log in _logs(of_season) for table, parquets in of_season.items() if parquets == log}
    return {table: parquets for table, parquets in of_season.items() if table in needed}


def scan(parquets: dict[str, Path], with_season: bool = True) -> str:
    """SQL that reads Parquets as one, with `season` from their paths."""
    hive = "hive_partitioning=true, hive_types={'season': VARCHAR}" if with_season else "hive_partitioning=false"
    return f"read_parquet([{', '.join(map(literal, parquets.values()))}], union_by_name=true, {hive})"


def _of_dataset(dataset: Dataset, parquets: dict[str, Path], tables: Tables, ask) -> dict[str, Callable[[], View]]:
    name = names.view(dataset.name)

    def columns() -> list[str]:
        return [row[0] for row in ask(f"DESCRIBE FROM {scan(parquets, with_season=False)}")]

    if dataset.strategy == "append":
        as_stored = f"{name}_as_stored"
        return {
            name: lambda: _of_games(name, dataset, parquets, columns(), tables),
            as_stored: lambda: _as_stored(as_stored, dataset, parquets, columns(), tables, ask),
        }
    history = f"{name}_history"
    return {history: lambda: _history(history, dataset, parquets, columns()), name: lambda: newest(dataset)}


def newest(dataset: Dataset) -> View:
    """The newest copy of what a file holds: of everything, or of each player, season …; in the words of SQLite too."""
    name, history = names.view(dataset.name), f"{names.view(dataset.name)}_history"
    entity = [quoted(names.column(field, dataset)) for field in dataset.partition_fields if field != "date"]
    same = " AND ".join(["true", *(f"newer.{column} = own.{column}" for column in entity)])
    latest = f"SELECT max(fetched) FROM {history} AS newer WHERE {same}"
    return View(_view(name, f"SELECT own.* FROM {history} AS own WHERE fetched = ({latest})"), (history,))


def _history(name: str, dataset: Dataset, parquets: dict[str, Path], columns: list[str]) -> View:
    spelled = names.spellings(columns, dataset)
    have = set(spelled.values())
    of_id = ONE_YEAR if config.league().is_one_year else SEASON
    ours = [f"{of_id} AS season"] if "SEASON_ID" in have and "SEASON" not in have else []
    ours += ["SEASON_YEAR AS season"] if "SEASON_YEAR" in have else []
    return View(_view(name, _select(spelled, ours, scan(parquets, with_season=False))), files=_files(parquets))


def _of_games(
    name: str, dataset: Dataset, parquets: dict[str, Path], columns: list[str], tables, source: str | None = None
) -> View:
    """source: SQL of its rows, with `season`, in place of the Parquets."""
    spelled = names.spellings(columns, dataset)
    have, ours, joins, files = set(spelled.values()), [], "", _files(parquets)
    if "GAME_ID" in have:
        ours.append(f"{SEASON_TYPE} AS season_type")
    if "MINUTES" in have:
        ours.append(f"{SECONDS} AS seconds")
    if "MATCHUP" in have:
        ours += ["MATCHUP LIKE '%vs.%' AS is_home", "regexp_extract(MATCHUP, '(\\S+)$', 1) AS opponent"]
    elif "GAME_ID" in have and (logs := _logs(tables)):
        joins = f" LEFT JOIN ({_calendar(logs)}) AS calendar USING (GAME_ID)"
        files += tuple(path for parquets in logs for path in parquets.values())
        ours += [] if "GAME_DATE" in have else ["calendar.GAME_DATE"]
        if "TEAM_ABBREVIATION" in have:
            at_home = "TEAM_ID = HOME_TEAM_ID" if "HOME_TEAM_ID" in have else "TEAM_ABBREVIATION = calendar.home"
            ours += [
                f"{at_home} AS is_home",
                "CASE WHEN TEAM_ABBREVIATION = calendar.home THEN calendar.away ELSE calendar.home END AS opponent",
            ]
    if "SEASON" not in have:  # then the league's own word would stand for ours
        spelled |= {"season": "season"}
    source = source or scan(parquets, "SEASON" not in have)
    return View(_view(name, _select(spelled, ours, source, joins)), files=files)


def _corrections(parquets: dict[str, Path] | None) -> View:
    if parquets:
        return View(_view(corrected.NAME, f"SELECT * FROM {scan(parquets)}"), files=_files(parquets))
    none = ", ".join(f"CAST(NULL AS {SQL_TYPES[kind]}) AS {quoted(name)}" for name, kind in corrected.TYPES.items())
    return View(_view(corrected.NAME, f"SELECT {none}, CAST(NULL AS VARCHAR) AS season WHERE false"))


def _as_stored(name: str, dataset: Dataset, parquets: dict[str, Path], columns: list[str], tables, ask) -> View:
    """A dataset of games with the rows and values that were there before the league corrected them."""
    found, changed = "", []
    if corrections := tables.get(corrected.NAME):
        found = f"FROM {scan(corrections)} WHERE dataset = {literal(dataset.name)}"
        changed = [row[0] for row in ask(f"SELECT DISTINCT column_name {found} ORDER BY 1") if row[0] in columns]
    if not changed:
        return View(_view(name, f"FROM {names.view(dataset.name)}"), (names.view(dataset.name),))
    firsts = ", ".join(
        f"arg_min(coalesce(before, ''), found) FILTER (column_name = {literal(column)}) AS {quoted(column)}"
        for column in changed  # NULL: not corrected
    )
    typed = {
        column: f"TRY_CAST(nullif(first.{quoted(column)}, '') AS {SQL_TYPES[dataset.kind(column) or 'text']})"
        for column in changed
    }
    replaced = ", ".join(
        f"CASE WHEN first.{quoted(column)} IS NULL THEN own.{quoted(column)} ELSE {value} END AS {quoted(column)}"
        for column, value in typed.items()
    )
    row_key = f"concat_ws('/', {', '.join(f'own.{quoted(column)}' for column in dataset.key)})"
    rows = f"{scan(parquets, 'SEASON' not in columns)} AS own"
    source = f"SELECT own.* REPLACE ({replaced}) FROM {rows} LEFT JOIN first ON first.row_key = {row_key}"
    if dataset.key[0] in changed:  # rows that were added, or taken away
        gone = ", ".join(f"{value} AS {quoted(column)}" for column, value in typed.items())
        first_key = f"first.{quoted(dataset.key[0])}"
        source += (
            f" WHERE {first_key} IS DISTINCT FROM '' UNION ALL BY NAME "
            f"SELECT {gone}, first.season FROM first ANTI JOIN {rows} ON first.row_key = {row_key} "
            f"WHERE {first_key} <> ''"
        )
    first = f"SELECT row_key, any_value(season) AS season, {firsts} {found} GROUP BY row_key"
    view = _of_games(name, dataset, parquets, columns, tables, f"(WITH first AS ({first}) {source})")
    return View(view.sql, view.needs, (*view.files, *_files(corrections)))


def _select(spelled: dict[str, str], computed: list[str], source: str, joins: str = "") -> str:
    """The columns in our spelling (season as well where it is in spelled), then what is computed from them."""
    named = ", ".join(f"{quoted(name)} AS {quoted(spelling)}" for name, spelling in spelled.items())
    return f"SELECT {', '.join(['own.*', *computed])} FROM (SELECT {named} FROM {source}) AS own{joins}"


def _logs(tables) -> list[dict[str, Path]]:
    """Game logs that know a game's date and teams: for each season those of the first dataset that has it."""
    known, found = set(), []
    for dataset in ALL.values():
        if {"GAME_DATE", "MATCHUP", "GAME_ID"} <= set(dataset.types):
            parquets = {season: path for season, path in tables.get(dataset.name, {}).items() if season not in known}
            known |= set(parquets)
            found += [parquets] if parquets else []
    return found


def _calendar(logs: list[dict[str, Path]]) -> str:
    rows = " UNION ALL BY NAME ".join(
        f"SELECT GAME_ID, GAME_DATE, MATCHUP, TEAM_ABBREVIATION FROM {scan(parquets)}" for parquets in logs
    )
    return (
        "SELECT GAME_ID, any_value(GAME_DATE) AS GAME_DATE, "
        "any_value(TEAM_ABBREVIATION) FILTER (MATCHUP LIKE '%vs.%') AS home, "
        f"any_value(TEAM_ABBREVIATION) FILTER (MATCHUP NOT LIKE '%vs.%') AS away FROM ({rows}) GROUP BY GAME_ID"
    )


def _view(name: str, select: str) -> str:
    return f"CREATE VIEW {quoted(name)} AS {select}"


def _files(parquets: dict[str, Path]) -> tuple[Path, ...]:
    return tuple(parquets.values())


# Each side of a game: two rows say "vs." or "@" at a neutral site now and then; then the lower team id is at home.
_SIDES = """
SELECT *, row_number() OVER (PARTITION BY GAME_ID ORDER BY is_home DESC, TEAM_ID) AS side FROM team_games
"""

_AVERAGED = re.findall(r"\w+", "MIN PTS REB AST STL BLK TOV OREB DREB PF FGM FGA FG3M FG3A FTM FTA PLUS_MINUS")
DERIVED = {
    "games": (
        f"""
CREATE VIEW games AS
WITH sides AS ({_SIDES})
SELECT home.GAME_ID, home.GAME_DATE, home.season, home.season_type,
       home.TEAM_ABBREVIATION AS home, away.TEAM_ABBREVIATION AS away,
       home.PTS AS home_pts, away.PTS AS away_pts,
       CASE WHEN home.WL = 'W' THEN home.TEAM_ABBREVIATION WHEN away.WL = 'W' THEN away.TEAM_ABBREVIATION END AS winner,
       home.TEAM_ID AS home_team_id, away.TEAM_ID AS away_team_id
FROM sides AS home LEFT JOIN sides AS away ON away.GAME_ID = home.GAME_ID AND away.side = 2
WHERE home.side = 1""",
        {"team_games"},
    ),
    "dates": (
        """
CREATE VIEW dates AS
WITH played AS (SELECT GAME_DATE, any_value(season) AS season, count(DISTINCT GAME_ID) AS games
                FROM team_games GROUP BY GAME_DATE),
     days AS (SELECT CAST(unnest(generate_series(min(GAME_DATE), max(GAME_DATE), INTERVAL 1 DAY)) AS DATE) AS date
              FROM played)
SELECT date, played.season, year(date) AS year, month(date) AS month, day(date) AS day, dayname(date) AS weekday,
       coalesce(games, 0) AS games, games IS NOT NULL AS is_game_day
FROM days LEFT JOIN played ON played.GAME_DATE = date""",
        {"team_games"},
    ),
    "team_ratings": (
        """
CREATE VIEW team_ratings AS
WITH possessions AS (
  SELECT own.GAME_ID, own.GAME_DATE, own.season, own.season_type, own.TEAM_ID, own.TEAM_ABBREVIATION,
         other.TEAM_ABBREVIATION AS opponent, own.is_home, own.WL, own.PTS, other.PTS AS opponent_pts,
         ((own.FGA + 0.44 * own.FTA - own.OREB + own.TOV) + (other.FGA + 0.44 * other.FTA - other.OREB + other.TOV)) / 2
           AS possessions
  FROM team_games AS own JOIN team_games AS other ON other.GAME_ID = own.GAME_ID AND other.TEAM_ID <> own.TEAM_ID)
SELECT *, 100 * PTS / possessions AS off_rating, 100 * opponent_pts / possessions AS def_rating,
       100 * (PTS - opponent_pts) / possessions AS net_rating
FROM possessions""",
        {"team_games"},
    ),
    "standings_on": (
        """
CREATE MACRO standings_on(day) AS TABLE
WITH regular AS (SELECT * FROM team_games WHERE season_type = 'Regular Season' AND GAME_DATE <= CAST(day AS DATE)),
     this_season AS (SELECT * FROM regular WHERE season = (SELECT max(season) FROM regular)),
     sides AS (SELECT own.*, other.PTS AS opponent_pts FROM this_season AS own
               LEFT JOIN this_season AS other ON other.GAME_ID = own.GAME_ID AND other.TEAM_ID <> own.TEAM_ID),
     records AS (
  SELECT season, TEAM_ID, arg_max(TEAM_ABBREVIATION, GAME_DATE) AS TEAM_ABBREVIATION,
         count(*) FILTER (WL = 'W') AS W, count(*) FILTER (WL = 'L') AS L,
         count(*) FILTER (WL = 'W' AND is_home) AS home_w, count(*) FILTER (WL = 'L' AND is_home) AS home_l,
         count(*) FILTER (WL = 'W' AND NOT is_home) AS road_w, count(*) FILTER (WL = 'L' AND NOT is_home) AS road_l,
         round(avg(PTS), 1) AS pts, round(avg(opponent_pts), 1) AS opponent_pts
  FROM sides GROUP BY season, TEAM_ID)
SELECT rank() OVER (ORDER BY W / (W + L) DESC) AS rank, season, TEAM_ID, TEAM_ABBREVIATION, W, L,
       round(W / (W + L), 3) AS W_PCT,
       ((max(W - L) OVER ()) - (W - L)) / 2 AS games_behind,
       home_w, home_l, road_w, road_l, pts, opponent_pts
FROM records ORDER BY rank, TEAM_ABBREVIATION""",
        {"team_games"},
    ),
    "season_averages": (
        f"""
CREATE VIEW season_averages AS
SELECT season, season_type, PLAYER_ID, arg_max(PLAYER_NAME, GAME_DATE) AS PLAYER_NAME,
       arg_max(TEAM_ABBREVIATION, GAME_DATE) AS TEAM_ABBREVIATION, count(*) AS GP,
       {", ".join(f"avg({name}) AS {name}" for name in _AVERAGED)},
       sum(FGM) / nullif(sum(FGA), 0) AS FG_PCT, sum(FG3M) / nullif(sum(FG3A), 0) AS FG3_PCT,
       sum(FTM) / nullif(sum(FTA), 0) AS FT_PCT
FROM player_games GROUP BY season, season_type, PLAYER_ID""",
        {"player_games"},
    ),
}

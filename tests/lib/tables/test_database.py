"""One file of all tables, for DuckDB and for SQLite: the same rows, only what changed replaced, whole at any moment."""

import shutil
import sqlite3
import subprocess
from pathlib import Path

import duckdb
import pytest

from lib.tables import database, places
from tests.support.tables import ask, at, linked, make, partitions, put, rows_of

SUMS = "SELECT count(*), sum(PTS), count(DISTINCT GAME_ID), min(GAME_DATE), max(GAME_DATE) FROM player_games"


@pytest.fixture(params=("duckdb", "sqlite"))
def kind(request):
    return request.param


@pytest.fixture(scope="session")
def with_databases(made_once, for_all) -> Path:
    """The tables with both databases; never changed."""
    return for_all("databases", lambda folder: _with_databases(linked(made_once, folder / "data")))


def _with_databases(folder: Path) -> Path:
    for kind in ("duckdb", "sqlite"):
        assert ("teams_history", "2024-25") in database.make(folder, kind)
    return folder


@pytest.fixture
def made(with_databases, tmp_path, monkeypatch) -> Path:
    """A copy of that."""
    return at(linked(with_databases, tmp_path / "data"), monkeypatch)


def answer(data, kind: str, sql: str) -> list[tuple]:
    if kind == "sqlite":
        with sqlite3.connect(database.path(data, kind)) as connection:
            return connection.execute(sql).fetchall()
    copy = shutil.copy(database.path(data, kind), data / "copy.duckdb")  # in one process a path is opened only once
    with duckdb.connect(str(copy), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def text(rows: list[tuple]) -> list[tuple]:
    return [tuple(map(str, row)) for row in rows]


def test_tree_csv_parquet_and_databases_have_the_same_sums(made, kind):
    rows = [row for path in partitions(made, "player-games") for row in rows_of(path)]
    stored = (len(rows), sum(int(row["PTS"]) for row in rows), len({row["GAME_ID"] for row in rows}))
    assert text(answer(made, kind, SUMS)) == text(ask(made, SUMS)) == text([(*stored, "2024-10-22", "2024-10-23")])
    assert sum(int(row["PTS"]) for row in rows_of(made / places.csv("player-games", "2024-25"))) == stored[1]
    for view in ("teams", "player_stats", "player_boxscores"):
        counted = f"SELECT count(*) FROM {view}"
        assert answer(made, kind, counted) == ask(made, counted) != [(0,)]


def test_the_duckdb_file_has_keys_comments_and_the_views_of_a_query(made):
    keys = "SELECT constraint_column_names FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'"
    assert answer(made, "duckdb", f"{keys} AND table_name = 'player_games'") == [(["GAME_ID", "PLAYER_ID"],)]
    comment = "SELECT comment FROM duckdb_columns() WHERE table_name = 'player_games' AND column_name = 'PTS'"
    assert answer(made, "duckdb", comment) == [("points scored (points)",)]
    for view in ("standings_on('2024-10-23')", "games", "season_averages"):
        sql = f"FROM {view} ORDER BY ALL"
        assert answer(made, "duckdb", sql) == ask(made, sql) != []


def test_the_sqlite_file_has_keys_and_says_what_columns_mean(made):
    keys = [row[1] for row in answer(made, "sqlite", "PRAGMA table_info(player_games)") if row[5]]
    assert sorted(keys) == ["GAME_ID", "PLAYER_ID"]
    meaning = "SELECT unit, meaning FROM _columns WHERE table_name = 'player_games' AND column_name = 'PTS'"
    assert answer(made, "sqlite", meaning) == [("points", "points scored")]
    types = "SELECT DISTINCT typeof(PTS), typeof(GAME_ID), typeof(FG_PCT) FROM player_games WHERE FGA > 0"
    assert answer(made, "sqlite", types) == [("integer", "text", "real")]


def written(path) -> tuple:
    """What changes with a file's content; how many links it has does not."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def test_only_seasons_that_changed_are_replaced_and_with_nothing_new_nothing_is_written(made, kind):
    before = written(database.path(made, kind))
    assert database.make(made, kind) == [] and written(database.path(made, kind)) == before
    for path in partitions(made, "player-games/2024-10-22"):
        body = path.read_text().replace("2024-10-22", "2021-10-22").replace("00224", "00221")
        put(made / "player-games" / "2021-10-22" / path.parent.name / path.name, body)
    make(made)
    assert database.make(made, kind) == [("player_games", "2021-22")]
    first = partitions(made, "player-games/2024-10-23")[0]
    put(first, first.read_text().replace(",W,", ",w,").replace(",L,", ",l,"))
    make(made)
    assert database.make(made, kind) == [("player_games", "2024-25")]
    assert text(answer(made, kind, SUMS)) == text(ask(made, SUMS))


def test_a_column_that_the_league_adds_is_in_all_of_the_table(made, kind):
    path = partitions(made, "team-games")[-1]
    header, row = path.read_text().splitlines()
    put(path, f"{header},HEART_RATE\n{row},120\n")
    make(made)
    database.make(made, kind)
    counted = "SELECT count(*), count(HEART_RATE), sum(PTS) FROM team_games"
    assert text(answer(made, kind, counted)) == text(ask(made, counted))


def test_who_reads_the_old_file_goes_on_reading_it(made, kind):
    place = str(database.path(made, kind))
    reader = sqlite3.connect(place) if kind == "sqlite" else duckdb.connect(place, read_only=True)
    before = reader.execute(SUMS).fetchall()
    shutil.rmtree(made / "player-games" / "2024-10-23")
    make(made)
    assert database.make(made, kind) == [("player_games", "2024-25")]
    assert reader.execute(SUMS).fetchall() == before != answer(made, kind, SUMS)
    reader.close()


def test_a_file_that_somebody_else_changed_or_damaged_is_made_anew(made, kind):
    put(database.path(made, kind), "not a database")
    assert database.make(made, kind) and text(answer(made, kind, SUMS)) == text(ask(made, SUMS))


def test_killed_at_any_point_the_old_file_is_whole_and_the_next_run_completes_it(made, kind, warm_project):
    before = answer(made, kind, SUMS)
    shutil.rmtree(made / "player-games" / "2024-10-23")
    make(made)
    command = [str(warm_project / ".venv/bin/python"), str(Path(__file__).with_name("database_dying.py")), kind]
    for step in ("insert", "finish", "replace"):
        env = {"DATA_DIR": str(made), "NOW": "2024-10-27T11:00:00Z"}
        assert subprocess.run([*command, step], env=env, cwd=made).returncode != 0
        assert answer(made, kind, SUMS) == before
    assert database.make(made, kind) == [("player_games", "2024-25")]
    assert text(answer(made, kind, SUMS)) == text(ask(made, SUMS))


def test_make_database_says_what_it_did(house, made_once):
    shutil.copytree(made_once, house.data)
    done = house.make("database", "FORMAT=sqlite")
    assert done.returncode == 0 and "nba.sqlite" in done.stderr and (house.data / "nba.sqlite").exists()
    assert "nothing is new" in house.make("database", "FORMAT=sqlite").stderr
    assert "duckdb or sqlite" in house.make("database", "FORMAT=csv").stderr

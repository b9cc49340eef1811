"""SQL over the tables: views say what the partitions hold, only a SELECT runs, mistakes are told in a line."""

import csv
import io
import json
import os
import shutil
from pathlib import Path

import pytest

from lib import schedule
from lib.datasets import ALL
from lib.errors import Usage
from lib.tables import names, places, query
from tests.support.tables import AFTER, ask, make, partitions, put, rows_of


@pytest.fixture
def script(monkeypatch, capfdbinary):
    """script(*argv): (stdout, status and complaint) of scripts/query.py."""
    import query as module

    def run(*argv: str) -> bytes:
        module.main([*argv])
        return capfdbinary.readouterr().out

    return run


def test_a_game_is_one_row_with_both_teams(read_only):
    rows = [row for path in partitions(read_only, "team-games") for row in rows_of(path)]
    home = next(row for row in rows if " vs. " in row["MATCHUP"])
    away = next(row for row in rows if row["GAME_ID"] == home["GAME_ID"] and row is not home)
    columns = "home, away, home_pts, away_pts, winner, season, season_type, GAME_DATE::VARCHAR"
    winner = (home if home["WL"] == "W" else away)["TEAM_ABBREVIATION"]
    assert ask(read_only, f"SELECT {columns} FROM games WHERE GAME_ID = '{home['GAME_ID']}'") == [
        (home["TEAM_ABBREVIATION"], away["TEAM_ABBREVIATION"], int(home["PTS"]), int(away["PTS"]), winner, "2024-25",
         "Regular Season", home["GAME_DATE"])
    ]  # fmt: skip
    assert ask(read_only, "SELECT count(*) FROM games") == [(len(rows) // 2,)]


def test_logs_know_the_opponent_and_who_is_at_home(read_only):
    row = rows_of(partitions(read_only, "player-games")[0])[0]
    own, _, other = row["MATCHUP"].replace(" vs. ", " @ ").partition(" @ ")
    where = f"GAME_ID = '{row['GAME_ID']}' AND PLAYER_ID = '{row['PLAYER_ID']}'"
    found = ask(read_only, f"SELECT TEAM_ABBREVIATION, opponent, is_home FROM player_games WHERE {where}")
    assert found == [(own, other, "vs." in row["MATCHUP"])]


def test_box_scores_have_a_date_and_join_the_logs_under_one_spelling(read_only):
    joined = (
        "SELECT count(*), count(*) FILTER (box.PTS = log.PTS AND box.GAME_DATE = log.GAME_DATE "
        "AND box.opponent = log.opponent AND box.is_home = log.is_home AND box.season = log.season) "
        "FROM player_boxscores AS box JOIN player_games AS log USING (GAME_ID, PLAYER_ID, TEAM_ABBREVIATION)"
    )
    ((count, equal),) = ask(read_only, joined)
    assert count == equal > 100
    row = next(row for path in partitions(read_only, "player-boxscores") for row in rows_of(path) if row["minutes"])
    minutes, seconds = row["minutes"].split(":")
    where = f"GAME_ID = '{row['gameId']}' AND PLAYER_ID = '{row['personId']}'"
    found = ask(read_only, f"SELECT seconds FROM player_boxscores WHERE {where}")
    assert found == [(int(minutes) * 60 + int(seconds),)]


def test_standings_and_averages_are_what_the_rows_add_up_to(read_only):
    rows = [row for path in partitions(read_only, "team-games") for row in rows_of(path)]
    day = "2024-10-22"
    won = {row["TEAM_ABBREVIATION"] for row in rows if row["WL"] == "W" and row["GAME_DATE"] <= day}
    lost = {row["TEAM_ABBREVIATION"] for row in rows if row["WL"] == "L" and row["GAME_DATE"] <= day}
    standings = ask(read_only, f"SELECT TEAM_ABBREVIATION, W, L, games_behind FROM standings_on('{day}')")
    assert {row[0] for row in standings if row[1]} == won and {row[0] for row in standings if row[2]} == lost
    assert {behind for team, w, _, behind in standings if w} == {0} and standings[0][1] == 1
    player = ask(
        read_only, "SELECT PLAYER_ID, GP, PTS, FG_PCT FROM season_averages ORDER BY PTS DESC, PLAYER_ID LIMIT 1"
    )[0]
    games = [
        row for path in partitions(read_only, "player-games") for row in rows_of(path) if row["PLAYER_ID"] == player[0]
    ]
    assert player[1] == len(games)
    assert player[2] == sum(int(row["PTS"]) for row in games) / len(games)
    assert player[3] == sum(int(row["FGM"]) for row in games) / sum(int(row["FGA"]) for row in games)


def test_the_calendar_has_every_day_and_the_ratings_add_up_to_nothing(read_only):
    assert ask(read_only, "SELECT date::VARCHAR, games, is_game_day, weekday FROM dates ORDER BY date")[0] == (
        "2024-10-22", 2, True, "Tuesday"
    )  # fmt: skip
    assert (
        ask(read_only, "SELECT count(*), round(sum(net_rating), 6) FROM team_ratings WHERE net_rating <> 0")[0][1] == 0
    )


def test_what_is_missing_is_named(made):
    game = ask(made, "SELECT GAME_ID, home, away FROM games WHERE GAME_DATE = '2024-10-22' ORDER BY 1 LIMIT 1")[0]
    kept = schedule.stored("2024-25")
    final = [listed for listed in kept.games if listed.state == schedule.FINAL]
    for path in (made / "team-games" / "2024-10-22").iterdir():
        if rows_of(path)[0]["GAME_ID"] == game[0]:
            path.unlink()
    make(made)
    found = ask(made, "SELECT home, away, GAME_DATE::VARCHAR FROM missing WHERE dataset = 'team-games'")
    assert (game[1], game[2], "2024-10-22") in found
    stored = ask(made, "SELECT count(*) FROM games")[0][0]
    assert len(found) == len(final) - stored
    assert ask(
        made, "SELECT games_stored, games_known, last_game_date::VARCHAR FROM tables WHERE dataset = 'team-games'"
    ) == [(stored, len(final), "2024-10-23")]


def test_no_two_views_spell_a_column_in_two_ways():
    spelled = {name: names.spellings(list(dataset.types), dataset) for name, dataset in ALL.items()}
    for of in spelled.values():
        assert len(set(of.values())) == len(of), "no column is lost by it"
    every = {spelling for of in spelled.values() for spelling in of.values()}
    assert len({spelling.replace("_", "").upper() for spelling in every}) == len(every)
    assert {"GAME_ID", "PLAYER_ID", "TEAM_ID", "PTS"} <= set(spelled["player-boxscores"].values())


@pytest.mark.parametrize(
    "sql",
    (
        "COPY (SELECT 1) TO '{outside}'",
        "COPY player_games TO '{outside}' (FORMAT csv)",
        "ATTACH '{outside}' AS other",
        "CREATE TABLE x AS SELECT 1",
        "DROP VIEW player_games",
        "INSERT INTO player_games SELECT * FROM player_games",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "LOAD httpfs",
        "PRAGMA database_list",
        "CALL pragma_version()",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{outside}'",
        "EXPORT DATABASE '{outside}'",
        "SELECT 1; COPY (SELECT 1) TO '{outside}'",
        "PIVOT player_games ON season USING sum(PTS)",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_blob('/proc/self/environ')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_csv('{partition}')",
        "SELECT 1) TO '{outside}' --",
        "FROM query('COPY (SELECT 1) TO ''{outside}''')",
        "",
        "SELEC 1",
    ),
)
def test_nothing_but_a_select_from_the_tables_runs(read_only, tmp_path, sql):
    before = {path: path.read_bytes() for path in (read_only / "seasons").rglob("*") if path.is_file()}
    outside = tmp_path / "outside"
    out = tmp_path / "out"
    out.touch()
    sql = sql.format(outside=outside, partition=partitions(read_only, "team-games")[0])
    for run in (lambda: query.rows(read_only, sql), lambda: query.copy(read_only, sql, out, "csv")):
        with pytest.raises(Usage) as told:
            run()
        assert "\n" not in str(told.value)
    assert not outside.exists() and out.read_bytes() == b""
    assert {path: path.read_bytes() for path in (read_only / "seasons").rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "sql",
    ("WITH a AS (FROM games) FROM a", "VALUES (1)", "DESCRIBE games", "SHOW TABLES", "SUMMARIZE teams", "TABLE teams",
     "SELECT 1; ", "SELECT 1; -- done", "SELECT ';'", "SELECT 1 -- done", "select\n1\n"),
)  # fmt: skip
def test_every_kind_of_select_runs(read_only, tmp_path, sql):
    (tmp_path / "out").touch()
    query.copy(read_only, sql, tmp_path / "out", "csv")
    assert len((tmp_path / "out").read_text().splitlines()) >= 2 and query.rows(read_only, sql).fetchall()


@pytest.mark.parametrize(
    ("sql", "told"),
    (
        ("FROM playergames", "no table playergames; did you mean player_games?"),
        ('FROM "player-games"', "no table player-games; did you mean player_games?"),
        ("FROM standing_on('2024-10-22')", "did you mean standings_on?"),
        ("SELECT PTZ FROM player_games", "no column PTZ; did you mean PTS?"),
        ("SELECT gameId FROM player_boxscores", "no column gameId; it is GAME_ID here"),
        ("SELECT points FROM player_boxscores", "no column points; it is PTS here"),
        ("SELECT g.plyer_name FROM player_games AS g", "no column plyer_name; did you mean PLAYER_NAME?"),
        ("FROM players", "players: nothing of it is stored yet; run make players"),
        ("SELECT sum(PLAYER_NAME) FROM player_games", "see docs/queries.md"),
    ),
)
def test_a_wrong_name_is_told_with_the_right_one(read_only, sql, told):
    with pytest.raises(Usage) as error:
        query.rows(read_only, sql)
    assert told in str(error.value) and "\n" not in str(error.value)


def test_with_nothing_stored_it_says_what_to_run(tmp_path):
    with pytest.raises(Usage, match="nothing is stored yet; run make team-games"):
        query.rows(tmp_path, "FROM player_games")


def test_corrections_are_a_view_even_where_there_are_none(read_only):
    assert ask(read_only, "SELECT count(*) FROM corrections") == [(0,)]


def test_csv_json_and_parquet_say_the_same_and_dates_are_dates(read_only, script, tmp_path):
    sql = "SELECT GAME_ID, GAME_DATE, PTS, corrected FROM team_games ORDER BY GAME_ID, TEAM_ID LIMIT 3"
    rows = ask(read_only, sql)
    texts = [[game, f"{day}", f"{points}", ""] for game, day, points, _ in rows]
    assert list(csv.reader(io.StringIO(script(sql).decode())))[1:] == texts, "CSV when it is no terminal"
    assert [[*map(str, row.values())] for row in json.loads(script(sql, "--format", "json"))] == [
        [*row[:3], "None"] for row in texts
    ]
    (tmp_path / "x.parquet").write_bytes(script(sql, "--format", "parquet"))
    import duckdb

    assert duckdb.sql(f"FROM '{tmp_path / 'x.parquet'}'").fetchall() == rows
    table = script(sql, "--format", "table").decode().splitlines()
    assert table[0].split() == ["GAME_ID", "GAME_DATE", "PTS", "corrected"] and table[1].split() == texts[0][:3]


def test_a_table_for_a_terminal_ends_after_fifty_rows_and_control_characters_are_shown(read_only, script):
    assert len(script("FROM player_games", "--format", "table").decode().splitlines()) == 51
    assert b"\x1b" not in script("SELECT chr(27) || '[2J'", "--format", "table")


@pytest.mark.parametrize("argv", (("FROM games", "--format", "xml"), ("  ",)))
def test_what_the_script_cannot_do_is_usage(read_only, script, argv):
    with pytest.raises(Usage):
        script(*argv)


def test_a_query_brings_the_tables_up_to_date_first(data, script):
    counted = "SELECT count(*) AS n FROM player_games"
    assert script(counted).decode() == f"n\n{len(partitions(data, 'player-games'))}\n"
    shutil.rmtree(data / "player-games" / "2024-10-23")
    assert script(counted).decode() == f"n\n{len(partitions(data, 'player-games'))}\n"


def test_a_broken_parquet_is_made_again_once(made, script):
    path = made / places.parquet("player-games", "2024-25")
    put(path, path.read_bytes()[:100])
    assert script("SELECT count(*) AS n FROM player_games").decode() == f"n\n{len(partitions(made, 'player-games'))}\n"
    put(path, b"")
    shutil.rmtree(made / "player-games")
    with pytest.raises(query.Damaged, match=r"player-games\.parquet"):
        script("FROM player_games")


def test_make_asks_and_the_shell_answers_one_after_another(house, made_once):
    shutil.copytree(made_once, house.data)
    house.at(AFTER)
    done = house.make("query", "SQL=SELECT count(*) AS n\nFROM games -- $(touch x) `touch x` \"'")
    assert done.stdout == f"n\n{len(partitions(made_once, 'team-games')) // 2}\n", done.stderr
    assert house.make("query", "SQL=FROM gamez").returncode != 0
    assert "did you mean games?" in house.make("query", "SQL=FROM gamez").stderr
    assert not list(Path(house.data).parent.rglob("x"))
    words = b".columns dates\nSELECT 1 AS a,\n 2 AS b;\nFROM nothing;\nFROM teams WHERE ABBREVIATION = 'LAL'"
    import subprocess

    command = [str(house.bin / "python"), str(Path("scripts/shell.py").resolve())]
    shell = subprocess.run(command, env=house.env, input=words, capture_output=True, cwd=os.getcwd())
    assert b"is_game_day" in shell.stdout and b"a  b\n1  2\n" in shell.stdout and b"Lakers" in shell.stdout
    assert b"there is no table nothing" in shell.stderr and shell.returncode == 0

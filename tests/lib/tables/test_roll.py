"""The tables hold what is stored, with today's values; what changed is made again, and nothing else."""

import csv
import gzip
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from lib import files
from lib.tables import places, roll
from tests.support.tables import as_csv, ask, correct, make, partitions, put, rows_of

SEASON = "2024-25"


def table(data, name, season=SEASON):
    return data / places.csv(name, season)


def test_a_seasons_csv_is_its_partitions_one_after_another_with_a_column_of_our_own(read_only):
    for name, mark in (("team-games", ""), ("player-games", ""), ("player-boxscores", ""), ("teams", "2024-10-27")):
        lines = [path.read_text().splitlines() for path in partitions(read_only, name)]
        header, *rows = table(read_only, name).read_text().splitlines()
        assert header in (f"{lines[0][0]},corrected", f"{lines[0][0]},fetched")
        assert rows == [f"{line},{mark}" for file in lines for line in file[1:]]


def test_csv_parquet_and_partitions_have_the_same_sums(read_only):
    stored = sum(int(row["PTS"]) for path in partitions(read_only, "player-games") for row in rows_of(path))
    in_csv = sum(int(row["PTS"]) for row in rows_of(table(read_only, "player-games")))
    assert stored == in_csv == ask(read_only, "SELECT sum(PTS) FROM player_games")[0][0] > 0


def test_types_are_the_catalogues(read_only):
    types = dict(ask(read_only, "SELECT column_name, column_type FROM (DESCRIBE player_games)"))
    assert [types[name] for name in ("GAME_ID", "GAME_DATE", "PTS", "FG_PCT")] == [
        "VARCHAR",
        "DATE",
        "BIGINT",
        "DOUBLE",
    ]
    assert ask(read_only, "SELECT DISTINCT length(GAME_ID), season FROM player_games") == [(10, SEASON)]


def test_with_nothing_new_no_partition_is_read_and_no_file_written(made, monkeypatch):
    monkeypatch.setattr(roll, "_bodies", None)  # whoever reads a partition fails
    before = {path: path.stat().st_mtime_ns for path in (made / "seasons").rglob("*")}
    assert make(made).tables == []
    assert {path: path.stat().st_mtime_ns for path in (made / "seasons").rglob("*")} == before


def test_a_new_date_makes_its_season_of_its_dataset_again_and_nothing_else(made):
    moved(made, "2024-10-22", "2021-10-22")
    assert [(name, season) for name, season, _ in make(made).tables] == [("team-games", "2021-22")]
    assert make(made).tables == []


def test_a_file_that_comes_into_an_old_folder_is_noticed(made):
    path = partitions(made, "player-games")[0]
    put(path.parents[1] / "1" / "games.csv", path.read_text().replace(f",{path.parent.name},", ",1,"))
    assert [name for name, _, _ in make(made).tables] == ["player-games"]


def test_a_career_fetched_twice_on_one_day_is_noticed(made):
    path = partitions(made, "player-stats")[0]
    aside = made / "aside.csv"
    put(aside, path.read_bytes())
    os.replace(aside, path)  # as the store does: the date's folder does not change by it
    assert [name for name, _, _ in make(made).tables] == ["player-stats"]


def moved(data, day: str, to: str) -> None:
    """A date's games of team-games as if they had been another date's."""
    for path in sorted((data / "team-games" / day).glob("*.csv")):
        body = path.read_text().replace(day, to).replace("00224", f"002{to[2:4]}")
        put(data / "team-games" / to / path.name, body)


def test_full_makes_all_again_and_a_season_or_datasets_narrow_it(made):
    assert {name for name, _, _ in make(made, full=True).tables} == {
        "teams", "team-games", "player-games", "player-boxscores", "player-stats"
    }  # fmt: skip
    assert make(made, full=True, season="2023-24").tables == []


def test_a_season_of_which_nothing_is_stored_says_what_to_run(made, monkeypatch, caplog):
    import tables

    monkeypatch.setenv("DATA_DIR", f"{made}")
    caplog.set_level("INFO", "nba-data")
    tables.main(["--season", "2023-24"])
    assert "nothing of 2023-24 is stored; run make team-games SEASON=2023-24" in caplog.text
    tables.main([])
    assert "nothing is new" in caplog.text


def test_a_table_that_somebody_deleted_is_made_again(made):
    table(made, "teams").unlink()
    assert [name for name, _, _ in make(made).tables] == ["teams"]


def test_partitions_that_are_gone_leave_their_table(made):
    shutil.rmtree(made / "team-games")
    assert make(made, full=True).tables and ask(made, "SELECT count(*) FROM team_games")[0][0] > 0


def test_what_is_stored_while_a_table_is_made_is_in_the_next_one(data, monkeypatch):
    first, read = partitions(data, "team-games")[0], files.read
    late = first.with_name("XXX.csv")

    def read_and_store(path):
        if not late.exists() and "team-games/2024-10-23" in path:
            put(late, first.read_text().replace(f",{first.stem},", ",XXX,").replace("00224", "00225"))
        return read(path)

    monkeypatch.setattr(files, "read", read_and_store)
    rows = {name: count for name, _, count in make(data).tables}["team-games"]
    assert [(name, count) for name, _, count in make(data).tables] == [("team-games", rows + 1)]
    assert make(data).tables == []


def run(warm_project, data, *words: str) -> subprocess.Popen:
    """A process of its own: DuckDB's threads do not survive a fork of this one."""
    command = [str(warm_project / ".venv/bin/python"), str(Path(__file__).with_name("tables_dying.py")), *words]
    return subprocess.Popen(command, env={"DATA_DIR": str(data), "NOW": "2024-10-27T11:00:00Z"}, cwd=data)


def test_killed_at_any_point_tables_are_whole_and_the_next_run_completes_them(data, warm_project):
    killed = 0
    for step in (0, 2, 5, 13):
        shutil.rmtree(data / "seasons", ignore_errors=True)
        (data / "_metadata" / "tables.json").unlink(missing_ok=True)
        killed += run(warm_project, data, f"{step}").wait() != 0
        for path in (data / "seasons").rglob("*.csv"):
            assert path.read_bytes().endswith(b"\n") and rows_of(path)
        make(data)
        assert ask(data, "SELECT count(*) FROM player_games")[0][0] == len(partitions(data, "player-games"))
        assert make(data).tables == []
    assert killed == 4, "otherwise nothing was tested"


def test_five_writers_at_once_while_games_are_stored_leave_every_table_whole(data, warm_project):
    writers = [run(warm_project, data) for _ in range(5)]
    first = data / "team-games" / "2024-10-22"
    for number in range(10):
        for path in sorted(first.glob("*.csv"))[:2]:
            name = f"X{number:02d}{path.stem}"
            body = path.read_text().replace(f",{path.stem},", f",{name},").replace("00224", f"002{30 + number}")
            put(first / f"{name}.csv", body)
        time.sleep(0.05)
    assert [writer.wait() for writer in writers] == [0] * 5
    make(data)
    assert len(rows_of(table(data, "team-games"))) == len(partitions(data, "team-games"))
    assert make(data).tables == []


def test_a_column_that_comes_in_mid_season_is_empty_before(data):
    first, *_, last = partitions(data, "team-games")
    header, row = last.read_text().splitlines()
    put(last, f"{header},HEART_RATE\n{row},120\n")
    make(data)
    rows = rows_of(table(data, "team-games"))
    assert list(rows[0])[-2:] == ["HEART_RATE", "corrected"]
    assert [row["HEART_RATE"] for row in rows] == [""] * (len(rows) - 1) + ["120"]
    assert ask(data, "SELECT HEART_RATE FROM team_games WHERE HEART_RATE IS NOT NULL") == [("120",)]


def test_columns_in_another_order_are_put_by_name(data):
    path = partitions(data, "team-games")[3]
    columns, row = csv.reader(path.read_text().splitlines())
    put(path, ",".join(columns[::-1]) + "\n" + ",".join(row[::-1]) + "\n")
    expected = dict(zip(columns, row))
    make(data)
    assert {**rows_of(table(data, "team-games"))[3]} == {**expected, "corrected": ""}


def test_every_copy_of_what_is_overwritten_is_kept_and_the_newest_is_a_view(made):
    shutil.copytree(made / "teams" / "2024-10-27", made / "teams" / "2024-11-05")
    newest = partitions(made, "teams")[-1]
    put(newest, newest.read_text().replace("Lakers", "Swamps"))
    make(made)
    counted = "SELECT count(*), count(*) FILTER (NICKNAME = 'Swamps'), count(DISTINCT fetched) FROM"
    assert ask(made, f"{counted} teams_history") == [(60, 1, 2)]
    assert ask(made, f"{counted} teams") == [(30, 1, 1)]


def test_a_player_whose_career_was_not_fetched_again_stays_with_his_newest(made):
    first, second, *_ = sorted((made / "player-stats" / "2024-10-27").iterdir())
    shutil.copytree(first, made / "player-stats" / "2024-11-05" / first.name)
    make(made)
    newest = "SELECT DISTINCT fetched::VARCHAR FROM player_stats WHERE PLAYER_ID = "
    assert ask(made, f"{newest} '{first.name}'") == [("2024-11-05",)]
    assert ask(made, f"{newest} '{second.name}'") == [("2024-10-27",)]


def test_a_correction_is_in_the_table_and_what_was_stored_stays_beside_it(made):
    path = partitions(made, "player-games")[0]
    before = path.read_bytes()
    row = rows_of(path)[0]
    key, points = f"{row['GAME_ID']}/{row['PLAYER_ID']}", int(row["PTS"])
    correct(made, "2024-10-26", ("player-games", row["GAME_ID"], key, "PTS", f"{points}", f"{points + 1}"))
    correct(
        made,
        "2024-10-28.machine",
        ("player-games", row["GAME_ID"], key, "PTS", f"{points}", f"{points + 2}"),
        ("player-games", row["GAME_ID"], key, "PLAYER_NAME", row["PLAYER_NAME"], 'O\'Neal, "S"'),
    )
    assert {name for name, _, _ in make(made).tables} == {"player-games", "corrections"}
    where = f"WHERE GAME_ID = '{row['GAME_ID']}' AND PLAYER_ID = '{row['PLAYER_ID']}'"
    chosen = "SELECT PTS, PLAYER_NAME, corrected::VARCHAR FROM"
    assert ask(made, f"{chosen} player_games {where}") == [(points + 2, 'O\'Neal, "S"', "2024-10-28")]
    assert ask(made, f"{chosen} player_games_as_stored {where}") == [(points, row["PLAYER_NAME"], "2024-10-28")]
    assert ask(made, "SELECT count(*) FROM player_games WHERE corrected IS NOT NULL") == [(1,)]
    assert ask(
        made, "SELECT before, after, found::VARCHAR FROM corrections WHERE column_name = 'PTS' ORDER BY found"
    ) == [
        (f"{points}", f"{points + 1}", "2024-10-26"),
        (f"{points}", f"{points + 2}", "2024-10-28"),
    ]
    assert path.read_bytes() == before
    assert make(made).tables == []


def test_what_was_stored_empty_is_empty_in_the_view_as_stored(made):
    row = rows_of(next(path for path in partitions(made, "player-games") if not rows_of(path)[0]["FG3_PCT"]))[0]
    key = f"{row['GAME_ID']}/{row['PLAYER_ID']}"
    correct(made, "2024-10-26", ("player-games", row["GAME_ID"], key, "FG3_PCT", "", "0.5"))
    make(made)
    where = f"WHERE GAME_ID = '{row['GAME_ID']}' AND PLAYER_ID = '{row['PLAYER_ID']}'"
    assert ask(made, f"SELECT FG3_PCT FROM player_games {where}") == [(0.5,)]
    assert ask(made, f"SELECT FG3_PCT FROM player_games_as_stored {where}") == [(None,)]


def test_a_correction_that_was_taken_back_leaves_the_row_as_it_was(made):
    row = rows_of(partitions(made, "player-games")[0])[0]
    key = f"{row['GAME_ID']}/{row['PLAYER_ID']}"
    correct(made, "2024-10-26", ("player-games", row["GAME_ID"], key, "PTS", row["PTS"], "99"))
    correct(made, "2024-10-27", ("player-games", row["GAME_ID"], key, "PTS", row["PTS"], row["PTS"]))
    make(made)
    assert ask(made, "SELECT count(*) FROM player_games WHERE corrected IS NOT NULL") == [(0,)]
    assert ask(made, "SELECT count(*) FROM corrections") == [(2,)]


def test_a_game_stored_on_two_dates_counts_once_and_is_told(made):
    for path in sorted((made / "team-games" / "2024-10-22").glob("*.csv")):
        put(made / "team-games" / "2024-10-24" / path.name, path.read_text().replace("2024-10-22", "2024-10-24"))
    before = ask(made, "SELECT count(*) FROM team_games")
    told = make(made).doubtful
    assert ask(made, "SELECT count(*) FROM team_games") == before
    assert len(told) == len(list((made / "team-games" / "2024-10-22").iterdir()))
    assert "team-games/2024-10-22/" in told[0] and "team-games/2024-10-24/" in told[0]
    assert ask(made, "SELECT min(GAME_DATE)::VARCHAR FROM team_games") == [("2024-10-23",)], "the last one stays"


@pytest.mark.parametrize(
    ("what", "instead"),
    (
        (b"\n", b""),
        (b",", b'"'),
        (b"GAME_ID", b"\xff\xfe"),
        (b"TEAM_NAME", b"GAME_ID"),
        (b"TEAM_NAME", b"game_id"),
        (b"0022", b"22"),
        (b",2024-10-22,", b",2024-10-23,"),
        (b",W,", b",W,many,"),
        (b",240,", b",many,"),
    ),
)
def test_a_partition_that_is_not_readable_costs_itself_and_is_told(data, what, instead):
    path = next(path for path in partitions(data, "team-games") if b",W," in path.read_bytes())
    assert what in path.read_bytes()
    put(path, path.read_bytes().replace(what, instead))
    told = make(data).left_out
    assert len(told) == 1 and path.relative_to(data).as_posix() in told[0]
    assert ask(data, "SELECT count(*) FROM team_games")[0][0] == len(partitions(data, "team-games")) - 1
    assert make(data).tables == []


def test_an_empty_file_counts_as_absent(data):
    put(partitions(data, "team-games")[1], b"")
    assert make(data).left_out == []
    assert ask(data, "SELECT count(*) FROM team_games")[0][0] == len(partitions(data, "team-games")) - 1


def test_a_number_that_is_not_whole_where_it_should_be_is_empty_in_the_parquet_and_told(data):
    path = partitions(data, "team-games")[0]
    row = rows_of(path)[0]
    put(path, ",".join(row) + "\n" + ",".join((row | {"PTS": "12.5", "REB": "40.0"}).values()) + "\n")
    told = make(data).doubtful
    assert len(told) == 1 and "'12.5' is no int for PTS" in told[0]
    assert ask(data, "SELECT PTS, REB FROM team_games WHERE PTS IS NULL") == [(None, 40)]


def test_values_with_quotes_line_ends_and_other_alphabets_come_back(data):
    path = partitions(data, "player-games")[0]
    row = rows_of(path)[0] | {"PLAYER_NAME": 'Dončić, "Luka"\nJr.'}
    put(path, as_csv([list(row), list(row.values())]))
    make(data)
    assert ask(data, f"SELECT PLAYER_NAME FROM player_games WHERE PLAYER_ID = '{row['PLAYER_ID']}' AND GAME_ID = "
               f"'{row['GAME_ID']}'") == [(row["PLAYER_NAME"],)]  # fmt: skip


def test_what_was_pulled_compressed_is_read(data):
    path = partitions(data, "teams")[0]
    put(path, gzip.compress(path.read_bytes()))
    assert {name: rows for name, _, rows in make(data).tables}["teams"] == 30


def test_a_season_is_the_games_own_not_the_calendars(data):
    moved(data, "2024-10-22", "2020-10-09")
    make(data, season="2019-20")
    assert table(data, "team-games", "2019-20").exists() and not table(data, "team-games").exists()


def test_strange_folders_and_files_are_left_alone(made):
    for name in ("_complete", "2024-13-45", "1945-12-25", "0001-01-01", "9999-12-31", "notes", ".2024-10-22"):
        (made / "team-games" / name).mkdir()
        put(made / "team-games" / name / "LAL.csv", "a\n1\n")
    put(made / "team-games" / "2024-10-22" / "notes.txt", "mine")
    put(made / "team-games" / "2024-10-22" / "LAL.csv.1a2B3c4D", "half")
    assert make(made).left_out == []
    assert ask(made, "SELECT count(*) FROM team_games")[0][0] == len(
        list((made / "team-games").glob("2024-10-??/*.csv"))
    )


def test_a_change_in_the_very_moment_of_the_look_is_not_missed(made):
    for number in range(5):
        (made / "teams" / f"2024-11-0{number + 1}").mkdir()
        make(made)
        copy = made / "teams" / f"2024-11-0{number + 1}" / "teams.csv"
        put(copy, partitions(made, "teams")[0].read_bytes())
        assert [name for name, _, _ in make(made).tables] == ["teams"], time.time_ns()

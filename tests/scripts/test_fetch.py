"""The fetch scripts as tools: they compose, they filter, they answer slips in a line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_a_closed_pipe_is_no_error(house):
    command = f"set -o pipefail; {sys.executable} {ROOT}/scripts/fetch_players.py | head -n 1"
    done = subprocess.run(["bash", "-c", command], env=house.env, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "id,full_name,first_name,last_name,is_active\n")


def test_output_goes_to_a_file_and_nothing_to_stdout(house):
    done = house.script("fetch_teams", "--output", "teams.csv")
    assert (done.returncode, done.stdout) == (0, "")
    assert (house.data.parent / "teams.csv").read_text().count("\n") == 31


def test_a_pipe_or_device_named_as_output_stays_one(machine, tmp_path):
    """Run as root, --output /dev/null once put a file in the place of the machine's /dev/null."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with open(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)) as reader:
        assert machine.main("fetch_teams", "--output", pipe) == 0, machine.said
        assert pipe.is_fifo() and reader.read().count("\n") == 31


@pytest.mark.parametrize("team", ["LAL", "1610612747", "lakers", "Los Angeles Lakers"])
def test_a_team_by_any_of_its_names(machine, team):
    found = machine.rows("fetch_team_games", "--date-from", "2025-01-01", "--date-to", "2025-01-10", "--team", team)
    assert {row["TEAM_ABBREVIATION"] for row in found} == {"LAL"}


def test_a_player_by_name_of_a_team_on_a_date(machine):
    found = machine.rows("fetch_player_games", "--date-from", "2025-01-01", "--player", "lebron james")
    assert {row["PLAYER_ID"] for row in found} == {"2544"}
    found = machine.rows("fetch_player_games", "--date", "2025-01-14", "--team", "LAL")
    assert {(row["TEAM_ABBREVIATION"], row["GAME_DATE"]) for row in found} == {("LAL", "2025-01-14")}


def test_an_ambiguous_name_lists_the_candidates(machine):
    assert machine.main("fetch_player_stats", "--player", "Curry") == 2
    assert "Stephen Curry (201939)" in machine.said and "Seth Curry (203552)" in machine.said
    assert "\n" not in machine.said


def test_an_unknown_name_suggests_the_nearest(machine):
    assert machine.main("fetch_player_stats", "--player", "Lebron Jmaes") == 2
    assert "did you mean LeBron James" in machine.said


@pytest.mark.parametrize("asked, prefix", [("regular", "002"), ("cup", "006"), ("pre-season", "001"), ("IST", "006")])
def test_a_season_type_in_plain_words_or_the_leagues(machine, asked, prefix):
    found = machine.rows("fetch_team_games", "--season-type", asked)
    assert {row["GAME_ID"][:3] for row in found} == {prefix}


def test_the_default_is_what_is_played_on_the_dates(machine, league):
    machine.at("2025-04-20T11:00:00Z")
    found = machine.rows("fetch_team_games", "--date-from", "2025-04-10", "--date-to", "2025-04-19")
    assert {"002", "005", "004"} == {row["GAME_ID"][:3] for row in found}


def test_a_game_that_is_still_on_has_no_box_score_yet(machine, league):
    machine.at("2025-01-15T01:30:00Z")  # half past eight in New York
    games = league.league.season("2024-25").games("Regular Season")
    live = next(game for game in games if league.league.status(game, league.now) == 2)
    assert machine.rows("fetch_player_boxscores", "--game", live.id) == []


def test_a_game_id_that_is_none_is_refused(machine):
    assert machine.main("fetch_player_boxscores", "--game", "2240012") == 2 and "it has ten digits" in machine.said


def test_a_game_id_that_lost_its_zeros_is_clear(machine):
    assert {row["gameId"] for row in machine.rows("fetch_player_boxscores", "--game", "22400123")} == {"0022400123"}


def test_ids_and_dates_are_text_numbers_whole_and_missing_ones_empty(machine):
    found = machine.rows("fetch_player_games", "--date", "2025-01-14")
    assert all(len(row["GAME_ID"]) == 10 and row["GAME_DATE"] == "2025-01-14" for row in found)
    assert all(row[column].lstrip("-").isdigit() for row in found for column in ("MIN", "PTS", "PLUS_MINUS"))
    assert any(row["FT_PCT"] == "" for row in found) and not any("nan" in row.values() for row in found)


@pytest.mark.parametrize(
    "script", sorted(path.stem for path in (ROOT / "scripts").glob("*.py") if not path.name.startswith("_"))
)
def test_every_script_has_a_help_with_an_example(machine, script):
    assert machine.main(script, "--help") == 0
    assert f"scripts/{script}.py" in machine.out and "example" in machine.out


def test_a_programming_error_is_70_and_never_1(house):
    done = house.script("store", "team-games", str(ROOT), LOG_LEVEL="info")
    assert done.returncode == 74 and done.stderr.count("\n") == 1
    code = "import sys; sys.path.insert(0, 'scripts'); import _script; _script.run(lambda: 1 / 0)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=house.env, capture_output=True, text=True)
    assert done.returncode == 70 and "unexpected ZeroDivisionError" in done.stderr

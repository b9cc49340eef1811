"""import nba_data: the same rows as SQL gives, as pandas DataFrames with types, from any folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lib.errors import Usage
from lib.tables import reading
from tests.support.tables import correct, partitions, put, rows_of

ROOT = Path(__file__).resolve().parents[3]


def test_what_is_asked_for_comes_with_types(read_only):
    stored = [row for path in partitions(read_only, "player-games") for row in rows_of(path)]
    team, day = stored[0]["TEAM_ABBREVIATION"], stored[0]["GAME_DATE"]
    frame = reading.load("player-games", season="2024-25", team=team, date_from=day, date_to=day)
    wanted = [row for row in stored if (row["TEAM_ABBREVIATION"], row["GAME_DATE"]) == (team, day)]
    assert len(stored) > len(frame) == len(wanted) == len(set(frame["PLAYER_ID"])) > 8
    assert frame["PTS"].sum() == sum(int(row["PTS"]) for row in wanted)
    assert f"{frame['GAME_DATE'].dtype}".startswith("datetime64") and f"{frame['PTS'].dtype}" == "Int64"
    assert f"{frame['GAME_ID'].dtype}" == "string" and set(frame["GAME_ID"].str.len()) == {10}


def test_whole_numbers_stay_whole_beside_missing_ones(made):
    path = partitions(made, "team-games")[0]
    row = rows_of(path)[0]
    put(path, ",".join(row) + "\n" + ",".join((row | {"OREB": ""}).values()) + "\n")
    frame = reading.load("team-games", data=made)
    assert f"{frame['OREB'].dtype}" == "Int64" and frame["OREB"].isna().sum() == 1
    assert f"{reading.query('SELECT sum(PTS) AS PTS FROM team_games', made)['PTS'].dtype}" == "Int64"


def test_players_and_teams_are_found_by_name_and_id(read_only):
    row = rows_of(partitions(read_only, "player-games")[0])[0]
    for who in (row["PLAYER_ID"], row["PLAYER_NAME"], row["PLAYER_NAME"].lower(), [row["PLAYER_ID"]]):
        assert set(reading.load("player-games", player=who)["PLAYER_ID"]) == {row["PLAYER_ID"]}
    of_teams = [set(reading.load("player-boxscores", team=team)["TEAM_ABBREVIATION"]) for team in ("LAL", "1610612747")]
    assert of_teams[0] == of_teams[1] <= {"LAL"}
    assert len(reading.load("teams", team=["LAL", "BOS"])) == 2
    assert set(reading.load("team-games", team="Los Angeles Lakers")["TEAM_ABBREVIATION"]) == {"LAL"}
    assert list(reading.load("teams", team="lakers")["ABBREVIATION"]) == ["LAL"]
    assert len(reading.load("teams_history")) == 30


def test_the_values_before_a_correction_are_there_too(made):
    row = rows_of(partitions(made, "player-games")[0])[0]
    key = f"{row['GAME_ID']}/{row['PLAYER_ID']}"
    correct(made, "2024-10-27", ("player-games", row["GAME_ID"], key, "PTS", row["PTS"], "99"))
    asked = {"game": row["GAME_ID"], "player": row["PLAYER_ID"], "data": made}
    assert list(reading.load("player-games", **asked)["PTS"]) == [99]
    assert list(reading.load("player-games", **asked, corrected=False)["PTS"]) == [int(row["PTS"])]


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    (
        ("player-games", {"seasn": "2024-25"}, "did you mean season?"),
        ("player-games", {"team": "LAX"}, "no team 'LAX'; did you mean LAL?"),
        ("player-games", {"team": "Lakrs"}, "no team 'Lakrs'; did you mean LOS ANGELES LAKERS?"),
        ("player-games", {"season": "2024"}, "write it as 2024-25"),
        ("player-games", {"date_from": "yesterday"}, "write it as 2024-01-20"),
        ("player-games", {"season_type": "regulr"}, "it is one of"),
        ("player-games", {"data": "/no/such/folder"}, "there is no such folder"),
        ("playergames", {}, "did you mean player_games?"),
        ("players", {}, "run make players"),
        ("teams", {"date": "2024-10-22"}, "teams cannot be narrowed by date: it has no GAME_DATE"),
    ),
)
def test_what_it_does_not_know_is_refused_with_what_it_knows(read_only, name, arguments, told):
    with pytest.raises(Usage) as error:
        reading.load(name, **arguments)
    assert told in str(error.value)


def test_the_list_of_datasets_says_how_whole_each_is(read_only, tmp_path):
    frame = reading.datasets().set_index("dataset")
    assert frame.loc["team-games", "games_stored"] == len(partitions(read_only, "team-games")) // 2
    assert f"{frame.loc['team-games', 'last_game_date']:%Y-%m-%d}" == "2024-10-23"
    assert "player-games" in set(reading.datasets(tmp_path)["dataset"]), "also where nothing is stored"


def test_what_is_newer_than_the_tables_is_read_as_well(made):
    shutil.rmtree(made / "player-games" / "2024-10-23")
    assert len(reading.load("player-games", data=made)) == len(partitions(made, "player-games"))


def test_pip_installs_it_and_it_needs_nothing_else_of_the_project(made_once, tmp_path):
    source = tmp_path / "source"
    shutil.copytree(ROOT / "lib", source / "lib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", source)
    (tmp_path / "lib.py").write_text("raise SystemExit('a module of mine')")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PATH": os.environ["PATH"]}
    subprocess.run([*pip, "--prefix", str(tmp_path / "at"), "-e", str(source)], check=True, env=quiet, cwd=tmp_path)
    (site,) = (tmp_path / "at").glob("lib/python*/site-packages")
    code = (
        f"import site, sys; site.addsitedir({str(site)!r}); import nba_data\n"
        "frame = nba_data.load('player-games', team='LAL', season='2024-25')\n"
        "print(len(frame), nba_data.query('SELECT count(*) AS n FROM games').n[0], len(nba_data.datasets()))\n"
        "assert 'lib' not in sys.modules and callable(nba_data.datasets)"
    )
    env = {"DATA_DIR": str(made_once), "NOW": "2024-10-27T11:00:00Z"}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True)
    games = len(partitions(made_once, "team-games")) // 2
    assert done.stdout.split()[1] == f"{games}" and int(done.stdout.split()[0]) > 0, done.stderr

"""make as people type it and cron runs it, against the league in a box."""

import csv
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lib import datasets

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def early(house):
    """The same two weeks into the season: less to fetch."""
    house.at("2024-11-05T11:00:00Z")
    return house


def asked(league, endpoint):
    return [request for request in league.requests if request["endpoint"] == endpoint]


def read(path):
    return list(csv.DictReader(path.read_text().splitlines()))


def tracker(house):
    return json.loads((house.data / "_metadata" / "fetch_tracker.json").read_text())["modules"]


def test_a_season_so_far_then_nothing_then_one_day_more(early, league):
    first = early.make("team-games")
    assert first.returncode == 0, first.stderr
    stored = {path: path.read_bytes() for path in early.files("team-games")}
    assert tracker(early)["game_boxscores"]["last_game_date"] == "2024-11-04"
    season_types = [request["params"]["SeasonType"] for request in asked(league, "leaguegamelog")]
    assert len(season_types) == len(set(season_types)), "one request a season type"

    league.clear_requests()
    again = early.make("team-games")
    assert (again.returncode, again.stdout, list(league.requests)) == (0, "", [])
    assert "nothing due: last game date 2024-11-04" in again.stderr

    early.at("2024-11-06T11:00:00Z")
    assert early.make("team-games").returncode == 0
    new = set(early.files("team-games")) - set(stored)
    assert {path.parent.name for path in new} == {"2024-11-05"}
    assert all(path.read_bytes() == body for path, body in stored.items())
    assert len(asked(league, "leaguegamelog")) == 1


def test_a_week_off_is_caught_up_in_one_request(early, league):
    early.make("team-games")
    league.clear_requests()
    early.at("2024-11-12T11:00:00Z")
    assert early.make("team-games").returncode == 0
    assert len(asked(league, "leaguegamelog")) == 1
    days = {path.parts[-2] for path in early.files("team-games")}
    assert {f"2024-11-{day:02}" for day in range(5, 12)} <= days


def test_a_west_coast_game_still_on_is_not_stored_and_comes_with_the_next_run(house, league):
    house.at("2025-01-15T04:50:00Z")  # ten to midnight in New York, the 14th
    day = {"DATE": "2025-01-14"}
    house.make("team-games", **day)
    early = len(list(house.data.glob("team-games/2025-01-14/*.csv")))
    house.at("2025-01-15T11:00:00Z")
    house.make("team-games", **day)
    late = len(list(house.data.glob("team-games/2025-01-14/*.csv")))
    assert early < late
    assert all("2025-01-14" in path.read_text() for path in house.data.glob("team-games/2025-01-14/*.csv"))


def test_a_failing_dataset_does_not_stop_the_others(house, league):
    league.fault("404", endpoints=["leaguegamelog", "teamgamelogs", "leaguegamefinder"])
    done = house.make("-k", "-j4", "team-games", "teams", "players", NBA_SOURCE="stats", NBA_RETRIES="1")
    assert done.returncode == 2
    assert "team-games] Error 69" in done.stderr
    assert len(house.files("teams")) == len(house.files("players")) == 1
    assert "game_boxscores" not in tracker(house)


def test_a_block_is_told_and_what_needs_no_league_comes_all_the_same(house, league):
    league.fault("403")
    done = house.make("-k", "team-games", "teams", NBA_SOURCE="stats", NBA_RETRIES="1")
    assert "team-games] Error 75" in done.stderr
    assert "refused (403); the league blocks cloud addresses" in done.stderr
    assert len(house.files("teams")) == 1 and not house.files("team-games")


def test_the_chain_in_one_process_leaves_what_makes_four_leave(house, machine_at, tmp_path, monkeypatch):
    (tmp_path / "other").mkdir()
    here = machine_at(tmp_path / "other", monkeypatch)
    one_of_each = {(dataset.request, dataset.is_of_games): name for name, dataset in datasets.ALL.items()}
    on_a_day = [name for name in one_of_each.values() if "DATE" in datasets.ALL[name].accepts]
    others = [name for name in one_of_each.values() if name not in on_a_day]
    for names, env in ((["team-games", "player-games", *on_a_day], {"DATE": "2025-01-14"}), (others, {})):
        env = env | {"NBA_MAX_REQUESTS": "12"}
        made = house.make(*names, **env)
        assert made.returncode == 0, made.stderr
        here.set(**{"DATE": ""} | env)
        for name in names:
            here.forget()
            assert here.chain(name) == 0, here.said
            assert here.files(name)
    assert tree(house.data) == tree(here.data)


def tree(data):
    """{path: bytes} of all that is kept; the journal's files, whose names are times and chance, without their names"""
    kept = [
        path
        for path in data.rglob("*")
        if path.is_file() and not {"locks", "answers", "index", "log"} & set(path.parts)
    ]
    journal = sorted(path.read_bytes() for path in kept if path.parent.name == "journal")
    rest = {path.relative_to(data).as_posix(): path.read_bytes() for path in kept if path.parent.name != "journal"}
    return rest | {"journal": journal}


def test_make_n_prints_the_chain_and_touches_nothing(house, league):
    done = house.make("-n", "team-games")
    for script in ("should_fetch.py team-games", "fetch_team_games.py", "store.py team-games", "mark.py team-games"):
        assert script in done.stdout
    assert not house.data.exists() and not league.requests


def test_a_cron_like_environment_and_another_folder_do(house):
    bare = {name: house.env[name] for name in ("DATA_DIR", "NBA_STATS_URL", "NBA_CDN_URL", "NOW", "TMPDIR")}
    words = ["env", "-i", "PATH=/usr/bin:/bin", *(f"{name}={value}" for name, value in bare.items())]
    done = subprocess.run(
        [*words, "make", "-C", str(ROOT), "teams"], cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert len(house.files("teams")) == 1


def test_a_make_without_shellflags_chains_as_well(house, league):
    """GNU Make 3.81 knows no .SHELLFLAGS: pipefail and -e are off there."""
    assert house.make(".SHELLFLAGS=-c", "teams").returncode == 0
    league.fault("500")
    failed = house.make(".SHELLFLAGS=-c", "team-games", NBA_SOURCE="stats", NBA_RETRIES="1")
    assert "Error 69" in failed.stderr and not house.files("team-games")


def test_the_makefile_uses_nothing_newer_than_3_81():
    text = (ROOT / "Makefile").read_text()
    for newer in (".ONESHELL", "&:", ".WAIT", "$(file", "$(guile", "!=", "::=", ".SHELLSTATUS", "$(let", "undefine"):
        assert newer not in text.replace('"$$rc $$span" != ', "")


def test_a_broken_interpreter_is_not_taken_for_fresh(house, tmp_path):
    """It exits 1 as the tracker check does when nothing is due."""
    shutil.copytree(ROOT / "scripts", tmp_path / "p" / "scripts")
    shutil.copy(ROOT / "Makefile", tmp_path / "p")
    shutil.copy(ROOT / "requirements.txt", tmp_path / "p")
    (tmp_path / "p" / ".venv").symlink_to(ROOT / ".venv")  # lib is missing: every import fails
    done = house.run("make", "-C", str(tmp_path / "p"), "-o", ".venv/.ready", "teams")
    assert done.returncode == 2 and "Error 1" in done.stderr


def test_force_fetches_what_is_not_due(early, league):
    early.make("team-games")
    league.clear_requests()
    before = early.files("team-games")
    assert early.make("team-games", FORCE="1").returncode == 0
    assert asked(league, "leaguegamelog") and early.files("team-games") == before


def test_one_team_does_not_claim_the_rest(early, league):
    assert early.make("team-games", TEAM="LAL").returncode == 0
    assert {path.name for path in early.files("team-games")} == {"LAL.csv"}
    assert early.make("team-games").returncode == 0
    assert len({path.name for path in early.files("team-games")}) == 30


def test_an_old_season_is_fetched_once(house, league):
    assert house.make("team-games", SEASON="2023-24").returncode == 0
    rows = [path for path in house.files("team-games") if path.read_text().count("\n22023,")]
    assert len(rows) == 2460
    league.clear_requests()
    assert house.make("team-games", SEASON="2023-24").returncode == 0
    assert not league.requests


def test_play_in_and_cup_final_are_not_lost(house, league):
    house.at("2024-07-15T11:00:00Z")
    assert house.make("team-games").returncode == 0
    ids = {row["GAME_ID"][:3] for path in house.files("team-games") for row in read(path)}
    assert {"002", "004", "005", "006"} <= ids


def test_after_the_last_game_nothing_is_due_all_summer(house, league):
    house.at("2024-07-15T11:00:00Z")
    house.make("team-games")
    league.clear_requests()
    for day in ("2024-07-16T11:00:00Z", "2024-08-20T11:00:00Z", "2024-09-10T11:00:00Z"):
        house.at(day)
        assert "nothing due" in house.make("team-games").stderr
    assert not league.requests


def test_the_budget_of_a_run_is_kept_and_the_next_run_goes_on(house, league):
    small = {"DATE_FROM": "2025-01-10", "DATE_TO": "2025-01-12", "NBA_MAX_REQUESTS": "12"}
    first = house.make("player-boxscores", **small)
    assert first.returncode == 0 and "left for the next run" in first.stderr
    stored = set(house.files("player-boxscores"))
    assert 0 < len(stored) <= 12
    for _ in range(3):
        league.clear_requests()
        assert house.make("player-boxscores", **small).returncode == 0
        again = {request["endpoint"] for request in asked(league, "boxscoretraditionalv3")}
        assert len(again) <= 12
    games = {path.parent.name for path in house.files("player-boxscores")}
    expected = {row["GAME_ID"] for row in team_rows(house, "2025-01-10", "2025-01-12")}
    assert games == expected and stored <= set(house.files("player-boxscores"))


def team_rows(house, first, last):
    done = house.script("fetch_team_games", "--date-from", first, "--date-to", last)
    return list(csv.DictReader(done.stdout.splitlines()))


def test_careers_of_everybody_come_in_runs_and_nobody_is_asked_twice(house, league):
    assert house.make("player-games", DATE="2025-01-14", TEAM="CHI").returncode == 0
    played = {path.parts[-2] for path in house.files("player-games")}
    asked_for = []
    for _ in range(3):
        league.clear_requests()
        done = house.make("player-stats", NBA_MAX_REQUESTS=f"{len(played) // 2}")
        assert done.returncode == 0, done.stderr
        asked_for += [request["params"]["PlayerID"] for request in asked(league, "playercareerstats")]
    assert len(asked_for) == len(set(asked_for)) and set(asked_for) == played
    assert tracker(house)["career_stats"]["last_fetched"]
    rows = read(house.data / f"player-stats/2025-01-15/{asked_for[0]}/career.csv")
    assert {row["PLAYER_ID"] for row in rows} == {asked_for[0]} and rows[-1]["SEASON_ID"] == "2024-25"


def test_two_runs_at_once_lose_nothing(early):
    running = [
        subprocess.Popen(["make", "-C", str(ROOT), "team-games"], env=early.env, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    errors = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0, 0], errors
    assert tracker(early)["game_boxscores"]["last_game_date"] == "2024-11-04"
    assert len({path.name for path in early.files("team-games")}) == 30


@pytest.mark.parametrize(
    "words, line",
    [
        (["SEASON=2018"], "'2018' is not a season; write it as 2018-19"),
        (["DATE=20.1.2024"], "'20.1.2024' is not a date; write it as 2024-01-20"),
        (["TEAM=LAX"], "no team 'LAX'; did you mean LAL (Los Angeles Lakers)?"),
        (["SEASON_TYPE=summer"], "'summer' is not a season type; it is one of"),
        (["SEASON=2023-24", "DATE=2024-01-20"], "for one of the three"),
    ],
)
def test_a_slip_is_answered_in_one_line(house, league, words, line):
    done = house.make("team-games", *words)
    assert line in done.stderr and "Error 2" in done.stderr
    assert "Traceback" not in done.stderr and not house.files("team-games")


def test_bare_make_lists_every_target_with_a_line(house):
    listed = dict(line.split(None, 1) for line in house.make().stdout.splitlines() if line.startswith("  "))
    targets = "teams players team-games player-games player-stats player-boxscores daily weekly yearly all"
    assert set(targets.split()) | {"status", "due", "demo", "test", "lint", "clean", "setup"} <= set(listed)
    everything = re.search(r"^TARGETS *:= ((?:.*\\\n)*.*)$", (ROOT / "Makefile").read_text(), re.M)[1]
    assert set(everything.replace("\\\n", " ").split()) - {"$(CATALOGUE)"} <= set(listed)

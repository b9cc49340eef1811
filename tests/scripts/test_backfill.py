"""make backfill: past seasons, newest first, resumable at any point, with few requests."""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EARLY = "2024-10-26T11:00:00Z"
WORDS = ("backfill", "FROM=2024-25", "TO=2024-25")


def asked(league):
    """What was asked for how often, but for the greeting by which a cold machine learns whether a host answers."""
    sent = (request for request in league.requests if "todaysScoreboard" not in request["endpoint"])
    return Counter((request["endpoint"], *key(request["params"])) for request in sent)


def key(params):
    return tuple(params.get(name, "") for name in ("Season", "SeasonType", "PlayerOrTeam", "GameID", "PlayerID"))


def test_killed_and_started_again_it_repeats_one_request_at_most(house, league):
    house.at(EARLY)
    for wanted in (2, 4):  # requests after which it dies
        with house.start(*WORDS) as process:
            while len(league.requests) < wanted and process.poll() is None:
                time.sleep(0.02)
            os.killpg(process.pid, signal.SIGKILL)
    done = house.make(*WORDS)
    assert done.returncode == 0, done.stderr
    repeated = sum(count - 1 for count in asked(league).values())
    assert repeated <= 4, "one a kill and process"
    assert len(asked(league)) == 5, "two kinds of games, teams and players, and the schedule"
    assert house.files("team-games") and house.files("player-games")
    assert re.search(r"backfill: player-games 2024-25 .*, \d of \d requests, under a minute left", done.stderr)
    assert f"backfill: team-games, player-games of 2024-25 is stored in {house.data}" in done.stderr
    league.clear_requests()
    assert house.make(*WORDS).returncode == 0
    assert not league.requests, "what it had today it does not ask for again"


def test_box_scores_and_careers_come_from_what_the_logs_know(house, league):
    house.at(EARLY)
    assert house.make("player-games", DATE="2024-10-22").returncode == 0
    league.clear_requests()
    words = [*WORDS, "DATASETS=player-boxscores player-stats"]
    done = house.make(*words, SEASON_TYPE="", NBA_MAX_REQUESTS="40")
    assert done.returncode == 0, done.stderr
    played = {path.parts[-2] for path in house.files("player-games")}
    assert {path.parts[-2] for path in house.files("player-stats")} <= played
    careers = [request for request in league.requests if request["endpoint"] == "playercareerstats"]
    assert len(careers) == len(played) == len({request["params"]["PlayerID"] for request in careers})
    boxes = asked(league)
    assert all(count == 1 for count in boxes.values()), "nothing twice, though a run may send 40 only"
    assert len(house.files("player-boxscores")) > 70
    assert "requests, under a minute left" in done.stderr


def test_a_terminal_shows_a_bar_with_the_time_left(house, league):
    house.at(EARLY)
    command = f"stty rows 24 cols 120; make --no-print-directory -C {ROOT} {' '.join(WORDS)} DATASETS=team-games"
    code = "import pty, sys; pty.spawn(['bash', '-c', sys.argv[1]])"
    shown = house.run(sys.executable, "-c", code, command).stdout
    assert "backfill: 100%" in shown and "3/3" in shown, "two kinds of games and the schedule"
    assert re.search(r"\d\d:\d\d<\d\d:\d\d", shown), "gone < left"


def test_newest_first(machine):
    from lib.jobs.backfill import steps

    found = steps("2022-23", "2024-25", ["team-games"])
    order = [step.season for step in found]
    assert order == sorted(order, reverse=True) and len(set(order)) == 3
    assert {step.season_type for step in found if step.season == "2022-23"} == {
        "Pre Season",
        "Regular Season",
        "All Star",
        "Playoffs",
        "PlayIn",
    }


def test_a_slip_is_answered_in_one_line(machine):
    assert machine.main("backfill", "--from", "2025-26", "--to", "2024-25") == 2
    assert "FROM is the older season" in machine.said
    assert machine.main("backfill", "--from", "2024-25", "--to", "2024-25", "--datasets", "teams") == 2
    assert "run make teams" in machine.said
    machine.set(FROM="me@example.org", TO="2024-25")
    assert machine.main("backfill") == 2
    assert machine.said.startswith("FROM=me@example.org, from the environment: 'me@example.org' is not a season")
    machine.set(FROM="", TO="")
    assert machine.main("backfill") == 2 and "make backfill FROM=1946-47 TO=2024-25" in machine.said


def test_a_season_type_narrows_it_and_commas_part_the_datasets(machine):
    from lib.jobs.backfill import datasets_of, steps

    found = steps("2022-23", "2023-24", datasets_of("team-games,player-games"), "playoffs")
    assert len(found) == 4 and {step.season_type for step in found} == {"Playoffs"}
    extra = datasets_of("extra, team-games")
    assert {"standings", "shots", "rosters", "team-games"} <= {*extra} and "draft" not in extra, "it has no seasons"


def test_it_goes_on_over_many_budgets_whatever_is_logged(house, league):
    """It once read its own log lines to learn that a budget was spent."""
    house.at(EARLY)
    assert house.make("team-games").returncode == 0
    league.clear_requests()
    done = house.make(
        *WORDS, "DATASETS=player-boxscores", LOG_LEVEL="warning", NBA_MAX_REQUESTS="30", LANG="de_DE.UTF-8"
    )
    assert done.returncode == 0, done.stderr
    assert len(house.files("player-boxscores")) > 60
    league.fault("403")
    blocked = house.make(
        "backfill", "FROM=2023-24", "TO=2023-24", LOG_LEVEL="error", NBA_RETRIES="1", NBA_SOURCE="stats"
    )
    assert "backfill] Error 75" in blocked.stderr and "run the same again to go on from here" in blocked.stderr


def test_a_stop_and_a_death_beside_it_cost_nothing_that_came(house, league):
    house.at(EARLY)
    league.fault("latency", ["boxscoretraditionalv3"], seconds=0.1)
    boxes = (*WORDS, "DATASETS=player-boxscores")
    for stop in (signal.SIGTERM, signal.SIGKILL):
        league.clear_requests()
        with subprocess.Popen(
            ["make", "-C", str(ROOT), *boxes], env=house.env, stderr=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            while len(games := [game for (_, *_, game, _) in asked(league) if game]) < 12:
                assert process.poll() is None, process.communicate()
                time.sleep(0.02)
            if stop == signal.SIGTERM:
                process.terminate()  # make passes it on to the script alone
            else:
                for beside in processes_of(house, "multiprocessing.spawn"):
                    os.kill(beside, stop)
            said = process.communicate(timeout=60)[1]
        assert process.returncode != 0 and not processes_of(house, ""), said
        stored = {path.parent.name for path in house.files("player-boxscores")}
        if stop == signal.SIGTERM:
            assert len(stored) >= len(games) - 1 and "stopped by SIGTERM" in said, "stored what came"
        else:
            assert "player-boxscores 2024-25 Regular Season: its process ended (killed" in said
        assert "Traceback" not in said
    league.clear_faults()
    assert house.make(*boxes).returncode == 0
    assert len(house.files("player-boxscores")) > 60


def processes_of(house, words: str) -> list[int]:
    """The processes that a house runs, with some words in their command."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = ((folder / name).read_bytes().decode() for name in ("cmdline", "environ"))
        except (OSError, ValueError):
            continue
        if command and words in command and f"DATA_DIR={house.data}" in environment:
            found.append(int(folder.name))
    return found

"""A stop signal ends a run well: what came is stored and marked, nothing is held any more, the next run goes on."""

import csv
import json
import os
import signal
import subprocess
import threading
import time

import pytest

from lib import config
from lib.datasets import TEAMS
from lib.tracker import open_tracker
from tests.support.stage import ROOT

ANSWERED = 12  # box scores that are there when the signal comes


@pytest.fixture
def evening(house):
    """A house whose next player-boxscores asks for a hundred games and more, a tenth of a second each."""
    house.env |= {"NBA_SOURCE": "stats", "DATE_FROM": "2025-01-01", "DATE_TO": "2025-01-14"}
    house.league.fault("latency", ["boxscoretraditionalv3"], seconds=0.1)
    return house


def asked(house) -> list[str]:
    return [
        request["params"]["GameID"]
        for request in house.league.requests
        if request["endpoint"] == "boxscoretraditionalv3"
    ]


def started(house, *words, **how):
    command = ["make", "-C", str(ROOT), *words]
    process = subprocess.Popen(
        command, env=house.env, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    until = time.monotonic() + 120
    while len(asked(house)) < ANSWERED:
        assert process.poll() is None and time.monotonic() < until, process.communicate()
        time.sleep(0.02)
    return process


def to_group(process, number):
    os.killpg(process.pid, number)


def to_make(process, number):
    os.kill(process.pid, number)


@pytest.mark.parametrize("send", [to_group, to_make])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_keeps_every_answered_game_and_the_next_run_asks_for_the_others_only(evening, send, number):
    if (send, number) == (to_make, signal.SIGINT):
        pytest.skip("make passes no SIGINT on: a terminal sends it to all")
    process = started(evening, "player-boxscores")
    began = time.monotonic()
    send(process, number)
    said = process.communicate(timeout=60)[0]
    assert time.monotonic() - began < 10, said
    first = asked(evening)
    stored = {path.parent.name for path in evening.files("player-boxscores")}
    answered = set(first[: len(first) - 1])  # the last one may have been under way
    assert answered <= stored <= set(first) and len(first) < 40, said
    assert "stopped by " in said and "what came is kept, and the same command goes on" in said
    assert "the budget of this one is spent" not in said, "that is not why it stopped"
    assert process.returncode != 0, "make itself tells of the signal"

    evening.league.clear_faults()
    evening.league.clear_requests()
    done = evening.make("player-boxscores")
    assert done.returncode == 0 and "is being fetched" not in done.stderr, done.stderr
    assert not stored & set(asked(evening)) and len(asked(evening)) > 50
    assert not list((evening.data / "_metadata" / "run").glob("*"))


def test_the_targets_after_a_stop_are_not_begun(evening):
    process = started(evening, "-k", "player-boxscores", "team-games")
    to_make(process, signal.SIGTERM)
    process.communicate(timeout=60)
    assert not evening.files("team-games")


def test_a_script_alone_prints_what_came_until_ctrl_c_and_ends_with_130(evening, tmp_path):
    words = [str(ROOT / "scripts" / "fetch_player_boxscores.py"), "--output", f"{tmp_path}/b.csv"]
    process = subprocess.Popen(words, env=evening.env, stderr=subprocess.PIPE, text=True)
    while len(asked(evening)) < ANSWERED:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=30)[1]
    assert process.returncode == 130 and "stopped by Ctrl-C; what came is kept" in said, said
    with open(tmp_path / "b.csv", newline="") as file:
        assert len({row["gameId"] for row in csv.DictReader(file)}) >= ANSWERED - 1


def test_a_deadline_that_the_platform_gives_ends_a_run_like_a_budget(machine):
    from lib.nba import budget

    machine.set(NBA_SOURCE="stats", DATE_FROM="2025-01-01", DATE_TO="2025-01-14")
    machine.league.fault("latency", ["boxscoretraditionalv3"], seconds=0.1)
    assert machine.chain("team-games") == 0  # the games are known, and the league has played them
    timer = threading.Timer(5, budget.stop, ["the platform's time is over"])
    timer.start()
    try:
        assert machine.chain("player-boxscores") == 0
    finally:
        timer.join()
        budget.stopped = None
    assert machine.stored("player-boxscores")


def test_state_of_a_run_ends_with_it(machine, monkeypatch):
    """As in a warm Lambda, which calls the chain again and again in one process."""
    from lib.nba import budget

    machine.set(NBA_DEADLINE="600")
    assert machine.chain("team-games") == 0
    budget.run.started -= 700  # the first call was a while ago, and what it learnt is of that call
    machine.league.fault("403", ["stats"])
    machine.at("2025-01-16T11:00:00Z")
    assert machine.chain("team-games") == 0
    assert (
        json.loads((machine.data / "_metadata/fetch_tracker.json").read_text())["modules"]["game_boxscores"][
            "last_game_date"
        ]
        == "2025-01-15"
    )


def test_a_claim_whose_run_was_stopped_before_it_could_fetch_is_free_at_once(house, aws, monkeypatch):
    """make dies of a stop signal while the check goes on: nobody is left to read what is due."""
    env = house.env | aws.env | {"TRACKER": "dynamodb", "DATA_STORE": "s3", "RUN_ID": "stopped"}
    nobody, ours = os.pipe()
    os.close(nobody)
    command = [ROOT / "scripts" / "should_fetch.py", "teams", "--claim"]
    done = subprocess.run(command, env=env, stdout=ours, stderr=subprocess.PIPE, text=True)
    os.close(ours)
    assert "Traceback" not in done.stderr
    monkeypatch.setenv("NOW", env["NOW"])
    monkeypatch.setenv("RUN_ID", "another")
    assert open_tracker("dynamodb").claim(TEAMS, config.now()) is None

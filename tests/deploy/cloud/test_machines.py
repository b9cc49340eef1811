"""Two machines with a disk each begin the same morning at once: what the league is asked, and what is stored."""

import logging
import os
from collections import Counter

import pytest

from tests.support.stage import DAILY
from tests.support.together import together

IN_AWS = ("s3", "dynamodb")


@pytest.fixture
def morning(machine, aws, monkeypatch, tmp_path):
    """morning(tracker, machines) -> ({request: how often it was sent}, {key: bytes of what is stored})."""

    def run(tracker: str, machines: int = 2):
        machine.set(TRACKER=tracker, DATA_STORE="s3", S3_PREFIX=f"{tracker}-{machines}")
        machine.set(DATE_FROM="2025-01-14" if tracker == "exists" else "")  # its seed would be objects
        if tracker in IN_AWS:
            seed(machine)
        machine.league.clear_requests()

        def run_machine(index: int) -> None:
            logging.disable()
            own = tmp_path / f"{tracker}-{machines}-{index}"
            own.mkdir()
            machine.set(DATA_DIR=f"{own}/data", TMPDIR=f"{own}", RUN_ID=f"machine {index}")
            if tracker in ("file", "sqlite"):
                seed(machine)
            os._exit(max(machine.chain(name) for name in DAILY))

        assert together(run_machine, machines) == [0] * machines
        sent = Counter(f"{request['endpoint']} {request['params']}" for request in machine.league.requests)
        keys = [key for key in aws.keys(f"{tracker}-{machines}/") if "/_" not in key]
        return sent, {key.partition("/")[2]: aws.get(key) for key in keys}

    return run


def seed(machine) -> None:
    for name in DAILY:
        machine.seed(name, "2025-01-13")


def test_two_machines_lose_nothing_and_by_dynamodb_ask_nothing_twice(machine, morning):
    _, alone = morning("file", 1)
    machine.league.fault("latency", ["leaguegamelog", "boxscoretraditionalv3"], seconds=0.2)
    for tracker in ("file", "sqlite", *IN_AWS, "exists"):
        sent, stored = morning(tracker)
        assert stored == alone and sum(key.startswith("player-boxscores/") for key in stored) == 7, tracker
        assert sum(request.startswith("boxscore") for request in sent) == 7, tracker
        twice = {request: count for request, count in sent.items() if count > 1 and "schedule" not in request}
        if tracker == "dynamodb":
            assert twice == {}, "each fetch is claimed"
        else:
            assert set(twice.values()) == {2}, "no claims: each asks for what it does not know to be stored"

"""make backfill as an array job: which seasons are whose, and whose when a machine is lost; cloud/ has eight."""

from datetime import UTC, datetime, timedelta

import pytest

from lib.datasets import TEAM_GAMES
from lib.jobs import backfill
from lib.tracker import open_tracker

FIRST, LAST, SIZE = "2004-05", "2023-24", 8
NAMES = ["team-games", "player-games"]


def taken(index: int, size: int = SIZE) -> list[backfill.Step]:
    return backfill.dealt(backfill.steps(FIRST, LAST, NAMES), index, size)


def test_each_season_is_one_machines_first_and_everybody_has_all_in_the_end(upstream):
    every = backfill.steps(FIRST, LAST, NAMES)
    assert taken(0, 1) == every, "alone: newest first"
    seasons = list(dict.fromkeys(step.season for step in every))
    shares = [seasons[index::SIZE] for index in range(SIZE)]
    for index in range(SIZE):
        steps = taken(index)
        assert sorted(map(str, steps)) == sorted(map(str, every))
        own = [step for step in steps if step.season in shares[index]]
        assert steps[: len(own)] == own and {step.dataset.name for step in own} == set(NAMES)
        assert steps[len(own)].season == shares[(index + 1) % SIZE][0], "then the next machine's"


@pytest.mark.parametrize(
    "env, why",
    [
        ({"TRACKER": "exists", "DATA_STORE": "s3"}, "share a backfill by TRACKER=dynamodb and DATA_STORE=s3 only"),
        ({"TRACKER": "dynamodb", "DATA_STORE": "s3", "FORCE": "1"}, "use one machine"),
        ({"AWS_BATCH_JOB_ARRAY_INDEX": "8"}, "must be below AWS_BATCH_JOB_ARRAY_SIZE=8"),
        ({"AWS_BATCH_JOB_ARRAY_INDEX": "x"}, "must be a whole number"),
    ],
)
def test_what_cannot_be_shared_is_said(upstream, env, why):
    upstream.set(**{"AWS_BATCH_JOB_ARRAY_INDEX": "0", "AWS_BATCH_JOB_ARRAY_SIZE": "8"} | env)
    assert upstream.main("backfill", "--from", FIRST, "--to", LAST) in (2, 78)
    assert why in upstream.said


def test_what_another_machine_has_is_waited_for_and_taken_over_when_that_is_dead(upstream, aws, monkeypatch):
    monkeypatch.delenv("NOW")  # its lease ends with time
    monkeypatch.setattr("lib.tracker.dynamodb.LEASE", timedelta(seconds=2))
    monkeypatch.setattr("backfill.LOOKS_AGAIN", 0.2)
    upstream.set(TRACKER="dynamodb", DATA_STORE="s3", SEASON_TYPE="all-star")
    upstream.set(AWS_BATCH_JOB_ARRAY_INDEX="1", AWS_BATCH_JOB_ARRAY_SIZE="2", AWS_BATCH_JOB_ID="job:1")
    began = datetime.now(UTC)
    assert open_tracker().claim(TEAM_GAMES, began, "2023-24/All Star") is None
    upstream.set(AWS_BATCH_JOB_ARRAY_INDEX="0", AWS_BATCH_JOB_ID="job:0")
    assert upstream.main("backfill", "--from", "2022-23", "--to", "2023-24") == 0, upstream.said
    assert (datetime.now(UTC) - began).total_seconds() >= 1, "a lease ends on a whole second"
    days = {key.split("/")[1] for key in aws.keys("team-games/")}
    assert days == {"2023-02-19", "2024-02-18"}
    logs = [request for request in upstream.league.requests if request["endpoint"] == "leaguegamelog"]
    assert len(logs) == 4, "two seasons, teams and players, each once"

"""The Lambda function through AWS's own runtime client, against the runtime API on loopback."""

import json
import os
import subprocess
import sys

import pytest

from lib import datasets
from lib.tracker import ALL, Entry, open_tracker
from tests.support.lambda_api import LambdaApi
from tests.support.stage import DAILY, MID_SEASON, ROOT


@pytest.fixture
def function(aws, league, tmp_path, monkeypatch):
    """A warm function, log() what it has said; of daily's datasets all is stored but two days."""
    monkeypatch.setenv("TRACKER", "dynamodb")
    for dataset in datasets.group("daily"):
        through = Entry(dataset.module, ALL, "2025-01-12", 1, "", "stats", "2025-01-13T11:00:00Z")
        open_tracker().mark_fetched(dataset, [through])
    env = {
        "PATH": os.environ["PATH"],
        "AWS_LAMBDA_FUNCTION_NAME": "fetch",
        "AWS_LAMBDA_LOG_FORMAT": "Text",
        "TMPDIR": str(tmp_path),
        "DATA_DIR": f"{tmp_path}/data",
        "DATA_STORE": "s3",
        "TRACKER": "dynamodb",
        "LOG_FORMAT": "json",
        "NBA_STATS_URL": league.stats_url,
        "NBA_CDN_URL": league.cdn_url,
        "NBA_MIN_INTERVAL": "0",
        "NBA_MAX_REQUESTS": "8",
        "NOW": MID_SEASON,
        "CORRECTION_DAYS": "0",
        "ENV_FILE": "/dev/null",
    } | aws.env
    with LambdaApi() as api, open(tmp_path / "log", "wb") as log:
        runtime = [sys.executable, "-m", "awslambdaric", "lib.handler.handler"]
        env["AWS_LAMBDA_RUNTIME_API"] = api.address
        with subprocess.Popen(runtime, cwd=ROOT, env=env, stdout=log, stderr=log) as running:
            api.log = lambda: (tmp_path / "log").read_text()
            yield api
            running.kill()


def event(*names, number=1):
    return {"id": f"daily {number}", "datasets": list(names)}


def test_one_invocation_fetches_all_of_daily_and_a_warm_one_asks_for_what_is_left(function, aws, league):
    assert function.invoke(event("daily")) == (
        "response",
        {"statuses": dict.fromkeys(DAILY, 0)},
    )
    assert aws.keys("team-games/2025-01-14/") and aws.keys("player-games/2025-01-14/")
    assert 5 < boxes(aws) <= 8  # NBA_MAX_REQUESTS
    status = json.loads(aws.get("status.json"))
    assert status["datasets"].keys() == {*DAILY}
    assert json.loads(aws.get("badge-team-games.json"))["label"] == "team-games"
    first = boxes(aws)
    league.clear_requests()
    function.invoke(event("daily", number=2))
    asked = [request["endpoint"] for request in league.requests]
    assert boxes(aws) > first and "leaguegamelog" not in asked


def test_each_line_of_its_log_names_the_run_and_tells_the_metrics(function):
    function.invoke(event("team-games"))
    lines = [json.loads(line) for line in function.log().splitlines() if line.startswith("{")]
    assert {line["run_id"] for line in lines} == {"daily 1"}
    told = {metric["Name"]: line[metric["Name"]] for line in lines if "_aws" in line
            for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]}  # fmt: skip
    assert told["succeeded"] == 1 and told["failed"] == told["blocked"] == told["left_for_next_run"] == 0
    assert told["rows_new"] > 20 and told["requests_sent"] > 1 and told["days_since_last_game"] == 1


def test_it_ends_half_a_minute_before_its_time_and_marks_how_far_it_came(function, aws, league):
    league.fault("latency", ["boxscoretraditionalv3"], seconds=1)
    verdict, answer = function.invoke(event("player-boxscores"), seconds=40, within=30)
    assert (verdict, answer) == ("response", {"statuses": {"player-boxscores": 0}})
    first = boxes(aws)
    assert 0 < first < 8
    league.clear_faults()
    assert function.invoke(event("player-boxscores", number=2))[0] == "response"  # a new event, a new deadline
    assert boxes(aws) > first


def test_what_cannot_be_fetched_is_an_error_and_holds_up_nothing_else(function, aws, league):
    league.fault("404")
    verdict, answer = function.invoke(event("team-games", "teams"))
    assert verdict == "error" and "team-games: not fetched" in answer["errorMessage"]
    assert aws.keys("teams/")
    assert '"failed": 1' in function.log()


def test_an_event_that_names_no_dataset_is_refused(function):
    verdict, answer = function.invoke(event("team-game"))
    assert verdict == "error" and "'team-game' is unknown; did you mean team-games?" in answer["errorMessage"]


def boxes(aws) -> int:
    return len(aws.keys("player-boxscores/002"))

"""make backfill as an array job: which seasons are whose, and whose when a machine is lost; cloud/ has eight."""

import json
from datetime import UTC, datetime, timedelta

import boto3
import pytest

from lib.datasets import TEAM_GAMES
from lib.jobs import backfill
from lib.tracker import open_tracker
from tests.support.stage import ROOT

FIRST, LAST, SIZE = "2004-05", "2023-24", 8
NAMES = ["team-games", "player-games"]


def taken(index: int, size: int = SIZE) -> list[backfill.Step]:
    return backfill.dealt(backfill.steps(FIRST, LAST, NAMES), index, size)


def test_each_season_is_one_machines_first_and_everybody_has_all_in_the_end(machine):
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
def test_what_cannot_be_shared_is_said(machine, env, why):
    machine.set(**{"AWS_BATCH_JOB_ARRAY_INDEX": "0", "AWS_BATCH_JOB_ARRAY_SIZE": "8"} | env)
    assert machine.main("backfill", "--from", FIRST, "--to", LAST) in (2, 78)
    assert why in machine.said


def test_what_another_machine_has_is_waited_for_and_taken_over_when_that_is_dead(machine, aws, monkeypatch):
    monkeypatch.delenv("NOW")  # its lease ends with time
    monkeypatch.setattr("lib.tracker.dynamodb.LEASE", timedelta(seconds=2))
    monkeypatch.setattr("backfill.LOOKS_AGAIN", 0.2)
    machine.set(TRACKER="dynamodb", DATA_STORE="s3", SEASON_TYPE="all-star")
    machine.set(AWS_BATCH_JOB_ARRAY_INDEX="1", AWS_BATCH_JOB_ARRAY_SIZE="2", AWS_BATCH_JOB_ID="job:1")
    began = datetime.now(UTC)
    assert open_tracker().claim(TEAM_GAMES, began, "2023-24/All Star") is None
    machine.set(AWS_BATCH_JOB_ARRAY_INDEX="0", AWS_BATCH_JOB_ID="job:0")
    assert machine.main("backfill", "--from", "2022-23", "--to", "2023-24") == 0, machine.said
    assert (datetime.now(UTC) - began).total_seconds() >= 1, "a lease ends on a whole second"
    days = {key.split("/")[1] for key in aws.keys("team-games/")}
    assert days == {"2023-02-19", "2024-02-18"}
    logs = [request for request in machine.league.requests if request["endpoint"] == "leaguegamelog"]
    assert len(logs) == 4, "two seasons, teams and players, each once"


def test_a_backfill_is_handed_to_batch_as_an_array_of_two(house, aws):
    """moto makes what Batch needs of the stack: it takes no policy that is nothing, and runs nothing."""
    region = {"region_name": "us-east-1"}
    ec2, formation, batch = (boto3.client(name, **region) for name in ("ec2", "cloudformation", "batch"))
    subnet = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"][0]
    given = {"Way": "batch", "BucketName": aws.bucket, "Subnets": subnet["SubnetId"], "VpcId": subnet["VpcId"]}
    given |= {"ImageUri": "1.dkr.ecr.us-east-1.amazonaws.com/nba-data@sha256:0", "Tracker": "dynamodb"}
    parameters = [{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()]
    import cfnlint.decode  # takes half a second, of each process that looks for tests

    template, _ = cfnlint.decode.decode(str(ROOT / "deploy" / "run.yaml"))
    needed = ("Computers", "Queue", "Job", "JobRole", "TaskStartRole", "Closed", "LogGroup")
    template["Resources"] = {name: template["Resources"][name] for name in needed}
    template["Resources"]["JobRole"]["Properties"]["Policies"] = []
    template["Resources"]["TaskStartRole"]["Properties"]["Policies"] = []
    template["Resources"]["Computers"]["Properties"]["ServiceRole"] = {"Fn::GetAtt": ["JobRole", "Arn"]}
    template["Outputs"] = {name: template["Outputs"][name] for name in ("Queue", "Job")}
    formation.create_stack(StackName="nba-data-batch", TemplateBody=json.dumps(template), Parameters=parameters)

    house.env |= aws.env
    span = {"WAY": "batch", "FROM": "2015-16", "TO": "2024-25", "DATASETS": "team-games"}
    started = house.make("cloud-run", **span)
    assert started.returncode == 0, started.stderr
    (job,) = batch.describe_jobs(jobs=[started.stdout.strip()])["jobs"]
    assert job["arrayProperties"]["size"] == 2
    passed = {pair["name"]: pair["value"] for pair in job["container"]["environment"]}
    assert passed.items() >= {"FROM": "2015-16", "TO": "2024-25", "DATASETS": "team-games"}.items()
    wrong = {"FROM": ("", "which seasons?"), "TO": ("last", "is not a season"), "WORKERS": ("no", "WORKERS=no")}
    for name, (text, why) in wrong.items():
        refused = house.make("cloud-run", **span | {name: text})
        assert refused.returncode != 0 and why in refused.stderr, refused.stderr

"""Least privilege, both ways: what real runs call of AWS is what the job's role allows, no less and no more."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from lib import aws as lib_aws
from lib.errors import StorageFailed
from tests.support.stage import ROOT

# S3's permission for a request to an object.
OF_OBJECTS = {"GET": "s3:GetObject", "HEAD": "s3:GetObject", "PUT": "s3:PutObject", "POST": "s3:PutObject"}


def needed(requests: list[str]) -> set[str]:
    """The permissions that S3 and DynamoDB ask for of these requests."""
    found = set()
    for line in requests:
        what, _, target = line.partition(" ")
        path, query = urlsplit(target).path, parse_qs(urlsplit(target).query, keep_blank_values=True)
        if re.fullmatch("[A-Z][a-z]\\w+", what):
            found.add(f"dynamodb:{what}")
        elif path.count("/") == 1 or not path.split("/", 2)[2]:
            found.add("s3:ListBucket" if what in ("GET", "HEAD") else line)
        elif what == "DELETE" and "uploadId" in query:
            found.add("s3:AbortMultipartUpload")
        else:
            found.add(OF_OBJECTS.get(what, line))
    return found


def allowed(policy: str, role: str = "JobRole") -> set[str]:
    import cfnlint.decode  # takes half a second, of each process that looks for tests

    template, _ = cfnlint.decode.decode(str(ROOT / "deploy" / "run.yaml"))
    policies = [part.get("Fn::If", [None, part])[1] for part in template["Resources"][role]["Properties"]["Policies"]]
    (document,) = [part["PolicyDocument"] for part in policies if part["PolicyName"] == policy]
    actions = [statement["Action"] for statement in document["Statement"]]
    return {name for names in actions for name in ([names] if isinstance(names, str) else names)}


def test_runs_call_what_the_jobs_role_allows_and_nothing_else(machine, aws, proxy, monkeypatch):
    machine.set(DATA_STORE="s3", NBA_MAX_REQUESTS="4")
    for tracker in ("exists", "s3", "dynamodb"):
        machine.set(TRACKER=tracker, RUN_ID=f"run by {tracker}", S3_PREFIX=tracker)
        for name, day in (("team-games", "2025-01-14"), ("player-boxscores", "2025-01-14"), ("teams", "")):
            machine.set(DATE=day)
            assert machine.chain(name) == 0, machine.said
    machine.set(DATE="")
    assert machine.chain("player-stats") == 0, machine.said  # asks what the table knows of every player

    bucket = lib_aws.open_bucket()
    monkeypatch.setattr(lib_aws, "PART", 5 * 1024 * 1024)
    large = bytes(6 * 1024 * 1024)
    assert bucket.put("seasons/large", large, None, "text/plain")
    proxy.cut_at, proxy.once = len(proxy.requests) + 2, True  # its second part
    with pytest.raises(StorageFailed):
        bucket.put("seasons/other", large, None, "text/plain")
    assert needed(proxy.requests) == allowed("data")


# What a command of the AWS CLI, or docker with its password, asks for.
OF_COMMANDS = {
    "s3 cp": {"s3:PutObject"},
    "logs create-log-stream": {"logs:CreateLogStream"},
    "logs put-log-events": {"logs:PutLogEvents"},
    "ssm get-parameter": {"ssm:GetParameter"},
    "ecr get-login-password": {"ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"},
}


def test_a_spot_machines_commands_are_what_its_role_allows():
    script = (ROOT / "deploy" / "user-data.sh").read_text()
    called = {f"{service} {verb}" for service, verb in re.findall(r"\baws ([a-z0-9]+) ([a-z-]+)", script)}
    assert called == set(OF_COMMANDS)
    asked = set().union(*OF_COMMANDS.values())
    assert asked - allowed("data") == allowed("image") | allowed("log") | allowed("proxy")


def test_the_launchers_calls_are_what_its_role_allows():
    script = (ROOT / "deploy" / "launcher.py").read_text()
    called = set(re.findall(r"\.(describe_instances|create_[a-z]+)\(|get_paginator\(\"([a-z_]+)\"", script))
    names = {"".join(pair).title().replace("_", "") for pair in called}
    granted = {name.partition(":")[2] for name in allowed("launch", "LauncherRole") | allowed("later", "LauncherRole")}
    assert names == {"DescribeInstances", "CreateFleet", "CreateSchedule"}
    of_fleet, of_function = {"RunInstances", "CreateTags", "PassRole", "GetParameters"}, {"SendMessage"}
    assert granted == names | of_fleet | of_function | {"CreateLogStream", "PutLogEvents"}

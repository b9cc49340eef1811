"""What deploy/run.yaml says, where no emulator acts on it: each way's parts, who may what, what is watched."""

import re
import subprocess

import pytest

from lib import metrics
from tests.support.stage import ROOT

LIMIT = 51_200  # bytes of a template that is sent as it is


def decoded(path: str) -> dict:
    import cfnlint.decode  # takes half a second, of each process that looks for tests

    found, problems = cfnlint.decode.decode(str(ROOT / "deploy" / path))
    assert not problems
    return found


@pytest.fixture(scope="module")
def template():
    return decoded("run.yaml")


@pytest.fixture(scope="module")
def parts(template):
    return {name: part["Properties"] for name, part in template["Resources"].items()}


def chosen(parts: list) -> list:
    """Each of them; of a condition both choices, but for the one that is nothing."""
    found = [choice for part in parts for choice in part.get("Fn::If", [None, part])[1:]]
    return [choice for choice in found if "Ref" not in choice]


def actions(statements: list) -> set[str]:
    listed = [statement["Action"] for statement in statements]
    return {name for names in listed for name in ([names] if isinstance(names, str) else names)}


def test_every_parameter_is_described(template):
    assert template["Parameters"]
    assert all(parameter["Description"] for parameter in template["Parameters"].values())


def test_what_is_sent_has_its_files_in_it_and_is_not_too_large():
    inlined = subprocess.run(
        ["bash", "-c", f'here={ROOT}; folder="$(mktemp -d)"; {inliner()}; cat "$folder/stack.yaml"; rm -r "$folder"'],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "def handler(event, context):" in inlined and "trap finish EXIT" in inlined
    assert not re.search(r"^ +deploy/", inlined, re.M)
    assert len(inlined.encode()) < LIMIT


def inliner() -> str:
    script = (ROOT / "scripts" / "deploy.sh").read_text()
    return re.search(r"^  awk -v here.*?stack\.yaml\"$", script, re.M | re.S)[0]


def test_a_job_may_do_with_the_data_what_deploy_storage_allows_and_nothing_else(parts):
    storage = decoded("storage/stack.yaml")
    storage = {name: part["Properties"] for name, part in storage["Resources"].items()}
    allowed = storage["BucketPolicy"]["PolicyDocument"]["Statement"]
    allowed = [statement for statement in allowed if statement["Effect"] == "Allow"]
    allowed += storage["FetcherRole"]["Policies"][0]["PolicyDocument"]["Statement"]
    policies = chosen(parts["JobRole"]["Policies"])
    of_job = actions([statement for policy in policies for statement in chosen(policy["PolicyDocument"]["Statement"])])
    assert actions(allowed) == {name for name in of_job if name.startswith(("s3:", "dynamodb:"))}
    assert all(name.startswith(("s3:", "dynamodb:", "logs:", "ecr:", "ssm:Get", "sqs:Send")) for name in of_job)
    assert not [name for name in of_job if "Delete" in name or "*" in name]


def test_schedules_are_new_yorks_and_a_lost_event_is_put_aside(parts):
    for name in ("Daily", "Weekly", "Yearly"):
        schedule = parts[name]
        assert schedule["ScheduleExpressionTimezone"] == "America/New_York"
        target = schedule["Target"]
        assert target["DeadLetterConfig"] and target["RetryPolicy"]["MaximumRetryAttempts"]
        for text in target["Input"]["Fn::If"][1:]:
            assert f"{name.lower()} <aws.scheduler.scheduled-time>" in text  # the same at every try


def test_metrics_are_ten_at_most_and_alarms_watch_them(parts, template):
    assert len(metrics.METRICS) <= 10
    alarms = {name: part["Properties"] for name, part in template["Resources"].items()
              if part["Type"] == "AWS::CloudWatch::Alarm"}  # fmt: skip
    watched = {alarm["MetricName"] for alarm in alarms.values() if alarm["Namespace"] == metrics.NAMESPACE}
    assert watched == {"failed", "succeeded", "blocked"} <= set(metrics.METRICS)
    runbook = (ROOT / "docs" / "runbook.md").read_text()
    for name, alarm in alarms.items():
        assert alarm["AlarmActions"] == [{"Ref": "Topic"}] and "Dimensions" not in alarm or name == "Undelivered"
        assert f"\n### {name}\n" in runbook and f"${{Runbook}}#{name.lower()}" in alarm["AlarmDescription"]["Fn::Sub"]
    late = alarms["Late"]
    assert late["TreatMissingData"] == "breaching" and late["Period"] * late["EvaluationPeriods"] == 26 * 3600


def test_a_spot_machine_ends_with_its_shutdown_and_tells_its_metadata_to_itself_only(parts):
    machine = parts["Machine"]["LaunchTemplateData"]
    assert machine["InstanceInitiatedShutdownBehavior"] == "terminate"
    assert machine["MetadataOptions"] == {
        "HttpTokens": "required", "HttpPutResponseHopLimit": 1, "InstanceMetadataTags": "enabled"}  # fmt: skip
    assert "KeyName" not in machine and "SecurityGroupIngress" not in parts["Closed"]
    lines = machine["UserData"]["Fn::Base64"]["Fn::Join"][1][0]["Fn::Sub"]
    assert lines.startswith("#!/bin/bash\n") and "NBA_API_PROXY" not in lines


def test_a_task_is_a_quarter_of_a_processor_in_public_subnets_and_writes_to_its_volumes_only(parts):
    task = parts["Task"]
    assert task["Cpu"] == "256" and task["RequiresCompatibilities"] == ["FARGATE"]
    (container,) = task["ContainerDefinitions"]
    assert container["ReadonlyRootFilesystem"] and container["StopTimeout"] == 60
    assert [mount["ContainerPath"] for mount in container["MountPoints"]] == ["/app/data", "/tmp"]
    target = parts["Daily"]["Target"]["EcsParameters"]["Fn::If"][1]
    assert target["CapacityProviderStrategy"] == [{"CapacityProvider": "FARGATE_SPOT", "Weight": 1}]
    assert target["NetworkConfiguration"]["AwsvpcConfiguration"]["AssignPublicIp"] == "ENABLED"
    again = parts["TakenAway"]
    assert again["EventPattern"]["detail"]["capacityProviderName"] == ["FARGATE_SPOT"]  # and so not for ever
    assert again["Targets"][0]["EcsParameters"]["LaunchType"] == "FARGATE"


def test_a_function_runs_the_images_handler_one_at_a_time(parts):
    function = parts["Function"]
    assert function["ImageConfig"]["Command"] == ["lib.handler.handler"] and function["Timeout"] == 900
    assert function["ReservedConcurrentExecutions"] == 1
    assert function["Environment"]["Variables"]["DATA_DIR"].startswith("/tmp/")


def test_a_backfill_is_a_job_on_fargate_spot_that_only_a_lost_machine_repeats(template, parts):
    assert parts["Computers"]["ComputeResources"]["Type"] == "FARGATE_SPOT"
    job = parts["Job"]
    assert job["ContainerProperties"]["Command"] == ["backfill"]
    assert job["ContainerProperties"]["Image"] == parts["Task"]["ContainerDefinitions"][0]["Image"]
    assert job["ContainerProperties"]["JobRoleArn"] == parts["Task"]["TaskRoleArn"]
    assert job["ContainerProperties"]["NetworkConfiguration"] == {"AssignPublicIp": "ENABLED"}
    first, last = job["RetryStrategy"]["EvaluateOnExit"]
    assert (
        first["Action"] == "RETRY" and "Spot" in first["OnStatusReason"] and last == {"Action": "EXIT", "OnReason": "*"}
    )
    scheduled = {
        name for name, part in template["Resources"].items() if part.get("Condition") in ("IsScheduled", "IsWeekly")
    }
    assert scheduled == {"Daily", "Weekly", "Yearly", "ScheduleRole", "DeadLetters", "Late", "Undelivered"}


def test_it_is_read_on_ten_screens():
    assert len((ROOT / "deploy" / "run.yaml").read_text().splitlines()) <= 500


def test_logs_are_kept_for_thirty_days(parts):
    assert parts["LogGroup"]["RetentionInDays"] == 30

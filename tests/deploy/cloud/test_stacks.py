"""Each way's stack made, changed and taken away by make, its schedule, its alarms: by MiniStack, as far as it acts."""

import io
import json
import os
import time
import zipfile

import boto3
import pytest

from lib import datasets
from lib.tracker import ALL, Entry
from lib.tracker.dynamodb import TableTracker
from tests.support.aws import TABLE
from tests.support.stage import ROOT

BUCKET = "nba-data-of-a-test"


@pytest.fixture
def at(ministack):
    """at(service): its client."""
    names = {"endpoint_url": ministack["AWS_ENDPOINT_URL"], "region_name": ministack["AWS_REGION"]}
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return lambda service: boto3.client(service, **names, **keys)


@pytest.fixture
def house(house, ministack, at):
    """A house that deploys there; the revision's image is in its registry."""
    house.root = ROOT  # the revision is git's
    house.env |= ministack | {"S3_BUCKET": BUCKET, "ENV_FILE": "/dev/null"}
    revision = house.run("git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD").stdout.strip()
    ecr = at("ecr")
    if not ecr.describe_repositories()["repositories"]:
        ecr.create_repository(repositoryName="nba-data")
        ecr.put_image(repositoryName="nba-data", imageTag=f"{revision}-s3", imageManifest='{"schemaVersion": 2}')
        at("s3").create_bucket(Bucket=BUCKET)
    return house


def parts(at, way) -> dict[str, str]:
    """logical name -> physical id of a stack that is whole."""
    found = at("cloudformation").describe_stack_resources(StackName=f"nba-data-{way}")["StackResources"]
    assert {part["ResourceStatus"] for part in found} <= {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
    return {part["LogicalResourceId"]: part["PhysicalResourceId"] for part in found}


OF_ALL = {"JobRole", "LogGroup", "Topic", "Failed", "Blocked"}
SCHEDULED = {"Daily", "Yearly", "ScheduleRole", "DeadLetters", "Late", "Undelivered"}
OF_WAY = {
    "spot": SCHEDULED | {"Launcher", "LauncherRole", "Invocation", "Machine", "MachineProfile", "Closed"},
    "fargate": SCHEDULED | {"Cluster", "Task", "TaskStartRole", "TakenAway", "Closed"},
    "lambda": SCHEDULED | {"Function", "Invocation"},
}


@pytest.mark.parametrize("way", OF_WAY)  # MiniStack's CloudFormation knows no Batch
def test_a_stack_is_looked_at_made_changed_and_taken_away(house, at, way):
    looked = house.make("deploy-plan", WAY=way)
    assert looked.returncode == 0 and "AWS::IAM::Role" in looked.stdout, looked.stderr
    assert f"nba-data-{way}" not in names(at)
    made = house.make("deploy", WAY=way, FALLBACK="on-demand")
    assert made.returncode == 0 and f"/nba-data/{way}" in made.stdout, made.stderr
    assert set(parts(at, way)) == OF_ALL | OF_WAY[way]

    time.sleep(1)  # the AWS CLI names a change set by the second
    changed = house.make("deploy", WAY=way, PROXY_PARAMETER="nba-data-proxy", MAIL="me@example.org")
    assert changed.returncode == 0, changed.stderr
    assert set(parts(at, way)) == OF_ALL | OF_WAY[way] | {"Weekly", "MailSubscription"} | (
        {"Weekly"} if way != "batch" else set()
    )

    gone = house.make("undeploy", WAY=way)
    assert gone.returncode == 0 and "the data are where they were" in gone.stderr
    assert f"nba-data-{way}" not in names(at)
    assert not [name for name in at("scheduler").list_schedules()["Schedules"] if way in name["Name"]]


def names(at) -> list[str]:
    listed = at("cloudformation").describe_stacks()["Stacks"]
    return [stack["StackName"] for stack in listed if stack["StackStatus"] != "DELETE_COMPLETE"]


def test_what_cannot_be_deployed_is_said(house):
    done = house.make("deploy", WAY="train")
    assert done.returncode != 0 and "WAY=train: must be spot, fargate, lambda or batch" in done.stderr
    done = house.make("deploy", WAY="lambda", S3_BUCKET="")
    assert done.returncode != 0 and "S3_BUCKET is not set; name the data's bucket" in done.stderr
    done = house.make("deploy", WAY="lambda", IMAGE="nba-other")
    assert done.returncode != 0 and "make image push first" in done.stderr


def test_a_private_subnet_is_refused_by_its_price(house, at):
    ec2 = at("ec2")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="172.31.200.0/24")["Subnet"]["SubnetId"]
    done = house.make("deploy", WAY="fargate", SUBNETS=subnet)
    assert done.returncode != 0 and "a NAT gateway at 32 dollars a month" in done.stderr


def test_the_schedule_fires_on_the_minute_and_the_data_lie_in_the_bucket(house, at, league):
    """The function's image is replaced by a zip that calls the same handler, since MiniStack runs no images."""
    at("dynamodb").create_table(TableName="nba-data-fetch-log", BillingMode="PAY_PER_REQUEST", **TABLE)
    tracker = TableTracker("nba-data-fetch-log", at("dynamodb"), lambda: "test")
    for dataset in datasets.group("daily"):
        tracker.mark_fetched(
            dataset, [Entry(dataset.module, ALL, "2025-01-12", 1, "", "stats", "2025-01-13T11:00:00Z")]
        )
    made = house.make("deploy", WAY="lambda", TRACKER="dynamodb", DAILY_AT="cron(* * * * ? *)")
    assert made.returncode == 0, made.stderr
    function = parts(at, "lambda")["Function"]
    packages = next((ROOT / ".venv" / "lib").glob("python3*/site-packages"))
    code = f"import sys\nsys.path[:0] = [{str(ROOT)!r}, {str(packages)!r}]\nfrom lib.handler import handler\n"
    client = at("lambda")
    settings = client.get_function_configuration(FunctionName=function)
    client.delete_function(FunctionName=function)
    env = settings["Environment"]["Variables"] | {
        name: house.env[name] for name in ("NBA_STATS_URL", "NBA_CDN_URL", "NBA_MIN_INTERVAL", "NOW", "AWS_REGION")
    }
    env |= {"CORRECTION_DAYS": "0", "NBA_MAX_REQUESTS": "12", "DATA_DIR": str(house.data), "ENV_FILE": "/dev/null"}
    env |= {"TMPDIR": str(house.data.parent)}
    client.create_function(
        FunctionName=function, Runtime="python3.12", Handler="index.handler", Role=settings["Role"], Timeout=900,
        Code={"ZipFile": zipped(code)}, LoggingConfig=settings["LoggingConfig"],
        Environment={"Variables": {name: value for name, value in env.items() if value}},
    )  # fmt: skip
    queue = at("sqs").get_queue_url(QueueName=parts(at, "lambda")["DeadLetters"].rpartition("/")[2])["QueueUrl"]
    arn = at("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    client.put_function_event_invoke_config(  # which went with the function
        FunctionName=function, MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": arn}}
    )
    until(lambda: keys(at, "player-boxscores/"), 130)
    assert keys(at, "team-games/2025-01-14/") and keys(at, "player-games/2025-01-14/")
    until(lambda: keys(at, "status.json"), 60)
    until(
        lambda: '"run_id": "daily' in (logged := house.make("cloud-logs", WAY="lambda").stdout) and '"_aws"' in logged,
        60,
    )

    client.invoke(FunctionName=function, InvocationType="Event", Payload=json.dumps({"id": "x", "datasets": ["none"]}))
    failed = until(lambda: at("sqs").receive_message(QueueUrl=queue).get("Messages"), 30)
    assert "'none' is unknown" in failed[0]["Body"]

    ran = house.make("cloud-run", WAY="lambda", TARGET="team-games")
    assert ran.returncode == 0 and json.loads(ran.stdout) == {"statuses": {"team-games": 0}}, ran.stderr
    house.make("undeploy", WAY="lambda")


def test_an_alarm_reaches_whoever_is_told(house, at):
    assert house.make("deploy", WAY="lambda").returncode == 0
    sqs, topic = at("sqs"), parts(at, "lambda")["Topic"]
    mailbox = sqs.create_queue(QueueName="mailbox")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=mailbox, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    at("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    at("cloudwatch").put_metric_data(Namespace="nba-data", MetricData=[{"MetricName": "failed", "Value": 1}])
    told = until(lambda: sqs.receive_message(QueueUrl=mailbox).get("Messages"), 90)
    assert "Failed" in told[0]["Body"] and "docs/runbook.md#failed" in told[0]["Body"]
    house.make("undeploy", WAY="lambda")


def test_both_images_are_pushed_under_the_revision_and_come_back_as_they_were(house, at, podman, registry, tmp_path):
    """MiniStack is ECR's API; what it names as registry leads to one on loopback."""
    clone = tmp_path / "clone"
    house.run("git", "clone", "-q", str(ROOT), str(clone))
    (clone / ".venv").symlink_to(ROOT / ".venv")
    (clone / ".git" / "info" / "exclude").write_text(".venv\n")
    for name in ("requirements.txt", "requirements-dev.txt"):
        os.utime(clone / name, (0, 0))  # or make would build .venv anew
    (clone / "new").touch()
    push = ["make", "--no-print-directory", "-C", str(clone), "push", f"BUILDER={registry.builder}"]
    refused = house.run(*push)
    assert refused.returncode != 0 and "changes that are not committed" in refused.stderr
    (clone / "new").unlink()
    done = house.run(*push)
    assert done.returncode == 0, done.stderr
    uri, _, revision = done.stdout.strip().rpartition(":")
    assert uri == at("ecr").describe_repositories(repositoryNames=["nba-data"])["repositories"][0]["repositoryUri"]
    for tag, local in ((revision, "nba-data"), (f"{revision}-s3", "nba-data:s3")):
        name = f"{registry.address}/nba-data:{tag}"
        podman("untag", name, name)
        there = podman("pull", "--quiet", "--tls-verify=false", name)
        assert there.returncode == 0, there.stderr
        assert there.stdout.strip() == podman("image", "inspect", "--format", "{{.Id}}", local).stdout.strip()
        podman("untag", name, name)


def zipped(code: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("index.py", code)
    return body.getvalue()


def keys(at, prefix) -> list[str]:
    return [entry["Key"] for entry in at("s3").list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])]


def until(what, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.5)
    raise AssertionError(f"it did not come to that within {seconds} seconds")

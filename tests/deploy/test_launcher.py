"""The spot launcher against moto's EC2: one machine at a time, whatever comes twice, and what it falls back to."""

import importlib.util
import types

import boto3
import pytest

from tests.support.stage import ROOT

EVENT = {"id": "daily 2025-01-15T12:00:00Z", "datasets": ["daily"]}
CONTEXT = types.SimpleNamespace(invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:launcher")


@pytest.fixture
def ec2(aws, monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    client = boto3.client("ec2")
    subnets = client.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"]
    template = client.create_launch_template(
        LaunchTemplateName=aws.bucket, LaunchTemplateData={"InstanceInitiatedShutdownBehavior": "terminate"}
    )["LaunchTemplate"]
    for name, value in {
        "STACK": aws.bucket,  # a test's own
        "TEMPLATE": template["LaunchTemplateId"],
        "TEMPLATE_VERSION": "1",
        "AMI": "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default",
        "ARCHITECTURES": "x86_64 arm64",
        "TYPES": "t4g.small,t3a.small,t3.small",
        "SUBNETS": ",".join(subnet["SubnetId"] for subnet in subnets),
        "FALLBACK": "on-demand",
        "SCHEDULE_ROLE": "arn:aws:iam::123456789012:role/schedule",
    }.items():
        monkeypatch.setenv(name, value)
    return client


@pytest.fixture
def launcher(ec2):
    spec = importlib.util.spec_from_file_location("launcher", ROOT / "deploy" / "launcher.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def nothing_to_be_had(launcher, monkeypatch):
    """Puts an error of AWS's in the way of the markets given; what was asked for is kept."""
    asked = []

    def of(*markets):
        make = boto3.client

        def client(service):
            found = make(service)
            create = getattr(found, "create_fleet", None)

            def create_fleet(**words):
                asked.append(words)
                if words["TargetCapacitySpecification"]["DefaultTargetCapacityType"] in markets:
                    error = {"ErrorCode": "InsufficientInstanceCapacity", "ErrorMessage": "none left"}
                    return {"Instances": [], "Errors": [error]}
                return create(**words)

            if create:
                found.create_fleet = create_fleet
            return found

        monkeypatch.setattr(launcher.boto3, "client", client)
        return asked

    return of


def machines(launcher, ec2):
    found = [instance for page in ec2.describe_instances()["Reservations"] for instance in page["Instances"]]
    return [
        instance
        for instance in found
        if instance.get("Tags") and launcher.tags(instance).get("nba-data") == launcher.os.environ["STACK"]
    ]


def test_one_spot_machine_starts_whose_tags_say_what_to_do(launcher, ec2):
    assert "(spot) was started" in launcher.handler(EVENT, CONTEXT)
    (machine,) = machines(launcher, ec2)
    assert machine["InstanceLifecycle"] == "spot"
    tags = launcher.tags(machine)
    assert tags["nba-data-run"] == EVENT["id"] and tags["nba-data-targets"] == "daily"


def test_an_event_that_comes_twice_starts_one_machine(launcher, ec2):
    launcher.handler(EVENT, CONTEXT)
    assert "was started already" in launcher.handler(EVENT, CONTEXT)
    assert len(machines(launcher, ec2)) == 1


def test_another_event_waits_for_the_machine_that_is_at_it(launcher, ec2, monkeypatch):
    launcher.handler(EVENT, CONTEXT)
    weekly = {"id": "weekly 2025-01-15T14:00:00Z", "datasets": ["weekly"]}
    with pytest.raises(RuntimeError, match="is at it still; nothing was started"):
        launcher.handler(weekly, CONTEXT)
    monkeypatch.setenv("FALLBACK", "later")
    assert "tried again at" in launcher.handler(weekly, CONTEXT)
    assert len(machines(launcher, ec2)) == 1
    ec2.terminate_instances(InstanceIds=[machines(launcher, ec2)[0]["InstanceId"]])
    assert "was started for weekly" in launcher.handler(weekly | {"tries": 1}, CONTEXT)


def test_any_type_in_any_subnet_will_do_of_the_architectures_there_are(launcher, ec2, nothing_to_be_had, monkeypatch):
    asked = nothing_to_be_had("spot")
    launcher.handler(EVENT, CONTEXT)
    overrides = asked[0]["LaunchTemplateConfigs"][0]["Overrides"]
    subnets = launcher.os.environ["SUBNETS"].split(",")
    assert len(overrides) == 3 * len(subnets)
    images = {entry["InstanceType"]: entry["ImageId"].rpartition("-")[2] for entry in overrides}
    assert images == {"t4g.small": "arm64", "t3a.small": "x86_64", "t3.small": "x86_64"}
    assert asked[0]["Type"] == "instant"
    assert asked[0]["SpotOptions"] == {"AllocationStrategy": "price-capacity-optimized"}
    monkeypatch.setenv("ARCHITECTURES", "x86_64")
    overrides = launcher.wanted(EVENT, "spot")["LaunchTemplateConfigs"][0]["Overrides"]
    assert {entry["InstanceType"] for entry in overrides} == {"t3a.small", "t3.small"}


def test_without_spot_it_takes_one_at_the_full_price(launcher, ec2, nothing_to_be_had):
    asked = nothing_to_be_had("spot")
    assert "(on-demand) was started" in launcher.handler(EVENT, CONTEXT)
    (machine,) = machines(launcher, ec2)
    assert machine.get("InstanceLifecycle") != "spot"
    assert asked[0]["ClientToken"] != asked[1]["ClientToken"]


def test_without_spot_it_comes_back_in_an_hour_six_times_at_most(launcher, ec2, nothing_to_be_had, monkeypatch):
    asked = nothing_to_be_had("spot", "on-demand")
    monkeypatch.setenv("FALLBACK", "later")
    launcher.handler(EVENT, CONTEXT)
    assert len(asked) == 1  # never at the full price
    scheduler = boto3.client("scheduler")
    names = [schedule["Name"] for schedule in scheduler.list_schedules()["Schedules"]]
    (name,) = [name for name in names if name.startswith(launcher.os.environ["STACK"])]
    again = scheduler.get_schedule(Name=name)
    assert again["ScheduleExpression"].startswith("at(") and again["ActionAfterCompletion"] == "DELETE"
    assert again["Target"]["Input"] == '{"id": "daily 2025-01-15T12:00:00Z", "datasets": ["daily"], "tries": 1}'
    with pytest.raises(RuntimeError, match="nothing was started"):
        launcher.handler(EVENT | {"tries": 6}, CONTEXT)


def test_without_spot_and_without_fallback_it_fails(launcher, ec2, nothing_to_be_had, monkeypatch):
    asked = nothing_to_be_had("spot")
    monkeypatch.setenv("FALLBACK", "none")
    with pytest.raises(RuntimeError, match="no machine is to be had; nothing was started"):
        launcher.handler(EVENT, CONTEXT)
    assert len(asked) == 1 and not machines(launcher, ec2)

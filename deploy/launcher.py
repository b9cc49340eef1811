"""Starts one machine that fetches and ends itself: a Lambda function, which deploy.sh writes into deploy/run.yaml.

event: {"id": …, "datasets": ["daily"]}. The id stays the same however often an event is delivered.
"""

import hashlib
import json
import logging
import os
from datetime import UTC, datetime, timedelta

import boto3

TRIES = 6  # hours in a row, with FALLBACK=later
log = logging.getLogger()
log.setLevel(logging.INFO)


def handler(event, context):
    ec2 = boto3.client("ec2")
    others = running(ec2)
    if event["id"] in others.values():
        return said(f"{event['id']} was started already: {', '.join(others)}")
    if others:
        return later(event, context, f"{', '.join(others)} is at it still")
    for market in ("spot", "on-demand") if os.environ["FALLBACK"] == "on-demand" else ("spot",):
        fleet = ec2.create_fleet(**wanted(event, market))
        started = [instance for group in fleet["Instances"] for instance in group["InstanceIds"]]
        if started:
            return said(f"{', '.join(started)} ({market}) was started for {event['id']}")
        why = "; ".join(sorted({f"{error['ErrorCode']}: {error['ErrorMessage']}" for error in fleet["Errors"]}))
        said(f"no {market} machine: {why}")
    return later(event, context, "no machine is to be had")


def running(ec2) -> dict[str, str]:
    """instance id -> the event it was started for, of the machines of this stack that run or will."""
    filters = [
        {"Name": "tag:nba-data", "Values": [os.environ["STACK"]]},
        {"Name": "instance-state-name", "Values": ["pending", "running"]},
    ]
    found = [instance for page in ec2.get_paginator("describe_instances").paginate(Filters=filters)
             for group in page["Reservations"] for instance in group["Instances"]]  # fmt: skip
    return {instance["InstanceId"]: tags(instance).get("nba-data-run", "") for instance in found}


def tags(instance) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in instance["Tags"]}


def wanted(event, market: str) -> dict:
    """The fleet of one machine: any of the types, in any of the subnets."""
    types = {name: "arm64" if "g." in name else "x86_64" for name in os.environ["TYPES"].split(",")}
    overrides = [
        {"InstanceType": name, "ImageId": f"resolve:ssm:{os.environ['AMI']}-{architecture}", "SubnetId": subnet}
        for name, architecture in types.items()
        if architecture in os.environ["ARCHITECTURES"].split()
        for subnet in os.environ["SUBNETS"].split(",")
    ]
    template = {"LaunchTemplateId": os.environ["TEMPLATE"], "Version": os.environ["TEMPLATE_VERSION"]}
    tagged = {
        "nba-data": os.environ["STACK"],
        "nba-data-run": event["id"],
        "nba-data-targets": " ".join(event["datasets"]),
    }
    return {
        "Type": "instant",
        "ClientToken": hashlib.sha256(f"{event['id']} {market} {event.get('tries', 0)}".encode()).hexdigest()[:64],
        "LaunchTemplateConfigs": [{"LaunchTemplateSpecification": template, "Overrides": overrides}],
        "TargetCapacitySpecification": {"TotalTargetCapacity": 1, "DefaultTargetCapacityType": market},
        "SpotOptions": {"AllocationStrategy": "price-capacity-optimized"},
        "TagSpecifications": [
            {"ResourceType": "instance", "Tags": [{"Key": name, "Value": value} for name, value in tagged.items()]}
        ],
    }


def later(event, context, why: str) -> str:
    """Comes back in an hour, if FALLBACK says so; else this event is done without a machine."""
    tries = event.get("tries", 0) + 1
    if os.environ["FALLBACK"] != "later" or tries > TRIES:
        raise RuntimeError(f"{event['id']}: {why}; nothing was started")
    at = datetime.now(UTC) + timedelta(hours=1)
    boto3.client("scheduler").create_schedule(
        Name=f"{os.environ['STACK']}-again-{hashlib.sha256(f'{event} {tries}'.encode()).hexdigest()[:12]}",
        ScheduleExpression=f"at({at:%Y-%m-%dT%H:%M:%S})",
        FlexibleTimeWindow={"Mode": "OFF"},
        ActionAfterCompletion="DELETE",
        Target={
            "Arn": context.invoked_function_arn,
            "RoleArn": os.environ["SCHEDULE_ROLE"],
            "Input": json.dumps(event | {"tries": tries}),
        },
    )
    return said(f"{event['id']}: {why}; tried again at {at:%H:%M} UTC")


def said(line: str) -> str:
    log.info("%s", line)
    return line

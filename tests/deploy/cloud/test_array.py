"""Eight machines of an array job, of which two are killed: one table, one bucket."""

import logging
import os
import signal
from datetime import timedelta

from tests.support.aws import TABLE
from tests.support.together import fork

SIZE, NOW = 8, "2026-08-20T11:00:00Z"
WORDS = ("--from", "2022-23", "--to", "2025-26")


def test_eight_machines_of_which_two_die_store_what_one_would(machine, aws, monkeypatch, tmp_path):
    machine.at(NOW)
    machine.set(TRACKER="dynamodb", DATA_STORE="s3", SEASON_TYPE="play-in", S3_PREFIX="one", DYNAMODB_TABLE="one")
    aws.dynamodb.create_table(TableName="one", BillingMode="PAY_PER_REQUEST", **TABLE)
    assert machine.main("backfill", *WORDS) == 0, machine.said
    machine.set(DYNAMODB_TABLE=aws.env["DYNAMODB_TABLE"], S3_PREFIX="eight", AWS_BATCH_JOB_ARRAY_SIZE=f"{SIZE}")
    monkeypatch.setattr("lib.tracker.dynamodb.LEASE", timedelta(seconds=4))
    monkeypatch.setattr("backfill.LOOKS_AGAIN", 0.5)
    machine.league.clear_requests()
    machine.league.fault("latency", ["leaguegamelog"], seconds=0.5)

    def run_machine(index: int) -> None:
        logging.disable()
        monkeypatch.delenv("NOW")  # a dead machine's lease ends with time
        os.mkdir(f"{tmp_path}/{index}")
        machine.set(AWS_BATCH_JOB_ARRAY_INDEX=f"{index}", AWS_BATCH_JOB_ID=f"job:{index}")
        machine.set(DATA_DIR=f"{tmp_path}/{index}/data", TMPDIR=f"{tmp_path}/{index}")
        os._exit(machine.main("backfill", *WORDS))

    processes = [fork(run_machine, index) for index in range(SIZE)]
    doomed = {"job:2": processes[2], "job:3": processes[3]}
    while doomed:
        for owner in owners(aws) & doomed.keys():
            os.kill(doomed.pop(owner).pid, signal.SIGKILL)
    for process in processes:
        process.join(120)
    statuses = [process.exitcode for process in processes]
    assert statuses == [-signal.SIGKILL if index in (2, 3) else 0 for index in range(SIZE)]

    one, eight = stored(aws, "one"), stored(aws, "eight")
    assert one == eight and len(one) > 500
    logs = [request for request in machine.league.requests if request["endpoint"] == "leaguegamelog"]
    assert 8 <= len(logs) <= 8 + 2, "each log once, and once more where a machine died"


def owners(aws) -> set[str]:
    items = aws.dynamodb.scan(TableName=aws.env["DYNAMODB_TABLE"])["Items"]
    return {item["lease_owner"]["S"] for item in items if "lease_owner" in item}


def stored(aws, prefix: str) -> dict[str, bytes]:
    keys = [key for key in aws.keys(f"{prefix}/") if "/_" not in key]
    return {key.removeprefix(prefix): aws.get(key) for key in keys}

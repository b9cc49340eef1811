"""The AWS Lambda handler: checks, fetches, stores and marks each of an event's datasets within Lambda's time limit.

Of daily it then sends status.json and the badges, as make daily does.

event: {"id": "daily 2025-01-15T12:00:00Z", "datasets": ["daily"]}: datasets, or groups as make has them.
Returns {"statuses": {dataset: exit status}}; raises Trouble where one is not 0, so that Lambda counts an error.
"""

import importlib
import logging
import os
import sys

from lib import config, datasets, metrics
from lib.errors import Trouble
from lib.jobs import chain, publish

SPARE = 30  # seconds before Lambda ends the run, for storing and marking what came
log = logging.getLogger("nba-data")
# Like make this starts commands, which lie in scripts/ and which nothing else in lib knows.
sys.path.append(str(config.ROOT / "scripts"))


def handler(event: dict, context) -> dict:
    importlib.import_module("_script").set_up_log()
    log.propagate = False  # or Lambda's own handler says each line again
    os.environ["RUN_ID"] = event.get("id") or context.aws_request_id
    _read_proxy()
    wanted = {dataset.name: dataset for name in event["datasets"] for dataset in datasets.group(name)}
    statuses = {name: _run(dataset, context) for name, dataset in wanted.items()}
    if "daily" in event["datasets"]:
        publish.send_status()
    if failed := [name for name, status in statuses.items() if status]:
        raise Trouble(f"{', '.join(failed)}: not fetched; see the log: {statuses}")
    return {"statuses": statuses}


def _run(dataset: datasets.Dataset, context) -> int:
    """Runs a dataset and returns its exit status; a failure does not stop the next one."""
    ends_in = max(0.0, context.get_remaining_time_in_millis() / 1000 - SPARE)
    ask = importlib.import_module("_fetch").asker(dataset)
    try:
        outcome = chain.run(dataset, ask, ends_in=ends_in)
        return outcome.report.status if outcome else 0
    except Trouble as trouble:
        status, said = trouble.status, f"{trouble}"
    except Exception as error:
        status, said = 70, f"unexpected {type(error).__name__}: {error}; report it"
    log.error("%s: %s", dataset.name, said, extra={"fields": metrics.ended(status)})
    return status


def _read_proxy() -> None:
    """Sets NBA_API_PROXY from the parameter that PROXY_PARAMETER names, so that no template contains it."""
    name = os.environ.get("PROXY_PARAMETER")
    if name and not os.environ.get("NBA_API_PROXY"):
        from lib import aws

        with aws.clear_errors(name):
            found = aws.client("ssm").get_parameter(Name=name, WithDecryption=True)
        os.environ["NBA_API_PROXY"] = found["Parameter"]["Value"]

"""What docs/runbook.md tells to type, typed: against moto, by the AWS CLI."""

import boto3
import pytest

from lib import handler
from tests.support.stage import ROOT
from tests.test_docs import commands

KEY = "team-games/2025-01-14/LAL.csv"


@pytest.fixture
def typed(house, aws):
    """typed(start, variables): what the runbook's command that begins so prints."""
    lines = commands((ROOT / "docs" / "runbook.md").read_text())
    left = set(lines)

    def run(start: str, **env: str) -> str:
        (line,) = [line for line in lines if line.startswith(start)]
        left.discard(line)
        line = line.replace("aws ", f"aws --endpoint-url {aws.env['AWS_ENDPOINT_URL']} ", 1)
        done = house.run("bash", "-c", line, **aws.env, AWS_DEFAULT_REGION="us-east-1", **env)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run.left = left
    return run


def test_the_runbooks_commands_do_what_it_says(typed, aws, monkeypatch):
    for body in (b"good", b"bad"):
        aws.s3.put_object(Bucket=aws.bucket, Key=KEY, Body=body)
    listed = [line.split() for line in typed("aws s3api list").splitlines()]
    assert [key for key, _, _ in listed] == [KEY, KEY]
    oldest = listed[-1][1]
    typed("aws s3api copy", KEY=KEY, VERSION=oldest)
    assert aws.get(KEY) == b"good"

    sqs = boto3.client("sqs", region_name="us-east-1")
    queue = sqs.create_queue(QueueName=aws.bucket)["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="why")
    assert '"why"' in typed("aws sqs receive", QUEUE=queue)
    typed("aws sqs purge", QUEUE=queue)
    count = "ApproximateNumberOfMessagesNotVisible"
    assert sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=[count])["Attributes"][count] == "0"

    monkeypatch.setenv("PROXY_PARAMETER", "nba-data-proxy")
    for proxy in ("http://one:8080", "http://two:8080"):
        for start in ("printf", "aws ssm", "rm"):
            typed(start, NBA_API_PROXY=proxy)
        monkeypatch.setenv("NBA_API_PROXY", "")  # so that what the function sets is undone after the test
        monkeypatch.delenv("NBA_API_PROXY")
        handler._read_proxy()
        assert handler.os.environ["NBA_API_PROXY"] == proxy
    assert not typed.left

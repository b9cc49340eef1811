"""What make deploy and its siblings say where they cannot: one line, with what to do, before anything is made."""

import pytest

from tests.support.stage import ROOT

NOT_THERE = "nba-data-lambda is not there"


@pytest.mark.parametrize(
    "line, env, status, said",
    [
        ("deploy", {}, 2, "WAY=: must be spot, fargate, lambda or batch"),
        ("deploy WAY=train", {}, 2, "WAY=train: must be"),
        ("deploy WAY=lambda", {"S3_BUCKET": ""}, 78, "S3_BUCKET is not set; name the data's bucket: make deploy"),
        ("deploy WAY=lambda FALLBACK=none", {}, 2, "FALLBACK=none: WAY=lambda has no use for FALLBACK"),
        ("deploy WAY=fargate FALLBACK=later", {}, 2, "FALLBACK=later: only spot has it"),
        ("cloud-run WAY=spot WORKERS=3", {}, 2, "WORKERS=3: WAY=spot has no use for WORKERS"),
        ("cloud-run WAY=lambda TARGET=dayly", {}, 2, "target 'dayly' is unknown; did you mean daily?"),
        ("deploy-plan WAY=lambda", {}, 78, "this folder is no git clone, and the revision names what runs"),
        ("deploy WAY=lambda", {"AWS_REGION": ""}, 78, "no AWS region; set AWS_REGION, such as us-east-1"),
        ("cloud-run WAY=lambda", {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, 78, "aws configure, or"),
        ("cloud-logs WAY=lambda", {"AWS_PROFILE": "none"}, 78, "(The config profile (none) could not be found)"),
        ("deploy WAY=lambda", {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, 74, "Could not connect to the endpoint"),
        ("cloud-run WAY=lambda", {}, 78, f"{NOT_THERE}; make deploy WAY=lambda first"),
        ("cloud-run WAY=fargate", {}, 78, "nba-data-fargate is not there; make deploy WAY=fargate first"),
        ("cloud-logs WAY=lambda", {}, 78, f"{NOT_THERE}; make deploy WAY=lambda first"),
        ("undeploy WAY=lambda", {}, 0, f"{NOT_THERE}; the data are where they were"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line_with_what_to_do(house, aws, line, env, status, said):
    alone = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1"}
    done = house.make(*line.split(), **aws.env | alone | env)
    lines = [text for text in done.stderr.splitlines() if not text.startswith("make: ")]
    assert len(lines) == 1 and said in lines[0], done.stderr
    assert (f"Error {status}" in done.stderr) if status else done.returncode == 0, done.stderr


def test_an_image_that_was_not_pushed_is_named(house, aws):
    house.root = ROOT  # the revision is git's
    done = house.make("deploy", "WAY=lambda", **aws.env)
    assert "make image push first" in done.stderr and "Error 78" in done.stderr, done.stderr

"""A spot machine's life by its user data, with the image, on loopback: however it goes, it logs and shuts down."""

import os
import subprocess
import time

import boto3
import pytest

from tests.support.containers import LIMITS, TOOLS
from tests.support.imds import Imds
from tests.support.stage import ROOT

RUN = "daily 2025-01-15T12:00:00Z"


@pytest.fixture
def imds():
    with Imds(nba_data_run=RUN, nba_data_targets="team-games player-boxscores") as running:
        yield running


@pytest.fixture
def life(podman, imds, aws, tmp_path):
    """Starts the user data with nothing but what the template gives, and what leads to this machine."""
    container = tmp_path / "container"
    container.write_text(
        f'#!/bin/sh\nverb=$1; shift\n[ $verb = run ] && set -- {" ".join(LIMITS)} "$@"\n'
        f'exec {TOOLS}/podman $verb "$@"\n'
    )
    container.chmod(0o755)
    logs = boto3.client("logs", region_name="us-east-1")
    logs.create_log_group(logGroupName=f"/{aws.bucket}")
    env = {
        "PATH": f"{ROOT}/.venv/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": aws.env["AWS_ENDPOINT_URL"],
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": imds.url,
        "METADATA": imds.url,
        "LOG": f"{tmp_path}/log",
        "LOG_GROUP": f"/{aws.bucket}",
        "SHUTDOWN": f"touch {tmp_path}/shutdown",
        "CONTAINER": f"{container}",
        "IMAGE_URI": "localhost/nba-data:s3",
        "S3_BUCKET": aws.bucket,
        "DATA_STORE": "s3",
        "TRACKER": "exists",
        **podman.env,
    }

    def start(*within, **other):
        """within: a command that runs bash with the user data."""
        script = (ROOT / "deploy" / "user-data.sh").read_text()
        for volume in ("nba-tmp", "nba-data"):  # empty ones, as on a new machine
            script = script.replace(f"--volume {volume}:", f"--volume {volume}-{tmp_path.name}:")
        (tmp_path / "user-data").write_text(script)
        return subprocess.Popen([*within, "bash", f"{tmp_path}/user-data"], env=env | other, start_new_session=True)

    yield start
    podman("volume", "rm", "--force", f"nba-tmp-{tmp_path.name}", f"nba-data-{tmp_path.name}")


def ended(process, aws, tmp_path, within: int) -> str:
    """The log as it lies in S3, of a machine that shut itself down within some seconds."""
    process.wait(within)
    assert (tmp_path / "shutdown").exists()
    (key,) = aws.keys("_logs/")
    return aws.get(key).decode()


def test_it_fetches_with_the_roles_credentials_logs_and_shuts_down(life, imds, aws, tmp_path):
    log = ended(life(NBA_MAX_REQUESTS="10"), aws, tmp_path, 60)
    assert "make ended with 0" in log and "i-0123456789abcdef0" in aws.keys("_logs/")[0]
    assert len(aws.keys("team-games/2025-01-14/")) > 4 and aws.keys("player-boxscores/")
    assert imds.asked.count("iam/security-credentials/fetcher") >= 2  # the container's, and the log's
    events = boto3.client("logs", region_name="us-east-1").get_log_events(
        logGroupName=f"/{aws.bucket}", logStreamName="i-0123456789abcdef0"
    )["events"]
    assert any("make ended with 0" in event["message"] for event in events)


def test_from_git_it_sets_up_the_revision_and_fetches(life, aws, tmp_path):
    """In an /opt of its own; dnf has nothing to do, since git, make and Python are here."""
    (tmp_path / "dnf").write_text("#!/bin/sh\n")
    (tmp_path / "dnf").chmod(0o755)
    revision = subprocess.run(
        ["git", "-C", ROOT, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout
    env = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    env |= {"FROM": "git", "REPOSITORY": f"{ROOT}", "REVISION": revision.strip(), "TMPDIR": f"{tmp_path}"}
    env |= {"PATH": f"{tmp_path}:{ROOT}/.venv/bin:{os.environ['PATH']}", "NBA_MAX_REQUESTS": "10"}
    process = life("unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /opt && exec "$@"', "sh", **env)
    log = ended(process, aws, tmp_path, 300)
    assert "make ended with 0" in log and len(aws.keys("team-games/2025-01-14/")) > 4, log


def test_a_machine_that_is_taken_away_stores_what_came(life, imds, aws, tmp_path, league):
    league.fault("latency", ["boxscoretraditionalv3"], seconds=0.5)
    process = life()
    until(lambda: sum("boxscore" in asked["endpoint"] for asked in league.requests) > 8)
    imds.take_away()
    log = ended(process, aws, tmp_path, 40)
    assert ": taken away" in log
    answered = sum("boxscore" in asked["endpoint"] for asked in league.requests)
    assert answered - 1 <= len(aws.keys("player-boxscores/00")) <= answered < 60


def test_a_lifetime_that_is_over_ends_it(life, aws, tmp_path, league):
    league.fault("latency", ["boxscoretraditionalv3"], seconds=1)
    log = ended(life(LIFETIME="12"), aws, tmp_path, 50)
    assert "the lifetime is over" in log


def test_a_set_up_that_fails_ends_it(life, aws, tmp_path):
    assert "ended after" in ended(life(CONTAINER="no-such-runtime"), aws, tmp_path, 30)


def test_without_metadata_it_ends_too(life, tmp_path):
    process = life(METADATA="http://127.0.0.1:9", AWS_EC2_METADATA_DISABLED="true")
    process.wait(90)
    assert (tmp_path / "shutdown").exists()


def until(what):
    for _ in range(600):
        if what():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to that within a minute")

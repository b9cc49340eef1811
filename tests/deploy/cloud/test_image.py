"""The image as people run it: small, compiled, read-only, as a user of its own."""

import re
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
import yaml

from tests.support.lambda_api import LambdaApi
from tests.support.stage import ROOT

MOST = 210_000_000  # bytes of ours, on top of the base


@pytest.mark.parametrize("image", ["nba-data", "nba-data:s3"])
def test_what_is_ours_is_small_and_compiled(podman, image):
    size, base = (int(podman("image", "inspect", "--format", "{{.Size}}", name).stdout) for name in (image, "nba-base"))
    print(f"{image}: {(size - base) / 1e6:.0f} MB of ours")
    assert size - base <= MOST
    uncompiled = podman.run(
        *("-c", r'find .venv/lib lib scripts -name "*.py" | while read -r file; do '
          'name="${file##*/}"; compiled=("${file%/*}/__pycache__/${name%.py}".*.pyc); '
          '[ -e "${compiled[0]}" ] || echo "$file"; done; ls .venv/lib/python3*/site-packages | grep -x pip'),
        image=image, options=("--entrypoint", "bash"))  # fmt: skip
    assert uncompiled.stdout.split() == [], uncompiled.stderr


@pytest.mark.parametrize("image", ["nba-data", "nba-data:s3"])
def test_daily_runs_read_only_as_a_user_of_its_own_and_asks_nothing_twice(podman, volume, league, image):
    mount = ("--volume", f"{volume}:/app/data")
    first = podman.run("-k", "team-games", "player-games", image=image, options=mount)
    assert first.returncode == 0, first.stderr
    assert "new rows in" in first.stderr
    asked = len(league.requests)
    assert podman.run("-k", "team-games", "player-games", image=image, options=mount).returncode == 0
    assert len(league.requests) == asked > 0
    about = podman.run(
        "-c", "id -u; touch /app/new /new; ls data", image=image, options=(*mount, "--entrypoint", "bash")
    )
    assert about.stdout.split() == ["10001", "_metadata", "player-games", "team-games"]
    assert about.stderr.count("Read-only file system") == 2


def test_compose_is_true(podman, volume):
    """Its services with their own words, as they wait for each other; on loopback, where all their names lead."""
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert services["nba"]["depends_on"] == {
        "league": {"condition": "service_healthy"},
        "bucket": {"condition": "service_completed_successfully"},
    }
    assert services["bucket"]["depends_on"] == {"aws": {"condition": "service_healthy"}}
    names = ("--add-host", "league:127.0.0.1", "--add-host", "aws:127.0.0.1", "--volume", f"{volume}:/app/data")

    def service(name, *more):
        found = services[name]
        first, *words = [*found["entrypoint"], *found["command"]] if "entrypoint" in found else ["make", *more]
        return podman.words(found.get("environment", {}), (*names, "--entrypoint", first)), words

    def health(name, run):
        """Until a service is healthy by its own test."""
        test = services[name]["healthcheck"]["test"][1:]
        tried = (run(test) for _ in range(60) if not time.sleep(0.5))
        assert any(done.returncode == 0 for done in tried), f"{name} stays unhealthy"

    options, words = service("league")
    aws = [sys.executable, "-m", "moto.server", "-p", "5000"]
    with running([podman.command, *options, "nba-data", *words]), running(aws):
        health("aws", lambda test: subprocess.run([sys.executable, *test[1:]], capture_output=True))
        health("league", lambda test: podman.run(*test[1:], options=("--entrypoint", test[0])))
        options, words = service("bucket")
        made = podman(*options, "nba-data", *words)
        assert made.returncode == 0, made.stderr
        options, words = service("nba", "team-games", "sync")
        done = podman(*options, "nba-data", *words)
        assert done.returncode == 0, done.stderr
        sent = re.search(r"sync: ([\d,]+) new files sent to s3://nba-data/", done.stderr)
        assert sent and int(sent[1].replace(",", "")) > 1_000, done.stderr


def test_as_a_function_it_answers_lambdas_own_protocol(podman, league, aws, tmp_path):
    """As Lambda runs it: a user of its own, nothing to write to but /tmp."""
    league.now = "2024-10-09T11:00:00Z"
    with LambdaApi() as api:
        env = aws.env | {
            "NOW": "2024-10-09T11:00:00Z",
            "DATA_DIR": "/tmp/data",
            "DATA_STORE": "s3",
            "TRACKER": "exists",
        }
        env |= {"AWS_LAMBDA_RUNTIME_API": api.address, "AWS_LAMBDA_FUNCTION_NAME": "fetch", "LOG_FORMAT": "json"}
        function = yaml.load((ROOT / "deploy" / "run.yaml").read_text(), Plain)["Resources"]["Function"]["Properties"]
        first, *words = [*function["ImageConfig"]["EntryPoint"], *function["ImageConfig"]["Command"]]
        options = ("--entrypoint", first, "--user", "993:990", "--tmpfs", "/tmp", "--name", f"lambda-{tmp_path.name}")
        with running([podman.command, *podman.words(env, options), "nba-data:s3", *words], options[-1]):
            began = time.monotonic()
            answered = api.invoke({"id": "1", "datasets": ["teams"]})
            print(f"cold: {time.monotonic() - began:.1f} seconds")
            assert answered == ("response", {"statuses": {"teams": 0}})
            assert api.invoke({"id": "2", "datasets": ["team-games"]})[0] == "response"
    assert aws.keys("teams/") and aws.keys("team-games/")


class Plain(yaml.SafeLoader):
    """YAML with CloudFormation's words taken as they stand."""


Plain.add_multi_constructor("!", lambda loader, tag, node: tag)


def test_a_stop_ends_it_in_ten_seconds_and_what_came_is_stored_and_not_asked_again(podman, volume, league):
    league.fault("latency", ["boxscoretraditionalv3"], seconds=0.3)
    mount = ("--volume", f"{volume}:/app/data")
    name = f"stop-{volume}"[:60]
    words = podman.words({}, (*mount, "--name", name))
    with subprocess.Popen([podman.command, *words, "nba-data", "player-boxscores"], stderr=subprocess.PIPE) as process:
        while len(boxes(league)) < 20:
            time.sleep(0.1)
        began = time.monotonic()
        podman("stop", "--time", "30", name)
        process.wait(30)
        print(f"stopped in {time.monotonic() - began:.1f} seconds")
        assert time.monotonic() - began < 10
    answered = boxes(league)
    stored = podman.run("-c", "ls data/player-boxscores", options=(*mount, "--entrypoint", "bash")).stdout.split()
    stored = [game for game in stored if game.isdigit()]
    assert len(answered) - 1 <= len(stored) <= len(answered) < 60
    league.clear_faults()
    league.clear_requests()
    assert podman.run("player-boxscores", options=mount, NBA_MAX_REQUESTS="10").returncode == 0
    assert boxes(league) and not set(boxes(league)) & set(stored)


def boxes(league) -> list[str]:
    return [asked["params"]["GameID"] for asked in league.requests if asked["endpoint"] == "boxscoretraditionalv3"]


@contextmanager
def running(words, container: str = ""):
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            if container:  # which has no process 1 that a signal would end
                subprocess.run([words[0], "kill", container], capture_output=True)
            process.terminate()

"""The image as people run it: small, compiled, read-only, as a user of its own."""

import re
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
import yaml

from tests.conftest import ROOT

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
    assert "rows, " in first.stderr
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
        sent = re.search(r"sync: (\d+) changed files are in s3://nba-data/", done.stderr)
        assert sent and int(sent[1]) > 1_000, done.stderr


@contextmanager
def running(words):
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()

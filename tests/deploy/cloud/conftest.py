"""The parts that `make test-cloud` brings: containers by podman, AWS by MiniStack. Without them their tests skip."""

import os
import subprocess
from pathlib import Path

import pytest

BOX = Path(os.environ.get("CLOUD_BOX", "/nowhere"))
# Within the limits of a machine that is itself a guest.
LIMITS = ("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000")


class Podman:
    """Images and containers; env is what every container gets."""

    def __init__(self, env: dict[str, str]):
        self.env = env
        self.command = f"{BOX}/podman"

    def __call__(self, *words: str, **how) -> subprocess.CompletedProcess:
        how = {"capture_output": True, "text": True, "timeout": 120} | how
        return subprocess.run([self.command, *words], **how)

    def run(self, *words: str, image: str = "nba-data", options=(), **env: str) -> subprocess.CompletedProcess:
        """A container on the host's network, with nothing that it could write to but its volumes."""
        return self(*self.words(env, options), image, *words)

    def words(self, env: dict[str, str], options=()) -> list[str]:
        given = [word for name, value in (self.env | env).items() for word in ("--env", f"{name}={value}")]
        closed = ("--read-only", "--read-only-tmpfs=false", "--network", "host")
        return ["run", "--rm", *closed, *LIMITS, *given, *options]


@pytest.fixture
def podman(league):
    if not (BOX / "podman").exists():
        pytest.skip("no containers here; make test-cloud brings them")
    return Podman(
        {
            "NBA_STATS_URL": league.stats_url,
            "NBA_CDN_URL": league.cdn_url,
            "NBA_MIN_INTERVAL": "0",
            "NOW": f"{league.now:%Y-%m-%dT%H:%M:%SZ}",
        }
    )


@pytest.fixture
def volume(podman, request):
    """The name of an empty volume."""
    name = f"test-{os.getpid()}-{request.node.name[:40]}"
    assert podman("volume", "create", name).returncode == 0
    yield name
    podman("volume", "rm", "--force", name)

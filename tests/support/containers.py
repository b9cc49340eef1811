"""Containers by podman, and the local servers beside them, as `make test-cloud` brings them to CLOUD_BOX."""

import contextlib
import os
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

TOOLS = Path(os.environ.get("CLOUD_BOX", "/nowhere"))  # podman, MiniStack and the registry
# Within the limits of a machine that is itself a guest.
LIMITS = ("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000")


class Podman:
    """Images and containers; env is what every container gets."""

    def __init__(self, env: dict[str, str]):
        self.env = env
        self.command = f"{TOOLS}/podman"

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


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def answers(url: str) -> None:
    """Waits until somebody answers there, a minute at most."""
    for _ in range(120):
        with contextlib.suppress(OSError), urllib.request.urlopen(url):
            return
        time.sleep(0.5)

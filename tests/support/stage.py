"""Where tests play: the league's clock, the recordings, and a house, the project as a user has it."""

import contextlib
import gc
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from lib import datasets

ROOT = Path(__file__).resolve().parents[2]
DAILY = [name for name, dataset in datasets.ALL.items() if dataset.group == "daily"]
RECORDINGS = ROOT.parent / "shared" / "realdata"
MEMORY = Path("/dev/shm")  # a file costs a tenth there of what it costs on a disk, and the tests write 100,000s
MID_SEASON = "2025-01-15T11:00:00Z"  # six in the morning in New York: every game of the 14th is over


def rarely_collect() -> None:
    """Garbage costs a tenth: a process of the tests holds a league, which each full collection would go through."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 20)


def well(league):
    """A league without faults, at MID_SEASON, that nobody has asked yet."""
    league.clear_faults()
    league.clear_requests()
    league.now = MID_SEASON
    return league


class House:
    """The project as a user has it: a data folder of its own, an environment with nothing else in it."""

    def __init__(self, folder: Path, league, root: Path):
        self.data = folder / "data"
        self.league = league
        self.root = root
        self.bin = root / ".venv" / "bin"
        self.env = {
            "PATH": f"{self.bin}:{Path(sys.executable).parent}:{os.environ['PATH']}",  # the aws that we have pinned
            "HOME": str(folder),
            "TMPDIR": str(folder),  # the throttle's memory lies there
            "DATA_DIR": str(self.data),
            "ENV_FILE": "/dev/null",  # the developer's .env is none of our business
            "NBA_STATS_URL": league.stats_url,
            "NBA_CDN_URL": league.cdn_url,
            "NBA_MIN_INTERVAL": "0",
            "NOW": MID_SEASON,
        }

    def at(self, now: str) -> None:
        """Moves the house's clock and the league's."""
        self.env["NOW"] = self.league.now = now

    def forget_hosts(self) -> None:
        """As after some days: no cool-down, nothing remembered of the league's hosts."""
        for path in self.data.parent.glob("nba-data-*/*"):
            path.unlink()

    def make(self, *words: str, **env: str) -> subprocess.CompletedProcess:
        return self.run("make", "--no-print-directory", "-C", str(self.root), *words, **env)

    def start(self, *words: str) -> subprocess.Popen:
        """make with the Python that users have, in a session of its own, so that killpg() ends all of it."""
        command = ["make", "-C", str(ROOT), *words]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, env=self.env, start_new_session=True, **quiet)

    def script(self, name: str, *words: str, **env: str) -> subprocess.CompletedProcess:
        return self.run(str(self.bin / "python"), str(ROOT / "scripts" / f"{name}.py"), *words, **env)

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            words, env=self.env | env, capture_output=True, text=True, timeout=300, cwd=self.data.parent
        )

    def files(self, dataset: str) -> list[Path]:
        return sorted(path for path in (self.data / dataset).rglob("*") if path.is_file())


@contextlib.contextmanager
def warm_project():
    """The project with a .venv whose python and aws run in forks of a process that has imported everything: warm.py."""
    with tempfile.TemporaryDirectory() as name:  # a socket's path must be short
        project = Path(name)
        for path in ("Makefile", "deploy", "docs", "lib", "requirements.txt", "requirements-dev.txt", "scripts"):
            (project / path).symlink_to(ROOT / path)
        (project / ".venv" / "bin").mkdir(parents=True)
        warm = (ROOT / "tests" / "support" / "warm.py").read_text()
        for program in ("python", "aws"):
            path = project / ".venv" / "bin" / program
            path.write_text(f"#!{sys.executable} -IS\n{warm}")
            path.chmod(0o755)
        for path in (".ready", ".ready-dev"):
            (project / ".venv" / path).touch()
        server = [sys.executable, str(ROOT / "tests" / "support" / "warm_server.py"), str(project / "warm")]
        with subprocess.Popen(server, stdout=subprocess.PIPE, env={"PATH": os.environ["PATH"]}) as running:
            running.stdout.readline()
            yield project
            running.terminate()

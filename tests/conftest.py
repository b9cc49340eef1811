"""What the tests share: a league in a box, a house with its own data folder, and the recordings if they are there."""

import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from filelock import FileLock

sys.modules["chardet"] = None  # frictionless brings it, compiled; requests would take it, and forks of it have crashed

from lib.standin.server import REFERER, Standin  # noqa: E402

pytest_plugins = [
    "tests.support.aws",
    "tests.support.in_process",
    "tests.support.opened",
    "tests.support.played",
    "tests.support.spoiled",
    "tests.support.webhook",
]

ROOT = Path(__file__).resolve().parent.parent
RECORDINGS = ROOT.parent / "shared" / "realdata"
MEMORY = Path("/dev/shm")  # a file costs a tenth there of what it costs on a disk, and the tests write 100,000s
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4 * 2**30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", f"{MEMORY}")
MID_SEASON = "2025-01-15T11:00:00Z"  # six in the morning in New York: every game of the 14th is over


@pytest.fixture(scope="session")
def box():
    """One league for all tests of a process: a season is simulated when somebody first asks for it."""
    with pytest.MonkeyPatch.context() as patch, Standin(now=MID_SEASON) as running:
        patch.setattr("lib.standin.server.KEPT", 100)
        running.answer("cdn", "staticData/scheduleLeagueV2", {}, {"Referer": REFERER})  # the season is simulated now
        yield running


@pytest.fixture(scope="session")
def for_all(tmp_path_factory):
    """for_all(name, build): what build(an empty folder) gives, made once for all processes of a run; never changed."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name: str, build):
        kept = base / f"{name}.pickle"
        with FileLock(f"{kept}.lock"):
            if not kept.exists():
                (base / name).mkdir(exist_ok=True)  # it is there where the first one failed
                kept.write_bytes(pickle.dumps(build(base / name)))
        return pickle.loads(kept.read_bytes())

    return made


@pytest.fixture
def league(box):
    """A simulated league whose clock stands at MID_SEASON; set league.now to move it."""
    return well(box)


def well(box):
    """A league without faults, at MID_SEASON, that nobody has asked yet."""
    box.clear_faults()
    box.clear_requests()
    box.now = MID_SEASON
    return box


@pytest.fixture
def recordings():
    """The stand-in as a player of the recorded responses; skips where there are none."""
    if not RECORDINGS.is_dir():
        pytest.skip(f"no recordings at {RECORDINGS}")
    with Standin(replay=RECORDINGS) as running:
        yield running


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


@pytest.fixture(scope="session")
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


@pytest.fixture
def house(house_of, tmp_path, league):
    return house_of(tmp_path, league)


@pytest.fixture(scope="session")
def house_of(warm_project):
    """Builds a house for another folder, or another league, than the fixture's: house_of(folder, league)."""
    return lambda folder, league: House(folder, league, warm_project)


def pytest_terminal_summary(terminalreporter):
    """The matrix of faults and datasets, as the tests that walked it recorded it: complete, or the exit status."""
    reports = [one for many in terminalreporter.stats.values() for one in many if hasattr(one, "user_properties")]
    cells = {tuple(value[:3]): value[3] for one in reports for name, value in one.user_properties if name == "matrix"}
    if not cells:
        return
    names, scopes = (list(dict.fromkeys(key[place] for key in sorted(cells))) for place in (0, 2))
    terminalreporter.section("faults: complete data, or the exit status (by who is faulty)")
    for kind in dict.fromkeys(key[1] for key in cells):
        told = [
            f"{name} " + " ".join(f"{scope}:{cells.get((name, kind, scope), '-')}" for scope in scopes)
            for name in names
        ]
        terminalreporter.write_line(f"{kind:16} {' | '.join(told)}")


def pytest_collection_modifyitems(items):
    """The tests that take longest begin first, so that nobody waits for them at the end."""
    slow = (
        ("real_cron", "test_demo", "kill", "sixteen", "test_cold", "test_handler", "test_stop", "test_s3_chain")
        + ("stack_is_made", "cut_between", "test_status", "test_backfill", "mixed", "test_sync", "test_shapes")
        + ("what_was_planned", "test_privileges", "fuzz", "leaves_what_makes", "of_the_readme", "test_costs")
    )  # fmt: skip
    items.sort(key=lambda item: next((n for n, name in enumerate(slow) if name in item.nodeid), len(slow)))

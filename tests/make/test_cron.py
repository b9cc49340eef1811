"""The crontab: installed beside other people's lines, and run by a real cron, Debian's, as root, for a minute."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]
MINE = "MAILTO=me\n\n5 * * * * echo mine\n"


def knows(pid: int, data: Path) -> bool:
    """Whether a process has a data folder in its environment."""
    with contextlib.suppress(OSError):  # it has just ended
        return f"DATA_DIR={data}".encode() in Path(f"/proc/{pid}/environ").read_bytes()
    return False


@pytest.fixture
def table():
    """Root's crontab, empty, for one test at a time; what was in it is put back."""
    if not shutil.which("cron") or not shutil.which("crontab") or os.getuid() != 0:
        pytest.skip("needs Debian's cron, and root to run it: apt-get install cron")
    with FileLock(Path(tempfile.gettempdir(), "nba-data-test-crontab.lock")):
        before = subprocess.run(["crontab", "-l"], capture_output=True, text=True)
        subprocess.run(["crontab", "-r"], stderr=subprocess.DEVNULL)
        yield Table()
        if before.returncode == 0:
            Table().write(before.stdout)
        else:
            subprocess.run(["crontab", "-r"], stderr=subprocess.DEVNULL)


class Table:
    def read(self) -> str:
        return subprocess.run(["crontab", "-l"], capture_output=True, text=True).stdout

    def write(self, text: str) -> None:
        subprocess.run(["crontab", "-"], input=text, text=True, check=True)


@pytest.fixture
def cron(table, house):
    """Starts cron with a crontab, in the foreground; ends it and its jobs."""
    running = []

    def start(text: str) -> None:
        table.write(text)
        running.append(subprocess.Popen(["cron", "-f"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    yield start
    for process in running:
        process.terminate()
        process.wait()
    while jobs := [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if knows(pid, house.data)]:
        for pid in jobs:  # they would go on asking the league, which is the next test's by then
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def test_install_cron_keeps_every_other_line_and_remove_cron_takes_only_ours(table, house):
    table.write(MINE)
    done = house.make("install-cron")
    assert done.returncode == 0, done.stderr
    (job,) = [line for line in table.read().splitlines() if "morning" in line]
    assert job in done.stdout, "it is shown"
    assert f"cd {ROOT} && PATH=" in job
    assert table.read().startswith(MINE)
    (path,) = re.findall(r" PATH=(\S+)", job)
    assert len(set(path.split(":"))) == len(path.split(":")), "each folder once"
    assert "DATA_DIR, " in done.stderr and "set in this shell only" in done.stderr, (
        "cron does not know this shell's variables"
    )
    house.make("install-cron")
    assert table.read().count("morning") == 1
    house.make("remove-cron")
    assert table.read() == MINE


def test_what_cron_would_not_know_is_refused(table, house):
    done = house.make("install-cron", "DATA_DIR=/srv/nba", "NOTIFY_URL=http://h/secret")
    assert done.returncode == 2 and "DATA_DIR, NOTIFY_URL: cron does not know" in done.stderr
    assert "secret" not in done.stderr and not table.read()


def test_a_crontab_that_cannot_be_understood_stays_as_it_is(table, house):
    broken = f"{MINE}# <<< nba-data\n"
    table.write(broken)
    assert house.make("install-cron").returncode == 2
    assert table.read() == broken


def test_the_installed_line_runs_in_a_real_cron(table, cron, house):
    house.at("2024-11-05T11:00:00Z")
    assert house.make("install-cron").returncode == 0
    every_minute = re.sub(r"^\d+ \d+ ", "* * ", table.read(), flags=re.M)
    env = house.env | {"NBA_MAX_REQUESTS": "8"}  # what it brings is no matter here, the less the better
    settings = "".join(f"{name}={value}\n" for name, value in env.items() if name not in ("PATH", "HOME"))
    cron(settings + every_minute)
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and not (house.files("teams") and house.files("team-games")):
        time.sleep(0.5)
    log = "".join(path.read_text() for path in (house.data / "_metadata" / "log").glob("*.log"))
    assert house.files("teams"), log
    assert house.files("team-games"), log

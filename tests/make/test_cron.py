"""crontab.example in a real cron: Debian's, as root, for a minute."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"^(\S+ \S+ \S+ \S+ \S+)(\s+cd .*)$", re.M)


def knows(pid: int, data: Path) -> bool:
    """Whether a process has a data folder in its environment."""
    with contextlib.suppress(OSError):  # it has just ended
        return f"DATA_DIR={data}".encode() in Path(f"/proc/{pid}/environ").read_bytes()
    return False


@pytest.fixture
def crontab(house):
    """Installs a crontab and runs cron in the foreground; puts back what was there."""
    if not shutil.which("cron") or not shutil.which("crontab") or os.getuid() != 0:
        pytest.skip("needs Debian's cron, and root to run it: apt-get install cron")
    before = subprocess.run(["crontab", "-l"], capture_output=True, text=True)
    running = []

    def install(text):
        subprocess.run(["crontab", "-"], input=text, text=True, check=True)
        running.append(subprocess.Popen(["cron", "-f"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    yield install
    for process in running:
        process.send_signal(signal.SIGTERM)
        process.wait()
    while jobs := [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if knows(pid, house.data)]:
        for pid in jobs:  # they would go on asking the league, which is the next test's by then
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    if before.returncode == 0:
        subprocess.run(["crontab", "-"], input=before.stdout, text=True, check=True)
    else:
        subprocess.run(["crontab", "-r"], check=True)


def test_the_examples_lines_run_in_a_real_cron(crontab, house):
    example = (ROOT / "crontab.example").read_text()
    assert len(LINE.findall(example)) == 3
    every_minute = LINE.sub(r"* * * * *\2", example).replace("/opt/nba-data", str(ROOT))
    every_minute = every_minute.replace("data/cron.log", f"{house.data}/cron.log")
    house.data.mkdir()
    house.at("2024-11-05T11:00:00Z")
    env = house.env | {"NBA_MAX_REQUESTS": "8"}  # what it brings is no matter here, the less the better
    settings = "".join(f"{name}={value}\n" for name, value in env.items() if name not in ("PATH", "HOME"))
    crontab(settings + every_minute)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not (house.files("teams") and house.files("team-games")):
        time.sleep(0.5)
    log = (house.data / "cron.log").read_text()
    assert house.files("teams"), log
    assert house.files("team-games"), log

"""make demo, as a stranger types it."""

import os
import signal
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_tour_ends_well_and_leaves_nothing_running(house):
    env = {name: os.environ[name] for name in ("PATH", "HOME")}
    if not (house.root / "data").exists():
        (ROOT / "data").mkdir(exist_ok=True)
        (house.root / "data").symlink_to(ROOT / "data")
    done = subprocess.run(["make", "-C", str(house.root), "demo"], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    first, again, later, status = (
        done.stdout.index(text) for text in ("so far", "nothing is due", "A day later", "What there is")
    )
    assert first < again < later < status
    assert "team-games: nothing due" in done.stderr and "team-games: 2024-11-05, " in done.stderr
    shown = (ROOT / "README.md").read_text().split("```\n$ make teams")[1].split("```")[0]
    lines = [line for line in shown.splitlines() if line.startswith("team-games: ")]
    assert lines and all(line in done.stderr for line in lines)
    port = done.stdout.split("127.0.0.1:")[1].split("/")[0]
    reached = subprocess.run(["bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{port}"], capture_output=True)
    assert reached.returncode != 0, "the league still answers"


def test_make_league_serves_at_the_time_that_now_names(house):
    command = ["make", "--no-print-directory", "-C", str(ROOT), "league", "NOW=2024-11-05T11:00:00Z"]
    with subprocess.Popen(command, env=house.env, start_new_session=True, stdout=subprocess.PIPE, text=True) as league:
        lines = [league.stdout.readline() for _ in range(2)]
        for _ in range(300):  # make passes it on: one that met the end of another stopped it for ever
            os.killpg(league.pid, signal.SIGTERM)
            time.sleep(0.00002)
    assert lines[0].startswith("NBA_STATS_URL=http://127.0.0.1:") and lines[1].startswith("NBA_CDN_URL=")

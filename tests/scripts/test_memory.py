"""What a season takes in memory grows with its text, not with ten times as much."""

import os
import subprocess
import sys

from lib import config, csvfile
from lib.datasets import SHOTS

COLUMNS = list(SHOTS.types)
GAME = 175  # shots
# A process is counted with what its parent has at its start: this one has little.
MEASURED = (
    "import resource, subprocess, sys\n"
    "subprocess.run(sys.argv[1:], check=True)\n"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)


def store(folder, games: int) -> tuple[float, float]:
    """(megabytes that storing the shots of some games took at most, megabytes of their CSV)"""
    fixed = {"TEAM_ID": "1610612747", "GAME_DATE": "2024-01-20", "PLAYER_NAME": "Somebody Sometime"}
    rows = [
        [(fixed | {"GAME_ID": f"00223{game:05}", "GAME_EVENT_ID": f"{shot}"}).get(name, f"{shot}") for name in COLUMNS]
        for game in range(games)
        for shot in range(GAME)
    ]
    body = csvfile.to_bytes(csvfile.Table(COLUMNS, rows))
    csv = folder / f"{games}.csv"
    csv.write_bytes(body)
    env = os.environ | {"DATA_DIR": f"{folder / f'{games}'}"}
    command = [sys.executable, "-c", MEASURED, sys.executable, config.ROOT / "scripts" / "store.py", "shots", csv]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.returncode == 0 and f"{games:,} new files" in done.stderr, done.stderr
    return int(done.stdout) / 1024, len(body) / 1e6


def test_storing_many_shots(tmp_path):
    few, many = store(tmp_path, 100), store(tmp_path, 400)
    assert many[0] - few[0] < 3 * (many[1] - few[1]), (few, many)

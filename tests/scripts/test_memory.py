"""What a season takes in memory grows with its text, a few times as much, and not with thirty."""

import os
import subprocess
import sys

from lib import csvfile
from lib.datasets import SHOTS
from tests.support.stage import ROOT

COLUMNS = list(SHOTS.types)
GAME = 175  # shots
# A process is counted with what its parent has at its start: this one has little.
MEASURED = (
    "import resource, subprocess, sys\n"
    "subprocess.run(sys.argv[1:], check=True)\n"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)


def megabytes(env: dict[str, str], script: str, *words) -> float:
    """The most that a script takes."""
    command = [sys.executable, "-c", MEASURED, sys.executable, ROOT / "scripts" / script, *words]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return int(done.stdout) / 1024


def text(csv) -> float:
    return csv.stat().st_size / 1e6


def test_fetching_many_shots(house):
    few, many = house.data.parent / "few.csv", house.data.parent / "many.csv"
    of_a_day = megabytes(house.env, "fetch_shots.py", "--date", "2024-11-01", "--output", few)
    of_a_month = megabytes(
        house.env, "fetch_shots.py", "--date-from", "2024-11-01", "--date-to", "2024-11-30", "--output", many
    )
    assert text(many) > 5
    assert of_a_month - of_a_day < 5 * (text(many) - text(few)), (of_a_day, of_a_month, text(many))


def test_storing_many_shots(tmp_path):
    def store(games: int) -> tuple[float, float]:
        fixed = {"TEAM_ID": "1610612747", "GAME_DATE": "2024-01-20", "PLAYER_NAME": "Somebody Sometime"}
        ids = [
            {"GAME_ID": f"00223{game:05}", "GAME_EVENT_ID": f"{shot}"} for game in range(games) for shot in range(GAME)
        ]
        rows = [[(fixed | of_shot).get(name, of_shot["GAME_EVENT_ID"]) for name in COLUMNS] for of_shot in ids]
        csv = tmp_path / f"{games}.csv"
        csv.write_bytes(csvfile.to_bytes(csvfile.Table(COLUMNS, rows)))
        return megabytes(os.environ | {"DATA_DIR": f"{tmp_path / f'{games}'}"}, "store.py", "shots", csv), text(csv)

    few, many = store(100), store(400)
    assert many[0] - few[0] < 3 * (many[1] - few[1]), (few, many)

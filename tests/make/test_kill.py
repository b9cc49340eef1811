"""kill -9 at any moment: what is stored is whole, and the next run completes it."""

import contextlib
import os
import random
import signal
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KILLS, HOUSES = 50, 5
NOW = "2024-10-27T11:00:00Z"  # the pre-season and five nights: enough to be hit in every step


def tree(house):
    """{path below data: bytes} of all data, the project's own notes aside"""
    files = (path for path in house.data.rglob("*") if path.is_file() and "_metadata" not in path.parts)
    return {str(path.relative_to(house.data)): path.read_bytes() for path in files}


def killed(house, after: float) -> None:
    command = ["make", "-C", str(ROOT), "team-games"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=house.env, start_new_session=True, **quiet) as process:
        time.sleep(after)
        with contextlib.suppress(ProcessLookupError):  # it was quicker
            os.killpg(process.pid, signal.SIGKILL)


def test_fifty_kills_and_a_clean_run_give_the_data_of_an_undisturbed_one(tmp_path, league, house_of):
    undisturbed = house_of(tmp_path / "undisturbed", league)
    undisturbed.data.parent.mkdir()
    undisturbed.at(NOW)
    started = time.monotonic()
    assert undisturbed.make("team-games").returncode == 0
    length = time.monotonic() - started
    expected = tree(undisturbed)
    assert len(expected) > 150

    moments = random.Random(2024)
    for number in range(HOUSES):
        house = house_of(tmp_path / f"{number}", league)
        house.data.parent.mkdir()
        house.at(NOW)
        for _ in range(KILLS // HOUSES):
            killed(house, moments.uniform(0, length))
            found = tree(house)
            assert all(expected[path] == body for path, body in found.items()), "half a file, or a wrong one"
        done = house.make("team-games")
        assert done.returncode == 0, done.stderr
        assert tree(house) == expected
        assert not list(house.data.glob("_metadata/tmp/*/*"))

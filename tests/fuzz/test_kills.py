"""kill -9 at random moments of every target that writes: the next run completes it, as if nothing had happened."""

import contextlib
import os
import random
import signal
import time

import pytest

from tests.support.fuzz import IS_LONG

KILLS = 8 if IS_LONG else 1
TARGETS = {
    "team-games": {},
    "player-games": {},
    "player-boxscores": {"NBA_MAX_REQUESTS": "60"},
    "standings": {},
    "tables": {},
    "morning": {"NBA_MAX_REQUESTS": "60"},
    "backfill": {"FROM": "2024-25", "TO": "2024-25", "DATASETS": "team-games"},
    "sync": {},
    "pull": {},
}
NOW = "2024-10-24T11:00:00Z"


def tree(house) -> dict:
    """{path: bytes} of all data; the project's own notes, and what tells of the last run, aside."""
    files = (path for path in house.data.glob("*/**/*") if path.is_file() and "_metadata" not in path.parts)
    return {f"{path.relative_to(house.data)}": path.read_bytes() for path in files}


def prepared(house_of, folder, league, target, aws):
    """A house that is about to run a target."""
    folder.mkdir()
    house = house_of(folder, league)
    house.at(NOW)
    if target in ("sync", "pull"):
        house.env |= aws.env
    if target in ("tables", "sync", "pull"):
        assert house.make("team-games").returncode == 0
    if target == "pull":
        assert house.make("sync").returncode == 0
        for path in sorted(house.data.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    house.env |= TARGETS[target]
    return house


# The short form is tests/make/test_kill.py and its like; all of the targets take some minutes.
@pytest.mark.skipif(not IS_LONG, reason="make fuzz kills every target")
@pytest.mark.parametrize("target", TARGETS)
def test_a_kill_at_any_moment_of_a_target_is_completed_by_the_next_run(house_of, tmp_path, league, target, request):
    aws = request.getfixturevalue("aws") if target in ("sync", "pull") else None
    house = prepared(house_of, tmp_path / "calm", league, target, aws)
    began = time.monotonic()
    with house.start(target) as process:
        pass
    lasts = time.monotonic() - began
    assert process.returncode == 0
    calm = tree(house)
    chance = random.Random()
    house = prepared(house_of, tmp_path / "killed", league, target, aws)
    for _ in range(KILLS):
        with house.start(target) as process:
            time.sleep(chance.uniform(0, lasts))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    done = house.make(target)
    assert done.returncode == 0, done.stderr
    killed = tree(house)
    assert {path: killed.get(path) for path in calm} == calm, "more may be there, where a budget ends each run"

"""kill -9 at any moment: what is stored is whole, and the next run completes it."""

import contextlib
import os
import random
import signal
import sys
import tempfile
import time

import pytest

from tests.support.in_process import Machine
from tests.support.together import fork

SEASON = "2024-25"  # without it the season before is asked for as well
KILLS = 10  # a house; fifty in all
NOW = "2024-10-25T11:00:00Z"  # the pre-season and three nights: enough to be hit in every step


def tree(house):
    """{path below data: bytes} of all data, the project's own notes aside"""
    files = (path for path in house.data.rglob("*") if path.is_file() and "_metadata" not in path.parts)
    return {str(path.relative_to(house.data)): path.read_bytes() for path in files}


def made(house):
    """`make team-games`, as a user runs it: a process a step."""
    return house.start("team-games")


@contextlib.contextmanager
def forked(house):
    """The same steps in one process that has everything imported, which spends its life on the steps themselves."""
    process = fork(chain, house)
    yield process
    process.join(60)
    process.returncode = process.exitcode  # as Popen calls it


def chain(house) -> None:
    os.setsid()
    os.environ.clear()
    os.environ.update(house.env)
    tempfile.tempdir = None  # the one of env
    sys.exit(Machine(house.league, house.data, None).chain("team-games"))


def kill(started, house, after: float) -> None:
    with started(house) as process:
        time.sleep(after)
        with contextlib.suppress(ProcessLookupError):  # it was quicker
            os.killpg(process.pid, signal.SIGKILL)


def length(started, house) -> float:
    """Seconds that an undisturbed run takes."""
    house.data.parent.mkdir()
    house.at(NOW)
    begun = time.monotonic()
    with started(house) as process:
        pass
    assert process.returncode == 0
    return time.monotonic() - begun


@pytest.mark.parametrize("started, houses", [(made, 1), (forked, 4)], ids=["make", "forked"])
def test_kills_at_any_moment_and_a_clean_run_give_the_data_of_an_undisturbed_one(
    started, houses, tmp_path, league, house_of
):
    undisturbed = house_of(tmp_path / "undisturbed", league)
    undisturbed.env["SEASON"] = SEASON
    long = length(started, undisturbed)
    expected = tree(undisturbed)
    assert len(expected) > 150

    moments = random.Random(2024)
    for number in range(houses):
        house = house_of(tmp_path / f"{number}", league)
        house.env["SEASON"] = SEASON
        house.data.parent.mkdir()
        house.at(NOW)
        for _ in range(KILLS):
            kill(started, house, moments.uniform(0, long))
            found = tree(house)
            assert all(expected[path] == body for path, body in found.items()), "half a file, or a wrong one"
        done = house.make("team-games")
        assert done.returncode == 0, done.stderr
        assert tree(house) == expected
        assert not list(house.data.glob("_metadata/tmp/*/*"))

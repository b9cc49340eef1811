"""What the tests share: a league in a box, a house with its own data folder, and the recordings if they are there."""

import gc
import os
import pickle
import shutil
import sys

import pytest
from filelock import FileLock

sys.modules["chardet"] = None  # frictionless brings it, compiled; requests would take it, and forks of it have crashed

from lib.standin.server import REFERER, Standin  # noqa: E402
from tests.support import stage  # noqa: E402

pytest_plugins = [
    "tests.support.aws",
    "tests.support.in_process",
    "tests.support.opened",
    "tests.support.order",
    "tests.support.played",
    "tests.support.spoiled",
    "tests.support.webhook",
]

if stage.MEMORY.is_dir() and shutil.disk_usage(stage.MEMORY).free > 4 * 2**30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", f"{stage.MEMORY}")


def pytest_collection_finish():
    stage.rarely_collect()


@pytest.fixture(scope="session")
def simulated():
    """One league for all tests of a process: a season is simulated when somebody first asks for it."""
    with pytest.MonkeyPatch.context() as patch, Standin(now=stage.MID_SEASON) as running:
        patch.setattr("lib.standin.server.KEPT", 100)
        running.answer("cdn", "staticData/scheduleLeagueV2", {}, {"Referer": REFERER})  # the season is simulated now
        gc.freeze()
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
def league(simulated):
    """A simulated league whose clock stands at MID_SEASON; set league.now to move it."""
    return stage.well(simulated)


@pytest.fixture
def recordings():
    """The stand-in as a player of the recorded responses; skips where there are none."""
    if not stage.RECORDINGS.is_dir():
        pytest.skip(f"no recordings at {stage.RECORDINGS}")
    with Standin(replay=stage.RECORDINGS) as running:
        yield running


@pytest.fixture
def house(house_of, tmp_path, league):
    return house_of(tmp_path, league)


@pytest.fixture(scope="session")
def house_of(warm_project):
    """Builds a house for another folder, or another league, than the fixture's: house_of(folder, league)."""
    return lambda folder, league: stage.House(folder, league, warm_project)


@pytest.fixture(scope="session")
def warm_project():
    with stage.warm_project() as project:
        yield project

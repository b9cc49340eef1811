"""The first days of a simulated season, stored once by the real scripts and copied for the tests that change them."""

import shutil
from pathlib import Path

import pytest

from lib import datasets
from tests.support.stage import well
from tests.support.tables import AFTER, at, linked, make


@pytest.fixture(scope="session")
def stored_once(simulated, machine_at, for_all) -> Path:
    """A data folder with the first two days of 2024-25, without tables; never changed."""
    return for_all("days", lambda folder: _two_days(simulated, machine_at, folder))


def _two_days(simulated, machine_at, folder: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        well(simulated)
        machine = machine_at(folder, patch)
        machine.set(NBA_MAX_REQUESTS="15")
        machine.at(AFTER)
        for name in ("teams", "team-games", "player-games", "player-boxscores", "player-stats"):
            season_type = "regular" if "SEASON_TYPE" in datasets.find(name).accepts else ""
            machine.set(SEASON_TYPE=season_type)
            assert machine.chain(name) == 0, machine.said
        machine.set(PLAYER="2544")
        assert machine.chain("player-stats") == 0, machine.said
    linked(machine.data, folder / "whole")
    for name in ("team-games", "player-games"):
        for day in sorted((machine.data / name).iterdir())[2:]:
            shutil.rmtree(day)
    return machine.data


@pytest.fixture(scope="session")
def five_days(stored_once) -> Path:
    """The same with the three days that followed; tables may be made in it, nothing else."""
    return stored_once.parent / "whole"


@pytest.fixture(scope="session")
def made_once(stored_once, for_all) -> Path:
    """The same with its tables; never changed."""
    return for_all("made", lambda folder: _with_tables(linked(stored_once, folder / "data")))


def _with_tables(folder: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOW", AFTER)
        patch.setenv("DATA_DIR", str(folder))
        make(folder)
    return folder


@pytest.fixture
def data(stored_once, tmp_path, monkeypatch) -> Path:
    """A copy of those days without tables, where the environment's DATA_DIR points to."""
    return at(linked(stored_once, tmp_path / "data"), monkeypatch)


@pytest.fixture
def made(made_once, tmp_path, monkeypatch) -> Path:
    """A copy with tables."""
    return at(linked(made_once, tmp_path / "data"), monkeypatch)


@pytest.fixture
def read_only(made_once, monkeypatch) -> Path:
    """The tables of those days, for a test that changes nothing."""
    return at(made_once, monkeypatch)


@pytest.fixture(autouse=True)
def no_power_cuts(monkeypatch):
    """Waiting for the disk is what these tests would mostly do."""
    monkeypatch.setattr("os.fsync", lambda file: None)

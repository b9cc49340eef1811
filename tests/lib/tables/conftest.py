"""The first days of a simulated season, stored once by the real scripts and copied for the tests that change them."""

import csv
import io
import os
import shutil
from pathlib import Path

import pytest

from lib import datasets
from lib.datasets import ALL
from lib.tables import query, roll
from tests.conftest import well

AFTER = "2024-10-27T11:00:00Z"  # the season began on the 22nd


@pytest.fixture(scope="session")
def stored_once(box, upstream_at, for_all) -> Path:
    """A data folder with the first two days of 2024-25, without tables; never changed."""
    return for_all("days", lambda folder: _two_days(box, upstream_at, folder))


def _two_days(box, upstream_at, folder: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        well(box)
        upstream = upstream_at(folder, patch)
        upstream.set(NBA_MAX_REQUESTS="15")
        upstream.at(AFTER)
        for name in ("teams", "team-games", "player-games", "player-boxscores", "player-stats"):
            season_type = "regular" if "SEASON_TYPE" in datasets.find(name).accepts else ""
            upstream.set(SEASON_TYPE=season_type)
            assert upstream.chain(name) == 0, upstream.said
        upstream.set(PLAYER="2544")
        assert upstream.chain("player-stats") == 0, upstream.said
    linked(upstream.data, folder / "whole")
    for name in ("team-games", "player-games"):
        for day in sorted((upstream.data / name).iterdir())[2:]:
            shutil.rmtree(day)
    return upstream.data


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


def linked(folder: Path, to: Path) -> Path:
    """A copy of a folder whose files are links: like the store, tests only ever replace a file, by put()."""
    return shutil.copytree(folder, to, copy_function=os.link)


def put(path: Path, body: str | bytes) -> None:
    """Replaces a file, or makes one, as the store does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(body if isinstance(body, bytes) else body.encode())
    os.replace(aside, path)


def at(folder: Path, monkeypatch) -> Path:
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.setenv("NOW", AFTER)
    return folder


def make(data: Path, **how) -> roll.Made:
    return roll.up_to_date(data, list(ALL.values()), **how)


def ask(data: Path, sql: str) -> list[tuple]:
    return query.rows(data, sql).fetchall()


def partitions(data: Path, name: str) -> list[Path]:
    return sorted(path for path in (data / name).rglob("*.csv"))


def rows_of(path: Path) -> list[dict]:
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def correct(data: Path, found: str, *rows: tuple[str, ...]) -> None:
    """Writes down corrections as the store does: dataset, game, row_key, column, stored, current."""
    path = data / "corrections" / f"{found}.csv"
    path.parent.mkdir(exist_ok=True)
    put(path, as_csv([["dataset", "game", "row_key", "column", "stored", "current"], *rows]))


def as_csv(rows) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()

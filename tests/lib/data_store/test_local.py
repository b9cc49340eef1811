"""The store on disks that are not all one: a folder may be a link to another, and some have no locks."""

import errno
import os
import tempfile
from pathlib import Path

import pytest

from lib import data_store, files
from lib.csvfile import Table
from lib.datasets import TEAM_GAMES
from lib.errors import StorageFailed
from tests.support.stage import MEMORY
from tests.support.stored import kept_points, kept_rows


@pytest.fixture
def other_disk(tmp_path):
    """A folder on another disk than tmp_path."""
    disks = [place for place in (MEMORY, Path(tempfile.gettempdir())) if place.is_dir()]
    others = [disk for disk in disks if os.stat(disk).st_dev != os.stat(tmp_path).st_dev]
    if not others:
        pytest.skip(f"there is no other disk at {MEMORY}")
    with tempfile.TemporaryDirectory(dir=others[0]) as folder:
        yield Path(folder)


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", f"{tmp_path / 'data'}")
    return data_store.open_store()


def game(day: str, points: str = "100") -> Table:
    columns = ["GAME_ID", "TEAM_ID", "GAME_DATE", "TEAM_ABBREVIATION", "PTS"]
    return Table(columns, [[f"00224000{day[8:]}", "1610612747", day, "LAL", points]])


@pytest.mark.parametrize("linked", ("team-games", "team-games/2025-01-14"))
def test_a_folder_that_is_a_link_to_another_disk_is_written_whole(store, tmp_path, other_disk, linked):
    (tmp_path / "data" / linked).parent.mkdir(parents=True)
    (tmp_path / "data" / linked).symlink_to(other_disk)
    for day in ("2025-01-14", "2025-01-15"):
        assert store.save(TEAM_GAMES, game(day), "2025-01-16").new_rows == 1
    assert kept_points(store, TEAM_GAMES) == [100, 100]
    assert sorted(path.name for path in other_disk.rglob("*") if path.is_file()) in (["LAL.csv"], ["LAL.csv"] * 2)
    assert len(list(store.partitions(TEAM_GAMES))) == 2


def test_what_a_killed_run_left_on_the_other_disk_is_swept(store, tmp_path, other_disk):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "team-games").symlink_to(other_disk)
    store.save(TEAM_GAMES, game("2025-01-14"), "2025-01-16")
    (other_disk / ".unfinished").mkdir()
    (other_disk / ".unfinished" / ".LAL.csv.0a1b2c3d").write_bytes(b"GAME_ID,TE")
    store.save(TEAM_GAMES, game("2025-01-15"), "2025-01-16")
    assert not (other_disk / ".unfinished").exists() and len(kept_rows(store, TEAM_GAMES)) == 2


def test_a_disk_without_locks_says_so(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(StorageFailed, match="no locks; set DATA_DIR"), files.lock(tmp_path / "a.lock"):
        pass


def test_a_folder_in_the_place_of_a_partition_is_no_partition(store, tmp_path):
    (tmp_path / "data" / "team-games" / "2025-01-14" / "LAL.csv").mkdir(parents=True)
    assert not list(store.partitions(TEAM_GAMES))
    assert not store.exists(TEAM_GAMES, GAME_DATE="2025-01-14", TEAM_ABBREVIATION="LAL")
    with pytest.raises(StorageFailed, match=r"LAL\.csv: is a directory"):
        store.save(TEAM_GAMES, game("2025-01-14"), "2025-01-16")

"""Where a dataset's partitions and tables lie below the data folder, and which season a folder belongs to."""

import os
import time
from contextlib import suppress
from pathlib import Path

from .. import config, files, schedule, seasons
from ..datasets import Dataset
from ..errors import Usage

SEASONS = "seasons"
MANIFEST = f"{SEASONS}/datapackage.json"
LOCK = "_metadata/locks/tables.lock"  # held by the process that makes tables
# A file replaced in a folder of a folder changes only the inner folder's time; stores do that to recent days only.
RECENT = 10


def parquet(name: str, season: str) -> str:
    """player-games, 2024-25 -> seasons/parquet/player-games/season=2024-25/player-games.parquet"""
    return f"{SEASONS}/parquet/{name}/season={season}/{name}.parquet"


def csv(name: str, season: str) -> str:
    """player-games, 2024-25 -> seasons/csv/2024-25/player-games.csv"""
    return f"{SEASONS}/csv/{season}/{name}.csv"


def tables(root: Path, name: str) -> dict[str, Path]:
    """season -> the Parquet of a table, oldest first; {} where none is made yet."""
    found = sorted((root / SEASONS / "parquet" / name).glob(f"season=*/{name}.parquet"))
    return {path.parent.name.removeprefix("season="): path for path in found}


def schedule_of(root: Path, season: str) -> schedule.Schedule | None:
    """The schedule of a season that is kept below a data folder; None if there is none that can be read."""
    body = files.read(f"{root}/_metadata/schedule/{season}.json")
    return schedule.read(season, body) if body else None


def season_of(folder: str, league=None) -> str | None:
    """The season of a partition's first folder, by its name: a date, a game id or a season; None for anything else.

    league: that of the run, for those who ask of thousands.
    """
    if season := seasons.of_folder(folder, league):
        return season
    with suppress(Usage):
        seasons.start_year(folder)
        return folder
    return None


def folders(root: Path, dataset: Dataset) -> dict[str, dict[str, int]]:
    """season -> {folder of the tree: when it last changed, in ns}; of the newest ones, their subfolders' times too."""
    place = root / dataset.folder
    league = config.league()
    entries = [(entry, season_of(entry.name, league)) for entry in _folders_in(place)]
    its_season = {entry.name: season for entry, season in entries if season}
    times = {entry.name: entry.stat().st_mtime_ns for entry, season in entries if season}
    for name in sorted(times)[-RECENT:]:
        times[name] = max([times[name], *(entry.stat().st_mtime_ns for entry in _folders_in(place / name))])
    _let_clock_tick(max(times.values(), default=0))
    found: dict[str, dict[str, int]] = {}
    for name in sorted(times):
        found.setdefault(its_season[name], {})[name] = times[name]
    return found


def _let_clock_tick(newest: int) -> None:
    """Waits until the disk's clock has moved past a time that was read, so that a later change shows in it.

    A kernel's clock for files moves every 1 to 10 ms; a time in whole seconds comes from a disk that knows no less.
    """
    tick = 2_000_000_000 if newest % 1_000_000_000 == 0 else 20_000_000
    age = time.time_ns() - newest
    if 0 <= age < tick:
        time.sleep((tick - age) / 1e9)


def _folders_in(place: Path) -> list[os.DirEntry]:
    try:
        with os.scandir(place) as entries:
            return [entry for entry in entries if entry.is_dir() and not entry.name.startswith((".", "_"))]
    except FileNotFoundError:
        return []


def keys(root: Path, dataset: Dataset, folder: str) -> list[str]:
    """The keys of a folder's partitions, in the order of their names."""
    start, found = len(str(root)) + 1, []
    for at, inner, names in os.walk(root / dataset.folder / folder):
        inner.sort()
        found += [os.path.join(at, name)[start:] for name in sorted(names)]
    return [key for key in found if dataset.fields_of(key)]

"""Finds the tables that are out of date, by the times of the partitions' folders, and makes those again.

Each table is written to a temporary file and moved. The folders' fingerprint is taken before their files are read, so
that files stored meanwhile leave the table out of date, and written last, so that a killed run is done again.
"""

import hashlib
import json
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from .. import files
from ..datasets import Dataset
from . import corrected, duck, package, places, typed
from .corrected import Corrected, Correction
from .gather import Gathered, as_lines, gather

FORM = 3  # raise it when the tables' layout changes: all are made again
STATE = ("_metadata", "tables.json")


class DueTable(NamedTuple):
    """A table that is out of date: what it is to be made from, and the fingerprint of that."""

    season: str
    folders: list[str]
    corrections: list[Correction]
    fingerprint: str


@dataclass
class Made:
    """What one run did.

    tables     (dataset, season, rows) of each table made again
    doubtful   a text for each value that is not in a table as it is stored: a row stored twice, a value of another type
    left_out   the files that are in no table, since they cannot be read, a text each
    """

    tables: list[tuple[str, str, int]] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def up_to_date(root: Path, wanted: list[Dataset], season: str | None = None, full: bool = False) -> Made:
    """Makes the tables that are out of date; with full, all of them. Raises StorageFailed.

    wanted: the datasets; season: only this one. A file that is no CSV is left out of its table and told in Made.
    """
    made = Made()
    if not (any(_all_due(root, wanted, season, full)) or package.is_late(root)):
        return made
    with files.lock(root / places.LOCK), files.disk(root):
        aside = root / "_metadata" / "tmp" / "tables"
        shutil.rmtree(aside, ignore_errors=True)  # nobody else holds the lock: it is a dead run's
        aside.mkdir(parents=True)
        connection = duck.memory()
        for name, dataset, due in _all_due(root, wanted, season, full):
            for table in due:
                csv = aside / f"{name}.csv"
                if dataset:
                    types = _write_rows(connection, root, csv, dataset, table, made)
                else:
                    types = _write_corrections(connection, csv, table)
                made.tables.append((name, table.season, _publish(connection, root, csv, name, table.season, types)))
            package.update(connection, root, name, [table.season for table in due])
            _remember(root, name, due)
        if package.is_late(root):
            package.refresh(connection, root)
    return made


def _all_due(root: Path, wanted: list[Dataset], season: str | None, full: bool):
    """(name, dataset, its tables that are out of date) of each dataset that has any; the last is `corrections`."""
    state, found = ({} if full else _state(root)), corrected.found(root)

    def is_due(name: str, table: DueTable) -> bool:
        known = state.get(name, {}).get(table.season)
        its_files = (places.parquet(name, table.season), places.csv(name, table.season))
        return season in (None, table.season) and (
            known != table.fingerprint or not all((root / key).exists() for key in its_files)
        )

    for dataset in wanted:
        changes = _by_season(correction for correction in found if correction.dataset == dataset.name)
        tables = [
            DueTable(
                its_season,
                list(times),
                changes.get(its_season, []),
                _digest(FORM, _nature(dataset), times, changes.get(its_season)),
            )
            for its_season, times in places.folders(root, dataset).items()
        ]
        if due := [table for table in tables if is_due(dataset.name, table)]:
            yield dataset.name, dataset, due
    tables = [
        DueTable(its_season, [], changes, _digest(FORM, changes))
        for its_season, changes in sorted(_by_season(found).items())
    ]
    if due := [table for table in tables if is_due(corrected.NAME, table)]:
        yield corrected.NAME, None, due


def _by_season(corrections: Iterable[Correction]) -> dict[str, list[Correction]]:
    found = defaultdict(list)
    for correction in corrections:
        found[correction.season].append(correction)
    return found


def _nature(dataset: Dataset) -> tuple:
    return dataset.strategy, dataset.key, dataset.partition, sorted(dataset.types.items())


def _digest(*things) -> str:
    return hashlib.sha256(repr(things).encode()).hexdigest()[:16]


def _write_rows(connection, root: Path, csv: Path, dataset: Dataset, table: DueTable, made: Made) -> dict[str, str]:
    """The CSV of one season of a dataset, also loaded as `raw`; returns its columns and their types."""
    label = f"{dataset.name} {table.season}"
    corrections = Corrected(table.corrections, dataset)
    for copy in (True, False):  # second pass, if the first found a problem: check every value
        gathered = gather(dataset, _bodies(root, dataset, table.folders), corrections, copy)
        types = {name: dataset.kind(name) or "text" for name in gathered.columns} | {gathered.mark: "date"}
        key = [*dataset.key] if dataset.strategy == "append" else [*dataset.key, gathered.mark]
        _load(connection, csv, gathered)
        twice, misfits = typed.twice(connection, key), typed.misfits(connection, types)
        if not (twice or misfits or typed.has_bad_ids(connection, gathered.columns)):
            break
    if twice:
        made.doubtful += [_stored_twice(label, gathered, *row) for row in twice]
        gathered.drop({number for _, numbers in twice for number in numbers[:-1]})
        _load(connection, csv, gathered)
    made.left_out += gathered.left_out
    for column, text in misfits.items():
        made.doubtful.append(f"{label}: {text!r} is no {types[column]} for {column}; empty in the Parquet")
    return types


def _load(connection, csv: Path, gathered: Gathered) -> None:
    _write(csv, gathered.body())
    typed.load(connection, csv, gathered.header)


def _stored_twice(label: str, gathered: Gathered, key: str, numbers: list[int]) -> str:
    places_of_it = dict.fromkeys(gathered.key_of(number) for number in numbers)
    return f"{label}: {key} is stored twice, in {' and in '.join(places_of_it)}; the table has the last"


def _bodies(root: Path, dataset: Dataset, folders: list[str]):
    for folder in folders:
        for key in places.keys(root, dataset, folder):
            body = files.read(f"{root}/{key}")
            if body is not None:  # moved away in this moment
                yield folder, key, body


def _write_corrections(connection, csv: Path, table: DueTable) -> dict[str, str]:
    rows = [[*correction] for correction in table.corrections]
    _write(csv, [as_lines([[*corrected.COLUMNS], *rows])])
    typed.load(connection, csv, list(corrected.COLUMNS))
    return corrected.TYPES


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with open(path, "wb") as file:
        file.writelines(pieces)


def _publish(connection, root: Path, csv: Path, name: str, season: str, types: dict[str, str]) -> int:
    """Moves the CSV, and a Parquet made of `raw`, to their places; returns the number of rows."""
    parquet = csv.with_suffix(".parquet")
    typed.write(connection, parquet, types, {"dataset": name, "season": season})
    for path, key in ((csv, places.csv(name, season)), (parquet, places.parquet(name, season))):
        with open(path, "rb") as file:
            os.fsync(file.fileno())  # the fingerprint must not outlive it in a power cut
        (root / key).parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, root / key)
    return connection.execute("SELECT count(*) FROM raw").fetchone()[0]


def _state(root: Path) -> dict[str, dict[str, str]]:
    """dataset -> season -> the fingerprint of what its table was made from; {} where it cannot be read: all is made."""
    try:
        kept = files.parsed(root.joinpath(*STATE).read_bytes())
        return {name: dict(seasons) for name, seasons in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _remember(root: Path, name: str, due: list[DueTable]) -> None:
    state = _state(root)
    state.setdefault(name, {}).update({table.season: table.fingerprint for table in due})
    files.write(root.joinpath(*STATE), json.dumps(state, indent=0).encode())

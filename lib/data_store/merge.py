"""Splits a table's rows by partition and compares each partition with the stored one."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from lib import csvfile
from lib.csvfile import Table
from lib.datasets import Dataset
from lib.errors import Nonsense, StorageFailed, Trouble

SHOWN = 3
MOST = 0.8  # of a stored game's rows must be in the answer, or it is rather cut than corrected


@dataclass
class Saved:
    """The result of a save(): numbers of rows and files, and how stored rows differ from the given ones."""

    new_rows: int = 0
    new_files: int = 0
    kept_rows: int = 0
    differences: list[dict] = field(default_factory=list)  # dataset, game, row_key, column, stored, current

    def add(self, other: "Saved") -> None:
        self.new_rows += other.new_rows
        self.new_files += other.new_files
        self.kept_rows += other.kept_rows
        self.differences += other.differences


class Plan(NamedTuple):
    """What to do with one partition: the body that replaces a version (None: nothing), and the numbers of rows.

    games: {game id: its new rows}
    """

    body: bytes | None
    version: str | None
    saved: Saved
    games: dict[str, int] = {}


def split(dataset: Dataset, new: Table, date: str, problems: list[Trouble]) -> dict[str, Table]:
    """The rows by the key of their file; rows that cannot be right are left out with their whole game, or file.

    problems: receives one Nonsense that names them.
    """
    places = {name: new.columns.index(name) for name in dataset.partition_fields if name != "date"}
    impossible = set(csvfile.impossible(dataset, new))
    suspects = [(column, new.columns.index(column)) for column in {column for column, _ in impossible}]
    game = new.columns.index(dataset.key[0])
    keys: dict[tuple, str] = {}
    parts: dict[str, Table] = {}
    left_out: dict[str, str] = {}  # game id, or file -> why
    for row in new.rows:
        values, why = tuple([row[place] for place in places.values()]), ""
        if impossible:
            bad = (f"{column} is {_shown(row[at])}" for column, at in suspects if (column, row[at]) in impossible)
            why = next(bad, "")
        if values not in keys:
            try:
                keys[values] = dataset.path(dict(zip(places, values, strict=True)) | {"date": date})
            except ValueError as error:
                keys[values], why = "", why or _shown(f"{error}", plain=True)
        if why or not keys[values]:
            left_out.setdefault(row[game] if dataset.is_of_games else keys[values], why or "no path can hold it")
        else:
            parts.setdefault(keys[values], Table(new.columns, [])).rows.append(row)
    if left_out:
        problems.append(_nonsense(dataset, left_out))
        parts = {key: _without(part, game, left_out) if dataset.is_of_games else part for key, part in parts.items()}
        parts = {key: part for key, part in parts.items() if part.rows and key not in left_out}
    if dataset.request == "measure":  # each has columns of its own, and the rows of several came as one table
        return {key: csvfile.without_empty(part, dataset) for key, part in parts.items()}
    return parts


def _without(part: Table, game: int, left_out) -> Table:
    return Table(part.columns, [row for row in part.rows if row[game] not in left_out])


def _nonsense(dataset: Dataset, left_out: dict[str, str]) -> Nonsense:
    listed = [f"{_shown(name, plain=True)}: {why}" for name, why in list(left_out.items())[:SHOWN]]
    more = f" and {len(left_out) - SHOWN} more" if len(left_out) > SHOWN else ""
    return Nonsense(f"{dataset.name}: cannot be stored and is left out: {'; '.join(listed)}{more}; run again")


def _shown(value: str, plain: bool = False) -> str:
    """A value from outside as a message may show it: short, and without control characters."""
    short = value if len(value) <= 60 else f"{value[:60]}…"
    return short if plain and short.isprintable() else repr(short)


def body(dataset: Dataset, part: Table) -> bytes:
    """A partition's bytes."""
    return csvfile.to_bytes(csvfile.ordered(part, dataset))


def plan(
    dataset: Dataset,
    key: str,
    part: Table,
    new: bytes,
    stored: bytes | None,
    version,
    corrected: dict,
    is_answer: bool = False,
) -> Plan:
    """What a partition is to become; nothing is touched.

    new: part's bytes. corrected: (dataset, row key) -> {column: value} of what was corrected before.
    is_answer: part is all that the league has of its games now, so what a stored game's file has otherwise differs.
    Raises StorageFailed where what is stored cannot be read.
    """
    if not stored:  # absent, or the empty file of a full disk
        return Plan(new, version, Saved(len(part.rows), 1), csvfile.games(dataset, part) if dataset.is_of_games else {})
    if is_answer and dataset.game_field:
        before = part if stored == new else csvfile.partition(dataset, key, stored)
        game = dataset.fields_of(key)[dataset.game_field]
        changes = _changes(dataset, game, before, part, corrected)
        return Plan(None, version, Saved(kept_rows=len(before.rows), differences=changes))
    if stored == new:
        saved = Saved(kept_rows=len(part.rows))
        for row in part.dicts() if corrected else ():
            saved.differences += _differences(dataset, csvfile.row_key(dataset, row), row, row, corrected)
        return Plan(None, version, saved)
    if not dataset.is_of_games:
        return Plan(new, version, Saved(len(part.rows)))
    saved, table = Saved(), csvfile.partition(dataset, key, stored)
    if not (merged := _append(dataset, key, table, part, saved, corrected)):
        return Plan(None, version, saved)
    further = Table(merged.columns, merged.rows[len(table.rows) :])
    return Plan(body(dataset, merged), version, saved, csvfile.games(dataset, further))


def _append(dataset: Dataset, key: str, stored: Table, new: Table, saved: Saved, corrected: dict) -> Table | None:
    """The stored rows and the new ones; None if nothing is new. Differences of rows in both go to saved."""
    have = {tuple(row[column] for column in dataset.key): row for row in stored.dicts()}
    further = []
    for row in new.dicts():
        row_key = tuple(row[column] for column in dataset.key)
        if before := have.get(row_key):
            saved.kept_rows += 1
            saved.differences += _differences(dataset, "/".join(row_key), before, row, corrected)
        else:
            have[row_key] = row
            further.append(row)
    if not further:
        return None
    fields = dataset.fields_of(key)
    if any(row[name] != fields[name] for row in further for name in fields):
        raise StorageFailed(f"{key}: was changed by another program meanwhile; run again")
    saved.new_rows += len(further)
    columns = stored.columns + [column for column in new.columns if column not in stored.columns]
    rows = [[row.get(column, "") for column in columns] for row in stored.dicts() + further]
    return Table(columns, rows)


def _changes(dataset: Dataset, game: str, stored: Table, new: Table, known: dict) -> list[dict]:
    """Where a game's rows differ from the stored ones; in every value where a row was added, or taken away.

    Of an answer with far fewer rows, which is rather cut, none was taken away.
    """
    if stored is new and not known:
        return []
    before, now = ({csvfile.row_key(dataset, row): row for row in table.dicts()} for table in (stored, new))
    listed = {
        row: values for (name, row), values in known.items() if name == dataset.name and row.startswith(f"{game}/")
    }
    is_cut = len(now) < MOST * len(before)
    found = []
    for row in now if is_cut else sorted({*before, *now, *listed}):
        nothing = dict.fromkeys(before.get(row) or now.get(row) or listed[row], "")
        found += _differences(dataset, row, before.get(row, nothing), now.get(row, nothing), known)
    return found


def _differences(dataset: Dataset, row_key: str, before: dict, row: dict, known: dict) -> list[dict]:
    """Where a row differs from the stored one, or no longer does although a correction says so."""
    corrected = known.get((dataset.name, row_key), {})
    return [
        {
            "dataset": dataset.name,
            "game": row_key.partition("/")[0],
            "row_key": row_key,
            "column": column,
            "stored": before.get(column, ""),
            "current": value,
        }
        for column, value in row.items()
        if before.get(column, "") != value or corrected.get(column, value) != value
    ]


def missing_rows(dataset: Dataset, parts: dict[str, Table], bodies: dict[str, bytes], stored: dict):
    """(key, row, its row key) of the rows that their own partition does not hold; stored: key -> (bytes, version)."""
    for key, part in parts.items():
        there = stored.get(key, (None, None))[0]
        if there == bodies[key]:
            continue
        have = row_keys(dataset, key, there)
        places = [part.columns.index(column) for column in dataset.key]
        for row in part.rows:
            if (row_key := tuple(row[place] for place in places)) not in have:
                yield key, row, row_key


def row_keys(dataset: Dataset, key: str, stored: bytes | None) -> set[tuple[str, ...]]:
    """The row keys in a partition; none where it cannot be read."""
    try:
        table = csvfile.partition(dataset, key, stored) if stored else None
    except StorageFailed:  # plan() reports it
        table = None
    places = [table.columns.index(column) for column in dataset.key] if table else []
    return {tuple(row[place] for place in places) for row in table.rows} if table else set()


def moved(parts: dict[str, Table], homes: dict[tuple[str, list[str]], str]) -> dict[str, Table]:
    """The parts with rows moved to other partitions. homes: (key, id of the row) -> the partition that holds it."""
    there = defaultdict(list)
    for key, part in parts.items():
        for row in part.rows:
            there[homes.get((key, id(row)), key)].append(row)
    columns = next(iter(parts.values())).columns
    return {key: Table(columns, rows) for key, rows in there.items()}

"""Save, load, exists and list for CSV by partition; where the bytes lie is a backend's affair.

An append dataset keeps what it has: a row already stored stays as it is, and save() tells how a later
answer differs from it. An overwrite dataset gets a new file a date.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from lib import config
from lib.data_store import corrections, table
from lib.data_store.local import LocalFiles
from lib.data_store.table import Table
from lib.datasets import Dataset
from lib.errors import Nonsense, StorageFailed

TRIES = 20  # how often a save starts over because of another writer
NOTHING = (None, None)  # no bytes, no version


@dataclass
class Saved:
    """What a save() did: counts of rows and files, and where stored rows differ from the ones given."""

    new_rows: int = 0
    new_files: int = 0
    kept_rows: int = 0
    differences: list[dict] = field(default_factory=list)  # dataset, game, row_key, column, stored, current

    def add(self, other: "Saved") -> None:
        self.new_rows += other.new_rows
        self.new_files += other.new_files
        self.kept_rows += other.kept_rows
        self.differences += other.differences


class _Plan(NamedTuple):
    """What is to be done about one partition: a body to replace a version with (None: nothing), and its counts."""

    body: bytes | None
    version: str | None
    saved: Saved


class Count(NamedTuple):
    """How much is stored of a dataset."""

    rows: int
    files: int
    bytes: int


class DataStore:
    """One dataset tree on one backend."""

    def __init__(self, backend):
        self.backend = backend

    def save(self, dataset: Dataset, new: Table, date: str) -> Saved:
        """Stores a table's rows, each in its partition.

        date: the value of {date} in the partition, YYYY-MM-DD.
        Raises Nonsense (a key column missing, a value no path can hold) and StorageFailed.
        """
        table.require(new, dataset)
        saved, parts = Saved(), _partitions(dataset, new, date)
        with self.backend.writing(dataset.name):
            for _ in range(TRIES):
                stored = self.backend.read_all(list(parts))
                plans = {key: _plan(dataset, key, part, *stored.get(key, NOTHING)) for key, part in parts.items()}
                changed = {key: (plan.body, plan.version) for key, plan in plans.items() if plan.body}
                late = self.backend.write_all(changed)
                for key in plans:
                    if key not in late:
                        saved.add(plans[key].saved)
                if not late:
                    return saved
                parts = {key: parts[key] for key in late}  # another writer was first: add to what it wrote
        raise StorageFailed(f"{late[0]}: others keep changing it; run again")

    def load(self, dataset: Dataset, corrected: bool = False, **where: str):
        """The stored rows as a pandas DataFrame, with the catalogue's types.

        corrected: the latest revision of what the league corrected (make apply-corrections); else as first stored.
        where: values of partition fields, such as GAME_DATE="2024-01-20"; all of the dataset without any.
        Columns: the dataset's own. Ids are text, counts are nullable integers.
        """
        import pandas as pd  # heavy, and only readers need it

        unknown = set(where) - set(dataset.partition_fields)
        if unknown:
            raise Nonsense(f"{dataset.name}: not partitioned by {', '.join(sorted(unknown))}")
        dtypes = {"text": "string", "date": "string", "int": "Int64", "float": "Float64"}
        revisions = self.list(f"{corrections.REVISIONS}/{dataset.name}") if corrected else ()
        revised = {key.removeprefix(f"{corrections.REVISIONS}/").rpartition("/")[0] for key in revisions}
        frames = []
        for key, _ in self.partitions(dataset, **where):
            at = corrections.latest(self, key) if key in revised else key
            part = table.from_bytes(self.backend.read(at), at)
            frames.append(pd.DataFrame(part.rows, columns=part.columns, dtype="string"))
        if not frames:
            return pd.DataFrame(columns=list(dataset.types))
        frame = pd.concat(frames, ignore_index=True)
        for column in frame.columns:
            kind = dtypes.get(dataset.types.get(column), "string")
            frame[column] = frame[column].mask(frame[column] == "").astype(kind)
        return frame

    def exists(self, dataset: Dataset, **values: str) -> bool:
        """Whether a partition is stored; values name every partition field."""
        return self.backend.exists(dataset.path(values))

    def count(self, dataset: Dataset) -> Count:
        """How many rows, files and bytes are stored; reads every file."""
        rows = files = size = 0
        for key, _ in self.partitions(dataset):
            body = self.backend.read(key) or b""
            rows += max(0, body.count(b"\n") - 1)
            files += 1
            size += len(body)
        return Count(rows, files, size)

    def partitions(self, dataset: Dataset, **where: str):
        """(key, fields of its path) of the stored partitions, sorted by key; where: some of the fields' values.

        Only files that lie where the dataset puts them and hold something: nothing else is a partition.
        """
        for key in self.backend.list(dataset.prefix(where).rpartition("/")[0]):
            if (fields := dataset.fields_of(key)) is not None and fields.items() >= where.items():
                yield key, fields

    def list(self, prefix: str):
        """The stored keys below a folder such as `team-games/2024-01-20`, sorted; not what a tracker keeps there."""
        return (key for key in self.backend.list(prefix) if "/_" not in key)


def open_store() -> DataStore:
    """The store that DATA_STORE names. Raises Misconfigured: s3 without a bucket."""
    if config.get("DATA_STORE") == "s3":
        from lib import aws
        from lib.data_store.s3 import S3Objects

        return DataStore(S3Objects(aws.open_bucket(), config.get("COMPRESS") == "gzip"))
    return DataStore(LocalFiles(config.data_dir()))


def _plan(dataset: Dataset, key: str, part: Table, stored: bytes | None, version: str | None) -> _Plan:
    """What a partition is to become; nothing is touched."""
    saved, body = Saved(), table.to_bytes(table.ordered(part, dataset))
    if not stored:  # absent, or the empty file of a full disk
        return _Plan(body, version, Saved(len(part.rows), 1))
    if dataset.strategy == "append":
        merged = _append(dataset, key, table.from_bytes(stored, key), part, saved)
        return _Plan(merged and table.to_bytes(table.ordered(merged, dataset)), version, saved)
    if stored != body:
        return _Plan(body, version, Saved(len(part.rows)))
    return _Plan(None, version, Saved(kept_rows=len(part.rows)))


def _partitions(dataset: Dataset, new: Table, date: str) -> dict[str, Table]:
    """The rows by the key of their file."""
    places = [(name, new.columns.index(name)) for name in dataset.partition_fields if name != "date"]
    parts: dict[str, Table] = {}
    for row in new.rows:
        try:
            key = dataset.path({name: row[place] for name, place in places} | {"date": date})
        except ValueError as error:
            raise Nonsense(f"{dataset.name}: {error}; nothing was stored") from None
        parts.setdefault(key, Table(new.columns, [])).rows.append(row)
    return parts


def _append(dataset: Dataset, key: str, stored: Table, new: Table, saved: Saved) -> Table | None:
    """stored with new's further rows; None if there are none. Differences of rows in both go to saved."""
    if missing := [column for column in dataset.key if column not in stored.columns]:
        raise StorageFailed(f"{key}: has no column {', '.join(missing)}; delete it and run again")
    have = {tuple(row[column] for column in dataset.key): row for row in stored.dicts()}
    further = []
    for row in new.dicts():
        row_key = tuple(row[column] for column in dataset.key)
        if row_key not in have:
            further.append(row)
            continue
        saved.kept_rows += 1
        before = have[row_key]
        saved.differences += [
            {
                "dataset": dataset.name,
                "game": row_key[0],
                "row_key": "/".join(row_key),
                "column": column,
                "stored": before[column],
                "current": row[column],
            }
            for column in new.columns
            if column in before and before[column] != row[column]
        ]
    if not further:
        return None
    saved.new_rows += len(further)
    columns = stored.columns + [column for column in new.columns if column not in stored.columns]
    rows = [[row.get(column, "") for column in columns] for row in stored.dicts() + further]
    return Table(columns, rows)

"""What a CSV of this project looks like: the same rows always give the same bytes."""

import csv
import io
from typing import NamedTuple

from lib.datasets import Dataset
from lib.errors import Nonsense, StorageFailed


class Table(NamedTuple):
    """Column names, and rows of as many texts each."""

    columns: list[str]
    rows: list[list[str]]

    def dicts(self):
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def text(value, kind: str | None) -> str:
    """One value as it is stored. A missing one is empty; a whole number never ends in .0."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer() and kind in ("int", "text"):
        return str(int(value))
    return str(value)


def build(columns: list[str], rows, dataset: Dataset | None = None) -> Table:
    """A Table of rows of JSON values, each as its column's type wants it."""
    kinds = [dataset.types.get(column) if dataset else None for column in columns]
    return Table(list(columns), [[text(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in rows])


def ordered(table: Table, dataset: Dataset) -> Table:
    """The same rows in the order of their files, then of their keys: cat-ing the files gives this."""
    fields = [table.columns.index(name) for name in dataset.partition_fields if name != "date"]
    keys = [table.columns.index(name) for name in dataset.key if name in table.columns]

    def place(row):
        # Folders end in a slash, which sorts before any letter or digit of a longer name.
        return [row[field] + "/" for field in fields], [row[key] for key in keys], row

    return Table(table.columns, sorted(table.rows, key=place))


def to_bytes(table: Table) -> bytes:
    """UTF-8, a header always, \\n at line ends."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return out.getvalue().encode()


def from_bytes(body: bytes, what: str) -> Table:
    """The Table of a CSV; raises StorageFailed where it is none."""
    try:
        lines = list(csv.reader(io.StringIO(body.decode(), newline=""), strict=True))
        columns, rows = lines[0], lines[1:]
        if any(len(row) != len(columns) for row in rows):
            raise ValueError("rows of different lengths")
    except (UnicodeDecodeError, csv.Error, ValueError, IndexError) as error:
        reason = "empty" if not body else error
        raise StorageFailed(f"{what}: not a CSV ({reason}); delete it and run again") from None
    return Table(columns, rows)


def require(table: Table, dataset: Dataset) -> None:
    """Raises Nonsense where a key or partition column is missing."""
    needed = dict.fromkeys((*dataset.key, *dataset.partition_fields))
    missing = [column for column in needed if column != "date" and column not in table.columns]
    if missing:
        raise Nonsense(
            f"{dataset.name}: no column {', '.join(missing)}; the league changed its answer: see make doctor"
        )

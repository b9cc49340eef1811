"""The rows of a season's partitions as one CSV: folder by folder, corrected, with a column of our own at the end.

The lines of most files are copied. Files with quoted or corrected values are parsed and checked.
"""

import csv
import io
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from .. import csvfile
from ..csvfile import Table
from ..datasets import Dataset
from ..errors import StorageFailed
from .corrected import Corrected

FETCHED, CORRECTED = "fetched", "corrected"


class Part(NamedTuple):
    """The rows of one file: as lines where they can be copied, else parsed; mark is the value of our own column."""

    key: str
    columns: tuple[str, ...]
    lines: bytes
    rows: list[list[str]] | None
    mark: str


@dataclass
class Gathered:
    """One season of a dataset as text.

    columns   the files' own in the order in which they appear, then those of the catalogue that no file has
    mark      our own column, the last one: fetched (overwrite: the day of the copy) or corrected (append: when)
    left_out  a text a file that is not readable: which, why and what to do
    """

    columns: list[str]
    mark: str
    parts: list[Part] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def header(self) -> list[str]:
        return [*self.columns, self.mark]

    def body(self) -> Iterable[bytes]:
        """The CSV in pieces, header first."""
        yield as_lines([self.header])
        for part in self.parts:
            missing = len(self.columns) - len(part.columns)
            if tuple(self.columns[: len(part.columns)]) == part.columns and part.rows is None:
                yield part.lines.replace(b"\n", b"," * (missing + 1) + part.mark.encode() + b"\n")
            elif part.rows is None:
                yield self._by_name(part, [[*row, part.mark] for row in _split(part.lines)])
            else:
                yield self._by_name(part, part.rows)

    def key_of(self, number: int) -> str:
        """The key of the file that the row of a number comes from."""
        return next(part.key for part, first in self._starts() if first <= number < first + _count(part))

    def drop(self, numbers: set[int]) -> None:
        """Takes rows out, by their numbers."""
        for place, (part, first) in enumerate(self._starts()):
            if any(first <= number < first + _count(part) for number in numbers):
                rows = part.rows or [[*row, part.mark] for row in _split(part.lines)]
                kept = [row for number, row in enumerate(rows, first) if number not in numbers]
                self.parts[place] = part._replace(rows=kept)

    def _starts(self) -> list[tuple[Part, int]]:
        counts = [0, *itertools.accumulate(_count(part) for part in self.parts)]
        return list(zip(self.parts, counts))

    def _by_name(self, part: Part, rows: list[list[str]]) -> bytes:
        places = {name.upper(): place for place, name in enumerate((*part.columns, self.mark))}
        order = [places.get(name.upper()) for name in self.header]
        return as_lines([["" if place is None else row[place] for place in order] for row in rows])


def _count(part: Part) -> int:
    return part.lines.count(b"\n") if part.rows is None else len(part.rows)


def gather(
    dataset: Dataset, bodies: Iterable[tuple[str, str, bytes]], corrected: Corrected, copy: bool = True
) -> Gathered:
    """bodies: (folder, key, bytes) of each file, in the order the rows are to have.

    copy: whether lines are copied where they look right; else every value of every file is checked.
    """
    append = dataset.strategy == "append"
    gathered = Gathered([], CORRECTED if append else FETCHED)
    is_corrected = _mentions(corrected.games if append else set())
    for folder, key, body in bodies:
        mark = "" if append else folder
        try:
            body = csvfile.unpacked(body, key)
            part = _copied(dataset, key, body, mark) if copy and not is_corrected(body) else None
            part = part or _parsed(dataset, key, body, mark, corrected if append else None)
        except StorageFailed as error:
            if body:  # an empty file, left by a full disk, counts as absent everywhere
                gathered.left_out.append(f"{error}")
            continue
        if len({name.upper() for name in (*part.columns, gathered.mark)}) <= len(part.columns):
            gathered.left_out.append(f"{key}: has a column twice; move it away")  # SQL does not tell PTS from pts
            continue
        known = {name.upper() for name in gathered.columns}
        gathered.columns += [name for name in part.columns if name.upper() not in known]
        gathered.parts.append(part)
    known = {name.upper() for name in gathered.columns}
    gathered.columns += [name for name in dataset.types if name.upper() not in known]
    return gathered


def _copied(dataset: Dataset, key: str, body: bytes, mark: str) -> Part | None:
    """A file whose lines can be copied as they are; None for one that must be looked at more closely."""
    header, _, text = body.partition(b"\n")
    *lines, end = text.split(b"\n")
    if end or not lines or b'"' in body or b"\r" in body or not _is_text(body):
        return None
    columns = header.decode().split(",")
    fields = {name: value for name, value in dataset.fields_of(key).items() if name != "date"}
    if not {*dataset.key, *fields} <= set(columns):
        return None
    expected = [(columns.index(name), value.encode()) for name, value in fields.items()]
    for line in lines:
        values = line.split(b",")
        if len(values) != len(columns) or any(values[place] != value for place, value in expected):
            return None
    return Part(key, tuple(columns), text, None, mark)


def _is_text(body: bytes) -> bool:
    try:
        return body.isascii() or not body.decode().startswith(csvfile.BOM)
    except UnicodeDecodeError:
        return False


def _parsed(dataset: Dataset, key: str, body: bytes, mark: str, corrected: Corrected | None) -> Part:
    """A file's rows, checked and corrected. Raises StorageFailed."""
    table = csvfile.partition(dataset, key, body)
    if corrected:
        table = corrected.applied(dataset.fields_of(key), table)
    else:
        table = Table(table.columns, [[*row, mark] for row in table.rows])
    return Part(key, tuple(table.columns), b"", table.rows, mark)


def _mentions(games: set[str]):
    """bytes -> whether one of these games is in it."""
    if not games:
        return lambda body: False
    return re.compile("|".join(map(re.escape, sorted(games))).encode()).search


def _split(lines: bytes) -> list[list[str]]:
    return [line.split(",") for line in lines.decode().split("\n")[:-1]]


def as_lines(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()

"""Reads and writes our CSV files: the same rows always give the same bytes, and every value is read back unchanged."""

import csv
import io
import re
import zlib
from collections import Counter
from datetime import date
from typing import NamedTuple

from .datasets import Dataset
from .errors import Nonsense, StorageFailed

GZIP = b"\x1f\x8b"  # what COMPRESS=gzip wrote to a bucket stays so after a pull; no CSV begins like that
BOM = "\ufeff"
AT_ONCE = 10_000  # rows that are lists, or dicts, at the same time where there may be very many
UNEVEN = "rows of different lengths"
_INVALID = (UnicodeDecodeError, csv.Error, ValueError)  # what reading a CSV raises
_NUMBER = re.compile(r"-?(?:[0-9]{1,300}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_EVENTS = ("actionId", "actionNumber", "GAME_EVENT_ID")  # numbered in the order of the game
_GAME_ID = re.compile("[0-9]{10}")  # a spreadsheet takes its zeros away
# Control characters, line and paragraph separators, half characters, and the byte order mark.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")

csv.field_size_limit(2**31 - 1)  # what the writer takes, the reader takes


class Table(NamedTuple):
    """Column names, and rows of as many texts each."""

    columns: list[str]
    rows: list[list[str]]

    def dicts(self):
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def text(value, kind: str | None = None) -> str:
    """One value as text. A missing value is empty, and a whole number never ends in .0.

    A control character becomes a blank; NaN and infinity are missing values.
    """
    if type(value) is int:
        return str(value)
    if type(value) is str:
        return value if value.isprintable() else _CONTROL.sub(" ", value)
    if value is None or value != value or value in (float("inf"), float("-inf")):
        return ""
    if isinstance(value, float) and value.is_integer() and kind in ("int", "text"):
        return str(int(value))
    written = str(value)
    return written if written.isprintable() else _CONTROL.sub(" ", written)


def build(columns, rows, dataset: Dataset | None = None) -> Table:
    """A Table from rows of JSON values, each converted to its column's type."""
    kinds = [dataset.kind(column) if dataset else None for column in columns]
    names = [text(column) for column in columns]
    read = [lambda value, kind=kind: text(value, kind) for kind in kinds]
    return Table(names, [list(row) for row in zip(*by_column(rows, read), strict=True)])


def by_column(rows, readers: list) -> list[list]:
    """The columns of rows, each cell converted by its column's reader, which is called once for equal values.

    A column of 26,000 cells has some hundred different values. Raises ValueError for a row of another length, and
    what the readers raise.
    """
    read, rows = [], list(rows)
    for reader, cells in zip(readers, zip(*rows, strict=True), strict=True) if rows else ():
        kinds = set(map(type, cells)) - {type(None)}
        if len(kinds) == 1 and not kinds & {list, dict}:  # of several, 1 and 1.0 would be the same
            known = {cell: reader(cell) for cell in set(cells)}
            read.append([known[cell] for cell in cells])
        else:
            read.append([reader(cell) for cell in cells])
    return read or [[] for _ in readers]


def ordered(table: Table, dataset: Dataset) -> Table:
    """The same rows, sorted by their files and then by key, as if the files were concatenated; events by number."""
    if len(table.rows) < 2:  # as in most files of a game log
        return table
    fields = [table.columns.index(name) for name in dataset.partition_fields if name != "date"]
    keys = [(table.columns.index(name), name in _EVENTS) for name in dataset.key if name in table.columns]

    def place(row):
        # Folders end in a slash, which sorts before any letter or digit of a longer name.
        return [row[field] + "/" for field in fields], [row[key].rjust(10 * is_event) for key, is_event in keys], row

    return Table(table.columns, sorted(table.rows, key=place))


def to_bytes(table: Table) -> bytes:
    """UTF-8, always with a header, \\n at line ends. Raises Nonsense for half a character, which UTF-8 lacks."""
    try:
        return "".join(map(_line, (table.columns, *table.rows))).encode()
    except UnicodeEncodeError as error:
        cell = error.object[max(0, error.start - 20) : error.end + 20]
        raise Nonsense(f"{cell!r} is no text that can be stored; run again, and report it") from None


def _line(row: list[str]) -> str:
    joined = ",".join(row)
    # A reader takes a bare carriage return for a line's end, and a first mark for a byte order mark.
    is_odd = "\r" in joined or BOM in joined
    if joined.count(",") == len(row) - 1 > 0 and not (is_odd or '"' in joined or "\n" in joined):
        return joined + "\n"  # what csv.writer writes, in half the time
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL if is_odd else csv.QUOTE_MINIMAL).writerow(row)
    return out.getvalue()


def from_bytes(body: bytes, what: str) -> Table:
    """The Table in a CSV, with or without byte order mark and carriage returns; raises StorageFailed if invalid."""
    body = unpacked(body, what)
    try:
        columns, *rows = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
        if any(len(row) != len(columns) for row in rows):
            raise ValueError(UNEVEN)
        _require_once(columns)
    except _INVALID as error:
        raise _not_a_csv(what, body, error) from None
    return Table(columns, rows)


def pieces(body: bytes, what: str, dataset: Dataset):
    """The rows of a CSV as Tables of some AT_ONCE rows: as texts they take ten times the memory of the CSV.

    Rows of one topmost folder are in one Table if they are together in the CSV. Raises StorageFailed, for an invalid
    line once the Tables before it are taken.
    """
    body, rows = unpacked(body, what), []
    try:
        reader = csv.reader(io.TextIOWrapper(io.BytesIO(body), "utf-8-sig", newline=""), strict=True)
        columns = next(reader, [])
        _require_once(columns)
        place = next((columns.index(name) for name in dataset.partition_fields if name in columns), None)
        for row in reader:
            if len(row) != len(columns):
                raise ValueError(UNEVEN)
            if len(rows) >= AT_ONCE and place is not None and row[place] != rows[-1][place]:
                yield Table(columns, rows)
                rows = []
            rows.append(row)
        if not columns:
            raise ValueError
    except _INVALID as error:
        raise _not_a_csv(what, body, error) from None
    yield Table(columns, rows)


def _not_a_csv(what: str, body: bytes, error: Exception) -> StorageFailed:
    reason = "not text" if isinstance(error, UnicodeDecodeError) else error
    return StorageFailed(f"{what}: not a CSV ({reason if body else 'empty'}); move it away and run again")


def _require_once(columns: list[str]) -> None:
    if len(set(columns)) < len(columns):
        twice = next(name for name, count in Counter(columns).items() if count > 1)
        raise ValueError(f"column {twice!r} is there twice")


def unpacked(body: bytes, name: str) -> bytes:
    """The bytes, decompressed if they are gzip; raises StorageFailed if they were cut."""
    if body[:2] != GZIP:
        return body
    import gzip  # only old copies need it

    try:
        return gzip.decompress(body)
    except (EOFError, OSError, zlib.error):
        raise StorageFailed(f"{name}: its gzip is cut or damaged; move it away and run again") from None


def partition(dataset: Dataset, key: str, body: bytes) -> Table:
    """The rows of a stored partition; "readable" means everywhere that this function accepts the file.

    Raises StorageFailed, with the key and what to do, if the file is not our CSV (empty, cut, binary, saved by a
    spreadsheet), lacks a key column, has a row twice or a row of another partition, or has text in a number column.
    """
    fields = dataset.fields_of(key)
    if fields is None:
        raise StorageFailed(f"{key}: is no partition of {dataset.name}; move it away")
    reason = None
    try:
        body = unpacked(body, key)
        table = from_bytes(body, key)
    except StorageFailed as error:
        reason = str(error).removeprefix(f"{key}: ").partition("; ")[0]
    else:
        header = body.partition(b"\n")[0]
        if header.startswith(BOM.encode()) or header.endswith(b"\r"):
            reason = "was saved by another program, such as a spreadsheet, which changes ids and dates"
        reason = reason or _what_is_wrong(dataset, fields, table)
    if reason:
        raise StorageFailed(f"{key}: {reason}; move it away{_fetch_again(dataset, fields)}")
    return table


def _what_is_wrong(dataset: Dataset, fields: dict[str, str], table: Table) -> str | None:
    if missing := lacking(table, dataset):
        return f"has no column {', '.join(missing)}"
    if not table.rows and dataset.is_of_games:
        return "has no row"
    places = {name: table.columns.index(name) for name in fields if name != "date"}
    for row in table.rows:
        for name, place in places.items():
            if row[place] != fields[name]:
                return f"has a row of {name} {row[place]!r}, which belongs elsewhere"
    keys = [table.columns.index(name) for name in dataset.key]
    if len({tuple(row[key] for key in keys) for row in table.rows}) != len(table.rows):
        return "has a row twice"
    return next((f"has {value!r} as {column}" for column, value in impossible(dataset, table)), None)


def impossible(dataset: Dataset, table: Table):
    """(column, value) of impossible values: text or -inf in a number column, a game id without its zeros."""
    for column, kind, cells in zip(table.columns, dataset.kinds(tuple(table.columns)), zip(*table.rows)):
        if can_be := _check_of(column, kind):
            for value in set(cells):
                if not can_be(value):
                    yield column, value


def row_key(dataset: Dataset, row: dict[str, str]) -> str:
    """The key of a row, as lists of corrections name it."""
    return "/".join(row.get(column, "") for column in dataset.key)


def corrected(dataset: Dataset, fields: dict[str, str], table: Table, values: dict[str, dict[str, str]]) -> Table:
    """A partition's rows as the league corrected them. fields: of its path; values: row key -> {column: value}.

    A row whose key was corrected to nothing is gone. Where a game is a file, a row of it that the table lacks, and
    whose key is among the values, was added. A column that the table lacks comes last.
    """
    rows = {row_key(dataset, row): row for row in table.dicts()}
    gone = {name for name, changes in values.items() if "" in map(changes.get, dataset.key)}
    of_game = f"{fields[dataset.game_field]}/" if dataset.game_field else None
    further = [
        name
        for name, changes in values.items()
        if of_game and name.startswith(of_game) and dataset.key[0] in changes and name not in {*rows, *gone}
    ]
    rows |= dict.fromkeys(further, {})
    changed = [values[name] for name in rows if name in values and name not in gone]
    told = (column for changes in changed for column, value in changes.items() if value)
    columns = [*dict.fromkeys([*table.columns, *told])]
    rows = {name: row | values.get(name, {}) for name, row in rows.items()}
    now = Table(columns, [[row.get(name, "") for name in columns] for key, row in rows.items() if key not in gone])
    return ordered(now, dataset) if further else now


def games(dataset: Dataset, table: Table) -> dict[str, int]:
    """{game id: how many rows it has} in a table of a dataset that grows by games."""
    place, counts = table.columns.index(dataset.key[0]), {}
    for row in table.rows:  # a Counter takes four times as long for a file of one row
        counts[row[place]] = counts.get(row[place], 0) + 1
    return counts


def without_empty(table: Table, dataset: Dataset) -> Table:
    """The same without columns that are empty in every row; columns of the key and the path stay."""
    needed = {*dataset.key, *dataset.partition_fields}
    values = {column: {row[place] for row in table.rows} for place, column in enumerate(table.columns)}
    places = [place for place, column in enumerate(table.columns) if column in needed or values[column] != {""}]
    return Table([table.columns[place] for place in places], [[row[place] for place in places] for row in table.rows])


def lacking(table: Table, dataset: Dataset) -> list[str]:
    """The key and partition columns that a table lacks."""
    needed = dict.fromkeys((*dataset.key, *dataset.partition_fields))
    return [column for column in needed if column != "date" and column not in table.columns]


def require(table: Table, dataset: Dataset) -> None:
    """Raises Nonsense if a key or partition column is missing."""
    if missing := lacking(table, dataset):
        raise Nonsense(
            f"{dataset.name}: no column {', '.join(missing)}; the league changed its answer: see make doctor"
        )


def _check_of(column: str, kind: str | None):
    if kind in ("int", "float"):
        return _is_number
    if kind == "date":
        return is_day
    return _GAME_ID.fullmatch if column in ("GAME_ID", "gameId") else None


def _is_number(value: str) -> bool:
    is_plain = value.isdigit() and value.isascii() and len(value) < 300  # most are
    return is_plain or not value or _NUMBER.fullmatch(value) is not None


def is_day(value: str) -> bool:
    """Whether a text is a date in our format: 2025-01-14."""
    try:
        return value == date.fromisoformat(value).isoformat()
    except ValueError:
        return False


def _fetch_again(dataset: Dataset, fields: dict[str, str]) -> str:
    """The command that fetches a partition's rows again; empty for a copy of an earlier day."""
    for variable, name in (("GAME", dataset.game_field), ("DATE", "GAME_DATE"), ("PLAYER", "PLAYER_ID")):
        if variable in dataset.accepts and name in fields:
            return f" and run make {dataset.name} {variable}={fields[name]} FORCE=1"
    return f" and run make {dataset.name} FORCE=1 for a new copy"

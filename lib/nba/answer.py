"""Parses the league's answers: finds the result set and converts each value to the catalogue's type.

Every value from the league is checked here first. An impossible cell spoils its own row only; the caller decides
what a spoiled row costs: its game or its player.
"""

import contextlib
import json
import logging
import re
from contextlib import contextmanager
from dataclasses import dataclass

from lib import csvfile, seasons
from lib.datasets import AS_THEY_COME, Dataset
from lib.errors import Nonsense
from lib.nba import budget

log = logging.getLogger("nba-data")

LONGEST = 1000  # characters of a text
LARGEST, LARGEST_ID = 10**9, 10**18  # a count, either way; an id that is a number
SHOWN = 60  # characters of a value in a message
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}|-([0-9]+-)+")  # a line-up's is -1628378-1629029-…-
_TEAM = ("TEAM_ID", "TEAM_ABBREVIATION")
_COLUMN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ %./+-]{0,63}")
_WHOLE = re.compile(r"-?[0-9]{1,9}(\.0+)?")
_NUMBER = re.compile(r"-?[0-9]{0,9}\.?[0-9]{1,20}")
# Characters that a terminal, a CSV reader or a line-based tool would act on.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Spoiled:
    """A row with an impossible value: its cells by column, where it has any, and the reason."""

    cells: dict
    reason: str


class NothingKept(Nonsense):
    """The league answers without an error, but has no data for this game."""


class EmptyDate(Nonsense):
    """An answer for a date with games has no row, and no game of its season and type is stored.

    is_old: an earlier run of today had the answer.
    """

    WHY = "no row, though games were played; try later"
    is_old = False


class Rows(list):
    """Rows as dicts of normalised values, their columns in the league's order, and the spoiled rows."""

    def __init__(self, columns, rows=(), spoiled=(), document=None):
        super().__init__(rows)
        self.columns = list(columns)
        self.spoiled = list(spoiled)
        self.document = document  # the answer they are from, for the quarantine

    def like(self, rows) -> "Rows":
        """Other rows of the same answer."""
        return Rows(self.columns, rows, self.spoiled, self.document)

    def by(self, column: str) -> dict[str, "Rows"]:
        """The rows of each value of a column."""
        found = {}
        for row in self:
            found.setdefault(row[column], self.like([])).append(row)
        return found


class Packed:
    """Rows of which each takes a quarter of the memory; looking at one makes a new dict of it."""

    def __init__(self, columns=()):
        self.columns = list(columns)
        self.spoiled = []
        self._cells = []

    def __len__(self) -> int:
        return len(self._cells)

    def __getitem__(self, place: int) -> dict:
        return dict(zip(self.columns, self._cells[place]))

    def __iter__(self):
        return (dict(zip(self.columns, cells)) for cells in self._cells)

    def add(self, rows: "Rows | Packed") -> None:
        """Appends the rows of another answer, with their columns and what is spoiled of it."""
        if not self.columns:
            self.columns = list(rows.columns)
        self.columns += [column for column in rows.columns if column not in self.columns]
        if isinstance(rows, Packed) and rows.columns == self.columns:
            self._cells += rows._cells
        else:
            self._cells += [tuple(map(row.get, self.columns)) for row in rows]
        self.spoiled += rows.spoiled

    def by(self, column: str) -> dict[str, "Packed"]:
        """The rows of each value of a column."""
        place, found = self.columns.index(column), {}
        for cells in self._cells:
            if cells[place] not in found:
                found[cells[place]] = Packed(self.columns)
            found[cells[place]]._cells.append(cells)
        return found

    def like(self, rows) -> Rows:
        """Other rows of the same answers."""
        return Rows(self.columns, rows)


def joined(parts, columns=()) -> Rows:
    """The rows of several answers as one; a column that an answer lacks is empty in its rows."""
    parts = [part for part in parts if len(part)]
    if parts:
        columns = dict.fromkeys(column for part in parts for column in part.columns)
    return Rows(columns, [row for part in parts for row in part])


@contextmanager
def reading(what: str, document=None):
    """Turns errors of parsing a document into Nonsense whose `body` is the document; what: its name in messages."""
    try:
        yield
    except Nonsense as failure:
        if getattr(failure, "body", None) is None:
            failure.body = document
        raise
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        failure = Nonsense(f"{what}: cannot be read ({shown(error)}); left out, run again")
        failure.body = document
        raise failure from None


def result_sets(document: dict) -> list[dict]:
    """The result sets of an answer, in either spelling."""
    sets = document.get("resultSets") or document.get("resultSet") or []
    sets = [sets] if isinstance(sets, dict) else sets
    return [table for table in sets if isinstance(table, dict)] if isinstance(sets, list) else []


def result_set(document: dict, name: str, dataset: Dataset, required=(), without: str = "", **types: str) -> Rows:
    """One result set: columns in the league's order, values in the catalogue's types.

    required: columns that must be present. without: no columns whose names end so.
    types: column -> type, where this endpoint differs from the catalogue.
    Raises Nonsense if the answer has no such set, or a required column is missing.
    """
    for table in result_sets(document):
        if table.get("name") == name:
            headers, lists = table.get("headers"), table.get("rowSet")
            if isinstance(headers, list) and isinstance(lists, list):
                with reading(f"{dataset.name} {name}", document):
                    if without:
                        headers, lists = _narrowed(headers, lists, without)
                    rows = normalised(headers, lists, dataset, types)
                    require(rows.columns, required, dataset.name)
                rows.document = document
                return rows
    failure = Nonsense(
        f"{dataset.name}: no {name} in the answer; the league changed it: try later, and see make doctor"
    )
    failure.body = document
    raise failure


def packed_set(document: dict, name: str, dataset: Dataset, required=()) -> Packed:
    """result_set() of an answer with very many rows."""
    found, parts = Packed(), [document]
    table = next((table for table in result_sets(document) if table.get("name") == name), {})
    if isinstance(lists := table.get("rowSet"), list) and len(lists) > csvfile.AT_ONCE:
        starts = range(0, len(lists), csvfile.AT_ONCE)
        pieces = (lists[first : first + csvfile.AT_ONCE] for first in starts)
        parts = ({"resultSets": [table | {"rowSet": piece}]} for piece in pieces)
    for part in parts:
        found.add(result_set(part, name, dataset, required))
    return found


def _narrowed(headers: list, lists: list, without: str) -> tuple[list, list]:
    """The same without columns whose names end so. A row of another length becomes {}, which normalised() refuses."""
    places = [place for place, header in enumerate(headers) if not f"{header}".endswith(without)]
    narrowed = [
        [cells[place] for place in places] if isinstance(cells, list) and len(cells) == len(headers) else {}
        for cells in lists
    ]
    return [headers[place] for place in places], narrowed


def normalised(headers: list, lists: list, dataset: Dataset, types=None) -> Rows:
    """Lists of cells as rows, each cell converted to its column's type. Raises Nonsense for an invalid header."""
    if not all(isinstance(header, str) and _COLUMN.fullmatch(header) for header in headers):
        raise Nonsense(
            f"{dataset.name}: a column's name makes no sense; the league changed its answer: see make doctor"
        )
    types = types or {}
    kinds = (types[header] if header in types else dataset.kind(header) for header in headers)
    read = [_key_reader(header, dataset) or _READERS[kind] for header, kind in zip(headers, kinds)]
    is_plain = len(set(headers)) == len(headers)
    if is_plain and lists and all(type(cells) is list and len(cells) == len(headers) for cells in lists):
        with contextlib.suppress(ValueError):  # the loop below finds the row
            columns = csvfile.by_column(lists, read)
            return Rows(headers, [dict(zip(headers, row, strict=True)) for row in zip(*columns, strict=True)])
    rows, spoiled = [], []
    for cells in lists:
        try:
            if not isinstance(cells, list) or len(cells) != len(headers):
                raise ValueError(f"a row does not have {len(headers)} cells")
            values = [reader(cell) for reader, cell in zip(read, cells, strict=True)]
            rows.append(dict(zip(headers, values, strict=True)) if is_plain else _merged(headers, values))
        except ValueError as error:
            spoiled.append(_spoiled(headers, read, cells, error))
    return Rows(dict.fromkeys(headers), rows, spoiled)


def of_objects(objects: list[dict], dataset: Dataset, **own) -> Rows:
    """JSON objects as rows, columns of ours before theirs; a name that an object lacks is empty in its row."""
    columns = list(dict.fromkeys((*own, *(name for values in objects for name in values))))
    return normalised(columns, [[own.get(name, values.get(name)) for name in columns] for values in objects], dataset)


def record(values: dict, dataset: Dataset) -> dict:
    """One JSON object as a row. Raises Nonsense for an impossible value."""
    rows = normalised(list(values), [list(values.values())], dataset)
    if rows.spoiled:
        raise Nonsense(rows.spoiled[0].reason)
    return rows[0]


def require(present, columns, source: str) -> None:
    """Raises Nonsense if a column is missing."""
    missing = [column for column in columns if column not in present]
    if missing:
        raise Nonsense(f"{source}: no column {', '.join(missing)}; the league changed its answer: see make doctor")


def note_new(rows: Rows, dataset: Dataset) -> None:
    """Warns once a run of columns that are new, or missing, compared with the catalogue. The rows do not change.

    Where the columns come as they are, new ones are no news, and missing ones only in a dataset of games, if each
    game has them.
    """
    known, is_fixed = set(dataset.types), dataset.columns != AS_THEY_COME
    new = [column for column in rows.columns if column not in known] if is_fixed else []
    missing = sorted(known - {*rows.columns, *dataset.optional}) if is_fixed or dataset.is_of_games else []
    for columns, message in (
        (new, "new column {}; kept as it comes"),
        (missing, "no column {} any more; empty from now on"),
    ):
        if columns and rows:
            budget.say_once(log, logging.WARNING, f"{dataset.name}: {message.format(', '.join(columns))}")


def shown(value) -> str:
    """A value, or an exception, for a message: shortened, and without control characters."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _spoiled(headers: list, read: list, cells, error: ValueError) -> Spoiled:
    if not isinstance(cells, list):
        return Spoiled({}, f"{error}")
    named, reason = dict(zip(headers, cells)), f"{error}"
    if len(cells) == len(headers):
        for header, reader, cell in zip(headers, read, cells, strict=True):
            try:
                reader(cell)
            except ValueError as wrong:
                reason = f"{header} {wrong}"
                break
    return Spoiled(named, reason)


def _merged(headers: list, values: list) -> dict:
    """A row in which a column is listed twice. Raises ValueError if the two values differ."""
    row = {}
    for header, value in zip(headers, values, strict=True):
        if row.setdefault(header, value) != value:
            raise ValueError(f"{header} is listed twice, with different values")
    return row


def _text(value):
    if type(value) is str:
        if len(value) > LONGEST:
            raise ValueError(f"has {len(value):,} characters: {shown(value)}")
        if value.isprintable():
            return value
        if _SURROGATE.search(value):
            raise ValueError(f"is no text: {shown(value)}")
        return _CONTROL.sub(" ", value).strip() if _CONTROL.search(value) else value
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    if isinstance(value, int | float) and abs(value) < LARGEST_ID:  # also False for NaN
        return str(int(value)) if value == int(value) else str(value)
    raise ValueError(f"is no text: {shown(value)}")


def _key_reader(column: str, dataset: Dataset):
    """The parser of a column that must not be empty (in the key or the path, or a game's team); None for others."""
    named = (*dataset.key, *dataset.partition_fields, *(_TEAM if dataset.is_of_games else ()))
    if dataset.types.get(column) != "text" or column not in named:
        return None
    is_in_path = column in dataset.partition_fields

    def read(value) -> str:
        text = _text(value)
        if text is None or not (dataset.fits(column, text) if is_in_path else _KEY.fullmatch(text)):
            raise ValueError(f"cannot be {shown(value)}")
        if column == dataset.game_field and not seasons.is_game_id(text):
            raise ValueError(f"{shown(value)} is not ten digits")
        return text

    return read


def whole(value, most: int = LARGEST) -> int | None:
    """A whole number in any spelling; raises ValueError."""
    if type(value) is int:
        if -most <= value <= most:
            return value
    elif value is None:
        return None
    elif type(value) is float and value.is_integer():
        return whole(int(value))
    elif type(value) is str and (not value.strip() or _WHOLE.fullmatch(value)):
        return int(float(value)) if value.strip() else None
    raise ValueError(f"is no whole number: {shown(value)}")


def _float(value):
    if type(value) is float or type(value) is int:
        if -LARGEST <= value <= LARGEST:  # also False for NaN
            return value
    elif value is None:
        return None
    elif type(value) is str and (not value.strip() or _NUMBER.fullmatch(value)):
        return float(value) if value.strip() else None
    raise ValueError(f"is no number: {shown(value)}")


def _date(value) -> str:
    if type(value) is not str or len(value) > SHOWN:
        raise ValueError(f"is no date: {shown(value)}")
    try:
        return seasons.game_day(value)
    except ValueError:
        raise ValueError(f"is no date: {shown(value)}") from None


def _as_it_comes(value):
    """A value of a column that the catalogue does not know: numbers stay numbers, lists and objects become JSON."""
    if isinstance(value, list | dict):
        return _text(json.dumps(value, ensure_ascii=False))
    if type(value) in (int, float) and abs(value) < LARGEST_ID:
        return value
    return _text(value)


_READERS = {"text": _text, "int": whole, "float": _float, "date": _date, None: _as_it_comes}

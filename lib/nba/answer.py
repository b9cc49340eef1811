"""Reading the league's answers: result sets in either spelling, each row normalised in the catalogue's types.

The one place where a value from the league is looked at for the first time. A cell that cannot be right spoils its
row and no other; who asked decides what a spoiled row costs: its game, its player.
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
_NUMBER = re.compile(r"-?[0-9]{0,9}\.?[0-9]{1,12}")
# What a terminal, a CSV reader or a line-wise tool takes for more than a letter.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Spoiled:
    """A row that cannot be right: its cells by column, as far as there are any, and why."""

    cells: dict
    reason: str


class NothingKept(Nonsense):
    """The league answers, and has kept nothing of this game: neither an error nor data."""


class Rows(list):
    """Rows as dicts of normalised values; their columns in the league's order; the rows that are spoiled."""

    def __init__(self, columns, rows=(), spoiled=(), document=None):
        super().__init__(rows)
        self.columns = list(columns)
        self.spoiled = list(spoiled)
        self.document = document  # the answer they are from, for the quarantine

    def like(self, rows) -> "Rows":
        """Other rows of the same answer."""
        return Rows(self.columns, rows, self.spoiled, self.document)


def joined(parts, columns=()) -> Rows:
    """Rows of several answers; a column that only some have is empty in the others."""
    parts = [part for part in parts if len(part)]
    if parts:
        columns = dict.fromkeys(column for part in parts for column in part.columns)
    return Rows(columns, [row for part in parts for row in part])


@contextmanager
def reading(what: str, document=None):
    """Whatever of a document cannot be read is Nonsense, and carries the document as its `body`."""
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


def result_set(document: dict, name: str, dataset: Dataset, required=(), **types: str) -> Rows:
    """One result set: columns in the league's order, values in the catalogue's types.

    required: columns that must be there; types: of columns that this endpoint spells otherwise than the catalogue.
    Raises Nonsense where the answer has no such set, or a column is missing.
    """
    for table in result_sets(document):
        if table.get("name") == name:
            headers, lists = table.get("headers"), table.get("rowSet")
            if isinstance(headers, list) and isinstance(lists, list):
                with reading(f"{dataset.name} {name}", document):
                    rows = normalised(headers, lists, dataset, types)
                    require(rows.columns, required, dataset.name)
                rows.document = document
                return rows
    failure = Nonsense(
        f"{dataset.name}: no {name} in the answer; the league changed it: try later, and see make doctor"
    )
    failure.body = document
    raise failure


def normalised(headers: list, lists: list, dataset: Dataset, types=None) -> Rows:
    """The rows of lists of cells, each cell as its column's type has it. Raises Nonsense for headers that are none."""
    if not all(isinstance(header, str) and _COLUMN.fullmatch(header) for header in headers):
        raise Nonsense(
            f"{dataset.name}: a column's name makes no sense; the league changed its answer: see make doctor"
        )
    types = types or {}
    kinds = (types[header] if header in types else dataset.kind(header) for header in headers)
    read = [_key_reader(header, dataset) or _READERS[kind] for header, kind in zip(headers, kinds)]
    is_plain = len(set(headers)) == len(headers)
    if is_plain and lists and all(type(cells) is list and len(cells) == len(headers) for cells in lists):
        with contextlib.suppress(ValueError):  # of which row, is found out below
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


def record(values: dict, dataset: Dataset) -> dict:
    """One row that came as an object. Raises Nonsense where a value cannot be right."""
    rows = normalised(list(values), [list(values.values())], dataset)
    if rows.spoiled:
        raise Nonsense(rows.spoiled[0].reason)
    return rows[0]


def require(present, columns, what: str) -> None:
    """Raises Nonsense where a column is missing."""
    missing = [column for column in columns if column not in present]
    if missing:
        raise Nonsense(f"{what}: no column {', '.join(missing)}; the league changed its answer: see make doctor")


def note_new(rows: Rows, dataset: Dataset) -> None:
    """Says once a run which columns the catalogue does not know yet, or misses; the rows are stored as they are."""
    if dataset.columns == AS_THEY_COME:
        return
    known = set(dataset.types)
    for columns, said in (
        ([column for column in rows.columns if column not in known], "new column {}; kept as it comes"),
        (sorted(known - set(rows.columns)), "no column {} any more; empty from now on"),
    ):
        if columns and rows:
            budget.say_once(log, logging.WARNING, f"{dataset.name}: {said.format(', '.join(columns))}")


def shown(value) -> str:
    """A value, or an exception, for a message: short, and without anything a terminal would act on."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _spoiled(headers: list, read: list, cells, error: ValueError) -> Spoiled:
    if not isinstance(cells, list):
        return Spoiled({}, f"{error}")
    found, reason = dict(zip(headers, cells)), f"{error}"
    if len(cells) == len(headers):
        for header, reader, cell in zip(headers, read, cells, strict=True):
            try:
                reader(cell)
            except ValueError as wrong:
                reason = f"{header} {wrong}"
                break
    return Spoiled(found, reason)


def _merged(headers: list, values: list) -> dict:
    """A row of which a column is listed twice: with the same value, or it is spoiled."""
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
    """What reads a column of the key or the path, or a game's team, which must not be empty; None for any other."""
    named = (*dataset.key, *dataset.partition_fields, *(_TEAM if dataset.is_of_games else ()))
    if dataset.types.get(column) != "text" or column not in named:
        return None
    is_in_path = column in dataset.partition_fields

    def read(value) -> str:
        text = _text(value)
        if text is None or not (dataset.fits(column, text) if is_in_path else _KEY.fullmatch(text)):
            raise ValueError(f"cannot be {shown(value)}")
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
    """A column that the catalogue does not know: a number stays one; what is nested is JSON."""
    if isinstance(value, list | dict):
        return _text(json.dumps(value, ensure_ascii=False))
    if type(value) in (int, float) and abs(value) < LARGEST_ID:
        return value
    return _text(value)


_READERS = {"text": _text, "int": whole, "float": _float, "date": _date, None: _as_it_comes}

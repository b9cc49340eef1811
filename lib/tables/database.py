"""One database file of all tables: data/nba.duckdb, or data/nba.sqlite.

A table for each dataset, with its key and its columns' meanings; the views of docs/queries.md that the file's SQL
allows. Only seasons whose tables changed are replaced, in a copy that is moved into place when it is complete, so that
readers of the old file are not disturbed.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .. import columns, files, seasons
from ..datasets import ALL
from . import corrected, duck, names, package, places, views
from .typed import literal, quoted

STORAGE = "v1.2.0"  # what DuckDB from 1.2 on can read
SQLITE_TYPES = {"BIGINT": "INTEGER", "DOUBLE": "REAL", "BOOLEAN": "INTEGER"}
FORM = 1  # raise it when the file's layout changes: everything is made again
AT_ONCE = 10_000  # rows handed over together


@dataclass
class Table:
    """One table of the database.

    name      as the view that gives its rows
    key       its columns, where every row has them
    seasons   season -> what its rows were made from; a change makes them again
    sources   season -> the Parquets that the view needs for it, by dataset
    """

    name: str
    key: list[str]
    seasons: dict[str, str]
    sources: dict[str, dict[str, dict[str, Path]]]
    is_history: bool

    def due(self, made_before: dict[str, str]) -> list[str]:
        """The seasons that are to be made again; made_before: season -> what its rows in the file were made from."""
        return [season for season, made_of in self.seasons.items() if made_before.get(season) != made_of]

    def rows_of(self, season: str) -> str:
        """SQL of which rows are a season's."""
        if not self.is_history:
            return f"season = {literal(season)}"
        whole = seasons.bounds(season)  # a copy belongs to the season in which it was fetched
        return f"fetched BETWEEN '{whole.first}' AND '{whole.last}'"


def path(root: Path, kind: str) -> Path:
    return root / f"nba.{kind}"


def make(root: Path, kind: str) -> list[tuple[str, str]]:
    """Brings the database up to date; returns the (table, season) that were replaced.

    kind: duckdb or sqlite. Raises StorageFailed.
    """
    with files.lock(root / "_metadata" / "locks" / f"{kind}.lock"), files.disk(path(root, kind)):
        kept, tables = _kept(root, kind), _tables(root)
        due = {table.name: table.due(kept.get(table.name, {})) for table in tables}
        if not any(due.values()):
            return []
        aside = root / "_metadata" / "tmp" / kind
        shutil.rmtree(aside, ignore_errors=True)  # nobody else holds the lock: it is a dead run's
        aside.mkdir(parents=True)
        copy = aside / path(root, kind).name
        if kept:
            shutil.copy2(path(root, kind), copy)
        file = {"duckdb": DuckFile, "sqlite": SqliteFile}[kind](copy)
        for table in tables:
            if due[table.name]:
                _replace(file, table, due[table.name])
        file.finish(tables)
        with open(copy, "rb") as written:
            os.fsync(written.fileno())
        os.replace(copy, path(root, kind))
        _remember(root, kind, tables)
    return [(name, season) for name, due_seasons in due.items() for season in due_seasons]


def _tables(root: Path) -> list[Table]:
    """The tables that the database must have, with what each of their seasons is made from."""
    parquets = {name: places.tables(root, name) for name in (*ALL, corrected.NAME)}
    sums = {entry["path"]: entry["hash"] for entry in package.read(root)["resources"]}
    found = []
    for name, by_season in parquets.items():
        dataset = ALL.get(name)
        is_history = bool(dataset) and dataset.strategy != "append"
        sources = {season: views.reads(name, season, parquets) for season in by_season}
        made_of = {season: _digest(root, sums, used) for season, used in sources.items()}
        key = [names.column(column, dataset) for column in dataset.key] + ["fetched"] * is_history if dataset else []
        view = names.view(name) + "_history" * is_history
        if by_season:
            found.append(Table(view, key, made_of, sources, is_history))
    return found


def _digest(root: Path, sums: dict[str, str], used: dict[str, dict[str, Path]]) -> str:
    """What a season's rows are made from: the sums of the Parquets that they need."""
    parquets = [
        path.relative_to(root / places.SEASONS).as_posix() for by_season in used.values() for path in by_season.values()
    ]
    return hashlib.sha256(repr((FORM, [sums.get(path) for path in sorted(parquets)])).encode()).hexdigest()[:16]


def _replace(file, table: Table, due: list[str]) -> None:
    """Replaces the rows of some seasons; all of them where the columns are others than before."""
    everything = {}
    for used in table.sources.values():
        for name, by_season in used.items():
            everything.setdefault(name, {}).update(by_season)
    with _view(everything, table.name) as connection:
        types = dict(connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE {table.name})").fetchall())
        blank = " OR ".join(f"{quoted(column)} IS NULL" for column in table.key) or "true"
        has_key = connection.execute(f"SELECT count(*) FROM {table.name} WHERE {blank}").fetchone()[0] == 0
    key = table.key if has_key else []
    if not file.has(table.name, types, key):
        file.create(table.name, types, key)
        due = list(table.seasons)
    for season in due:
        file.delete(table.name, table.rows_of(season))
        with _view(table.sources[season], table.name) as connection:
            file.insert(connection, table.name)


@contextmanager
def _view(parquets: dict[str, dict[str, Path]], name: str):
    """A connection with one view over some of the tables."""
    connection = duck.memory()
    try:
        view = views.every(parquets, lambda sql: connection.execute(sql).fetchall())[name]()
        connection.execute(view.sql)
        yield connection
    finally:
        connection.close()


class DuckFile:
    """A DuckDB file that is being written."""

    def __init__(self, path: Path):
        self.connection = duck.memory()
        self.connection.execute(f"ATTACH {literal(path)} AS nba (STORAGE_VERSION {literal(STORAGE)})")
        self.connection.execute("USE nba")
        self.path = path

    def has(self, name: str, types: dict[str, str], key: list[str]) -> bool:
        """Whether the file has such a table."""
        of = "database_name = 'nba' AND table_name = ?"
        columns_of = f"SELECT column_name, data_type FROM duckdb_columns() WHERE {of}"
        keys_of = (
            f"SELECT constraint_column_names FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY' AND {of}"
        )
        found = dict(self.connection.execute(columns_of, [name]).fetchall())
        keys = self.connection.execute(keys_of, [name]).fetchone()
        return found == types and list(keys[0] if keys else []) == key

    def create(self, name: str, types: dict[str, str], key: list[str]) -> None:
        self.connection.execute(f"DROP TABLE IF EXISTS {name}")
        self.connection.execute(_create(name, types, key))
        for column in types:
            meaning = columns.of(column)
            if meaning.meaning:
                text = f"{meaning.meaning} ({meaning.unit})"
                self.connection.execute(f"COMMENT ON COLUMN {name}.{quoted(column)} IS {literal(text)}")

    def delete(self, name: str, where: str) -> None:
        self.connection.execute(f"DELETE FROM {name} WHERE {where}")

    def insert(self, connection, name: str) -> None:
        with tempfile.NamedTemporaryFile(dir=self.path.parent, suffix=".parquet") as rows:
            connection.execute(f"COPY {name} TO {literal(rows.name)} (FORMAT parquet, USE_TMP_FILE false)")
            self.connection.execute(f"INSERT INTO {name} BY NAME FROM read_parquet({literal(rows.name)})")

    def finish(self, tables: list[Table]) -> None:
        """Writes the views, and all of it to the file."""
        for name, sql in _derived(tables, in_duckdb=True).items():
            kind = "MACRO TABLE" if "MACRO" in sql else "VIEW"
            self.connection.execute(f"DROP {kind} IF EXISTS {name}")
            self.connection.execute(sql)
        self.connection.execute("USE memory")
        self.connection.execute("DETACH nba")
        self.connection.close()


class SqliteFile:
    """An SQLite file that is being written, by Python's own sqlite3."""

    def __init__(self, path: Path):
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = OFF")  # it is a copy aside: a killed one is thrown away
        self.connection.execute("PRAGMA synchronous = OFF")
        self.connection.execute("BEGIN")
        self.connection.execute(
            "CREATE TABLE IF NOT EXISTS _columns (table_name TEXT, column_name TEXT, unit TEXT, meaning TEXT, "
            "PRIMARY KEY (table_name, column_name))"
        )

    def has(self, name: str, types: dict[str, str], key: list[str]) -> bool:
        rows = self.connection.execute(f"PRAGMA table_info({name})").fetchall()
        found_key = [row[1] for row in sorted(rows, key=lambda row: row[5]) if row[5]]
        return [row[1] for row in rows] == list(types) and found_key == key

    def create(self, name: str, types: dict[str, str], key: list[str]) -> None:
        self.connection.execute(f"DROP TABLE IF EXISTS {name}")
        self.connection.execute(_create(name, {column: _sqlite_type(kind) for column, kind in types.items()}, key))
        self.connection.executemany(
            "INSERT OR REPLACE INTO _columns VALUES (?, ?, ?, ?)",
            [(name, column, columns.of(column).unit, columns.of(column).meaning) for column in types],
        )
        for index in (("PLAYER_ID", "GAME_DATE"), ("TEAM_ID", "GAME_DATE"), ("PLAYER_ID", "fetched")):
            if set(index) <= set(types):
                self.connection.execute(f"CREATE INDEX {name}_{'_'.join(index)} ON {name} ({', '.join(index)})")

    def delete(self, name: str, where: str) -> None:
        self.connection.execute(f"DELETE FROM {name} WHERE {where}")

    def insert(self, connection, name: str) -> None:
        types = connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE {name})").fetchall()
        chosen = ", ".join(
            f"{quoted(column)}::VARCHAR AS {quoted(column)}" if _sqlite_type(kind) == "TEXT" else quoted(column)
            for column, kind in types
        )
        rows = connection.execute(f"SELECT {chosen} FROM {name}")
        into = ", ".join(quoted(column) for column, _ in types)
        marks = ", ".join("?" * len(types))
        while some := rows.fetchmany(AT_ONCE):
            self.connection.executemany(f"INSERT INTO {name} ({into}) VALUES ({marks})", some)

    def finish(self, tables: list[Table]) -> None:
        """Writes the views that SQLite understands, and all of it to the file."""
        for name, sql in _derived(tables, in_duckdb=False).items():
            self.connection.execute(f"DROP VIEW IF EXISTS {name}")
            self.connection.execute(sql)
        self.connection.execute("COMMIT")
        self.connection.close()


def _create(name: str, types: dict[str, str], key: list[str]) -> str:
    listed = [f"{quoted(column)} {kind}" for column, kind in types.items()]
    listed += [f"PRIMARY KEY ({', '.join(map(quoted, key))})"] if key else []
    return f"CREATE TABLE {name} ({', '.join(listed)})"


def _sqlite_type(kind: str) -> str:
    return SQLITE_TYPES.get(kind, "TEXT")


def _derived(tables: list[Table], in_duckdb: bool) -> dict[str, str]:
    """name -> SQL of the views over the tables: the newest copies, and in DuckDB those of docs/queries.md."""
    made = {table.name for table in tables}
    found = {}
    for dataset in ALL.values():
        if f"{names.view(dataset.name)}_history" in made:
            found[names.view(dataset.name)] = views.newest(dataset).sql
    if in_duckdb:
        found |= views.derived(made)
    return found


def _state(root: Path) -> Path:
    return root / "_metadata" / "database.json"


def _kept(root: Path, kind: str) -> dict[str, dict[str, str]]:
    """What the database holds: table -> season -> what it was made from; {} where the file is not as we left it."""
    try:
        kept = files.parsed(_state(root).read_bytes())[kind]
        is_ours = kept["file"] == _mark(path(root, kind))
        return {name: dict(seasons) for name, seasons in kept["tables"].items()} if is_ours else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _remember(root: Path, kind: str, tables: list[Table]) -> None:
    try:
        state = dict(files.parsed(_state(root).read_bytes()))
    except (OSError, ValueError, TypeError):
        state = {}
    state[kind] = {"file": _mark(path(root, kind)), "tables": {table.name: table.seasons for table in tables}}
    files.write(_state(root), json.dumps(state).encode())


def _mark(path: Path) -> list[int]:
    return [path.stat().st_size, path.stat().st_mtime_ns]

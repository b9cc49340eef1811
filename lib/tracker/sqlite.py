"""The tracker as one local database, safe with many processes: data/_metadata/fetch_log.sqlite.

sqlite3 data/_metadata/fetch_log.sqlite 'select * from fetch_log order by fetched_at desc limit 9'
"""

import contextlib
import sqlite3
from dataclasses import astuple
from pathlib import Path

from lib import config, files
from lib.errors import StorageFailed
from lib.tracker import Entry, Tracker, checked

WAIT = 60  # seconds for another writer
_TABLE = """
create table if not exists fetch_log (
    module text, entity text, date text, rows integer, sha256 text, source text, fetched_at text,
    primary key (module, entity, date, fetched_at)
) without rowid"""
_AHEAD = "(fetched_at > :horizon or date > substr(:horizon, 1, 10))"  # times in the future
_OF = "from fetch_log where module = :module and (:entity is null or entity = :entity)"
# The newest row describes the fetch; the highest date shows how far it goes.
_LATEST = f"""
select module, entity, furthest, rows, sha256, source, fetched_at
from (
    select *, max(date) over (partition by entity) as furthest,
        row_number() over (partition by entity order by fetched_at desc, date desc) as place
    {_OF} and not {_AHEAD}
)
where place = 1 order by fetched_at desc, entity"""
_EVERY = f"select * {_OF} order by fetched_at desc, date desc"
_RESTORE = "restore it from a backup, or copy another tracker's: make migrate-tracker FROM=s3 TO=sqlite"


class SqliteTracker(Tracker):
    """Keeps every entry. Not for several machines, since SQLite does not work on a network disk."""

    def __init__(self, path: Path):
        self.path = Path(path)

    @classmethod
    def open(cls, objects, schedule_of):
        return cls(config.metadata("fetch_log.sqlite"))

    def mark_fetched(self, dataset, entries):
        with self._database(write=True) as database:
            database.executemany("replace into fetch_log values (?, ?, ?, ?, ?, ?, ?)", map(astuple, entries))

    def _latest(self, dataset, entity):
        return next(iter(self._select(_LATEST, dataset, entity)), None)

    def _history(self, dataset, entity):
        return self._select(_LATEST if entity is None else _EVERY, dataset, entity)

    def _select(self, query: str, dataset, entity: str | None) -> list[Entry]:
        names = {"module": dataset.module, "entity": entity, "horizon": config.stamp(config.horizon())}
        with self._database() as database:
            rows = database.execute(query, names).fetchall()
            ahead = database.execute(f"select * {_OF} and {_AHEAD} limit 1", names).fetchall()
        # One entry from the future is among them, so that it is named in the log.
        return [checked(Entry(*row), f"{self.path}: {row[0]}, {row[1]}", _RESTORE) for row in rows + ahead]

    @contextlib.contextmanager
    def _database(self, write: bool = False):
        with files.disk(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with contextlib.closing(sqlite3.connect(self.path, timeout=WAIT, isolation_level=None)) as database:
                database.execute("pragma journal_mode=wal")  # readers do not wait for a writer
                database.execute("pragma synchronous=full")
                database.execute(_TABLE)
                if write:
                    database.execute("begin immediate")
                yield database
                if write:
                    database.execute("commit")
        except sqlite3.Error as error:
            raise StorageFailed(f"{self.path}: {error}; {_todo(error)}") from error


def _todo(error: sqlite3.Error) -> str:
    """What the user can do about an SQLite error, by its code."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF  # the lower byte names the kind
    return {
        sqlite3.SQLITE_BUSY: "another program holds it; end that, then run again",
        sqlite3.SQLITE_LOCKED: "another program holds it; end that, then run again",
        sqlite3.SQLITE_FULL: "make room on the disk, then run again",
        sqlite3.SQLITE_IOERR: "see the disk, then run again",
        sqlite3.SQLITE_READONLY: "make it and its folder writable, then run again",
        sqlite3.SQLITE_CANTOPEN: "make it and its folder readable and writable, then run again",
        sqlite3.SQLITE_PERM: "make it and its folder readable and writable, then run again",
    }.get(code, _RESTORE)

"""The tracker as one local database, safe with many processes: data/_metadata/fetch_log.sqlite.

sqlite3 data/_metadata/fetch_log.sqlite 'select * from fetch_log order by fetched_at desc limit 9'
"""

import contextlib
import sqlite3
from dataclasses import astuple
from pathlib import Path

from lib import files
from lib.errors import StorageFailed
from lib.tracker import Entry, Tracker

WAIT = 60  # seconds for another writer
_TABLE = """
create table if not exists fetch_log (
    module text, entity text, date text, rows integer, sha256 text, source text, fetched_at text,
    primary key (module, entity, date, fetched_at)
) without rowid"""
# The newest row tells of the fetch, the highest date how far it goes.
_LATEST = """
select module, entity, furthest, rows, sha256, source, fetched_at
from (
    select *, max(date) over (partition by entity) as furthest,
        row_number() over (partition by entity order by fetched_at desc, date desc) as place
    from fetch_log where module = :module and (:entity is null or entity = :entity)
)
where place = 1 order by fetched_at desc, entity"""


class SqliteTracker(Tracker):
    """Keeps every entry; two machines need another tracker, since SQLite must not lie on a network disk."""

    def __init__(self, path: Path):
        self.path = Path(path)

    def latest(self, dataset, entity):
        return next(iter(self._latest(dataset, entity)), None)

    def mark_fetched(self, dataset, entries):
        with self._database(write=True) as database:
            database.executemany("replace into fetch_log values (?, ?, ?, ?, ?, ?, ?)", map(astuple, entries))

    def history(self, dataset, entity=None):
        if entity is None:
            return self._latest(dataset, None)
        query = "select * from fetch_log where module = ? and entity = ? order by fetched_at desc, date desc"
        with self._database() as database:
            return [Entry(*row) for row in database.execute(query, (dataset.module, entity))]

    def _latest(self, dataset, entity) -> list[Entry]:
        with self._database() as database:
            rows = database.execute(_LATEST, {"module": dataset.module, "entity": entity})
            return [Entry(*row) for row in rows]

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
            todo = "restore it, or copy another tracker's: make migrate-tracker FROM=s3 TO=sqlite"
            raise StorageFailed(f"{self.path}: {error}; {todo}") from error

"""SQL over the tables, in a DuckDB in memory that can only read: one SELECT, and only the files of the views it names.

Three things ensure this: only what DuckDB's parser calls a SELECT is run, it may open no other file, and its settings
are locked.
"""

import difflib
import re
from contextlib import contextmanager, suppress
from pathlib import Path

from ..datasets import ALL
from ..errors import StorageFailed, Usage
from . import corrected, duck, facts, names, places, views
from .typed import literal

# All views for a statement that lists what there is; else only the views that it names.
_ABOUT_ALL = {"show", "information_schema", "duckdb_views", "duckdb_columns", "duckdb_tables", "duckdb_functions"}
FORMATS = {
    "csv": "FORMAT csv, HEADER true",
    "json": "FORMAT json, ARRAY true",
    "parquet": "FORMAT parquet, COMPRESSION zstd",
}
NOTHING = "nothing is stored yet; run make team-games"


class Damaged(StorageFailed):
    """A Parquet that cannot be read; path is its place."""

    def __init__(self, path: Path):
        super().__init__(f"{path}: not a Parquet; it is made from the partitions by make tables FULL=1")
        self.path = path


def rows(root: Path, sql: str, parameters: list | None = None):
    """What a SELECT gives, as an executed DuckDB connection: description, fetchall(), df().

    Raises Usage for anything else, and for a wrong table or column, with the nearest name; Damaged.
    """
    statement, database = _only_select(sql), _Database(root)
    with database.clear_errors():
        return database.locked(statement).execute(statement, parameters)


def copy(root: Path, sql: str, to: Path, form: str) -> None:
    """Writes what a SELECT gives to a file that is there already, as one of FORMATS. Raises Usage and Damaged."""
    statement, database = _only_select(sql), _Database(root)
    with database.clear_errors():
        connection = database.locked(statement, to)
        connection.execute(f"COPY ({statement}\n) TO {literal(to)} ({FORMATS[form]}, USE_TMP_FILE false)")


def view_names(root: Path) -> list[str]:
    """The views and macros there are."""
    return sorted(_Database(root).makers)


class _Database:
    """The views over the tables below a data folder, made as they are needed, for one statement."""

    def __init__(self, root: Path):
        found = {name: places.tables(root, name) for name in (*ALL, corrected.NAME)}
        self.tables = {name: parquets for name, parquets in found.items() if parquets}
        self.connection = duck.memory()
        self.makers = views.every(self.tables, self._ask) | facts.every(root, self.tables)
        self._made: dict[str, views.View] = {}

    def locked(self, sql: str, writable: Path | None = None):
        """The connection with the views that a statement names; it opens their files and `writable`, nothing else."""
        if not self.tables:
            raise Usage(NOTHING)
        words = set(re.findall(r"\w+", sql.lower()))
        for name in self.makers if words & _ABOUT_ALL else words & set(self.makers):
            self._make(name)
        paths = [path for view in self._made.values() for path in view.files] + ([writable] if writable else [])
        allowed = ", ".join(literal(path) for path in dict.fromkeys(paths))
        self.connection.execute(f"SET allowed_paths = [{allowed}]")
        self.connection.execute("SET enable_external_access = false")
        self.connection.execute("SET lock_configuration = true")
        return self.connection

    def _make(self, name: str) -> None:
        if name not in self._made:
            view = self.makers[name]()
            for needed in view.needs:
                self._make(needed)
            self.connection.execute(view.sql)
            self._made[name] = view

    def _ask(self, sql: str) -> list[tuple]:
        return self.connection.execute(sql).fetchall()

    @contextmanager
    def clear_errors(self):
        """Turns DuckDB's errors into one line: Usage, or Damaged."""
        import duckdb

        try:
            yield
        except duckdb.Error as error:
            text = str(error)
            for parquets in self.tables.values():
                for path in parquets.values():
                    if str(path) in text and isinstance(error, duckdb.IOException | duckdb.InvalidInputException):
                        raise Damaged(path) from None
            raise Usage(self._in_one_line(text)) from None

    def _in_one_line(self, text: str) -> str:
        if wrong := re.search(r"Table (?:Function )?with name (\S+) does not exist", text):
            name = wrong[1].strip('"')
            dataset = name.lower().removesuffix("_history").removesuffix("_as_stored").replace("_", "-")
            if dataset in ALL and dataset not in self.tables:
                return f"{name}: nothing of it is stored yet; run make {dataset}"
            return f"there is no table {name}{_nearest(name, self.makers)}"
        if wrong := re.search(r'column "([^"]+)" not found|column named "([^"]+)"', text):
            name = wrong[1] or wrong[2]
            return f"there is no column {name}{_nearest(name, self._all_columns())}"
        return f"{text.splitlines()[0]}; see docs/queries.md"

    def _all_columns(self) -> list[str]:
        """The columns of the views that the statement named."""
        sql = "SELECT DISTINCT column_name FROM duckdb_columns() WHERE NOT internal ORDER BY 1"
        return [row[0] for row in self._ask(sql)]


def _nearest(name: str, candidates) -> str:
    """The known name that is meant: a synonym of the league's, or the one with the most similar spelling."""
    candidates = list(candidates)
    other_word = names.column(name)
    by_upper = {candidate.upper(): candidate for candidate in candidates}
    if other_word in candidates:
        return f"; it is {other_word} here"
    near = difflib.get_close_matches(name.upper().replace("-", "_"), by_upper, 1, cutoff=0)
    return f"; did you mean {by_upper[near[0]]}?" if near else ""


def _only_select(sql: str) -> str:
    """The text of the one SELECT that sql is; raises Usage."""
    import duckdb

    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise Usage(f"{str(error).splitlines()[0]}") from None
    if len(statements) != 1:
        raise Usage(f"one SELECT at a time; these are {len(statements)} statements")
    kind = statements[0].type.name
    if kind != "SELECT":
        raise Usage(f"only SELECT (also WITH, FROM, VALUES, DESCRIBE, SHOW and SUMMARIZE) is run here, not {kind}")
    return _without_end(statements[0].query.strip())


def _without_end(sql: str) -> str:
    """The statement without its semicolon and anything after it, such as a comment."""
    import duckdb

    head, semicolon, tail = sql.rpartition(";")
    with suppress(duckdb.Error):  # the semicolon stands in a text
        if semicolon and len(duckdb.extract_statements(head)) == 1 and not duckdb.extract_statements(tail):
            return _without_end(head)
    return sql

"""A CSV of text becomes a Parquet of types: the catalogue's, read strictly; what does not fit is empty and told."""

from pathlib import Path

SQL_TYPES = {"text": "VARCHAR", "date": "DATE", "int": "BIGINT", "float": "DOUBLE"}


def quoted(name: str) -> str:
    """A column or table as SQL names it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | Path) -> str:
    """A text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


def load(connection, csv: Path, columns: list[str]) -> None:
    """The CSV as the temporary table `raw`, every value text, an empty one missing."""
    struct = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE raw AS FROM read_csv({literal(csv)}, columns={{{struct}}}, header=true, "
        "auto_detect=false, delim=',', quote='\"', escape='\"', new_line='\\n', nullstr='', max_line_size=10000000)"
    )


def cast(column: str, kind: str | None) -> str:
    """SQL of a column's value in its type; missing where the text is none of it: 12.5 is no whole number."""
    name = quoted(column)
    if kind == "int":
        return f"CASE WHEN TRY_CAST({name} AS DOUBLE) = TRY_CAST({name} AS BIGINT) THEN TRY_CAST({name} AS BIGINT) END"
    if kind in ("date", "float"):
        return f"TRY_CAST({name} AS {SQL_TYPES[kind]})"
    return name


def misfits(connection, types: dict[str, str]) -> dict[str, str]:
    """column -> a text of it in `raw` that is not of its type."""
    strict = {column: cast(column, kind) for column, kind in types.items() if kind != "text"}
    if not strict:
        return {}
    found = connection.execute(
        "SELECT "
        + ", ".join(f"min({quoted(name)}) FILTER ({value} IS NULL)" for name, value in strict.items())
        + " FROM raw"
    ).fetchone()
    return {column: text for column, text in zip(strict, found) if text is not None}


def has_bad_ids(connection, columns: list[str]) -> bool:
    """Whether a game id in `raw` is not its ten digits."""
    ids = [quoted(column) for column in columns if column in ("GAME_ID", "gameId")]
    wrong = " OR ".join(f"NOT coalesce(regexp_full_match({name}, '[0-9]{{10}}'), false)" for name in ids)
    return bool(ids) and connection.execute(f"SELECT count(*) FROM raw WHERE {wrong}").fetchone()[0] > 0


def twice(connection, key: list[str]) -> list[tuple[str, list[int]]]:
    """(key, the numbers of its rows, in order) of each key that `raw` holds more than once; none may be missing."""
    names = [quoted(column) for column in key]
    return connection.execute(
        f"SELECT concat_ws('/', {', '.join(names)}), list(rowid ORDER BY rowid) FROM raw "
        f"WHERE {' AND '.join(f'{name} IS NOT NULL' for name in names)} "
        f"GROUP BY {', '.join(names)} HAVING count(*) > 1 ORDER BY 1"
    ).fetchall()


def write(connection, parquet: Path, columns: dict[str, str], facts: dict[str, str]) -> None:
    """`raw` as a Parquet; columns: name -> kind; facts are kept in the file's metadata."""
    chosen = ", ".join(f"{cast(name, kind)} AS {quoted(name)}" for name, kind in columns.items())
    metadata = ", ".join(f"{name}: {literal(value)}" for name, value in facts.items())
    connection.execute(
        f"COPY (SELECT {chosen} FROM raw) TO {literal(parquet)} "
        f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{metadata}}})"
    )

"""DuckDB connections: in memory, quiet, with nothing downloaded."""


def memory():
    """A database in memory, a duckdb.DuckDBPyConnection that loads no extension."""
    import duckdb  # a sixth of a second: only who has something to do waits for it

    return duckdb.connect(
        ":memory:",
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "temp_directory": ""},
    )

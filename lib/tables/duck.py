"""DuckDB connections: in memory, quiet, with nothing downloaded."""


def memory():
    """A database in memory, a duckdb.DuckDBPyConnection that loads no extension."""
    import duckdb  # takes a sixth of a second, so only where it is needed

    return duckdb.connect(
        ":memory:",
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "temp_directory": ""},
    )

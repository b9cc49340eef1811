"""Makes a database, and ends as by kill -9 at a step: database_dying.py KIND insert|finish|replace"""

import os
import sys

from lib import config
from lib.tables import database

if __name__ == "__main__":
    kind, step = sys.argv[1:]
    where = os if step == "replace" else {"duckdb": database.DuckFile, "sqlite": database.SqliteFile}[kind]
    setattr(where, step, lambda *words: os._exit(9))
    database.make(config.data_dir(), kind)

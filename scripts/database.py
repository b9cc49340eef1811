#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Write all tables into one database file: data/nba.duckdb, or with --format sqlite data/nba.sqlite.

Only what changed is replaced, in a copy that then takes the file's place, so that readers are not disturbed.

examples:
  scripts/database.py
  scripts/database.py --format sqlite
"""

from _script import arguments, log, run  # first: the root on sys.path
from lib import config
from lib.errors import Usage
from lib.tables import database, query, reach

FORMATS = ("duckdb", "sqlite")


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("--format", default=config.get("FORMAT") or "duckdb", help="duckdb or sqlite")
    form = options.parse_args(argv).format
    if form not in FORMATS:
        raise Usage(f"FORMAT={form}: a database is {' or '.join(FORMATS)}")
    root, doubts = reach.current()
    for text in doubts:
        log.warning("%s", text)
    if not reach.has_tables(root):
        raise Usage(query.NOTHING)
    replaced = database.make(root, form)
    for name, season in replaced:
        log.info("%s %s", name, season)
    what = f"{len(replaced)} seasons replaced" if replaced else "nothing is new"
    log.info("database: %s in %s", what, database.path(root, form))


if __name__ == "__main__":
    run(main)

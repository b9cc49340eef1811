#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Update the tables and run a SELECT over the stored data. It cannot change anything.

There is a view for each dataset (player_games, team_games, teams …), and some more (games, missing,
standings_on('2025-01-14') …): `scripts/query.py "SHOW TABLES"`, and docs/queries.md. Without an argument the SELECT
comes from SQL, else from standard input. On a terminal the answer is a table of at most 50 rows, else CSV.

examples:
  scripts/query.py "FROM standings_on('2025-01-14')"
  scripts/query.py "SELECT PLAYER_NAME, PTS FROM player_games ORDER BY PTS DESC LIMIT 10" --format json
  echo "FROM missing" | scripts/query.py > missing.csv
"""

import shutil
import sys
import tempfile
from pathlib import Path

from _script import arguments, log, run  # first: the root on sys.path
from lib import config
from lib.errors import Usage
from lib.tables import present, query, reach

FORMATS = ("table", *query.FORMATS)


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("sql", nargs="?", default=config.get("SQL"), metavar="SELECT", help="default: SQL, or stdin")
    options.add_argument("--format", default=config.get("FORMAT"), help="table, csv, json or parquet")
    args = options.parse_args(argv)
    sql = args.sql or ("" if sys.stdin.isatty() else sys.stdin.read())
    if not sql.strip():
        raise Usage("no SELECT was given; for example make query SQL=\"FROM standings_on('2025-01-14')\"")

    form = args.format or ("table" if sys.stdout.isatty() else "csv")
    if form not in FORMATS:
        raise Usage(f"FORMAT={form}: a query's answer is {', '.join(FORMATS)}")
    root, doubts = reach.current(sql)
    for text in doubts:
        log.warning("%s", text)
    if form == "table":
        text, is_cut = present.answer(root, sql)
        print(text)
        if is_cut:
            log.info("the first %d rows; FORMAT=csv gives all", present.SHOWN)
        return
    with tempfile.NamedTemporaryFile() as file:  # whole before the first byte is printed
        reach.answered(root, lambda: query.copy(root, sql, Path(file.name).resolve(), form))
        sys.stdout.flush()
        shutil.copyfileobj(file, sys.stdout.buffer)


if __name__ == "__main__":
    run(main)

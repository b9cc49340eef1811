#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Update the tables, check them against their checksums and copy them to a folder as a data package.

The folder then holds datapackage.json (Frictionless Data Package 2), the CSVs and Parquets it names, their schemas,
CHECKSUMS.sha256, and the data dictionary as README.md. An older copy there is replaced; anything else is refused.

example:
  scripts/package.py --to /srv/nba
"""

from pathlib import Path

from _script import arguments, log, run  # first: the root on sys.path
from lib import config
from lib.errors import Usage
from lib.tables import package, query, reach


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("--to", metavar="FOLDER", default=config.get("TO"), help="an empty folder, or an older copy")
    to = options.parse_args(argv).to
    if not to:
        raise Usage("where to? For example: make package TO=/srv/nba")
    root, doubts = reach.current()
    for text in doubts:
        log.warning("%s", text)
    if not reach.has_tables(root):
        raise Usage(query.NOTHING)
    copied = package.bundle(root, Path(to).expanduser().absolute())
    log.info("package: %d files and datapackage.json are in %s", len(copied), to)


if __name__ == "__main__":
    run(main)

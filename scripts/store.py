#!/usr/bin/env python3
"""Store a dataset's CSV, each row in its partition; history is never overwritten.

example:
  scripts/store.py team-games games.csv
"""

import hashlib
from pathlib import Path

from _fetch import read_report, summarise  # first: the root on sys.path
from _script import arguments, log, run

from lib import config, data_store, datasets, files, seasons
from lib.data_store import corrections, table
from lib.errors import StorageFailed


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("dataset", metavar="DATASET", help=", ".join(datasets.ALL))
    options.add_argument("csv", metavar="CSV", type=Path, help="what the fetch script wrote")
    options.add_argument("--report", metavar="REPORT", type=Path, help="what the fetch script wrote with --report")
    args = options.parse_args(argv)
    dataset = datasets.find(args.dataset)

    with files.disk(args.csv, "run the fetch script first"):
        body = args.csv.read_bytes()
    today = f"{seasons.eastern_date(config.now())}"
    date, summary = today, None
    if args.report:
        report = read_report(args.report)
        date, summary = report["date"] or today, report["run"]
        if hashlib.sha256(body).hexdigest() != report["sha256"]:
            raise StorageFailed(f"{args.csv}: is not what {args.report} tells of; run the fetch script again")
    store = data_store.open_store()
    rows = table.from_bytes(body, str(args.csv))
    saved = store.save(dataset, rows, date)
    if summary is None:
        log.info("%s: %d rows stored in %d new files", dataset.name, saved.new_rows, saved.new_files)
    else:
        summarise(dataset, summary, saved.new_rows, saved.new_files)
    if found := corrections.record(store, saved.differences, today):
        log.warning("%s: the league corrected %d stored values: see make corrections", dataset.name, found)


if __name__ == "__main__":
    run(main)

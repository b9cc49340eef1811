#!/usr/bin/env python3
"""Store a dataset's CSV, each row in its partition; history is never overwritten.

example:
  scripts/store.py team-games games.csv
"""

import hashlib
from pathlib import Path

from _script import arguments, log, read_report, run  # first: it puts the root on sys.path

from lib import config, data_store, datasets, files, seasons
from lib.data_store import table
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
    date = f"{seasons.eastern_date(config.now())}"
    if args.report:
        report = read_report(args.report)
        date = report["date"] or date
        if hashlib.sha256(body).hexdigest() != report["sha256"]:
            raise StorageFailed(f"{args.csv}: is not what {args.report} tells of; run the fetch script again")
    saved = data_store.open_store().save(dataset, table.from_bytes(body, str(args.csv)), date)
    log.info(
        "%s: %d rows stored in %d new files, %d were there already",
        dataset.name,
        saved.new_rows,
        saved.new_files,
        saved.kept_rows,
        extra={"fields": {"dataset": dataset.name, "rows_new": saved.new_rows, "files_new": saved.new_files}},
    )
    if saved.differences:
        log.info("%s: %d stored values differ from the league's now", dataset.name, len(saved.differences))


if __name__ == "__main__":
    run(main)

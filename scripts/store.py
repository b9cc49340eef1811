#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Store a dataset's CSV, each row in its partition; history is never overwritten.

example:
  scripts/store.py team-games games.csv
"""

from pathlib import Path

from _script import arguments, run  # first: the root on sys.path
from lib import datasets
from lib.errors import Usage
from lib.jobs import chain, report


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("dataset", metavar="DATASET", help=", ".join(datasets.ALL))
    options.add_argument("csv", metavar="CSV", type=Path, nargs="?", help="what the fetch script wrote")
    options.add_argument("--run", metavar="NUMBER", help="instead of CSV: what the fetch script left with --run")
    args = options.parse_args(argv)
    dataset = datasets.find(args.dataset)
    if bool(args.csv) == bool(args.run):
        raise Usage("give the fetch script's CSV, or --run")

    if args.csv:
        chain.store(dataset, args.csv)
    else:
        csv, path = report.paths(dataset, args.run)
        chain.store(dataset, csv, report.read(path))


if __name__ == "__main__":
    run(main, finishes=True)

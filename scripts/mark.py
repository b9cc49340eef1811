#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Write to the tracker what was fetched, once it is stored. Exits with the status of what could not be fetched.

example:
  scripts/mark.py team-games --run 4711
"""

from _script import arguments, run  # first: the root on sys.path
from lib import datasets
from lib.jobs import chain, report


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("dataset", metavar="DATASET", help=", ".join(datasets.ALL))
    options.add_argument("--run", metavar="NUMBER", required=True, help="what the fetch script left with --run")
    args = options.parse_args(argv)
    dataset = datasets.find(args.dataset)

    csv, path = report.paths(dataset, args.run)
    marked = chain.mark(dataset, report.read(path))
    report.clear(csv, path)
    return marked.status


if __name__ == "__main__":
    run(main, finishes=True)

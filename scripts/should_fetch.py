#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Check whether a dataset is due: print the fetch script's dates and flags and exit 0, or print `fresh` and exit 1.

The variables of make (SEASON, DATE, FORCE, NOW …) are honoured, and checked first.

example:
  scripts/should_fetch.py team-games && echo due
"""

from _script import arguments, run  # first: the root on sys.path
from lib import config, datasets
from lib.errors import Usage
from lib.jobs import due


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("dataset", metavar="DATASET", nargs="?", help=", ".join(datasets.ALL))
    options.add_argument("--claim", action="store_true", help="take it, so that no other machine fetches it now")
    options.add_argument("--all", metavar="FILE", help="write one line for each requested dataset to FILE")
    args = options.parse_args(argv)
    if bool(args.dataset) == bool(args.all):
        raise Usage(f"which dataset? There are {', '.join(datasets.ALL)}")
    if args.all:
        due.check_all(args.all)
        return 0

    dataset = datasets.find(args.dataset)
    asked = due.check(dataset, claim=args.claim)
    try:
        print(" ".join(asked.arguments()) if asked else "fresh", flush=True)
    except BrokenPipeError:  # make was stopped meanwhile: nobody fetches
        if asked and args.claim:
            due.open_tracker().give_up(dataset, config.now(), due.claimed(asked))
        raise
    return 0 if asked else 1


if __name__ == "__main__":
    run(main)

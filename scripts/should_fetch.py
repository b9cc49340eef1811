#!/usr/bin/env python3
"""Tell whether a dataset is due: exit 0 and the fetch script's arguments on stdout; exit 1 and the word `fresh`.

The variables of make (SEASON, DATE, FORCE, NOW …) are honoured.

example:
  scripts/should_fetch.py team-games && echo due
"""

from _script import arguments, log, run  # first: the root on sys.path

from lib import config, datasets
from lib.jobs.due import due_of, open_tracker


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("dataset", metavar="DATASET", help=", ".join(datasets.ALL))
    options.add_argument("--claim", action="store_true", help="take it, so that no other machine fetches it now")
    args = options.parse_args(argv)
    dataset = datasets.find(args.dataset)

    due = due_of(dataset)
    if due.arguments is None:
        log.info("%s: nothing due: %s", dataset.name, due.why)
        print("fresh")
        return 1
    if args.claim and (other := open_tracker().claim(dataset, config.now())):
        log.info("%s: is being fetched by %s", dataset.name, other)
        print("fresh")
        return 1
    import shlex  # only now: the check must start fast

    print(shlex.join(due.arguments))
    return 0


if __name__ == "__main__":
    run(main)

#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Copy one tracker's entries to another. The other's entries stay, and a date never moves back.

example:
  scripts/migrate_tracker.py --from file --to dynamodb
"""

from _script import arguments, log, run  # first: the root on sys.path
from lib import config, datasets, tracker
from lib.errors import Usage
from lib.jobs.chain import send_first
from lib.jobs.due import open_tracker


def main(argv=None):
    options = arguments(__doc__)
    listed = ", ".join(tracker.KINDS)
    options.add_argument("--from", dest="source", default=config.get("FROM"), help=f"the tracker to read: {listed}")
    options.add_argument("--to", dest="target", default=config.get("TO"), help="the tracker to write")
    args = options.parse_args(argv)
    if args.source not in tracker.KINDS or args.target not in tracker.KINDS:
        raise Usage(f"from which tracker to which? FROM=file TO=dynamodb; there are {listed}")

    source, target = open_tracker(args.source), open_tracker(args.target)
    if target.is_shared and not source.is_shared and config.get("DATA_STORE") == "local":
        send_first()  # other machines would read in it about data that are not there
    for dataset in datasets.ALL.values():
        entries = source.history(dataset)
        target.mark_fetched(dataset, entries)
        log.info("%s: %d entries from %s to %s", dataset.name, len(entries), args.source, args.target)
        lost = [entry for entry in entries if not target.is_fetched(dataset, entry.entity, entry.date)]
        if lost:
            log.warning(
                "%s: %s cannot say %d of them, such as %s: their objects are not in the store, or no kept schedule "
                "proves them; they are asked for again",
                *(dataset.name, args.target, len(lost), lost[0].entity),
            )


if __name__ == "__main__":
    run(main)

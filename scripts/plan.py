#!/usr/bin/env python3
"""Print what a target would ask the league for, by endpoint, and how long it takes; nothing is sent.

examples:
  scripts/plan.py daily
  scripts/plan.py --from 2015-16 --to 2024-25 --datasets "team-games player-games"
"""

import math
from collections import Counter

from _script import arguments, run

from lib import config, datasets
from lib.errors import Usage
from lib.jobs.backfill import LOGS, steps
from lib.jobs.due import due_of
from lib.jobs.plan import minutes, requests


def parse(argv):
    options = arguments(__doc__)
    options.add_argument("targets", metavar="TARGET", nargs="*", help=f"all, {', '.join((*GROUPS, *datasets.ALL))}")
    options.add_argument("--from", dest="first", metavar="YYYY-YY", help="of a backfill: the oldest season")
    options.add_argument("--to", dest="last", metavar="YYYY-YY", help="of a backfill: the newest season")
    options.add_argument("--datasets", default=" ".join(LOGS), help="of a backfill")
    args = options.parse_args(argv)
    if bool(args.first) != bool(args.last):
        raise Usage("a backfill has a FROM and a TO season")
    return args


GROUPS = {
    frequency: [dataset.name for dataset in datasets.ALL.values() if dataset.frequency == frequency]
    for frequency in ("daily", "weekly", "yearly")
}


def main(argv=None):
    args = parse(argv)
    total = Counter()
    if args.first:
        wanted = [(step.dataset, step.due()) for step in steps(args.first, args.last, args.datasets.split())]
    else:
        names = [name for target in args.targets or ["all"] for name in names_of(target)]
        wanted = [(dataset, due_of(dataset)) for dataset in map(datasets.find, dict.fromkeys(names))]
    for dataset, due in wanted:
        asked = requests(dataset, due.arguments) if due.arguments else Counter()
        total |= asked
        if not args.first:
            print(f"{dataset.name}: {'due' if due.arguments else 'fresh'} ({due.why})")
    by_endpoint = Counter()
    for (endpoint, _), count in total.items():
        by_endpoint[endpoint] += count
    for endpoint, count in sorted(by_endpoint.items()):
        print(f"{count:7,}  {endpoint}")
    count, budget = total.total(), config.get("NBA_MAX_REQUESTS")
    runs = (
        "" if args.first or count <= budget else f", in {math.ceil(count / budget)} runs of NBA_MAX_REQUESTS={budget}"
    )
    print(f"{count:7,}  requests in about {math.ceil(minutes(total))} minutes{runs}")


def names_of(target: str) -> list[str]:
    return list(datasets.ALL) if target == "all" else GROUPS.get(target, [target])


if __name__ == "__main__":
    run(main)

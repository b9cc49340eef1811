#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Print the requests that a target would send, by endpoint, and how long they would take; sends nothing.

examples:
  scripts/plan.py daily
  COSTS=1 WAY=lambda scripts/plan.py
  scripts/plan.py --from 2015-16 --to 2024-25 --datasets "team-games player-games"
"""

import math
from collections import Counter

from _script import arguments, run
from lib import config, costs, datasets
from lib.errors import Usage
from lib.jobs.backfill import LOGS, datasets_of, steps
from lib.jobs.due import due_of
from lib.jobs.plan import apart, lasting, minutes, requests


def parse(argv):
    options = arguments(__doc__)
    options.add_argument(
        "targets", metavar="TARGET", nargs="*", help=f"all, daily, weekly, yearly, {', '.join(datasets.ALL)}"
    )
    options.add_argument(
        "--from", dest="first", metavar="YYYY-YY", default=config.get("FROM"), help="a backfill's oldest"
    )
    options.add_argument(
        "--to", dest="last", metavar="YYYY-YY", default=config.get("TO"), help="a backfill's newest season"
    )
    options.add_argument("--datasets", default=config.get("DATASETS"), help=f"of a backfill; default: {' '.join(LOGS)}")
    args = options.parse_args(argv)
    args.targets = args.targets or (config.get("TARGET") or "all").replace(",", " ").split()
    if bool(args.first) != bool(args.last):
        raise Usage("a backfill has an oldest and a newest season: make plan FROM=1946-47 TO=2024-25")
    return args


def main(argv=None):
    args = parse(argv)
    if config.get("COSTS"):
        if not config.get("WAY"):
            raise Usage(f"COSTS=1 of which way? Give one of {', '.join(config.WAYS)}: make plan COSTS=1 WAY=lambda")
        print("\n".join(costs.table(config.get("WAY"))))
        return
    total, apiece = Counter(), {}
    if args.first:
        wanted = [
            (step.dataset, step.due())
            for step in steps(args.first, args.last, datasets_of(args.datasets), config.get("SEASON_TYPE"))
        ]
    else:
        listed = {dataset.name: dataset for target in args.targets for dataset in datasets.group(target)}
        wanted = [(dataset, due_of(dataset)) for dataset in listed.values()]
    for dataset, due in wanted:
        sent = requests(dataset, due.asked) if due.asked else Counter()
        total |= sent
        apiece[dataset.name] = apiece.get(dataset.name, Counter()) | sent
        if not args.first:
            print(f"{dataset.name}: {'due' if due.asked else 'fresh'} ({due.why})")
    by_endpoint = Counter()
    for (endpoint, _), count in total.items():
        by_endpoint[endpoint] += count
    for endpoint, count in sorted(by_endpoint.items()):
        print(f"{count:7,}  {endpoint}")
    count, budget = total.total(), config.get("NBA_MAX_REQUESTS")
    runs = (
        "" if args.first or count <= budget else f", in {math.ceil(count / budget)} runs of NBA_MAX_REQUESTS={budget}"
    )
    print(f"{count:7,}  {'request' if count == 1 else 'requests'} in {lasting(minutes(total))}{runs}")
    if args.first and (said := apart(apiece)):
        print(f"         {said}")


if __name__ == "__main__":
    run(main)

#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Refuse a word after make that is unknown, with the nearest known one, or that no target uses; make calls it.

example:
  MAKECMDGOALS=teamgames scripts/refuse.py --targets teams team-games --variables SEASON TEAM
"""

import os

from _script import arguments, run  # first: the root on sys.path
from lib import config, datasets
from lib.errors import Usage

OF_DATASETS = (
    "SEASON", "SEASON_TYPE", "TEAM", "PLAYER", "GAME", "MEASURE", "DATE", "DATE_FROM", "DATE_TO", "FORCE",
)  # fmt: skip
OF_BACKFILL = ("FROM", "TO", "DATASETS", "SEASON_TYPE", "FORCE")
OF_CLOUD = ("FROM", "TARGET")
# target -> the variables of a single run that it reads; the other targets read none of them.
READS = {
    **dict.fromkeys((*datasets.ALL, "daily", "weekly", "yearly", "extra", "games-detail", "all", "due"), OF_DATASETS),
    "backfill": OF_BACKFILL,
    "gaps": ("SEASON", "SEASON_TYPE", "DATASETS", "FULL"),
    "fill-gaps": ("SEASON", "SEASON_TYPE", "DATASETS", "FULL"),
    "status": ("FULL",),
    "tables": ("SEASON", "DATASETS", "FULL"),
    "query": ("SQL", "FORMAT"),
    "database": ("FORMAT",),
    "package": ("TO",),
    "deploy": OF_CLOUD,
    "deploy-plan": OF_CLOUD,
    "undeploy": OF_CLOUD,
    "cloud-logs": OF_CLOUD,
    "cloud-run": ("TARGET", "FROM", "TO", "DATASETS", "SEASON_TYPE"),
    "sync": ("FULL", "SYNC"),
    "pull": ("FULL",),
    "migrate-tracker": ("FROM", "TO"),
    "destroy-storage": ("FORCE",),
    "new-dataset": ("NAME", "ENDPOINT"),
}
# A plan is a backfill's where FROM is given.
OF_PLAN = (*OF_DATASETS, "TARGET", "COSTS")
OF_A_RUN = {"SYNC", "COSTS"}.union(OF_PLAN, *READS.values())


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("--targets", nargs="+", required=True, help="the Makefile's targets")
    options.add_argument("--variables", nargs="+", required=True, help="the variables that it knows")
    options.add_argument("--unused", action="store_true", help="refuse only what no target uses")
    args = options.parse_args(argv)

    variables = os.environ.get("UNKNOWN", "").split()
    targets = [word for word in os.environ.get("MAKECMDGOALS", "").split() if word not in args.targets]
    if variables:
        raise Usage(config.unknown(variables[0], args.variables, ".env.example lists what a run reads"))
    if targets:
        raise Usage(f"target {config.unknown(targets[0], args.targets, 'make lists them')}")
    if args.unused:
        refuse_unused()
        return
    raise Usage("a file that the Makefile needs is missing; restore it with git checkout")


def refuse_unused() -> None:
    """Raises Usage for a variable typed after make that none of its targets reads."""
    targets = os.environ.get("MAKECMDGOALS", "").split() or ["help"]
    reads = READS | {"plan": OF_BACKFILL if config.typed("FROM") else OF_PLAN}
    read = list(dict.fromkeys(name for target in targets for name in reads.get(target, ())))
    for name in os.environ.get("TYPED", "").split():
        if name in OF_A_RUN and name not in read and (text := config.typed(name)):
            has, reads = ("has", "it reads") if len(targets) == 1 else ("have", "they read")
            listed = ", ".join(read) or "none of them"
            raise Usage(f"{name}={text}: {' and '.join(targets)} {has} no use for {name}; {reads} {listed}")


if __name__ == "__main__":
    run(main, checks=False)  # whether they can be read is for those who use them

#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Print which word after make is unknown, and the nearest known one; exits with 2. make calls it.

example:
  MAKECMDGOALS=teamgames scripts/refuse.py --targets teams team-games --variables SEASON TEAM
"""

import os

from _script import arguments, run  # first: the root on sys.path
from lib import config
from lib.errors import Usage


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("--targets", nargs="+", required=True, help="the Makefile's targets")
    options.add_argument("--variables", nargs="+", required=True, help="the variables that it knows")
    args = options.parse_args(argv)

    variables = os.environ.get("UNKNOWN", "").split()
    targets = [word for word in os.environ.get("MAKECMDGOALS", "").split() if word not in args.targets]
    if variables:
        raise Usage(config.unknown(variables[0], args.variables))
    if targets:
        raise Usage(f"target {config.unknown(targets[0], args.targets)}")
    raise Usage("a file that the Makefile needs is missing; restore it with git checkout")


if __name__ == "__main__":
    run(main)

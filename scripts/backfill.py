#!/usr/bin/env python3
"""Fetch past seasons, the newest first: every season type of every dataset named, by make's own targets.

Stop it when you like: what is stored is not asked for again. The ceilings per minute and hour hold throughout;
NBA_MAX_REQUESTS is a step's, which goes on where it ended.

example:
  scripts/backfill.py --from 2015-16 --to 2024-25 --datasets "team-games player-games"
"""

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter

from _script import ROOT, arguments, log, run

from lib.errors import Blocked, Misconfigured, Nonsense, StorageFailed, Trouble, Unreachable
from lib.jobs.backfill import LOGS, Step, steps
from lib.jobs.plan import requests

MEANING = {kind.status: kind for kind in (Blocked, Misconfigured, Nonsense, StorageFailed, Unreachable)}


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("--from", dest="first", metavar="YYYY-YY", required=True, help="the oldest season")
    options.add_argument("--to", dest="last", metavar="YYYY-YY", required=True, help="the newest season")
    options.add_argument("--datasets", default=" ".join(LOGS), help=f"default: {' '.join(LOGS)}")
    args = options.parse_args(argv)
    todo = weighed(steps(args.first, args.last, args.datasets.split()))

    failed = []
    with Progress(sum(weight for _, weight in todo)) as progress:
        for step, weight in todo:
            status = fetch(step)
            if status == 0:
                step.note_had()
            elif status == Nonsense.status:
                failed.append(f"{step}")
            else:
                raise MEANING.get(status, Trouble)(
                    f"{step}: ended with {status}; run the same again to go on from here"
                )
            progress.step(f"{step}", weight)
    if failed:
        raise Nonsense(
            f"{len(failed)} of {len(todo)} steps are not whole ({', '.join(failed[:5])}…); run the same again"
        )


def weighed(found: list[Step]) -> list[tuple[Step, int]]:
    """The steps that are due, each with its requests, at least one; what an earlier one asks for costs no more."""
    todo, asked = [], Counter()
    for step in found:
        if wanted := step.due().arguments:
            before = asked.total()
            asked |= requests(step.dataset, wanted)
            todo.append((step, max(1, asked.total() - before)))
    return todo


def fetch(step: Step) -> int:
    """The exit status of a step, run again while a budget leaves some of it for the next run and it gets on."""
    while True:
        env = os.environ | {"SEASON": step.season, "SEASON_TYPE": step.season_type or "", "LOG_FORMAT": "json"}
        env |= dict.fromkeys(("DATE", "DATE_FROM", "DATE_TO", "TEAM", "PLAYER", "GAME", "MAKEFLAGS", "MAKELEVEL"), "")
        made = subprocess.run(["make", "-C", ROOT, step.dataset.name], env=env, capture_output=True, text=True)
        events = [json.loads(line) for line in made.stderr.splitlines() if line.startswith("{")]
        for event in events:
            if event["level"] in ("warning", "error"):
                log.warning("%s", event["message"])
        left = any(event.get("left_for_next_run") and event.get("rows_new") for event in events)
        if made.returncode == 0 and left:
            continue
        status = re.search(r"Error (\d+)", made.stderr)  # make itself always ends with 2
        return int(status[1]) if status else made.returncode


class Progress:
    """A bar on a terminal, a line a step in a log; both with the time left."""

    def __init__(self, total: int):
        self.total, self.done, self.started, self.bar = total, 0, time.monotonic(), None
        if sys.stderr.isatty():
            from tqdm import tqdm

            self.bar = tqdm(total=total, desc="backfill", unit=" requests", dynamic_ncols=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.bar:
            self.bar.close()

    def step(self, what: str, weight: int) -> None:
        self.done += weight
        if self.bar:
            self.bar.set_postfix_str(what, refresh=False)
            self.bar.update(weight)
            return
        left = (time.monotonic() - self.started) / self.done * (self.total - self.done) / 60
        log.info("backfill: %s, %d of %d requests, about %.0f minutes left", what, self.done, self.total, left)


if __name__ == "__main__":
    run(main)

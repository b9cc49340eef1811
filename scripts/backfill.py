#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch past seasons, the newest first: every season type of the datasets named.

You can stop it at any time: what is stored is not fetched again. The limits per minute and hour hold throughout;
NBA_MAX_REQUESTS holds for each step, which is repeated until it is complete. Two processes take turns: one asks while
the other one stores. In an array job of AWS Batch each machine takes its share of the seasons, and then what others
have not done.

example:
  scripts/backfill.py --from 2015-16 --to 2024-25 --datasets "team-games player-games"
"""

import sys
import time
from collections import Counter

from _fetch import asker  # first: the root on sys.path
from _script import arguments, join, log, run
from lib import config
from lib.datasets import REGULAR
from lib.errors import OF_STATUS, Misconfigured, Nonsense, Usage
from lib.jobs import chain
from lib.jobs.backfill import LOGS, Step, datasets_of, dealt, note_asked, steps
from lib.jobs.chain import counted
from lib.jobs.plan import apart, lasting, requests
from lib.jobs.report import Report
from lib.lanes import Lanes, give_back
from lib.nba import budget

LANES = 2  # one asks while the other reads and stores, so that the throttle alone sets the pace
TICK = 0.2  # seconds in which a stop signal is noticed
LOOKS_AGAIN = 20  # seconds until a step is tried again that another machine has


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument(
        "--from", dest="first", metavar="YYYY-YY", default=config.get("FROM"), help="the oldest season"
    )
    options.add_argument("--to", dest="last", metavar="YYYY-YY", default=config.get("TO"), help="the newest season")
    options.add_argument("--datasets", default=config.get("DATASETS"), help=f"default: {' '.join(LOGS)}")
    args = options.parse_args(argv)
    if not args.first or not args.last:
        raise Usage("which seasons? The oldest and the newest: make backfill FROM=1946-47 TO=2024-25")
    index, size = config.worker()
    if size > 1 and (config.get("TRACKER"), config.get("DATA_STORE")) != ("dynamodb", "s3"):
        raise Misconfigured(f"{size} machines share a backfill by TRACKER=dynamodb and DATA_STORE=s3 only; set both")
    if size > 1 and config.get("FORCE"):
        raise Usage("FORCE=1 asks for what is stored, so that no machine knows what another has had; use one machine")
    found = steps(args.first, args.last, datasets_of(args.datasets), config.get("SEASON_TYPE"))
    note_asked(found)
    todo, weights, apiece = weighed(dealt(found, index, size))
    if said := apart(apiece):
        log.info("backfill: %s", said)

    failed, held, begun = [], 0, set()
    with Progress(sum(weights.values())) as progress, Lanes(LANES, fetch, join) as lanes:
        while todo or lanes.busy:
            while lanes.is_free and (step := following(todo, lanes.busy.values(), begun)):
                todo.remove(step)
                lanes.start(step)
            ended = lanes.ended(TICK)
            if budget.stopped:
                return
            if not ended:
                continue
            step, report = ended
            if report is None and size > 1 and step.due().asked:  # another machine is at it, or died at it just now
                todo.append(step)
                held += 1
                if held >= len(todo):
                    wait(LOOKS_AGAIN)
                    held = 0
                continue
            held = 0
            begun.add(step.season)
            if not report or report.status == 0:
                step.note_had()
            elif report.status == Nonsense.status:
                failed.append(f"{step}")
            else:
                raise OF_STATUS[report.status](
                    f"{step}: {report.problem}; what came is stored, run the same again to go on from here"
                )
            progress.step(f"{step}", weights[f"{step}"])
    if failed:
        raise Nonsense(
            f"{len(failed)} of {len(found)} steps are not whole ({', '.join(failed[:5])}…); run the same again"
        )
    log.info("backfill: %s is stored in %s; make gaps looks at every game", asked_for(args), chain.where(""))


def asked_for(args) -> str:
    """team-games, player-games of 2015-16 to 2024-25"""
    names = ", ".join(datasets_of(args.datasets))
    return f"{names} of {args.first}" + (f" to {args.last}" if args.last != args.first else "")


def weighed(found: list[Step]) -> tuple[list[Step], dict[str, int], dict[str, Counter]]:
    """(the steps that are due, step -> its number of requests (at least one), dataset -> its requests).

    A request that several steps share counts for the first one.
    """
    todo, weights, asked, apiece = [], {}, Counter(), {}
    for step in found:
        if wanted := step.due().asked:
            before, sent = asked.total(), requests(step.dataset, wanted)
            asked |= sent
            apiece[step.dataset.name] = apiece.get(step.dataset.name, Counter()) | sent
            weights[f"{step}"] = max(1, asked.total() - before)
            todo.append(step)
    return todo, weights, apiece


def following(todo: list[Step], running, begun: set[str]) -> Step | None:
    """The first step that need not wait for those that run; None: all wait.

    A season's first step runs alone, since it brings the schedule; its logs run side by side, and the rest after them.
    One process at a time stores a dataset, and a regular season takes long: a step of another dataset goes first.
    begun: the seasons of which a step is done.
    """
    seasons = {step.season for step in running}
    storing = {step.dataset.name for step in running if step.season_type == REGULAR}
    ready = [
        step for step in todo if step.season not in seasons or (step.dataset.name in LOGS and step.season in begun)
    ]
    ready.sort(key=lambda step: step.dataset.name in storing)
    return ready[0] if ready else None


def fetch(step: Step) -> Report | None:
    """Runs a step, and repeats it while the budget cuts it short and new rows come; None: nothing was due."""
    while outcome := taken(step):
        if outcome.report.status or budget.stopped or not (outcome.pending and outcome.new_rows):
            return outcome.report
    return None


def wait(seconds: float) -> None:
    """In short sleeps, since a stop signal does not end one."""
    end = time.monotonic() + seconds
    while not budget.stopped and (left := end - time.monotonic()) > 0:
        time.sleep(min(left, 0.5))


def taken(step: Step):
    def ask(asked):
        fetched = asker(step.dataset)(asked)
        give_back()  # what the answer took, before it is stored
        return fetched

    with chain.quiet():
        return chain.run(step.dataset, ask, step.asked)


class Progress:
    """A progress bar on a terminal, a line for each step in a log, with the time left."""

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

    def step(self, label: str, weight: int) -> None:
        self.done += weight
        if self.bar:
            self.bar.set_postfix_str(label, refresh=False)
            self.bar.update(weight)
            return
        left = lasting((time.monotonic() - self.started) / self.done * (self.total - self.done) / 60)
        log.info("backfill: %s, %d of %s, %s left", label, self.done, counted(self.total, "request"), left)


if __name__ == "__main__":
    run(main, finishes=True)

#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""The morning job: fetch what is due, send it to S3, write status.json, send notifications.

For cron, systemd and launchd. It prints only what needs a person, which cron mails; the rest is in
data/_metadata/log/morning.log. On a terminal it prints everything. It exits with the worst status, and with 65 where
all went well but something is missing or late.

example:
  scripts/morning.py
"""

import contextlib
import logging
import os
import subprocess
import sys
import uuid
from logging.handlers import RotatingFileHandler
from typing import NamedTuple

from _fetch import asker  # first: the root on sys.path
from _script import ROOT, arguments, log, run
from lib import config, datasets, files, runs
from lib.errors import Blocked, Misconfigured, Nonsense, StorageFailed, Trouble, Unreachable, Usage
from lib.jobs import chain, freshness, gaps, notify
from lib.jobs.due import open_tracker
from lib.jobs.wanted import asked_for
from lib.nba import budget
from lib.urls import masked, printable

KINDS = (Blocked, Unreachable, Nonsense, StorageFailed, Usage, Misconfigured, Trouble)
BY_WEIGHT = (0, *(kind.status for kind in KINDS))  # the worst last
PASSING = BY_WEIGHT[:3]  # the league is down, or blocks: nobody needs to act until a dataset is late
LOG_BYTES, LOGS = 1_000_000, 5


class End(NamedTuple):
    """How a step ended; left: how many requests the budget left for the next run."""

    status: int = 0
    problem: str = ""
    left: int = 0


def main(argv=None):
    arguments(__doc__).parse_args(argv)
    os.environ.setdefault("RUN_ID", uuid.uuid4().hex[:8])
    terminal = log.handlers[0]
    try:
        return alone()
    except BaseException:  # only cron would notice this exit
        notify.heartbeat(False, say)
        if terminal not in log.handlers:
            log.addHandler(terminal)
        raise


def alone() -> int:
    """Does the work unless another run is at it."""
    folder = config.metadata("log")
    with files.disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = files.held(folder / "morning.lock", 0)
        keep_log(folder / "morning.log")
    if lock is None:
        log.info("morning: another run is at work here; nothing to do")
        return 0
    try:
        return work()
    finally:
        os.close(lock)


def keep_log(path) -> None:
    """Writes everything to the log, with time and run; the terminal, or cron's mail, gets only what say() prints."""
    kept = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=LOGS, encoding="utf-8")
    kept.handleError = lambda record: None  # the steps report a full disk
    masking = log.handlers[0].formatter
    kept.setFormatter(masking.__class__(f"%(asctime)s {config.get('RUN_ID')} %(message)s"))
    if not sys.stderr.isatty():
        log.handlers.clear()
    log.addHandler(kept)
    log.setLevel(logging.INFO)


def work() -> int:
    """Returns the worst status; 65, as make gaps has it, where all steps ended well and a dataset is ill."""
    was_begun = begun()
    in_a_group = [dataset for dataset in datasets.served() if dataset.group != dataset.name]
    ended = {dataset.name: fetch(dataset, was_begun) for dataset in in_a_group}
    states, ended["status"] = publish()
    ended["sync"] = sync()
    ill = {name: state.why for name, state in states.items() if name in ended and is_ill(state, ended[name])}
    if not budget.stopped:  # what was cut short is for the next run
        known = {name: state for name, state in states.items() if name in ill or state.state == freshness.FRESH}
        notify.tell(known, say)
    for name, why in ill.items():
        say(f"{name}: {why}")
    for name, end in ended.items():
        if end.status not in PASSING and name not in ill:
            why = end.problem.removeprefix(f"{name}: ")
            say(f"{name}: ended with {end.status}: {why}; see {config.metadata('log', 'morning.log')}")
    worst = max((end.status for end in ended.values()), key=BY_WEIGHT.index) or (Nonsense.status if ill else 0)
    notify.heartbeat(worst == 0 and not budget.stopped, say)
    return worst


def publish() -> tuple[dict[str, freshness.State], End]:
    """(how each dataset stands, how telling others ended); a failure does not stop the sync."""
    try:
        return freshness.publish(), End()
    except Trouble as trouble:
        log.error("status: %s", trouble)
        return {}, End(trouble.status, f"{trouble}")


def is_ill(state: freshness.State, end: End) -> bool:
    """Whether a dataset needs somebody; one that is not late yet, and of which the next run goes on, does not."""
    goes_on = end.left and not end.status and state.state == freshness.INCOMPLETE
    return state.state != freshness.FRESH and not goes_on


def begun() -> set[str]:
    """The datasets that not everybody wants, and that somebody asked for or has something of."""
    some = [dataset for dataset in datasets.served() if dataset.group not in datasets.OF_EVERYBODY]
    try:
        return {dataset.name for dataset in gaps.maybe_stored(some) if freshness.has_some(dataset)} | asked_for().keys()
    except Trouble as trouble:  # publish() tells of it
        log.info("morning: %s", trouble)
        return set()


def fetch(dataset, was_begun: set[str]) -> End:
    """Runs a dataset that everybody wants, or that was ever begun; a failure does not stop the next one."""
    try:
        is_wanted = dataset.group in datasets.OF_EVERYBODY or dataset.name in was_begun
        if not is_wanted and not open_tracker().last_fetched(dataset):
            return End()
        outcome = chain.run(dataset, asker(dataset))
        return End(outcome.report.status, outcome.report.problem, outcome.pending) if outcome else End()
    except Trouble as trouble:
        problem, status = f"{trouble}", trouble.status
    except Exception as error:
        problem, status = f"unexpected {type(error).__name__}: {error}", Trouble.status
    log.error("%s: %s", dataset.name, problem)
    with contextlib.suppress(StorageFailed):  # a full disk: the dataset has its status
        runs.note(dataset.name, status=status, problem=problem)
    return End(status, problem)


def sync() -> End:
    done = subprocess.run([ROOT / "scripts" / "sync.sh", "push"], stderr=subprocess.PIPE, text=True)
    lines = done.stderr.splitlines()
    for line in lines:
        log.info("%s", line)
    status = done.returncode if done.returncode in BY_WEIGHT else Trouble.status
    return End(status, lines[-1] if status and lines else "")


def say(line: str) -> None:
    log.error("%s", line)
    if not sys.stderr.isatty():  # where the log's own line is
        print(printable(masked(line)), file=sys.stderr)


if __name__ == "__main__":
    run(main, finishes=True)

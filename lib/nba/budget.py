"""The requests and the time that a run may still use: NBA_MAX_REQUESTS and NBA_DEADLINE. A stop signal ends both."""

import time
from collections import Counter
from functools import cache

from lib import config
from lib.errors import Blocked, Trouble

TICK = 0.1  # seconds between two checks whether the run must end, while something waits


class BudgetSpent(Trouble):
    """The run has used its requests or its time. The next run does the rest; for make this is no failure."""

    status = Blocked.status


class Run:
    """What a run asked so far.

    requests  (source, endpoint) -> requests sent
    retries   requests that were sent again
    waited    seconds spent waiting for the throttle
    """

    def __init__(self, ends_in: float = float("inf")):
        self.requests = Counter()
        self.retries = 0
        self.waited = 0.0
        self.started = time.monotonic()
        self.ends_in = ends_in

    @property
    def sent(self) -> int:
        return sum(self.requests.values())

    def summary(self) -> dict:
        """Requests by source and endpoint, retries, seconds waited for the throttle."""
        sent = {f"{source}/{endpoint}": count for (source, endpoint), count in sorted(self.requests.items())}
        return {"requests": sent, "retries": self.retries, "waited_seconds": round(self.waited, 1)}


run = Run()
stopped: str | None = None  # why this process must ask no more; start() does not clear it
_kept_for_a_run = []


def start(ends_in: float = float("inf")) -> None:
    """Begins a run and forgets an earlier one in this process.

    ends_in: seconds until the platform ends the process, if that may be sooner than NBA_DEADLINE.
    """
    global run
    run = Run(ends_in)
    for forget in _kept_for_a_run:
        forget()


def per_run(function):
    """functools.cache for as long as a run lasts."""
    kept = cache(function)
    _kept_for_a_run.append(kept.cache_clear)
    return kept


def stop(why: str) -> None:
    """Stops all requests of this process; waiting calls give up at once. Safe to call from a signal handler."""
    global stopped
    stopped = why


def remaining() -> int:
    """How many requests this run may still send."""
    return 0 if stopped else max(0, config.get("NBA_MAX_REQUESTS") - run.sent)


def seconds_left() -> float:
    """Seconds that this run may still last."""
    lasts = min(config.get("NBA_DEADLINE"), run.ends_in)
    return 0.0 if stopped else max(0.0, run.started + lasts - time.monotonic())


def require() -> None:
    """Raises BudgetSpent if no further request may be sent."""
    if stopped:
        raise BudgetSpent(f"{stopped}; run again for the rest")
    if not remaining():
        raise BudgetSpent(
            f"NBA_MAX_REQUESTS: {config.get('NBA_MAX_REQUESTS')} requests are sent; run again for the rest"
        )
    if not seconds_left():
        lasts = min(config.get("NBA_DEADLINE"), run.ends_in)
        raise BudgetSpent(f"NBA_DEADLINE: {lasts:g} seconds are over; run again for the rest")


def sleep(seconds: float) -> None:
    """time.sleep() that a stop ends early; raises BudgetSpent then."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if stopped:
            require()
        time.sleep(min(TICK, left))


@per_run
def say_once(log, level: int, line: str) -> None:
    """Logs a line that this run has not logged yet."""
    log.log(level, "%s", line)

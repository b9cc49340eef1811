"""What this run has asked for and may still ask: NBA_MAX_REQUESTS and NBA_DEADLINE."""

import time
from collections import Counter

from lib import config
from lib.errors import Trouble


class BudgetSpent(Trouble):
    """The run has sent what it may, or its time is over: the rest is for the next run, and that is no failure."""


class Run:
    """What this process asked so far.

    requests   (source, endpoint) -> requests sent
    waited     seconds spent waiting for the throttle
    last_body  the last answer as it came, for the quarantine
    said       what is said once a run
    doubtful   seasons of which a schedule came that makes no sense
    avoided    (source, endpoint) that this run has given up
    """

    def __init__(self):
        self.requests = Counter()
        self.retries = 0
        self.waited = 0.0
        self.last_body = ""
        self.said = set()
        self.avoided = set()
        self.doubtful = set()
        self.started = time.monotonic()

    @property
    def sent(self) -> int:
        return sum(self.requests.values())

    def summary(self) -> dict:
        """Requests by source and endpoint, retries, seconds waited for the throttle."""
        asked = {f"{source}/{endpoint}": count for (source, endpoint), count in sorted(self.requests.items())}
        return {"requests": asked, "retries": self.retries, "waited_seconds": round(self.waited, 1)}


run = Run()


def remaining() -> int:
    """How many requests this run may still send."""
    return max(0, config.get("NBA_MAX_REQUESTS") - run.sent)


def seconds_left() -> float:
    """How long this run may still last."""
    return max(0.0, run.started + config.get("NBA_DEADLINE") - time.monotonic())


def require() -> None:
    """Raises BudgetSpent where no further request may be sent."""
    for left, name, what in (
        (remaining(), "NBA_MAX_REQUESTS", "requests are sent"),
        (seconds_left(), "NBA_DEADLINE", "seconds are over"),
    ):
        if not left:
            raise BudgetSpent(f"{name}: {config.get(name):g} {what}; run again for the rest")


def say_once(log, level: int, line: str) -> None:
    """Logs a line that this run has not logged yet."""
    if line not in run.said:
        run.said.add(line)
        log.log(level, "%s", line)

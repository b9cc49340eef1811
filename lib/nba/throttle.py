"""One budget for every process of this machine: when the next request to a host may be sent.

The times of the last hour's requests lie in a file; who wants to ask takes the next free moment under a lock,
writes it down and sleeps until then without the lock, so that a killed process holds nobody up. Other users'
files are read as well, without their lock: at worst two of them ask at the same moment.
"""

import hashlib
import random
import time
from itertools import chain
from urllib.parse import urlsplit

from lib import config
from lib.errors import Blocked
from lib.nba import budget, hosts

# What the league's users found tolerated: a burst is fine, then about 25 a minute; hundreds an hour lock out.
LEAGUE_PER_MINUTE, LEAGUE_PER_HOUR = 25, 500
JITTER = 0.25


class Throttle:
    """The budget of one host, as it sees us: directly or through one proxy."""

    def __init__(self, url: str, proxy: str = ""):
        self.url = url
        self.interval = config.get("NBA_MIN_INTERVAL")
        self.ceilings = {60: ceiling("NBA_PER_MINUTE", url), 3600: ceiling("NBA_PER_HOUR", url)}
        self._name = f"throttle-{hashlib.sha256(proxy.encode()).hexdigest()[:8]}" if proxy else "throttle"

    def wait(self) -> None:
        """Returns when a request may be sent.

        Raises Blocked while a cool-down lasts, BudgetSpent where the run would be over before its turn.
        """
        moment = self._take_turn()
        pause = moment - time.time()
        if pause > 0:
            budget.run.waited += pause
            time.sleep(pause)

    def cool_down(self, seconds: float, why: str) -> None:
        """No process asks this host again for a while."""
        with self._state() as state:
            until = time.time() + seconds
            if until > state.get("closed_until", 0):
                state.update(closed_until=until, why=why)

    def closed(self) -> tuple[float, str] | None:
        """(seconds a cool-down still lasts, why), or None."""
        with self._state() as state:
            return _closed([state, *self._others()])

    def _take_turn(self) -> float:
        with self._state() as state:
            others = self._others()
            if closed := _closed([state, *others]):
                raise Blocked(
                    f"{urlsplit(self.url).netloc} is not asked for another {readable(closed[0])}, since it said: "
                    f"{closed[1]}; try again then, or set NBA_API_PROXY"
                )
            now = time.time()
            own = [moment for moment in state.get("times", []) if moment > now - 3600]
            theirs = [one["times"] for one in others if isinstance(one.get("times"), list)]
            times = sorted(own + [moment for moment in map(_number, chain(*theirs)) if moment > now - 3600])
            moment = now
            if times and self.interval:
                moment = max(moment, times[-1] + self.interval * random.uniform(1, 1 + JITTER))
            for window, most in self.ceilings.items():
                if most and len(times) >= most:
                    moment = max(moment, times[-most] + window)
            if moment - now > budget.seconds_left():
                raise budget.BudgetSpent(
                    f"the next request has to wait {readable(moment - now)}: beyond NBA_DEADLINE; run again later"
                )
            state["times"] = [*own, moment]
            return moment

    def _state(self):
        return hosts.state(self.url, self._name)

    def _others(self) -> list[dict]:
        return hosts.of_others(self.url, self._name)


def _closed(states: list[dict]) -> tuple[float, str] | None:
    """(seconds that the longest of their cool-downs still lasts, why), or None."""
    until, why = max((_number(one.get("closed_until")), f"{one.get('why')}") for one in states)
    return (until - time.time(), why) if until > time.time() else None


def _number(value) -> float:
    """A time that another user wrote; 0 for what is none."""
    return value if isinstance(value, int | float) else 0


def ceiling(name: str, url: str) -> int | None:
    """How many requests to a base URL NBA_PER_MINUTE or NBA_PER_HOUR allows; None: any number."""
    league = {"NBA_PER_MINUTE": LEAGUE_PER_MINUTE, "NBA_PER_HOUR": LEAGUE_PER_HOUR}[name]
    is_league = url in (config.LEAGUE_STATS_URL, config.LEAGUE_CDN_URL)
    return config.get(name) or (league if is_league else None)


def readable(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"

"""When the next request to a host may be sent: one budget for all processes of this user.

A file holds the times of the last hour's requests. A process takes the next free moment under a lock, adds it to the
file and sleeps until then without the lock, so that a killed process delays nobody.
"""

import logging
import time

from lib import config
from lib.errors import Blocked
from lib.nba import budget, hosts, proxies
from lib.nba.hosts import STATS
from lib.urls import Url

log = logging.getLogger("nba-data")

# What the stats service tolerates in its users' experience: a burst, then about 25 a minute; it blocks after some
# hundred in an hour.
LEAGUE_PER_MINUTE, LEAGUE_PER_HOUR = 25, 500
WINDOWS = {60: "NBA_PER_MINUTE", 3600: "NBA_PER_HOUR"}
LONGEST_COOL_DOWN = 24 * 3600
KNOWN_FOR = 3 * 24 * 3600  # how long an answer of a host is remembered
# The CDN answers 403 when it is asked too fast and forgives in 10 to 20 seconds. How fast is too fast is learnt: the
# interval doubles with each such 403, up to SLOWEST, and shrinks again with every request.
FORGIVES, SLOWEST, QUICKER = 20, 60 / LEAGUE_PER_MINUTE, 0.98
FAST = 10  # requests within FORGIVES seconds; with fewer than that a 403 is not for asking too fast


def of(source: str) -> "Throttle":
    """The throttle of a source for the current proxy."""
    return Throttle(source, proxies.current())


class Throttle:
    """The budget of one source's host, as it sees us: directly or through one proxy."""

    def __init__(self, source: str, proxy: Url | None = None):
        self.source = source
        self._name = f"throttle-{proxies.file_name(proxy)}" if proxy else "throttle"

    def wait(self) -> None:
        """Waits until a request may be sent.

        Raises Blocked while a cool-down lasts, BudgetSpent if the run would end before its turn.
        """
        pause = self._take_turn() - time.time()
        if pause > 0:
            began = time.monotonic()
            try:
                budget.sleep(pause)
            finally:
                budget.run.waited += time.monotonic() - began

    def cool_down(self, seconds: float, why: str) -> None:
        """Keeps all processes from asking this host for some time."""
        with self._state() as state:
            state.pop("answered", None)
            until = time.time() + min(seconds, LONGEST_COOL_DOWN)
            if until > _time(state, "closed_until", LONGEST_COOL_DOWN):
                state.update(closed_until=until, why=why)

    def closed(self) -> tuple[float, str] | None:
        """(seconds that a cool-down still lasts, why), or None."""
        with self._state() as state:
            return _closed(state)

    def slow_down(self) -> bool:
        """After a 403: whether asking too fast may be the reason. If so, all processes pause and go on slower."""
        now = time.time()
        with self._state() as state:
            if len([moment for moment in hosts.moments(state.get("times")) if now - FORGIVES < moment <= now]) < FAST:
                return False
            state.update(slow=min(SLOWEST, 2 * max(_interval(state), FORGIVES / 60)), pause_until=now + FORGIVES)
            return True

    def note_answer(self) -> None:
        """Records for other processes that the host answered."""
        with self._state() as state:
            if not _is_known(state) or time.time() - state["answered"] > KNOWN_FOR / 24:
                state["answered"] = time.time()

    def is_known(self) -> bool:
        """Whether the host answered in the last days, and has not refused us since."""
        with self._state() as state:
            return _is_known(state)

    def _take_turn(self) -> float:
        with self._state() as state:
            if closed := _closed(state):
                raise Blocked(
                    f"{hosts.base(self.source)} is not asked for another {readable(closed[0])}, since it said: "
                    f"{closed[1]}; try again then, or set NBA_API_PROXY"
                )
            now, interval = time.time(), _interval(state)
            times = sorted(moment for moment in hosts.moments(state.get("times")) if now - 3600 < moment < now + 3600)
            moment = max(now, _time(state, "pause_until", FORGIVES))
            if times and interval:
                moment = max(moment, times[-1] + interval)
            for window, name in WINDOWS.items():
                most = ceiling(name, self.source)
                if most and len(times) >= most:
                    moment = max(moment, times[-most] + window)
            if moment - now > budget.seconds_left():
                budget.require()
                raise budget.BudgetSpent(
                    f"the next request has to wait {readable(moment - now)}: beyond NBA_DEADLINE; run again later"
                )
            state["times"] = [*times, moment]
            if "slow" in state:
                state["slow"] = interval * QUICKER
            return moment

    def _state(self):
        return hosts.state(self.source, self._name)


def _closed(state: dict) -> tuple[float, str] | None:
    until = _time(state, "closed_until", LONGEST_COOL_DOWN)
    return (until - time.time(), f"{state.get('why')}") if until > time.time() else None


def _interval(state: dict) -> float:
    learnt = state.get("slow")
    return max(config.get("NBA_MIN_INTERVAL"), min(learnt, SLOWEST) if hosts.is_time(learnt) else 0)


def _is_known(state: dict) -> bool:
    answered = state.get("answered")
    return hosts.is_time(answered) and time.time() - KNOWN_FOR < answered <= time.time() + hosts.SKEW


def _time(state: dict, name: str, longest: float) -> float:
    """A time in the state, 0 if absent. A time impossibly far ahead is damage: warned of once and ignored."""
    value = state.get(name, 0)
    if hosts.is_time(value) and value <= time.time() + longest + hosts.SKEW:
        return value
    budget.say_once(log, logging.WARNING, f"{name} of a host's throttle is {value!r}: not believed; going on without")
    return 0


def ceiling(name: str, source: str) -> int | None:
    """The number of requests to a source that NBA_PER_MINUTE or NBA_PER_HOUR allows; None: no limit."""
    league = {"NBA_PER_MINUTE": LEAGUE_PER_MINUTE, "NBA_PER_HOUR": LEAGUE_PER_HOUR}[name]
    is_league = source == STATS and hosts.base(source).text == config.LEAGUE_STATS_URL
    return config.get(name) or (league if is_league else None)


def readable(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"

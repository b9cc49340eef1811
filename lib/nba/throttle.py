"""One budget for every process of a user of this machine: when the next request to a host may be sent.

The times of the last hour's requests lie in a file; who wants to ask takes the next free moment under a lock,
writes it down and sleeps until then without the lock, so that a killed process holds nobody up.
"""

import json
import os
import random
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from lib import config, files
from lib.errors import Blocked

# What the league's users found tolerated: a burst is fine, then about 25 a minute; hundreds an hour lock out.
LEAGUE_PER_MINUTE, LEAGUE_PER_HOUR = 25, 500
JITTER = 0.25


class Throttle:
    """The budget of one host. waited: seconds spent waiting for it so far."""

    def __init__(self, url: str):
        is_league = url in (config.LEAGUE_STATS_URL, config.LEAGUE_CDN_URL)
        self.host = urlsplit(url).netloc
        self.interval = config.get("NBA_MIN_INTERVAL")
        self.ceilings = {
            60: config.get("NBA_PER_MINUTE") or (LEAGUE_PER_MINUTE if is_league else None),
            3600: config.get("NBA_PER_HOUR") or (LEAGUE_PER_HOUR if is_league else None),
        }
        self.waited = 0.0
        self._path = _folder() / f"{self.host.replace(':', '_')}.json"

    def wait(self) -> None:
        """Returns when a request may be sent. Raises Blocked while a cool-down lasts."""
        moment = self._take_turn()
        pause = moment - time.time()
        if pause > 0:
            self.waited += pause
            time.sleep(pause)

    def cool_down(self, seconds: float, why: str) -> None:
        """No process asks this host again for a while."""
        with self._state() as state:
            state["closed_until"] = max(state.get("closed_until", 0), time.time() + seconds)
            state["why"] = why

    def reopen(self) -> None:
        """An answer came: the cool-down is over."""
        with self._state() as state:
            state.pop("closed_until", None)

    def _take_turn(self) -> float:
        with self._state() as state:
            now = time.time()
            closed_until = state.get("closed_until", 0)
            if closed_until > now:
                raise Blocked(
                    f"{self.host}: {state.get('why', 'refused us')}; waiting it out, try again in "
                    f"{_minutes(closed_until - now)} or set NBA_API_PROXY"
                )
            times = sorted(moment for moment in state.get("times", []) if moment > now - 3600)
            moment = now
            if times and self.interval:
                moment = max(moment, times[-1] + self.interval * random.uniform(1, 1 + JITTER))
            for window, ceiling in self.ceilings.items():
                if ceiling and len(times) >= ceiling:
                    moment = max(moment, times[-ceiling] + window)
            state["times"] = [*times, moment]
            return moment

    def _state(self):
        return _State(self._path)


class _State:
    """The file's content, read and written under its lock."""

    def __init__(self, path: Path):
        self.path = path
        self._lock = files.lock(path.with_suffix(".lock"))

    def __enter__(self) -> dict:
        self._lock.__enter__()
        try:
            self.state = json.loads(self.path.read_bytes())
        except (OSError, ValueError):  # nothing yet, or cut by a power failure: worth an hour's memory at most
            self.state = {}
        return self.state

    def __exit__(self, *failure):
        try:
            if failure[0] is None:
                files.write(self.path, json.dumps(self.state).encode())
        finally:
            self._lock.__exit__(None, None, None)


def _folder() -> Path:
    """Outside DATA_DIR: the league sees one address, however many data folders there are."""
    folder = Path(tempfile.gettempdir()) / f"nba-data-{os.getuid()}"
    with files.disk(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid != os.getuid():
            raise PermissionError(0, "belongs to somebody else")
    return folder


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"

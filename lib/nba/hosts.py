"""What this user's processes know about the league's hosts, in small files outside DATA_DIR.

They are shared by all data folders, because the league sees one address. Only the user can read the folder, and a
folder or file of another user is not trusted.
"""

import contextlib
import json
import logging
import math
import os
import stat
import time
from pathlib import Path

from lib import config, files, urls
from lib.errors import StorageFailed
from lib.nba import budget
from lib.urls import Url

log = logging.getLogger("nba-data")

STATS, CDN = "stats", "cdn"
# How long a failed source or endpoint is asked only after the others: a blocked machine would otherwise wait for its
# time-outs every day, and a machine that is unblocked notices within three days.
AVOIDED_FOR = 3 * 24 * 3600
EVERY_ENDPOINT = "*"
PREFIX = "nba-data-"  # of the folder in the temporary one, the user's number after it
SKEW = 5  # seconds a clock may go back
CURE = "set TMPDIR to a folder of your own that can be written, then run again"


def base(source: str) -> Url:
    """The base URL of a source. Raises Misconfigured."""
    name = {STATS: "NBA_STATS_URL", CDN: "NBA_CDN_URL"}[source]
    return urls.read(name, config.get(name))


@contextlib.contextmanager
def state(source: str, topic: str):
    """A dict kept in a file for a source's host, read and written back under a lock. Raises StorageFailed."""
    path = _folder() / _name(source, topic)
    with files.lock(path.with_suffix(".lock")):
        kept = _read(path)
        before = json.dumps(kept)
        yield kept
        if json.dumps(kept) != before:
            files.write(path, json.dumps(kept | {"written": time.time()}).encode())


def moments(value) -> list[float]:
    """The times in a list read from a file; other values are left out."""
    return [float(moment) for moment in value if is_time(moment)] if isinstance(value, list) else []


def is_time(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def avoid(source: str, endpoint: str, why: str, until: float | None = None) -> None:
    """For some days, or until a time, asks an endpoint of a source (or EVERY_ENDPOINT) only after its alternatives."""
    with state(source, "avoid") as kept:
        kept[_of_league(endpoint)] = [until or time.time() + AVOIDED_FOR, why]


def avoided(source: str, endpoint: str) -> str | None:
    """Why an endpoint of a source is avoided; None if it is not."""
    kept = _read(_folder() / _name(source, "avoid"))
    found = _in_time(kept.get(EVERY_ENDPOINT)) or _in_time(kept.get(_of_league(endpoint)))
    return found and found[1]


def block(source: str) -> tuple[float, str] | None:
    """(until when, why) all endpoints of a source are avoided, since it refuses us; None if they are not."""
    return _in_time(_read(_folder() / _name(source, "avoid")).get(EVERY_ENDPOINT))


def _in_time(kept) -> tuple[float, str] | None:
    match kept:
        case [until, str(why)] if is_time(until) and time.time() < until <= time.time() + AVOIDED_FOR + SKEW:
            return until, why
    return None


def welcome(source: str, endpoint: str) -> None:
    """Ends avoid() for a host and endpoint that have answered."""
    with state(source, "avoid") as kept:
        for name in (EVERY_ENDPOINT, _of_league(endpoint)):
            kept.pop(name, None)


def _of_league(endpoint: str) -> str:
    """An endpoint's name with the league, since it may fail for one league only; a block concerns all leagues."""
    return endpoint if endpoint == EVERY_ENDPOINT else f"{config.league().folder}/{endpoint}".lstrip("/")


def _name(source: str, topic: str) -> str:
    host = base(source)
    return f"{host.host}_{host.port}.{source}.{topic}.json".replace(":", "_")


def _read(path: Path) -> dict:
    """The content of a file; empty if it is absent, damaged, another user's, or from a clock ahead of ours."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            if os.fstat(file.fileno()).st_uid != os.getuid():
                return {}
            kept = json.loads(file.read())
    except (OSError, ValueError, RecursionError):  # absent, or cut short by a power failure
        return {}
    if not isinstance(kept, dict):
        return {}
    written = kept.pop("written", 0)
    if not is_time(written) or written > time.time() + SKEW:
        budget.say_once(log, logging.WARNING, f"{path}: written in the future, so it is not believed; going on without")
        return {}
    return kept


def _folder() -> Path:
    """The user's folder for these files; created if absent. Raises StorageFailed."""
    folder = Path(os.environ.get("TMPDIR") or "/tmp") / f"{PREFIX}{os.getuid()}"
    with files.disk(folder, CURE):
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise StorageFailed(f"{folder}: belongs to somebody else; {CURE}")
        if stat.S_IMODE(found.st_mode) != 0o700:
            folder.chmod(0o700)
    return folder

"""What this user's processes know of the league's hosts: small files outside DATA_DIR.

The league sees one address, however many data folders there are. The folder belongs to its user and only he can read
it: what somebody else put into the temporary folder is not believed.
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
# How long a source or an endpoint that failed is asked only after the others: a blocked machine would
# otherwise wait for its timeouts every day, and one that is let in again finds out within three.
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
def state(source: str, what: str):
    """A dict kept in a file of a source's host, read and written back under its lock. Raises StorageFailed."""
    path = _folder() / _name(source, what)
    with files.lock(path.with_suffix(".lock")):
        kept = _read(path)
        before = json.dumps(kept)
        yield kept
        if json.dumps(kept) != before:
            files.write(path, json.dumps(kept | {"written": time.time()}).encode())


def moments(value) -> list[float]:
    """The times in a list that was read from a file; what is none is left out."""
    return [float(each) for each in value if is_time(each)] if isinstance(value, list) else []


def is_time(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def avoid(source: str, endpoint: str, why: str) -> None:
    """For a while an endpoint of a source (or EVERY_ENDPOINT) is asked after its alternatives."""
    with state(source, "avoid") as kept:
        kept[_of_league(endpoint)] = [time.time() + AVOIDED_FOR, why]


def avoided(source: str, endpoint: str) -> str | None:
    """Why an endpoint of a source is asked after its alternatives; None if it is not."""
    with state(source, "avoid") as kept:
        for name in (EVERY_ENDPOINT, _of_league(endpoint)):
            match kept.get(name):
                case [until, str(why)] if is_time(until) and time.time() < until <= time.time() + AVOIDED_FOR + SKEW:
                    return why
    return None


def welcome(source: str, endpoint: str) -> None:
    """An answer came: the host and the endpoint are asked first again."""
    with state(source, "avoid") as kept:
        for name in (EVERY_ENDPOINT, _of_league(endpoint)):
            kept.pop(name, None)


def _of_league(endpoint: str) -> str:
    """An endpoint that fails for one league may well answer for another; a block is everybody's."""
    return endpoint if endpoint == EVERY_ENDPOINT else f"{config.league().folder}/{endpoint}".lstrip("/")


def _name(source: str, what: str) -> str:
    host = base(source)
    return f"{host.host}_{host.port}.{source}.{what}.json".replace(":", "_")


def _read(path: Path) -> dict:
    """What a file holds; nothing where it is absent, damaged, somebody else's or written by a clock ahead of ours."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            if os.fstat(file.fileno()).st_uid != os.getuid():
                return {}
            kept = json.loads(file.read())
    except (OSError, ValueError, RecursionError):  # absent, or cut by a power failure: an hour's memory at most
        return {}
    if not isinstance(kept, dict):
        return {}
    written = kept.pop("written", 0)
    if not is_time(written) or written > time.time() + SKEW:
        budget.say_once(log, logging.WARNING, f"{path}: written in the future, so it is not believed; going on without")
        return {}
    return kept


def _folder() -> Path:
    """The user's folder for such files, made where it is absent. Raises StorageFailed."""
    folder = Path(os.environ.get("TMPDIR") or "/tmp") / f"{PREFIX}{os.getuid()}"
    with files.disk(folder, CURE):
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise StorageFailed(f"{folder}: belongs to somebody else; {CURE}")
        if stat.S_IMODE(found.st_mode) != 0o700:
            folder.chmod(0o700)
    return folder

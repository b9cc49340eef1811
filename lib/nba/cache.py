"""Answers about one game or one player, kept on disk so that nothing is asked twice.

The next run uses the answers of a run that died, and three datasets share the CDN's box score of a game.
Files: _metadata/answers/<endpoint>/<id>.json.gz. FORCE=1 ignores them.
"""

import contextlib
import gzip
import json
import logging
import os
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from lib import config, files
from lib.errors import Misconfigured, Nonsense, StorageFailed
from lib.nba import budget

log = logging.getLogger("nba-data")

GOOD_FOR = timedelta(hours=20)  # tomorrow's run asks anew


def once(endpoint: str, key: str, ask: Callable[[], dict], read: Callable, good_for: timedelta = GOOD_FOR):
    """Returns read(answer), with the kept answer if there is one, else a new one.

    read: raises Nonsense for an implausible answer and returns None for one that is not final; neither is kept.
    good_for: how old a kept answer may be. Of two processes that want the same answer, one asks.
    """
    path = _path(endpoint, key)
    with one_asks(f"answers-{path.parent.name}-{key[-2:]}"):  # a hundred locks do for all games
        kept = None if config.get("FORCE") == "1" else _kept(path, good_for)
        if kept is not None:
            with contextlib.suppress(Nonsense):  # an earlier version of this project accepted it: ask again
                return read(kept)
        answer = ask()
        result = read(answer)
        if result is not None:
            _sweep(path.parent, good_for)
            keep(endpoint, key, answer)
    return result


def keep(endpoint: str, key: str, answer: dict) -> None:
    """Writes an answer to disk, for kept() and once()."""
    path, now = _path(endpoint, key), config.now()
    document = {"fetched_at": config.stamp(now), "answer": answer}
    files.write(path, gzip.compress(json.dumps(document).encode(), 1))
    with files.disk(path):
        os.utime(path, (now.timestamp(), now.timestamp()))  # what _sweep() goes by


def kept(endpoint: str, key: str, good_for: timedelta = GOOD_FOR, is_forced: bool | None = None) -> dict | None:
    """The kept answer, or None. is_forced: ignore it; by default the variable FORCE."""
    is_forced = config.get("FORCE") == "1" if is_forced is None else is_forced
    return None if is_forced else _kept(_path(endpoint, key), good_for)


def holds(endpoint: str, key: str, good_for: timedelta = GOOD_FOR) -> bool:
    """Whether once() would find a kept answer."""
    return kept(endpoint, key, good_for) is not None


def _path(endpoint: str, key: str) -> Path:
    return config.metadata("answers", endpoint.replace("/", "-"), f"{key}.json.gz")


@contextlib.contextmanager
def one_asks(name: str):
    """A lock for asking: other processes wait as long as one answer may take, then ask themselves."""
    with contextlib.ExitStack() as held:
        with contextlib.suppress(StorageFailed):
            lock = files.lock(config.metadata("locks", f"{name}.lock"), wait=config.get("NBA_TIMEOUT"))
            held.enter_context(lock)
        yield


def _kept(path: Path, good_for: timedelta) -> dict | None:
    """The answer in a file; None if it is absent, damaged or older than good_for."""
    try:
        document = json.loads(gzip.decompress(path.read_bytes()))
        fetched_at = config.instant(document["fetched_at"], "fetched_at")
        if config.is_future(fetched_at):
            log.warning("%s: written in the future, so it is not believed; asked for again", path)
            return None
        is_fresh = timedelta(0) <= config.now() - fetched_at < good_for
        return document["answer"] if is_fresh and isinstance(document["answer"], dict) else None
    except (OSError, EOFError, ValueError, KeyError, TypeError, RecursionError, zlib.error, Misconfigured):
        return None


@budget.per_run
def _sweep(folder: Path, good_for: timedelta) -> None:
    """Deletes answers that are too old to be used, once a run; by their files' times, since reading them takes long."""
    now = config.now().timestamp()
    for path in folder.glob("*.json.gz"):
        with contextlib.suppress(FileNotFoundError):  # another run was quicker
            if not 0 <= now - path.stat().st_mtime < good_for.total_seconds():
                path.unlink()

"""Answers of the last hours about one game or one player, so that nobody asks for the same twice.

A run that dies leaves them to the next one, and the CDN's box score of a game serves three datasets.
In _metadata/answers/<endpoint>/<id>.json.gz; FORCE=1 asks anew.
"""

import gzip
import json
from collections.abc import Callable
from datetime import timedelta

from lib import config, files
from lib.nba import budget

GOOD_FOR = timedelta(hours=20)  # tomorrow's run asks anew


def once(endpoint: str, key: str, ask: Callable[[], dict], read: Callable):
    """read(answer), of an answer kept or else asked for.

    read: raises Nonsense for what makes no sense and returns None for what is not final yet: neither is kept.
    Two processes that want the same ask once.
    """
    path = config.metadata("answers", endpoint.replace("/", "-"), f"{key}.json.gz")
    lock = config.metadata("locks", f"answers-{path.parent.name}-{key[-2:]}.lock")  # a hundred do for all games
    with files.lock(lock, wait=config.get("NBA_DEADLINE")):  # whoever holds it may wait for the throttle that long
        kept = None if config.get("FORCE") == "1" else _kept(path)
        answer = ask() if kept is None else kept
        result = read(answer)
        if kept is None and result is not None:
            _sweep(path.parent)
            document = {"fetched_at": config.stamp(config.now()), "answer": answer}
            files.write(path, gzip.compress(json.dumps(document).encode(), 1))
    return result


def _kept(path) -> dict | None:
    try:
        document = json.loads(gzip.decompress(path.read_bytes()))
        age = config.now() - config.instant(document["fetched_at"], "fetched_at")
        return document["answer"] if timedelta(0) <= age < GOOD_FOR else None
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return None


def _sweep(folder) -> None:
    """Once a run: what is too old to be read goes."""
    if ("sweep", folder) in budget.run.said:
        return
    budget.run.said.add(("sweep", folder))
    for path in folder.glob("*.json.gz"):
        if _kept(path) is None:
            path.unlink(missing_ok=True)

"""Tells machines of one network, by the bucket, that the league blocks it: _metadata/hosts/<NBA_NETWORK>.json.

{"blocked_until": …, "why": …}, or {} once the league has answered again. It holds for as long as a machine's own memory
of a block. A machine elsewhere, such as one at home, has another network's name, or none, and is not told.
"""

import contextlib
import json
from datetime import UTC, datetime

from lib import aws, config, files
from lib.errors import Misconfigured
from lib.nba import hosts, proxies
from lib.nba.hosts import EVERY_ENDPOINT, STATS


@contextlib.contextmanager
def shared_at_once():
    """Reads the bucket's block first, unless this machine has one; writes back a change. Raises StorageFailed."""
    network = config.get("NBA_NETWORK")
    if not network or proxies.current():  # a proxy's address is not the network's
        yield
        return
    bucket, key = aws.open_bucket(), f"_metadata/hosts/{network}.json"
    if not hosts.block(STATS) and (known := _read(bucket, key)):
        hosts.avoid(STATS, EVERY_ENDPOINT, known[1], until=known[0])
    before = hosts.block(STATS)
    try:
        yield
    finally:
        if (after := hosts.block(STATS)) != before:
            _tell(bucket, key, after)


def _read(bucket: aws.Bucket, key: str) -> tuple[float, str] | None:
    """(until when, why) the league blocks the network; None if it does not, or nobody can read it."""
    body, _ = bucket.get(key) or (b"{}", None)
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError, Misconfigured):
        kept = files.parsed(body)
        return config.instant(kept["blocked_until"], "blocked_until").timestamp(), f"{kept['why']}"
    return None


@aws.until_first
def _tell(bucket: aws.Bucket, key: str, block: tuple[float, str] | None) -> bool:
    told = {"blocked_until": config.stamp(datetime.fromtimestamp(block[0], UTC)), "why": block[1]} if block else {}
    _, version = bucket.get(key) or (None, None)
    return bucket.put(key, json.dumps(told).encode(), version, "application/json")

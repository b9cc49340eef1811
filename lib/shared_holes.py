"""Shares the games that the league itself does not have between machines: _metadata/holes/<dataset>.json in the bucket.

Each machine adds its own to the bucket's file and takes those of the others, so that none asks again. With a local
store this happens in sync and pull, with DATA_STORE=s3 in each fetch.
"""

import contextlib
import hashlib

from lib import aws, datasets, holes
from lib.aws import Bucket


def key_of(dataset: str) -> str:
    return f"_metadata/holes/{dataset}.json"


def unsent(sent: dict[str, str]) -> dict[str, str]:
    """dataset -> a digest of its holes here, if they changed since they were last sent.

    sent: key -> the digest last sent, as lib.data_store.journal.Memory keeps it.
    """
    kept = {name: holes.kept(name) for name in datasets.ALL}
    digests = {name: hashlib.sha256(holes.to_bytes(games)).hexdigest()[:16] for name, games in kept.items() if games}
    return {name: digest for name, digest in digests.items() if sent.get(key_of(name)) != digest}


def send(bucket: Bucket, names) -> None:
    """Adds the holes of some datasets to the bucket's. Raises StorageFailed."""
    for name in names:
        _add(bucket, key_of(name), holes.kept(name))


@contextlib.contextmanager
def shared_at_once(dataset: str):
    """Takes the bucket's holes of a dataset first, and sends the new ones at the end. Raises StorageFailed."""
    bucket = aws.open_bucket()
    _take(bucket, dataset)
    before = holes.kept(dataset)
    try:
        yield
    finally:
        if holes.kept(dataset) != before:
            send(bucket, [dataset])


@aws.until_first
def _add(bucket: Bucket, key: str, known_here: dict[str, holes.Hole]) -> bool:
    body, version = bucket.get(key) or (b"", None)
    after = holes.to_bytes(holes.joined(known_here, holes.read(body)))
    return after == body or bucket.put(key, after, version, "application/json")


def take(bucket: Bucket) -> None:
    """Adds the bucket's holes to those here. Raises StorageFailed."""
    listed = set(bucket.list("_metadata/holes"))
    for name in datasets.ALL:
        if key_of(name) in listed:
            _take(bucket, name)


def _take(bucket: Bucket, dataset: str) -> None:
    body, _ = bucket.get(key_of(dataset)) or (b"", None)
    holes.add(dataset, holes.read(body))

"""Sends files that are made from the data to the bucket: tables, their package, schedules, status, badges.

An object is replaced only by a file with a newer date inside, and only if it has not changed since it was read, so
that two machines never undo each other's work. The package names the newest table of each machine.
"""

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

from lib import aws, config, files, schedule
from lib.errors import Misconfigured, StorageFailed
from lib.jobs import freshness, keys
from lib.jobs.push import holds
from lib.tables import places

TRIES = 20  # how often it starts over because of another machine
# In this order: a reader of a later one finds what it tells of.
PARTS = (
    ("_quarantine/", "_metadata/"),
    (f"{places.SEASONS}/",),
    (places.MANIFEST,),
    (freshness.STATUS, "badge-"),
)
TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "txt": "text/plain; charset=utf-8",
}


class Offer(NamedTuple):
    """One object to be written: its bytes are the file's, or these; version: what it replaces (None: nothing)."""

    key: str
    path: Path
    version: str | None
    body: bytes | None = None


class Publish:
    """One publication, of the files as they were when it began."""

    def __init__(self, bucket: aws.Bucket, folder: Path, parts: tuple = PARTS):
        """folder: an empty one, for links to the files."""
        self.bucket = bucket
        with files.lock(config.data_dir() / places.LOCK):
            self.paths = _linked(config.data_dir(), folder, sum(parts, ()))

    def offers(self) -> list[Offer]:
        """The files that differ from the bucket's and are not older, in the order of the parts."""
        tops = {key.partition("/")[0] for key in self.paths if "/" in key}
        there = {key: (size, mark) for top in sorted(tops) for key, size, mark in self.bucket.listed(top)}
        there |= self.bucket.at_root()
        package = _json(self._theirs(places.MANIFEST, there))
        is_newer = self._newer(package, there)
        found = []
        for key in sorted(self.paths, key=lambda key: (_part(key), key)):
            body = self._ours(key)
            if key == places.MANIFEST:
                body = _merged(body, package)
            known = there.get(key)
            if body and not holds(body, known) and self._is_wanted(key, body, known, is_newer):
                changed = body if key == places.MANIFEST else None
                found.append(Offer(key, self.paths[key], known and known[1], changed))
        return found

    def send(self) -> list[str]:
        """Sends them; returns the keys. Raises StorageFailed."""
        sent = {}
        for _ in range(TRIES):
            offers = self.offers()
            if not offers:
                return list(sent)
            for number in range(len(PARTS)):
                part = [offer for offer in offers if _part(offer.key) == number]
                written = aws.side_by_side(self._put, part)
                sent |= dict.fromkeys(offer.key for offer, is_first in zip(part, written, strict=True) if is_first)
                if not all(written):
                    break  # another machine was first: look again at what is there now
            else:
                return list(sent)
        raise StorageFailed(f"{self.bucket.place(offers[0].key)}: others keep changing it; run again")

    def _put(self, offer: Offer) -> bool:
        body = self._ours(offer.key) if offer.body is None else offer.body
        return self.bucket.put(offer.key, body, offer.version, TYPES[offer.key.rpartition(".")[2]])

    def _is_wanted(self, key: str, body: bytes, known, is_newer: dict[str, bool]) -> bool:
        """Whether the bucket's copy may be replaced."""
        if known is None:
            return True
        if key.startswith("badge-"):
            return is_newer["status.json"]
        if key.startswith(f"{places.SEASONS}/schemas/"):
            return is_newer["package"]
        if not key.startswith("_metadata/"):
            return is_newer.get(key, True)
        season = keys.season_of(key)
        ours, theirs = schedule.read(season, body), schedule.read(season, self._theirs(key, {key: known}))
        return ours is not None and (theirs is None or theirs.fetched_at < ours.fetched_at)

    def _newer(self, package: dict, there: dict) -> dict[str, bool]:
        """key -> whether ours is as new as the bucket's: of tables, the status, and the package.

        package: the bucket's. A table that it does not name may be replaced.
        """
        ours, known = _json(self._ours(places.MANIFEST)), _tables(package)
        tables = {path: path not in known or _age(entry) >= _age(known[path]) for path, entry in _tables(ours).items()}
        status = _json(self._ours("status.json")), _json(self._theirs("status.json", there))
        return {f"{places.SEASONS}/{path}": is_newer for path, is_newer in tables.items()} | {
            "status.json": _time(status[0].get("updated")) >= _time(status[1].get("updated")),
            "package": _time(ours.get("created")) >= _time(package.get("created")),
        }

    def _ours(self, key: str) -> bytes:
        return self.paths[key].read_bytes() if key in self.paths else b""

    def _theirs(self, key: str, there: dict) -> bytes:
        """The bucket's bytes of a key, if we have one of that name and there is one."""
        return (self.bucket.get(key) or (b"", ""))[0] if key in self.paths and there.get(key) else b""


def send_status() -> None:
    """Writes status.json and the badges, and sends them. Raises StorageFailed."""
    freshness.publish()
    tmp = config.metadata("tmp")
    with files.disk(tmp):
        tmp.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="sync-", dir=tmp) as folder:
            Publish(aws.open_bucket(), Path(folder), PARTS[-1:]).send()


def _merged(ours: bytes, theirs: dict) -> bytes:
    """Our package with the bucket's entry where its table is newer, and with those of tables that are not here."""
    package, both = _json(ours), _tables(_json(ours))
    for path, entry in _tables(theirs).items():
        if path not in both or _age(both[path]) < _age(entry):
            both[path] = entry
    if both == _tables(package):
        return ours if _time(package.get("created")) >= _time(theirs.get("created")) or both != _tables(theirs) else b""
    if both == _tables(theirs):
        return b""  # nothing is newer here
    return json.dumps(package | {"resources": [both[path] for path in sorted(both)]}, indent=1).encode()


def _tables(package: dict) -> dict[str, dict]:
    """path -> the entry of its table"""
    listed = package.get("resources")
    listed = listed if isinstance(listed, list) else []
    return {entry["path"]: entry for entry in listed if isinstance(entry, dict) and isinstance(entry.get("path"), str)}


def _age(entry: dict) -> tuple:
    """A table's age for comparisons: how far it reaches, then when it was made."""
    games = entry.get("gamesStored")
    return _time(entry.get("lastGameDate")), games if isinstance(games, int) else 0, _time(entry.get("madeAt"))


def _time(text) -> str:
    """A valid time that is not in the future; otherwise an empty text."""
    try:
        return "" if config.is_future(config.instant(text, "time")) else text
    except (Misconfigured, TypeError, ValueError, AttributeError):
        return ""


def _json(body: bytes) -> dict:
    """An object's JSON; an empty one where it is none that can be read."""
    try:
        found = files.parsed(body)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


def _part(key: str) -> int:
    """The number of the last part whose names a key begins with."""
    return max(number for number, names in enumerate(PARTS) if key.startswith(names))


def _linked(root: Path, folder: Path, wanted: tuple[str, ...]) -> dict[str, Path]:
    """key -> a link to the file, of every file that is replaced freely and whose key begins as wanted."""
    tops = [root / top.rstrip("/") for top in wanted if top.endswith("/")]
    linked = {}
    for path in [*(path for top in tops for path in top.rglob("*")), *root.glob("*.json")]:
        key = path.relative_to(root).as_posix()
        if keys.is_published(key) and path.is_file() and key.startswith(wanted):
            linked[key] = folder / key
            linked[key].parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(path, linked[key])
            except OSError:  # a disk without links
                shutil.copyfile(path, linked[key])
    return linked

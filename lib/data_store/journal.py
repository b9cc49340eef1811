"""Which keys changed since the last sync: one small file for each save, so that writers never wait for each other."""

import json
import os
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from lib import config, datasets, files


def note(keys) -> None:
    """Writes down keys that are about to change."""
    if keys:
        name = f"{time.time_ns()}-{os.urandom(4).hex()}.txt"
        files.write(config.metadata("journal", name), "".join(f"{key}\n" for key in keys).encode())


def noted() -> tuple[list[Path], list[str]]:
    """(the notes, the keys that they name). The files exist, because nothing is stored meanwhile."""
    with ExitStack() as nobody_stores, files.disk(config.metadata("journal")):
        for name in (*datasets.ALL, "corrections"):
            nobody_stores.enter_context(files.lock(config.metadata("locks", f"store-{name}.lock")))
        notes = sorted(config.metadata("journal").glob("*.txt"))
        keys = {key for path in notes for key in path.read_text(errors="replace").splitlines()}
    return notes, sorted(keys)


def forget(notes: list[Path]) -> None:
    """Deletes notes whose files were sent."""
    for path in notes:
        with files.disk(path):
            path.unlink(missing_ok=True)


@dataclass
class Memory:
    """What the bucket has from this machine.

    place    where: s3://bucket/prefix/
    entries  "module entity" -> a digest of the tracker's entry last sent to the manifest
    """

    place: str = ""
    entries: dict[str, str] = field(default_factory=dict)


def remembered() -> Memory:
    """The kept Memory; an empty one if it is absent or unreadable, so that everything is compared again."""
    try:
        kept = files.parsed(_path().read_bytes())
        place, entries = kept["place"], kept["entries"]
        if isinstance(place, str) and all(isinstance(digest, str) for digest in entries.values()):
            return Memory(place, entries)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    return Memory()


def remember(memory: Memory) -> None:
    files.write(_path(), json.dumps(vars(memory), indent=0).encode() + b"\n")


def _path() -> Path:
    return config.metadata("journal", "published.json")

"""Which partitions changed since the last sync: one small file a save, so that writers never wait for each other."""

import os
import time
import uuid
from contextlib import ExitStack, suppress
from pathlib import Path

from lib import config, datasets, files

# What grows or is replaced outside the datasets; few files, so their times tell what is new.
BESIDE = ("_quarantine", "_metadata/schedule")
BOOKS = ("_metadata/fetch_tracker.json",)


def note(keys) -> None:
    """Writes down keys that are about to change."""
    if keys:
        name = f"{time.time_ns()}-{uuid.uuid4().hex[:8]}.txt"
        files.write(config.metadata("journal", name), "".join(f"{key}\n" for key in keys).encode())


def stage(folder: Path) -> None:
    """Links what changed since the last sync into a folder, which then stays as it is whatever is written meanwhile.

    folder/books    the tracker, as it was before all else was looked at: it claims nothing that is not in data
    folder/data     the partitions that the journal names, and what is new in BESIDE
    folder/journal  the names of the journal's files that are done with when all of it has arrived
    folder/stamp    the time of this look
    """
    with files.disk(folder):
        for part in ("books", "data"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        _link(BOOKS, folder / "books")
        (folder / "stamp").touch()
        with ExitStack() as nobody_stores:  # between a note and what it announces
            for name in (*datasets.ALL, "corrections"):
                nobody_stores.enter_context(files.lock(config.metadata("locks", f"store-{name}.lock")))
            notes = sorted(config.metadata("journal").glob("*.txt"))
            keys = {key for one in notes for key in one.read_text().splitlines()}
            _link(sorted(keys), folder / "data")
        _link(_new_beside(), folder / "data")
        (folder / "journal").write_text("".join(f"{one.name}\n" for one in notes))


def settle(folder: Path) -> None:
    """Forgets what stage() put into a folder, since all of it has arrived."""
    with files.disk(folder):
        for name in (folder / "journal").read_text().splitlines():
            config.metadata("journal", name).unlink(missing_ok=True)
        config.metadata("journal").mkdir(parents=True, exist_ok=True)
        os.replace(folder / "stamp", config.metadata("journal", "synced"))


def _new_beside() -> list[str]:
    root, synced = config.data_dir(), config.metadata("journal", "synced")
    since = synced.stat().st_mtime - 2 if synced.exists() else 0  # one written before the look, and moved after it
    found = (path for name in BESIDE for path in (root / name).rglob("*") if path.is_file())
    return [path.relative_to(root).as_posix() for path in found if path.stat().st_mtime >= since]


def _link(keys, folder: Path) -> None:
    """Links the files of these keys that are there; a file is only ever replaced, so the link keeps what it has."""
    for key in keys:
        there = folder / key
        there.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # announced by a save that died; the next run announces it again
            os.link(config.data_dir() / key, there)

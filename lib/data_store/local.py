"""The store on a local disk: a file a partition below DATA_DIR."""

import gzip
import os
import shutil
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from lib import files
from lib.data_store import journal

GZIP = b"\x1f\x8b"  # what COMPRESS=gzip wrote to a bucket is still so after a pull; no CSV begins like that


class LocalFiles:
    """Reads and writes whole files below a root; what is unfinished stays in _metadata/tmp."""

    is_shared = False  # whether other machines read it

    def __init__(self, root: Path):
        self.root = Path(root)
        self._unfinished = self.root / "_metadata" / "tmp"

    @contextmanager
    def writing(self, dataset_name: str):
        """One writer a dataset; what a killed one left unfinished is swept."""
        with files.lock(self.root / "_metadata" / "locks" / f"store-{dataset_name}.lock"):
            aside = self._unfinished / dataset_name
            shutil.rmtree(aside, ignore_errors=True)  # nobody else holds the lock: it is a dead run's
            yield
            with files.disk(self.root):
                os.sync()  # the tracker moves next: a power cut must not leave it ahead of the data
            shutil.rmtree(aside, ignore_errors=True)

    def read(self, key: str) -> bytes | None:
        """The file's bytes, or None if there is none."""
        path = self.root / key
        with files.disk(path):
            try:
                body = path.read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                return None
        return gzip.decompress(body) if body[:2] == GZIP else body

    def read_all(self, keys: list[str]) -> dict[str, tuple[bytes, None]]:
        """key -> (bytes, no version) of those that are there: within writing() nobody else changes them."""
        found = ((key, self.read(key)) for key in keys)
        return {key: (body, None) for key, body in found if body is not None}

    def write_all(self, bodies: dict[str, tuple[bytes, None]]) -> list[str]:
        """Writes key -> (bytes, no version), noted for the sync first. Call it within writing(): nobody is late."""
        journal.note(bodies)
        for key, (body, _) in bodies.items():
            files.write(self.root / key, body, aside=self._unfinished / key.split("/")[0])
        return []

    def exists(self, key: str) -> bool:
        """Whether a file is there with something in it: a header is always written."""
        try:
            return (self.root / key).stat().st_size > 0
        except (FileNotFoundError, NotADirectoryError):
            return False

    def written_at(self, key: str) -> datetime:
        """When a file was last written."""
        with files.disk(self.root / key):
            return datetime.fromtimestamp((self.root / key).stat().st_mtime, UTC)

    def folders(self, folder: str) -> list[str]:
        """The names of the folders right below one, sorted."""
        place = self.root / folder
        with files.disk(place):
            return sorted(one.name for one in place.iterdir() if one.is_dir()) if place.is_dir() else []

    def list(self, prefix: str):
        """The keys below a folder such as `team-games/2024-01-20` that hold something, in S3's order."""
        yield from _files_below(self.root, prefix.rstrip("/"))


def _files_below(root: Path, folder: str):
    with files.disk(root / folder):
        try:
            with os.scandir(root / folder) as listing:
                entries = sorted((entry.name + "/" * entry.is_dir(), entry) for entry in listing)
        except (FileNotFoundError, NotADirectoryError):
            return
    for name, entry in entries:
        if name.endswith("/"):
            yield from _files_below(root, f"{folder}/{name[:-1]}")
        elif not name.startswith(".") and entry.stat().st_size:
            yield f"{folder}/{name}"

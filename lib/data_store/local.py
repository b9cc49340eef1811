"""The store on a local disk: a file a partition below DATA_DIR."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from lib import files


class LocalFiles:
    """Reads and writes whole files below a root; what is unfinished stays in _metadata/tmp."""

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
                return path.read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                return None

    def exists(self, key: str) -> bool:
        """Whether a file is there with something in it: a header is always written."""
        try:
            return (self.root / key).stat().st_size > 0
        except (FileNotFoundError, NotADirectoryError):
            return False

    def write(self, key: str, body: bytes) -> None:
        """Puts the file there whole. Call it within writing()."""
        files.write(self.root / key, body, aside=self._unfinished / key.split("/")[0])

    def list(self, prefix: str):
        """The keys below a folder such as `team-games/2024-01-20`, sorted."""
        for folder, subfolders, names in os.walk(self.root / prefix):
            subfolders.sort()
            for name in sorted(names):
                if not name.startswith("."):
                    yield Path(folder, name).relative_to(self.root).as_posix()

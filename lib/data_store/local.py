"""The store on a local disk: a file a partition below DATA_DIR."""

import os
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from lib import csvfile, files
from lib.data_store import journal
from lib.datasets import Dataset
from lib.errors import StorageFailed


class LocalFiles:
    """Reads and writes whole files below a root; what is unfinished stays in _metadata/tmp."""

    is_shared = False  # whether other machines read it

    def __init__(self, root: Path):
        self.root = Path(root)
        self._changed: set[Path] = set()  # folders to be flushed
        self._swept: set[str] = set()  # whose unfinished files are ours

    @contextmanager
    def writing(self, dataset_name: str):
        """Lets one process at a time write a dataset; removes unfinished files of killed ones."""
        with files.lock(self.root / "_metadata" / "locks" / f"store-{dataset_name}.lock"):
            self._swept.add(dataset_name)
            self._sweep()  # nobody else holds the lock: what is there is a dead run's
            yield
            with files.disk(self.root):
                self._flush()  # the tracker moves next: a power cut must not leave it ahead of the data
            self._sweep()

    def read(self, key: str) -> bytes | None:
        """The file's bytes, gzip undone, or None if there is none."""
        with files.disk(self.root / key):
            body = files.read(f"{self.root}/{key}")
        return body and csvfile.unpacked(body, key)

    def read_all(self, bodies: dict[str, bytes]) -> dict[str, tuple[bytes, None]]:
        """key -> (bytes as they lie there, no version) of those that are there.

        bodies: what would be written; a shared store need not fetch what is the same.
        Within writing() no other process changes them.
        """
        stored, is_there = {}, {}
        for key in bodies:
            path = f"{self.root}/{key}"
            day = path.rsplit("/", 2)[0]
            if day not in is_there:
                is_there[day] = os.path.isdir(day)  # a new day has no file to look for
            if is_there[day]:
                with files.disk(path):
                    if (body := files.read(path)) is not None:
                        stored[key] = body, None
        return stored

    def write_all(self, bodies: dict[str, tuple[bytes, None]]) -> list[str]:
        """Writes key -> (bytes, no version), noted for the sync first. Call it within writing()."""
        journal.note(bodies)
        made, asides = None, {}
        for key, (body, _) in bodies.items():
            path, name = f"{self.root}/{key}", key.split("/")[0]
            with files.disk(path):
                if (parent := path.rpartition("/")[0]) != made:
                    _make_folder(parent)
                    made = parent
                if name not in asides:
                    asides[name] = f"{self._aside(name)}"
                files.put(path, body, asides[name])
        self._swept |= asides.keys()
        return []

    def recall(self, key: str) -> tuple[bytes | None, None]:
        """(the bytes of something kept by remember(), or None; no version)"""
        try:
            return files.read(f"{self.root}/{key}"), None
        except OSError:
            return None, None

    def remember(self, key: str, body: bytes, version: None) -> None:
        """Keeps something that can be recomputed; a failure to keep it does no harm."""
        with suppress(StorageFailed):
            files.write(self.root / key, body)

    def replace(self, key: str, body: bytes) -> None:
        """Keeps something whatever is there. Raises StorageFailed."""
        files.write(self.root / key, body)

    def exists(self, key: str) -> bool:
        """Whether a file is there with something in it: a header is always written."""
        path = self.root / key
        return path.is_file() and path.stat().st_size > 0

    def exist(self, keys: list[str]) -> set[str]:
        """Those of some keys that exist."""
        return {key for key in keys if self.exists(key)}

    def written_at(self, key: str) -> datetime:
        """When a file was last written."""
        with files.disk(self.root / key):
            return datetime.fromtimestamp((self.root / key).stat().st_mtime, UTC)

    def folders(self, folder: str, first: str = "", last: str = "~") -> list[str]:
        """The names of the folders right below one, of those from first to last, sorted."""
        place = self.root / folder
        with files.disk(place):
            if not place.is_dir():
                return []
            with os.scandir(place) as listing:
                return sorted(entry.name for entry in listing if first <= entry.name <= last and entry.is_dir())

    def times(self, folder: str, starts: tuple[str, ...] | None = None) -> dict[str, str]:
        """folder -> when something came into it or went, of the folders right below one; one look at each.

        starts: only of those that begin so.
        """
        place = self.root / folder
        with files.disk(place):
            if not place.is_dir():
                return {}
            with os.scandir(place) as listing:
                wanted = (entry for entry in listing if starts is None or entry.name.startswith(starts))
                return {entry.name: f"{entry.stat().st_mtime_ns}" for entry in wanted if entry.is_dir()}

    def versions(self, keys: list[str]) -> dict[str, str]:
        """key -> what changes whenever it is written, of those that are there and hold something"""
        marks = {key: _mark(f"{self.root}", key) for key in keys}
        return {key: mark for key, mark in marks.items() if mark and mark.split()[1] != "0"}

    def list(self, prefix: str):
        """The keys below a folder such as `team-games/2024-01-20` that hold something, in S3's order."""
        return _below(f"{self.root}", prefix.strip("/"))

    def between(self, folder: str, first: date, last: date):
        """The keys below the folders of some days, such as `team-games/2024-01-20`, that hold something, sorted."""
        for number in range((last - first).days + 1):
            yield from self.list(f"{folder}/{first + timedelta(days=number)}")

    def marks(self, folder: str) -> dict[str, str]:
        """key -> what changes whenever it is written, of the files below a folder"""
        return {key: f"{os.stat(f'{self.root}/{key}').st_mtime_ns}" for key in self.list(folder)}

    def days(self, dataset: Dataset, first: date, last: date) -> dict[str, str]:
        """{game date: a mark that changes when a partition of that day comes, goes or is written}"""
        name = dataset.partition.rpartition("/")[2]
        inside = "" if "{" in name else f"/{name}"  # a folder of its own for each: {PLAYER_ID}/games.csv
        marks, day = {}, first
        while day <= last:
            path = f"{self.root}/{dataset.folder}/{day}"
            with files.disk(path), suppress(FileNotFoundError, NotADirectoryError):
                marks[f"{day}"] = "".join(_mark(path, f"{name}{inside}") for name in sorted(os.listdir(path)))
            day += timedelta(days=1)
        return marks

    def _asides(self, name: str) -> tuple[Path, Path]:
        """Where unfinished files may lie: below _metadata; beside the data where those are on another disk."""
        return self.root / "_metadata" / "tmp" / name, self.root / name / ".unfinished"

    def _aside(self, name: str) -> Path:
        usual, on_its_disk = self._asides(name)
        usual.mkdir(parents=True, exist_ok=True)
        self._changed.add(self.root)
        if os.stat(usual).st_dev == os.stat(self.root / name).st_dev:
            return usual
        on_its_disk.mkdir(exist_ok=True)
        self._changed.add(self.root / name)
        return on_its_disk

    def _flush(self) -> None:
        while self._changed:
            files.flush(self._changed.pop())

    def _sweep(self) -> None:
        for aside in (aside for name in self._swept for aside in self._asides(name) if os.path.lexists(aside)):
            import shutil  # heavy, and seldom needed

            shutil.rmtree(aside, ignore_errors=True)


def _make_folder(path: str) -> None:
    try:
        os.mkdir(path)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)


def _mark(folder: str, name: str) -> str:
    try:
        about = os.stat(f"{folder}/{name}")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    return f"{name} {about.st_size} {about.st_mtime_ns}\n"


def _below(root: str, folder: str):
    """The keys of the files below a folder with something in them, in S3's order."""
    with files.disk(f"{root}/{folder}"):
        try:
            with os.scandir(f"{root}/{folder}") as listing:
                entries = sorted((entry.name + "/" * entry.is_dir(), entry) for entry in listing)
        except (FileNotFoundError, NotADirectoryError):
            return
    for name, entry in entries:
        if name.endswith("/"):
            yield from _below(root, f"{folder}/{name[:-1]}")
        elif not name.startswith("."):
            with suppress(FileNotFoundError):  # moved away since
                if entry.stat().st_size:
                    yield f"{folder}/{name}"

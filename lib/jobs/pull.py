"""Downloads what the bucket has and this machine lacks; overwrites and deletes nothing here.

The bucket's tracker is read first and written here last, so that this machine's tracker never lists missing data.
Everything else is downloaded to a temporary folder, checked, and moved into place if no file is there. An existing
file is added to: rows by the store's own save, whose differences become corrections; lists of corrections as a union.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from lib import aws, config, csvfile, data_store, datasets, files, schedule, seasons, shared_holes
from lib.data_store import corrections
from lib.data_store.index import Index
from lib.errors import StorageFailed
from lib.jobs import keys
from lib.jobs.due import open_tracker
from lib.jobs.push import checked, holds
from lib.jobs.wanted import look_again
from lib.tracker import Entry, file

AT_ONCE = 512  # keys between two lines of progress
SIZES = 64 * 2**20  # bytes; no file of ours is larger


@dataclass
class Taken:
    """The result of a pull.

    new       keys that were not here; added: keys of files to which rows were added
    damaged   a text for each damaged object
    strays    keys that are not ours and stay in the bucket
    """

    new: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    corrected: int = 0
    entries: int = 0


class Pull:
    """One pull, from the bucket of S3_BUCKET."""

    def __init__(self, progress: Callable = lambda wanted, what: wanted):
        """progress: (list, what) -> the same list, with a progress bar."""
        self.bucket = aws.open_bucket()
        self.here = data_store.open_store()
        self.progress = progress

    def run(self) -> Taken:
        """Raises StorageFailed: no way to the bucket, or a tracker in it that cannot be read."""
        known, taken = self._tracker(), Taken()
        with _aside() as folder:
            wanted = self._take(folder, taken)
            last = [key for key in wanted if keys.kind_of(key) == keys.CLAIM]
            self._place(folder, [key for key in wanted if key not in set(last)], taken)
            if not taken.damaged:
                self._place(folder, last, taken)
        look_again(keys.game_folders((*taken.new, *taken.added)))
        if not taken.damaged:
            with files.disk(config.data_dir()):
                files.flush(config.data_dir())  # a power cut must not leave the tracker ahead of the data
            taken.entries = _tell(known)
        shared_holes.take(self.bucket)
        return taken

    def _tracker(self) -> dict:
        """dataset's name -> what the bucket's tracker file knows of it."""
        body, _ = self.bucket.get(keys.TRACKER) or (None, None)
        place = self.bucket.place(keys.TRACKER)
        whole = {} if body is None else file.from_bytes(body, place, aws.RESTORE)
        return {name: list(file.entries_of(whole, dataset, place).values()) for name, dataset in datasets.ALL.items()}

    def _take(self, folder: Path, taken: Taken) -> list[str]:
        """Downloads what is missing here or differs into a folder; returns its keys."""
        wanted = []
        for key, size, mark in self.progress(list(self.bucket.listed("")), "pull, comparing"):
            if keys.is_stray(key):
                taken.strays += [] if key.endswith("/") else [key]
            elif kind := keys.kind_of(key):
                if not 0 < size <= SIZES:
                    taken.damaged.append(f"{self.bucket.place(key)}: has {size:,} bytes; {aws.RESTORE}")
                elif kind != keys.REVISION or not self._has_revision(key, size, mark):
                    body = _body(self.here.backend, key)
                    wanted += [] if body and holds(body, (size, mark)) else [key]

        def take(key: str) -> str | None:
            body, _ = self.bucket.get(key) or (b"", "")
            try:
                checked(key, body)
            except StorageFailed as damage:
                return f"{self.bucket.place('')}{damage} (in the bucket: {aws.RESTORE})"
            files.write(folder / key, body)
            return None

        for start in self.progress(range(0, len(wanted), AT_ONCE), "pull, in hundreds of files"):
            taken.damaged += filter(None, aws.side_by_side(take, wanted[start : start + AT_ONCE]))
        return [key for key in wanted if (folder / key).exists()]

    def _has_revision(self, key: str, size: int, mark: str) -> bool:
        """Whether this machine has the same revision, maybe under another number."""
        bodies = (_body(self.here.backend, revision) for revision in self.here.backend.list(key.rpartition("/")[0]))
        return any(holds(body, (size, mark)) for body in bodies if body)

    def _place(self, folder: Path, wanted: list[str], taken: Taken) -> None:
        """Moves downloaded files into place if none is there, and adds the others to those that are."""
        differences = []
        for lock, group in _by_lock(wanted):
            full = []
            moved = self._moved(folder, group)
            with self.here.backend.writing(lock):
                for key in group:
                    if key in moved or _body(self.here.backend, key):
                        full.append(key)
                        continue
                    _move(folder / key, self.here.backend.root / key)
                    taken.new.append(key)
            for key in full:  # outside the lock, which each of these takes itself
                body = (folder / key).read_bytes()
                try:
                    differences += self._add(key, body, taken)
                except StorageFailed as damage:  # the file here is damaged
                    taken.damaged.append(f"{damage}")
        news = corrections.unexplained(differences, corrections.found(self.here) if differences else [])
        taken.corrected += corrections.record(self.here, news, f"{seasons.eastern_date(config.now())}")

    def _moved(self, folder: Path, wanted: list[str]) -> set[str]:
        """The keys that contain a game which is stored here under another date."""
        found, parts = set(), {key: datasets.of_path(key) for key in wanted}
        dated = {key: part for key, part in parts.items() if part and part[0].is_of_games and "GAME_DATE" in part[1]}
        if not dated:
            return found
        dataset = next(iter(dated.values()))[0]
        homes = Index(self.here.backend, dataset).homes({fields["GAME_DATE"] for _, fields in dated.values()})
        for key, (_, fields) in dated.items() if homes else ():
            games = csvfile.games(dataset, csvfile.from_bytes((folder / key).read_bytes(), key))
            found |= {key} if any(homes.get(game, set()) - {fields["GAME_DATE"]} for game in games) else set()
        return found

    def _add(self, key: str, body: bytes, taken: Taken) -> list[dict]:
        """Adds a downloaded file to the one that is here; returns their differences."""
        kind, backend = keys.kind_of(key), self.here.backend
        if kind == keys.PARTITION:
            dataset, fields = datasets.of_path(key)
            if not dataset.is_of_games:
                return []  # a copy of a day: what is here stays
            if (ours := _body(backend, key)) is not None:
                checked(key, ours)
            saved = self.here.save(dataset, csvfile.from_bytes(body, key), fields.get("date", ""))
            taken.added += [key] if saved.new_rows else []
            return saved.differences
        with backend.writing(corrections.FOLDER):
            if kind == keys.CORRECTIONS:
                ours, theirs = corrections.read_list(backend.read(key), key), corrections.read_list(body, key)
                if further := [row for row in theirs.rows if row not in ours.rows]:
                    backend.write_all({key: (csvfile.to_bytes(ours._replace(rows=ours.rows + further)), None)})
                    taken.added.append(key)
            elif kind == keys.REVISION:
                free = f"{key.rpartition('/')[0]}/{corrections.next_number(self.here, key)}.csv"
                files.write(backend.root / free, body)
                taken.new.append(free)
        if kind == keys.SCHEDULE:
            season = keys.season_of(key)
            ours, theirs = schedule.stored(season), schedule.read(season, body)
            if theirs and (ours is None or ours.fetched_at < theirs.fetched_at):
                schedule.keep(theirs)
        return []


def _tell(known: dict) -> int:
    """Copies the bucket's entries to this machine's tracker; returns how many were new."""
    tracker, added = open_tracker(), 0
    if tracker.is_shared:
        return 0
    for name, entries in known.items():
        dataset = datasets.ALL[name]
        have = {entry.entity: entry for entry in tracker.history(dataset)}
        new = [entry for entry in entries if not entry.is_ahead and _says_more(entry, have.get(entry.entity))]
        if new:
            tracker.mark_fetched(dataset, new)
            added += len(new)
    return added


def _says_more(theirs: Entry, ours: Entry | None) -> bool:
    return ours is None or theirs.fetched_at > ours.fetched_at or theirs.date > ours.date


@contextlib.contextmanager
def _aside():
    """A temporary folder; removes what a killed pull left, since only one pull runs at a time."""
    root = config.metadata("tmp")
    with files.lock(config.metadata("locks", "pull.lock")), files.disk(root):
        for left in root.glob("pull-????????"):
            shutil.rmtree(left, ignore_errors=True)
        root.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="pull-", dir=root))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _by_lock(wanted: list[str]) -> Iterable[tuple[str, list[str]]]:
    """(the store's lock, its keys)"""
    groups: dict[str, list[str]] = {}
    for key in wanted:
        found = datasets.of_path(key)
        groups.setdefault(found[0].name if found else corrections.FOLDER, []).append(key)
    return groups.items()


def _body(backend, key: str) -> bytes | None:
    """A file's bytes as stored; None if there is none."""
    with files.disk(backend.root / key):
        try:
            return (backend.root / key).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None


def _move(path: Path, to: Path) -> None:
    """Moves a file into place in one step, also across disks."""
    with files.disk(to):
        to.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.replace(path, to)
        except OSError:
            files.write(to, path.read_bytes())

"""Sends what this machine has and the bucket lacks: data by conditional create, then the tracker's entries.

No data in the bucket are overwritten. An existing object is added to: rows by the store's own save, whose
differences become corrections; lists of corrections as a union; a revision under the next number.
"""

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lib import aws, config, csvfile, data_store, datasets, seasons, shared_holes
from lib.data_store import DataStore, corrections, journal
from lib.data_store.index import Index, key_of
from lib.data_store.s3 import S3Objects
from lib.errors import StorageFailed
from lib.jobs import keys
from lib.jobs.due import open_tracker
from lib.jobs.wanted import LOOKS, look_again
from lib.tracker import Entry, file, s3
from lib.tracker.s3 import ManifestTracker

AT_ONCE = 512  # keys between two lines of progress
CSV, JSON = "text/csv", "application/json"


@dataclass
class Sent:
    """The result of a push, in keys.

    damaged  a text for each damaged file here, which was not sent
    blocked  a text for each damaged object in the bucket, to which our rows could not be added
    """

    sent: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    differences: list[dict] = field(default_factory=list)


@dataclass
class Plan:
    """What a push would send; entries: the tracker's, read before the data, so that the data cover them."""

    keys: list[str]
    notes: list[Path]
    entries: dict[str, list[Entry]]
    memory: journal.Memory

    def new_entries(self) -> dict[str, list[Entry]]:
        """dataset -> the entries that are not in the manifest yet."""
        known = self.memory.entries
        fresh = {
            name: [entry for entry in entries if known.get(_name(entry)) != _digest(entry)]
            for name, entries in self.entries.items()
        }
        return {name: entries for name, entries in fresh.items() if entries}


class Push:
    """One push, to the bucket of S3_BUCKET."""

    def __init__(self, progress: Callable = lambda wanted, what: wanted):
        """progress: (list, what) -> the same list, with a progress bar."""
        self.bucket = aws.open_bucket()
        self.here = data_store.open_store()
        self.there = DataStore(S3Objects(self.bucket))
        self._known: dict[str, Known] = {}
        self.progress = progress

    def plan(self, full: bool) -> Plan:
        """full: compare everything, which the first push to a bucket always does."""
        tracker = open_tracker()
        known = {} if tracker.is_shared else {name: tracker.history(dataset) for name, dataset in datasets.ALL.items()}
        memory, place = journal.remembered(), self.bucket.place("")
        full = full or memory.place != place
        if memory.place != place or full:
            memory = journal.Memory(place)
        notes, noted = journal.noted()
        if full or not all(map(keys.kind_of, noted)):
            noted = self._differing()
        return Plan([key for key in noted if self.here.backend.read(key) is not None], notes, known, memory)

    def send(self, plan: Plan) -> Sent:
        """Sends the data, then the tracker's entries. Raises StorageFailed if the bucket refuses something."""
        done = Sent()
        data = [key for key in plan.keys if keys.kind_of(key) != keys.CLAIM]
        claims = [key for key in plan.keys if keys.kind_of(key) == keys.CLAIM]
        self._known = {dataset.name: Known(self.there.backend, dataset, days) for dataset, days in _days(data)}
        for part in (data, claims):  # a claim goes after the data that it is about
            for start in self.progress(range(0, len(part), AT_ONCE), "sync, in hundreds of files"):
                for result in aws.side_by_side(self._send, part[start : start + AT_ONCE]):
                    _add(done, result)
        for dataset_known in self._known.values():
            dataset_known.keep()
        if any(self.there.backend.list(LOOKS)):  # machines count the games in the bucket
            look_again(keys.game_folders((*done.sent, *done.merged)), self.there.backend)
        self._record(done)
        if done.blocked:  # the trackers must not list data that are not there
            return done
        self._tell(plan)
        journal.forget(plan.notes)
        sent = plan.memory.entries | {_name(entry): _digest(entry) for some in plan.entries.values() for entry in some}
        own = shared_holes.unsent(sent)
        shared_holes.send(self.bucket, own)
        sent |= {shared_holes.key_of(name): digest for name, digest in own.items()}
        journal.remember(journal.Memory(plan.memory.place, sent))
        return done

    def manifest_keys(self, plan: Plan) -> list[str]:
        """The keys below _metadata that send() would write."""
        fresh = plan.new_entries()
        states = {s3.state_key(datasets.ALL[name], entry.entity) for name, some in fresh.items() for entry in some}
        sent = [s3.LOG, *sorted(states)] if states else []
        sent += [shared_holes.key_of(name) for name in shared_holes.unsent(plan.memory.entries)]
        for dataset, days in _days(plan.keys):
            sent += [key_of(dataset, season) for season in sorted({seasons.of_day(seasons.day(day)) for day in days})]
        body, _ = self.bucket.get(keys.TRACKER) or (None, None)
        return ([keys.TRACKER] if plan.entries and self._tracker_file(body, plan) != body else []) + sent

    def _differing(self) -> list[str]:
        """Keys of files here that are missing in the bucket or differ there."""
        there = {key: (size, mark) for key, size, mark in self.bucket.listed("")}
        local = keys.local(self.here.backend)
        return [
            key
            for key in self.progress(local, "sync, comparing")
            if not holds(self.here.backend.read(key) or b"", there.get(key))
        ]

    def _send(self, key: str) -> Sent:
        """Sends one key, or adds it to what is there."""
        try:
            body = self.here.backend.read(key)
            table = checked(key, body or b"") if body is not None else None
        except StorageFailed as damage:
            return Sent(damaged=[f"{damage}"])
        if body is None:  # noted by a save that was killed
            return Sent()
        found = datasets.of_path(key)
        known = self._known.get(found[0].name) if found else None
        if known and known.is_moved(key, table):
            return self._add_rows(key, table, body, None)
        if self.bucket.put(key, body, None, JSON if key.endswith(".json") else CSV):
            if known:
                known.take(key, table)
            return Sent(sent=[key])
        stored = self.bucket.get(key)
        if stored is None or stored[0] == body:
            return Sent()
        theirs, version = stored
        if not theirs:  # an empty object left by a failed writer
            return Sent(sent=[key] if self.bucket.put(key, body, version, CSV) else [])
        try:
            checked(key, theirs)
        except StorageFailed as damage:
            return Sent(blocked=[f"{self.bucket.place('')}{damage} (in the bucket: {aws.RESTORE})"])
        kind = keys.kind_of(key)
        if kind == keys.PARTITION:
            return self._add_rows(key, table, body, version)
        if kind == keys.CORRECTIONS:
            return self._add_corrections(key, table)
        if kind == keys.REVISION:
            return self._add_revision(key, body)
        return Sent()  # a claim is the same from every machine

    def _add_rows(self, key: str, ours: csvfile.Table, body: bytes, version: str | None) -> Sent:
        dataset, fields = datasets.of_path(key)
        if dataset.is_of_games:
            saved = self.there.save(dataset, ours, fields.get("date", ""))
            return Sent(merged=[key] if saved.new_rows else [], differences=saved.differences)
        # Two copies of a day: the one that was written later stays, the bucket's versions keep the other.
        is_later = self.here.backend.written_at(key) > self.there.backend.written_at(key)
        return Sent(merged=[key] if is_later and self.bucket.put(key, body, version, CSV) else [])

    def _add_corrections(self, key: str, ours: csvfile.Table) -> Sent:
        while True:
            body, version = self.bucket.get(key)
            theirs = corrections.read_list(body, self.bucket.place(key))
            further = [row for row in ours.rows if row not in theirs.rows]
            if not further:
                return Sent()
            if self.bucket.put(key, csvfile.to_bytes(theirs._replace(rows=theirs.rows + further)), version, CSV):
                return Sent(merged=[key])

    def _add_revision(self, key: str, body: bytes) -> Sent:
        """Writes a revision under the next free number, unless one of the others says the same."""
        folder, number = key.rpartition("/")[0], 1
        while True:
            at = f"{folder}/{number}.csv"
            found = self.bucket.get(at)
            if found and found[0] == body:
                return Sent()
            if found is None and self.bucket.put(at, body, None, CSV):
                return Sent(merged=[at])
            number += 1

    def _record(self, done: Sent) -> None:
        """Records where the bucket's rows differ from ours, here and in the bucket."""
        if not done.differences:
            return
        known = corrections.found(self.here) + corrections.found(self.there)
        news = corrections.unexplained(done.differences, known)
        today = f"{seasons.eastern_date(config.now())}"
        if corrections.record(self.here, news, today):
            _add(done, self._send(corrections.list_of(self.here, today)))

    def _tell(self, plan: Plan) -> None:
        manifest = ManifestTracker(self.bucket)
        for name, entries in plan.new_entries().items():
            manifest.mark_fetched(datasets.ALL[name], entries)
        if plan.entries:
            self._keep_tracker_file(plan)

    def _keep_tracker_file(self, plan: Plan) -> None:
        """Adds what this machine's tracker knows to the bucket's copy of the tracker file."""

        @aws.until_first
        def write() -> bool:
            body, version = self.bucket.get(keys.TRACKER) or (None, None)
            after = self._tracker_file(body, plan)
            return after == body or self.bucket.put(keys.TRACKER, after, version, JSON)

        write()

    def _tracker_file(self, body: bytes | None, plan: Plan) -> bytes:
        what = self.bucket.place(keys.TRACKER)
        whole = {} if body is None else file.from_bytes(body, what, aws.RESTORE)
        for name, entries in plan.entries.items():
            if entries:
                file.add(whole, datasets.ALL[name], entries, what)
        return file.to_bytes(whole)


class Known:
    """The dates under which the bucket has a dataset's games, including those just sent."""

    def __init__(self, backend, dataset, days: set[str]):
        self._dataset, self._index = dataset, Index(backend, dataset)
        self._homes = self._index.homes(days)
        self._sent: dict[str, dict[str, int]] = {}  # key -> {game id: rows}

    def is_moved(self, key: str, table: csvfile.Table) -> bool:
        """Whether one of a partition's games lies in the bucket under another date."""
        day = {self._dataset.fields_of(key)["GAME_DATE"]}
        return any(self._homes.get(game, day) - day for game in csvfile.games(self._dataset, table))

    def take(self, key: str, table: csvfile.Table) -> None:
        """Remembers what was sent, so that the next sync need not read it."""
        self._sent[key] = csvfile.games(self._dataset, table)

    def keep(self) -> None:
        if self._sent:
            self._index.add(self._sent)


def _days(wanted: list[str]):
    """(dataset, its days among some keys), of the datasets with a game date in their path"""
    found: dict[str, set[str]] = {}
    for dataset, fields in filter(None, map(datasets.of_path, wanted)):
        if dataset.is_of_games and "GAME_DATE" in fields:
            found.setdefault(dataset.name, set()).add(fields["GAME_DATE"])
    return [(datasets.ALL[name], days) for name, days in found.items()]


def checked(key: str, body: bytes) -> csvfile.Table | None:
    """The rows of a file that may be sent; raises StorageFailed for what is damaged."""
    kind = keys.kind_of(key)
    if kind == keys.PARTITION:
        return csvfile.partition(datasets.of_path(key)[0], key, body)
    if kind == keys.CORRECTIONS:
        return corrections.read_list(body, key)
    if kind == keys.REVISION or key.endswith(".csv"):
        return csvfile.from_bytes(body, key)
    if not body:
        raise StorageFailed(f"{key}: empty; delete it and run again")
    return None


def holds(body: bytes, known: tuple[int, str] | None) -> bool:
    """Whether an object certainly has these bytes, plain or as COMPRESS=gzip writes them.

    known: its size and ETag, which is the MD5 of what was sent in one piece; where AWS encrypts with a key of its own
    it is not, and the object counts as different.
    """
    if known is None:
        return False
    size, mark = known
    if "-" in mark:
        return len(body) == size and mark.strip('"') == _mark_of_parts(body)
    sent = body if len(body) == size else gzip.compress(body, mtime=0)
    return hashlib.md5(sent, usedforsecurity=False).hexdigest() == mark.strip('"')


def _mark_of_parts(body: bytes) -> str:
    """The ETag of what was sent in parts, as we do: the MD5 of the parts' MD5s, and their number."""
    parts = [body[start : start + aws.PART] for start in range(0, len(body), aws.PART)]
    digests = b"".join(hashlib.md5(part, usedforsecurity=False).digest() for part in parts)
    return f"{hashlib.md5(digests, usedforsecurity=False).hexdigest()}-{len(parts)}"


def _add(done: Sent, result: Sent) -> None:
    for name, more in vars(result).items():
        getattr(done, name).extend(more)


def _name(entry: Entry) -> str:
    return f"{entry.module} {entry.entity}"


def _digest(entry: Entry) -> str:
    return hashlib.sha256(json.dumps(asdict(entry), sort_keys=True).encode()).hexdigest()[:16]

"""The store in a bucket: an object a partition, created or replaced under a condition, so that no writer is lost."""

import gzip
import hashlib
import json
from contextlib import contextmanager, suppress
from datetime import date

from lib import aws, config, files
from lib.datasets import Dataset
from lib.errors import StorageFailed

CSV = "text/csv; charset=utf-8"
COPIES = "written"  # _metadata/written/<dataset>.json: {key: text}
MOST_COPIES = 1000  # a day's files


class S3Objects:
    """Reads and writes whole objects; compress: as gzip, which the object's Content-Encoding says."""

    is_shared = True

    def __init__(self, bucket: aws.Bucket, compress: bool = False):
        self.bucket = bucket
        self.compress = compress
        self._late: set[str] = set()  # keys that another writer wrote first
        self._writes = ""  # the dataset that is being written
        self._kept: dict[str, bytes] | None = None  # _copies()
        self._seen: tuple[str, str, dict[str, str]] | None = None  # (after, through, key -> ETag) of the last listing
        self.exists, self.folders, self.written_at = bucket.exists, bucket.folders, bucket.written_at

    @contextmanager
    def writing(self, dataset_name: str):
        """No lock: write_all() returns the keys that lost the race."""
        self._writes = dataset_name
        yield

    def read(self, key: str) -> bytes | None:
        """The object's bytes, or None if there is none."""
        found = self.bucket.get(key)
        return found and found[0]

    def read_all(self, bodies: dict[str, bytes]) -> dict[str, tuple[bytes, str]]:
        """key -> (bytes as they lie there, version) of those that are there.

        bodies: what would be written. A listing (one request for 1,000 keys) shows which objects exist, and by size and
        ETag which are the same; only the others are fetched. If it misses a new object, the conditional write in
        write_all() fails, and the object is then read by its key.
        """
        copies = self._copies() if b"" in bodies.values() else {}
        stored = {key: (bodies[key] or copies.get(key, b""), mark) for key, mark in self._listed(bodies).items()}
        fetch = [key for key, (body, mark) in stored.items() if not self._is_same(body, mark)]
        fetch += [key for key in bodies if key in self._late and key not in stored]
        fetched = aws.side_by_side(lambda key: self.bucket.get(key, unpack=False), fetch)
        stored |= zip(fetch, fetched, strict=True)
        return {key: version for key, version in stored.items() if version}

    def write_all(self, bodies: dict[str, tuple[bytes, str | None]]) -> list[str]:
        """Writes key -> (bytes, version that is to be replaced); the keys where another writer was first."""

        def write(key: str) -> bool:
            kind = "application/json" if key.endswith(".json") else CSV
            return self.bucket.put(key, *bodies[key], kind, self.compress)

        self._seen = None
        done = aws.side_by_side(write, list(bodies))
        late = [key for key, written in zip(bodies, done, strict=True) if not written]
        self._late.update(late)
        self._keep_copies({key: bodies[key][0] for key in bodies if key not in late and "/_" not in key})
        return late

    def _keep_copies(self, bodies: dict[str, bytes]) -> None:
        """Keeps what was just written of a dataset, in place of what was kept before, for counting the games."""
        if not self._writes or not 0 < len(bodies) <= MOST_COPIES:
            return
        with suppress(StorageFailed, UnicodeDecodeError):
            kept = json.dumps({key: body.decode() for key, body in bodies.items()})
            files.write(config.metadata(COPIES, f"{self._writes}.json"), kept.encode())
        self._kept = None

    def _copies(self) -> dict[str, bytes]:
        """key -> what this machine wrote last; the object's ETag shows whether it is still the same."""
        if self._kept is None:
            self._kept = {}
            for path in config.metadata(COPIES).glob("*.json"):
                with suppress(OSError, ValueError, AttributeError):
                    self._kept |= {key: text.encode() for key, text in files.parsed(path.read_bytes()).items()}
        return self._kept

    def recall(self, key: str) -> tuple[bytes | None, str | None]:
        """(the bytes of something kept by remember(), or None; their version)"""
        return self.bucket.get(key) or (None, None)

    def remember(self, key: str, body: bytes, version: str | None) -> None:
        """Keeps something that can be recomputed; a second writer, or one without the right to, skips it."""
        with suppress(StorageFailed):
            self.bucket.put(key, body, version, "application/json")

    @aws.until_first
    def replace(self, key: str, body: bytes) -> bool:
        """Keeps something whatever is there. Raises StorageFailed."""
        found, version = self.recall(key)
        return found == body or self.bucket.put(key, body, version, "application/json")

    def exist(self, keys: list[str]) -> set[str]:
        """Those of some keys that exist; listed, with one request for 1,000 keys."""
        return set(self._listed(keys))

    def versions(self, keys: list[str]) -> dict[str, str]:
        """key -> what changes whenever it is written, of those that are there and hold something"""
        return self._listed(keys)

    def list(self, prefix: str):
        """The keys below a folder that hold something, sorted."""
        return (key for key, size, _ in self.bucket.listed(prefix) if size)

    def marks(self, folder: str) -> dict[str, str]:
        """key -> what changes whenever it is written, of the objects below a folder"""
        return {key: mark for key, size, mark in self.bucket.listed(folder) if size}

    def times(self, folder: str, starts: tuple[str, ...] | None = None) -> dict[str, str]:
        """folder -> a mark that changes when something in it does, of the folders right below one; by listing them

        starts: only of those that begin so.
        """
        marks, left, is_more = {}, sorted(("",) if starts is None else starts), True
        while left and is_more:
            is_more = False
            for key, size, mark in self.bucket.listed(folder, after=left[0] and f"{folder}/{left[0]}"):
                name = key.split("/")[1]
                while left and name > left[0] and not name.startswith(left[0]):
                    left.pop(0)
                if is_more := not (left and name.startswith(left[0])):  # leap over what nobody asked for
                    break
                if size:
                    marks[name] = hashlib.sha256(f"{marks.get(name)} {key} {mark}".encode()).hexdigest()[:16]
        return marks

    def between(self, folder: str, first: date, last: date):
        """The keys below the folders of some days, such as `team-games/2024-01-20`, that hold something, sorted."""
        return (key for key, _ in self._between(folder, first, last))

    def days(self, dataset: Dataset, first: date, last: date) -> dict[str, str]:
        """{game date: a mark that changes when a partition of that day comes, goes or is written}"""
        marks: dict[str, str] = {}
        for key, mark in self._between(dataset.folder, first, last):
            if fields := dataset.fields_of(key):
                marks[fields["GAME_DATE"]] = f"{marks.get(fields['GAME_DATE'], '')}{key} {mark}\n"
        return marks

    def _between(self, folder: str, first: date, last: date):
        """(key, ETag), a request a thousand"""
        after, through, found = f"{folder}/{first}", f"{folder}/{last}/~", {}
        for key, size, mark in self.bucket.listed(folder, after=after):
            if key > through:
                break
            if size:
                found[key] = mark
        self._seen = after, through, found
        return found.items()

    def _listed(self, keys) -> dict[str, str]:
        """key -> ETag of those that exist; the listing leaps over what lies between them.

        Uses the last listing once, if it covers them: an object written since then fails write_all()'s condition.
        """
        if not keys:
            return {}
        seen, self._seen = self._seen, None
        if seen and all(seen[0] < key <= seen[1] for key in keys):
            return {key: seen[2][key] for key in keys if key in seen[2]}
        wanted, found, seen = sorted(keys, reverse=True), {}, ""
        while wanted:
            folder = wanted[-1].split("/")[0] + "/"
            listing = self.bucket.listed(folder, after=max(wanted[-1][:-1], seen))
            for number, (seen, size, mark) in enumerate(listing, 1):
                while wanted and wanted[-1] < seen:  # it is not there
                    wanted.pop()
                if wanted and wanted[-1] == seen:
                    if size:
                        found[seen] = mark
                    wanted.pop()
                if not wanted or not wanted[-1].startswith(folder) or number == 1000:
                    break  # skip to the next page that has a wanted key
            else:
                while wanted and wanted[-1].startswith(folder):  # no keys follow
                    wanted.pop()
        return found

    def _is_same(self, body: bytes, mark: str) -> bool:
        """Whether an object's ETag is that of a body; with KMS encryption it is not, and the object is read."""
        sent = gzip.compress(body, mtime=0) if self.compress else body
        return mark.strip('"') == hashlib.md5(sent, usedforsecurity=False).hexdigest()

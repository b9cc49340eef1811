"""The store in a bucket: an object a partition, created or replaced under a condition, so that no writer is lost."""

from contextlib import contextmanager

from lib import aws

CSV = "text/csv; charset=utf-8"


class S3Objects:
    """Reads and writes whole objects; compress: as gzip, which the object's Content-Encoding says."""

    is_shared = True

    def __init__(self, bucket: aws.Bucket, compress: bool = False):
        self.bucket = bucket
        self.compress = compress
        self._late: set[str] = set()  # keys that another writer wrote first
        self.exists, self.list, self.folders = bucket.exists, bucket.list, bucket.folders
        self.written_at = bucket.written_at

    @contextmanager
    def writing(self, dataset_name: str):
        """Nobody is kept out: whoever writes second is told by write_all()."""
        yield

    def read(self, key: str) -> bytes | None:
        """The object's bytes, or None if there is none."""
        found = self.bucket.get(key)
        return found and found[0]

    def read_all(self, keys: list[str]) -> dict[str, tuple[bytes, str]]:
        """key -> (bytes, version) of those that are there.

        A listing tells which ones, a request a folder and not a key. Should it not show an object, the condition
        of write_all() still holds; what comes late there is then read by its key.
        """
        folders = sorted({"/".join(key.split("/")[:2]) for key in keys})
        if len(keys) > len(folders):
            listed = set().union(*aws.side_by_side(lambda folder: set(self.list(folder)), folders))
            keys = [key for key in keys if key in listed | self._late]
        found = zip(keys, aws.side_by_side(self.bucket.get, keys), strict=True)
        return {key: stored for key, stored in found if stored}

    def write_all(self, bodies: dict[str, tuple[bytes, str | None]]) -> list[str]:
        """Writes key -> (bytes, version that is to be replaced); the keys where another writer was first."""

        def write(key: str) -> bool:
            kind = "application/json" if key.endswith(".json") else CSV
            return self.bucket.put(key, *bodies[key], kind, self.compress)

        done = aws.side_by_side(write, list(bodies))
        late = [key for key, written in zip(bodies, done, strict=True) if not written]
        self._late.update(late)
        return late

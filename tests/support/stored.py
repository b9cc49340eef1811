"""What a store holds, as rows of texts: for tests of the store. Readers have lib.tables."""

from lib import csvfile
from lib.data_store import corrections


def kept_rows(store, dataset, corrected: bool = False, **where) -> list[dict[str, str]]:
    """The rows of a dataset's partitions; corrected: of their latest revisions."""
    found = []
    for key, _ in store.partitions(dataset, **where):
        at = corrections.latest(store, key) if corrected else key
        table = csvfile.from_bytes(store.backend.read(at), at) if at != key else store.read(dataset, key)
        found += table.dicts()
    return found


def kept_points(store, dataset, corrected: bool = False) -> list[int]:
    return [int(row["PTS"]) for row in kept_rows(store, dataset, corrected)]

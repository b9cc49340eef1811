"""The tracker as a manifest in the bucket, safe with several machines.

    _metadata/fetch_log.json                    {"entries": [...]}: the newest, oldest first
    _metadata/fetch_log/2024-01-20-<hash>.json  the same, older ones; a part never changes
    _metadata/fetch_state/<module>/<entity>.json
                                                an entity's latest entry: what a lookup reads

An object is replaced only if it is still the version that was read; a second writer reads it again and adds to it.
"""

import hashlib
import json
from urllib.parse import quote, unquote

from lib import aws, files
from lib.aws import RESTORE, Bucket, side_by_side, until_first
from lib.errors import StorageFailed
from lib.tracker import Entry, Tracker, checked, latest_of, place

LOG = "_metadata/fetch_log.json"
STATE = "_metadata/fetch_state"
PART = 1000  # entries; the log holds fewer than two parts of them
JSON = "application/json"


class ManifestTracker(Tracker):
    is_shared = True

    def __init__(self, bucket: Bucket):
        self.bucket = bucket

    @classmethod
    def open(cls, objects, schedule_of):
        return cls(aws.open_bucket())

    def _latest(self, dataset, entity):
        state, _ = self._state(state_key(dataset, entity))
        return state

    def mark_fetched(self, dataset, entries):
        if not entries:
            return
        # The log is written first: a state without its line in the log would lose an entry.
        self._log([line(self.bucket.root, dataset, entry) for entry in entries])
        side_by_side(lambda group: self._keep(dataset, group), list(_by_entity(entries).values()))

    def entities(self, dataset):
        """By the keys alone."""
        names = (key.rpartition("/")[2].removesuffix(".json") for key in self.bucket.list(f"{STATE}/{dataset.module}"))
        return [unquote(name) for name in names]

    def _history(self, dataset, entity):
        if entity is not None:
            keys = [state_key(dataset, entity)]
        else:
            keys = list(self.bucket.list(f"{STATE}/{dataset.module}"))
        found = (state for state, _ in side_by_side(self._state, keys) if state)
        return sorted(found, key=lambda entry: entry.fetched_at, reverse=True)

    def _state(self, key: str) -> tuple[Entry | None, str | None]:
        """(an entity's latest entry, the version of its object)"""
        fields, version = self._read(key)
        return (None if version is None else _entry(fields, self.bucket.place(key))), version

    @until_first
    def _keep(self, dataset, entries: list[Entry]) -> bool:
        """Writes an entity's latest entry as its state; False if another writer was first."""
        key = state_key(dataset, entries[0].entity)
        before, version = self._state(key)
        (after,) = latest_of(entries, {before.entity: before} if before else {}).values()
        return after == before or self._write(key, line(self.bucket.root, dataset, after), version)

    @until_first
    def _log(self, lines: list[dict]) -> bool:
        """Adds lines to the log and moves its oldest lines to parts; False if another writer was first."""
        log, version = self._read(LOG)
        log = {"entries": []} if version is None else log
        self._check(log)
        known = {json.dumps(line, sort_keys=True) for line in log["entries"]}
        all_lines = log["entries"] + [line for line in lines if json.dumps(line, sort_keys=True) not in known]
        while len(all_lines) >= 2 * PART:
            # Always the oldest PART lines, so that two writers who both rotate write the same part.
            part, all_lines = all_lines[:PART], all_lines[PART:]
            self._write_part(part)
        return self._write(LOG, {"entries": all_lines}, version)

    def _check(self, log) -> None:
        """Raises StorageFailed if the log is damaged."""
        if not isinstance(log, dict) or not isinstance(log.get("entries"), list):
            raise _damaged(self.bucket.place(LOG), 'has no "entries" [...]')
        for number, fields in enumerate(log["entries"], 1):
            _entry(fields, f"{self.bucket.place(LOG)}, entry {number}")

    def _write_part(self, lines: list[dict]) -> None:
        name = hashlib.sha256(_bytes({"entries": lines})).hexdigest()[:16]
        day = max(line["fetched_at"] for line in lines)[:10]
        self._write(f"_metadata/fetch_log/{day}-{name}.json", {"entries": lines}, None)  # an existing part is the same

    def _read(self, key: str):
        """(an object's JSON, its version), (None, None) where there is none; raises StorageFailed."""
        body, version = self.bucket.get(key) or (None, None)
        try:
            return None if version is None else files.parsed(body), version
        except ValueError as error:
            raise _damaged(self.bucket.place(key), f"not JSON ({error})" if body else "empty") from None

    def _write(self, key: str, value: dict, version: str | None) -> bool:
        return self.bucket.put(key, _bytes(value), version, JSON)


def _damaged(place: str, why: str) -> StorageFailed:
    return StorageFailed(f"{place}: {why}; {RESTORE}")


def _bytes(value: dict) -> bytes:
    if "entries" not in value:
        return json.dumps(value).encode() + b"\n"
    return ('{"entries": [\n' + ",\n".join(map(json.dumps, value["entries"])) + "\n]}\n").encode()


def state_key(dataset, entity: str) -> str:
    return f"{STATE}/{dataset.module}/{quote(entity, safe='')}.json"


def _by_entity(entries: list[Entry]) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.entity, []).append(entry)
    return groups


def line(root: str, dataset, entry: Entry) -> dict:
    """An entry as a line of the manifest; root: the bucket's prefix."""
    return {
        "dataset": dataset.name,
        "entity_type": entry.module,
        "entity_id": entry.entity,
        "date": entry.date,
        "s3_key": root + place(dataset, entry),
        "record_count": entry.rows,
        "sha256": entry.sha256,
        "source": entry.source,
        "fetched_at": entry.fetched_at,
    }


def _entry(fields, where: str) -> Entry:
    """The entry in a line of the manifest; raises StorageFailed."""
    names = ("entity_type", "entity_id", "date", "record_count", "sha256", "source", "fetched_at")
    fields = fields if isinstance(fields, dict) else {}
    return checked(Entry(*(fields.get(name) for name in names)), where, RESTORE)

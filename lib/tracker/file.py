"""The tracker as one JSON file that a person can read and correct: data/_metadata/fetch_tracker.json.

{"modules": {"game_boxscores": {"last_fetched": "2024-01-21T11:00:00Z", "last_game_date": "2024-01-20",
    "update_frequency": "daily", "strategy": "append", "rows": …, "sha256": …, "source": …,
    "entities": {"2018-19/Regular Season": {"last_fetched": …, "date": …, "rows": …, …}}}}}

The same entries give the same bytes in any order, because a copy of the file is in the bucket.
"""

import json
import os
from datetime import date, datetime
from pathlib import Path

from lib import config, files
from lib.datasets import Dataset
from lib.errors import StorageFailed
from lib.tracker import ALL, Entry, Tracker, checked, latest_of

NAME = "fetch_tracker.json"
_TODO = "restore it from a backup or from S3, or delete it to start over (stored data stay; nothing is fetched twice)"
_ORDER = ("last_fetched", "last_game_date", "date", "update_frequency", "strategy", "rows", "sha256", "source")


_PARSED: dict = {}  # the content of the file that was read last, and its version


class FileTracker(Tracker):
    """Safe with many processes on one machine; two machines need another tracker."""

    def __init__(self, path: Path):
        self.path = Path(path)

    @classmethod
    def open(cls, objects, schedule_of):
        return cls(config.metadata(NAME))

    def mark_fetched(self, dataset, entries):
        if not entries:
            return
        with files.lock(self.path.with_name("locks") / f"{self.path.name}.lock"):
            whole = self._read()
            add(whole, dataset, entries, f"{self.path}")
            files.write(self.path, to_bytes(whole))

    def _latest(self, dataset, entity):
        fields = _kept(self._known(), dataset).get(entity)
        return None if fields is None else _entry(dataset, entity, fields, f"{self.path}")

    def _history(self, dataset, entity):
        found = entries_of(self._known(), dataset, f"{self.path}").items()
        kept = [entry for name, entry in found if entity in (None, name)]
        return sorted(kept, key=lambda entry: entry.fetched_at, reverse=True)

    def _known(self) -> dict:
        """The file's content, for reading only; parsed once, though a check asks several times."""
        with files.disk(self.path):
            try:
                about = os.stat(self.path)
            except FileNotFoundError:
                return {}
        version = (self.path, about.st_ino, about.st_size, about.st_mtime_ns)
        if _PARSED.get("version") != version:
            _PARSED.update(whole=self._read(), version=version)
        return _PARSED["whole"]

    def _read(self) -> dict:
        """The whole file, {} if absent; raises StorageFailed, with the line, if it is damaged."""
        with files.disk(self.path):
            try:
                body = self.path.read_bytes()
            except FileNotFoundError:
                return {}
        return from_bytes(body, f"{self.path}")


def from_bytes(body: bytes, source: str, todo: str = _TODO) -> dict:
    """A tracker file's content; raises StorageFailed, with the line, if it is damaged. todo: what the user can do."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise StorageFailed(f"{source}: not text; {todo}") from None
    try:
        whole = files.parsed(text)
    except json.JSONDecodeError as error:
        reason = "empty" if not text.strip() else f"not JSON ({error.msg.lower()})"
        raise StorageFailed(f"{source} line {error.lineno}: {reason}; {todo}") from None
    _check(whole, text, source, todo)
    return whole


def to_bytes(whole: dict) -> bytes:
    modules = {name: _sorted(module) for name, module in sorted(whole.get("modules", {}).items())}
    return json.dumps(whole | {"modules": modules}, indent=2).encode() + b"\n"


def _sorted(module: dict) -> dict:
    """A module's fields in a fixed order, its entities sorted by name."""
    known = {name: module[name] for name in _ORDER if name in module}
    entities = module.get("entities", {})
    rest = {name: value for name, value in sorted(module.items()) if name not in known and name != "entities"}
    return known | rest | ({"entities": dict(sorted(entities.items()))} if entities else {})


def entries_of(whole: dict, dataset: Dataset, source: str) -> dict[str, Entry]:
    """entity -> its entry, for one dataset in a tracker file's content."""
    return {name: _entry(dataset, name, fields, source) for name, fields in _kept(whole, dataset).items()}


def _kept(whole: dict, dataset: Dataset) -> dict[str, dict]:
    """entity -> its fields, for one dataset."""
    module = whole.get("modules", {}).get(dataset.module, {})
    return ({ALL: module} if "last_fetched" in module else {}) | module.get("entities", {})


def add(whole: dict, dataset: Dataset, entries: list[Entry], source: str) -> None:
    """Adds entries to a tracker file's content and keeps everything else."""
    kept = entries_of(whole, dataset, source)
    module = whole.setdefault("modules", {}).setdefault(dataset.module, {})
    for name, entry in latest_of(entries, kept).items():
        facts = {
            "last_fetched": entry.fetched_at,
            "rows": entry.rows,
            "sha256": entry.sha256,
            "source": entry.source,
        }
        if name != ALL:
            module.setdefault("entities", {}).setdefault(name, {}).update(facts, date=entry.date)
            continue
        module.update(facts, update_frequency=config.frequency(dataset), strategy=dataset.strategy)
        if dataset.is_of_games:
            module.pop("last_game_date", None)
            module |= {"last_game_date": entry.date} if entry.date else {}


def _entry(dataset: Dataset, name: str, fields: dict, source: str) -> Entry:
    day = fields.get("date") or fields.get("last_game_date")
    if not day:  # the day of the fetch, where games have no part in it
        day = "" if dataset.is_of_games else str(fields.get("last_fetched"))[:10]
    facts = (fields.get("rows", 0), fields.get("sha256", ""), fields.get("source", ""), fields.get("last_fetched"))
    return checked(Entry(dataset.module, name, day, *facts), f"{source}: {dataset.module}, {name}", _TODO)


def _check(whole, body: str, source: str, todo: str) -> None:
    """Checks fields that somebody may have edited by hand."""
    modules = whole.get("modules", {}) if isinstance(whole, dict) else None
    if not isinstance(modules, dict):
        raise StorageFailed(f'{source} line 1: has no "modules" {{…}}; {todo}')
    for name, module in modules.items():
        entities = module.get("entities", {}) if isinstance(module, dict) else None
        if not isinstance(entities, dict) or not all(isinstance(fields, dict) for fields in entities.values()):
            raise StorageFailed(f"{source} line {_line_of(body, name)}: {name} is not {{…}}; {todo}")
        for field, read in (("last_fetched", datetime.fromisoformat), ("last_game_date", date.fromisoformat)):
            try:
                read(module[field])
            except KeyError:
                pass
            except (TypeError, ValueError):
                line = _line_of(body, field, _line_of(body, name))
                raise StorageFailed(
                    f"{source} line {line}: {name}.{field} is {module[field]!r}; "
                    f"write it as {'2024-01-15T06:00:00Z' if field == 'last_fetched' else '2024-01-20'}"
                ) from None


def _line_of(body: str, name: str, start: int = 1) -> int:
    """The number of the first line from start on that contains a name; start if none does."""
    lines = body.splitlines()[start - 1 :]
    return start + next((number for number, text in enumerate(lines) if f'"{name}"' in text), 0)

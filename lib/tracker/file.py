"""The tracker as one JSON file that a person can read and mend: data/_metadata/fetch_tracker.json.

{"modules": {"game_boxscores": {"last_fetched": "2024-01-21T11:00:00Z", "last_game_date": "2024-01-20",
    "update_frequency": "daily", "strategy": "append", "rows": …, "sha256": …, "source": …,
    "entities": {"2018-19/Regular Season": {"last_fetched": …, "date": …, "rows": …, …}}}}}
"""

import json
from pathlib import Path

from lib import config, files
from lib.errors import StorageFailed
from lib.tracker import ALL, Entry, Tracker

_TODO = "restore it from a backup or from S3, or delete it to start over (stored data stay; nothing is fetched twice)"


class FileTracker(Tracker):
    """Safe with many processes on one machine; two machines need another tracker."""

    def __init__(self, path: Path):
        self.path = Path(path)

    def latest(self, dataset, entity):
        return next(iter(self.history(dataset, entity)), None)

    def mark_fetched(self, dataset, entries):
        if not entries:
            return
        with files.lock(self.path.with_name("locks") / f"{self.path.name}.lock"):
            whole = self._read()
            module = whole.setdefault("modules", {}).setdefault(dataset.module, {})
            for entry in entries:
                _mark(module, entry, dataset)
            files.write(self.path, json.dumps(whole, indent=2).encode() + b"\n")

    def last_game_date(self, dataset):
        return self._module(dataset).get("last_game_date")

    def history(self, dataset, entity=None):
        module = self._module(dataset)
        kept = {ALL: module} if "last_fetched" in module else {}
        kept |= module.get("entities", {})
        entries = [
            Entry(
                dataset.module,
                name,
                fields.get("date") or fields.get("last_game_date") or _day(dataset, fields),
                fields.get("rows", 0),
                fields.get("sha256", ""),
                fields.get("source", ""),
                fields["last_fetched"],
            )
            for name, fields in kept.items()
            if entity in (None, name)
        ]
        return sorted(entries, key=lambda entry: entry.fetched_at, reverse=True)

    def _module(self, dataset) -> dict:
        return self._read().get("modules", {}).get(dataset.module, {})

    def _read(self) -> dict:
        """The whole file, {} where there is none; raises StorageFailed by line where it is damaged."""
        with files.disk(self.path):
            try:
                body = self.path.read_text(encoding="utf-8")
            except FileNotFoundError:
                return {}
            except UnicodeDecodeError:
                raise StorageFailed(f"{self.path}: not text; {_TODO}") from None
        try:
            whole = json.loads(body)
        except json.JSONDecodeError as error:
            reason = "empty" if not body.strip() else f"not JSON ({error.msg.lower()})"
            raise StorageFailed(f"{self.path} line {error.lineno}: {reason}; {_TODO}") from None
        self._check(whole, body)
        return whole

    def _check(self, whole, body: str) -> None:
        """What a hand may have broken though it is still JSON."""
        modules = whole.get("modules", {}) if isinstance(whole, dict) else None
        if not isinstance(modules, dict):
            raise StorageFailed(f'{self.path} line 1: has no "modules" {{…}}; {_TODO}')
        for name, module in modules.items():
            line = next((n for n, text in enumerate(body.splitlines(), 1) if f'"{name}"' in text), 1)
            if not isinstance(module, dict) or not isinstance(module.get("entities", {}), dict):
                raise StorageFailed(f"{self.path} line {line}: {name} is not {{…}}; {_TODO}")
            for field, read in (("last_fetched", _time), ("last_game_date", _date)):
                try:
                    read(module[field])
                except KeyError:
                    pass
                except (TypeError, ValueError):
                    raise StorageFailed(
                        f"{self.path} line {_line_of(body, line, field)}: {name}.{field} is {module[field]!r}; "
                        f"write it as {'2024-01-15T06:00:00Z' if field == 'last_fetched' else '2024-01-20'}"
                    ) from None


def _day(dataset, fields: dict) -> str:
    """The date of an entry without one: the day of the fetch, where games have no part in it."""
    return "" if dataset.is_of_games else fields["last_fetched"][:10]


def _mark(module: dict, entry: Entry, dataset) -> None:
    facts = {
        "last_fetched": entry.fetched_at,
        "rows": entry.rows,
        "sha256": entry.sha256,
        "source": entry.source,
    }
    if entry.entity != ALL:
        kept = module.setdefault("entities", {}).setdefault(entry.entity, {})
        kept.update(facts, date=max(entry.date, kept.get("date", "")))
        return
    module.update(facts, update_frequency=config.frequency(dataset), strategy=dataset.strategy)
    if dataset.frequency == "daily" and entry.date:
        module["last_game_date"] = max(entry.date, module.get("last_game_date", ""))


def _line_of(body: str, start: int, field: str) -> int:
    lines = body.splitlines()[start - 1 :]
    return start + next((n for n, text in enumerate(lines) if f'"{field}"' in text), 0)


def _time(text: str) -> None:
    from datetime import datetime

    datetime.fromisoformat(text)


def _date(text: str) -> None:
    from datetime import date

    date.fromisoformat(text)

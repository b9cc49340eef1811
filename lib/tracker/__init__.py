"""Records what was fetched when, in one of five backends with the same interface; TRACKER chooses it.

An entry means that an entity of a dataset is in the store up to a date. Entities are `all` (the whole
dataset), a season and season type (`2018-19/Regular Season`), a player id or a game id.
"""

import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module

from lib import config, seasons
from lib.datasets import Dataset
from lib.errors import StorageFailed

log = logging.getLogger("nba-data")
ALL = "all"
# TRACKER -> its class, in the file of that name
KINDS = {
    "file": "FileTracker",
    "sqlite": "SqliteTracker",
    "s3": "ManifestTracker",
    "dynamodb": "TableTracker",
    "exists": "ExistsTracker",
}


@dataclass(frozen=True)
class Entry:
    """One fetched entity. date is the last game date it covers, or the day of the fetch for datasets without games."""

    module: str
    entity: str
    date: str
    rows: int
    sha256: str
    source: str
    fetched_at: str

    @property
    def is_ahead(self) -> bool:
        """Whether its time is in the future. Then a clock was wrong when it was written, and it counts as absent."""
        days = [f"{self.date}T00:00:00Z"] if self.date else []
        return any(config.is_future(config.instant(text, "time")) for text in (self.fetched_at, *days))


def checked(entry: Entry, where: str, todo: str) -> Entry:
    """The entry, if its fields are valid; raises StorageFailed otherwise. todo: what the user can do about it."""
    texts = (entry.module, entry.entity, entry.date, entry.sha256, entry.source, entry.fetched_at)
    try:
        if not all(isinstance(text, str) for text in texts):
            raise ValueError("a text is missing")
        if not isinstance(entry.rows, int) or isinstance(entry.rows, bool) or entry.rows < 0:
            raise ValueError(f"{entry.rows!r} is no number of rows")
        datetime.fromisoformat(entry.fetched_at)
        if entry.date:
            date.fromisoformat(entry.date)
    except ValueError as error:
        raise StorageFailed(f"{where}: not an entry ({error}); {todo}") from None
    return entry


class Tracker(ABC):
    """The interface of every backend. Damaged state raises StorageFailed and is never replaced silently.

    An entry with a time in the future counts as absent, which is logged once.
    """

    is_shared = False  # whether other machines read it
    has_claims = False  # whether a fetch can be claimed in it

    def is_fetched(self, dataset: Dataset, entity: str, date: str = "") -> bool:
        """Whether the entity is fetched; if a date is given, at least up to that date."""
        kept = self.latest(dataset, entity)
        return kept is not None and kept.date >= date

    def last_fetched(self, dataset: Dataset, entity: str = ALL) -> str | None:
        """When the entity was last fetched: 2024-01-15T06:00:00Z."""
        kept = self.latest(dataset, entity)
        return kept and kept.fetched_at

    def last_game_date(self, dataset: Dataset) -> str | None:
        """The last date up to which every game is stored."""
        kept = self.latest(dataset, ALL) if dataset.is_of_games else None
        return (kept and kept.date) or None

    def known(self, dataset: Dataset, schedule_of):
        """What this tracker and the kept schedules know of a dataset, as a due.Known.

        schedule_of: season -> lib.schedule.Schedule, or None where none is kept.
        """
        return self.known_by(self.latest(dataset, ALL), dataset, schedule_of)

    def known_by(self, last: Entry | None, dataset: Dataset, schedule_of):
        """known() for somebody who has the latest entry of all of the dataset."""
        from lib.tracker import due

        return due.Known(
            frequency=config.frequency(dataset),
            last_fetched=config.instant(last.fetched_at, "last_fetched") if last else None,
            last_game_date=seasons.day(last.date) if last and last.date and dataset.is_of_games else None,
            is_complete=lambda season, season_type: self.is_fetched(dataset, f"{season}/{season_type}"),
            schedule_of=schedule_of,
            season_types=dataset.season_types,
        )

    def should_fetch(self, dataset: Dataset, asked, schedule_of, now: datetime, look_back: int = 0):
        """What to fetch of a dataset at a moment, and why: a due.Due."""
        from lib.tracker import due

        return due.decide(dataset, self.known(dataset, schedule_of), asked, now, look_back)

    def latest(self, dataset: Dataset, entity: str) -> Entry | None:
        """The latest entry of an entity."""
        return next(iter(self._past([self._latest(dataset, entity)])), None)

    def history(self, dataset: Dataset, entity: str | None = None) -> list[Entry]:
        """The latest entry of each entity, newest first; for a given entity, all its entries."""
        return self._past(self._history(dataset, entity))

    def entities(self, dataset: Dataset) -> list[str]:
        """The entities that have an entry."""
        return [entry.entity for entry in self.history(dataset)]

    def dates(self, dataset: Dataset) -> dict[str, str]:
        """{entity: the date of its latest entry}"""
        return {entry.entity: entry.date for entry in self.history(dataset)}

    def _past(self, entries) -> list[Entry]:
        """The entries without those from the future."""
        found = [entry for entry in entries if entry]
        past = [entry for entry in found if not entry.is_ahead]
        if len(past) < len(found) and "_is_warned" not in vars(self):
            self._is_warned = True
            ahead = next(entry for entry in found if entry.is_ahead)
            log.warning(
                "tracker: %s, %s says %s, fetched %s, which is still to come: a clock was wrong; ignored",
                *(ahead.module, ahead.entity, ahead.date or "no date", ahead.fetched_at),
            )
        return past

    @abstractmethod
    def _latest(self, dataset: Dataset, entity: str) -> Entry | None:
        """The latest entry of an entity, as it is kept."""

    @abstractmethod
    def mark_fetched(self, dataset: Dataset, entries: list[Entry]) -> None:
        """Writes entries; call it after their data are stored. An entity's date never moves back."""

    @abstractmethod
    def _history(self, dataset: Dataset, entity: str | None) -> list[Entry]:
        """history(), as it is kept."""

    def claim(self, dataset: Dataset, now: datetime, entity: str = ALL) -> str | None:
        """Claims an entity of a dataset for this run. Returns None, or who else has the claim and until when.

        Only dynamodb has claims. A claim ends with release() or give_up(), or expires.
        """
        return None

    def renew(self, dataset: Dataset, now: datetime, entity: str = ALL) -> None:
        """Extends this run's claim, if it still has one."""
        return

    def release(self, dataset: Dataset, entity: str = ALL) -> None:
        """Ends this run's claim, if it still has one, after a successful fetch."""
        return

    def give_up(self, dataset: Dataset, now: datetime, entity: str = ALL) -> None:
        """Ends this run's claim after a fetch without result."""
        return


def latest_of(entries: list[Entry], stored: dict[str, Entry]) -> dict[str, Entry]:
    """entity -> its latest entry, with its highest date. stored: what the tracker has; entries ahead are ignored."""
    found: dict[str, Entry] = {}
    for entry in entries:
        before = found.get(entry.entity) or stored.get(entry.entity)
        if before and before.is_ahead:
            before = None
        if before and before.fetched_at > entry.fetched_at:
            before, entry = entry, before
        highest = max(entry.date, before.date if before else "")
        found[entry.entity] = Entry(**(vars(entry) | {"date": highest}))
    return found


def place(dataset: Dataset, entry: Entry) -> str:
    """Where an entry's data are: the key of its file, or the folder as far as the entry determines it."""
    is_season = "/" in entry.entity
    values = {} if is_season else {"date": entry.date, "GAME_DATE": entry.date}
    if entry.entity != ALL and not is_season:
        values |= {name: entry.entity for name in dataset.partition_fields if name not in values}
    return dataset.prefix(values)


def open_tracker(kind: str | None = None, objects=None, schedule_of=None) -> Tracker:
    """The tracker of this kind, or the one that TRACKER names. Raises Misconfigured, such as for s3 without a bucket.

    objects, schedule_of: for `exists` only, the data store's backend and season -> Schedule or None.
    """
    return class_of(kind or config.get("TRACKER")).open(objects, schedule_of)


def class_of(kind: str) -> type[Tracker]:
    module = import_module(f"lib.tracker.{kind}")  # only the one needed: the tracker check must start fast
    return getattr(module, KINDS[kind])

"""What was fetched when. Five backends behind one interface, chosen by TRACKER.

An entry says: this entity of this dataset, up to this date, is in the store. Entities are
`all` (the whole dataset), a season and type (`2018-19/Regular Season`), a player id or a game id.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime

from lib import config, seasons
from lib.datasets import Dataset

ALL = "all"


@dataclass(frozen=True)
class Entry:
    """One thing fetched. date is the last game date it covers (the day of the fetch where games have no part in it)."""

    module: str
    entity: str
    date: str
    rows: int
    sha256: str
    source: str
    fetched_at: str


class Tracker(ABC):
    """What every backend does. Damaged state raises StorageFailed and is never replaced silently."""

    def is_fetched(self, dataset: Dataset, entity: str, date: str = "") -> bool:
        """Whether the entity is fetched, up to at least a date if one is given."""
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
        from lib.tracker import due

        last_fetched, last_game_date = self.last_fetched(dataset), self.last_game_date(dataset)
        return due.Known(
            frequency=config.frequency(dataset),
            last_fetched=config.instant(last_fetched, "last_fetched") if last_fetched else None,
            last_game_date=seasons.day(last_game_date) if last_game_date else None,
            is_complete=lambda season, season_type: self.is_fetched(dataset, f"{season}/{season_type}"),
            schedule_of=schedule_of,
        )

    def should_fetch(self, dataset: Dataset, asked, schedule_of, now: datetime, look_back: int = 0):
        """What of a dataset is to be fetched at a moment, and why: a due.Due. asked: a due.Asked."""
        from lib.tracker import due

        return due.decide(dataset, self.known(dataset, schedule_of), asked, now, look_back)

    @abstractmethod
    def latest(self, dataset: Dataset, entity: str) -> Entry | None:
        """The latest entry of an entity."""

    @abstractmethod
    def mark_fetched(self, dataset: Dataset, entries: list[Entry]) -> None:
        """Writes entries down; call it when their data are safe. An entity's date never moves back."""

    @abstractmethod
    def history(self, dataset: Dataset, entity: str | None = None) -> list[Entry]:
        """The latest entry of each entity, newest first; of one entity, all that are kept."""

    def claim(self, dataset: Dataset, now: datetime) -> str | None:
        """Takes a dataset for this machine; whoever else has it, until when, or None: it is ours.

        Only dynamodb knows of other machines; the claim ends with mark_fetched(), give_up() or by itself.
        """
        return None

    def give_up(self, dataset: Dataset, now: datetime) -> None:
        """Ends a claim after a fetch that brought nothing."""
        return


def latest_of(entries: list[Entry], kept: dict[str, Entry]) -> dict[str, Entry]:
    """entity -> its latest entry of all these; its date is the highest of them."""
    found: dict[str, Entry] = {}
    for one in entries:
        before = found.get(one.entity) or kept.get(one.entity)
        if before and before.fetched_at > one.fetched_at:
            before, one = one, before
        date = max(one.date, before.date if before else "")
        found[one.entity] = Entry(**(vars(one) | {"date": date}))
    return found


def place(dataset: Dataset, entry: Entry) -> str:
    """Where an entry's data lie: the key of its file, or the folder as far as the entry tells."""
    is_season = "/" in entry.entity
    values = {} if is_season else {"date": entry.date, "GAME_DATE": entry.date}
    if entry.entity != ALL and not is_season:
        values |= {name: entry.entity for name in dataset.partition_fields if name not in values}
    return dataset.prefix(values)


def open_tracker(objects=None, schedule_of=None) -> Tracker:
    """The tracker that TRACKER names. Raises Misconfigured: s3 without a bucket.

    objects, schedule_of: what `exists` looks at: the data store's backend, and season -> Schedule or None.
    """
    kind = config.get("TRACKER")
    if kind == "sqlite":
        from lib.tracker.sqlite import SqliteTracker

        return SqliteTracker(config.metadata("fetch_log.sqlite"))
    if kind == "s3":
        from lib import aws
        from lib.tracker.s3 import ManifestTracker

        return ManifestTracker(aws.open_bucket())
    if kind == "dynamodb":
        from lib import aws
        from lib.tracker.dynamodb import TableTracker

        return TableTracker(config.get("DYNAMODB_TABLE"), aws.client("dynamodb"), config.metadata("locks", "machine"))
    if kind == "exists":
        from lib.tracker.exists import ExistsTracker

        return ExistsTracker(objects, schedule_of)
    from lib.tracker.file import FileTracker

    return FileTracker(config.metadata("fetch_tracker.json"))

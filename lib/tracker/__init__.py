"""What was fetched when. Five backends behind one interface, chosen by TRACKER.

An entry says: this entity of this dataset, up to this date, is in the store. Entities are
`all` (the whole dataset), a season and type (`2018-19/Regular Season`), a player id or a game id.
"""

from dataclasses import dataclass
from typing import Protocol

from lib import config
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


class Tracker(Protocol):
    """What every backend does. Damaged state raises StorageFailed and is never replaced silently."""

    def is_fetched(self, dataset: Dataset, entity: str, date: str = "") -> bool:
        """Whether the entity is fetched, up to at least a date if one is given."""

    def mark_fetched(self, dataset: Dataset, entries: list[Entry]) -> None:
        """Writes entries down; call it when their data are safe. An entity's date never moves back."""

    def last_fetched(self, dataset: Dataset, entity: str = ALL) -> str | None:
        """When the entity was last fetched: 2024-01-15T06:00:00Z."""

    def last_game_date(self, dataset: Dataset) -> str | None:
        """The last date up to which every game is stored."""

    def history(self, dataset: Dataset, entity: str | None = None) -> list[Entry]:
        """The latest entry of each entity, or of one, newest first."""


def open_tracker() -> Tracker:
    """The tracker that TRACKER names."""
    from lib.tracker.file import FileTracker

    return FileTracker(config.metadata("fetch_tracker.json"))

"""A tracker without a file of its own: what is in the store counts as fetched.

    teams/2025-01-15/teams.csv                  the teams, fetched that day
    player-stats/2025-01-15/2544/career.csv     a career, asked for that day (no row: the player has none)
    player-stats/_complete/2025-01-15.csv       all careers were fetched by that day
    team-games/_complete/2025-01-14.csv         every game up to that date is stored
    team-games/_complete/2018-19/Playoffs.csv   so are the playoffs of that season
    team-games/_complete/2018-19/Playoffs.json  the entry: rows, hash, source, time

A CSV in _complete has a header and no row. One for a game date is written only when the kept schedule says that all
games up to it are final or cancelled, and it moves on over days without games; an object that exists is never fetched
again. One for a season is written when the season's own game numbers prove it complete.
"""

import hashlib
import json
from dataclasses import asdict, replace
from datetime import date, timedelta

from lib import config, datasets, files, seasons
from lib.aws import side_by_side
from lib.errors import Misconfigured, StorageFailed
from lib.schedule import FINAL
from lib.tracker import ALL, Entry, Tracker, checked

DONE = "_complete"


class ExistsTracker(Tracker):
    """A career's entry comes from its object; other entries are written beside it, with source and time."""

    def __init__(self, objects, schedule_of):
        """objects: the store's backend; schedule_of: season -> lib.schedule.Schedule, or None."""
        if objects is None:
            raise Misconfigured("TRACKER=exists looks at the data store; it cannot be opened without one")
        self.objects = objects
        self.schedule_of = schedule_of
        self.is_shared = objects.is_shared

    @classmethod
    def open(cls, objects, schedule_of):
        return cls(objects, schedule_of)

    def _latest(self, dataset, entity):
        if "/" in entity:
            keys = [_done(dataset, entity)]
        elif dataset.request == "everything":
            keys = [dataset.path({"date": day}) for day in self._days(dataset)]
        elif entity == ALL:
            keys = self._whole(dataset)
        elif dataset.is_of_games:
            keys = [dataset.path(dict.fromkeys(dataset.partition_fields, entity))]
        else:
            keys = [_of_player(dataset, entity, day) for day in self._days(dataset)]
        are_listed = entity == ALL and dataset.request != "everything"
        there = (key for key in reversed(keys) if are_listed or self.objects.exists(key))
        return next((self._entry(dataset, entity, key) for key in there), None)

    def _whole(self, dataset) -> list[str]:
        """The keys that say that all of a dataset is stored up to a date, the oldest first."""
        found = self.objects.list(f"{dataset.folder}/{DONE}")
        return [key for key in found if key.endswith(".csv") and _entity_of(dataset, key) == ALL and _is_past(key)]

    def mark_fetched(self, dataset, entries):
        written, done = {}, {}
        for entry in entries:
            for key, proven in self._proven(dataset, entry):
                done[key] = ",".join(dataset.types).encode() + b"\n"
                if _has_entry(entry.entity):
                    written[_entry_key(key)] = json.dumps(asdict(proven)).encode() + b"\n"
        if dataset.request == "everything":
            done = {}  # its own object is there, with rows
        with self.objects.writing(dataset.name):
            for bodies in (written, done):
                # A second writer finds the same content and skips; of a bucket the write's condition tells.
                new = {
                    key: (body, None) for key, body in bodies.items() if self.is_shared or not self.objects.exists(key)
                }
                self.objects.write_all(new)

    def _proven(self, dataset, entry: Entry) -> list[tuple[str, Entry]]:
        """[(key of the zero-row object to write, the entry it proves)]; empty if an object with rows proves it."""
        if "/" in entry.entity:
            return [(_done(dataset, entry.entity), entry)]
        if dataset.is_of_games:
            return [(_done(dataset, day), replace(entry, date=day)) for day in self._complete(entry)]
        if entry.entity == ALL:
            return [(_done(dataset, _day(entry)), entry)]
        return [] if entry.rows else [(_of_player(dataset, entry.entity, _day(entry)), entry)]

    def _history(self, dataset, entity):
        if entity is not None:
            found = [self.latest(dataset, entity)]
        elif dataset.request == "everything":
            found = [self.latest(dataset, ALL)]
        else:
            keys = self._keys(dataset)
            found = side_by_side(lambda name: self._entry(dataset, name, keys[name]), list(keys))
        return sorted((entry for entry in found if entry), key=lambda entry: entry.fetched_at, reverse=True)

    def last_game_date(self, dataset):
        """By the keys alone."""
        found = self._whole(dataset) if dataset.is_of_games else []
        return max(filter(None, map(_date_in, found)), default=None)

    def entities(self, dataset):
        """By the keys alone."""
        return super().entities(dataset) if dataset.request == "everything" else list(self._keys(dataset))

    def dates(self, dataset):
        """Of careers by the keys alone: there is an object for each."""
        if dataset.request != "player":
            return super().dates(dataset)
        return {entity: _date_in(key) for entity, key in self._keys(dataset).items()}

    def _keys(self, dataset) -> dict[str, str]:
        """{entity: its latest key}, of a dataset that is not fetched whole."""
        listed = self.objects.list(dataset.folder if dataset.request == "player" else f"{dataset.folder}/{DONE}")
        listed = [key for key in listed if dataset.fields_of(key) or (is_claim(key) and key.endswith(".csv"))]
        return {_entity_of(dataset, key): key for key in listed if _is_past(key)}  # sorted by date: the latest wins

    def _days(self, dataset) -> list[str]:
        return [day for day in self.objects.folders(dataset.folder) if dataset.fits("date", day) and _is_past(day)]

    def _entry(self, dataset, entity: str, key: str) -> Entry:
        """The entry written for an entity; for a career, what its object proves."""
        day = _date_in(key)
        at = _done(dataset, day) if dataset.request == "everything" else key
        if _has_entry(entity) and (body := self.objects.read(_entry_key(at))):
            todo = "delete it and its .csv, and run again"
            try:
                return checked(Entry(**files.parsed(body)), _entry_key(at), todo)
            except (ValueError, TypeError):
                raise StorageFailed(f"{_entry_key(at)}: not an entry; {todo}") from None
        body, source = self.objects.read(key), dataset.source if len(dataset.sources) == 1 else ""
        rows, digest = body.count(b"\n") - 1, hashlib.sha256(body).hexdigest()
        return Entry(dataset.module, entity, day, rows, digest, source, config.stamp(self.objects.written_at(key)))

    def _complete(self, entry: Entry) -> list[str]:
        """The date up to which all games are final by the schedule: the entry's, moved on over days without games."""
        if not entry.date:
            return []
        last = date.fromisoformat(entry.date)
        whole = seasons.bounds(seasons.of_day(last))
        schedule = self.schedule_of(seasons.of_day(last))
        if schedule is None or any(game.state != FINAL for game in schedule.played(seasons.Span(whole.first, last))):
            return []
        yesterday = seasons.yesterday(config.instant(entry.fetched_at, "fetched_at"))
        while last < min(yesterday, whole.last):
            following = last + timedelta(days=1)
            if schedule.played(seasons.Span(following, following)):
                break
            last = following
        return [f"{last}"]


def _done(dataset, name: str) -> str:
    return f"{dataset.folder}/{DONE}/{name}.csv"


def is_claim(key: str) -> bool:
    """Whether this tracker wrote the key, below a dataset's _complete/."""
    folder, _, claim = key.rpartition(f"/{DONE}/")
    if folder not in {dataset.folder for dataset in datasets.ALL.values()} or claim[-4:] not in (".csv", "json"):
        return False
    name = claim.removesuffix(".csv").removesuffix(".json")
    season, _, season_type = name.partition("/")
    return _is_date(name) or (season_type in seasons.TYPES and _is_season(season))


def _is_season(text: str) -> bool:
    return config.league().year(text) is not None


def _is_past(key: str) -> bool:
    """Whether the date in a key, if any, is not in the future."""
    days = [part for part in key.removesuffix(".csv").split("/") if _is_date(part)]
    return not any(config.is_future(config.instant(f"{day}T00:00:00Z", "date")) for day in days)


def _entity_of(dataset, key: str) -> str:
    """The entity of an object: a player, a season and season type, or all."""
    _, found, claim = key.removesuffix(".csv").rpartition(f"/{DONE}/")
    if not found:
        return dataset.fields_of(key)["PLAYER_ID"]
    return claim if "/" in claim else ALL


def _has_entry(entity: str) -> bool:
    """Whether an entity has an entry of its own; for a player the object itself is enough."""
    return entity == ALL or "/" in entity


def _entry_key(key: str) -> str:
    return key.removesuffix(".csv") + ".json"


def _day(entry: Entry) -> str:
    """The day of a fetch, in New York."""
    return f"{seasons.eastern_date(config.instant(entry.fetched_at, 'fetched_at'))}"


def _of_player(dataset, entity: str, day: str) -> str:
    return dataset.path(dict.fromkeys(dataset.partition_fields, entity) | {"date": day})


def _date_in(key: str) -> str:
    return next((part for part in key.removesuffix(".csv").split("/") if _is_date(part)), "")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False

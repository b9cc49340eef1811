"""Finds what is stored of a season: its games by dataset, unreadable ones, and the rows of team-games.

For the current season, the content of each file is kept with a mark, and only changed files are read again.

    _metadata/gaps/files/<season>.json  {dataset: {day, or game id: [mark, what it said]}}
"""

import hashlib
import json
from dataclasses import dataclass, field

from lib import config, csvfile, data_store, datasets, files, seasons
from lib.datasets import TEAM_GAMES, Dataset
from lib.errors import StorageFailed
from lib.jobs.wanted import LOOKS
from lib.seasons import Span

ROW = ("GAME_ID", "GAME_DATE", "TEAM_ID", "TEAM_ABBREVIATION", "MATCHUP", "WL")


@dataclass
class StoredSeason:
    """What is stored of a season.

    rows      its team-games: ROW of each
    stored    dataset -> ids of the games of which something is stored
    doubtful  dataset -> those of them that cannot be read whole
    damaged   dataset -> {a damaged partition, with what to do: its games}
    days      dataset by date -> {game id: game date}
    """

    season: str
    rows: list[dict]
    stored: dict[str, set[str]] = field(default_factory=dict)
    doubtful: dict[str, set[str]] = field(default_factory=dict)
    damaged: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    days: dict[str, dict[str, str]] = field(default_factory=dict)

    def of_type(self, name: str, season_type: str) -> set[str]:
        return {game_id for game_id in self.stored[name] if seasons.of_game(game_id)[1] == season_type}


@dataclass(frozen=True)
class Marks:
    """What changes with the files of the current season.

    of       dataset -> {day, or game id: a mark}; None: of another season, everything is read
    days     dataset -> what the store says of each day
    settled  the day before which the files are as the last look found them; None: nobody knows
    """

    of: dict[str, dict[str, str]] | None = None
    days: dict[str, dict[str, str] | None] = field(default_factory=dict)
    settled: str | None = None


def marks_of(names: list[str], season: str, folders: dict[str, dict], settled: str | None) -> Marks:
    """The marks of some datasets; folders: dataset -> its folders of the season."""
    listed = {name: _days(datasets.ALL[name], season, settled) for name in names}
    of = {name: _marks(datasets.ALL[name], listed[name], folders[name]) for name in names}
    return Marks(of, listed, settled)


def is_of_game(dataset: Dataset) -> bool:
    """Whether a folder of it is a game, not a day."""
    return dataset.partition_fields[0] == dataset.game_field


def games(season: str, names: list[str], folders: dict[str, dict], marks: Marks) -> StoredSeason:
    """What is stored of some datasets; folders: every dataset -> its folders of the season."""
    reader, store = _Reader(season, marks, folders[TEAM_GAMES.name]), data_store.open_store()
    found = StoredSeason(season, reader.team_rows())
    for dataset in (datasets.ALL[name] for name in names):
        name, of = dataset.name, folders[dataset.name]
        if is_of_game(dataset):  # what of games cannot be read is missing, by its id
            found.stored[name], found.doubtful[name] = reader.games(dataset, of)
            keys = {dataset.path({dataset.game_field: game}): game for game in found.doubtful[name]}
            found.damaged[name] = {f"{store.damage(dataset, key)}": {game} for key, game in keys.items()}
        else:
            found.days[name], found.damaged[name], cut = store.look(
                dataset, seasons.bounds(season), marks.days.get(name), marks.settled, of
            )
            found.stored[name] = set(found.days[name])
            found.doubtful[name] = cut.union(*found.damaged[name].values())
    reader.keep()
    return found


def digest(facts) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _days(dataset: Dataset, season: str, since: str | None = None) -> dict[str, str] | None:
    """What the store says of each day of a season, or of those since one; None for a dataset by game."""
    whole = seasons.bounds(season)
    first = max(whole.first, seasons.day(since)) if since else whole.first
    return None if is_of_game(dataset) else data_store.open_store().backend.days(dataset, first, whole.last)


def _marks(dataset: Dataset, days: dict[str, str] | None, games) -> dict[str, str]:
    """{day, or game id: a mark that changes with each of its files}; games: ids that have a folder"""
    if days is not None:
        return {day: digest(mark) for day, mark in days.items()}
    keys = {dataset.path({dataset.game_field: game}): game for game in games}
    return {keys[key]: version for key, version in data_store.open_store().backend.versions([*keys]).items()}


class _Reader:
    """Reads the files that changed, and knows what the others said."""

    def __init__(self, season: str, marks: Marks, team_days):
        """team_days: the days that team-games has a folder of."""
        self.season, self.marks, self.settled, self.team_days = season, marks.of, marks.settled, team_days
        self.backend, self.key = data_store.open_store().backend, f"{LOOKS}/files/{season}.json"
        body, self.version = self.backend.recall(self.key) if self.marks else (None, None)
        self.kept = {} if config.get("FULL") else _said(body)
        self.said: dict[str, dict] = {}

    def team_rows(self) -> list[dict]:
        """Of the season's team-games rows what is needed: ROW."""
        from lib.jobs.stored import team_rows

        if self.marks is None:
            return team_rows(seasons.bounds(self.season))

        def read(days: list[str]) -> list[list[list[str]]]:
            store, rows = data_store.open_store(), {day: [] for day in days}
            listed = store.between(TEAM_GAMES, Span(seasons.day(days[0]), seasons.day(days[-1])))
            for table in store.read_all(TEAM_GAMES, [key for key, fields in listed if fields["GAME_DATE"] in rows]):
                for row in table.dicts():
                    rows[row["GAME_DATE"]].append([row[column] for column in ROW])
            return [*rows.values()]

        marks, older = self.marks.get(TEAM_GAMES.name), {}
        if self.settled:
            kept = self.kept.get(TEAM_GAMES.name, {})
            older = {day: mark for day, (mark, _) in kept.items() if day < self.settled}
            if older.keys() != {day for day in self.team_days if day < self.settled}:
                marks = None  # some came or went
        marks = older | marks if marks else _marks(TEAM_GAMES, _days(TEAM_GAMES, self.season), ())
        return [dict(zip(ROW, row, strict=True)) for rows in self._of(TEAM_GAMES.name, marks, read) for row in rows]

    def games(self, dataset: Dataset, folders) -> tuple[set[str], set[str]]:
        """(those of some games of which something is stored, those of them that cannot be read)"""
        marks = _marks(dataset, None, folders) if self.marks is None else self.marks[dataset.name]

        def read(games: list[str]) -> list[bool]:
            keys = [dataset.path({dataset.game_field: game}) for game in games]
            bodies = self.backend.read_all(dict.fromkeys(keys, b""))
            return [_is_readable(dataset, key, bodies.get(key, (b"", None))[0]) for key in keys]

        can_be_read = dict(zip(sorted(marks), self._of(dataset.name, marks, read), strict=True))
        return set(marks), {game_id for game_id, is_readable in can_be_read.items() if not is_readable}

    def _of(self, name: str, marks: dict[str, str], read) -> list:
        kept = self.kept.get(name, {})
        new = [place for place, mark in sorted(marks.items()) if kept.get(place, [""])[0] != mark]
        said = dict(zip(new, read(new), strict=True)) if new else {}
        self.said[name] = {
            place: [mark, said[place]] if place in said else kept[place] for place, mark in sorted(marks.items())
        }
        return [said for _, said in self.said[name].values()]

    def keep(self) -> None:
        if self.marks and self.said != self.kept:
            body = json.dumps(self.said, separators=(",", ":"), ensure_ascii=False).encode()
            self.backend.remember(self.key, body, self.version)


def _is_readable(dataset: Dataset, key: str, body: bytes) -> bool:
    try:
        csvfile.partition(dataset, key, body)
    except StorageFailed:
        return False
    return True


def _said(body: bytes | None) -> dict:
    try:
        kept = files.parsed(body or b"{}")
        return kept if all(len(entry) == 2 for entries in kept.values() for entry in entries.values()) else {}
    except (ValueError, TypeError, AttributeError):
        return {}

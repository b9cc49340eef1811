"""Knows on which days the games of a dataset are stored, without reading its files.

    _metadata/index/<dataset>/<season>.json
        {day: [mark, {game id: the most rows it had}, [keys that cannot be read], [games that have fewer rows now]]}

A day's mark changes when one of its files is added or removed or, in a bucket, written. A day whose mark differs is
read again. The index can be deleted at any time; it is then made anew.
"""

import hashlib
import json
import logging
from collections import Counter, defaultdict
from datetime import date

from lib import csvfile, files, seasons
from lib.datasets import Dataset
from lib.errors import StorageFailed
from lib.seasons import Span

log = logging.getLogger("nba-data")
MANY = 1000  # files: a season's, not a day's


class Index:
    """The games of one dataset whose path has a game date, and whose key begins with a game id."""

    def __init__(self, backend, dataset: Dataset, days: dict[str, str] | None = None):
        """days: the answer of backend.days(), if the caller has it already."""
        self.backend = backend
        self.dataset = dataset
        self._days = days
        self._kept: dict[str, dict[str, list]] = {}  # season -> {day: [mark, games, unreadable keys, games cut short]}
        self._versions: dict[str, str | None] = {}
        self._changed: set[str] = set()
        self._marks: dict[str, str] = {}  # day -> what its files looked like

    def games(self, span: Span) -> dict[str, str]:
        """{game id: game date} of what is stored of a span, in the order of the dates."""
        return self.look(span)[0]

    def unreadable(self, span: Span) -> list[str]:
        """The keys of a span's partitions that cannot be read, in the order of the dates."""
        return self.look(span)[1]

    def look(self, span: Span, settled: str | None = None, folders=()) -> tuple[dict[str, str], list[str], set[str]]:
        """(games(), unreadable(), the games that once had more rows than there are)

        settled: files of earlier days have not changed since the last look; folders: all days that exist.
        """
        games, unreadable, cut = {}, [], set()
        for season, part in seasons.parts(span).items():
            kept = self._look(season, part, settled, folders)
            for day in (day for day in sorted(kept) if _is_in(part, day)):
                games |= dict.fromkeys(kept[day][1], day)
                unreadable += kept[day][2]
                cut.update(kept[day][3])
        self._keep()
        return games, unreadable, cut

    def homes(self, days: set[str]) -> dict[str, set[str]]:
        """{game id: the days it is stored under}, of the seasons of some days.

        A day without an entry is read; if the index was lost or others filled the bucket, these are all days, once.
        """
        found = defaultdict(set)
        for season, some in _by_season(days).items():
            kept, whole = self._look(season, Span(min(some), max(some))), seasons.bounds(season)
            days = self.backend.folders(self.dataset.folder, f"{whole.first}", f"{whole.last}")
            if new := [date.fromisoformat(day) for day in days if csvfile.is_day(day) and day not in kept]:
                self._look(season, Span(min(new), max(new)))
            for day, (_, games, _, _) in kept.items():
                for game in games:
                    found[game].add(day)
        return found

    def add(self, stored: dict[str, dict[str, int]]) -> None:
        """Takes in what was just stored, {key: {game id: new rows}}; call it after homes() of their days."""
        by_day = defaultdict(dict)
        for key, games in stored.items():
            by_day[self.dataset.fields_of(key)["GAME_DATE"]][key] = games
        for season, some in _by_season(set(by_day)).items():
            kept, before = self._kept[season], dict(self._marks)
            marks = self._look_at(Span(min(some), max(some)))
            for day, parts in by_day.items():
                if day in marks:
                    new = Counter()
                    for of_file in parts.values():
                        for game, rows in of_file.items():
                            new[game] += rows
                    _, games, unreadable, cut = kept.get(day, ("", {}, [], []))
                    others = self.backend.is_shared and _keys(marks[day]) - _keys(before.get(day, "")) - set(parts)
                    # The new rows may be the lost ones: a game that lost rows is counted anew.
                    is_known = not others and new.keys().isdisjoint(cut)
                    more = {game: games.get(game, 0) + rows for game, rows in new.items() if game not in cut}
                    games = {**games, **more}
                    kept[day] = [_hash(marks[day]) if is_known else "", games, unreadable, cut]
            self._changed.add(season)
        self._keep()

    def _look(self, season: str, part: Span, settled: str | None = None, folders=()) -> dict[str, list]:
        """What is kept of a season, up to date for a part of it: days that changed are read again."""
        if season not in self._kept:
            self._kept[season], self._versions[season] = self._read(season)
        kept = self._kept[season]
        if settled and {day for day in kept if day < settled} == {day for day in folders if day < settled}:
            part = Span(max(part.first, date.fromisoformat(settled)), part.last)
        elif settled:
            self._days = None  # some came or went: all are looked at
        marks = self._look_at(part)
        gone = [day for day in kept if _is_in(part, day) and day not in marks]
        changed = [day for day in marks if kept.get(day, [""])[0] != _hash(marks[day])]
        for day in gone:
            del kept[day]
        for day, (games, unreadable) in self._read_days(changed).items():
            before = kept[day][1] if day in kept else {}
            cut = sorted(game for game, rows in games.items() if rows < before.get(game, 0))
            kept[day] = [_hash(marks[day]), {**games, **{game: before[game] for game in cut}}, unreadable, cut]
        if gone or changed:
            self._changed.add(season)
        return kept

    def _look_at(self, part: Span) -> dict[str, str]:
        marks = self.backend.days(self.dataset, part.first, part.last) if self._days is None else self._days
        self._marks |= marks
        return marks

    def _read_days(self, days: list[str]) -> dict[str, tuple[Counter, list[str]]]:
        """{day: (the games in its partitions and their rows, the keys of those that cannot be read)}"""
        found: dict[str, tuple[Counter, list[str]]] = {day: (Counter(), []) for day in days}
        if self.backend.is_shared:  # whose marks name the keys
            listed = [key for day in days for key in sorted(_keys(self._marks[day]))]
        else:
            listed = [key for day in days for key in self.backend.list(self.dataset.prefix({"GAME_DATE": day}))]
        keys = [key for key in listed if self.dataset.fields_of(key)]
        if self.backend.is_shared and len(keys) >= MANY:
            log.info("%s: reads %s files of the bucket once, to know their games", self.dataset.name, f"{len(keys):,}")
        for key, (body, _) in sorted(self.backend.read_all(dict.fromkeys(keys, b"")).items()):
            games, unreadable = found[self.dataset.fields_of(key)["GAME_DATE"]]
            try:
                table = csvfile.partition(self.dataset, key, body)
            except StorageFailed:
                unreadable.append(key)
                continue
            games.update(csvfile.games(self.dataset, table))
        return found

    def _read(self, season: str) -> tuple[dict[str, list], str | None]:
        """What was kept of a season, and its version; nothing where it cannot be read."""
        body, version = self.backend.recall(key_of(self.dataset, season))
        try:
            kept = files.parsed(body) if body else {}
            return {day: _read(*entry) for day, entry in kept.items() if csvfile.is_day(day)}, version
        except (ValueError, TypeError, AttributeError):
            return {}, version

    def _keep(self) -> None:
        for season in self._changed:
            body = json.dumps(self._kept[season], separators=(",", ":"), sort_keys=True).encode()
            self.backend.remember(key_of(self.dataset, season), body, self._versions[season])
        self._changed.clear()


def key_of(dataset: Dataset, season: str) -> str:
    return f"_metadata/index/{dataset.folder}/{season}.json"


def _read(mark: str, games, bad: list, cut: list = ()) -> list:
    """A day's entry; what was written before rows were counted has a list of games."""
    games = {game: int(rows) for game, rows in games.items()} if isinstance(games, dict) else dict.fromkeys(games, 0)
    return [mark, games, [*bad], [*cut]]


def _hash(mark: str) -> str:
    return hashlib.sha256(mark.encode()).hexdigest()[:16]


def _keys(mark: str) -> set[str]:
    return {line.partition(" ")[0] for line in mark.splitlines()}


def _is_in(part: Span, day: str) -> bool:
    return f"{part.first}" <= day <= f"{part.last}"


def _by_season(days: set[str]) -> dict[str, list[date]]:
    found = defaultdict(list)
    for day in map(date.fromisoformat, days):
        found[seasons.of_day(day)].append(day)
    return found

"""Save, read, exists and list for CSV by partition; a backend stores the bytes.

In an append dataset a stored row never changes; save() returns how a later answer differs from it. An
overwrite dataset gets a new file for each date.
"""

import contextlib
import itertools
import math
import time
from datetime import date
from typing import NamedTuple

from lib import config, csvfile, seasons
from lib.csvfile import Table
from lib.data_store import corrections, merge
from lib.data_store.index import Index
from lib.data_store.local import LocalFiles
from lib.data_store.merge import Saved
from lib.datasets import Dataset
from lib.errors import StorageFailed, Trouble
from lib.seasons import Span

TRIES = 20  # how often a save starts over because of another writer


class Count(NamedTuple):
    """How much is stored of a dataset."""

    rows: int
    files: int
    bytes: int


class DataStore:
    """One dataset tree on one backend."""

    def __init__(self, backend):
        self.backend = backend

    def save(
        self, dataset: Dataset, new: Table, day: str, problems: list[Trouble] | None = None, is_answer: bool = False
    ) -> Saved:
        """save_all() of one table."""
        return self.save_all(dataset, [new], day, problems, is_answer)

    def save_all(
        self, dataset: Dataset, tables, day: str, problems: list[Trouble] | None = None, is_answer: bool = False
    ) -> Saved:
        """Stores the rows of tables, each in its partition; a row whose key is stored is compared with that row.

        day: the value of {date} in the partition, YYYY-MM-DD.
        is_answer: each table has all rows that the league has now of its games. Where a game is a file, a stored one
        stays as it is, and rows that were added to it, or taken away, are differences too.
        problems: receives what could not be stored (Nonsense: implausible rows; StorageFailed: an unreadable
        partition). Without it the first problem is raised once everything else is stored.
        Raises Nonsense (a key column is missing), StorageFailed, and what making the next table raises.
        """
        bad, saved = [] if problems is None else problems, Saved()
        with self.backend.writing(dataset.name):
            known = corrections.latest_values(self, bad) if dataset.is_of_games else {}
            index = Index(self.backend, dataset) if _is_dated(dataset) else None
            for new in tables:
                csvfile.require(new, dataset)
                self._save(dataset, merge.split(dataset, new, day, bad), saved, bad, known, index, is_answer)
        if bad and problems is None:
            raise bad[0]
        return saved

    def _save(
        self, dataset: Dataset, parts: dict, saved: Saved, bad: list, known: dict, index: Index | None, is_answer: bool
    ) -> None:
        """Stores the rows of some partitions. known: values corrected before."""
        written, homes = {}, index.homes(_days(parts)) if index else {}
        for _ in range(TRIES):
            bodies = {key: merge.body(dataset, part) for key, part in parts.items()}
            stored = self.backend.read_all(bodies)
            if homes:
                asked, here = bodies, parts
                parts, homes = self._at_home(dataset, parts, bodies, stored, homes), {}
                if parts is not here:
                    bodies = {key: merge.body(dataset, part) for key, part in parts.items()}
                    new = {key: body for key, body in bodies.items() if body != asked.get(key)}
                    stored |= self.backend.read_all(new)
            plans = {}
            for key, part in parts.items():
                try:
                    there = stored.get(key, (None, None))
                    plans[key] = merge.plan(dataset, key, part, bodies[key], *there, known, is_answer)
                except StorageFailed as damage:
                    bad.append(damage)
            late = self.backend.write_all({key: plan[:2] for key, plan in plans.items() if plan.body})
            for key, plan in plans.items():
                if key not in late:
                    saved.add(plan.saved)
                    if plan.body:
                        written[key] = plan.games
            parts = {key: parts[key] for key in late}  # another writer was first: merge with what it wrote
            if not parts:
                break
        else:
            raise StorageFailed(f"{late[0]}: others keep changing it; run again")
        if index:
            index.add(written)

    def _at_home(self, dataset: Dataset, parts: dict, bodies: dict, stored: dict, homes: dict) -> dict[str, Table]:
        """The parts, with rows moved to where their key is stored already: the league may change a game's date or name.

        homes: game id -> the days it is stored under.
        """
        by_path = set(dataset.partition_fields) <= {*dataset.key, "GAME_DATE"}
        strays, candidates = {}, set()
        for key, row, row_key in merge.missing_rows(dataset, parts, bodies, stored):
            fields = dataset.fields_of(key)
            days = homes.get(row_key[0], set()) - ({fields["GAME_DATE"]} if by_path else set())
            if days:
                strays.setdefault(row_key, []).append((key, id(row)))
            for day in days:
                if by_path:
                    candidates.add(dataset.path(fields | {"GAME_DATE": day}))
                else:
                    candidates.update(other for other, _ in self.partitions(dataset, GAME_DATE=day))
        found = {}
        for key, (body, _) in self.backend.read_all(dict.fromkeys(candidates, b"")).items():
            for row_key in merge.row_keys(dataset, key, body) & strays.keys():
                found |= dict.fromkeys(strays[row_key], key)
        return merge.moved(parts, found) if found else parts

    def read(self, dataset: Dataset, key: str) -> Table:
        """A partition's rows; raises StorageFailed, with what to do, if it is damaged."""
        body = self.backend.read_all({key: b""}).get(key, (b"", None))[0]
        return csvfile.partition(dataset, key, body)

    def read_all(self, dataset: Dataset, keys: list[str]) -> list[Table]:
        """The rows of some partitions, in their order, without the damaged ones."""
        bodies, tables = self.backend.read_all(dict.fromkeys(keys, b"")), []
        for key in keys:
            with contextlib.suppress(StorageFailed):
                tables.append(csvfile.partition(dataset, key, bodies.get(key, (b"", None))[0]))
        return tables

    def unreadable(self, dataset: Dataset, span: Span | None = None, until: float = math.inf):
        """A StorageFailed for each damaged partition, the newest first.

        span: of a dataset with a game date in its path, where only days that changed since the last look are read.
        until: when to stop looking, by time.monotonic().
        """
        if not _is_dated(dataset):
            keys = reversed([key for key, _ in self.partitions(dataset)])
        else:
            days = [day for day in self.backend.folders(dataset.folder) if dataset.fits("GAME_DATE", day)]
            span = span or (Span(*map(date.fromisoformat, (days[0], days[-1]))) if days else None)
            index = Index(self.backend, dataset)
            parts = reversed(seasons.parts(span).values()) if span else ()
            parts = itertools.takewhile(lambda _: time.monotonic() < until, parts)
            keys = (key for part in parts for key in reversed(index.unreadable(part)))
        for key in keys:
            if time.monotonic() > until:
                return
            if damage := self.damage(dataset, key):
                yield damage

    def exists(self, dataset: Dataset, **values: str) -> bool:
        """Whether a partition is stored; values name every partition field."""
        return self.backend.exists(dataset.path(values))

    def existing(self, dataset: Dataset, values: list[dict[str, str]]) -> set[str]:
        """The keys of those partitions of some fields' values that are stored; no file is read for it."""
        return self.backend.exist([dataset.path(fields) for fields in values])

    def games(self, dataset: Dataset, span: Span) -> dict[str, str]:
        """{game id: game date} of a dataset with a game date in its path; only days that changed are read."""
        return Index(self.backend, dataset).games(span)

    def look(
        self, dataset: Dataset, span: Span, days: dict[str, str] | None = None, settled: str | None = None, folders=()
    ) -> tuple[dict[str, str], dict[str, set[str]], set[str]]:
        """(games(), {what is wrong with a damaged partition: its games}, the games that once had more rows).

        Of a damaged partition they are the games that its bytes still name; else those of its day that once had more
        rows; else all of its day.
        days: backend.days() of the span, if known. settled: skip days before this one. folders: all its days.
        """
        games, keys, cut = Index(self.backend, dataset, days).look(span, settled, folders)
        damages = {}
        for key in keys:
            if damage := self.damage(dataset, key):
                day = dataset.fields_of(key)["GAME_DATE"]
                of_day = {game for game, played in games.items() if played == day}
                body = self.backend.read_all({key: b""}).get(key, (b"", None))[0]
                damages[f"{damage}"] = {game for game in of_day if game.encode() in body} or of_day & cut or of_day
        return games, damages, cut

    def damage(self, dataset: Dataset, key: str) -> StorageFailed | None:
        """What is wrong with a partition; None if nothing is."""
        try:
            self.read(dataset, key)
        except StorageFailed as damage:
            return damage
        return None

    def count(self, dataset: Dataset) -> Count:
        """How many rows, files and bytes are stored; reads every file."""
        rows = files = size = 0
        for key, _ in self.partitions(dataset):
            body = self.backend.read(key) or b""
            rows += max(0, body.count(b"\n") - 1)
            files += 1
            size += len(body)
        return Count(rows, files, size)

    def partitions(self, dataset: Dataset, **where: str):
        """(key, fields of its path) of the stored partitions, sorted by key; where: some of the fields' values.

        Empty files, and files where the dataset would not put them, are not partitions.
        """
        for key in self.backend.list(dataset.prefix(where).rpartition("/")[0]):
            if (fields := dataset.fields_of(key)) is not None and fields.items() >= where.items():
                yield key, fields

    def between(self, dataset: Dataset, span: Span):
        """partitions() of some game dates, of a dataset that has them in its path."""
        for key in self.backend.between(dataset.folder, span.first, span.last):
            if (fields := dataset.fields_of(key)) is not None:
                yield key, fields

    def list(self, prefix: str):
        """The stored keys below a folder such as `team-games/2024-01-20`, sorted, without the tracker's."""
        return (key for key in self.backend.list(prefix) if "/_" not in key)


def open_store() -> DataStore:
    """The store that DATA_STORE names. Raises Misconfigured: s3 without a bucket."""
    if config.get("DATA_STORE") == "s3":
        from lib import aws
        from lib.data_store.s3 import S3Objects

        return DataStore(S3Objects(aws.open_bucket(), config.get("COMPRESS") == "gzip"))
    return DataStore(LocalFiles(config.data_dir()))


def _days(parts: dict[str, Table]) -> set[str]:
    """The game dates of some partitions, each of which has one."""
    return {part.rows[0][part.columns.index("GAME_DATE")] for part in parts.values()}


def _is_dated(dataset: Dataset) -> bool:
    return dataset.is_of_games and "GAME_DATE" in dataset.partition_fields

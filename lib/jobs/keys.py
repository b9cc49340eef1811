"""The keys that sync and pull move between a machine and the bucket; they leave all others alone."""

import re

from lib import datasets, leagues
from lib.data_store import corrections
from lib.tracker import exists

PARTITION, CORRECTIONS, REVISION, CLAIM, SCHEDULE = "partition", "corrections", "revision", "claim", "schedule"
TRACKER = "_metadata/fetch_tracker.json"
# Made from the data, or for people to read: may be replaced in the bucket, and is never pulled.
_PUBLISHED = re.compile(
    r"_quarantine/[\w-][\w.-]{0,200}\.(?:json|txt)"
    r"|seasons/(?:[\w-][\w.=-]{0,80}/){0,4}[\w-][\w.=-]{0,80}\.(?:parquet|csv|json)"
    r"|badge-[a-z-]{1,40}\.json|status\.json",
    re.ASCII,
)
_SCHEDULE = re.compile(r"_metadata/schedule/(?P<season>\d{4}-\d\d)\.json", re.ASCII)
# Keys in the bucket that `make pull` does not read.
_OTHERS = re.compile(
    r"_metadata/(?:fetch_log|fetch_state|index|holes|hosts|gaps|backfill|told)[./]|_quarantine/|seasons/|badge-|status\.json|"
    + "|".join(f"{league.folder}/" for league in leagues.ALL.values() if league.folder)
)


def kind_of(key: str) -> str | None:
    """The kind of a key: a partition, a list of corrections, a revision, a claim, a schedule; None: not ours."""
    if datasets.of_path(key):
        return PARTITION
    if corrections.is_list(key):
        return CORRECTIONS
    if corrections.is_revision(key):
        return REVISION
    if exists.is_claim(key):
        return CLAIM
    return SCHEDULE if _SCHEDULE.fullmatch(key) else None


def is_published(key: str) -> bool:
    return bool(_PUBLISHED.fullmatch(key) or _SCHEDULE.fullmatch(key))


def season_of(key: str) -> str:
    """The season of a schedule's key."""
    return _SCHEDULE.fullmatch(key)["season"]


def is_stray(key: str) -> bool:
    """Whether an object of the bucket was not written by this project, so that it is not pulled."""
    return not (kind_of(key) or key == TRACKER or _OTHERS.match(key))


def game_folders(keys) -> set[str]:
    """The game dates, or game ids, in the paths of those keys that are partitions of games."""
    parts = filter(None, map(datasets.of_path, keys))
    return {fields[dataset.partition_fields[0]] for dataset, fields in parts if dataset.is_of_games}


def local(backend) -> list[str]:
    """The keys of this machine's partitions, corrections, revisions and claims."""
    folders = [dataset.folder for dataset in datasets.ALL.values()] + [corrections.FOLDER, corrections.REVISIONS]
    return [key for folder in folders for key in backend.list(folder) if kind_of(key)]

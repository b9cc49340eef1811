"""Gives readers tables that are up to date: made here first, or copied from S3."""

import os
import warnings
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from .. import config
from ..datasets import ALL, Dataset
from ..errors import Usage
from . import places, query, roll

Answer = TypeVar("Answer")


def current(sql: str = "") -> tuple[Path, list[str]]:
    """(the data folder with tables that are up to date, a text for each doubtful thing in those just made).

    With DATA_STORE=s3 a folder of copies of the bucket's tables, as far as a SELECT needs them; nothing is made.
    """
    if config.get("DATA_STORE") == "s3":
        from .. import aws
        from . import copies

        return copies.of_bucket(aws.open_bucket(), config.metadata("copies"), sql), []
    made = roll.up_to_date(config.data_dir(), list(ALL.values()))
    return config.data_dir(), made.doubtful + made.left_out


@contextmanager
def partitions(wanted: list[Dataset], season: str | None = None):
    """The data folder in which tables can be made; of a bucket, copies, from which they go back into it."""
    if config.get("DATA_STORE") != "s3":
        yield config.data_dir()
        return
    from .. import aws
    from . import copies

    bucket = aws.open_bucket()
    root = copies.partitions(bucket, config.metadata("copies"), wanted, season)
    yield root
    copies.send(bucket, root)


def at(place: str, sql: str) -> Path:
    """The same of a folder, or of s3://bucket/prefix, that somebody names."""
    if place.startswith("s3://"):
        from .. import aws
        from . import copies

        name, _, prefix = place.removeprefix("s3://").partition("/")
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "nba-data"
        return copies.of_bucket(aws.Bucket(name, prefix.strip("/")), cache, sql)
    root = Path(place).expanduser().absolute()
    if not root.is_dir():
        raise Usage(f"{root}: there is no such folder; name the data's with data=, or in DATA_DIR")
    if os.access(root, os.W_OK):
        for text in _problems(roll.up_to_date(root, list(ALL.values()))):
            warnings.warn(text, stacklevel=4)
    return root


def _problems(made: roll.Made) -> list[str]:
    return made.doubtful + made.left_out


def has_tables(root: Path) -> bool:
    return any(places.tables(root, name) for name in ALL)


def answered(root: Path, ask: Callable[[], Answer]) -> Answer:
    """What ask() gives. A Parquet that cannot be read is made again, once."""
    try:
        return ask()
    except query.Damaged as damaged:
        name, season = damaged.path.stem, damaged.path.parent.name.removeprefix("season=")
        if name not in ALL or not places.folders(root, ALL[name]):
            raise
        roll.up_to_date(root, [ALL[name]], season, full=True)
        return ask()

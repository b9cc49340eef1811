"""How readers come to the tables: brought up to date first, or copied from S3 where DATA_STORE=s3."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from .. import config
from ..datasets import ALL
from . import query, roll

Answer = TypeVar("Answer")


def current(sql: str = "") -> tuple[Path, list[str]]:
    """The data folder with tables that are up to date, and what is doubtful in those just made, a text each.

    With DATA_STORE=s3 a folder of copies of the bucket's tables, as far as a SELECT needs them; nothing is made.
    """
    if config.get("DATA_STORE") == "s3":
        from .. import aws
        from . import copies

        return copies.of_bucket(aws.open_bucket(), config.metadata("cache"), sql), []
    made = roll.up_to_date(config.data_dir(), list(ALL.values()))
    return config.data_dir(), made.doubtful + made.left_out


def answered(root: Path, ask: Callable[[], Answer]) -> Answer:
    """What ask() gives. A Parquet that cannot be read is made again, once."""
    try:
        return ask()
    except query.Damaged as damaged:
        name, season = damaged.path.stem, damaged.path.parent.name.removeprefix("season=")
        if name not in ALL or config.get("DATA_STORE") == "s3":
            raise
        roll.up_to_date(root, [ALL[name]], season, full=True)
        return ask()

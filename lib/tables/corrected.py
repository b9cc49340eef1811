"""What the league corrected after it was stored: corrections/<date found>….csv, by dataset and season."""

import re
from pathlib import Path
from typing import NamedTuple

from .. import csvfile, files
from ..csvfile import Table
from ..datasets import Dataset
from ..errors import StorageFailed
from . import places

NAME = "corrections"
COLUMNS = ("found", "dataset", "GAME_ID", "row_key", "column_name", "before", "after")
TYPES = {"found": "date", **dict.fromkeys(COLUMNS[1:], "text")}
_FILE = re.compile(r"\d{4}-\d\d-\d\d[A-Za-z0-9._-]*\.csv")
WRITTEN = ["dataset", "game", "row_key", "column", "stored", "current"]  # the columns of a list


class Correction(NamedTuple):
    """One value that the league changed: before is what is stored, after what it said on the day it was found.

    If both are the same, it takes an earlier correction back. What is filled in, and every value of a row that was
    added, was empty before; of a row that was taken away every value is empty after, those of its key as well.
    """

    found: str
    dataset: str
    game: str
    row_key: str
    column: str
    before: str
    after: str

    @property
    def season(self) -> str:
        return places.season_of(self.game) or places.season_of(self.found)


def found(root: Path) -> list[Correction]:
    """Every correction written down, the oldest first. Raises StorageFailed for a damaged list."""
    listed = []
    for path in sorted(path for path in (root / NAME).glob("*.csv") if _FILE.fullmatch(path.name)):
        with files.disk(path):
            table = csvfile.from_bytes(path.read_bytes(), f"{path}")
        if table.columns[: len(WRITTEN)] != WRITTEN:
            raise StorageFailed(f"{path}: is no list of corrections; move it away, or restore it from S3")
        listed += [Correction(path.name[:10], *row[: len(WRITTEN)]) for row in table.rows]
    return listed


class Corrected:
    """The corrections of one dataset and season, ready to be written into its rows."""

    def __init__(self, corrections: list[Correction], dataset: Dataset):
        self.dataset = dataset
        self.games = {correction.game for correction in corrections}
        self._values: dict[str, dict[str, str]] = {}
        self._found: dict[str, str] = {}
        for correction in corrections:  # the latest finding of a value is the last
            self._values.setdefault(correction.row_key, {})[correction.column] = correction.after
            self._found[correction.row_key] = correction.found

    def applied(self, fields: dict[str, str], table: Table) -> Table:
        """A partition's rows as corrected; each ends in the date that was found, empty where nothing differs.

        fields: of its path. A row that the league took away is not among them, one that it added is.
        """
        before = {csvfile.row_key(self.dataset, row): row for row in table.dicts()}
        now = csvfile.corrected(self.dataset, fields, table, self._values)
        names = [csvfile.row_key(self.dataset, row) for row in now.dicts()]
        changed = [
            name not in before or any(before[name].get(column, "") != value for column, value in row.items())
            for name, row in zip(names, now.dicts())
        ]
        dates = [self._found[name] if differs else "" for name, differs in zip(names, changed)]
        return Table(now.columns, [[*row, date] for row, date in zip(now.rows, dates)])

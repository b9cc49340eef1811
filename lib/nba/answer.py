"""Reading the league's answers: result sets in either spelling, as pandas tables of what was sent."""

import logging

import pandas as pd

from lib.datasets import AS_THEY_COME, Dataset
from lib.errors import Nonsense
from lib.nba import budget

log = logging.getLogger("nba-data")


def result_set(answer: dict, name: str) -> pd.DataFrame:
    """One result set as it came: columns in the league's order, values untouched (no 12.0 for a 12).

    Raises Nonsense where the answer has no such set or its rows do not fit its headers.
    """
    sets = answer.get("resultSets") or answer.get("resultSet") or []
    sets = [sets] if isinstance(sets, dict) else sets
    for one in sets:
        if isinstance(one, dict) and one.get("name") == name:
            headers, rows = one.get("headers"), one.get("rowSet")
            if not isinstance(headers, list) or not isinstance(rows, list):
                break
            if any(not isinstance(row, list) or len(row) != len(headers) for row in rows):
                raise Nonsense(f"{name}: rows do not fit the headers; try later, and see make doctor")
            return pd.DataFrame(rows, columns=headers, dtype=object)
    raise Nonsense(f"{name}: not in the answer; the league changed it: try later, and see make doctor")


def require(frame: pd.DataFrame, columns, what: str) -> None:
    """Raises Nonsense where a column is missing."""
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise Nonsense(f"{what}: no column {', '.join(missing)}; the league changed its answer: see make doctor")


def note_new(frame: pd.DataFrame, dataset: Dataset) -> None:
    """Says once a run which columns the catalogue does not know yet, or misses; the rows are stored as they are."""
    if dataset.columns == AS_THEY_COME:
        return
    known = set(dataset.types)
    for columns, said in (
        ([column for column in frame.columns if column not in known], "new column {}; kept as it comes"),
        (sorted(known - set(frame.columns)), "no column {} any more; empty from now on"),
    ):
        if columns and len(frame):
            line = f"{dataset.name}: {said.format(', '.join(columns))}"
            budget.say_once(log, logging.WARNING, line)

"""Every recording of a dataset that comes whole: each value, in its type, as the file has it.

Parameters of a recording that our fetch never sends (a team's, a conference's) do not matter to what is read of it.
"""

import json

import pytest

from lib import csvfile
from lib.datasets import (
    COACHES,
    DRAFT,
    FRANCHISES,
    PLAYER_INFO,
    PLAYER_SEASON_STATS,
    ROSTERS,
    STANDINGS,
    TEAM_SEASON_STATS,
)
from lib.nba import answer
from tests.support.stage import RECORDINGS

# dataset -> the result sets that its script reads
READ = [
    (STANDINGS, ("Standings",)),
    (PLAYER_INFO, ("PlayerIndex",)),
    (DRAFT, ("DraftHistory",)),
    (FRANCHISES, ("FranchiseHistory", "DefunctTeams")),
    (ROSTERS, ("CommonTeamRoster",)),
    (COACHES, ("Coaches",)),
    (PLAYER_SEASON_STATS, ("LeagueDashPlayerStats",)),
    (TEAM_SEASON_STATS, ("LeagueDashTeamStats",)),
]
KINDS = {str: {"text", "date"}, int: {"int", "float"}, float: {"float"}}


def answer_csv(rows, dataset) -> bytes:
    """The rows as they are written, whatever of the key and path the script adds."""
    built = csvfile.build(rows.columns, ([row[column] for column in rows.columns] for row in rows), dataset)
    return csvfile.to_bytes(built)


def recorded():
    if not RECORDINGS.is_dir():
        return []
    return [
        (dataset, name, path)
        for dataset, names in READ
        for name in names
        for path in sorted((RECORDINGS / "stats" / dataset.endpoint).glob("*.json"))
        if "Base-PerGame" not in path.name  # averages, where we ask for totals
    ]


@pytest.mark.parametrize(("dataset", "name", "path"), recorded(), ids=lambda value: getattr(value, "name", f"{value}"))
def test_each_value_of_a_recording_is_in_the_csv_in_its_type(dataset, name, path):
    document = json.loads(path.read_bytes())
    (table,) = [table for table in answer.result_sets(document) if table["name"] == name]
    rows = answer.result_set(document, name, dataset)
    assert not rows.spoiled and rows.columns == table["headers"]
    written = csvfile.from_bytes(answer_csv(rows, dataset), path.name).rows
    kinds = [dataset.kind(column) for column in table["headers"]]
    sent = [[csvfile.text(cell, kind) for cell, kind in zip(cells, kinds)] for cells in table["rowSet"]]
    assert sorted(written) == sorted(sent)
    for column, *values in zip(table["headers"], *table["rowSet"]):
        kind, seen = dataset.kind(column), {type(value) for value in values if value is not None}
        if seen and kind != "text":
            assert kind and all(kind in KINDS[cls] for cls in seen), f"{column}: {kind}, {seen}"


@pytest.mark.parametrize(("dataset", "name", "path"), recorded(), ids=lambda value: getattr(value, "name", f"{value}"))
def test_columns_in_another_order_and_numbers_as_text_are_read_the_same(dataset, name, path):
    (table,) = [table for table in answer.result_sets(json.loads(path.read_bytes())) if table["name"] == name]
    headers, lists = table["headers"], table["rowSet"][:100]
    turned = [[str(cell) if type(cell) in (int, float) else cell for cell in reversed(cells)] for cells in lists]
    found = answer.normalised(headers[::-1], turned, dataset)
    assert not found.spoiled and found == answer.normalised(headers, lists, dataset)

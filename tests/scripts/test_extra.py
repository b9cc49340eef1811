"""The extra datasets that one request brings whole: planned, stored as recorded, and left alone by make morning."""

import json

import pytest

from lib import datasets
from tests.support.stage import RECORDINGS

WHOLE = ("player-info", "draft")


@pytest.mark.parametrize("name", WHOLE)
def test_it_is_fetched_once_as_planned(machine, name):
    endpoint = f"stats/{datasets.find(name).endpoint}"
    assert machine.main("plan", name) == 0 and f"1  {endpoint}" in machine.out, machine.out
    assert machine.chain(name) == 0, machine.said
    assert machine.chain(name) == 0 and machine.counted()[endpoint] == 1
    assert machine.main("status", "--json") == 0
    assert [entry["state"] for entry in json.loads(machine.out) if entry["dataset"] == name] == ["fresh"]


@pytest.mark.parametrize("name", WHOLE)
def test_an_empty_answer_is_never_stored(machine, name):
    machine.league.fault("empty-results", ["stats"])
    assert machine.chain(name) == 65 and not machine.files(name)


@pytest.mark.parametrize("name", WHOLE)
def test_its_recording_is_stored_whole_in_its_types(recorded, name):
    dataset = datasets.find(name)
    (path,) = (RECORDINGS / "stats" / dataset.endpoint).glob("*.json")
    table = json.loads(path.read_bytes())["resultSets"][0]
    recorded.set(NOW="2026-02-22T11:00:00Z")
    assert recorded.chain(name) == 0, recorded.said
    (rows,) = recorded.stored(name).values()
    assert list(rows[0]) == table["headers"]
    sent = [["" if value is None else f"{value}" for value in values] for values in table["rowSet"]]
    assert sorted(list(row.values()) for row in rows) == sorted(sent)
    kinds = {str: "text", int: "int", float: "float"}
    for column, *values in zip(table["headers"], *table["rowSet"]):
        if not column.endswith("_ID"):
            assert {kinds[type(value)] for value in values if value is not None} <= {dataset.types[column]}, column

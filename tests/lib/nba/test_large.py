"""The largest answers are read as json.loads() reads them, in a third of the memory."""

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.nba import answer, large

CELL = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=False) | st.text(max_size=5)
ROW = st.lists(CELL, max_size=4) | CELL | st.dictionaries(st.text(max_size=3), CELL, max_size=2)
TABLE = st.fixed_dictionaries({"name": st.text(max_size=5), "rowSet": st.lists(ROW, max_size=4) | CELL})
ANSWER = st.fixed_dictionaries({"resultSets": st.lists(TABLE, max_size=3) | TABLE, "parameters": ROW})


@pytest.fixture(autouse=True)
def all_are_large(monkeypatch):
    monkeypatch.setattr(large, "LARGE", 0)


@given(ANSWER, st.sampled_from([None, 1]))
def test_it_is_what_json_reads(document, indent):
    text = json.dumps(document, indent=indent)
    assert repr(large.loads(text)) == repr(json.loads(text))  # repr tells 1 from 1.0 and True


@pytest.mark.parametrize(
    "text",
    [
        '{"rowSet": [["a \\"rowSet\\": [1] b", {"rowSet": [[1], []]}], []], "name": "\\"rowSet\\": ["}',
        '{"rowSet":[]}',
        '{"a": {"rowSet": [[1, 1.0, true, "1"]]}, "rowSet": [ [1.0] , [1] ]}',
        '{"rowSet": 5, "b": [{"rowSet": [[5]]}]}',
        "[1]",
    ],
)
def test_whatever_the_shape(text):
    assert repr(large.loads(text)) == repr(json.loads(text))


@pytest.mark.parametrize("text", ['{"rowSet": [[1], [2', '{"rowSet": [[1] [2]]}', '{"rowSet": [[1],]}', '{"rowSet": ['])
def test_what_is_cut_is_refused_as_json_does(text):
    with pytest.raises(ValueError):
        large.loads(text)


def test_equal_cells_take_memory_once():
    rows = [["Shot Chart Detail", f"00223{game:05}", "Restricted Area", "Less Than 8 ft."] for game in range(100)] * 100
    text = json.dumps({"resultSets": [{"name": "Shots", "headers": [], "rowSet": rows}]})

    def most(loads) -> int:
        tracemalloc.start()
        loads(text)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    assert most(large.loads) < most(json.loads) / 2


def test_packed_rows_are_the_rows_that_they_were_made_of():
    some = answer.Rows(["GAME_ID", "PTS"], [{"GAME_ID": "2", "PTS": 1}, {"GAME_ID": "1", "PTS": None}])
    more = answer.Rows(["GAME_ID", "AST"], [{"GAME_ID": "2", "AST": 3}])
    packed = answer.Packed()
    for rows in (some, more):
        packed.add(rows)
    assert packed.columns == ["GAME_ID", "PTS", "AST"] and len(packed) == 3
    assert [*packed.by("GAME_ID")["2"]] == [{"GAME_ID": "2", "PTS": 1}, {"GAME_ID": "2", "PTS": None, "AST": 3}]
    assert packed[0] == {"GAME_ID": "2", "PTS": 1}

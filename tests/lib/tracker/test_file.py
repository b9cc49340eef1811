import json
from dataclasses import replace
from pathlib import Path

import pytest

from lib import datasets
from lib.errors import StorageFailed
from lib.tracker import ALL, Entry
from lib.tracker.file import FileTracker

ROOT = Path(__file__).resolve().parents[3]


def entry(entity=ALL, date="2024-01-20", at="2024-01-21T11:00:00Z"):
    return Entry("game_boxscores", entity, date, 30, "abc", "stats", at)


@pytest.fixture
def tracker(tmp_path):
    return FileTracker(tmp_path / "fetch_tracker.json")


def test_the_file_reads_as_people_know_it(tracker):
    tracker.mark_fetched(datasets.TEAM_GAMES, [entry()])
    module = json.loads(tracker.path.read_text())["modules"]["game_boxscores"]
    assert module["last_fetched"] == "2024-01-21T11:00:00Z"
    assert module["last_game_date"] == "2024-01-20"
    assert (module["update_frequency"], module["strategy"]) == ("daily", "append")


def test_the_last_game_date_never_moves_back(tracker):
    tracker.mark_fetched(datasets.TEAM_GAMES, [entry(date="2024-01-20")])
    tracker.mark_fetched(datasets.TEAM_GAMES, [entry(date="2024-01-10")])
    assert tracker.last_game_date(datasets.TEAM_GAMES) == "2024-01-20"


def test_unknown_keys_survive(tracker):
    tracker.path.write_text('{"note": "mine", "modules": {"teams": {"colour": "blue"}, "mascots": {"x": 1}}}')
    tracker.mark_fetched(datasets.TEAMS, [Entry("teams", ALL, "2024-01-20", 30, "a", "static", "2024-01-20T11:00:00Z")])
    whole = json.loads(tracker.path.read_text())
    assert whole["note"] == "mine"
    assert whole["modules"]["teams"]["colour"] == "blue"
    assert whole["modules"]["mascots"] == {"x": 1}


@pytest.mark.parametrize(
    "body, line, reason",
    [
        ("", 1, "empty"),
        ('{"modules": {\n "teams": {,}\n}}', 2, "not JSON"),
        ("[]", 1, 'has no "modules"'),
        ('{"modules": {\n "teams": 7}}', 2, "teams is not"),
        ('{"modules": {"teams": {\n "last_fetched": "yesterday"}}}', 2, "teams.last_fetched is 'yesterday'"),
        ('{"modules": {"game_boxscores": {\n\n "last_game_date": "20.1.2024"}}}', 3, "write it as 2024-01-20"),
    ],
)
def test_a_damaged_file_is_reported_by_line_and_left_alone(tracker, body, line, reason):
    tracker.path.write_text(body)
    for touch in (
        lambda: tracker.last_fetched(datasets.TEAMS),
        lambda: tracker.mark_fetched(datasets.TEAM_GAMES, [entry()]),
    ):
        with pytest.raises(StorageFailed, match=f"line {line}: .*{reason}"):
            touch()
    assert tracker.path.read_text() == body


def test_the_same_entries_give_the_same_bytes_in_whatever_order_they_come(tmp_path):
    first, second = FileTracker(tmp_path / "a.json"), FileTracker(tmp_path / "b.json")
    entries = [entry(), entry("2018-19/Playoffs"), entry("2017-18/Playoffs")]
    first.mark_fetched(datasets.TEAM_GAMES, entries)
    for later in reversed(entries):
        second.mark_fetched(datasets.TEAM_GAMES, [later])
    assert first.path.read_bytes() == second.path.read_bytes()


def test_an_older_entry_changes_nothing(tracker):
    tracker.mark_fetched(datasets.TEAM_GAMES, [entry(date="2024-01-20", at="2024-01-21T11:00:00Z")])
    before = tracker.path.read_bytes()
    tracker.mark_fetched(datasets.TEAM_GAMES, [entry(date="2024-01-10", at="2024-01-11T11:00:00Z")])
    assert tracker.path.read_bytes() == before


def test_whether_it_has_a_last_game_date_is_the_dataset_s_affair_and_not_its_frequency_s(tracker):
    weekly = replace(datasets.TEAM_GAMES, frequency="weekly")
    tracker.mark_fetched(weekly, [entry()])
    assert tracker.last_game_date(weekly) == "2024-01-20"
    daily = replace(datasets.TEAMS, frequency="daily")
    tracker.mark_fetched(daily, [Entry("teams", ALL, "2024-01-20", 30, "a", "static", "2024-01-20T11:00:00Z")])
    assert "last_game_date" not in json.loads(tracker.path.read_text())["modules"]["teams"]


def test_a_broken_entity_is_told_by_its_name(tracker):
    tracker.path.write_text('{"modules": {"game_boxscores": {"entities": {"2018-19/Playoffs": {"rows": 7}}}}}')
    with pytest.raises(StorageFailed, match="2018-19/Playoffs: not an entry"):
        tracker.is_fetched(datasets.TEAM_GAMES, "2018-19/Playoffs")

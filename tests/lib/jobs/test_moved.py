"""A game that two machines heard of under two dates: it lies under one of them, and the other is a correction."""

import pytest

from lib import data_store
from lib.csvfile import Table
from lib.data_store import corrections
from lib.datasets import TEAM_GAMES
from lib.jobs.pull import Pull
from lib.jobs.push import Push

COLUMNS = ["GAME_ID", "TEAM_ID", "GAME_DATE", "TEAM_ABBREVIATION", "PTS"]
EARLY, LATE = ("team-games/2025-01-13/LAL.csv", "team-games/2025-01-14/LAL.csv")


@pytest.fixture
def switch_to(aws, tmp_path, monkeypatch):
    """switch_to(name): from now on this machine is the one; switch_to(name, day): with a game of that day."""
    monkeypatch.setenv("NOW", "2025-01-20T12:00:00Z")

    def be(name: str, *days: str):
        monkeypatch.setenv("DATA_DIR", f"{tmp_path / name}")
        store = data_store.open_store()
        rows = [["0022400001" if day != "2025-01-12" else "0022400002", "1", day, "LAL", "100"] for day in days]
        if rows:
            store.save(TEAM_GAMES, Table(COLUMNS, rows), "2025-01-20")
        return store

    return be


def push(full: bool = False):
    sync = Push()
    return sync.send(sync.plan(full))


def dates(store) -> list[tuple[str, str]]:
    """(column, the other date) of the corrections"""
    return [(correction["column"], correction["current"]) for correction in corrections.found(store)]


def test_push_sends_no_row_that_lies_in_the_bucket_under_another_date(switch_to, aws):
    switch_to("first", "2025-01-14")
    push()
    store = switch_to("second", "2025-01-13", "2025-01-12")
    push()
    assert aws.keys("team-games/") == ["team-games/2025-01-12/LAL.csv", LATE]
    assert dates(store) == [("GAME_DATE", "2025-01-13")], "what the other machine heard"
    push(full=True)
    Pull().run()
    assert len(dates(store)) == 1 and len(aws.keys("team-games/")) == 2, "and no more of it"


def test_pull_brings_no_row_that_lies_here_under_another_date(switch_to, aws):
    switch_to("first", "2025-01-14", "2025-01-12")
    push()
    store = switch_to("second", "2025-01-13")
    Pull().run()
    assert list(store.backend.list("team-games")) == ["team-games/2025-01-12/LAL.csv", EARLY]
    assert dates(store) == [("GAME_DATE", "2025-01-14")]
    Pull().run()
    assert len(dates(store)) == 1


def test_what_a_sync_sent_is_not_read_by_the_next(switch_to, aws, proxy):
    switch_to("first", "2025-01-14", "2025-01-12")
    push()
    switch_to("first", "2025-01-13")  # of a game that is known: compared, not stored
    proxy.requests.clear()
    push(full=True)
    assert not [request for request in proxy.requests if f"GET /{aws.bucket}/team-games/2025" in request]

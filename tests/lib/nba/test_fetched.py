"""One game or player after the other: who is asked for where several fail."""

import pytest

from lib.errors import Unreachable
from lib.nba.answer import Rows
from lib.nba.fetched import one_by_one

IDS = [f"{number}" for number in range(40)]


@pytest.fixture
def brought():
    """brought(ids that always fail) -> (what came, how many were asked for)"""

    def ask_all(failing):
        asked = []

        def ask(wanted_id):
            asked.append(wanted_id)
            if wanted_id in failing:
                raise Unreachable(f"game {wanted_id}: 500 four times")
            return Rows(["GAME_ID"], [{"GAME_ID": wanted_id}])

        fetched = one_by_one(IDS, ask)
        assert len(asked) + fetched.pending == len(IDS)
        return set(fetched.brought), len(asked)

    return ask_all


def test_games_that_always_fail_do_not_keep_it_from_the_others(brought, monkeypatch):
    had = set()
    for day in range(15, 20):
        monkeypatch.setenv("NOW", f"2025-01-{day}T11:00:00Z")
        had |= brought(IDS[:4])[0]
    assert had == {*IDS[4:]}


def test_a_host_that_is_down_is_not_asked_for_every_game(brought):
    assert brought(IDS) == (set(), 4)

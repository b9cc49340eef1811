"""make standings: one record, one script and one line, and all the rest is true of it as well."""

import json

import pytest

from lib.datasets import STANDINGS
from tests.support.stage import RECORDINGS

KEY = "standings/2025-01-15/22024.csv"


def state(machine) -> str:
    (row,) = (row for row in json.loads(machine.out) if row["dataset"] == "standings")
    return row["state"]


def test_the_table_is_fetched_tracked_planned_and_told(machine):
    """One request; the day's copy; the next day's is another; none is due before a game was played."""
    assert machine.main("plan", "standings") == 0 and "1  stats/leaguestandingsv3" in machine.out
    assert machine.chain("standings") == 0, machine.said
    assert machine.counted()["stats/leaguestandingsv3"] == 1, "as planned"
    (key,) = machine.stored("standings")
    assert key == KEY and len(machine.stored("standings")[key]) == 30
    assert machine.chain("standings") == 0 and machine.counted()["stats/leaguestandingsv3"] == 1, "fetched today"
    assert machine.main("status", "--json") == 0
    assert state(machine) == "fresh"
    machine.at("2025-01-16T11:00:00Z")
    assert machine.chain("standings") == 0 and len(machine.files("standings")) == 2


def test_in_summer_nothing_of_it_is_due_and_nobody_calls_it_late(machine):
    machine.at("2025-06-30T11:00:00Z")
    for name in ("team-games", "standings"):  # with the schedule, which tells that nothing is played
        machine.set(DATE="2025-06-20" if name == "team-games" else "")
        assert machine.chain(name) == 0, machine.said
    machine.at("2025-08-30T11:00:00Z")
    machine.league.clear_requests()
    assert machine.chain("standings") == 0 and not machine.league.requests
    assert machine.main("status", "--json") == 0, machine.out
    assert state(machine) == "fresh"


def test_a_season_not_begun_has_no_table_and_that_is_no_error(machine):
    machine.at("2024-09-20T11:00:00Z")
    assert machine.chain("standings") == 0, machine.said
    assert not machine.files("standings")
    machine.league.clear_requests()
    assert machine.chain("standings") == 0 and not machine.league.requests, "not asked twice a day"


def test_an_empty_table_of_a_season_that_has_begun_is_nonsense(machine):
    machine.league.fault("empty-results", ["stats"])
    assert machine.chain("standings") == 65 and "though the season has begun" in machine.said
    assert not machine.files("standings")
    machine.set(SEASON="2001-02")
    assert machine.chain("standings") == 65 and "it may have none of a season that old" in machine.said


def test_a_past_season_is_fetched_once_and_says_nothing_of_today(machine):
    machine.set(SEASON="2023-24")
    assert machine.chain("standings") == 0, machine.said
    assert machine.chain("standings") == 0
    assert machine.counted()["stats/leaguestandingsv3"] == 1
    assert list(machine.stored("standings")) == ["standings/2025-01-15/22023.csv"]
    machine.set(SEASON="")
    assert machine.chain("standings") == 0 and KEY in machine.stored("standings"), "today's is still due"


def test_seasons_of_it_can_be_backfilled(machine):
    words = ("--from", "2022-23", "--to", "2023-24", "--datasets", "standings")
    assert machine.main("plan", *words) == 0 and "2  stats/leaguestandingsv3" in machine.out, machine.out
    assert machine.main("backfill", *words) == 0, machine.said
    assert sorted(machine.stored("standings")) == [f"standings/2025-01-15/{n}.csv" for n in (22022, 22023)]
    assert machine.main("plan", *words) == 0 and "0  requests" in machine.out, "once is enough"


def test_what_does_not_narrow_it_is_refused(machine):
    machine.set(TEAM="LAL", TYPED="TEAM")
    assert machine.main("should_fetch", "standings") == 2 and "standings has no use for TEAM" in machine.said


@pytest.mark.parametrize("source", ("cdn",))
def test_a_source_that_does_not_have_it_is_told(machine, source):
    machine.set(NBA_SOURCE=source)
    assert machine.chain("standings") == 78 and "stats" in machine.said


def test_the_recorded_table_comes_out_whole(recorded):
    """Every value, its columns as they came, trailing blanks too."""
    path = next((RECORDINGS / "stats" / "leaguestandingsv3").glob("2025_26*.json"))
    table = json.loads(path.read_bytes())["resultSets"][0]
    recorded.set(NOW="2026-02-22T11:00:00Z")
    assert recorded.chain("standings") == 0, recorded.said
    (rows,) = recorded.stored("standings").values()
    stored = {row["TeamID"]: row for row in rows}
    assert list(rows[0]) == table["headers"] and len(stored) == 30
    for values in table["rowSet"]:
        sent = dict(zip(table["headers"], values))
        assert stored[f"{sent['TeamID']}"] == {
            name: "" if value is None else f"{value}" for name, value in sent.items()
        }
    assert any(row["ConferenceRecord"].endswith(" ") for row in rows)


def test_the_types_are_those_of_the_recorded_table():
    if not RECORDINGS.is_dir():
        pytest.skip(f"no recordings at {RECORDINGS}")
    kinds = {str: "text", int: "int", float: "float"}
    paths = list((RECORDINGS / "stats" / "leaguestandingsv3").glob("*.json"))
    assert paths
    for path in paths:
        table = json.loads(path.read_bytes())["resultSets"][0]
        for column, *values in zip(table["headers"], *table["rowSet"]):
            seen = {kinds[type(value)] for value in values if value is not None}
            if column not in STANDINGS.key:
                assert seen <= {STANDINGS.types.get(column)}, column

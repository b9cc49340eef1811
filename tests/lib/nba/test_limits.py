"""What a run may ask, how long it may take, how often it tries again, and what the next run respects."""

import json
import time
from types import SimpleNamespace

import pytest

from lib.nba import budget

EVENING = ("--date", "2025-01-14")


def endpoint(machine, name):
    return [request for request in machine.league.requests if request["endpoint"] == name]


def test_what_can_pass_is_tried_again_and_what_cannot_is_not(machine):
    machine.set(NBA_SOURCE="stats")
    for kind in ("500", "reset", "html", "truncated"):
        machine.league.clear_requests()
        machine.league.fault(kind, ["leaguegamelog"], count=2)
        machine.rows("fetch_team_games", *EVENING)
        assert len(endpoint(machine, "leaguegamelog")) == 3 and machine.asked.retries == 2
    machine.league.clear_requests()
    machine.league.fault("404", ["stats"])
    assert machine.main("fetch_team_games", *EVENING) == 69
    ways = {"stats/leaguegamelog": 1, "stats/teamgamelogs": 1, "stats/leaguegamefinder": 1}
    assert machine.counted() == ways and machine.asked.retries == 0


def test_retry_after_is_obeyed_and_no_other_process_asks_before(machine):
    machine.set(NBA_SOURCE="stats")
    machine.league.fault("429", ["leaguegamelog"], count=1, seconds=1)
    machine.rows("fetch_team_games", *EVENING)
    first, second = endpoint(machine, "leaguegamelog")
    assert first["status"] == 429 and second["at"] - first["at"] >= 1


def test_a_long_retry_after_is_for_the_next_run(machine):
    machine.set(NBA_SOURCE="stats")
    machine.league.fault("429", ["stats"], seconds=600)
    assert machine.main("fetch_team_games", *EVENING) == 75
    assert len(machine.league.requests) == 1
    machine.league.clear_faults()
    machine.league.clear_requests()
    assert machine.main("fetch_player_games", *EVENING) == 75
    assert "not asked for another 10 minutes" in machine.said and not machine.league.requests
    machine.later(601)
    assert machine.main("fetch_player_games", *EVENING) == 0


def test_a_deadline_ends_a_run_with_what_it_has_and_the_next_goes_on(machine, caplog, monkeypatch):
    machine.seed("player-boxscores", "2025-01-13")
    machine.set(NBA_SOURCE="stats", NBA_DEADLINE="500")
    clock = SimpleNamespace(monotonic=lambda: 100.0 * len(machine.league.requests), sleep=time.sleep)
    monkeypatch.setattr(budget, "time", clock)  # each request takes 100 seconds
    caplog.set_level("INFO")
    assert machine.chain("player-boxscores") == 0
    had = len(machine.stored("player-boxscores"))
    assert 0 < had < 7 and f"{7 - had} request" in caplog.text and "left for the next run" in caplog.text
    assert "stored through 2025-01-13" in caplog.text, "the date does not move"
    monkeypatch.setattr(budget, "time", time)
    machine.league.clear_requests()
    assert machine.chain("player-boxscores") == 0
    assert len(machine.stored("player-boxscores")) == 7
    assert machine.asked.requests["stats", "boxscoretraditionalv3"] == 7 - had


def test_what_does_not_fit_the_budget_is_done_by_the_next_run_oldest_first(machine):
    machine.seed("player-boxscores", "2025-01-12")
    machine.set(NBA_MAX_REQUESTS="4")
    assert machine.chain("player-boxscores") == 0
    first = list(machine.stored("player-boxscores"))
    assert machine.asked.sent == 4
    machine.set(NBA_MAX_REQUESTS="100")
    found = machine.rows("fetch_team_games", "--date-from", "2025-01-13", "--date-to", "2025-01-14")
    games = [game_id for _, game_id in sorted({(row["GAME_DATE"], row["GAME_ID"]) for row in found})]
    assert [path.split("/")[1] for path in first] == sorted(games[: len(first)])


def test_a_past_seasons_games_are_not_asked_for_where_they_are_stored(machine):
    machine.at("2024-10-10T11:00:00Z")  # the new season has hardly begun: last season's is wanted as well
    assert machine.chain("team-games") == 0
    machine.set(NBA_MAX_REQUESTS="5")
    machine.league.clear_requests()
    assert machine.chain("player-boxscores") == 0
    assert machine.counted() == {"stats/boxscoretraditionalv3": 5}


def test_the_longest_waiting_careers_come_first_and_only_of_who_has_played(machine):
    machine.at("2025-01-15T11:00:00Z")
    machine.set(DATE="2025-01-14", TEAM="CHI")
    assert machine.chain("player-games") == 0
    machine.set(DATE="", TEAM="")
    played = sorted({path.split("/")[2] for path in machine.stored("player-games")}, key=int)
    machine.set(NBA_MAX_REQUESTS="3")
    asked = []
    for day in ("15", "22", "29"):  # a week apart
        machine.at(f"2025-01-{day}T11:00:00Z")
        machine.league.clear_requests()
        assert machine.chain("player-stats") == 0
        asked += [request["params"]["PlayerID"] for request in endpoint(machine, "playercareerstats")]
    assert len(asked) == 9 == len(set(asked)) and set(asked) <= set(played)
    machine.set(NBA_MAX_REQUESTS="1000")
    machine.league.clear_requests()
    assert machine.chain("player-stats") == 0
    rest = [request["params"]["PlayerID"] for request in endpoint(machine, "playercareerstats")]
    assert set(rest) == set(played) - set(asked), "who has not played since is not asked about"


def test_who_played_before_the_season_only_has_no_career_and_that_is_no_failure(machine):
    machine.at("2024-10-20T11:00:00Z")
    machine.set(SEASON="2024-25", TEAM="CHI")
    assert machine.chain("player-games") == 0
    machine.set(SEASON="", TEAM="", NBA_MAX_REQUESTS="1000")
    assert machine.chain("player-stats") == 0, machine.said
    empty = [entry.entity for entry in machine.report.entries if not entry.rows]
    assert empty and not [path for path in machine.stored("player-stats") if path.split("/")[2] in empty]


def test_a_run_says_in_one_line_what_it_did_and_json_has_it_as_fields(house, league):
    league.fault("500", ["leaguegamelog"], count=1)
    done = house.make("team-games", DATE="2025-01-14", LOG_FORMAT="json", NBA_MIN_INTERVAL="0.05")
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    (summary,) = [line for line in lines if "requests" in line]
    (stored,) = [line for line in lines if "rows_new" in line]
    assert summary["dataset"] == "team-games" and summary["level"] == "info"
    assert summary["requests"] == {"cdn/staticData/scheduleLeagueV2": 1, "stats/leaguegamelog": 2}
    assert (summary["retries"], summary["rows"], stored["rows_new"], summary["left_for_next_run"]) == (1, 14, 14, 0)
    assert summary["waited_seconds"] >= 0 and "1 retry" in summary["message"]


@pytest.mark.parametrize("kind, status", [("403", 75), ("hang", 75), ("reset", 69), ("html", 65)])
def test_each_failure_is_one_line_with_its_status(machine, monkeypatch, kind, status):
    monkeypatch.setattr("lib.nba.probe.SECONDS", 0.3)
    machine.set(NBA_SOURCE="stats", NBA_TIMEOUT="0.3", NBA_RETRIES="2")
    machine.league.fault(kind)
    assert machine.main("fetch_team_games", *EVENING) == status
    assert "\n" not in machine.said
    assert machine.said.startswith("leaguegamelog: ") or "is not asked for another" in machine.said


@pytest.mark.parametrize("most, status", [("NBA_MAX_REQUESTS", 0), ("NBA_DEADLINE", 0)])
def test_where_the_budget_leaves_nothing_to_ask_that_is_no_failure_of_ours(machine, caplog, most, status):
    machine.set(**{most: "0"})
    caplog.set_level("INFO")
    for name in ("team-games", "player-boxscores"):
        assert machine.chain(name) == status, name
    assert not machine.league.requests and caplog.text.count(f"{most}: ") >= 1

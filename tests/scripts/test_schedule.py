"""The schedule as a dataset, and what proves completeness, are one answer, asked for once."""

import json

import pytest

from lib import schedule as kept
from lib.csvfile import text
from lib.datasets import SCHEDULE
from lib.nba.schedule_games import LOCAL
from tests.support.stage import RECORDINGS

ASKED = "cdn/staticData/scheduleLeagueV2"


@pytest.mark.parametrize("names", [("team-games", "schedule"), ("schedule", "team-games")])
def test_it_is_asked_for_once_for_both(machine, names):
    machine.seed("team-games", "2025-01-13")
    assert machine.main("plan", *names) == 0 and f"1  {ASKED}" in machine.out, machine.out
    for name in names:
        assert machine.chain(name) == 0, machine.said
    assert machine.counted() == {ASKED: 1, "stats/leaguegamelog": 1}
    assert len(kept.stored("2024-25").games) == len(machine.stored("schedule")["schedule/2025-01-15/2024-25.csv"])
    assert machine.chain("schedule") == 0 and machine.counted()[ASKED] == 1


def test_a_game_has_its_teams_tip_off_state_and_type(machine):
    assert machine.chain("schedule") == 0, machine.said
    (rows,) = machine.stored("schedule").values()
    games = {row["gameId"]: row for row in rows}
    assert len(games) == len(rows) and {row["seasonYear"] for row in rows} == {"2024-25"}
    assert {"final", "scheduled"} <= {row["gameState"] for row in rows}
    assert {"Pre Season", "Regular Season", "IST"} <= {row["seasonType"] for row in rows}
    played = next(row for row in rows if row["gameState"] == "final" and row["seasonType"] == "Regular Season")
    assert played["homeTeamId"] != played["awayTeamId"] and int(played["homeTeamScore"]) > 0
    assert played["gameDateTimeUTC"].endswith("Z") and not played["gameDateTimeEst"].endswith("Z")
    assert played["gameDateTimeEst"].startswith(played["gameDateEst"])
    sql = "SELECT count(*) AS n FROM schedule WHERE season = '2024-25' AND HOME_TEAM_ID <> AWAY_TEAM_ID"
    assert machine.main("query", sql, "--format", "csv") == 0 and int(machine.out.split()[1]) > 1200, machine.said


def test_a_past_season_is_asked_of_the_stats_service(machine):
    machine.set(SEASON="2022-23", TYPED="SEASON")
    assert machine.main("plan", "schedule") == 0 and "1  stats/scheduleleaguev2" in machine.out, machine.out
    assert machine.chain("schedule") == 0, machine.said
    machine.set(NOW="2025-01-16T11:00:00Z")
    assert machine.chain("schedule") == 0, machine.said
    assert machine.counted()["stats/scheduleleaguev2"] == 1, "complete"
    assert ASKED not in machine.counted()
    (rows,) = machine.stored("schedule").values()
    assert list(machine.stored("schedule")) == ["schedule/2025-01-15/2022-23.csv"]
    assert {"True", "False"} == {row["isNeutral"] for row in rows}


def test_a_season_without_a_schedule_says_what_has_its_games(machine):
    machine.set(SEASON="1990-91")
    assert machine.chain("schedule") == 65 and not machine.files("schedule")
    assert "stats has no schedule of 1990-91; make team-games SEASON=1990-91 has the games played" in machine.said


def test_an_empty_schedule_is_never_stored(machine):
    machine.league.fault("empty-results", ["stats", "cdn"])
    assert machine.chain("schedule") == 65 and not machine.files("schedule")


def test_the_recorded_schedule_is_stored_whole(recorded):
    path = RECORDINGS / "cdn" / "staticData" / "scheduleLeagueV2.json"
    days = json.loads(path.read_bytes())["leagueSchedule"]["gameDates"]
    recorded.set(NOW="2023-10-10T11:00:00Z")
    assert recorded.chain("schedule") == 0, recorded.said
    (rows,) = recorded.stored("schedule").values()
    stored = {row["gameId"]: row for row in rows}
    sent = [game for day in days for game in day["games"]]
    assert len(sent) == len(stored) > 1200
    for game in sent:
        for name, value in game.items():
            if name in ("homeTeam", "awayTeam"):
                for inner, cell in value.items():
                    short = inner.removeprefix("team")
                    assert stored[game["gameId"]][f"{name}{short[0].upper()}{short[1:]}"] == text(cell), inner
            elif name == "gameDateEst":
                assert stored[game["gameId"]][name] == value[:10]
            elif not isinstance(value, list | dict):
                expected = text(value).removesuffix("Z") if name in LOCAL else text(value)
                assert stored[game["gameId"]][name] == expected and SCHEDULE.types[name], name

"""A morning's refresh: what it costs, what it compares, and that the CDN says the same as the stats service."""

import csv
from collections import Counter
from datetime import timedelta

from lib.config import stamp

SILENT = {"VIDEO_AVAILABLE", "teamSlug", "playerSlug"}  # only the stats service has them


def rows(house, script, *words, **env):
    done = house.script(script, *words, **env)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(done.stdout.splitlines()))


def asked(league):
    return Counter(f"{request['host']}/{request['endpoint'].partition('_0')[0]}" for request in league.requests)


def test_both_logs_cost_two_requests_and_a_schedule(house, league):
    house.at("2024-11-05T11:00:00Z")
    house.make("team-games", "player-games")
    house.at("2024-11-06T11:00:00Z")
    league.clear_requests()
    assert house.make("team-games", "player-games").returncode == 0
    assert asked(league) == {"cdn/staticData/scheduleLeagueV2": 1, "stats/leaguegamelog": 2}


def test_from_the_cdn_they_cost_a_schedule_and_a_request_a_game(house, league):
    house.env |= {"NBA_SOURCE": "cdn", "DATE_FROM": "2025-01-14", "DATE_TO": "2025-01-14"}
    assert house.make("team-games", "player-games", "player-boxscores").returncode == 0
    games = len(house.files("team-games")) // 2
    assert asked(league) == {"cdn/staticData/scheduleLeagueV2": 1, "cdn/liveData/boxscore/boxscore": games}


def test_the_cdn_has_the_columns_and_values_of_the_stats_service(house):
    for script in ("fetch_team_games", "fetch_player_games", "fetch_player_boxscores"):
        stats, cdn = (rows(house, script, "--date", "2025-01-14", NBA_SOURCE=source) for source in ("stats", "cdn"))
        assert list(stats[0]) == list(cdn[0]) and len(stats) == len(cdn)
        for ours, theirs in zip(stats, cdn):
            assert {
                name: (ours[name], theirs[name]) for name in ours if ours[name] != theirs[name] and name not in SILENT
            } == {}


def test_a_blocked_stats_service_is_said_once_and_the_cdn_serves(house, league):
    league.fault("403", endpoints=["stats"])
    done = house.make("team-games", DATE="2025-01-14")
    assert done.returncode == 0 and len(house.files("team-games")) == 14
    assert done.stderr.count("going on with cdn") == 1
    assert asked(league)["stats/leaguegamelog"] == 1


def test_a_correction_is_written_beside_and_applied_as_a_revision(house, league):
    first = min(league.league.season("2024-25").corrections, key=lambda correction: correction.at)
    house.at(stamp(first.at - timedelta(hours=1)))
    assert house.make("player-games").returncode == 0
    stored = {path: path.read_bytes() for path in house.files("player-games")}
    house.at(stamp(first.at + timedelta(days=1)))
    assert house.make("player-games").returncode == 0
    assert all(path.read_bytes() == body for path, body in stored.items()), "history stays as it is"
    shown = house.make("corrections")
    assert first.game_id in shown.stdout and shown.returncode == 0
    found = [row for path in house.files("corrections") for row in csv.DictReader(path.read_text().splitlines())]
    assert {"dataset", "game", "row_key", "column", "stored", "current"} == set(found[0])
    assert any((row["game"], row["column"]) == (first.game_id, first.column) for row in found)
    assert house.make("apply-corrections").returncode == 0
    assert house.files("revisions")
    assert all(path.read_bytes() == body for path, body in stored.items())

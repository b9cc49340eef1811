"""A machine in a cloud: the stats service is silent, the CDN serves; what is found out once is known to all."""

import json
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from lib.nba import client
from tests.support.stage import DAILY


def silent(machine, **env):
    machine.league.fault("hang", ["stats"])
    machine.set(NBA_TIMEOUT="30", NBA_RETRIES="4", **env)


def test_a_cold_machine_finds_the_block_once_and_one_document_serves_three_datasets(machine, caplog):
    silent(machine)
    for name in DAILY:
        machine.seed(name, "2025-01-13")
    began = time.monotonic()
    assert [machine.chain(name) for name in DAILY] == [0, 0, 0], machine.said
    assert time.monotonic() - began < 20, "154 seconds once"
    counted = machine.counted()
    asked_of_stats = sum(count for endpoint, count in counted.items() if endpoint.startswith("stats/"))
    assert asked_of_stats == 2, "the request, and the greeting"
    assert counted["cdn/liveData/boxscore/boxscore"] == 7 and counted["cdn/staticData/scheduleLeagueV2"] == 1
    assert all(machine.stored(name) for name in DAILY)
    assert caplog.text.count("says nothing: how the league blocks clouds; the league") == 1, caplog.text


def test_a_block_is_known_to_the_next_machine_of_the_network_until_it_is_old_or_over(
    machine, aws, tmp_path, monkeypatch
):
    monkeypatch.setattr(client, "PATIENCE", 0.3)
    monkeypatch.setattr(client, "GREETING", 0.3)
    machine.at("2024-10-23T11:00:00Z")
    silent(machine, DATA_STORE="s3", TRACKER="s3", NBA_NETWORK="aws")
    for name in ("team-games", "player-games"):
        machine.seed(name, "2024-10-21")

    def asks_of_stats(folder: str, name: str, **env) -> int:
        (tmp_path / folder).mkdir(exist_ok=True)
        machine.set(TMPDIR=f"{tmp_path / folder}", DATA_DIR=f"{tmp_path / folder}/data", **env)
        machine.league.clear_requests()
        assert machine.chain(name) == 0, machine.said
        assert machine.counted()["cdn/liveData/boxscore/boxscore"] == 2
        return sum(count for endpoint, count in machine.counted().items() if endpoint.startswith("stats/"))

    key = "_metadata/hosts/aws.json"
    assert asks_of_stats("first", "team-games") == 2
    told = json.loads(aws.get(key))
    assert "says nothing" in told["why"]
    days = datetime.fromisoformat(told["blocked_until"]) - datetime.now(UTC)
    assert timedelta(days=2, hours=23) < days < timedelta(days=3)
    assert asks_of_stats("second", "player-games") == 0, "it was told"

    machine.set(DATE="2024-10-22", FORCE="1")
    assert asks_of_stats("at home", "team-games", NBA_NETWORK="") == 2, "another network is asked"
    old = told | {"blocked_until": "2025-01-13T00:00:00Z"}
    for number, body in enumerate((json.dumps(old).encode(), b"{", b'{"blocked_until": 7, "why": null}')):
        aws.s3.put_object(Bucket=aws.bucket, Key=key, Body=body)
        assert asks_of_stats(f"new {number}", "team-games", NBA_NETWORK="aws") == 2, body

    machine.league.clear_faults()
    machine.set(NBA_SOURCE="stats", TMPDIR=f"{tmp_path / 'second'}", DATA_DIR=f"{tmp_path / 'second'}/data")
    assert machine.chain("team-games") == 0, machine.said
    assert json.loads(aws.get(key)) == {}, "it answers again"


def test_what_only_the_stats_service_has_ends_with_75_in_seconds_and_the_next_run_at_once(machine):
    silent(machine)
    for most in (8, 1):
        began = time.monotonic()
        assert machine.chain("player-stats") == 75
        assert time.monotonic() - began < most
    assert len(machine.league.requests) == 2


def test_with_the_data_in_a_bucket_the_block_is_found_before_anything_is_listed(machine, aws, proxy):
    """A season's player-games are 26 listings, which took longer than the block."""
    silent(machine, DATA_STORE="s3", TRACKER="exists")
    for most in (6, 1):
        proxy.requests.clear()
        began = time.monotonic()
        assert machine.chain("player-stats") == 75
        assert time.monotonic() - began < most
        assert len(proxy.requests) <= 3, "the tracker's, and what the league itself lacks"
    assert len(machine.league.requests) == 1


def test_after_a_block_the_next_morning_is_no_slower(machine):
    silent(machine)
    assert machine.chain("player-stats") == 75
    machine.later(24 * 3600)
    began = time.monotonic()
    assert machine.chain("player-stats") == 75
    assert time.monotonic() - began < 8, "a minute once: a block is not taken for an answer"


def test_catching_up_from_the_cdn_costs_a_request_a_game_whatever_the_number_of_runs(machine):
    machine.set(NBA_SOURCE="cdn", NBA_MAX_REQUESTS="10")
    days = [f"2024-10-{day}T11:00:00Z" for day in range(11, 15)]
    for name in DAILY:
        machine.seed(name, "2024-10-07")
    rounds = 0
    for day in days:
        machine.at(day)
        for name in DAILY:
            assert machine.chain(name) == 0, machine.said
        rounds += 1
    while any(machine.chain(name) or machine.asked.sent for name in DAILY):
        rounds += 1
        assert rounds < 15
    boxes = Counter(request["endpoint"] for request in machine.league.requests if "boxscore" in request["endpoint"])
    games = {path.split("/")[1] for path in machine.stored("player-boxscores")}
    assert len(boxes) == len(games) > 20 and set(boxes.values()) == {1}
    of_teams = {row["GAME_ID"] for rows in machine.stored("team-games").values() for row in rows}
    of_players = {row["GAME_ID"] for rows in machine.stored("player-games").values() for row in rows}
    assert of_teams == of_players == games

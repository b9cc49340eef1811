"""Each fault, as a client meets it."""

import json
import time
from pathlib import Path

import pytest
import requests

from lib.standin.faults import KINDS, Faults, parse
from lib.standin.server import Standin


def teams(client):
    return client.get(
        "leaguegamelog",
        LeagueID="00",
        Season="2024-25",
        SeasonType="Regular Season",
        PlayerOrTeam="T",
        Counter="0",
        Sorter="DATE",
        Direction="ASC",
        timeout=5,
    )


def test_the_cdn_refuses_who_does_not_come_from_the_league(client):
    refused = client.get("staticData/scheduleLeagueV2", "cdn", referer="")
    assert refused.status_code == 403 and refused.headers["Content-Type"] == "text/html"
    assert "Access Denied" in refused.text and "cdn&#46;nba&#46;com" in refused.text
    assert client.get("staticData/scheduleLeagueV2", "cdn").status_code == 200


def test_latency_is_waited_for(client, standin):
    standin.fault("latency", seconds=0.3)
    began = time.monotonic()
    assert teams(client).ok and time.monotonic() - began >= 0.3


def test_a_hang_lasts_until_the_client_gives_up(client, standin):
    standin.fault("hang", endpoints=["stats"])
    with pytest.raises(requests.ReadTimeout):
        client.get("leaguegamelog", timeout=0.3)
    assert client.get("liveData/scoreboard/todaysScoreboard_00", "cdn").ok


def test_a_hanging_request_does_not_keep_the_stand_in_from_stopping():
    with Standin(now="2024-09-01T00:00:00Z") as running:
        running.fault("hang")
        with requests.Session() as session, pytest.raises(requests.ReadTimeout):
            session.get(running.stats_url + "/leaguegamelog", timeout=0.2)
        began = time.monotonic()
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("kind", ["reset", "cut"])
def test_a_broken_connection_is_an_error(client, standin, kind):
    standin.fault(kind, count=1)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        teams(client)
    assert teams(client).ok


@pytest.mark.parametrize(
    "kind, status, start",
    [
        ("403", 403, "<HTML>"),
        ("404", 404, ""),
        ("500", 500, ""),
        ("500-text", 500, "System."),
        ("html", 200, "<!DOCTYPE html>"),
        ("empty", 200, ""),
        ("nothing", 200, "{}"),
    ],
)
def test_an_answer_that_is_none(client, standin, kind, status, start):
    standin.fault(kind, count=1)
    answer = teams(client)
    assert answer.status_code == status and answer.text.startswith(start)
    assert bool(answer.text) == bool(start)
    assert teams(client).json()["resource"] == "leaguegamelog"


def test_429_says_when_to_come_back(client, standin):
    standin.fault("429", seconds=7)
    answer = teams(client)
    assert answer.status_code == 429 and answer.headers["Retry-After"] == "7"


def test_truncated_json_comes_with_a_length_that_fits(client, standin):
    standin.fault("truncated")
    answer = teams(client)
    assert answer.status_code == 200
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()


def test_faults_in_the_rows(client, standin):
    good = teams(client).json()["resultSets"][0]

    def bad(kind):
        standin.clear_faults()
        standin.fault(kind)
        return teams(client).json()["resultSets"][0]

    assert bad("empty-results") == good | {"rowSet": []}
    assert bad("short")["rowSet"] == good["rowSet"][: len(good["rowSet"]) // 2]
    assert len(bad("duplicate")["rowSet"]) == 2 * len(good["rowSet"])
    assert "GAME_ID" not in bad("missing-column")["headers"]
    assert bad("new-column")["headers"] == [*good["headers"], "NEW_COLUMN"]
    at = good["headers"].index("GAME_ID")
    assert bad("swapped-ids")["rowSet"][0][at] == int(good["rowSet"][0][at])
    standin.clear_faults()
    assert teams(client).json()["resultSets"][0] == good


@pytest.mark.parametrize(
    "kind, seen",
    [
        ("empty-results", lambda players: players == []),
        ("short", lambda players: 0 < len(players) < 13),
        ("duplicate", lambda players: len(players) > 20),
        ("missing-column", lambda players: "personId" not in players[0]),
        ("new-column", lambda players: players[0]["newColumn"] == 0),
    ],
)
def test_faults_in_nested_answers(client, standin, kind, seen):
    standin.fault(kind, endpoints="liveData/boxscore")
    document = client.get("liveData/boxscore/boxscore_0022400001", "cdn").json()
    assert seen(document["game"]["homeTeam"]["players"])


def test_a_fault_meets_the_endpoints_named_and_as_many_requests_as_told(client, standin):
    standin.fault("500", endpoints=["leaguegamelog"], count=2)
    assert client.get("commonteamroster", TeamID="1610612747", Season="2024-25").ok
    assert [teams(client).status_code for _ in range(3)] == [500, 500, 200]


def test_a_share_of_the_requests_is_the_same_share_every_time():
    met = []
    for _ in range(2):
        faults = Faults(seed=3)
        faults.add("404", share=0.3)
        met.append([bool(faults.next("stats", "commonteamroster")) for _ in range(100)])
    assert met[0] == met[1] and 20 <= sum(met[0]) <= 40


def test_the_request_log_tells_what_was_asked_and_answered(client, standin, tmp_path):
    standin.fault("403", count=1)
    client.get("commonteamroster", TeamID="1610612747", Season="2024-25", Nothing="")
    client.get("liveData/boxscore/boxscore_0022400001", "cdn")
    first, second = standin.requests
    assert (first["host"], first["endpoint"], first["status"], first["fault"]) == (
        "stats",
        "commonteamroster",
        403,
        "403",
    )
    assert first["params"] == {"TeamID": "1610612747", "Season": "2024-25", "Nothing": ""}
    assert second["endpoint"] == "liveData/boxscore/boxscore_0022400001" and second["fault"] is None
    assert first["headers"]["Referer"] == "https://www.nba.com/"
    assert 0 <= second["at"] - first["at"] < 5


def test_the_log_file_has_a_line_a_request(tmp_path):
    log = tmp_path / "requests.jsonl"
    with Standin(now="2024-09-01T00:00:00Z", log=log) as running:
        requests.get(running.stats_url + "/nothing", timeout=5).close()
        lines = log.read_text().splitlines()  # before it stops
    assert [json.loads(line)["endpoint"] for line in lines] == ["nothing"]


def test_other_processes_turn_it_over_http(client, standin):
    session, url = client.session, standin.url + "/_standin"
    assert session.put(f"{url}/now", data="2025-02-01T00:00:00Z").text == "2025-02-01T00:00:00Z\n"
    assert standin.now.isoformat() == "2025-02-01T00:00:00+00:00"
    assert session.post(f"{url}/faults", json={"kind": "500", "endpoints": ["stats"]}).ok
    assert teams(client).status_code == 500
    assert session.delete(f"{url}/faults").ok and teams(client).ok
    assert [entry["status"] for entry in session.get(f"{url}/requests").json()] == [500, 200]
    assert session.delete(f"{url}/requests").ok and standin.requests == []
    assert session.post(f"{url}/faults", json={"kind": "meteor"}).status_code == 400
    assert session.put(f"{url}/now", data="tomorrow").status_code == 400


@pytest.mark.parametrize(
    "spec, found",
    [
        ("hang:stats", {"kind": "hang", "endpoints": ["stats"]}),
        (
            "403:leaguegamelog,commonteamroster:2",
            {"kind": "403", "endpoints": ["leaguegamelog", "commonteamroster"], "count": 2},
        ),
        ("429=5:*:30%", {"kind": "429", "endpoints": ["*"], "seconds": 5.0, "share": 0.3}),
        ("reset", {"kind": "reset", "endpoints": []}),
    ],
)
def test_a_fault_is_written_on_one_line(spec, found):
    assert parse(spec) == found


@pytest.mark.parametrize("spec", ["meteor", "403:x:many", "latency=long"])
def test_what_is_no_fault_is_refused(spec):
    with pytest.raises(ValueError, match="KIND|no fault"):
        parse(spec)


def test_every_kind_is_in_the_command_line_s_help():
    text = (Path(__file__).resolve().parents[3] / "scripts" / "standin.py").read_text()
    assert [kind for kind in KINDS if kind not in text] == []

"""The stand-in as the outside meets it: nba_api's own client, and the command line."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from nba_api.live.nba.endpoints import boxscore, scoreboard
from nba_api.live.nba.library.http import NBALiveHTTP
from nba_api.stats import endpoints
from nba_api.stats.library.http import NBAStatsHTTP

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "standin.py"
SEASON = {"season": "2024-25"}


@pytest.fixture
def nba_api(standin, monkeypatch):
    """nba_api, unchanged but for where it asks."""
    monkeypatch.setattr(NBAStatsHTTP, "base_url", standin.stats_url + "/{endpoint}")
    monkeypatch.setattr(NBALiveHTTP, "base_url", standin.cdn_url + "/liveData/{endpoint}")
    with requests.Session() as one, requests.Session() as other:
        monkeypatch.setattr(NBAStatsHTTP, "_session", one)
        monkeypatch.setattr(NBALiveHTTP, "_session", other)
        yield endpoints


@pytest.mark.parametrize(
    "name, arguments, least",
    [
        ("LeagueGameLog", SEASON, 1000),
        ("LeagueGameLog", {**SEASON, "player_or_team_abbreviation": "P", "date_from_nullable": "2025-01-13"}, 100),
        ("LeagueGameFinder", {"season_nullable": "2024-25", "team_id_nullable": 1610612747}, 40),
        ("TeamGameLogs", {"season_nullable": "2024-25", "last_n_games_nullable": 2}, 60),
        ("PlayerGameLogs", {"season_nullable": "2024-25", "player_id_nullable": 2544}, 20),
        ("PlayerCareerStats", {"player_id": 2544}, 3),
        ("CommonAllPlayers", {**SEASON, "is_only_current_season": 1}, 400),
        ("PlayerIndex", SEASON, 400),
        ("CommonTeamRoster", {"team_id": 1610612747, **SEASON}, 14),
        ("LeagueStandingsV3", SEASON, 30),
        ("LeagueDashPlayerStats", SEASON, 300),
        ("LeagueDashTeamStats", SEASON, 30),
    ],
)
def test_nba_api_reads_the_answer(nba_api, name, arguments, least):
    assert len(getattr(nba_api, name)(**arguments).get_data_frames()[0]) >= least


def test_what_was_never_recorded_has_the_columns_nba_api_expects(nba_api):
    endpoint = nba_api.PlayerGameLogs(season_nullable="2024-25", player_id_nullable=2544)
    assert list(endpoint.get_data_frames()[0].columns) == endpoint.expected_data["PlayerGameLogs"]


def test_nba_api_reads_the_schedule(nba_api, standin):
    standin.fault("short")  # its parser takes seconds over a whole season
    endpoint = nba_api.ScheduleLeagueV2(**SEASON)
    games = endpoint.season_games.get_data_frame()
    expected = [
        column
        for column in endpoint.expected_data["SeasonGames"]
        if "roadcasters" not in column and "pointsLeaders" not in column
    ]
    assert list(games.columns) == expected and len(games) > 250


def test_nba_api_reads_a_box_score(nba_api):
    endpoint = nba_api.BoxScoreTraditionalV3(game_id="0022400001")
    assert len(endpoint.player_stats.get_data_frame()) > 20
    assert set(endpoint.team_stats.get_data_frame()["minutes"]) <= {"240:00", "265:00", "290:00"}


def test_nba_api_reads_the_cdn(nba_api):
    assert boxscore.BoxScore("0022400001").home_team.get_dict()["score"] > 50
    assert scoreboard.ScoreBoard().score_board_date == "2025-01-14"  # it turns at noon UTC


def test_the_script_prints_where_it_listens_and_dies_cleanly():
    command = [
        sys.executable,
        "-W",
        "error",
        str(SCRIPT),
        "--port",
        "0",
        "--now",
        "2025-01-15T11:00:00Z",
        "--fault",
        "500:commonteamroster:1",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        lines = [process.stdout.readline() for _ in range(2)]
        told = dict(line.strip().split("=", 1) for line in lines)
        assert list(told) == ["NBA_STATS_URL", "NBA_CDN_URL"]
        assert told["NBA_STATS_URL"].endswith("/stats") and told["NBA_CDN_URL"].endswith("/static/json")
        with requests.Session() as session:  # kept open, which must not delay the end
            asked = {"TeamID": "1610612747", "Season": "2024-25"}
            url = told["NBA_STATS_URL"] + "/commonteamroster"
            assert [session.get(url, params=asked, timeout=10).status_code for _ in range(2)] == [500, 200]
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=5)
    assert (process.returncode, out, err) == (0, "", "")


def test_the_script_s_mistakes_are_one_line_and_status_2(tmp_path):
    for arguments, said in (
        (["--replay", str(tmp_path)], "INDEX.json"),
        (["--fault", "meteor"], "no fault"),
        (["--now", "noon"], "not an instant"),
    ):
        done = subprocess.run(
            [sys.executable, str(SCRIPT), "--port", "0", *arguments], capture_output=True, text=True, timeout=10
        )
        assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr


def test_the_help_begins_with_examples():
    done = subprocess.run([sys.executable, str(SCRIPT), "--help"], capture_output=True, text=True, check=True)
    assert "examples:" in done.stdout and "429=5:*:30%" in done.stdout


def test_answers_are_compressed_when_asked_and_kept_alive(client):
    answer = client.get("scheduleleaguev2", LeagueID="00", Season="2024-25")
    assert answer.headers["Content-Encoding"] == "gzip" and answer.headers["x-full-ttl"] == "300"
    assert answer.headers["Content-Type"].startswith("application/json")
    plain = client.session.get(answer.url, headers={"Accept-Encoding": "identity"}, timeout=10)
    assert "Content-Encoding" not in plain.headers and plain.json() == json.loads(answer.content)
    assert len(client.session.adapters["http://"].poolmanager.pools) == 1

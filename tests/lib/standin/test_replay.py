"""Recordings served again."""

import json

import pytest
import requests
from nba_api.stats import endpoints

from lib.standin.replay import Replay
from lib.standin.server import Standin

LOG = {
    "Counter": "0",
    "Direction": "ASC",
    "LeagueID": "00",
    "PlayerOrTeam": "T",
    "SeasonType": "Regular Season",
    "Sorter": "DATE",
    "DateFrom": "",
    "DateTo": "",
}


@pytest.fixture
def folder(tmp_path):
    """A folder of one log without dates, one box score and one refusal."""

    def write(name, body):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)

    rows = [["22001", "2002-01-10", 1], ["22001", "2002-01-11", 2], ["22001", "2002-01-12", 3]]
    table = {"name": "LeagueGameLog", "headers": ["SEASON_ID", "GAME_DATE", "PTS"], "rowSet": rows}
    write("stats/log.json", json.dumps({"resource": "leaguegamelog", "resultSets": [table]}, indent=3).encode())
    write("cdn/box.json", b'{"game": {}}')
    write("stats/no.txt", b"gone")
    index = [
        {
            "file": "stats/log.json",
            "host": "stats",
            "endpoint": "leaguegamelog",
            "status": 200,
            "params": {**LOG, "Season": "2001-02"},
        },
        {
            "file": "cdn/box.json",
            "host": "cdn",
            "endpoint": "liveData/boxscore/boxscore_0020100001",
            "status": 200,
            "params": {},
        },
        {
            "file": "stats/no.txt",
            "host": "stats",
            "endpoint": "scoreboardv3",
            "status": 500,
            "params": {"GameDate": "2002-01-10"},
        },
    ]
    write("INDEX.json", json.dumps(index).encode())
    return tmp_path


@pytest.fixture
def ask(folder):
    with Standin(replay=folder) as running, requests.Session() as session:

        def get(endpoint, host="stats", **params):
            base = running.stats_url if host == "stats" else running.cdn_url
            return session.get(
                f"{base}/{endpoint}", params=params, timeout=5, headers={"Referer": "https://www.nba.com/"}
            )

        get.standin, get.folder = running, folder
        yield get


def test_an_exact_match_is_served_byte_for_byte(ask):
    recorded = (ask.folder / "stats/log.json").read_bytes()
    assert ask("leaguegamelog", **LOG, Season="2001-02").content == recorded
    assert (
        ask(
            "leaguegamelog",
            Season="2001-02",
            LeagueID="00",
            PlayerOrTeam="T",
            Direction="DESC",
            SeasonType="Regular Season",
        ).content
        == recorded
    )
    assert ask("liveData/boxscore/boxscore_0020100001.json", "cdn").json() == {"game": {}}


def test_dates_filter_a_recording_without_dates(ask):
    answer = ask("leaguegamelog", **{**LOG, "Season": "2001-02", "DateFrom": "01/11/2002"})
    assert [row[2] for row in answer.json()["resultSets"][0]["rowSet"]] == [2, 3]
    answer = ask("leaguegamelog", **{**LOG, "Season": "2001-02", "DateFrom": "2002-01-11", "DateTo": "01/11/2002"})
    assert [row[2] for row in answer.json()["resultSets"][0]["rowSet"]] == [2]


def test_the_status_is_as_recorded(ask):
    assert ask("scoreboardv3", GameDate="01/10/2002").status_code == 500


def test_what_was_not_recorded_is_said_in_one_line(ask):
    answer = ask("leaguegamelog", **LOG, Season="2002-03")
    assert answer.status_code == 404 and answer.text.count("\n") == 1
    assert "Season=2002-03" in answer.text and "Season=2001-02" in answer.text
    assert "recorded of it: none" in ask("playerindex").text


def test_faults_work_here_too(ask):
    ask.standin.fault("short", count=1)
    assert len(ask("leaguegamelog", **LOG, Season="2001-02").json()["resultSets"][0]["rowSet"]) == 1
    ask.standin.fault("500", count=1)
    assert ask("leaguegamelog", **LOG, Season="2001-02").status_code == 500
    assert ask("leaguegamelog", **LOG, Season="2001-02").status_code == 200


def test_the_recorded_season_2018_19_has_2460_rows(realdata):
    with Standin(replay=realdata) as running, requests.Session() as session:

        def rows(**more):
            answer = session.get(
                running.stats_url + "/leaguegamelog", timeout=20, params={**LOG, "Season": "2018-19", **more}
            )
            return answer.json()["resultSets"][0]["rowSet"]

        whole = rows()
        assert len(whole) == 2460 and len({row[4] for row in whole}) == 1230
        january = rows(DateFrom="01/01/2019", DateTo="01/31/2019")
        assert january == [row for row in whole if row[5].startswith("2019-01")]


def test_every_recording_is_found_by_its_own_parameters(realdata, recordings):
    replay = Replay(realdata)
    assert recordings
    for entry in recordings:
        status, body = replay.answer(entry["host"], entry["endpoint"], entry["params"])
        assert status == entry["status"] and body == (realdata / entry["file"]).read_bytes(), entry["file"]


def test_every_case_is_served(realdata):
    cases = [folder for folder in (realdata.parent / "cases").iterdir() if folder.is_dir()]
    for folder in cases:
        replay = Replay(folder)
        for entry in json.loads((folder / "INDEX.json").read_text()):
            status, body = replay.answer(entry["host"], entry["endpoint"], entry["params"])
            assert status == entry["status"] and body == (folder / entry["file"]).read_bytes()
    assert cases


@pytest.mark.parametrize(
    "name, arguments",
    [
        ("LeagueStandingsV3", {"season": "2025-26"}),
        ("PlayerIndex", {"season": "2025-26"}),
        ("CommonTeamRoster", {"team_id": 1610612739, "season": "2025", "league_id_nullable": "00"}),
        ("DraftHistory", {}),
        ("FranchiseHistory", {}),
        ("LeagueDashPlayerStats", {"season": "2025-26", "league_id_nullable": "00"}),
        ("LeagueDashTeamStats", {"season": "2025-26", "league_id_nullable": "00"}),
        ("LeagueDashLineups", {"season": "2025-26", "league_id_nullable": "00"}),
        ("LeagueHustleStatsPlayer", {"season": "2025-26", "league_id_nullable": "00"}),
        ("LeagueDashPtStats", {"season": "2019-20", "pt_measure_type": "SpeedDistance", "player_or_team": "Player"}),
        ("BoxScoreAdvancedV3", {"game_id": "0022200552"}),
        ("BoxScoreMiscV3", {"game_id": "0022200552"}),
        ("BoxScoreUsageV3", {"game_id": "0022200552"}),
        ("BoxScoreSummaryV3", {"game_id": "0022400001"}),
        ("BoxScoreHustleV2", {"game_id": "0022200552"}),
        ("PlayByPlayV3", {"game_id": "0022200552"}),
        ("LeagueGameLog", {"season": "1997", "league_id": "10", "season_type_all_star": "Playoffs"}),
    ],
)
def test_what_nba_api_asks_finds_the_recording(realdata, name, arguments):
    endpoint = getattr(endpoints, name)
    totals = {"per_mode_detailed": "Totals", "per_mode_simple": "Totals", "per_mode_time": "Totals"}
    arguments |= {name: value for name, value in totals.items() if name in endpoint.__init__.__code__.co_varnames}
    asked = endpoint(**arguments, get_request=False).parameters
    status, body = Replay(realdata).answer("stats", endpoint.endpoint, asked)
    assert status == 200, body.decode()


def test_shots_are_cut_to_the_dates_asked_for(tmp_path):
    rows = [["20241115", 1], ["20241116", 2]]
    document = {"resultSets": [{"name": "Shot_Chart_Detail", "headers": ["GAME_DATE", "LOC_X"], "rowSet": rows}]}
    (tmp_path / "shots.json").write_text(json.dumps(document))
    params = {"Season": "2024-25", "ContextMeasure": "FGA"}
    entry = {"file": "shots.json", "host": "stats", "endpoint": "shotchartdetail", "status": 200, "params": params}
    (tmp_path / "INDEX.json").write_text(json.dumps([entry]))
    status, body = Replay(tmp_path).answer("stats", "shotchartdetail", {**params, "DateFrom": "11/16/2024"})
    assert status == 200 and json.loads(body)["resultSets"][0]["rowSet"] == [["20241116", 2]]

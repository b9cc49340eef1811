"""Recordings served again."""

import json

import pytest
import requests

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
    from lib.standin.replay import Replay

    replay = Replay(realdata)
    for entry in recordings:
        status, body = replay.answer(entry["host"], entry["endpoint"], entry["params"])
        assert status == entry["status"] and body == (realdata / entry["file"]).read_bytes(), entry["file"]

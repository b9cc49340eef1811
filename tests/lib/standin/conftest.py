import json
from pathlib import Path

import pytest
import requests

from lib.standin.server import Standin

REALDATA = Path(__file__).resolve().parents[4] / "shared" / "realdata"
MID_SEASON = "2025-01-15T11:00:00Z"
EMPTY = {"LeagueID": "00", "Counter": "0", "Sorter": "DATE", "Direction": "ASC", "DateFrom": "", "DateTo": ""}


class Client:
    """Asks a Standin as a program would, over one kept connection."""

    def __init__(self, standin):
        self.standin, self.session = standin, requests.Session()

    def get(self, endpoint, host="stats", referer="https://www.nba.com/", timeout=20, **params):
        base = self.standin.stats_url if host == "stats" else self.standin.cdn_url
        path = endpoint if host == "stats" else f"{endpoint}.json"
        return self.session.get(f"{base}/{path}", params=params, headers={"Referer": referer}, timeout=timeout)

    def log(self, kind="T", season="2024-25", season_type="Regular Season", **more):
        """leaguegamelog as [{column: value}]."""
        answer = self.get(
            "leaguegamelog", **{**EMPTY, "PlayerOrTeam": kind, "Season": season, "SeasonType": season_type, **more}
        )
        assert answer.status_code == 200, answer.text
        return self.rows(answer.json())

    def schedule(self):
        """{game_id: game} of the CDN's schedule."""
        document = self.get("staticData/scheduleLeagueV2", "cdn").json()
        return {
            game["gameId"]: game | {"listed": day["gameDate"]}
            for day in document["leagueSchedule"]["gameDates"]
            for game in day["games"]
        }

    def box(self, game_id):
        """boxscoretraditionalv3 of a game, or None."""
        answer = self.get(
            "boxscoretraditionalv3",
            GameID=game_id,
            StartPeriod="0",
            EndPeriod="0",
            StartRange="0",
            EndRange="0",
            RangeType="0",
        )
        return answer.json()["boxScoreTraditional"]

    @staticmethod
    def rows(document, which=0):
        """A result set as [{column: value}]."""
        table = document["resultSets"][which]
        return [dict(zip(table["headers"], row)) for row in table["rowSet"]]


@pytest.fixture(scope="session")
def _league():
    with Standin(now=MID_SEASON, seed=1) as running:
        yield running


@pytest.fixture
def standin(_league):
    """One server for all tests, since a season takes a second to play; clean for each."""
    _league.now = MID_SEASON
    _league.clear_faults()
    _league.clear_requests()
    yield _league
    _league.clear_faults()


@pytest.fixture
def client(standin):
    found = Client(standin)
    yield found
    found.session.close()


@pytest.fixture
def realdata():
    if not REALDATA.is_dir():
        pytest.skip("the recordings (../shared/realdata) are not here")
    return REALDATA


@pytest.fixture
def recordings(realdata):
    return json.loads((realdata / "INDEX.json").read_text())

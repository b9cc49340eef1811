"""The stand-in's answers, one of them changed by the test."""

import json

import pytest
import requests

from lib.standin.replay import Replay
from lib.standin.server import Standin

HEADERS = {"Referer": "https://www.nba.com/"}


@pytest.fixture
def spoil(league, tmp_path):
    """spoil(endpoint, change, **params): a league that plays the stand-in's answer as change(document) leaves it.

    Called again it adds an answer to the same league. What is not among them is answered with a 404.
    """
    folder, running, index = tmp_path / "spoiled", [], []
    folder.mkdir()

    def add(endpoint, change=lambda document: None, **params):
        is_cdn = endpoint.startswith(("liveData", "staticData"))
        base, suffix = (league.cdn_url, ".json") if is_cdn else (league.stats_url, "")
        answer = requests.get(f"{base}/{endpoint}{suffix}", params=params, headers=HEADERS, timeout=30)
        answer.raise_for_status()
        document = answer.json()
        change(document)
        (folder / f"{len(index)}.json").write_text(json.dumps(document))
        entry = {"host": "cdn" if is_cdn else "stats", "endpoint": endpoint, "params": params, "status": 200}
        index.insert(0, entry | {"file": f"{len(index)}.json"})  # the latest of an answer counts
        (folder / "INDEX.json").write_text(json.dumps(index))
        if running:
            running.pop().__exit__(None, None, None)
        running.append(Standin(replay=folder).__enter__())
        return running[0]

    yield add
    for playing in running:
        playing.__exit__(None, None, None)


class Altered(Replay):
    """What a league answers, each answer of an endpoint as change(document) leaves it."""

    def __init__(self, league, endpoint, change):
        self.league, self.endpoint, self.change = league, endpoint, change

    def answer(self, host, endpoint, params):
        answer = self.league.answer(host, endpoint, params, HEADERS)
        if answer.status != 200 or not f"{endpoint}/".startswith(f"{self.endpoint}/"):
            return answer.status, answer.body
        document = json.loads(answer.body)
        self.change(document)
        return 200, json.dumps(document).encode()


@pytest.fixture
def alter(machine, tmp_path):
    """alter(endpoint, change): the machine's league says what the stand-in says, but for each answer of an endpoint."""
    (tmp_path / "INDEX.json").write_text("[]")
    with Standin(replay=tmp_path) as playing:

        def alter(endpoint, change):
            playing.replay = Altered(machine.league, endpoint, change)
            playing._answers.clear()  # of what it was before
            machine.set(NBA_STATS_URL=playing.stats_url, NBA_CDN_URL=playing.cdn_url)

        yield alter


def log_of(season, season_type, letter="T"):
    """The parameters of a season's game log."""
    asked = {"LeagueID": "00", "Season": season, "SeasonType": season_type, "PlayerOrTeam": letter}
    return asked | {"Counter": "0", "Direction": "ASC", "Sorter": "DATE", "DateFrom": "", "DateTo": ""}

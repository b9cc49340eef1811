"""A league that says what the stand-in says, but for what a test changes in one answer."""

import json

import pytest
import requests

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


def log_of(season, season_type, letter="T"):
    """The parameters of a season's game log."""
    asked = {"LeagueID": "00", "Season": season, "SeasonType": season_type, "PlayerOrTeam": letter}
    return asked | {"Counter": "0", "Direction": "ASC", "Sorter": "DATE", "DateFrom": "", "DateTo": ""}

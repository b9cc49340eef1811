"""A league that gives one answer to every request of an endpoint, whatever was asked, and knows nothing else."""

import json
from pathlib import Path

import pytest

from lib.standin.replay import Replay
from lib.standin.server import Standin


class Played(Replay):
    def __init__(self, answers: dict[str, bytes]):
        self.answers = {endpoint.lower(): body for endpoint, body in answers.items()}

    def answer(self, host, endpoint, params):
        body = self.answers.get(endpoint.lower())
        return (404, b"not played\n") if body is None else (200, body)


@pytest.fixture
def play(machine, tmp_path):
    """play({endpoint: document or bytes}): the machine's league gives these answers; returns the running Standin."""
    running = []

    def start(answers: dict) -> Standin:
        folder = Path(tmp_path / "played")
        folder.mkdir(exist_ok=True)
        (folder / "INDEX.json").write_text("[]")
        league = Standin(replay=folder)
        league.replay = Played(
            {name: body if isinstance(body, bytes) else json.dumps(body).encode() for name, body in answers.items()}
        )
        running.append(league.__enter__())
        machine.set(NBA_STATS_URL=league.stats_url, NBA_CDN_URL=league.cdn_url)
        machine.league = league
        return league

    yield start
    for league in running:
        league.__exit__(None, None, None)

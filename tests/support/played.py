"""A league that gives one answer to every request of an endpoint, whatever was asked, and knows nothing else."""

import importlib
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


def table(dataset, rows: int = 30) -> dict[str, dict]:
    """{endpoint: an answer}: the first table that nba_api expects of a dataset's endpoint, its rows made up by type."""
    module = importlib.import_module(f"nba_api.stats.endpoints.{dataset.endpoint}")
    endpoint = next(kind for kind in vars(module).values() if getattr(kind, "endpoint", "") == dataset.endpoint)
    name, columns = next(iter(endpoint.expected_data.items()))

    def cell(column: str, number: int):
        if column.upper().endswith("ID"):
            return f"00224{number:05}" if "GAME" in column.upper() else number
        if column == "SEASON":
            return "2024-25"
        return {"int": number, "float": number / 2, "date": "2024-11-01"}.get(dataset.kind(column), f"text {number}")

    body = [[cell(column, number) for column in columns] for number in range(1, rows + 1)]
    sets = [{"name": name, "headers": columns, "rowSet": body}]
    return {dataset.endpoint: {"resource": dataset.endpoint, "parameters": {}, "resultSets": sets}}


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

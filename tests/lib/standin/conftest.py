import json

import pytest

from lib.standin.server import Standin
from tests.support.client import Client
from tests.support.stage import MID_SEASON, RECORDINGS


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
    if not RECORDINGS.is_dir():
        pytest.skip("the recordings (../shared/realdata) are not here")
    return RECORDINGS


@pytest.fixture
def recordings(realdata):
    return json.loads((realdata / "INDEX.json").read_text())

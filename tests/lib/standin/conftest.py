import json

import pytest

from tests.support.client import Client
from tests.support.stage import RECORDINGS, well


@pytest.fixture
def standin(simulated):
    """One server for all tests, since a season takes a second to play; clean for each."""
    yield well(simulated)
    simulated.clear_faults()


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

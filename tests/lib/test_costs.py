"""What a run costs does not grow with history: requests, files opened, folders listed, modules imported; nothing timed."""

import subprocess
import sys
from collections import Counter

import pytest

from tests.bench import history
from tests.conftest import MID_SEASON, ROOT

FEW, MANY = 1, 4  # past seasons of some games each
GAMES = 12


@pytest.fixture(params=["status --publish", "status", "status --due", "gaps", "plan --target daily"])
def job(request):
    return request.param.split()


@pytest.fixture
def machine(upstream_at, tmp_path, monkeypatch, league):
    """machine(seasons): a machine with so many past seasons stored, all looked at, and three days of the running one."""

    def build(count: int):
        here = upstream_at(tmp_path / f"{count}", monkeypatch)
        history.lay(here.data, "2023-24", count, GAMES)
        here.seed("team-games", "2025-01-11")
        here.seed("player-games", "2025-01-11")
        for name in ("team-games", "player-games"):
            assert here.chain(name) == 0, here.said
        here.main("gaps")
        here.league.clear_requests()
        return here

    return build


def test_a_job_opens_no_file_of_a_past_season(machine, opened, job):
    """But for the small file that says what the last look at it found."""
    seen = {}
    for count in (FEW, MANY):
        here = machine(count)
        del opened[:]
        here.main(*job)
        inside = [path.removeprefix(f"{here.data}/") for path in opened if path.startswith(f"{here.data}/")]
        seen[count] = Counter(path for path in inside if not path.startswith("_metadata/gaps/"))
        assert not [path for path in inside if path.endswith(".csv")]
        assert not here.league.requests
    assert seen[MANY].total() <= seen[FEW].total(), seen[MANY] - seen[FEW]


def test_a_new_day_costs_the_same_whatever_is_stored(machine, opened):
    """Requests, and files and folders opened to fetch, store and mark it."""
    seen, asked = {}, {}
    for count in (FEW, MANY):
        here = machine(count)
        here.at("2025-01-16T11:00:00Z")
        del opened[:]
        assert here.chain("team-games") == 0 and here.chain("player-games") == 0, here.said
        seen[count] = len([path for path in opened if path.startswith(f"{here.data}/")])
        asked[count] = here.counted()
        here.at(MID_SEASON)
    assert asked[FEW] == asked[MANY] and asked[FEW]["stats/leaguegamelog"] == 2
    assert seen[MANY] <= seen[FEW] + 5, "names of folders that others' tests may have made"


def test_make_asks_python_once_whether_several_datasets_are_due(house):
    """Its other starts are those of the steps that have something to do."""
    for _ in range(2):
        done = house.make("teams", "players")
        assert done.returncode == 0, done.stderr
    assert done.stderr.count("nothing due") == 2
    listed = house.make("-n", "teams", "players").stdout
    assert listed.count("should_fetch.py --all") == 1


@pytest.mark.parametrize("script, most", [("should_fetch", 140), ("store", 170), ("mark", 150), ("status", 180)])
def test_a_step_imports_what_it_uses(script, most):
    """A start of Python is half of what a step costs; each module is some tenths of a millisecond."""
    code = f"import sys; sys.path[:0] = ['scripts', '.']; import {script}; print(len(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) <= most
